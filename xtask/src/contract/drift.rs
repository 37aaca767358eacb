//! Violations of the same kind at the same place of the document are one drift: the API has moved away.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Location, Rule, Violation};

/// What a violation has in common with others of its drift.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The rule.
    pub rule: &'static Rule,
    /// The place of the promise in the document.
    pub document: Option<String>,
    /// The place in the interaction, whatever the index of a list's item and the key of a map.
    pub at: String,
}

/// Violations that say the same of the API.
#[derive(Clone, Debug)]
pub struct Drift {
    /// What they have in common.
    pub key: Key,
    /// In how many interactions they were seen.
    pub seen: usize,
    /// How many interactions of the operation there were.
    pub of: usize,
    /// The recording in which it was seen first.
    pub first: String,
}

impl Key {
    /// The key of a violation. `general` is its pointer with `*` for each step that is no name.
    pub fn new(rule: &'static Rule, document: Option<&str>, location: &Location, general: &str) -> Self {
        let at = if general.is_empty() {
            location.to_string()
        } else {
            format!("{location} {general}")
        };
        Self {
            rule,
            document: document.map(str::to_owned),
            at,
        }
    }

    /// The key of a violation.
    pub fn of_violation(violation: &Violation) -> Self {
        let document = violation.document.as_deref();
        Self::new(violation.rule, document, &violation.location, &violation.general)
    }
}

/// One violation with the interaction in which it was seen.
pub struct Seen<'a> {
    /// What it has in common with others.
    pub key: Key,
    /// The recording.
    pub recording: &'a str,
    /// How many interactions of its operation there were.
    pub of: usize,
}

/// Groups violations, in the order in which each group was seen first; each with the indices of its violations. Those of
/// one recording follow each other.
pub fn group<'a>(violations: impl IntoIterator<Item = Seen<'a>>) -> Vec<(Drift, Vec<usize>)> {
    let mut groups: Vec<(Drift, Vec<usize>)> = Vec::new();
    let mut known: HashMap<Key, (usize, &str)> = HashMap::new();
    for (index, Seen { key, recording, of }) in violations.into_iter().enumerate() {
        match known.entry(key) {
            Entry::Occupied(mut entry) => {
                let (group, last) = entry.get_mut();
                let (drift, indices) = &mut groups[*group];
                drift.seen += usize::from(*last != recording);
                *last = recording;
                indices.push(index);
            }
            Entry::Vacant(entry) => {
                let drift = Drift {
                    key: entry.key().clone(),
                    seen: 1,
                    of,
                    first: recording.to_owned(),
                };
                entry.insert((groups.len(), recording));
                groups.push((drift, vec![index]));
            }
        }
    }
    groups
}
