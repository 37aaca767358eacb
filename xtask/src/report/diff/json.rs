//! The comparison, for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::diff::{Change, Comparison, Site};

/// Writes the comparison.
pub(crate) fn write(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    let report = json!({
        "version": 1,
        "verdict": {"wire": comparison.wire().word(), "crate": comparison.bump().word()},
        "changes": comparison.changes.iter().map(change).collect::<Vec<_>>(),
        "not_judged": comparison.not_judged,
    });
    crate::report::write_json(out, &report)
}

fn change(change: &Change) -> Value {
    json!({
        "rule": change.rule.id,
        "wire": change.wire.word(),
        "condition": change.condition,
        "crate": change.bump.word(),
        "operation": change.operation,
        "pointer": change.pointer(),
        "base": change.base.as_ref().map(site),
        "revision": change.revision.as_ref().map(site),
        "message": change.message,
        "used_in": change.used_in,
        "fingerprint": change.fingerprint(),
    })
}

fn site(site: &Site) -> Value {
    json!({"pointer": site.pointer, "file": site.file, "line": site.position.line, "column": site.position.column})
}
