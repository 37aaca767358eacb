//! The document on disk, for the one command that edits it, and overlays with the same change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::apply::{Staged, clear, problem, settle};
use super::{Problem, ProblemKind, Step};

/// Another text of a file.
pub struct NewText<'t> {
    /// The file.
    pub path: PathBuf,
    /// Its text when it was read.
    pub old: &'t str,
    /// Its new text.
    pub new: &'t str,
}

/// Writes other texts of the document's files, each whole or not at all: all are staged, then they are renamed one by one.
/// `before` is called before each step, and ends it with its error.
///
/// # Errors
/// A file is another one than when it was read, or the file system refuses. What was renamed before gets its old text back,
/// so that nothing was changed, unless that fails, too. (A process that is killed between two renames leaves the rest of the
/// files as they were.)
pub fn write_documents(
    texts: &[NewText<'_>],
    before: &mut dyn FnMut(Step<'_>) -> io::Result<()>,
) -> Result<(), Problem> {
    let mut staged = Staged::default();
    let mut paths = Vec::new();
    for text in texts {
        let path = unchanged(text)?;
        clear(&path).map_err(|error| problem(&path, "staged", error))?;
        let done = before(Step::Stage(&path)).and_then(|()| staged.stage(&path, text.new));
        let done = done.and_then(|()| staged.keep_permissions());
        done.map_err(|error| problem(&path, "staged", error))?;
        paths.push(path);
    }
    for (number, path) in paths.iter().enumerate() {
        if let Err(error) = before(Step::Rename(path)).and_then(|()| staged.rename_first()) {
            let done = paths.iter().zip(texts).take(number);
            let kept: Vec<_> = done
                .filter(|(path, text)| replace(path, text.old).is_err())
                .map(|(path, _)| path.display().to_string())
                .collect();
            let error = match kept.as_slice() {
                [] => error,
                names => {
                    let names = names.join(", ");
                    io::Error::new(error.kind(), format!("{error}; and the change stays in {names}"))
                }
            };
            return Err(problem(path, "written", error));
        }
    }
    for path in &paths {
        settle(path.parent());
    }
    Ok(())
}

/// The path of a file that has the text which was read.
fn unchanged(text: &NewText<'_>) -> Result<PathBuf, Problem> {
    let path = &text.path;
    // A link stays what it is: what it leads to is replaced.
    let path = fs::canonicalize(path).map_err(|error| problem(path, "read", error))?;
    let now = fs::read(&path).map_err(|error| problem(&path, "read", error))?;
    let metadata = fs::metadata(&path).map_err(|error| problem(&path, "read", error))?;
    if metadata.permissions().readonly() {
        let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
        return Err(problem(&path, "written", error));
    }
    match now == text.old.as_bytes() {
        true => Ok(path),
        false => Err(Problem {
            path,
            kind: ProblemKind::Changed,
        }),
    }
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
