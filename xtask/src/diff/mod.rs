//! Compares two documents: what changed, whether clients that are already released still work (the wire verdict), and what
//! the regenerated crate does to those who import it (the crate verdict).
//!
//! ```text
//! API view × API view ─▶ wire ─▶ changes ─┐
//!                                         ├─▶ Comparison
//! surface × surface ─▶ items ─────────────┘
//! ```
//!
//! `observe` checks recorded interactions for what fulfils the conditions of changes.
//!
//! `wire` reads the API views alone, never the model: a workaround of the generator must not hide a change. Every
//! difference is a [`Change`] with a [`Rule`]; what no rule is for has the rule `unhandled`, so that nothing is passed over
//! in silence.

mod change;
mod crate_verdict;
mod level;
mod observe;
mod observed;
mod rules;
mod version;
mod wire;

pub use change::{Change, Item, Site};
pub use level::{Bump, Wire};
pub use observed::{Example, Observed, Shown};
pub use rules::{Facing, RULES, Rule};
pub use version::next_version;

pub(crate) use observe::{Observer, Tally};

use codegen::surface::Surface;
use codegen::view::Api;
use codegen::{Document, Options};

/// A document that is compared, and the crate of it.
#[derive(Debug)]
pub struct Side<'d> {
    /// The document.
    pub document: &'d Document,
    /// How its crate is generated.
    pub options: Options,
    /// The surface that was frozen when the crate of this document was released; none if it was not, or if nobody asks what
    /// the generator changed since.
    pub released: Option<Surface>,
}

impl<'d> Side<'d> {
    /// The same side with other options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// The same side with the surface of its release.
    #[must_use]
    pub fn released(mut self, surface: Surface) -> Self {
        self.released = Some(surface);
        self
    }
}

/// The crate that `regenerate --crate` makes of the document.
impl<'d> From<&'d Document> for Side<'d> {
    fn from(document: &'d Document) -> Self {
        Self {
            document,
            options: Options::default().features(),
            released: None,
        }
    }
}

/// What moves the version of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The document.
    Document,
    /// The generator makes another crate of the same document.
    Generator,
    /// The crate is generated with other options.
    Options,
    /// The code of the crate that is not generated.
    HandWritten,
}

impl Cause {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Generator => "generator",
            Self::Options => "options",
            Self::HandWritten => "hand-written code",
        }
    }
}

/// What one cause needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The cause.
    pub cause: Cause,
    /// What it needs.
    pub bump: Bump,
}

/// What two documents differ in.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The changes, worst first, and in the order of the documents.
    pub changes: Vec<Change>,
    /// What could not be compared, each with the reason and its place.
    pub not_judged: Vec<String>,
    /// What each cause needs of the crate's version; empty if no crate can be made of one of the documents.
    pub parts: Vec<Part>,
}

impl Comparison {
    /// The wire verdict: the worst of all changes.
    pub fn wire(&self) -> Wire {
        self.changes
            .iter()
            .map(|change| change.wire)
            .max()
            .unwrap_or(Wire::Safe)
    }

    /// The crate verdict: the largest bump that a cause needs.
    pub fn bump(&self) -> Bump {
        let of_changes = self.changes.iter().map(|change| change.bump);
        of_changes
            .chain(self.parts.iter().map(|part| part.bump))
            .max()
            .unwrap_or_default()
    }

    /// Adds what recordings show of the conditions of the changes. A change whose condition is fulfilled becomes breaking.
    pub(crate) fn observe(&mut self, tally: Tally) {
        tally.apply(&mut self.changes);
        self.changes.sort_by_cached_key(Change::order);
    }

    /// Whether there is a crate verdict.
    pub fn has_crate_verdict(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// Compares what two documents promise on the wire, without the crates that are generated of them.
pub fn compare_wire(base: &Document, revision: &Document) -> Comparison {
    let (mut changes, not_judged) = wire::compare(&Api::of(base), &Api::of(revision));
    changes.sort_by_key(Change::order);
    Comparison {
        changes,
        not_judged,
        parts: Vec::new(),
    }
}

/// Compares two documents, and the crates that are generated of them.
pub fn compare<'d>(base: impl Into<Side<'d>>, revision: impl Into<Side<'d>>) -> Comparison {
    let (base, revision) = (base.into(), revision.into());
    let mut comparison = compare_wire(base.document, revision.document);
    let verdict = crate_verdict::judge(&base, &revision, &mut comparison.changes);
    comparison.not_judged.extend(verdict.not_judged);
    comparison.parts = verdict.parts;
    comparison.changes.sort_by_cached_key(Change::order);
    comparison
}
