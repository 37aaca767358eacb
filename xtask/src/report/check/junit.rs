//! The report for test viewers: a failed case for each drift.

use std::io::{self, Write};

use super::{lines, open, place, sum};
use crate::report::formats::junit::{self, Case, Outcome};
use crate::report::terminal::plural;
use crate::runner::Results;

/// Writes a case for the check as a whole, for each drift, and for each problem.
pub(crate) fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let mut cases = vec![Case {
        class: "check".to_owned(),
        name: sum(results),
        place: None,
        // More drift may be counted than is listed.
        outcome: match results.counts.beyond_limit {
            0 => Outcome::Passed,
            more => Outcome::Failed(
                format!("{} more are only counted", plural(more, "finding")),
                String::new(),
            ),
        },
    }];
    for problem in &results.problems {
        cases.push(Case {
            class: "incomplete".to_owned(),
            name: problem.clone(),
            place: None,
            outcome: Outcome::Incomplete(problem.clone()),
        });
    }
    for group in open(results) {
        let (file, line, _) = place(group, results);
        cases.push(Case {
            class: group.key.rule.id.to_owned(),
            name: format!("{} at {}", group.first.message, group.key.at),
            place: Some((file.to_owned(), line)),
            outcome: Outcome::Failed(group.first.message.clone(), lines(group, results).join("\n")),
        });
    }
    let accepted = results.groups.all.iter();
    for group in accepted.filter(|group| group.accepted.is_some()) {
        let (file, line, _) = place(group, results);
        cases.push(Case {
            class: group.key.rule.id.to_owned(),
            name: format!("{} at {}", group.first.message, group.key.at),
            place: Some((file.to_owned(), line)),
            outcome: Outcome::Skipped(format!("accepted: {}", group.accepted.as_deref().unwrap_or_default())),
        });
    }
    junit::write(out, "check", &cases)
}
