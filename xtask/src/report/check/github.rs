//! The report for a pull request: an annotation for each drift.

use std::io::{self, Write};

use super::{lines, open, other_hosts, sum, word};
use crate::report::formats::github::Annotation;
use crate::report::terminal::plural;
use crate::runner::Results;

/// Writes an annotation for each drift that is not accepted, and one for each problem.
pub(crate) fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    for group in open(results) {
        let finding = &group.first;
        let place = finding.place.as_ref();
        Annotation {
            level: word(finding.rule.level),
            place: place.map(|place| (&*place.file, Some((place.position.line, place.position.column)))),
            title: finding.rule.id,
            text: &lines(group, results).join("\n"),
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
    if results.counts.beyond_limit > 0 {
        let more = plural(results.counts.beyond_limit, "finding");
        let text = format!("{more} more are only counted; `--format json` lists them");
        without_place("warning", "not-shown", &text, out)?;
    }
    if let Some((message, hosts)) = other_hosts(results) {
        let hosts: Vec<_> = hosts.iter().map(|(host, count)| format!("{host} ({count})")).collect();
        without_place(
            "notice",
            "other-hosts",
            &format!("{message}: {}", hosts.join(", ")),
            out,
        )?;
    }
    for problem in &results.problems {
        without_place("error", "incomplete", problem, out)?;
    }
    without_place("notice", "contract", &sum(results), out)
}
