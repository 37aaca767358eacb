//! What is reused from one text to the next, and what was seen of one interaction.

use codegen::view::OriginCache;

use super::program::{Object, Program};
use crate::contract::counters::Counter;

/// What is reused from one text to the next: nothing that a verdict depends on.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// By the slots of all objects: the property that came next last time.
    order: Vec<u32>,
    pub(super) origins: OriginCache,
    /// A body, its escapes resolved.
    pub(super) body: Vec<u8>,
    pub(super) counts: Counts,
}

/// What was seen of one interaction. It counts only if that is accepted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By the number of the counter.
    counts: Vec<u32>,
    /// Those that are not nothing.
    touched: Vec<Counter>,
    /// What is not known to count yet.
    deferred: Vec<Counter>,
    defers: bool,
}

impl Counts {
    /// Counts one thing more.
    #[inline]
    pub(super) fn add(&mut self, counter: Counter) {
        if self.defers {
            return self.deferred.push(counter);
        }
        let Some(count) = self.counts.get_mut(counter as usize) else {
            return;
        };
        if *count == 0 {
            self.touched.push(counter);
        }
        *count += 1;
    }

    /// Defers counting: whether what follows counts is decided by [`Counts::release`].
    pub(super) fn defer(&mut self) {
        self.defers = true;
    }

    /// Counts what was deferred, or forgets it.
    pub(super) fn release(&mut self, counts: bool) {
        self.defers = false;
        let mut deferred = std::mem::take(&mut self.deferred);
        for counter in deferred.drain(..) {
            if counts {
                self.add(counter);
            }
        }
        self.deferred = deferred;
    }

    /// Forgets all, each handed over first.
    pub(super) fn clear(&mut self, mut take: impl FnMut(Counter, u32)) {
        for counter in self.touched.drain(..) {
            take(counter, std::mem::take(&mut self.counts[counter as usize]));
        }
    }
}

/// The longest body whose buffers are reused.
pub(super) const MOST_KEPT: usize = 1 << 20;

/// What an order is before one was seen.
const UNSEEN: u32 = u32::MAX;

impl Scratch {
    /// Returns what was seen of an interaction, and clears it.
    pub(crate) fn finish(&mut self, take: impl FnMut(Counter, u32)) {
        self.counts.clear(take);
        if self.body.capacity() > MOST_KEPT {
            self.body = Vec::new();
        }
    }

    /// Makes room for what a document has.
    pub(super) fn fit(&mut self, program: &Program<'_>, counters: usize) {
        if self.order.len() != program.slots || self.counts.counts.len() != counters {
            self.order = vec![UNSEEN; program.slots];
            self.counts.counts = vec![0; counters];
        }
    }

    /// The property that is expected after a slot of an object.
    #[inline]
    pub(super) fn next(&self, slot: usize, object: &Object) -> usize {
        match self.order[slot] {
            UNSEEN => slot - object.slot,
            next => next as usize,
        }
    }

    pub(super) fn learn(&mut self, slot: usize, next: u32) {
        self.order[slot] = next;
    }
}
