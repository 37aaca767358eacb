//! What a check found, and how it is told: to people, and to machines.

mod human;
mod json;

use std::collections::HashMap;

use codegen::Document;
use recording::Recording;
use recording::json::Position;

use crate::contract::drift::{self, Drift, Key, Seen};
use crate::contract::{Level, Location, Rule, Violation};

pub(crate) use human::{Paint, write as write_human};
pub(crate) use json::{CheckReport, write as write_json};

/// Everything that a check found.
pub(crate) struct Report {
    /// What the document is called.
    pub(crate) document: String,
    /// The interactions that were looked at, each by its operation.
    pub(crate) interactions: Vec<Option<String>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Noted>,
    /// What kept the check from looking at everything.
    pub(crate) problems: Vec<String>,
}

/// A violation, and where to find it.
pub(crate) struct Finding {
    pub(crate) rule: &'static Rule,
    pub(crate) recording: String,
    pub(crate) operation: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) location: Location,
    pub(crate) pointer: String,
    /// The pointer with `*` for each step that is no name.
    pub(crate) general: String,
    pub(crate) message: String,
    pub(crate) document: Option<InDocument>,
    pub(crate) place: Option<InFile>,
}

/// Where a finding stands in a file.
pub(crate) struct InFile {
    pub(crate) file: String,
    pub(crate) position: Position,
    /// The text of the line.
    pub(crate) line: String,
}

/// A place in the document.
#[derive(Clone, Debug)]
pub(crate) struct InDocument {
    pub(crate) pointer: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A note, and where it belongs.
pub(crate) struct Noted {
    pub(crate) recording: String,
    pub(crate) operation: Option<String>,
    pub(crate) location: Location,
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl InDocument {
    /// The place of a pointer of the document.
    pub(crate) fn of(document: &Document, pointer: &str) -> Option<Self> {
        let position = document.position(pointer)?;
        Some(Self {
            pointer: pointer.to_owned(),
            line: position.line,
            column: position.column,
        })
    }
}

impl Finding {
    /// A violation in a recording.
    pub(crate) fn new(
        document: &Document,
        name: &str,
        recording: &Recording,
        operation: Option<&str>,
        violation: Violation,
    ) -> Self {
        let position = recording.place(&violation.location.in_envelope(&violation.pointer));
        let line = recording.line(position.line).into_owned();
        Self {
            rule: violation.rule,
            recording: name.to_owned(),
            operation: operation.map(str::to_owned),
            status: Some(recording.interaction().response.status),
            location: violation.location,
            pointer: violation.pointer,
            general: violation.general,
            message: violation.message,
            document: violation
                .document
                .and_then(|pointer| InDocument::of(document, &pointer)),
            place: Some(InFile {
                file: name.to_owned(),
                position,
                line,
            }),
        }
    }

    fn key(&self) -> Key {
        let document = self.document.as_ref().map(|document| document.pointer.as_str());
        Key::new(self.rule, document, &self.location, &self.general)
    }
}

impl Report {
    pub(crate) fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.rule.level == level)
            .count()
    }

    /// The findings grouped: each group with all of its findings.
    fn groups(&self) -> Vec<(Drift, Vec<&Finding>)> {
        let mut of: HashMap<&Option<String>, usize> = HashMap::new();
        for operation in &self.interactions {
            *of.entry(operation).or_default() += 1;
        }
        let groups = drift::group(self.findings.iter().map(|finding| Seen {
            key: finding.key(),
            recording: &finding.recording,
            of: of.get(&finding.operation).copied().unwrap_or_default(),
        }));
        let members = |indices: Vec<usize>| {
            indices
                .into_iter()
                .filter_map(|index| self.findings.get(index))
                .collect()
        };
        groups
            .into_iter()
            .map(|(drift, indices)| (drift, members(indices)))
            .collect()
    }
}
