//! Files on disk: what differs from what was generated, and the one writer, which writes recordings, too.
//!
//! Comparing writes nothing, and is all that `--check` needs. Writing stages every file beside its place before the
//! first one is renamed into it: a reader sees each file whole, the old or the new one, and so does the next run of one
//! that was killed.
//!
//! Only files that begin with the header of generated files are ever overwritten or removed, recordings if the user says so,
//! and the files of a release, all of them or none.

mod apply;
mod compare;
mod document;
pub mod folders;
mod recordings;
mod transaction;

use std::fmt;
use std::io;
use std::path::PathBuf;

use codegen::SourceFile;

pub use apply::{Step, apply};
pub use compare::compare;
pub use document::{NewText, write_documents, write_overlay};
pub use recordings::{Written, write_recording};
pub use transaction::{Recovered, entry, recover, replace};

/// A folder, and the generated files that should be in it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder. It need not exist.
    pub folder: PathBuf,
    /// All generated files that it should contain.
    pub files: Vec<SourceFile>,
}

/// The changes that make the folders up to date.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every generated file, by its path.
    pub entries: Vec<Entry>,
    /// The remains of a killed run.
    pub leftovers: Vec<PathBuf>,
}

/// One generated file: as it is, and as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// The text on disk, if there is one.
    pub old: Option<String>,
    /// The text that was generated, if one was.
    pub new: Option<String>,
}

/// How a generated file on disk compares with what was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is the same.
    Fresh,
    /// It differs.
    Stale,
    /// It is not there.
    Missing,
    /// It is there, and nothing generates it any more.
    Orphan,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Orphan => "orphan",
        }
    }
}

impl Entry {
    /// How the file on disk compares with what was generated.
    pub fn state(&self) -> State {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) if old == new => State::Fresh,
            (Some(_), Some(_)) => State::Stale,
            (None, _) => State::Missing,
            (Some(_), None) => State::Orphan,
        }
    }
}

/// Why nothing was written, or why writing stopped.
#[derive(Debug)]
pub struct Problem {
    /// The file or folder in question.
    pub path: PathBuf,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a file or a folder.
#[derive(Debug)]
pub enum ProblemKind {
    /// It does not begin with the header of generated files, and is where one should.
    Foreign,
    /// It is not a file, and is where one should.
    NoFile,
    /// A run that was interrupted was about to write it, and it has been edited since.
    Edited,
    /// It is no overlay of `evolve`, and is where one should be written.
    ForeignOverlay,
    /// It has changed since it was read.
    Changed,
    /// It would have to be changed, and is read-only.
    ReadOnly,
    /// Something else, while doing what the words say.
    Io(&'static str, io::Error),
}

impl Problem {
    /// What is wrong, with the file called by another name than its path.
    pub fn say(&self, name: &str) -> String {
        match &self.kind {
            ProblemKind::Foreign => {
                format!("{name} does not begin with the header of generated files: move it away, or delete it")
            }
            ProblemKind::NoFile => format!("{name} is not a file: move it away, or delete it"),
            ProblemKind::Edited => format!(
                "{name} was edited after a run that would have written it was interrupted: restore it, as with `git restore {name}`"
            ),
            ProblemKind::ForeignOverlay => format!(
                "{name} is there already, and is not an overlay that `cargo xtask evolve` wrote: name another file, or move it away"
            ),
            ProblemKind::Changed => format!("{name} has changed since it was read: run the command again"),
            ProblemKind::ReadOnly => format!("{name} is read-only: make it writable"),
            ProblemKind::Io(doing, error) => format!("{name} cannot be {doing}: {error}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(&self.path.display().to_string()))
    }
}
