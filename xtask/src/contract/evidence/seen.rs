//! Counts what was seen of what a document promises.

use std::collections::HashMap;
use std::sync::Arc;

use crate::contract::compiled::Scratch;
use crate::contract::counters::{Counter, NO_OPERATION};
use crate::contract::prepared::Prepared;

/// What was seen of what a document promises.
#[derive(Debug)]
pub struct Evidence {
    counts: Vec<u64>,
    names: Arc<HashMap<String, Counter>>,
    pub(crate) scratch: Scratch,
}

impl Evidence {
    /// Nothing yet. It counts for this contract alone.
    pub(crate) fn of(prepared: &Prepared<'_>) -> Self {
        Self {
            counts: vec![0; prepared.counters.len()],
            names: Arc::clone(&prepared.counters.names),
            scratch: Scratch::default(),
        }
    }

    /// How many interactions of an operation were seen, or of none.
    pub fn interactions(&self, operation: Option<&str>) -> usize {
        let counter = match operation {
            None => Some(NO_OPERATION),
            Some(name) => self.names.get(name).copied(),
        };
        counter.map_or(0, |counter| usize::try_from(self.count(counter)).unwrap_or(usize::MAX))
    }

    /// Takes over what another worker has seen of the same contract.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    pub(crate) fn count(&self, counter: Counter) -> u64 {
        self.counts.get(counter as usize).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, counter: Counter, more: u32) {
        if let Some(count) = self.counts.get_mut(counter as usize) {
            *count += u64::from(more);
        }
    }

    /// Adds what the exact check has seen of one interaction.
    pub(crate) fn add_all(&mut self, seen: Vec<Counter>) {
        if seen.is_empty() {
            self.add(NO_OPERATION, 1);
        }
        for counter in seen {
            self.add(counter, 1);
        }
    }

    /// All counts, so that two ways of counting can be checked against each other.
    #[doc(hidden)]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}
