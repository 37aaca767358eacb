//! Why nothing is proposed for drift, or not all.

use std::collections::BTreeSet;

/// Why there is no change, or not the whole one, and what a person can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refusal {
    pub(super) why: String,
    /// What a person can write, one choice each.
    pub(super) choices: Vec<String>,
    /// The member that it is about, if it is about one.
    pub(super) name: Option<String>,
    /// The numbers of the interactions that show it; none stands for those of the drift.
    pub(super) seen: BTreeSet<usize>,
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self { why, ..Self::default() }
    }
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

impl Refusal {
    /// The same with what it is about in front, as in `a segment of the path does not enter the document`.
    pub(super) fn of(self, what: &str) -> Self {
        Self {
            why: format!("{what} does not enter the document: {}", self.why),
            ..self
        }
    }
}
