//! The interactions that drifted, each once, within a bound of memory.
//!
//! Beyond the bound, of each drift those are held that come first by their digests: neither the order of the traffic nor how
//! often an interaction occurs decides which, and no drift takes the room of another one.

use std::collections::{BTreeMap, BTreeSet};

use recording::Interaction;
use sha2::{Digest as _, Sha256};

use super::held::Held;
use crate::runner::Drifted;

/// How many bytes of interactions are held while traffic is read. Of what does not fit, half as much is used.
pub(crate) const MOST_BYTES: usize = 32 << 20;

/// How many drifts are distinguished.
const MOST_DRIFTS: usize = 4096;

/// What a violation needs in memory while changes are proposed for it.
const VIOLATION: usize = 256;

pub(super) type Digest = [u8; 32];

/// Interactions that drifted.
pub(crate) struct Sample {
    held: BTreeMap<Digest, Held>,
    /// The interactions that are held for each drift, by its fingerprint.
    drifts: BTreeMap<String, BTreeSet<Digest>>,
    bytes: usize,
    most: usize,
    /// How many interactions are held for a drift, once there is no room for all.
    each: usize,
    /// Whether some are not held.
    pub(crate) is_part: bool,
    /// How many were taken that it did not hold.
    pub(crate) taken: usize,
}

impl Default for Sample {
    fn default() -> Self {
        Self::with_most(MOST_BYTES)
    }
}

impl Sample {
    pub(crate) fn with_most(most: usize) -> Self {
        Self {
            held: BTreeMap::new(),
            drifts: BTreeMap::new(),
            bytes: 0,
            most,
            each: usize::MAX,
            is_part: false,
            taken: 0,
        }
    }

    /// Takes an interaction, with the fingerprints of its drifts. `is_again` says that all traffic was read before.
    /// Returns whether it is held, and was not before.
    pub(crate) fn take(&mut self, drifted: Drifted, fingerprints: &[String], is_again: bool) -> bool {
        let key = digest(&drifted.interaction);
        let is_known = match self.held.get_mut(&key) {
            Some(held) => {
                held.copies += usize::from(!is_again);
                // Of the same interaction, the report names the first by name.
                if drifted.name < held.name {
                    held.name.clone_from(&drifted.name);
                }
                true
            }
            None => false,
        };
        let mut has_room = false;
        for fingerprint in fingerprints {
            has_room |= self.has_room(fingerprint, &key);
        }
        self.is_part |= !is_known && !has_room;
        if !is_known && !has_room {
            return false;
        }
        if !is_known {
            let size = size(&drifted.interaction) + drifted.violations * VIOLATION;
            self.bytes += size;
            self.held.insert(key, Held::new(drifted, size));
        }
        // It is held until it was added to each of its drifts.
        self.held.entry(key).and_modify(|held| held.uses += 1);
        for fingerprint in fingerprints {
            self.add(fingerprint, key);
        }
        self.release(&key);
        self.limit();
        let is_new = !is_known && self.held.contains_key(&key);
        self.taken += usize::from(is_new);
        is_new
    }

    fn has_room(&self, fingerprint: &str, key: &Digest) -> bool {
        self.drifts.get(fingerprint).is_none_or(|held| {
            held.len() < self.each || held.contains(key) || held.last().is_some_and(|last| key < last)
        })
    }

    /// Holds an interaction for a drift, too.
    fn add(&mut self, fingerprint: &str, key: Digest) {
        let of_drift = self.drifts.entry(fingerprint.to_owned()).or_default();
        if !of_drift.insert(key) {
            return;
        }
        if let Some(held) = self.held.get_mut(&key) {
            held.uses += 1;
        }
        if of_drift.len() > self.each
            && let Some(last) = of_drift.pop_last()
        {
            self.release(&last);
        }
        if self.drifts.len() > MOST_DRIFTS
            && let Some((_, of_last)) = self.drifts.pop_last()
        {
            of_last.iter().for_each(|key| self.release(key));
        }
    }

    /// No longer holds an interaction for a drift.
    fn release(&mut self, key: &Digest) {
        let Some(held) = self.held.get_mut(key) else { return };
        held.uses -= 1;
        if held.uses == 0 {
            self.bytes -= held.size;
            self.held.remove(key);
            self.is_part = true;
        }
    }

    /// Holds fewer for each drift, until there is room; at last for fewer drifts.
    fn limit(&mut self) {
        while self.bytes > self.most {
            let longest = self.longest();
            // Less than half is given up at once, so that what `settle` chooses is still there.
            if longest <= 1 || !self.shorten(longest - longest.div_ceil(8)) {
                let Some((_, of_last)) = self.drifts.pop_last() else {
                    return;
                };
                of_last.iter().for_each(|key| self.release(key));
            }
        }
    }

    /// Chooses what is used, once everything was read: of each drift equally many, as many as there is room for. Until
    /// then, more is held, so that the order of what was read does not matter.
    pub(crate) fn settle(&mut self) {
        while self.is_part && self.bytes > self.most / 2 {
            let longest = self.longest();
            if longest <= 1 || !self.shorten(longest - 1) {
                return;
            }
        }
    }

    fn longest(&self) -> usize {
        self.drifts.values().map(BTreeSet::len).max().unwrap_or_default()
    }

    /// Holds at most so many interactions for each drift. Returns whether there were more.
    fn shorten(&mut self, each: usize) -> bool {
        self.each = each.max(1);
        let mut beyond = Vec::new();
        for of_drift in self.drifts.values_mut() {
            while of_drift.len() > self.each {
                beyond.extend(of_drift.pop_last());
            }
        }
        beyond.iter().for_each(|key| self.release(key));
        !beyond.is_empty()
    }

    /// All that are held, in an order of their own.
    pub(crate) fn all(&self) -> Vec<&Held> {
        self.held.values().collect()
    }
}

/// What makes two interactions one: all that was sent and returned, without when and from where. The order of headers says
/// nothing.
fn digest(interaction: &Interaction) -> Digest {
    let (request, response) = (&interaction.request, &interaction.response);
    let mut digest = Sha256::new();
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    part(request.method.as_bytes());
    part(request.url.as_bytes());
    part(request.body.as_deref().unwrap_or_default());
    part(&response.status.to_le_bytes());
    part(&response.body);
    for headers in [&request.headers, &response.headers] {
        let mut all: Vec<_> = headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), &header.value))
            .collect();
        all.sort_unstable();
        part(&(all.len() as u64).to_le_bytes());
        for (name, value) in all {
            part(name.as_bytes());
            part(value.as_bytes());
        }
    }
    digest.finalize().into()
}

fn size(interaction: &Interaction) -> usize {
    let (request, response) = (&interaction.request, &interaction.response);
    let headers = request.headers.iter().chain(&response.headers);
    let headers: usize = headers.map(|header| header.name.len() + header.value.len() + 64).sum();
    request.url.len() + request.body.as_ref().map_or(0, Vec::len) + response.body.len() + headers + 512
}

#[cfg(test)]
mod tests {
    use super::super::test_samples::interaction;
    use super::Sample;
    use crate::contract::Source;
    use crate::runner::Drifted;

    fn drifted(number: usize, size: usize) -> Drifted {
        let body = format!("\"{number:0size$}\"");
        Drifted {
            name: format!("new.ndjson#{number}"),
            interaction: interaction(&body),
            source: Source::Traffic,
            keys: Vec::new(),
            violations: 1,
        }
    }

    fn fingerprints(number: usize) -> Vec<String> {
        match number {
            13 => vec!["rare".to_owned()],
            number => vec!["common".to_owned(), format!("often-{}", number % 3)],
        }
    }

    #[test]
    fn memory_is_bounded_and_each_drift_is_held_whatever_the_order() {
        let taken = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut sample = Sample::with_most(200_000);
            for number in numbers {
                sample.take(drifted(number, 2_000), &fingerprints(number), false);
                assert!(sample.bytes <= 200_000, "{}", sample.bytes);
            }
            assert!(sample.is_part);
            sample.settle();
            let bytes: usize = sample.held.values().map(|held| held.size).sum();
            assert_eq!(bytes, sample.bytes);
            let mut names: Vec<_> = sample.all().iter().map(|held| held.name.clone()).collect();
            names.sort();
            names
        };
        let forward = taken(&mut (0..2_000));
        assert!(forward.len() > 10, "{}", forward.len());
        assert!(forward.contains(&"new.ndjson#13".to_owned()), "{forward:?}");
        assert_eq!(forward, taken(&mut (0..2_000).rev()));
        assert_eq!(forward, taken(&mut (0..2_000).chain(0..2_000)));
    }

    #[test]
    fn copies_are_counted_once_for_each_reading() {
        let mut sample = Sample::default();
        for is_again in [false, false, true] {
            sample.take(drifted(1, 10), &fingerprints(1), is_again);
        }
        let held = sample.all();
        assert_eq!((held.len(), held[0].copies), (1, 2));
        assert!(!sample.is_part);
    }
}
