//! The reports of `diff`: what two documents differ in, and the verdicts.

mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;
pub(super) mod texts;

use std::io::{self, Write};

use codegen::Document;
use semver::Version;

use super::Paint;
use crate::Output;
use crate::cli::Format;
use crate::diff::{Bump, Change, Part, Site, Wire};
use recording::json::Position;

/// One of the two documents.
pub(crate) struct Side<'r> {
    pub(crate) document: &'r Document,
    /// The name of the document in a summary.
    pub(crate) label: String,
    /// What is in front of the names of files, if they are not those of the working tree: `main:`.
    pub(crate) prefix: String,
}

impl Side<'_> {
    /// The name of the file of a place, as it is shown.
    fn file<'s>(&'s self, site: &'s Site) -> &'s str {
        site.file.as_deref().unwrap_or_else(|| self.document.name())
    }

    /// The same as a path of the working tree, for reports that are shown beside its files.
    fn path<'s>(&'s self, file: &'s str) -> &'s str {
        file.strip_prefix(&self.prefix).unwrap_or(file)
    }
}

/// The version of the crate.
#[derive(Default)]
pub(crate) struct Versions {
    /// That of the base, if it is known.
    pub(crate) current: Option<Version>,
    /// The lowest that may have the changes.
    pub(crate) next: Option<Version>,
}

/// An entry of `spec/accepted.toml` that is no longer right.
pub(crate) struct AcceptedEntry {
    pub(crate) rule: &'static str,
    pub(crate) message: String,
    pub(crate) help: &'static str,
    pub(crate) file: String,
    pub(crate) position: Position,
}

/// A comparison, with all that a report says of it.
pub(crate) struct Comparison<'r> {
    /// The changes, worst first.
    pub(crate) changes: &'r [Change],
    /// For each change the reason for which it is accepted, if it is.
    pub(crate) accepted: &'r [Option<String>],
    pub(crate) wire: Wire,
    /// None if no crate can be made of one of the documents.
    pub(crate) bump: Option<Bump>,
    /// What each cause needs of the crate's version.
    pub(crate) parts: &'r [Part],
    /// What could not be compared.
    pub(crate) not_judged: &'r [String],
    pub(crate) base: Side<'r>,
    pub(crate) revision: Side<'r>,
    pub(crate) versions: Versions,
    pub(crate) entries: Vec<AcceptedEntry>,
    /// What `--fail-on` and `--require-version` say against it, in one line each.
    pub(crate) failures: Vec<String>,
}

/// How much a change matters to whom a report annotates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// The severity of a change.
    pub(crate) fn of(change: &Change) -> Self {
        match (change.wire, change.bump) {
            (Wire::Breaking, _) => Self::Error,
            (Wire::BreakingIf | Wire::Silent, _) | (_, Bump::Major) => Self::Warning,
            _ if texts::is_behaviour(change) => Self::Warning,
            _ => Self::Note,
        }
    }

    /// The word that SARIF and GitHub have for it, save for notes.
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl<'r> Comparison<'r> {
    /// Each change with the reason for which it is accepted, if it is.
    fn each(&self) -> impl Iterator<Item = (&'r Change, Option<&'r str>)> + use<'r> {
        let reasons = self.accepted.iter().map(Option::as_deref);
        self.changes.iter().zip(reasons.chain(std::iter::repeat(None)))
    }

    /// How many changes are accepted.
    fn accepted(&self) -> usize {
        self.accepted.iter().flatten().count()
    }

    /// Where to show a change in the working tree: in the revision, or where what was removed would be.
    fn location<'s>(&'s self, change: &'s Change) -> (&'s str, usize, usize) {
        let (file, position) = match (&change.revision, &change.base) {
            (Some(site), _) => (self.revision.file(site), site.position),
            (None, Some(site)) => {
                let position = self.revision.document.nearest_position(&site.pointer);
                (self.revision.document.file(position), position)
            }
            (None, None) => (self.revision.document.name(), self.revision.document.root().position),
        };
        (self.revision.path(file), position.line, position.column)
    }
}

/// Writes a report: that for people to standard error, the others to standard output.
pub(crate) fn write(
    output: &mut Output<'_>,
    comparison: &Comparison<'_>,
    format: Format,
    all: bool,
    paint: Paint,
) -> io::Result<()> {
    let out: &mut dyn Write = output.out;
    match format {
        Format::Human => human::write(output.err, comparison, all, paint),
        Format::Json => json::write(out, comparison),
        Format::Markdown => markdown::write(out, comparison),
        Format::Sarif => sarif::write(out, comparison),
        Format::Github => github::write(out, comparison),
        Format::Gitlab => gitlab::write(out, comparison),
        Format::Junit => junit::write(out, comparison),
    }
}
