//! What was found: violations and notes, each with its place.

use codegen::Document;
use recording::Interaction;
use recording::json::Position;

use super::Excerpt;
use crate::contract::drift::Key;
use crate::contract::{Location, Note, Rule, Source, Violation};

/// A violation, and where to find it.
#[derive(Clone)]
pub(crate) struct Finding {
    pub(crate) rule: &'static Rule,
    /// What it has in common with others that say the same.
    pub(crate) key: Key,
    /// What its interaction is called.
    pub(crate) recording: String,
    pub(crate) operation: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) location: Location,
    pub(crate) pointer: String,
    pub(crate) message: String,
    pub(crate) document: Option<InDocument>,
    pub(crate) place: Option<InFile>,
    /// What is around the place. It is made for those alone that are shown with it.
    pub(crate) excerpt: Option<Excerpt>,
}

/// An interaction that has violations.
pub(crate) struct Drifted {
    /// What it is called.
    pub(crate) name: String,
    pub(crate) interaction: Interaction,
    /// How much of it has reached us.
    pub(crate) source: Source,
    /// What its violations have in common with others, each once.
    pub(crate) keys: Vec<Key>,
    /// How many violations there are.
    pub(crate) violations: usize,
}

/// Where a finding is in a file.
#[derive(Clone)]
pub(crate) struct InFile {
    pub(crate) file: String,
    pub(crate) position: Position,
}

/// A place in the document.
#[derive(Clone, Debug)]
pub(crate) struct InDocument {
    pub(crate) pointer: String,
    pub(crate) position: codegen::diagnostic::Position,
    /// The file that the part comes from, if that is not the document itself.
    pub(crate) file: Option<String>,
}

/// A note, and where it belongs.
#[derive(Clone)]
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
            position,
            file: (position.file > 0).then(|| document.file(position).to_owned()),
        })
    }
}

impl Finding {
    /// A violation in an interaction, without its place in a file.
    pub(crate) fn new(
        document: &Document,
        recording: &str,
        operation: Option<&str>,
        status: u16,
        violation: Violation,
    ) -> Self {
        let key = Key::new(&violation, operation);
        let Violation {
            rule,
            location,
            pointer,
            message,
            document: promise,
            ..
        } = violation;
        Self {
            rule,
            key,
            recording: recording.to_owned(),
            operation: operation.map(str::to_owned),
            status: Some(status),
            location,
            pointer,
            message,
            document: promise.and_then(|pointer| InDocument::of(document, &pointer)),
            place: None,
            excerpt: None,
        }
    }

    /// Where it is, as an editor takes it: file, line and column.
    pub(crate) fn place(&self) -> String {
        match &self.place {
            Some(InFile { file, position }) => format!("{file}:{position}"),
            None => self.recording.clone(),
        }
    }
}

impl Noted {
    /// A note about an interaction.
    pub(crate) fn new(recording: &str, operation: Option<&str>, note: Note) -> Self {
        Self {
            recording: recording.to_owned(),
            operation: operation.map(str::to_owned),
            location: note.location,
            pointer: note.pointer,
            message: note.message,
        }
    }
}
