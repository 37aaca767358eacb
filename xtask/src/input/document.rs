//! Reads the OpenAPI document.

use std::path::Path;

use codegen::bundle::{Loaded, Loader};
use codegen::{Class, Diagnostics, Document, Model};

use super::file::{self, Folder, Refused};
use crate::cli::Overlays;
use crate::workspace::Workspace;

/// Reads the document in a file, and refuses it if any part of it is not OpenAPI. What concerns only the generator, or
/// is advice, does not matter here, nor how the document is read.
pub(crate) fn document(workspace: &Workspace, path: &Path, overlays: &Overlays) -> Result<Document, Refused> {
    let (document, found) = usable_document(workspace, path, overlays)?;
    match found.errors() {
        0 => Ok(document),
        _ => Err(Refused::Diagnostics(found)),
    }
}

/// Reads the document in a file. Parts that are not OpenAPI are marked in it, and reported as well,
/// as is what is read in another way than it may seem.
pub(crate) fn usable_document(
    workspace: &Workspace,
    path: &Path,
    overlays: &Overlays,
) -> Result<(Document, Diagnostics), Refused> {
    usable(parsed(workspace, path, overlays)?)
}

/// Reads a text that takes the place of the document in a file, with the files that it refers to; `others` has texts
/// that take the places of some of these, by their names.
pub(crate) fn usable_texts(
    workspace: &Workspace,
    path: &Path,
    text: &str,
    others: &dyn Fn(&str) -> Option<String>,
) -> Result<(Document, Diagnostics), Refused> {
    let file = Loaded {
        name: workspace.name(path),
        bytes: text.as_bytes().to_vec(),
    };
    let folder = path.parent().unwrap_or(path);
    let folder = Folder { workspace, folder };
    usable(bundled(file, &mut Edited { folder, others }, Vec::new(), false)?)
}

/// Reads the files of a folder, some of which have another text.
struct Edited<'e> {
    folder: Folder<'e>,
    others: &'e dyn Fn(&str) -> Option<String>,
}

impl Loader for Edited<'_> {
    fn load(&mut self, path: &str) -> Result<Loaded, String> {
        let name = self.folder.workspace.name(&self.folder.folder.join(path));
        match (self.others)(&name) {
            Some(text) => Ok(Loaded {
                name,
                bytes: text.into_bytes(),
            }),
            None => self.folder.load(path),
        }
    }
}

/// Reads the text of the document in a file.
pub(crate) fn text(workspace: &Workspace, path: &Path) -> Result<String, Refused> {
    let file = file::read(workspace, path, "document")?;
    String::from_utf8(file.bytes).map_err(|_| Refused::Unreadable {
        message: format!("the document {} is not UTF-8", file.name),
        document: file.name,
    })
}

/// Marks the parts of a document that are not OpenAPI, and refuses it if nothing of it can be used.
pub(super) fn usable(document: Document) -> Result<(Document, Diagnostics), Refused> {
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
pub(crate) fn model(workspace: &Workspace, path: &Path, overlays: &Overlays) -> Result<(Document, Model), Refused> {
    let document = parsed(workspace, path, overlays)?;
    let is_own = document.name() == workspace.name(&workspace.document());
    let model = match is_own {
        true => Model::new(&document),
        false => Model::lossy(&document),
    };
    Ok((document, model.map_err(Refused::Diagnostics)?))
}

/// Reads the document in a file, and the files that it refers to, and applies the overlays in their order.
fn parsed(workspace: &Workspace, path: &Path, overlays: &Overlays) -> Result<Document, Refused> {
    let file = file::read(workspace, path, "document")?;
    let folder = path.parent().unwrap_or(path);
    let read = |overlay| file::read(workspace, &workspace.given(overlay), "overlay");
    let others: Result<Vec<_>, _> = overlays.files.iter().map(|overlay| read(overlay)).collect();
    bundled(file, &mut Folder { workspace, folder }, others?, overlays.strict)
}

/// Makes one document of its file, those that it refers to, and overlays.
pub(super) fn bundled(
    file: Loaded,
    loader: &mut dyn Loader,
    overlays: Vec<Loaded>,
    strict: bool,
) -> Result<Document, Refused> {
    let document = Document::parse(&file.name, &file.bytes).map_err(Refused::Diagnostics)?;
    let mut document = codegen::bundle(document, loader);
    for overlay in overlays {
        document = codegen::overlay(document, &overlay.name, &overlay.bytes, strict).map_err(Refused::Diagnostics)?;
    }
    Ok(document)
}
