//! The report for code scanning: SARIF 2.1.0, its results written as they are found.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Refusal;
use crate::contract::{Level, RULES, Rule};
use crate::runner::{Finding, InFile, Results};

/// Writes the report of a check, from its first violation on.
pub(crate) struct SarifReport<W> {
    out: W,
    /// The file of the document, to which results refer.
    document: String,
    /// How many results the run has so far.
    results: usize,
    /// Which run it is.
    run: usize,
}

/// How many results a run may have: code scanning refuses a run with more. What is beyond goes into another one.
const RESULTS: usize = 25_000;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

impl<W: Write> SarifReport<W> {
    /// Begins a report.
    pub(crate) fn begin(mut out: W, document: &str) -> io::Result<Self> {
        write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[")?;
        let mut report = Self {
            out,
            document: document.to_owned(),
            results: 0,
            run: 0,
        };
        report.begin_run()?;
        Ok(report)
    }

    /// Begins a run; each of several has its own identity.
    fn begin_run(&mut self) -> io::Result<()> {
        self.run += 1;
        self.results = 0;
        let rules: Vec<_> = RULES.iter().map(|rule| descriptor(rule)).collect();
        let driver = json!({"name": "xtask", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
        let id = json!({"id": format!("check/{}/", self.run)});
        write!(
            self.out,
            "{{\"tool\":{{\"driver\":{driver}}},\n\"automationDetails\":{id},\n\
             \"columnKind\":\"unicodeCodePoints\",\"results\":["
        )
    }

    /// Writes a violation.
    pub(crate) fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        if self.results == RESULTS {
            // What kept the check from being complete is known at its end, and is in the last run.
            let invocation = json!([{"executionSuccessful": true}]);
            write!(self.out, "],\n\"invocations\":{invocation}}},\n")?;
            self.begin_run()?;
        }
        let comma = if self.results > 0 { "," } else { "" };
        self.results += 1;
        let result = self.result(finding);
        write!(self.out, "{comma}\n{result}")
    }

    /// Writes the rest, with a line's end.
    pub(crate) fn end(mut self, results: &Results) -> io::Result<()> {
        let notification = |problem: &String| json!({"level": "error", "message": {"text": problem}});
        let mut problems: Vec<_> = results.problems.iter().map(notification).collect();
        if let Some((message, _)) = super::other_hosts(results) {
            problems.push(json!({"level": "note", "message": {"text": message}}));
        }
        let invocation = json!([{
            "executionSuccessful": results.counts.problems == 0,
            "toolExecutionNotifications": problems,
        }]);
        let properties = json!({"interactions": results.interactions, "accepted": results.counts.accepted});
        writeln!(
            self.out,
            "],\n\"invocations\":{invocation},\n\"properties\":{properties}}}]}}"
        )
    }

    fn result(&self, finding: &Finding) -> Value {
        let rule = RULES.iter().position(|rule| rule.id == finding.rule.id);
        let mut message = finding.message.clone();
        if !finding.pointer.is_empty() {
            message = format!("{message}, at {} in {}", finding.pointer, finding.location);
        }
        let place = finding.place.as_ref();
        let mut result = json!({
            "ruleId": finding.rule.id,
            "level": level(finding.rule),
            "message": {"text": message},
            "locations": [location(place, finding)],
            "partialFingerprints": {"drift/v1": finding.key.fingerprint()},
            "properties": {
                "operation": finding.operation,
                "status": finding.status,
                "location": finding.location.to_string(),
                "pointer": finding.pointer,
            },
        });
        result["ruleIndex"] = rule.into();
        if let Some(promise) = &finding.document {
            result["relatedLocations"] = json!([{
                "id": 0,
                "physicalLocation": physical(promise.file.as_deref().unwrap_or(&self.document), promise.position.line, promise.position.column),
                "message": {"text": format!("what the document says, at {}", promise.pointer)},
            }]);
        }
        result
    }
}

/// Writes a whole report that says why a document was not taken.
pub(crate) fn refused(out: &mut dyn Write, document: &str, refusals: &[Refusal<'_>]) -> io::Result<()> {
    let notification = |refusal: &Refusal<'_>| {
        let mut location = json!({"artifactLocation": {"uri": uri(refusal.file.unwrap_or(document))}});
        if let Some((line, column)) = refusal.place {
            location["region"] = json!({"startLine": line, "startColumn": column});
        }
        json!({
            "level": "error",
            "message": {"text": format!("{}: {}", refusal.rule, refusal.message)},
            "locations": [{"physicalLocation": location}],
        })
    };
    let notifications: Vec<_> = refusals.iter().map(notification).collect();
    let report = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "xtask", "version": env!("CARGO_PKG_VERSION")}},
            "results": [],
            "invocations": [{"executionSuccessful": false, "toolExecutionNotifications": notifications}],
        }],
    });
    writeln!(out, "{report}")
}

fn location(place: Option<&InFile>, finding: &Finding) -> Value {
    let logical =
        json!([{"fullyQualifiedName": format!("{}#{}{}", finding.recording, finding.location, finding.pointer)}]);
    match place {
        Some(InFile { file, position }) => {
            json!({"physicalLocation": physical(file, position.line, position.column), "logicalLocations": logical})
        }
        None => json!({"logicalLocations": logical}),
    }
}

fn physical(file: &str, line: usize, column: usize) -> Value {
    json!({"artifactLocation": {"uri": uri(file)}, "region": {"startLine": line, "startColumn": column}})
}

/// The name of a file as a reference, relative to the root of the workspace unless the file is outside of it.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    if file.starts_with('/') {
        format!("file://{uri}")
    } else {
        uri
    }
}

fn descriptor(rule: &Rule) -> Value {
    let mut descriptor = json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": format!("{}: {}", rule.summary, rule.why)},
        "defaultConfiguration": {"level": level(rule)},
    });
    if rule.reference.starts_with("https://") {
        descriptor["helpUri"] = rule.reference.into();
    }
    descriptor
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
