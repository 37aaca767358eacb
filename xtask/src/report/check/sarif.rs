//! The report for code scanning: SARIF 2.1.0, its results written as they are found.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::word;
use crate::contract::RULES;
use crate::report::formats::sarif::{self, RESULTS, physical};
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

impl<W: Write> SarifReport<W> {
    /// Begins a report.
    pub(crate) fn begin(mut out: W, document: &str) -> io::Result<Self> {
        write!(out, "{}", sarif::begin_log())?;
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
        let rule = |rule: &&crate::contract::Rule| {
            let texts = [rule.summary, rule.why];
            sarif::rule(rule.id, word(rule.level), texts, rule.reference)
        };
        let rules: Vec<_> = RULES.iter().map(rule).collect();
        // What is beyond the limit of a run goes into another one.
        let head = sarif::begin_run(&format!("check/{}/", self.run), &rules);
        write!(self.out, "{head}")
    }

    /// Writes a violation.
    pub(crate) fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        if self.results == RESULTS {
            // The problems that made the check incomplete are known at its end, and are in the last run.
            let end = sarif::end_run(&json!({"executionSuccessful": true}), None);
            writeln!(self.out, "{end},")?;
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
        let invocation = json!({
            "executionSuccessful": results.counts.problems == 0,
            "toolExecutionNotifications": problems,
        });
        let properties = json!({"interactions": results.interactions, "accepted": results.counts.accepted});
        let end = sarif::end_run(&invocation, Some(&properties));
        writeln!(self.out, "{end}{}", sarif::END_LOG)
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
            "level": word(finding.rule.level),
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
                "physicalLocation": physical(
                    promise.file.as_deref().unwrap_or(&self.document),
                    Some((promise.position.line, promise.position.column)),
                ),
                "message": {"text": format!("what the document says, at {}", promise.pointer)},
            }]);
        }
        result
    }
}

fn location(place: Option<&InFile>, finding: &Finding) -> Value {
    let logical =
        json!([{"fullyQualifiedName": format!("{}#{}{}", finding.recording, finding.location, finding.pointer)}]);
    match place {
        Some(InFile { file, position }) => {
            json!({"physicalLocation": physical(file, Some((position.line, position.column))), "logicalLocations": logical})
        }
        None => json!({"logicalLocations": logical}),
    }
}
