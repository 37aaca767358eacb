//! Recordings on disk. Only what was redacted can be given to this.

use std::fs;
use std::io;
use std::path::Path;

use recording::Recording;

use super::apply::{Staged, clear, problem, settle};
use super::{Problem, ProblemKind};

/// What became of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written where nothing was.
    New,
    /// It was written in the place of another one.
    Replaced,
    /// It was there already; of the days, the first one stays.
    Fresh,
    /// Another one is there, and was left.
    Other,
}

/// Writes a recording, whole or not at all. Another one in its place is only replaced by `force`; one that says the
/// same of another day is left.
///
/// # Errors
/// What is there is not a file, or the file system refuses.
pub fn write_recording(path: &Path, recording: &Recording, force: bool) -> Result<Written, Problem> {
    let text = recording.to_text();
    let old = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(problem(path, "read", error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(Problem {
                path: path.to_owned(),
                kind: ProblemKind::NoFile,
            });
        }
        Ok(_) => Some(fs::read(path).map_err(|error| problem(path, "read", error))?),
    };
    let written = match old {
        None => Written::New,
        Some(old) if same(&old, recording) => return Ok(Written::Fresh),
        Some(_) if force => Written::Replaced,
        Some(_) => return Ok(Written::Other),
    };
    clear(path).map_err(|error| problem(path, "staged", error))?;
    let mut staged = Staged::default();
    staged
        .stage(path, &text)
        .map_err(|error| problem(path, "staged", error))?;
    staged.rename_first().map_err(|error| problem(path, "written", error))?;
    settle(path.parent());
    Ok(written)
}

/// Whether a file contains the same recording, of any day.
fn same(old: &[u8], new: &Recording) -> bool {
    Recording::parse(old).is_ok_and(|old| {
        let mut interaction = old.interaction().clone();
        interaction
            .provenance
            .date
            .clone_from(&new.interaction().provenance.date);
        interaction == *new.interaction()
    })
}
