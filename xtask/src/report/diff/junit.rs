//! The report for test viewers: a case for each change; those that break something fail.

use std::io::{self, Write};

use super::{Comparison, texts};
use crate::diff::{Bump, Change, Wire};
use crate::report::formats::junit::{self, Case, Outcome};

/// Writes a case for the verdicts, one for each change, and one for each part that was not judged.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let failures = &comparison.failures;
    let mut cases = vec![Case {
        class: "verdict".to_owned(),
        name: texts::summary(comparison),
        place: None,
        outcome: match failures.is_empty() {
            true => Outcome::Passed,
            false => Outcome::Failed(failures.join("; "), String::new()),
        },
    }];
    for message in comparison.not_judged {
        cases.push(Case {
            class: "not-judged".to_owned(),
            name: message.clone(),
            place: None,
            outcome: Outcome::Incomplete(message.clone()),
        });
    }
    for (change, reason) in comparison.each() {
        let (file, line, _) = comparison.location(change);
        let outcome = match reason {
            Some(reason) => Outcome::Skipped(format!("accepted: {reason}")),
            None if breaks(change) => Outcome::Failed(change.message.clone(), texts::lines(change).join("\n")),
            None => Outcome::Passed,
        };
        cases.push(Case {
            class: change.rule.id.to_owned(),
            name: format!("{} at {}", change.message, change.place()),
            place: Some((file.to_owned(), line)),
            outcome,
        });
    }
    for entry in &comparison.entries {
        cases.push(Case {
            class: entry.rule.to_owned(),
            name: entry.message.clone(),
            place: Some((entry.file.clone(), entry.position.line)),
            outcome: Outcome::Failed(entry.message.clone(), entry.help.to_owned()),
        });
    }
    junit::write(out, "diff", &cases)
}

/// Whether a change breaks released clients or the code of importers.
fn breaks(change: &Change) -> bool {
    change.wire >= Wire::BreakingIf || change.bump == Bump::Major
}
