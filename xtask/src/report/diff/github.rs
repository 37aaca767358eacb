//! The report for a pull request: an annotation for each change that somebody would notice.

use std::io::{self, Write};

use super::{Comparison, Severity, texts};
use crate::report::formats::github::Annotation;
use crate::report::plural;

/// Writes the annotations, worst first: GitHub shows ten of each level.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    for (change, reason) in comparison.each() {
        if texts::is_folded(change) || reason.is_some() {
            continue;
        }
        let (file, line, column) = comparison.location(change);
        let level = match Severity::of(change) {
            Severity::Note => "notice",
            severity => severity.word(),
        };
        Annotation {
            level,
            place: Some((file, Some((line, column)))),
            title: change.rule.id,
            text: &texts::lines(change).join("\n"),
        }
        .write(out)?;
    }
    for entry in &comparison.entries {
        Annotation {
            level: "warning",
            place: Some((&entry.file, Some((entry.position.line, entry.position.column)))),
            title: entry.rule,
            text: &format!("{}\nhelp: {}", entry.message, entry.help),
        }
        .write(out)?;
    }
    let without_place = |level, title, text: &str, out: &mut dyn Write| {
        Annotation {
            level,
            place: None,
            title,
            text,
        }
        .write(out)
    };
    for message in comparison.not_judged {
        without_place("error", "not-judged", message, out)?;
    }
    for failure in &comparison.failures {
        without_place("error", "failed", failure, out)?;
    }
    let folded = comparison
        .changes
        .iter()
        .filter(|change| texts::is_folded(change))
        .count();
    let mut sum = texts::summary(comparison);
    if folded > 0 {
        sum = format!("{sum}; {} without an annotation", plural(folded, "safe change"));
    }
    without_place("notice", "verdict", &sum, out)
}
