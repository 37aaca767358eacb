//! Why a recording is refused: what, where, and how to fix it.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::json::Position;

/// A recording that cannot be read, or must not be written.
///
/// It is printed as `file:line:column: what`, then the JSON pointer, then the help. It never shows the value of a
/// header.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    path: Option<PathBuf>,
    position: Option<Position>,
    pointer: String,
    what: String,
    help: String,
    source: Option<std::io::Error>,
    no_exchange: bool,
}

impl Error {
    pub(crate) fn new(pointer: impl Into<String>, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            path: None,
            position: None,
            pointer: pointer.into(),
            what: what.into(),
            help: help.into(),
            source: None,
            no_exchange: false,
        }))
    }

    /// A file that could not be read.
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::unreadable(source).in_file(path)
    }

    /// A file of an unknown name that could not be read.
    pub(crate) fn unreadable(source: std::io::Error) -> Self {
        let mut error = Self::new("", "the file cannot be read", "");
        error.0.source = Some(source);
        error
    }

    /// The same error of an entry that is no exchange of HTTP.
    pub(crate) fn without_exchange(mut self) -> Self {
        self.0.no_exchange = true;
        self
    }

    pub(crate) fn at(mut self, position: Position) -> Self {
        self.0.position = Some(position);
        self
    }

    pub(crate) fn in_file(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    /// The same error with the file called by another name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.in_file(Path::new(name))
    }

    /// The same error in a file of which the text is a part: where the part is in it, and where it begins.
    #[must_use]
    pub fn within(mut self, pointer: &str, start: Position) -> Self {
        self.0.pointer.insert_str(0, pointer);
        self.0.position = self.0.position.map(|position| position.after(start));
        self
    }

    /// Whether nothing is wrong, but there is nothing to check either: no server responded over HTTP. The request was
    /// blocked or aborted, or it is of another protocol.
    pub fn is_no_exchange(&self) -> bool {
        self.0.no_exchange
    }

    /// Where in the text it is wrong, if the text could be read.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// The JSON pointer into the file of what is wrong.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What is wrong.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// How to fix it.
    pub fn help(&self) -> &str {
        &self.0.help
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}", path.display())?;
            if let Some(position) = self.0.position {
                write!(f, ":{position}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", shown(&self.0.what))?;
        if !self.0.pointer.is_empty() {
            write!(f, "\n   at {}", shown(&self.0.pointer))?;
        }
        if !self.0.help.is_empty() {
            write!(f, "\n   = help: {}", self.0.help)?;
        }
        Ok(())
    }
}

/// The most characters that are shown of what a file may have a part in.
const MOST: usize = 300;

/// A text for people. Pointers and names come out of a file: they may be of any length and have any character.
fn shown(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(MOST)
        .map(|character| {
            if character.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
