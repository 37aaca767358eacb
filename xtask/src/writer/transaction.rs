//! Writes several files as one: all of them, or none. A journal beside the build files has the old texts, so that the next run
//! undoes what a killed one began.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::apply::{Staged, clear, problem, settle};
use super::{Entry, Plan, Problem, ProblemKind, State, Step, apply};

/// What a run was about to do.
#[derive(Serialize, Deserialize)]
struct Journal {
    version: u32,
    /// What the run did, for messages.
    title: String,
    files: Vec<File>,
}

/// A file of a journal, by its path from the root.
#[derive(Serialize, Deserialize)]
struct File {
    path: String,
    old: Option<String>,
    new: Option<String>,
}

/// What a journal was good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// No run was interrupted.
    Nothing,
    /// A run was interrupted, and what it had written was undone.
    Undone(String),
    /// A run was interrupted after it had written everything.
    Complete(String),
}

/// Does what a plan says: everything, or nothing if a step fails. All files must be below `root`.
///
/// # Errors
/// A file that has changed since it was read, or the step that failed. Every file is as it was then, unless that could not be
/// restored either: the journal stays there, and [`recover`] does it.
pub fn replace(
    plan: &Plan,
    title: &str,
    root: &Path,
    journal: &Path,
    before: &mut dyn FnMut(Step<'_>) -> io::Result<()>,
) -> Result<(), Problem> {
    let mut files = Vec::new();
    for entry in plan.entries.iter().filter(|entry| entry.state() != State::Fresh) {
        let inner = entry.path.strip_prefix(root).ok().and_then(Path::to_str);
        let Some(path) = inner else {
            return Err(problem(&entry.path, "written", io::ErrorKind::InvalidFilename.into()));
        };
        if read(&entry.path)? != entry.old {
            return Err(Problem {
                path: entry.path.clone(),
                kind: ProblemKind::Changed,
            });
        }
        files.push(File {
            path: path.replace('\\', "/"),
            old: entry.old.clone(),
            new: entry.new.clone(),
        });
    }
    let whole = Journal {
        version: 1,
        title: title.to_owned(),
        files,
    };
    let text = serde_json::to_string(&whole).map_err(|error| problem(journal, "written", error.into()))?;
    before(Step::Stage(journal))
        .and_then(|()| write(journal, &text))
        .map_err(|error| problem(journal, "written", error))?;
    let done = apply(plan, before);
    if let Err(failed) = done {
        // Where this fails as well, the journal stays for the next run.
        return Err(match recover(root, journal, true) {
            Ok(_) => failed,
            Err(problem) => problem,
        });
    }
    fs::remove_file(journal).map_err(|error| problem(journal, "removed", error))
}

/// Undoes what an interrupted run wrote. Without `write`, only says what there is to be undone.
///
/// # Errors
/// A file is neither as it was before the run, nor as the run would have written it, or the file system refuses. The journal
/// stays then.
pub fn recover(root: &Path, journal: &Path, write: bool) -> Result<Recovered, Problem> {
    let text = match fs::read_to_string(journal) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Recovered::Nothing),
        Err(error) => return Err(problem(journal, "read", error)),
        Ok(text) => text,
    };
    // Written as a whole before the first file: one that cannot be read is not of a run that began.
    let Ok(Journal { title, files, .. }) = serde_json::from_str::<Journal>(&text) else {
        if write {
            fs::remove_file(journal).map_err(|error| problem(journal, "removed", error))?;
        }
        return Ok(Recovered::Nothing);
    };
    let mut entries = Vec::new();
    let (mut new, mut untouched) = (0, 0);
    for File {
        path,
        old,
        new: written,
    } in &files
    {
        let path = path.split('/').fold(root.to_owned(), |path, step| path.join(step));
        let now = read(&path)?;
        if now == *written {
            new += 1;
        } else if now == *old {
            untouched += 1;
        } else {
            return Err(Problem {
                path,
                kind: ProblemKind::Edited,
            });
        }
        entries.push(Entry {
            path,
            old: now,
            new: old.clone(),
        });
    }
    let recovered = match (new, untouched) {
        (_, 0) => Recovered::Complete(title),
        (0, _) => Recovered::Nothing,
        _ => Recovered::Undone(title),
    };
    if !write {
        return Ok(recovered);
    }
    for entry in &entries {
        clear(&entry.path).map_err(|error| problem(&entry.path, "removed", error))?;
    }
    if matches!(recovered, Recovered::Undone(_)) {
        // In the order in which they were written, backwards.
        entries.reverse();
        let plan = Plan {
            entries,
            leftovers: Vec::new(),
        };
        apply(&plan, &mut |_| Ok(()))?;
    }
    fs::remove_file(journal).map_err(|error| problem(journal, "removed", error))?;
    Ok(recovered)
}

/// The text of a file, if there is one.
fn read(path: &Path) -> Result<Option<String>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(path, "read", error)),
    }
}

/// Writes a file as a whole.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut staged = Staged::default();
    clear(path)?;
    staged.stage(path, text)?;
    staged.rename_first()?;
    settle(path.parent());
    Ok(())
}

/// The entry that gives a file a new text.
///
/// # Errors
/// What is there cannot be read, or is not a text.
pub fn entry(path: PathBuf, new: Option<String>) -> Result<Entry, Problem> {
    let old = read(&path)?;
    Ok(Entry { path, old, new })
}
