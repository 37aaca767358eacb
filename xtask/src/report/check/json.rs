//! The report for machines: violations are written as they are found, so that there may be any number of them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use codegen::{Diagnostic, Diagnostics};
use serde::Serialize;

use crate::contract::{CoverageNote, Location};
use crate::runner::{Finding, Group, InDocument, NoteGroup, Results};

/// Writes the report of a check, from its first violation on.
pub(crate) struct JsonReport<W> {
    out: W,
    violations: usize,
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
    place: Option<JsonPlace<'r>>,
    document: Option<Place<'r>>,
}

/// Where it is in a file.
#[derive(Serialize)]
struct JsonPlace<'r> {
    file: &'r str,
    line: usize,
    column: usize,
}

/// A part of the document that is not OpenAPI.
#[derive(Serialize)]
struct JsonDiagnostic<'r> {
    rule: &'r str,
    /// Where it is, if that is not the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    pointer: &'r str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'r str,
    help: &'r str,
    /// The pointers of what was not checked because of it.
    broken: &'r [String],
}

impl<'r> JsonDiagnostic<'r> {
    fn of(diagnostics: &'r Diagnostics, diagnostic: &'r Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule,
            file: Some(diagnostics.file_of(diagnostic)).filter(|file| *file != diagnostics.document()),
            pointer: &diagnostic.pointer,
            line: diagnostic.position.map(|position| position.line),
            column: diagnostic.position.map(|position| position.column),
            message: &diagnostic.message,
            help: &diagnostic.help,
            broken: &diagnostic.broken,
        }
    }
}

#[derive(Serialize)]
struct JsonDrift<'r> {
    rule: &'r str,
    document: Option<Place<'r>>,
    at: &'r str,
    seen: usize,
    of: usize,
    first: &'r str,
    fingerprint: &'r str,
}

#[derive(Serialize)]
struct JsonAccepted<'r> {
    fingerprint: &'r str,
    reason: &'r str,
    violations: usize,
    seen: usize,
    of: usize,
    first: &'r str,
}

/// A note about interactions, or about what of the document was not seen in any.
#[derive(Serialize)]
struct JsonNote<'r> {
    rule: &'r str,
    recording: Option<&'r str>,
    operation: Option<&'r str>,
    location: Option<String>,
    pointer: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    message: &'r str,
    document: Option<Place<'r>>,
    seen: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    /// The number of requests to each host that is no server of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    hosts: Option<BTreeMap<&'r str, usize>>,
}

#[derive(Serialize)]
struct Place<'r> {
    /// Where the part comes from, if that is not the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    pointer: &'r str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    accepted: usize,
    skipped: usize,
    problems: usize,
    /// Values and other parts of interactions that were not checked, because a part of the document is broken.
    not_checked: usize,
    /// Bodies that the tool that captured them did not save.
    not_captured: JsonNotCaptured,
    /// Findings beyond the limits of `drift` and `notes`; `violations` has them all.
    beyond_limit: usize,
}

/// How many bodies were not captured.
#[derive(Serialize)]
struct JsonNotCaptured {
    request_bodies: usize,
    response_bodies: usize,
}

/// How much of the document there is evidence for.
#[derive(Serialize)]
struct JsonCoverage {
    operations: Share,
    statuses: Share,
    properties: Share,
}

/// How many were seen of how many.
#[derive(Serialize)]
struct Share {
    seen: usize,
    of: usize,
}

impl From<[usize; 2]> for Share {
    fn from([seen, of]: [usize; 2]) -> Self {
        Self { seen, of }
    }
}

impl<W: Write> JsonReport<W> {
    /// Begins a report.
    pub(crate) fn begin(mut out: W) -> io::Result<Self> {
        write!(out, "{{\n  \"version\": 1,\n  \"violations\": [")?;
        Ok(Self { out, violations: 0 })
    }

    /// Writes a violation.
    pub(crate) fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let comma = if self.violations > 0 { "," } else { "" };
        self.violations += 1;
        let text = indented(&violation(finding), 2)?;
        write!(self.out, "{comma}\n    {text}")
    }

    /// Writes the rest, with a line's end.
    pub(crate) fn end(mut self, results: &Results, diagnostics: &Diagnostics) -> io::Result<()> {
        let close = if self.violations > 0 { "\n  ]" } else { "]" };
        write!(self.out, "{close}")?;
        let reported = results.groups.all.iter();
        let (accepted, drift): (Vec<_>, Vec<_>) = reported.partition(|group| group.accepted.is_some());
        let drift: Vec<_> = drift.into_iter().map(JsonDrift::of).collect();
        let accepted: Vec<_> = accepted.into_iter().map(JsonAccepted::of).collect();
        let of_traffic = results.notes.iter().map(JsonNote::of_traffic);
        let of_document = results.coverage.notes.iter().map(JsonNote::of_document);
        let others = super::other_hosts(results);
        let of_hosts = others
            .as_ref()
            .map(|(message, hosts)| JsonNote::of_hosts(message, hosts));
        let notes: Vec<_> = of_hosts.into_iter().chain(of_traffic).chain(of_document).collect();
        let counts = &results.counts;
        let summary = Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            accepted: counts.accepted,
            skipped: counts.skipped,
            problems: counts.problems,
            not_checked: counts.not_checked,
            not_captured: JsonNotCaptured {
                request_bodies: counts.not_captured.requests,
                response_bodies: counts.not_captured.responses,
            },
            beyond_limit: counts.beyond_limit,
        };
        let coverage = &results.coverage;
        let coverage = JsonCoverage {
            operations: coverage.operations.into(),
            statuses: coverage.statuses.into(),
            properties: coverage.properties.into(),
        };
        if !diagnostics.is_empty() {
            let all: Vec<_> = diagnostics
                .iter()
                .map(|one| JsonDiagnostic::of(diagnostics, one))
                .collect();
            self.member("diagnostics", &all)?;
        }
        self.member("drift", &drift)?;
        self.member("accepted", &accepted)?;
        self.member("notes", &notes)?;
        self.member("coverage", &coverage)?;
        self.member("interactions", &results.interactions)?;
        self.member("summary", &summary)?;
        writeln!(self.out, "\n}}")
    }

    fn member(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        let text = indented(value, 1)?;
        write!(self.out, ",\n  \"{name}\": {text}")
    }
}

/// The text of a value that is some levels deep.
fn indented(value: &impl Serialize, levels: usize) -> io::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(text.replace('\n', &format!("\n{}", "  ".repeat(levels))))
}

fn violation(finding: &Finding) -> JsonViolation<'_> {
    JsonViolation {
        rule: finding.rule.id,
        level: finding.rule.level.word(),
        recording: &finding.recording,
        operation: finding.operation.as_deref(),
        status: finding.status,
        location: finding.location.to_string(),
        pointer: &finding.pointer,
        message: &finding.message,
        place: finding.place.as_ref().map(|place| JsonPlace {
            file: &place.file,
            line: place.position.line,
            column: place.position.column,
        }),
        document: place(finding.document.as_ref()),
    }
}

fn place(document: Option<&InDocument>) -> Option<Place<'_>> {
    document.map(|document| Place {
        file: document.file.as_deref(),
        pointer: &document.pointer,
        line: document.position.line,
        column: document.position.column,
    })
}

impl<'r> JsonDrift<'r> {
    fn of(group: &'r Group) -> Self {
        Self {
            rule: group.key.rule.id,
            document: place(group.first.document.as_ref()),
            at: &group.key.at,
            seen: group.seen,
            of: group.of,
            first: &group.first.recording,
            fingerprint: &group.fingerprint,
        }
    }
}

impl<'r> JsonAccepted<'r> {
    fn of(group: &'r Group) -> Self {
        Self {
            fingerprint: &group.fingerprint,
            reason: group.accepted.as_deref().unwrap_or_default(),
            violations: group.violations,
            seen: group.seen,
            of: group.of,
            first: &group.first.recording,
        }
    }
}

impl<'r> JsonNote<'r> {
    fn of_traffic(group: &'r NoteGroup) -> Self {
        let note = &group.first;
        Self {
            rule: "not-checked",
            recording: Some(&note.recording),
            operation: note.operation.as_deref(),
            location: Some(note.location.to_string()),
            pointer: &note.pointer,
            name: None,
            message: &note.message,
            document: None,
            seen: group.seen,
            of: None,
            hosts: None,
        }
    }

    fn of_hosts(message: &'r str, hosts: &[(&'r str, usize)]) -> Self {
        Self {
            rule: "other-hosts",
            recording: None,
            operation: None,
            location: Some(Location::Url.to_string()),
            pointer: "",
            name: None,
            message,
            document: None,
            seen: hosts.iter().map(|(_, count)| count).sum(),
            of: None,
            hosts: Some(hosts.iter().copied().collect()),
        }
    }

    fn of_document(note: &'r CoverageNote) -> Self {
        Self {
            rule: note.rule,
            recording: None,
            operation: note.operation.as_deref(),
            location: None,
            pointer: "",
            name: Some(&note.name),
            message: &note.message,
            document: Some(Place {
                file: note.file.as_deref(),
                pointer: &note.document,
                line: note.line,
                column: note.column,
            }),
            seen: note.seen,
            of: Some(note.of),
            hosts: None,
        }
    }
}

/// Writes a value for machines, with a line's end.
pub(crate) fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
