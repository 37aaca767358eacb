//! Why a document cannot be edited.

use std::fmt;

/// Why a document was not edited: what the edit was, where, what prevents it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError {
    name: String,
    problem: Problem,
}

/// What prevents an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditErrorKind {
    /// The document cannot be read.
    Unreadable,
    /// The document has no such place, or another kind of a value there.
    NoSuchPlace,
    /// The mapping has a member of this name already.
    Duplicate,
    /// An alias repeats the value, so that the edit would change other places, too.
    Shared,
    /// The text is written in a way that the engine cannot edit.
    Unsupported,
    /// The new text would not mean what it should.
    Unsafe,
}

/// An error without the name of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    kind: EditErrorKind,
    pointer: String,
    line: Option<usize>,
    message: String,
    help: &'static str,
}

pub(super) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    pub(super) fn new(kind: EditErrorKind, message: impl Into<String>, help: &'static str) -> Self {
        Self {
            kind,
            pointer: String::new(),
            line: None,
            message: message.into(),
            help,
        }
    }

    /// The same problem with the pointer of the edit.
    pub(super) fn at(self, pointer: &str) -> Self {
        let pointer = match self.pointer.is_empty() {
            true => pointer.to_owned(),
            false => self.pointer,
        };
        Self { pointer, ..self }
    }

    /// The same problem with the line where it is, from 1 on.
    pub(super) fn on_line(self, line: usize) -> Self {
        let line = Some(self.line.unwrap_or(line));
        Self { line, ..self }
    }

    pub(super) fn of(self, name: &str) -> EditError {
        EditError {
            name: name.to_owned(),
            problem: self,
        }
    }
}

impl EditError {
    /// What prevents the edit.
    pub fn kind(&self) -> EditErrorKind {
        self.problem.kind
    }

    /// The pointer of the edit that failed; empty for the whole document.
    pub fn pointer(&self) -> &str {
        &self.problem.pointer
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            pointer,
            line,
            message,
            help,
            ..
        } = &self.problem;
        write!(f, "{}", self.name)?;
        if let Some(line) = line {
            write!(f, ":{line}")?;
        }
        write!(f, ": ")?;
        if !pointer.is_empty() {
            write!(f, "`{pointer}` cannot be edited safely: ")?;
        }
        write!(f, "{message}; {help}")
    }
}

impl std::error::Error for EditError {}
