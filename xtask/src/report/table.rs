//! A table of rules with their counts, for people.

use std::io::{self, Write};

use super::terminal::Paint;
use crate::contract::Level;

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
pub(super) fn write(err: &mut dyn Write, rows: &[Row], heads: [&str; 4], paint: Paint) -> io::Result<()> {
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
