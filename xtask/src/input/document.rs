//! Reads the OpenAPI document.

use std::path::Path;

use codegen::{Class, Diagnostics, Document, Model};

use super::file::{self, Folder};
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
    let document = parsed(workspace, path)?;
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
    let document = parsed(workspace, path)?;
    let is_own = document.name() == workspace.name(&workspace.document());
    let model = match is_own {
        true => Model::new(&document),
        false => Model::lossy(&document),
    };
    Ok((document, model.map_err(Refused::Diagnostics)?))
}

/// Reads the document in a file, and the files that it refers to.
fn parsed(workspace: &Workspace, path: &Path) -> Result<Document, Refused> {
    let file = file::read(workspace, path)?;
    let document = Document::parse(&file.name, &file.bytes).map_err(Refused::Diagnostics)?;
    let folder = path.parent().unwrap_or(path);
    Ok(codegen::bundle(document, &mut Folder { workspace, folder }))
}
