//! Why a document was refused, in the formats of machines: never a report without findings.

use std::io::{self, Write};

use serde_json::json;

use super::formats::github::Annotation;
use super::formats::gitlab::Issue;
use super::formats::junit::{Case, Outcome};
use super::formats::{gitlab, junit, markdown, sarif};
use crate::cli::Format;

/// Why a document was refused.
pub(crate) struct Refusal<'r> {
    pub(crate) rule: &'r str,
    pub(crate) message: String,
    /// The file, if that is not the document itself.
    pub(crate) file: Option<&'r str>,
    /// The line and column.
    pub(crate) place: Option<(usize, usize)>,
}

/// Writes the report. The formats for people and for programs in general are written by the command.
pub(crate) fn write(out: &mut dyn Write, format: Format, document: &str, refusals: &[Refusal<'_>]) -> io::Result<()> {
    let file = |refusal: &Refusal<'_>| refusal.file.unwrap_or(document).to_owned();
    match format {
        Format::Human | Format::Json => Ok(()),
        Format::Sarif => {
            let notification = |refusal: &Refusal<'_>| {
                json!({
                    "level": "error",
                    "message": {"text": format!("{}: {}", refusal.rule, refusal.message)},
                    "locations": [{"physicalLocation": sarif::physical(&file(refusal), refusal.place)}],
                })
            };
            let notifications: Vec<_> = refusals.iter().map(notification).collect();
            writeln!(out, "{}", sarif::not_run(&notifications))
        }
        Format::Github => refusals.iter().try_for_each(|refusal| {
            Annotation {
                level: "error",
                place: Some((&file(refusal), refusal.place)),
                title: refusal.rule,
                text: &refusal.message,
            }
            .write(out)
        }),
        Format::Gitlab => {
            let fingerprints: Vec<_> = (0..refusals.len()).map(|number| format!("refused:{number}")).collect();
            let issue = |(refusal, fingerprint): (&'_ Refusal<'_>, &'_ String)| {
                (file(refusal), refusal.place, fingerprint.clone())
            };
            let known: Vec<_> = refusals.iter().zip(&fingerprints).map(issue).collect();
            let issues = refusals
                .iter()
                .zip(&known)
                .map(|(refusal, (file, place, fingerprint))| Issue {
                    rule: refusal.rule,
                    severity: "blocker",
                    fingerprint,
                    text: refusal.message.clone(),
                    file,
                    line: place.map_or(1, |(line, _)| line),
                });
            gitlab::write(out, issues)
        }
        Format::Junit => {
            let case = |refusal: &Refusal<'_>| Case {
                class: refusal.rule.to_owned(),
                name: document.to_owned(),
                place: Some((file(refusal), refusal.place.map_or(1, |(line, _)| line))),
                outcome: Outcome::Incomplete(refusal.message.clone()),
            };
            let cases: Vec<_> = refusals.iter().map(case).collect();
            junit::write(out, "refused", &cases)
        }
        Format::Markdown => {
            writeln!(out, "### Could not compare\n")?;
            for refusal in refusals.iter().take(SHOWN) {
                let place = refusal.place.map(|(line, column)| format!(":{line}:{column}"));
                let at = format!("{}{}", file(refusal), place.unwrap_or_default());
                let message: String = refusal.message.chars().take(LONGEST).collect();
                writeln!(out, "- {}: {}", markdown::code(&at), markdown::message(&message))?;
            }
            match refusals.len().saturating_sub(SHOWN) {
                0 => Ok(()),
                more => writeln!(out, "\nand {more} more"),
            }
        }
    }
}

/// How many reasons a comment has, and how long they may be: it must stay short.
const SHOWN: usize = 20;
const LONGEST: usize = 500;
