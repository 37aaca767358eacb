//! What proposals are made for, and the texts of the document that they are made of.

use std::collections::BTreeMap;

use codegen::Document;
use recording::redaction::Policy;

use super::totals::Totals;

/// What proposals are made for.
pub(crate) struct Input<'i> {
    /// The name of the document, and its text.
    pub(crate) name: &'i str,
    pub(crate) text: &'i str,
    /// Reads texts in the place of the document's; an error says what of them is not valid.
    pub(crate) parse: &'i dyn Fn(&Texts) -> Result<Document, String>,
    /// The text of another file of the document, by its name; an error says why it is not edited.
    pub(crate) other: &'i dyn Fn(&str) -> Result<String, String>,
    /// Addresses at which the API is served.
    pub(crate) servers: &'i [String],
    /// Whether the drift of a fingerprint was accepted.
    pub(crate) is_accepted: &'i (dyn Fn(&str) -> bool + Sync),
    /// What recordings keep.
    pub(crate) policy: &'i Policy,
    /// How much was read.
    pub(crate) totals: &'i Totals,
    /// The drifts for which nothing is proposed, and why.
    pub(crate) excluded: &'i BTreeMap<String, String>,
    /// How many different values must have a format before it is stated.
    pub(crate) format_samples: usize,
}

/// The texts of a document's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// That of the document itself.
    pub(crate) own: String,
    /// Those of other files that were edited, by their names.
    pub(crate) others: BTreeMap<String, Other>,
}

/// The text of another file than the document itself, before and after all edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Other {
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Texts {
    /// The new text of another file, if it was edited.
    pub(crate) fn other(&self, name: &str) -> Option<String> {
        self.others.get(name).map(|other| other.new.clone())
    }
}
