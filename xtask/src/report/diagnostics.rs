//! What is wrong with a document, for people: errors first, of each rule the first places, then a table.

use std::io::{self, Write};

use codegen::{Diagnostic, Diagnostics, Severity};

use super::table::{self, Row};
use super::{PLACES, Paint, plural};
use crate::contract::Level;

/// Writes the findings about a document; `None` if there are none.
pub(crate) fn write(err: &mut dyn Write, diagnostics: &Diagnostics, all: bool, paint: Paint) -> io::Result<()> {
    let mut rows: Vec<Row> = Vec::new();
    for diagnostic in diagnostics {
        let level = level(diagnostic.severity);
        match rows
            .iter_mut()
            .find(|row| row.rule == diagnostic.rule && row.level == Some(level))
        {
            Some(row) => row.count += 1,
            None => rows.push(Row {
                rule: diagnostic.rule,
                level: Some(level),
                count: 1,
                distinct: None,
            }),
        }
    }
    // Stable: rules of one level stay in the order of their first place.
    rows.sort_by_key(|row| row.level);
    let most = if all { usize::MAX } else { PLACES };
    for row in &rows {
        let mut shown = 0;
        let some = diagnostics.filtered(|diagnostic| {
            let wanted = diagnostic.rule == row.rule && Some(level(diagnostic.severity)) == row.level && shown < most;
            shown += usize::from(wanted);
            wanted
        });
        writeln!(err, "{}", coloured(&some.to_string(), paint))?;
        match row.count - shown {
            0 => {}
            more => writeln!(err, "and {more} more of `{}`; `--all` shows them\n", row.rule)?,
        }
    }
    table::write(err, &rows, ["rule", "level", "count", ""], paint)
}

/// What the findings about a document keep from being checked, as problems of a check: one sentence if the findings are
/// shown themselves, and otherwise one for each.
pub(crate) fn as_problems(diagnostics: &Diagnostics, shown: bool) -> Vec<String> {
    let diagnostics = &diagnostics.filtered(|diagnostic| diagnostic.severity == Severity::Error);
    if diagnostics.is_empty() {
        return Vec::new();
    }
    if shown {
        let count = plural(diagnostics.errors(), "mistake");
        let name = diagnostics.document();
        return vec![format!(
            "{name} is not valid OpenAPI in all its parts ({count}): what depends on them was not checked"
        )];
    }
    let problem = |diagnostic: &Diagnostic| {
        let place = diagnostic.position.map(|at| format!(":{}:{}", at.line, at.column));
        format!(
            "{}{}: {} [{}] (help: {})",
            diagnostics.file_of(diagnostic),
            place.unwrap_or_default(),
            diagnostic.message,
            diagnostic.rule,
            diagnostic.help
        )
    };
    diagnostics.iter().map(problem).collect()
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    }
}

/// The text with the first word of each finding in the colour of its level.
fn coloured(text: &str, paint: Paint) -> String {
    let mut coloured = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let level = [(Level::Error, "error["), (Level::Warning, "warning[")];
        let head = level
            .iter()
            .find(|(_, start)| line.starts_with(start))
            .and_then(|(level, _)| Some((*level, line.split_at(line.find(']')? + 1))));
        match head {
            Some((level, (head, rest))) => {
                coloured.push_str(&paint.level(level, head));
                coloured.push_str(rest);
            }
            None => coloured.push_str(line),
        }
    }
    coloured
}
