//! The report for the comment of a pull request: the verdicts, the worst changes, and the others folded.

use std::io::{self, Write};

use super::texts::{self, NAMED};
use super::{Comparison, Side};
use crate::diff::{Change, Site};
use crate::report::formats::markdown::{code, message};
use crate::report::plural;

/// How many changes are not folded.
const OPEN: usize = 5;

/// How many bytes a comment may have: GitHub takes 65,536 characters.
const MOST: usize = 65_000;

/// What is left for the end of the comment.
const END: usize = 400;

/// How many characters of a text of a document are shown.
const LONGEST: usize = 400;

/// Writes the comment.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let mut text = head(comparison);
    // The worst of those that count first, then what is accepted.
    let (accepted, open): (Vec<_>, Vec<_>) = comparison.each().partition(|(_, reason)| reason.is_some());
    let all: Vec<_> = open.into_iter().chain(accepted).collect();
    let is_open = |(change, reason): &(&Change, Option<&str>)| reason.is_none() && !texts::is_folded(change);
    let mut written = 0;
    for (change, _) in all.iter().take(OPEN).take_while(|one| is_open(one)) {
        let entry = entry(comparison, change);
        if text.len() + entry.len() + END > MOST {
            break;
        }
        text.push_str(&entry);
        written += 1;
    }
    let rest = all.get(written..).unwrap_or_default();
    if !rest.is_empty() {
        let more = if written > 0 { "more " } else { "" };
        let title = plural(rest.len(), "change").replacen(' ', &format!(" {more}"), 1);
        text.push_str(&format!("<details>\n<summary>{title}</summary>\n\n"));
        for (number, (change, reason)) in rest.iter().enumerate() {
            let line = line(comparison, change, *reason);
            if text.len() + line.len() + END > MOST {
                let left = plural(rest.len() - number, "change");
                text.push_str(&format!("\nand {left} that this comment has no room for\n"));
                break;
            }
            text.push_str(&line);
        }
        text.push_str("\n</details>\n");
    }
    out.write_all(text.as_bytes())
}

/// The verdicts, and what is wrong with the comparison itself.
fn head(comparison: &Comparison<'_>) -> String {
    let (wire, bump) = (comparison.wire, comparison.bump);
    let at_least = match comparison.not_judged.is_empty() {
        true => "",
        false => "at least ",
    };
    let with = texts::behaviour(comparison).map_or_else(String::new, |with| format!(" {with}"));
    let mut text = format!(
        "### API changes: {at_least}{} on the wire, {} for the crate{with}\n\n\
         | | verdict | |\n|---|---|---|\n\
         | wire | **{}** | {} |\n| crate | **{}**{with} | {} |\n| version | {} | {} |\n\n\
         {}, from {} to {}.\n\n",
        wire.word(),
        texts::bump_word(bump),
        wire.word(),
        texts::wire(wire),
        texts::bump_word(bump),
        texts::bump(bump),
        version(comparison),
        texts::version(&comparison.versions),
        texts::counts(comparison),
        code(&short(&comparison.base.label)),
        code(&short(&comparison.revision.label)),
    );
    let mut line = |line: String| {
        text.push_str(&line);
        text.push_str("\n\n");
    };
    if let Some(parts) = texts::parts(comparison) {
        line(format!("Of the version: {parts}."));
    }
    for failure in comparison.failures.iter().take(OPEN) {
        line(format!("**Failed**: {}", message(&short(failure))));
    }
    for entry in comparison.entries.iter().take(OPEN) {
        line(format!("**{}**: {}", entry.rule, message(&short(&entry.message))));
    }
    for not_judged in comparison.not_judged.iter().take(OPEN) {
        line(format!("**Not judged**: {}", message(&short(not_judged))));
    }
    match comparison.not_judged.len().saturating_sub(OPEN) {
        0 => {}
        more => line(format!("and {} more that could not be judged", plural(more, "part"))),
    }
    text
}

fn version(comparison: &Comparison<'_>) -> String {
    let next = comparison.versions.next.as_ref();
    next.map_or_else(|| "unknown".to_owned(), |next| format!("**{next}**"))
}

/// A change with all that is known of it.
fn entry(comparison: &Comparison<'_>, change: &Change) -> String {
    let mut text = format!(
        "**{}** · {}\n\n{}\n\n",
        change.wire.word(),
        code(change.rule.id),
        message(&short(&change.message))
    );
    let mut line = |name: &str, line: String| text.push_str(&format!("- {name}: {line}\n"));
    for (side, site, what) in sites(comparison, change) {
        line(what, code(&short(&place(side, site))));
    }
    if let Some(condition) = texts::condition(change) {
        line("breaks if", message(&short(condition)));
    }
    if let Some(evidence) = texts::evidence(change) {
        line("evidence", message(&short(&evidence)));
    }
    if let Some(operations) = texts::used_in(change, NAMED) {
        line("used in", message(&short(&operations)));
    }
    for item in texts::items(change, NAMED) {
        line("crate", message(&short(&item)));
    }
    line("why", message(change.rule.why));
    line("help", message(&short(texts::help(change))));
    line("fingerprint", code(&change.fingerprint()));
    text.push('\n');
    text
}

/// A change in one line.
fn line(comparison: &Comparison<'_>, change: &Change, reason: Option<&str>) -> String {
    let at = sites(comparison, change).next_back();
    let at = at.map(|(side, site, _)| format!(" ({})", code(&short(&place(side, site)))));
    let evidence = texts::evidence(change).map(|evidence| format!("; evidence: {}", message(&short(&evidence))));
    let accepted = reason.map(|reason| format!("; accepted: {}", message(&short(reason))));
    format!(
        "- {} · {} · {}: {}{}{}{}\n",
        change.wire.word(),
        change.bump.word(),
        code(change.rule.id),
        message(&short(&change.message)),
        at.unwrap_or_default(),
        evidence.unwrap_or_default(),
        accepted.unwrap_or_default()
    )
}

/// The places of a change: in the base, then in the revision.
fn sites<'c>(
    comparison: &'c Comparison<'_>,
    change: &'c Change,
) -> impl DoubleEndedIterator<Item = (&'c Side<'c>, &'c Site, &'static str)> {
    let base = change.base.iter().map(|site| (&comparison.base, site, "base"));
    let revision = change
        .revision
        .iter()
        .map(|site| (&comparison.revision, site, "revision"));
    base.chain(revision)
}

fn place(side: &Side<'_>, site: &Site) -> String {
    format!("{}:{}:{}", side.file(site), site.position.line, site.position.column)
}

/// The beginning of a text of a document.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
