//! Proposals, and what is left for a person, as plain data.

use sha2::{Digest as _, Sha256};

use crate::edit::Edit;

/// A change of the document that is proposed.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// What kind of change it is, in kebab-case.
    pub(crate) kind: &'static str,
    /// What identifies it: the same drift gives the same one.
    pub(crate) fingerprint: String,
    /// The pointer of the part of the document that is changed.
    pub(crate) place: String,
    /// What is changed, in one line of Markdown.
    pub(crate) title: String,
    /// Why: what was seen, and how often.
    pub(crate) evidence: Vec<String>,
    /// What a person should look at, such as a name that was made up.
    pub(crate) review: Vec<String>,
    /// The fingerprints by which `check` reports the drift.
    pub(crate) drifts: Vec<String>,
    pub(crate) edits: Vec<Edit>,
    /// Whether all that conformed before conforms afterwards, whatever it is.
    pub(crate) is_loosening: bool,
}

/// Drift for which nothing is proposed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Left {
    /// The fingerprint by which `check` reports it.
    pub(crate) fingerprint: String,
    /// The rule of `check`.
    pub(crate) rule: &'static str,
    /// The pointer of the promise in the document.
    pub(crate) place: Option<String>,
    /// What drifted, without a value of traffic.
    pub(crate) what: String,
    /// Why nothing is proposed, and what to do.
    pub(crate) reason: String,
}

/// The fingerprint of a proposal.
pub(super) fn fingerprint(kind: &str, place: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("evolve\n{kind}\n{place}\n{name}"));
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}:{hex}")
}
