//! Violations that say the same of the API, as one drift: how often it was seen, and where first.

use std::collections::{BTreeSet, HashMap};

use crate::contract::drift::Key;
use crate::report::Finding;

/// One drift, with what a report shows of its violations.
pub(crate) struct Group {
    /// What a person accepts it by.
    pub(crate) fingerprint: String,
    /// The reason for which it was accepted, if it was.
    pub(crate) accepted: Option<String>,
    /// What it has in common with its violations.
    pub(crate) key: Key,
    /// Its first violation.
    pub(crate) first: Finding,
    /// Where the next few of its violations are: the place, and the pointer.
    pub(crate) more: Vec<(String, String)>,
    /// How many violations there were.
    pub(crate) violations: usize,
    /// In how many interactions they were seen.
    pub(crate) seen: usize,
    /// How many interactions there were of the operations in which it was seen.
    pub(crate) of: usize,
    /// Those operations.
    pub(super) operations: BTreeSet<Option<String>>,
    /// The number of the last interaction in which it was seen.
    last: usize,
}

/// All drift of a survey, each in the order in which it was seen first.
#[derive(Default)]
pub(crate) struct Groups {
    pub(crate) all: Vec<Group>,
    known: HashMap<Key, usize>,
    /// How many violations were of further kinds, which are not held.
    pub(crate) untold: usize,
}

/// How many more places of a group are kept.
const MORE: usize = 3;

/// How many kinds of drift are told apart. Beyond, they are only counted: what is so different has one cause.
pub(super) const MOST: usize = 10_000;

impl Groups {
    /// Whether a drift was seen before.
    pub(super) fn knows(&self, key: &Key) -> bool {
        self.known.contains_key(key)
    }

    /// Takes a violation of the interaction `number`; numbers ascend. Says whether it was accepted. `accept` gives the
    /// reason for which a drift is accepted.
    pub(super) fn take(
        &mut self,
        finding: &Finding,
        number: usize,
        accept: impl FnOnce(&str) -> Option<String>,
    ) -> bool {
        let key = &finding.key;
        if let Some(group) = self.known.get(key).and_then(|index| self.all.get_mut(*index)) {
            group.violations += 1;
            group.seen += usize::from(group.last != number);
            group.last = number;
            if !group.operations.contains(&finding.operation) {
                group.operations.insert(finding.operation.clone());
            }
            if group.more.len() < MORE {
                group.more.push((finding.place(), finding.pointer.clone()));
            }
            return group.accepted.is_some();
        }
        let fingerprint = key.fingerprint();
        let accepted = accept(&fingerprint);
        let is_accepted = accepted.is_some();
        if self.all.len() >= MOST {
            self.untold += usize::from(!is_accepted);
            return is_accepted;
        }
        self.known.insert(key.clone(), self.all.len());
        self.all.push(Group {
            fingerprint,
            accepted,
            key: key.clone(),
            first: finding.clone(),
            more: Vec::new(),
            violations: 1,
            seen: 1,
            of: 0,
            operations: BTreeSet::from([finding.operation.clone()]),
            last: number,
        });
        is_accepted
    }
}
