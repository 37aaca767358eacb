//! The end of a report: the rows of its table, what of the document was seen, and one line with the result.

use std::io::{self, Write};

use crate::contract::Level;
use crate::report::table::Row;
use crate::report::terminal::{Paint, plural};
use crate::runner::{NotCaptured, Results};

/// What to do next; nothing is said where it is empty.
#[derive(Default)]
pub(crate) struct Next {
    pub(crate) passed: String,
    pub(crate) failed: String,
    pub(crate) incomplete: String,
}

/// The rows for what a check found: errors, warnings, notes, and of each the most frequent first.
pub(super) fn rows(results: &Results) -> Vec<Row> {
    let mut rows: Vec<Row> = results
        .counts
        .by_rule
        .iter()
        .map(|(id, of_rule)| Row {
            rule: id,
            level: Some(of_rule.level),
            count: of_rule.violations,
            distinct: Some(of_rule.kinds).filter(|_| !of_rule.more_kinds),
        })
        .collect();
    let mut note = |rule: &'static str| match rows.iter_mut().find(|row| row.rule == rule) {
        Some(row) => row.count += 1,
        None => rows.push(Row {
            rule,
            level: None,
            count: 1,
            distinct: None,
        }),
    };
    if results.others.requests() > 0 {
        note("other-hosts");
    }
    results.notes.iter().for_each(|_| note("not-checked"));
    if results.interactions > 0 {
        results.coverage.notes.iter().for_each(|coverage| note(coverage.rule));
    }
    let rank = |row: &Row| match row.level {
        Some(Level::Error) => 0,
        Some(Level::Warning) => 1,
        None => 2,
    };
    rows.sort_by(|a, b| (rank(a), b.count, a.rule).cmp(&(rank(b), a.count, b.rule)));
    rows
}

/// How much of the document there is evidence for.
pub(crate) fn coverage(results: &Results) -> String {
    let coverage = &results.coverage;
    let of = |[seen, all]: [usize; 2], noun: &str| format!("{seen} of {}", plural(all, noun));
    format!(
        "{}, {}, {}",
        of(coverage.operations, "operation"),
        of(coverage.statuses, "status"),
        of(coverage.properties, "property")
    )
}

/// Writes the result, and what to do next.
pub(super) fn write(err: &mut dyn Write, results: &Results, next: &Next, paint: Paint) -> io::Result<()> {
    let counts = &results.counts;
    if counts.skipped > 0 {
        let requests = plural(counts.skipped, "request");
        writeln!(
            err,
            "note: {requests} without a response skipped, such as those that a browser blocked"
        )?;
    }
    if results.interactions > 0 && results.coverage.operations != [0, 0] {
        writeln!(err, "coverage: {}", coverage(results))?;
    }
    if counts.not_captured.any() {
        let NotCaptured { requests, responses } = counts.not_captured;
        let parts: Vec<_> = [(requests, "request"), (responses, "response")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| plural(count, what))
            .collect();
        let parts = parts.join(" and ");
        writeln!(err, "not captured, and not checked: the bodies of {parts}")?;
    }
    let mut sum = format!(
        "{} checked against {}: {}, {}, {}",
        plural(results.interactions, "interaction"),
        results.document,
        plural(counts.errors, "error"),
        plural(counts.warnings, "warning"),
        plural(counts.notes, "note"),
    );
    if counts.accepted > 0 {
        sum = format!("{sum}, {} accepted", counts.accepted);
    }
    if counts.not_checked > 0 {
        sum = format!("{sum}; {} not checked", plural(counts.not_checked, "value"));
    }
    let (word, next) = if counts.problems > 0 {
        let problems = plural(counts.problems, "problem");
        sum = format!("{sum}; {problems} prevented part of the input from being checked");
        (paint.level(Level::Error, "incomplete"), &next.incomplete)
    } else if counts.errors + counts.warnings > 0 {
        (paint.level(Level::Error, "failed"), &next.failed)
    } else {
        (paint.good("passed"), &next.passed)
    };
    writeln!(err, "{word}: {sum}")?;
    match next.is_empty() {
        true => Ok(()),
        false => writeln!(err, "Next: {next}"),
    }
}
