//! The report for a pull request: an annotation for each drift, in the workflow commands of GitHub Actions.

use std::io::{self, Write};

use super::Refusal;
use super::drift::seen;
use super::terminal::plural;
use crate::contract::Level;
use crate::runner::Results;

/// Writes an annotation for each drift that is not accepted, and one for each problem.
pub(crate) fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let mut groups: Vec<_> = results
        .groups
        .all
        .iter()
        .filter(|group| group.accepted.is_none())
        .collect();
    // GitHub shows the first ten errors and the first ten warnings of a step.
    groups.sort_by_key(|group| group.key.rule.level);
    for group in groups {
        let finding = &group.first;
        let command = match finding.rule.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let mut properties = Vec::new();
        if let Some(place) = &finding.place {
            properties.push(format!("file={}", property(&place.file)));
            properties.push(format!("line={}", place.position.line));
            properties.push(format!("col={}", place.position.column));
        }
        properties.push(format!("title={}", property(finding.rule.id)));
        let mut lines = vec![finding.message.clone()];
        lines.push(format!("at {}", group.key.at));
        lines.extend(seen(group));
        if let Some(promise) = &finding.document {
            lines.push(format!(
                "document: {}:{}:{} at {}",
                promise.file.as_deref().unwrap_or(&results.document),
                promise.position.line,
                promise.position.column,
                promise.pointer
            ));
        }
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&lines.join("\n")))?;
    }
    if results.counts.not_held > 0 {
        let more = plural(results.counts.not_held, "finding");
        writeln!(
            out,
            "::warning title=not-shown::{more} more are only counted; `--format json` lists them"
        )?;
    }
    if let Some((message, hosts)) = super::other_hosts(results) {
        let hosts: Vec<_> = hosts.iter().map(|(host, count)| format!("{host} ({count})")).collect();
        let text = format!("{message}: {}", hosts.join(", "));
        writeln!(out, "::notice title=other-hosts::{}", data(&text))?;
    }
    for problem in &results.problems {
        writeln!(out, "::error title=incomplete::{}", data(problem))?;
    }
    let counts = &results.counts;
    let sum = format!(
        "{} checked against {}: {}, {}",
        plural(results.interactions, "interaction"),
        results.document,
        plural(counts.errors, "error"),
        plural(counts.warnings, "warning"),
    );
    writeln!(out, "::notice title=contract::{}", data(&sum))
}

/// Writes why a document was not taken.
pub(crate) fn refused(out: &mut dyn Write, document: &str, diagnostics: &[Refusal<'_>]) -> io::Result<()> {
    for refusal in diagnostics {
        let place = refusal
            .place
            .map_or_else(String::new, |(line, column)| format!(",line={line},col={column}"));
        let (file, title) = (property(refusal.file.unwrap_or(document)), property(refusal.rule));
        writeln!(
            out,
            "::error file={file}{place},title={title}::{}",
            data(&refusal.message)
        )?;
    }
    Ok(())
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
