//! Compares two documents: what changed, whether clients that are already released still work (the wire verdict), and what
//! the regenerated crate does to those who import it (the crate verdict).
//!
//! ```text
//! API view × API view ─▶ wire ─▶ changes ─┐
//!                                         ├─▶ Comparison
//! surface × surface ─▶ items ─────────────┘
//! ```
//!
//! [`wire`] reads the API views alone, never the model: a workaround of the generator must not hide a change. Every
//! difference is a [`Change`] with a [`Rule`]; what no rule is for has the rule `unhandled`, so that nothing is passed over
//! in silence.

mod change;
mod rules;
mod version;
mod wire;

pub use change::{Bump, Change, Item, Site, Wire};
pub use rules::{Facing, RULES, Rule};
pub use version::next_version;

use codegen::Document;
use codegen::view::Api;

/// What two documents differ in.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The changes, worst first, and in the order of the documents.
    pub changes: Vec<Change>,
    /// What could not be compared, each with the reason and its place.
    pub not_judged: Vec<String>,
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

    /// The crate verdict: the largest bump that a change needs.
    pub fn bump(&self) -> Bump {
        self.changes
            .iter()
            .map(|change| change.bump)
            .max()
            .unwrap_or(Bump::None)
    }
}

/// Compares two documents.
pub fn compare(base: &Document, revision: &Document) -> Comparison {
    let mut comparison = Comparison {
        changes: wire::compare(&Api::of(base), &Api::of(revision)),
        not_judged: Vec::new(),
    };
    comparison.changes.sort_by_key(Change::order);
    comparison
}
