//! The violations of a sample, by what they have in common.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::held::Held;
use super::locate::last;
use super::threads::on_parts;
use crate::contract::drift::Key;
use crate::contract::{Contract, Evidence, Location, Rule};

/// Violations that say the same of the API.
#[derive(Clone, Debug)]
pub(super) struct Drift {
    pub(super) rule: &'static Rule,
    /// The pointer of the promise in the document.
    pub(super) document: Option<String>,
    /// What `check` reports it by.
    pub(super) fingerprint: String,
    pub(super) location: Location,
    /// The status of the first response.
    pub(super) status: u16,
    /// The operations in which it was seen.
    pub(super) operations: BTreeSet<Option<String>>,
    pub(super) occurrences: Vec<Occurrence>,
}

/// One violation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    /// The number of the interaction in the sample.
    pub(super) interaction: usize,
    /// Where it is: of one kind of part, but perhaps with another name.
    pub(super) location: Location,
    /// The pointer into the body.
    pub(super) pointer: String,
}

impl Drift {
    /// The same drift, seen nowhere yet.
    pub(super) fn without_occurrences(&self) -> Self {
        Self {
            rule: self.rule,
            document: self.document.clone(),
            fingerprint: self.fingerprint.clone(),
            location: self.location.clone(),
            status: self.status,
            operations: self.operations.clone(),
            occurrences: Vec::new(),
        }
    }

    /// Whether it is about a member of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.occurrences
            .iter()
            .any(|occurrence| last(&occurrence.pointer) == name)
    }
}

/// The drifts of a sample, in an order of their own; none that is accepted.
pub(super) fn drifts(
    contract: &Contract<'_>,
    sample: &[&Held],
    is_accepted: &(dyn Fn(&str) -> bool + Sync),
) -> Vec<Drift> {
    let parts = on_parts(sample, |start, part| of_part(contract, start, part, is_accepted));
    let mut all: BTreeMap<String, Drift> = BTreeMap::new();
    for (fingerprint, drift) in parts.into_iter().flatten() {
        match all.entry(fingerprint) {
            Entry::Vacant(free) => drop(free.insert(drift)),
            Entry::Occupied(mut known) => {
                known.get_mut().operations.extend(drift.operations);
                known.get_mut().occurrences.extend(drift.occurrences);
            }
        }
    }
    all.into_values().collect()
}

/// The drifts of a part of a sample that begins at a number.
fn of_part(
    contract: &Contract<'_>,
    start: usize,
    part: &[&Held],
    is_accepted: &dyn Fn(&str) -> bool,
) -> BTreeMap<String, Drift> {
    let mut fingerprints: HashMap<Key, String> = HashMap::new();
    let mut drifts: BTreeMap<String, Drift> = BTreeMap::new();
    // With what it passes over, only the smallest values that are wrong are checked exactly.
    let mut evidence = Evidence::new(contract);
    for (index, held) in part.iter().enumerate() {
        let checked = contract.check_with(&held.interaction, held.source, &mut evidence);
        let operation = checked.operation;
        for violation in checked.violations {
            let key = Key::new(&violation, operation.as_deref());
            let fingerprint = fingerprints.entry(key).or_insert_with_key(Key::fingerprint);
            if is_accepted(fingerprint) {
                continue;
            }
            let drift = drifts.entry(fingerprint.clone()).or_insert_with(|| Drift {
                rule: violation.rule,
                document: violation.document.clone(),
                fingerprint: fingerprint.clone(),
                location: violation.location.clone(),
                status: held.interaction.response.status,
                operations: BTreeSet::new(),
                occurrences: Vec::new(),
            });
            if !drift.operations.contains(&operation) {
                drift.operations.insert(operation.clone());
            }
            drift.occurrences.push(Occurrence {
                interaction: start + index,
                location: violation.location,
                pointer: violation.pointer,
            });
        }
    }
    drifts
}
