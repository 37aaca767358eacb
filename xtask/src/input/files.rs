//! Which files there are to read.

use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

/// Where interactions come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A file. A named file is read under any name.
    File(PathBuf),
    /// Standard input.
    Input,
}

/// A source, or a path that cannot be read and why.
pub(super) type Found<'f> = Result<Source, (&'f Path, io::Error)>;

/// The endings of files that are looked for in folders; each may be before `.gz`.
const ENDINGS: [&str; 4] = ["json", "har", "ndjson", "jsonl"];

/// Finds the sources below these paths, each a file, a folder, or `-` for standard input; those of a folder in the
/// order of their names. Each is handed over as soon as it is found, or else why it cannot be read.
pub(crate) fn sources(paths: &[PathBuf], each: &mut dyn FnMut(Found<'_>)) {
    for path in paths {
        if path.as_os_str() == "-" {
            each(Ok(Source::Input));
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folder(path, each),
            Ok(_) => each(Ok(Source::File(path.clone()))),
            Err(error) => each(Err((path, error))),
        }
    }
}

fn folder(path: &Path, each: &mut dyn FnMut(Found<'_>)) {
    // Of a folder with very many files, only the names are in memory.
    let mut names: Vec<OsString> = match fs::read_dir(path).and_then(|entries| {
        entries
            .map(|entry| entry.as_ref().map(DirEntry::file_name).map_err(copy))
            .collect()
    }) {
        Ok(names) => names,
        Err(error) => return each(Err((path, error))),
    };
    names.sort_unstable();
    for name in names {
        let path = path.join(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => folder(&path, each),
            // A link to a folder above would never end.
            Ok(found) if found.is_symlink() && path.is_dir() => {}
            Ok(_) if is_wanted(&path) => match fs::metadata(&path) {
                // A pipe or a device that nobody has named would make the command wait.
                Ok(target) if !target.is_file() => each(Err((&path, io::Error::other("it is not a regular file")))),
                Ok(_) => each(Ok(Source::File(path))),
                Err(error) => each(Err((&path, error))),
            },
            Ok(_) => {}
            Err(error) => each(Err((&path, error))),
        }
    }
}

fn copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

fn is_wanted(path: &Path) -> bool {
    ending(path).is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The ending of a file's name in lower case, without that of a compression.
pub(super) fn ending(path: &Path) -> Option<String> {
    let of = |path: &Path| {
        path.extension()
            .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
    };
    match of(path)?.as_str() {
        "gz" => of(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}
