//! Writes: stages every file, then renames each into its place, then removes what is needed no more.

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
    while let Some((temporary, path)) = staged.0.first().cloned() {
        before(Step::Rename(&path))
            .and_then(|()| fs::rename(&temporary, &path))
            .map_err(|error| problem(&path, "written", error))?;
        staged.0.remove(0);
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
        // Where a folder cannot be synchronised, its files still are whole.
        drop(File::open(folder).and_then(|folder| folder.sync_all()));
    }
    Ok(())
}

/// The files that are staged, each with its place. Those that were not renamed are removed at the end.
#[derive(Default)]
struct Staged(Vec<(PathBuf, PathBuf)>);

impl Staged {
    fn add(&mut self, entry: &Entry, before: &mut dyn FnMut(Step<'_>) -> io::Result<()>) -> Result<(), Problem> {
        let (Some(folder), Some(name), Some(text)) = (entry.path.parent(), entry.path.file_name(), &entry.new) else {
            return Ok(());
        };
        // Another run at the same time has other names.
        let temporary = folder.join(format!(".{}.{}{STAGED}", name.to_string_lossy(), std::process::id()));
        let write = || {
            fs::create_dir_all(folder)?;
            let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        before(Step::Stage(&entry.path)).map_err(|error| problem(&entry.path, "staged", error))?;
        let written = write();
        self.0.push((temporary, entry.path.clone()));
        written.map_err(|error| problem(&entry.path, "staged", error))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (temporary, _) in &self.0 {
            drop(fs::remove_file(temporary));
        }
    }
}

fn problem(path: &Path, doing: &'static str, error: io::Error) -> Problem {
    Problem {
        path: path.to_owned(),
        kind: ProblemKind::Io(doing, error),
    }
}
