//! The end of a report: a table of rules, what of the document was seen, and one line with the result.

use std::io::{self, Write};

use super::terminal::{Paint, plural};
use crate::contract::Level;
use crate::runner::Results;

/// What to do next; nothing is said where it is empty.
#[derive(Default)]
pub(crate) struct Next {
    pub(crate) passed: String,
    pub(crate) failed: String,
    pub(crate) incomplete: String,
}

/// One line of a table of rules.
pub(super) struct Row {
    pub(super) rule: &'static str,
    /// None for a note.
    pub(super) level: Option<Level>,
    /// How many there are.
    pub(super) count: usize,
    /// At how many places of the document, if that is known.
    pub(super) distinct: Option<usize>,
}

/// Writes a table of rules with their counts; `None` if there are none.
pub(super) fn table(err: &mut dyn Write, rows: &[Row], heads: [&str; 4], paint: Paint) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let wide = rows.iter().map(|row| row.rule.len()).chain([heads[0].len()]).max();
    let wide = wide.unwrap_or_default();
    let [rule, level, count, distinct] = heads;
    let head = format!("{rule:wide$}  {level:7}  {count:>10}  {distinct:>8}");
    writeln!(err, "{}", paint.bold(head.trim_end()))?;
    for row in rows {
        let distinct = row.distinct.map(|count| count.to_string()).unwrap_or_default();
        let word = format!("{:7}", row.level.map_or("note", Level::word));
        let word = match row.level {
            Some(level) => paint.level(level, &word),
            None => word,
        };
        let line = format!("{:wide$}  {word}  {:>10}  {distinct:>8}", row.rule, row.count);
        writeln!(err, "{}", line.trim_end())?;
    }
    writeln!(err)
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
fn coverage(results: &Results) -> String {
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
        sum = format!("{sum}; {problems} kept part of the input from being checked");
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
