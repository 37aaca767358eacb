//! The report for machines.

use std::io::{self, Write};

use serde::Serialize;

use super::{Finding, InDocument, Report};
use crate::contract::Level;

#[derive(Serialize)]
pub(crate) struct CheckReport<'r> {
    version: u32,
    interactions: usize,
    violations: Vec<JsonViolation<'r>>,
    drift: Vec<JsonDrift<'r>>,
    notes: Vec<JsonNote<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct JsonViolation<'r> {
    rule: &'r str,
    level: &'r str,
    recording: &'r str,
    operation: Option<&'r str>,
    status: Option<u16>,
    location: String,
    pointer: &'r str,
    message: &'r str,
    document: Option<Place<'r>>,
}

#[derive(Serialize)]
struct JsonDrift<'r> {
    rule: &'r str,
    document: Option<Place<'r>>,
    at: String,
    seen: usize,
    of: usize,
    first: String,
}

#[derive(Serialize)]
struct JsonNote<'r> {
    recording: &'r str,
    operation: Option<&'r str>,
    location: String,
    pointer: &'r str,
    message: &'r str,
}

#[derive(Serialize)]
struct Place<'r> {
    pointer: &'r str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

fn place(document: Option<&InDocument>) -> Option<Place<'_>> {
    document.map(|document| Place {
        pointer: &document.pointer,
        line: document.line,
        column: document.column,
    })
}

impl<'r> CheckReport<'r> {
    pub(crate) fn new(report: &'r Report) -> Self {
        let violation = |finding: &'r Finding| JsonViolation {
            rule: finding.rule.id,
            level: finding.rule.level.word(),
            recording: &finding.recording,
            operation: finding.operation.as_deref(),
            status: finding.status,
            location: finding.location.to_string(),
            pointer: &finding.pointer,
            message: &finding.message,
            document: place(finding.document.as_ref()),
        };
        let drift = report.groups().into_iter().map(|(drift, members)| JsonDrift {
            rule: drift.key.rule.id,
            document: members.first().and_then(|first| place(first.document.as_ref())),
            at: drift.key.at,
            seen: drift.seen,
            of: drift.of,
            first: drift.first,
        });
        let notes = report.notes.iter().map(|note| JsonNote {
            recording: &note.recording,
            operation: note.operation.as_deref(),
            location: note.location.to_string(),
            pointer: &note.pointer,
            message: &note.message,
        });
        Self {
            version: 1,
            interactions: report.interactions.len(),
            violations: report.findings.iter().map(violation).collect(),
            drift: drift.collect(),
            notes: notes.collect(),
            summary: Summary {
                errors: report.count(Level::Error),
                warnings: report.count(Level::Warning),
                notes: report.notes.len(),
            },
        }
    }
}

/// Writes a value for machines, with a line's end.
pub(crate) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
