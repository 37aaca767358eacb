//! The drifts that need not be looked at again.

use std::collections::{BTreeMap, BTreeSet};

use crate::evolve::drift::{Drift, Occurrence};

/// Drifts by their fingerprints, with where they are. The same drift may be found elsewhere later: a value of another type
/// is not compared with an `enum` before the type is allowed.
#[derive(Default)]
pub(super) struct Known(BTreeMap<String, BTreeSet<Occurrence>>);

impl Known {
    pub(super) fn add(&mut self, drift: Drift) {
        self.0.entry(drift.fingerprint).or_default().extend(drift.occurrences);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of a drift is known.
    pub(super) fn has_all(&self, drift: &Drift) -> bool {
        let known = self.0.get(&drift.fingerprint);
        known.is_some_and(|known| drift.occurrences.iter().all(|one| known.contains(one)))
    }

    /// Whether some of a drift is known.
    pub(super) fn has_some(&self, drift: &Drift) -> bool {
        let known = self.0.get(&drift.fingerprint);
        known.is_some_and(|known| drift.occurrences.iter().any(|one| known.contains(one)))
    }
}
