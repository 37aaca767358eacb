//! The report for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{AcceptedEntry, Comparison, Side};
use crate::diff::{Bump, Change, Example, Item, Observed, Part, Site};

/// Writes the report.
pub(super) fn write(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let versions = &comparison.versions;
    let text = |version: &Option<semver::Version>| version.as_ref().map(ToString::to_string);
    let behaviours = super::texts::behaviours(comparison);
    let changes = comparison
        .each()
        .map(|(found, reason)| change(comparison, found, reason));
    let report = json!({
        "version": 1,
        "base": side(&comparison.base),
        "revision": side(&comparison.revision),
        "verdict": {
            "wire": comparison.wire.word(),
            "crate": comparison.bump.map(Bump::word),
            "behaviour": {"changes": behaviours.0, "may_fail": behaviours.1},
            "version": {"current": text(&versions.current), "next": text(&versions.next)},
            "parts": comparison.parts.iter().map(part).collect::<Vec<_>>(),
            "complete": comparison.not_judged.is_empty(),
        },
        "changes": changes.collect::<Vec<_>>(),
        "not_judged": comparison.not_judged,
        "findings": comparison.entries.iter().map(entry).collect::<Vec<_>>(),
        "failures": comparison.failures,
    });
    crate::report::write_json(out, &report)
}

fn part(part: &Part) -> Value {
    json!({"cause": part.cause.word(), "crate": part.bump.word()})
}

fn side(side: &Side<'_>) -> Value {
    json!({"name": side.label, "document": side.document.name(), "openapi": side.document.openapi_version()})
}

fn change(comparison: &Comparison<'_>, change: &Change, reason: Option<&str>) -> Value {
    json!({
        "rule": change.rule.id,
        "wire": change.wire.word(),
        "condition": change.condition,
        "evidence": change.observed.as_ref().map(evidence),
        "crate": change.bump.word(),
        "operation": change.operation,
        "pointer": change.pointer(),
        "place": change.place(),
        "base": change.base.as_ref().map(|found| site(&comparison.base, found)),
        "revision": change.revision.as_ref().map(|found| site(&comparison.revision, found)),
        "message": change.message,
        "why": change.rule.why,
        "help": super::texts::help(change),
        "items": change.items.iter().map(item).collect::<Vec<_>>(),
        "used_in": change.used_in,
        "fingerprint": change.fingerprint(),
        "accepted": reason,
    })
}

fn evidence(observed: &Observed) -> Value {
    let example = |example: &Example| {
        json!({
            "recording": example.recording,
            "place": example.place,
            "provenance": example.provenance,
        })
    };
    json!({
        "shown": observed.shown().word(),
        "text": observed.text(),
        "recordings": observed.read,
        "reached": observed.reached,
        "fulfilled": observed.fulfilled,
        "redacted": observed.redacted,
        "undecided": observed.undecided,
        "synthetic": {"reached": observed.synthetic, "fulfilled": observed.synthetic_fulfilled},
        "examples": observed.examples.iter().map(example).collect::<Vec<_>>(),
    })
}

fn item(item: &Item) -> Value {
    json!({
        "path": item.path,
        "what": item.what,
        "crate": item.bump.word(),
        "behaviour": item.behaviour,
        "may_fail": item.fails,
        "only_literals": item.only_literals,
    })
}

fn site(side: &Side<'_>, site: &Site) -> Value {
    json!({
        "file": side.file(site),
        "pointer": site.pointer,
        "line": site.position.line,
        "column": site.position.column,
    })
}

fn entry(entry: &AcceptedEntry) -> Value {
    json!({
        "rule": entry.rule,
        "message": entry.message,
        "file": entry.file,
        "line": entry.position.line,
        "column": entry.position.column,
    })
}
