//! Reads the OpenAPI document.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use codegen::document::MAX_BYTES;
use codegen::{Class, Diagnostic, Diagnostics, Document, Model};

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

/// Reads the document in a file, and refuses it if any part of it is not OpenAPI. What concerns only the generator, or
/// is advice, does not matter here, nor how the document is read.
pub(crate) fn document(workspace: &Workspace, path: &Path) -> Result<Document, Refused> {
    let (document, found) = usable_document(workspace, path)?;
    match found.errors() {
        0 => Ok(document),
        _ => Err(Refused::Diagnostics(found)),
    }
}

/// Reads the document in a file. Parts that are not OpenAPI are marked in it, and reported as well,
/// as is what is read in another way than it may seem.
pub(crate) fn usable_document(workspace: &Workspace, path: &Path) -> Result<(Document, Diagnostics), Refused> {
    let (name, text) = text(workspace, path)?;
    let document = Document::parse(&name, &text).map_err(Refused::Diagnostics)?;
    let is_for_all = |class| matches!(class, Class::NotOpenApi | Class::Noted);
    let found = codegen::validate(&document).filtered(|finding| is_for_all(finding.class));
    if found.is_unusable() {
        return Err(Refused::Diagnostics(found));
    }
    let broken: Vec<_> = found.broken().map(str::to_owned).collect();
    Ok((document.with_broken(broken), found))
}

/// Reads the document in a file, and makes the model of its client. Mistakes in the workspace's own document are to be
/// corrected; from another document, what is not OpenAPI is left out.
pub(crate) fn model(workspace: &Workspace, path: &Path) -> Result<(Document, Model), Refused> {
    let (name, text) = text(workspace, path)?;
    let document = Document::parse(&name, &text).map_err(Refused::Diagnostics)?;
    let is_own = name == workspace.name(&workspace.document());
    let model = match is_own {
        true => Model::new(&document),
        false => Model::lossy(&document),
    };
    Ok((document, model.map_err(Refused::Diagnostics)?))
}

/// The name of a document and the bytes of its file. One that is too long is refused by its length, before it is read.
fn text(workspace: &Workspace, path: &Path) -> Result<(String, Vec<u8>), Refused> {
    let name = workspace.name(path);
    let unreadable = |error: io::Error| Refused::Unreadable {
        document: name.clone(),
        message: format!("the document {name} cannot be read: {error}"),
    };
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
