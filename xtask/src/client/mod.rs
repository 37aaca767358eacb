//! Judges the generated client on the recordings: what it refuses, and what it loses.
//!
//! The client is not linked: the driver, which is, is built and started by cargo, and asked in JSON, a value a line.

mod accepted;
mod driver;

use codegen::Document;
use recording::{Header, Unobserved, decoded};

use crate::Environment;
use crate::contract::{Location, Violation, rules};
use crate::input::Named;
use crate::report::{Finding, InFile, Noted};
use crate::workspace::Workspace;
use accepted::Accepted;
use driver::{Answer, Driver, Question};

/// What the client made of the recordings.
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Noted>,
}

/// Decodes every recording with the client. `operations` are those of the recordings, in their order; `everything` says
/// whether these are all recordings that there are.
///
/// # Errors
/// Why the client could not be asked.
pub(crate) fn check(
    environment: &Environment,
    workspace: &Workspace,
    document: &Document,
    recordings: &[Named],
    operations: &[Option<String>],
    everything: bool,
) -> Result<Found, String> {
    let mut accepted = Accepted::read(&workspace.accepted(), &workspace.name(&workspace.accepted()))?;
    let driver = Driver::start(&environment.cargo, &workspace.manifest(), document)?;
    let questions: Vec<_> = recordings
        .iter()
        .zip(operations)
        .enumerate()
        .filter_map(question)
        .collect();
    let answers = driver.ask(&questions)?;
    let mut found = Found {
        findings: Vec::new(),
        notes: Vec::new(),
    };
    for (question, answer) in questions.iter().zip(answers) {
        let named = &recordings[question.id];
        let operation = Some(question.operation);
        let Answer { findings, typed } = answer;
        if !typed {
            found.notes.push(Noted {
                recording: named.name.clone(),
                operation: operation.map(str::to_owned),
                location: Location::ResponseBody,
                pointer: String::new(),
                message: "the client has no type for this answer: it was not decoded".to_owned(),
            });
        }
        for finding in findings {
            if accepted.takes(&named.name, &finding.pointer) {
                continue;
            }
            let violation = Violation {
                rule: finding.rule,
                location: Location::ResponseBody,
                pointer: finding.pointer,
                message: finding.message,
                document: None,
            };
            found.findings.push(Finding::new(
                document,
                &named.name,
                &named.recording,
                operation,
                violation,
            ));
        }
    }
    let looked_at = |name: &str| everything || recordings.iter().any(|named| named.name == name);
    for entry in accepted.unused().filter(|entry| looked_at(&entry.recording)) {
        found.findings.push(Finding {
            rule: &rules::ACCEPTED_UNUSED,
            recording: entry.recording.clone(),
            operation: None,
            status: None,
            location: Location::ResponseBody,
            pointer: entry.pointer.clone(),
            message: format!("what was accepted occurs no more ({})", entry.reason),
            document: None,
            place: Some(InFile {
                file: workspace.name(&workspace.accepted()),
                position: entry.place.0,
                line: entry.place.1.clone(),
            }),
        });
    }
    Ok(found)
}

/// What to ask about a recording, if it is an example of an operation and somebody has seen its body.
fn question<'r>((id, (named, operation)): (usize, (&'r Named, &'r Option<String>))) -> Option<Question<'r>> {
    let interaction = named.recording.interaction();
    let response = &interaction.response;
    let seen = !interaction.is_unobserved(Unobserved::ResponseBody) && !response.body.is_empty();
    let operation = operation.as_deref().filter(|_| seen)?;
    // What cannot be decompressed is told by the check of the contract.
    let body = decoded(&response.body, Header::find(&response.headers, "Content-Encoding")).ok()?;
    Some(Question {
        id,
        operation,
        status: response.status,
        body,
    })
}
