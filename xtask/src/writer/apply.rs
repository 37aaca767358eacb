//! Writes: stages every file, then renames each into its place, then removes what is no longer needed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Entry, Plan, Problem, ProblemKind, State};

/// What is about to be done. Tests stop here, or die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    /// The new text of this file is about to be written beside it.
    Stage(&'p Path),
    /// The staged file is about to be renamed into its place.
    Rename(&'p Path),
    /// This orphan is about to be removed.
    Remove(&'p Path),
}

/// The end of the names of staged files.
const STAGED: &str = ".xtask-staged";

/// Whether a file was staged by a run that did not come to its end.
pub(super) fn is_leftover(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        name.starts_with('.') && name.ends_with(STAGED)
    })
}

/// Removes what a killed run staged for this file.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(());
    };
    let start = format!(".{}.", name.to_string_lossy());
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&start) && is_leftover(&entry.path()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Does what a plan says. `before` is called before each step, and ends it with its error.
///
/// # Errors
/// The step that failed. Before the first rename, nothing has changed then; after it, each file is whole, the old or the
/// new one, and the next run does the rest.
pub fn apply(plan: &Plan, before: &mut dyn FnMut(Step<'_>) -> io::Result<()>) -> Result<(), Problem> {
    for path in &plan.leftovers {
        fs::remove_file(path).map_err(|error| problem(path, "removed", error))?;
    }
    let mut staged = Staged::default();
    let written = plan
        .entries
        .iter()
        .filter(|entry| matches!(entry.state(), State::Stale | State::Missing));
    for entry in written {
        staged.add(entry, before)?;
    }
    let mut folders = Vec::new();
    while let Some((_, path)) = staged.0.first().cloned() {
        before(Step::Rename(&path))
            .and_then(|()| staged.rename_first())
            .map_err(|error| problem(&path, "written", error))?;
        folders.extend(path.parent().map(Path::to_owned));
    }
    for entry in plan.entries.iter().filter(|entry| entry.state() == State::Orphan) {
        before(Step::Remove(&entry.path))
            .and_then(|()| fs::remove_file(&entry.path))
            .map_err(|error| problem(&entry.path, "removed", error))?;
        folders.extend(entry.path.parent().map(Path::to_owned));
    }
    folders.sort();
    folders.dedup();
    for folder in folders {
        settle(Some(&folder));
    }
    Ok(())
}

/// Makes sure of the names in a folder. Where that cannot be done, its files still are whole.
pub(super) fn settle(folder: Option<&Path>) {
    drop(folder.map(|folder| File::open(folder).and_then(|folder| folder.sync_all())));
}

/// The files that are staged, each with its place. Those that were not renamed are removed at the end.
#[derive(Default)]
pub(super) struct Staged(Vec<(PathBuf, PathBuf)>);

impl Staged {
    fn add(&mut self, entry: &Entry, before: &mut dyn FnMut(Step<'_>) -> io::Result<()>) -> Result<(), Problem> {
        let Some(text) = &entry.new else { return Ok(()) };
        before(Step::Stage(&entry.path))
            .and_then(|()| self.stage(&entry.path, text))
            .map_err(|error| problem(&entry.path, "staged", error))
    }

    /// Writes a text beside its place.
    pub(super) fn stage(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidFilename.into());
        };
        // Another run at the same time has other names.
        let temporary = folder.join(format!(".{}.{}{STAGED}", name.to_string_lossy(), std::process::id()));
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        self.0.push((temporary, path.to_owned()));
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// Gives the staged files the permissions of those that they replace.
    pub(super) fn keep_permissions(&self) -> io::Result<()> {
        for (temporary, path) in &self.0 {
            if let Ok(old) = fs::metadata(path) {
                fs::set_permissions(temporary, old.permissions())?;
            }
        }
        Ok(())
    }

    /// Brings the first of the staged files into its place.
    pub(super) fn rename_first(&mut self) -> io::Result<()> {
        if let Some((temporary, path)) = self.0.first() {
            fs::rename(temporary, path)?;
            self.0.remove(0);
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (temporary, _) in &self.0 {
            drop(fs::remove_file(temporary));
        }
    }
}

pub(super) fn problem(path: &Path, doing: &'static str, error: io::Error) -> Problem {
    Problem {
        path: path.to_owned(),
        kind: ProblemKind::Io(doing, error),
    }
}
