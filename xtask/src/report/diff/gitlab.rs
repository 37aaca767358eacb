//! The report for merge requests of GitLab: an issue of code quality for each change.

use std::collections::HashMap;
use std::io::{self, Write};

use super::{Comparison, Severity, texts};
use crate::report::formats::gitlab::{self, Issue};

/// Writes an issue for each change that is not accepted, worst first, and one for each part that was not judged.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let document = comparison.revision.path(comparison.revision.document.name());
    let not_judged: Vec<_> = (0..comparison.not_judged.len())
        .map(|number| format!("not-judged:{number}"))
        .collect();
    let parts = comparison.not_judged.iter().zip(&not_judged);
    let parts = parts.map(|(message, fingerprint)| Issue {
        rule: "not-judged",
        severity: "blocker",
        fingerprint,
        text: message.clone(),
        file: document,
        line: 1,
    });
    // GitLab shows one issue of a fingerprint.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut unique = |fingerprint: String| {
        let number = seen.entry(fingerprint.clone()).or_default();
        *number += 1;
        match number {
            1 => fingerprint,
            number => format!("{fingerprint}:{number}"),
        }
    };
    let open = comparison.each().filter(|(_, reason)| reason.is_none());
    let changes: Vec<_> = open.map(|(change, _)| (change, unique(change.fingerprint()))).collect();
    let issues = changes.iter().map(|(change, fingerprint)| {
        let (file, line, _) = comparison.location(change);
        Issue {
            rule: change.rule.id,
            severity: match Severity::of(change) {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Note => "info",
            },
            fingerprint,
            text: texts::lines(change).join("; "),
            file,
            line,
        }
    });
    let entries: Vec<_> = comparison
        .entries
        .iter()
        .map(|entry| (format!("{}:{}", entry.rule, entry.position), entry))
        .collect();
    let entries = entries.iter().map(|(fingerprint, entry)| Issue {
        rule: entry.rule,
        severity: "minor",
        fingerprint,
        text: entry.message.clone(),
        file: &entry.file,
        line: entry.position.line,
    });
    gitlab::write(out, parts.chain(issues).chain(entries))
}
