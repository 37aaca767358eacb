//! Violations that say the same of the API, as one drift: how often it was seen, and where first.

use std::collections::{BTreeSet, HashMap};

use super::Finding;
use crate::contract::drift::Key;

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
    /// Where the next of its violations are, up to a limit: the place, and the pointer.
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

/// All drift of a check, each in the order in which it was seen first.
pub(crate) struct Groups {
    pub(crate) all: Vec<Group>,
    known: HashMap<Key, usize>,
    /// How many drifts of each rule are stored.
    stored: HashMap<&'static str, usize>,
    limits: Limits,
    /// How many more places may be stored, of all drifts together.
    places: usize,
    /// The number of violations of drifts that are not stored.
    pub(crate) beyond_limit: usize,
}

/// Limits on what is stored of the findings, so that a longer input takes no more memory. What exceeds them is counted.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// The number of places of a drift that are stored after its first.
    pub(crate) places: usize,
    /// The number of drifts of a rule of which the surroundings of the first place are stored.
    pub(crate) excerpts: usize,
}

impl Limits {
    /// For a report that shows the first places of a rule.
    pub(crate) fn first(places: usize) -> Self {
        Self {
            places: places.saturating_sub(1),
            excerpts: places,
        }
    }

    /// For a report that shows everything that is stored.
    pub(crate) const ALL: Self = Self {
        places: usize::MAX,
        excerpts: MOST,
    };

    /// For a report that shows no surroundings.
    pub(crate) const NO_EXCERPTS: Self = Self { places: 0, excerpts: 0 };
}

/// The number of drifts of each rule that are stored. Others are only counted: a limit for each rule, so that warnings leave room
/// for errors.
const MOST: usize = 5_000;

/// The number of places after the first that are stored, of all drifts together.
const MOST_PLACES: usize = 200_000;

impl Groups {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            all: Vec::new(),
            known: HashMap::new(),
            stored: HashMap::new(),
            limits,
            places: MOST_PLACES,
            beyond_limit: 0,
        }
    }

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
            if group.more.len() < self.limits.places && self.places > 0 {
                self.places -= 1;
                group.more.push((finding.place(), finding.pointer.clone()));
            }
            return group.accepted.is_some();
        }
        let fingerprint = key.fingerprint();
        let accepted = accept(&fingerprint);
        let is_accepted = accepted.is_some();
        let stored = self.stored.entry(key.rule.id).or_default();
        if *stored >= MOST {
            self.beyond_limit += usize::from(!is_accepted);
            return is_accepted;
        }
        *stored += 1;
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
