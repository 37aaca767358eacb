//! The two documents of a comparison: files, released versions, or revisions of git.
//!
//! A document of a revision is read as that revision has it, with the files that it refers to and the overlays.

mod git_files;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::{Diagnostics, Document};
use semver::Version;

use self::git_files::{GitFiles, why};
use super::document;
use super::file::Refused;
use super::git::{Missing, NoBase, Repository, normal};
use super::released::{self, Releases};
use crate::cli::Overlays;
use crate::workspace::Workspace;

/// Where a document comes from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A file.
    File(PathBuf),
    /// A released version.
    Release { version: Version, file: PathBuf },
    /// A file of a commit.
    Git {
        /// The name of the commit in messages.
        revision: String,
        commit: String,
        /// The path from the root of the repository.
        path: String,
        /// The branch, if the commit is the merge base with it.
        branch: Option<String>,
    },
}

/// A document to compare.
pub(crate) struct Revision {
    pub(crate) origin: Origin,
    pub(crate) document: Document,
    /// The parts that are not OpenAPI.
    pub(crate) flaws: Diagnostics,
}

/// Finds and reads the documents of comparisons.
pub(crate) struct Revisions<'r> {
    pub(crate) workspace: &'r Workspace,
    /// The document, where an argument names a revision only.
    pub(crate) document: &'r Path,
    /// Whether that is the workspace's, of which there may be releases.
    pub(crate) is_own: bool,
    pub(crate) overlays: &'r Overlays,
}

impl Revisions<'_> {
    /// The base if none is named: the last release, or else where the work left the default branch.
    ///
    /// # Errors
    /// Returns why there is neither, or why that is not known.
    pub(crate) fn default_base(&self) -> Result<Origin, Refused> {
        self.base().map_err(|none| self.unreadable("the base", none.message()))
    }

    /// The same for a command that can do without: `None` only if there is no base.
    ///
    /// # Errors
    /// Returns why it is not known whether there is one.
    pub(crate) fn base_if_any(&self) -> Result<Option<Origin>, String> {
        match self.base() {
            Ok(base) => Ok(Some(base)),
            Err(NoBase::None(_)) => Ok(None),
            Err(NoBase::Unknown(problem)) => Err(problem),
        }
    }

    fn base(&self) -> Result<Origin, NoBase> {
        if self.is_own {
            let releases = Releases::of(self.workspace).map_err(NoBase::Unknown)?;
            if let Some(last) = releases.base() {
                return Ok(self.origin(last));
            }
        }
        let repository = self
            .repository()
            .map_err(|message| match Repository::is_in_one(self.document) {
                true => NoBase::Unknown(message),
                false => NoBase::None(message),
            })?;
        let (commit, branch) = repository.merge_base()?;
        Ok(Origin::Git {
            revision: commit.get(..12).unwrap_or(&commit).to_owned(),
            path: self.path_of_document(&repository).map_err(NoBase::Unknown)?,
            commit,
            branch: Some(branch),
        })
    }

    /// The document that an argument names.
    ///
    /// # Errors
    /// Returns why it names none.
    pub(crate) fn named(&self, argument: &str) -> Result<Origin, Refused> {
        let file = self.workspace.given(Path::new(argument));
        if file.exists() && !file.is_dir() {
            return Ok(Origin::File(file));
        }
        let found = match argument.split_once(':') {
            Some((revision, path)) => self.of_git(revision, path, argument),
            None => match Version::parse(argument) {
                Ok(version) => self.release(version),
                Err(_) => self.of_git(argument, "", argument).map_err(|not_git| {
                    let not_git = not_git.lines().next().unwrap_or_default().to_owned();
                    format!(
                        "`{argument}` is neither a file, nor a released version, nor a revision of git ({not_git})\n  \
                         = help: name a file, a version such as 1.2.3 that is under spec/released, or a revision as \
                         in `main:` or `main:path/to/document.yaml`"
                    )
                }),
            },
        };
        found.map_err(|message| self.unreadable(argument, message))
    }

    /// The document as it is in the working tree.
    pub(crate) fn working_tree(&self) -> Origin {
        Origin::File(self.document.to_owned())
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(crate) fn read(&self, origin: Origin) -> Result<Revision, Refused> {
        let (document, flaws) = match &origin {
            Origin::File(file) => document::usable_document(self.workspace, file, self.overlays)?,
            // A release is frozen as a whole: overlays were applied to it, and it refers to no other file.
            Origin::Release { file, .. } => document::usable_document(self.workspace, file, &Overlays::default())?,
            Origin::Git {
                revision, commit, path, ..
            } => {
                let mut files = self.open(revision, commit, path)?;
                let first = files.document()?;
                let overlays = files.overlays(self.overlays)?;
                document::usable(document::bundled(first, &mut files, overlays, self.overlays.strict)?)?
            }
        };
        Ok(Revision {
            origin,
            document,
            flaws,
        })
    }

    /// A file of the workspace as it was when the document was, of a commit or of the working tree; `None` if there was none.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(crate) fn file(&self, origin: &Origin, path: &str) -> Result<Option<Vec<u8>>, String> {
        let Origin::Git { commit, revision, .. } = origin else {
            return match fs::read(self.workspace.root().join(path)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(format!("{path} cannot be read: {error}")),
            };
        };
        let repository = Repository::of(self.workspace.root())?;
        let path = repository
            .path(path)
            .ok_or_else(|| format!("{path} is not in the repository"))?;
        match repository.tree(commit.clone())?.read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Missing::NotThere | Missing::NoFile(_)) => Ok(None),
            Err(missing) => Err(format!("{path} of `{revision}` {}", why(&missing, "file"))),
        }
    }

    /// Whether the workspace's client is generated from a document, or was.
    pub(crate) fn is_client(&self, origin: &Origin) -> bool {
        let own = self.workspace.document();
        let is_path = |path: &str| {
            let repository = Repository::of(own.parent().unwrap_or(&own)).ok();
            let name = own.file_name().unwrap_or_default().to_string_lossy();
            repository.and_then(|repository| repository.path(&name)).as_deref() == Some(path)
        };
        match origin {
            Origin::File(file) => *file == own,
            Origin::Release { .. } => true,
            Origin::Git { path, .. } => is_path(path),
        }
    }

    fn of_git(&self, revision: &str, path: &str, argument: &str) -> Result<Origin, String> {
        let repository = self.repository()?;
        let commit = repository.commit(revision)?;
        let path = match path {
            "" => self.path_of_document(&repository)?,
            // As git reads it: from the root of the repository, unless it begins with a dot.
            path if path.starts_with("./") || path.starts_with("../") => {
                let here = Repository::of(&self.workspace.given(Path::new("")))?;
                here.path(path)
                    .ok_or_else(|| format!("`{argument}` leads out of the repository"))?
            }
            path => normal(path).ok_or_else(|| format!("`{argument}` leads out of the repository"))?,
        };
        Ok(Origin::Git {
            revision: revision.to_owned(),
            commit,
            path,
            branch: None,
        })
    }

    fn release(&self, version: Version) -> Result<Origin, String> {
        let releases = Releases::of(self.workspace)?;
        if releases.versions().contains(&version) {
            return Ok(self.origin(&version));
        }
        let known: Vec<_> = releases.versions().iter().map(ToString::to_string).collect();
        let known = match known.is_empty() {
            true => "there is no release yet".to_owned(),
            false => format!("released are {}", known.join(", ")),
        };
        Err(format!(
            "{version} is not a released version: {known}\n  \
             = help: a tag of git of this name is written `{version}:`"
        ))
    }

    /// The origin of a release.
    fn origin(&self, version: &Version) -> Origin {
        Origin::Release {
            version: version.clone(),
            file: released::document(self.workspace, version),
        }
    }

    /// The repository that the document is in.
    fn repository(&self) -> Result<Repository, String> {
        Repository::of(self.document.parent().unwrap_or(self.document))
    }

    fn path_of_document(&self, repository: &Repository) -> Result<String, String> {
        let name = self.document.file_name().unwrap_or_default().to_string_lossy();
        repository
            .path(&name)
            .ok_or_else(|| format!("{} is not in the repository", self.document.display()))
    }

    fn open<'f>(&'f self, revision: &'f str, commit: &str, path: &'f str) -> Result<GitFiles<'f>, Refused> {
        let open = || {
            let repository = self.repository()?;
            repository.tree(commit.to_owned())
        };
        let tree = open().map_err(|message| self.unreadable(revision, message))?;
        Ok(GitFiles {
            revisions: self,
            tree,
            revision,
            path,
        })
    }

    fn unreadable(&self, document: &str, message: String) -> Refused {
        Refused::Unreadable {
            document: document.to_owned(),
            message,
        }
    }
}
