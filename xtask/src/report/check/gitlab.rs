//! The report for merge requests of GitLab: an issue of code quality for each drift.

use std::io::{self, Write};

use super::{lines, open, place};
use crate::contract::Level;
use crate::report::formats::gitlab::{self, Issue};
use crate::runner::Results;

/// Writes an issue for each drift that is not accepted, and one for each problem.
pub(crate) fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let problems = results.problems.iter().enumerate().map(|(number, problem)| {
        let fingerprint = format!("incomplete:{number}");
        (fingerprint, problem)
    });
    let problems: Vec<_> = problems.collect();
    let incomplete = problems.iter().map(|(fingerprint, problem)| Issue {
        rule: "incomplete",
        severity: "blocker",
        fingerprint,
        text: (*problem).clone(),
        file: &results.document,
        line: 1,
    });
    let drift = open(results).into_iter().map(|group| {
        let (file, line, _) = place(group, results);
        Issue {
            rule: group.key.rule.id,
            severity: match group.key.rule.level {
                Level::Error => "major",
                Level::Warning => "minor",
            },
            fingerprint: &group.fingerprint,
            text: lines(group, results).join("; "),
            file,
            line,
        }
    });
    gitlab::write(out, incomplete.chain(drift))
}
