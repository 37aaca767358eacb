//! The files of a document of a revision of git: the document, what it refers to, and overlays.

use codegen::bundle::{Loaded, Loader};

use super::Revisions;
use crate::cli::Overlays;
use crate::input::file::{self, Refused};
use crate::input::git::{Missing, Repository, Tree, normal};

/// The files of a document of a revision.
pub(super) struct GitFiles<'f> {
    pub(super) revisions: &'f Revisions<'f>,
    pub(super) tree: Tree,
    pub(super) revision: &'f str,
    /// The document.
    pub(super) path: &'f str,
}

impl GitFiles<'_> {
    pub(super) fn document(&mut self) -> Result<Loaded, Refused> {
        let path = self.path.to_owned();
        self.loaded(&path, "document")
            .map_err(|(name, message)| Refused::Unreadable {
                message,
                document: name,
            })
    }

    /// The overlays: those of the revision, as the documents that they change.
    pub(super) fn overlays(&mut self, overlays: &Overlays) -> Result<Vec<Loaded>, Refused> {
        let workspace = self.revisions.workspace;
        let mut read = Vec::new();
        for overlay in &overlays.files {
            let file = workspace.given(overlay);
            let folder = file.parent().unwrap_or(&file);
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let path = Repository::of(folder).map(|repository| repository.path(&name));
            let loaded = match path {
                Ok(Some(path)) => self.loaded(&path, "overlay"),
                Ok(None) => Err((name.clone().into_owned(), "it is not in the repository".to_owned())),
                Err(message) => Err((name.clone().into_owned(), message)),
            };
            read.push(loaded.map_err(|(document, message)| Refused::Unreadable {
                message: format!(
                    "{message}\n  = help: an overlay is read from the revision of its document; to compare with \
                     another one, write the document to a file first"
                ),
                document,
            })?);
        }
        Ok(read)
    }

    /// Reads a file; an error has its name, too.
    fn loaded(&mut self, path: &str, what: &str) -> Result<Loaded, (String, String)> {
        let name = format!("{}:{path}", self.revision);
        let revision = self.revision;
        self.tree
            .read(path)
            .map(|bytes| Loaded {
                name: name.clone(),
                bytes,
            })
            .map_err(|missing| {
                let message = match &missing {
                    Missing::NotThere => format!("the {what} {path} is not in `{revision}`"),
                    missing => format!("the {what} {path} of `{revision}` {}", why(missing, what)),
                };
                // What git cannot read has another help.
                let help = match missing {
                    Missing::NotThere | Missing::NoFile(_) if what == "document" => {
                        format!("\n  = help: name the path that it had, as in `{revision}:path/to/document.yaml`")
                    }
                    _ => String::new(),
                };
                (name, format!("{message}{help}"))
            })
    }
}

impl Loader for GitFiles<'_> {
    fn load(&mut self, path: &str) -> Result<Loaded, String> {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = normal(&format!("{folder}/{path}")).ok_or("it is outside of the repository")?;
        let bytes = self.tree.read(&path).map_err(|missing| match missing {
            Missing::NotThere => format!("there is no such file in `{}`", self.revision),
            missing => format!("it {}", why(&missing, "file")),
        })?;
        Ok(Loaded {
            name: format!("{}:{path}", self.revision),
            bytes,
        })
    }
}

/// What follows the name of a file that was not read, in a message.
pub(super) fn why(missing: &Missing, what: &str) -> String {
    match missing {
        Missing::NotThere => "is not there".to_owned(),
        Missing::NoFile(why) => (*why).to_owned(),
        Missing::TooLong(length) => format!("is too long: {}", file::too_long(what, *length)),
        Missing::Failed(message) => format!("cannot be read: {message}"),
    }
}
