//! Folders under `target/`: a copy of the workspace, in which a release is prepared, and removing it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use super::Problem;
use super::apply::problem;

/// Copies files into a folder, under the same paths. What is no file any more is left out.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy<'f>(from: &Path, to: &Path, files: impl IntoIterator<Item = &'f str>) -> Result<(), Problem> {
    for file in files {
        let (old, new) = (from.join(file), to.join(file));
        if !old.is_file() {
            continue;
        }
        let folder = new.parent().unwrap_or(to);
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&old, &new))
            .map_err(|error| problem(&new, "copied", error))?;
    }
    Ok(())
}

/// Writes a text in a folder that nobody else reads.
///
/// # Errors
/// The file system refuses.
pub fn put(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| write(path, text))
        .map_err(|error| problem(path, "written", error))
}

#[expect(clippy::disallowed_methods, reason = "nobody else reads the copy while it is made")]
fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

/// Makes an empty folder, in the place of what may be there.
///
/// # Errors
/// The file system refuses.
pub fn empty(folder: &Path) -> Result<(), Problem> {
    remove(folder)?;
    fs::create_dir_all(folder).map_err(|error| problem(folder, "made", error))
}

/// Opens a file that is there to be locked, and makes it if it is not there.
///
/// # Errors
/// The file system refuses.
pub fn lockable(path: &Path) -> io::Result<File> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    OpenOptions::new().create(true).append(true).open(path)
}

/// Removes a folder with all that is in it, if it is there.
///
/// # Errors
/// The file system refuses.
pub fn remove(folder: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(problem(folder, "removed", error)),
        _ => Ok(()),
    }
}
