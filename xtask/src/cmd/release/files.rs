//! The files of a release: version, changelog, and what is frozen.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Document, Model};
use semver::Version;

use super::{Run, frozen};
use crate::diff::Comparison;
use crate::input::released;
use crate::release::{
    Edit, Edited, Package, Refusal, draft, edit_changelog, in_lock, in_manifest, in_readme, split_accepted,
};
use crate::writer::{self, Entry, Plan};

/// What the files are made of.
pub(super) struct Files<'f> {
    pub(super) run: &'f Run<'f>,
    pub(super) document: &'f Document,
    pub(super) model: &'f Model,
    pub(super) client: &'f Package,
    pub(super) version: &'f Version,
    pub(super) last: Option<&'f Version>,
    pub(super) comparison: &'f Comparison,
}

/// The files, and what of them is shown.
pub(super) struct Made {
    pub(super) plan: Plan,
    /// The section of the changelog.
    pub(super) section: String,
}

impl Files<'_> {
    /// What is to be written, in this order: what marks the release comes last.
    ///
    /// # Errors
    /// A file cannot be read, or has not the form that is needed.
    pub(super) fn plan(&self) -> Result<Made, Refusal> {
        let workspace = self.run.workspace;
        let (entry, section) = self.changelog()?;
        let mut entries = vec![entry];
        entries.extend(self.versions()?);
        entries.extend(self.accepted()?);
        entries.push(self.entry(released::surface(workspace, self.version), self.surface()?)?);
        entries.push(self.entry(released::document(workspace, self.version), self.frozen()?)?);
        entries.retain(|entry| entry.old != entry.new);
        let plan = Plan {
            entries,
            leftovers: Vec::new(),
        };
        Ok(Made { plan, section })
    }

    fn changelog(&self) -> Result<(Entry, String), Refusal> {
        let path = self.path("CHANGELOG.md");
        if !path.exists() {
            let help = "begin it with `# Changelog` and `## [Unreleased]`, and commit it";
            return Err(Refusal::found("changelog", "there is no CHANGELOG.md", help));
        }
        let text = self.read(&path)?;
        let edit = Edit {
            version: self.version,
            last: self.last,
            day: &self.run.context.environment.today,
            entries: &draft(&self.comparison.changes),
        };
        let Edited { text, section } = edit_changelog(&text, &edit).map_err(|problem| {
            Refusal::found(
                "changelog",
                format!("CHANGELOG.md {problem}"),
                "write under `## [Unreleased]` what importers should know, and commit it",
            )
        })?;
        Ok((self.entry(path, text)?, section))
    }

    /// The files that state the version.
    fn versions(&self) -> Result<Vec<Entry>, Refusal> {
        let Package { name, version } = self.client;
        let mut entries = Vec::new();
        let mut changed = |path: &str, change: &dyn Fn(&str) -> Option<String>| -> Result<(), Refusal> {
            let path = self.path(path);
            let text = self.read(&path)?;
            let new = change(&text).ok_or_else(|| {
                let message = format!(
                    "{} does not state the version of {name}",
                    self.run.workspace.name(&path)
                );
                Refusal::not_judged("no-version", message)
            })?;
            entries.push(self.entry(path, new)?);
            Ok(())
        };
        changed("generated-client/Cargo.toml", &|text| in_manifest(text, self.version))?;
        changed("Cargo.lock", &|text| in_lock(text, name, self.version))?;
        for readme in ["README.md", "generated-client/README.md"] {
            changed(readme, &|text| Some(in_readme(text, name, version, self.version)))?;
        }
        Ok(entries)
    }

    /// The accepted changes, which go with the release that has them.
    fn accepted(&self) -> Result<Vec<Entry>, Refusal> {
        let path = self.run.workspace.accepted();
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = self.read(&path)?;
        let used: Vec<_> = self
            .comparison
            .changes
            .iter()
            .map(|change| change.fingerprint())
            .collect();
        let Some(split) = split_accepted(&text, |fingerprint| used.iter().any(|used| used == fingerprint)) else {
            return Ok(Vec::new());
        };
        let moved = self
            .run
            .workspace
            .released()
            .join(format!("{}.accepted.toml", self.version));
        let head = format!("# The changes that were accepted for {}.\n\n", self.version);
        Ok(vec![
            self.entry(path, split.stays)?,
            self.entry(moved, format!("{head}{}", split.moved))?,
        ])
    }

    /// The surface of the crate.
    fn surface(&self) -> Result<String, Refusal> {
        let surface = frozen::surface_of(self.model, self.run.workspace)?;
        Ok(surface.to_json())
    }

    /// The document, to the byte; one of several files as one text.
    fn frozen(&self) -> Result<String, Refusal> {
        match self.document.files().count() {
            1 => self.read(&self.run.workspace.document()),
            _ => Ok(self.document.to_json()),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        path.split('/')
            .fold(self.run.workspace.root().to_owned(), |path, step| path.join(step))
    }

    fn read(&self, path: &Path) -> Result<String, Refusal> {
        fs::read_to_string(path).map_err(|error| {
            let name = self.run.workspace.name(path);
            Refusal::not_judged("unreadable", format!("{name} cannot be read: {error}"))
        })
    }

    fn entry(&self, path: PathBuf, text: String) -> Result<Entry, Refusal> {
        writer::entry(path, Some(text)).map_err(|problem| self.run.failed(&problem))
    }
}
