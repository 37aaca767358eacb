//! Which keys were seen, in sixteen bytes each: a window may have millions of records.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A set of keys that stores only their hashes.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(HashSet<(u64, u64)>);

impl Seen {
    /// Adds a key. False if it is there already.
    pub(super) fn insert(&mut self, key: &str) -> bool {
        // Two independent hashes: that two keys share both does not happen by chance.
        self.0.insert((hash(&(0_u8, key)), hash(&(1_u8, key))))
    }

    /// How many keys were added.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
