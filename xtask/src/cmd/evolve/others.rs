//! The other files of a document: where they are, and which of them may be edited.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::Document;

use crate::workspace::Workspace;

/// Where a file of a document is, by the name that the document has for it: a path from the root of the workspace, or a
/// whole one.
pub(super) fn path(name: &str, workspace: &Workspace) -> PathBuf {
    workspace.root().join(name)
}

/// The text of another file of a document, if it is one that may be edited.
///
/// # Errors
/// Returns why it is not edited.
pub(super) fn text(name: &str, document: &Document, workspace: &Workspace) -> Result<String, String> {
    let real = |name: &str| {
        let file = fs::canonicalize(path(name, workspace));
        file.map_err(|error| format!("{name} cannot be read: {error}"))
    };
    let file = real(name)?;
    let own = real(document.name())?;
    if file == own {
        return Err(format!(
            "it is in {name}, which is the document itself: refer to what it has as `#/…`, without a path"
        ));
    }
    let is_in = |folder: &Path| fs::canonicalize(folder).is_ok_and(|folder| file.starts_with(folder));
    if !own.parent().is_some_and(is_in) && !is_in(workspace.root()) {
        return Err(format!(
            "it is in {name}, and no file is edited outside of the workspace and of the folder of the document"
        ));
    }
    if is_in(&workspace.released()) || is_in(&workspace.recordings()) {
        return Err(format!(
            "it is in {name}, and what was released or recorded stays as it is"
        ));
    }
    // With an edit by one name, what is read by the other one would change, too.
    let is_same = |other: &&str| *other != name && real(other).is_ok_and(|other| other == file);
    if let Some(other) = document.files().find(is_same) {
        return Err(format!(
            "it is in {name}, which the document also refers to as {other}: refer to a file by one path"
        ));
    }
    fs::read_to_string(&file).map_err(|error| format!("{name} cannot be read: {error}"))
}
