//! Reads what the commands work on: the document, and the recordings.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use codegen::document::MAX_BYTES;
use codegen::{Diagnostic, Diagnostics, Document, Normalised};
use recording::Recording;

use crate::workspace::Workspace;

/// Why a document was not taken.
pub(crate) enum Refused {
    /// Its file could not be read.
    Unreadable(String),
    /// What it says is wrong.
    Diagnostics(Diagnostics),
}

/// Reads the document in a file.
pub(crate) fn document(workspace: &Workspace, path: &Path) -> Result<Document, Refused> {
    let (name, text) = text(workspace, path)?;
    Document::parse(&name, &text).map_err(Refused::Diagnostics)
}

/// Reads the document in a file, and lowers it to what the generator takes.
pub(crate) fn normalised(workspace: &Workspace, path: &Path) -> Result<(Document, Normalised), Refused> {
    let (name, text) = text(workspace, path)?;
    codegen::load(&name, &text).map_err(Refused::Diagnostics)
}

/// The name of a document and the bytes of its file. One that is too long is refused by its length, before it is read.
fn text(workspace: &Workspace, path: &Path) -> Result<(String, Vec<u8>), Refused> {
    let name = workspace.name(path);
    let unreadable = |error: io::Error| Refused::Unreadable(format!("the document {name} cannot be read: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let too_long = |length: u64| {
        let mut diagnostics = Diagnostics::new(&name);
        let message = format!("the document has {length} bytes, and {MAX_BYTES} are the limit");
        diagnostics.push(Diagnostic::error(
            "too-large",
            "",
            message,
            "split the document, or take the part that is needed",
        ));
        Refused::Diagnostics(diagnostics)
    };
    if metadata.len() > MAX_BYTES {
        return Err(too_long(metadata.len()));
    }
    // What has no length, such as a pipe, is read up to the limit.
    let mut text = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(too_long(text.len() as u64));
    }
    Ok((name, text))
}

/// A recording and what to call it.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) recording: Recording,
}

/// Recordings, and what is wrong with those that could not be read.
#[derive(Default)]
pub(crate) struct Recordings {
    pub(crate) read: Vec<Named>,
    pub(crate) unreadable: Vec<String>,
}

/// Reads the recordings at these paths, each a file or a folder, in the order of their names.
pub(crate) fn recordings(workspace: &Workspace, paths: &[PathBuf]) -> Recordings {
    let mut recordings = Recordings::default();
    let mut files = Vec::new();
    for path in paths {
        if let Err(error) = find(path, true, &mut files) {
            recordings
                .unreadable
                .push(format!("{}: cannot be read: {error}", workspace.name(path)));
        }
    }
    for file in files {
        let name = workspace.name(&file);
        match Recording::read(&file) {
            Ok(recording) => recordings.read.push(Named { name, recording }),
            Err(error) => {
                let error = error.named(&name);
                let cause = std::error::Error::source(&error)
                    .map(|cause| format!(": {cause}"))
                    .unwrap_or_default();
                recordings.unreadable.push(format!("{error}{cause}"));
            }
        }
    }
    recordings
}

/// Finds the recordings below a path. A file that was named is taken whatever it is called.
fn find(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        if named || path.extension().is_some_and(|extension| extension == "json") {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // A link to a folder above would never end.
        if !(entry.file_type()?.is_symlink() && entry.path().is_dir()) {
            find(&entry.path(), false, files)?;
        }
    }
    Ok(())
}
