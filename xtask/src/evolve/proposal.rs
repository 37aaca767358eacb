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

/// How many fingerprints are named.
const SHOWN: usize = 3;

impl Proposal {
    /// What to write to `spec/accepted.toml`, so that it is not proposed.
    pub(crate) fn accept(&self) -> String {
        let shown = self.drifts.iter().take(SHOWN);
        let shown: Vec<_> = shown.map(|drift| format!("`{drift}`")).collect();
        let more = match self.drifts.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more, which `--format json` lists,"),
        };
        format!(
            "{}{more} in spec/accepted.toml, to leave the document as it is",
            shown.join(", ")
        )
    }

    /// Adds what was found later of the same change, such as another value of an `enum`.
    pub(super) fn extend(&mut self, later: Self) {
        self.edits.extend(later.edits);
        for (known, new) in [
            (&mut self.evidence, later.evidence),
            (&mut self.review, later.review),
            (&mut self.drifts, later.drifts),
        ] {
            let new: Vec<_> = new.into_iter().filter(|new| !known.contains(new)).collect();
            known.extend(new);
        }
        self.is_loosening &= later.is_loosening;
    }
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
    /// Why nothing is proposed.
    pub(crate) reason: String,
    /// What a person can do, one choice each.
    pub(crate) choices: Vec<String>,
    /// What the first interactions that show it are called, and how many there are.
    pub(crate) seen: Vec<String>,
    pub(crate) count: usize,
}

/// How many interactions are named.
const NAMED: usize = 3;

impl Left {
    /// The same with the interactions that show it.
    pub(crate) fn seen_in(self, mut names: Vec<String>) -> Self {
        names.sort_by(|one, other| natural(one).cmp(&natural(other)));
        names.dedup();
        let count = names.len();
        names.truncate(NAMED);
        Self {
            seen: names,
            count,
            ..self
        }
    }
}

/// A name with the number behind its `#` as a number, to sort by.
pub(crate) fn natural(name: &str) -> (&str, usize) {
    match name.rsplit_once('#') {
        Some((file, number)) => (file, number.parse().unwrap_or_default()),
        None => (name, 0),
    }
}

/// The fingerprint of a proposal.
pub(super) fn fingerprint(kind: &str, place: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("evolve\n{kind}\n{place}\n{name}"));
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}:{hex}")
}
