//! Reads the files of a document: its own, and those that it refers to.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use codegen::bundle::{Loaded, Loader};
use codegen::document::MAX_BYTES;
use codegen::{Diagnostic, Diagnostics};

use crate::workspace::Workspace;

/// Why a document was not taken.
pub(crate) enum Refused {
    /// Its file could not be read.
    Unreadable { document: String, message: String },
    /// What it says is wrong.
    Diagnostics(Diagnostics),
}

impl Refused {
    /// What the document is called.
    pub(crate) fn document(&self) -> &str {
        match self {
            Self::Unreadable { document, .. } => document,
            Self::Diagnostics(diagnostics) => diagnostics.document(),
        }
    }
}

/// Reads a file; `what` is what it is in messages. One that is too long is refused by its length, before it is read.
pub(super) fn read(workspace: &Workspace, path: &Path, what: &str) -> Result<Loaded, Refused> {
    let name = workspace.name(path);
    let bytes = bytes(path).map_err(|problem| match problem {
        Problem::Unreadable(error) => Refused::Unreadable {
            message: format!("the {what} {name} cannot be read: {error}"),
            document: name.clone(),
        },
        Problem::TooLong(length) => {
            let mut diagnostics = Diagnostics::new(&name);
            diagnostics.push(Diagnostic::error(
                "too-large",
                "",
                too_long(what, length),
                "split the document, or take the part that is needed",
            ));
            Refused::Diagnostics(diagnostics)
        }
    })?;
    Ok(Loaded { name, bytes })
}

/// Reads what a document refers to, from its folder.
pub(super) struct Folder<'w> {
    pub(super) workspace: &'w Workspace,
    pub(super) folder: &'w Path,
}

impl Loader for Folder<'_> {
    fn load(&mut self, path: &str) -> Result<Loaded, String> {
        let path = self.folder.join(path);
        // A document of somebody else must not make a command wait for a pipe or a device.
        let metadata = path.metadata().map_err(|error| error.to_string())?;
        if !metadata.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        let bytes = bytes(&path).map_err(|problem| match problem {
            Problem::Unreadable(error) => error.to_string(),
            Problem::TooLong(length) => too_long("file", length),
        })?;
        let name = self.workspace.name(&path);
        Ok(Loaded { name, bytes })
    }
}

/// Why a file was not read.
enum Problem {
    Unreadable(io::Error),
    TooLong(u64),
}

fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let file = File::open(path).map_err(Problem::Unreadable)?;
    let metadata = file.metadata().map_err(Problem::Unreadable)?;
    if metadata.is_dir() {
        return Err(Problem::Unreadable(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.len() > MAX_BYTES {
        return Err(Problem::TooLong(metadata.len()));
    }
    // What has no length, such as a pipe, is read up to the limit.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(Problem::Unreadable)?;
    match bytes.len() as u64 {
        length if length > MAX_BYTES => Err(Problem::TooLong(length)),
        _ => Ok(bytes),
    }
}

/// What is said of a file that is too long.
pub(super) fn too_long(what: &str, length: u64) -> String {
    format!("the {what} has {length} bytes, and {MAX_BYTES} are the limit")
}
