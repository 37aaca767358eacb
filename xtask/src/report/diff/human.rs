//! The comparison, for people: worst first, the verdicts last.

use std::io::{self, Write};

use crate::contract::Level;
use crate::diff::{Change, Comparison, Site, Wire};
use crate::report::{Paint, plural};

/// Writes the changes and both verdicts; `names` are those of the base and of the revision.
pub(crate) fn write(out: &mut dyn Write, comparison: &Comparison, names: (&str, &str), paint: Paint) -> io::Result<()> {
    for change in &comparison.changes {
        writeln!(out, "{}: {}", level(change, paint), change.message)?;
        let sites = [("base", &change.base, names.0), ("revision", &change.revision, names.1)];
        for (what, site, document) in sites {
            if let Some(Site {
                pointer,
                file,
                position,
            }) = site
            {
                let file = file.as_deref().unwrap_or(document);
                writeln!(
                    out,
                    "  --> {file}:{}:{} ({what}, {pointer})",
                    position.line, position.column
                )?;
            }
        }
        if let Some(condition) = &change.condition {
            writeln!(out, "   = breaks if: {condition}")?;
        }
        writeln!(out, "   = why: {}\n", change.rule.why)?;
    }
    let count = plural(comparison.changes.len(), "change");
    writeln!(
        out,
        "{count}. Wire: {}. Crate: {}.",
        comparison.wire().word(),
        comparison.bump().word()
    )
}

fn level(change: &Change, paint: Paint) -> String {
    let text = format!("{}[{}]", change.wire.word(), change.rule.id);
    match change.wire {
        Wire::Breaking => paint.level(Level::Error, &text),
        Wire::BreakingIf | Wire::Silent => paint.level(Level::Warning, &text),
        Wire::Safe => paint.note(&text),
    }
}
