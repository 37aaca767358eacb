//! What differs between the files on disk and those that were generated. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::HEADER_MARK;

use super::apply::is_leftover;
use super::{Entry, Plan, Problem, ProblemKind, State, Target};

/// What is at a path.
enum Found {
    /// A file with the header of generated ones.
    Generated { text: String, read_only: bool },
    /// A file without.
    Foreign,
    /// A folder, or a link.
    NoFile,
}

/// Compares the files on disk with those that were generated.
///
/// Only the folders in which a generated file should be are looked at, not those below them.
///
/// # Errors
/// Everything that keeps the files from being written; nothing must be written then.
pub fn compare(targets: &[Target]) -> Result<Plan, Vec<Problem>> {
    let mut wanted = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for target in targets {
        folders.insert(target.folder.clone());
        for file in &target.files {
            let path = file
                .path
                .split('/')
                .fold(target.folder.clone(), |path, step| path.join(step));
            folders.extend(path.parent().map(Path::to_owned));
            wanted.insert(path, file.text.as_str());
        }
    }
    let mut plan = Plan::default();
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    for folder in &folders {
        scan(folder, &mut found, &mut plan.leftovers, &mut problems);
    }
    match_up(&wanted, found, &mut plan, &mut problems);
    if problems.is_empty() { Ok(plan) } else { Err(problems) }
}

/// The comparison itself: of what is wanted and what was found.
fn match_up(
    wanted: &BTreeMap<PathBuf, &str>,
    mut found: BTreeMap<PathBuf, Found>,
    plan: &mut Plan,
    problems: &mut Vec<Problem>,
) {
    let mut entries = Vec::new();
    for (path, &new) in wanted {
        let new = Some(new.to_owned());
        match found.remove(path) {
            None => entries.push((
                Entry {
                    path: path.clone(),
                    old: None,
                    new,
                },
                false,
            )),
            Some(Found::Generated { text, read_only }) => {
                entries.push((
                    Entry {
                        path: path.clone(),
                        old: Some(text),
                        new,
                    },
                    read_only,
                ));
            }
            Some(Found::Foreign) => problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::Foreign,
            }),
            Some(Found::NoFile) => problems.push(Problem {
                path: path.clone(),
                kind: ProblemKind::NoFile,
            }),
        }
    }
    for (path, found) in found {
        if let Found::Generated { text, read_only } = found {
            entries.push((
                Entry {
                    path,
                    old: Some(text),
                    new: None,
                },
                read_only,
            ));
        }
    }
    for (entry, read_only) in entries {
        if read_only && entry.state() != State::Fresh {
            problems.push(Problem {
                path: entry.path,
                kind: ProblemKind::ReadOnly,
            });
        } else {
            plan.entries.push(entry);
        }
    }
    plan.entries.sort_by(|a, b| a.path.cmp(&b.path));
}

/// What is in a folder.
fn scan(
    folder: &Path,
    found: &mut BTreeMap<PathBuf, Found>,
    leftovers: &mut Vec<PathBuf>,
    problems: &mut Vec<Problem>,
) {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => {
            return problems.push(Problem {
                path: folder.to_owned(),
                kind: ProblemKind::Io("listed", error),
            });
        }
    };
    for entry in entries {
        let path = entry.path();
        if is_leftover(&path) {
            leftovers.push(path);
            continue;
        }
        match look(&path) {
            Ok(what) => drop(found.insert(path, what)),
            Err(error) => problems.push(Problem {
                path,
                kind: ProblemKind::Io("read", error),
            }),
        }
    }
    leftovers.sort();
}

fn look(path: &Path) -> io::Result<Found> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() {
        return Ok(Found::NoFile);
    }
    // Generated files are Rust; what else lies here is not even opened.
    if path.extension().is_none_or(|extension| extension != "rs") {
        return Ok(Found::Foreign);
    }
    let bytes = fs::read(path)?;
    // A file that is no text any more but still begins with the header may be overwritten.
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let read_only = metadata.permissions().readonly();
    Ok(if text.lines().next() == Some(HEADER_MARK) {
        Found::Generated { text, read_only }
    } else {
        Found::Foreign
    })
}
