//! The document on disk, for the one command that edits it, and overlays with the same change.

use std::fs;
use std::io;
use std::path::Path;

use super::apply::{Staged, clear, problem, settle};
use super::{Problem, ProblemKind};

/// Writes another text of the document, whole or not at all.
///
/// # Errors
/// The document is another one than when it was read, or the file system refuses.
pub fn write_document(path: &Path, old: &str, new: &str) -> Result<(), Problem> {
    // A link stays what it is: what it leads to is replaced.
    let path = &fs::canonicalize(path).map_err(|error| problem(path, "read", error))?;
    let now = fs::read(path).map_err(|error| problem(path, "read", error))?;
    let metadata = fs::metadata(path).map_err(|error| problem(path, "read", error))?;
    if metadata.permissions().readonly() {
        let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
        return Err(problem(path, "written", error));
    }
    if now != old.as_bytes() {
        return Err(Problem {
            path: path.to_owned(),
            kind: ProblemKind::Changed,
        });
    }
    replace(path, new)
}

/// Writes an overlay, whole or not at all. What is in its place must be one that was written so: `is_ours` says that of a
/// text.
///
/// # Errors
/// There is another file, or the file system refuses.
pub fn write_overlay(path: &Path, text: &str, is_ours: impl FnOnce(&[u8]) -> bool) -> Result<(), Problem> {
    // A link stays what it is: what it leads to is replaced.
    let real = fs::canonicalize(path);
    let path = real.as_deref().unwrap_or(path);
    match fs::read(path) {
        Ok(old) if !is_ours(&old) => Err(Problem {
            path: path.to_owned(),
            kind: ProblemKind::ForeignOverlay,
        }),
        Ok(_) => replace(path, text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => replace(path, text),
        Err(error) => Err(problem(path, "read", error)),
    }
}

fn replace(path: &Path, new: &str) -> Result<(), Problem> {
    clear(path).map_err(|error| problem(path, "staged", error))?;
    let mut staged = Staged::default();
    staged
        .stage(path, new)
        .and_then(|()| staged.keep_permissions())
        .map_err(|error| problem(path, "staged", error))?;
    staged.rename_first().map_err(|error| problem(path, "written", error))?;
    settle(path.parent());
    Ok(())
}
