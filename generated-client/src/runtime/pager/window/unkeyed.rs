//! Records without a key in a window: which of them were given out already.
//!
//! Two records without a key may have the same content and still be two. They are compared by content only where the same
//! records are read again, and only as often as they come there:
//!
//! - in a range that overlaps with those before it: the overlap is read by itself, and what it has is dropped from the range;
//! - in the halves of a range of which records were given out before it was split;
//! - at the head of a page, if records that arrived have moved others down, and of those that follow, if they are many.

use std::collections::HashMap;

/// How many of the last records are remembered in their order.
const REMEMBERED: usize = 10_000;

/// How often each content comes.
type Contents = HashMap<u64, u64>;

/// The records without a key, by their content.
#[derive(Debug, Default)]
pub(super) struct Unkeyed {
    /// How many were given out, those before a resumption included.
    count: u64,
    /// What the range has in common with those before it, and was not met in it yet.
    overlap: Contents,
    /// What was given out from a range that was then split, and comes again in its halves.
    again: Contents,
    /// What the range had so far, without the overlap.
    range: Contents,
    /// The content of the last records of the range, in order; none for those with a key.
    recent: Vec<Option<u64>>,
    /// Whether the range has records before those.
    has_earlier: bool,
    /// What may have moved down behind the last record, and did not come again yet.
    moved: Contents,
    /// How many of the next records may be such ones.
    head: usize,
}

impl Unkeyed {
    /// Starts with `count` records that were given out before a resumption.
    pub(super) fn resumed(count: u64) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    /// Begins a range of time; `has_earlier` says whether some of its records were given out before a resumption, so that
    /// their content is not known.
    pub(super) fn begin_range(&mut self, has_earlier: bool) {
        self.overlap.clear();
        self.range.clear();
        self.recent.clear();
        self.has_earlier = has_earlier;
        self.moved.clear();
        self.head = 0;
    }

    /// Adds a record of the overlap of the range with those before it.
    pub(super) fn add_overlap(&mut self, content: u64) {
        add(&mut self.overlap, content);
    }

    /// Begins the next page of a range. `arrived` records have come since the page before, and moved as many down: if they
    /// are more than a page, into the pages that follow, too. Returns whether it is known which ones have moved.
    pub(super) fn begin_page(&mut self, arrived: i64) -> bool {
        let arrived = usize::try_from(arrived).unwrap_or_default();
        if self.head == 0 {
            self.moved.clear();
        }
        let first = self.recent.len().saturating_sub(arrived);
        for content in self.recent[first..].iter().flatten() {
            add(&mut self.moved, *content);
        }
        self.head = self.head.saturating_add(arrived);
        let is_known = arrived <= self.recent.len() || !self.has_earlier || self.count == 0;
        let forgotten = self.recent.len().saturating_sub(REMEMBERED);
        self.recent.drain(..forgotten);
        self.has_earlier |= forgotten > 0;
        is_known
    }

    /// The range is split: what it had comes again in its halves.
    pub(super) fn split_range(&mut self) {
        for (content, count) in self.range.drain() {
            *self.again.entry(content).or_default() += count;
        }
    }

    /// Passes a record with a key.
    pub(super) fn pass(&mut self) {
        self.push(None);
    }

    /// Adds a record. Returns false if it was given out already.
    pub(super) fn insert(&mut self, content: u64) -> bool {
        let is_new = self.skip(content) && !take(&mut self.again, content);
        self.count += u64::from(is_new);
        is_new
    }

    /// Adds a record that was given out before a resumption, and is read again because of the overlap. Returns false if it
    /// was already met in this range or before it.
    pub(super) fn skip(&mut self, content: u64) -> bool {
        let is_in_head = self.push(Some(content));
        if is_in_head && take(&mut self.moved, content) || take(&mut self.overlap, content) {
            return false;
        }
        add(&mut self.range, content);
        true
    }

    /// Remembers a record. Returns whether it may be one that has moved down.
    fn push(&mut self, content: Option<u64>) -> bool {
        self.recent.push(content);
        let is_in_head = self.head > 0;
        self.head = self.head.saturating_sub(1);
        is_in_head
    }

    /// Whether the next record may be one that has moved down.
    pub(super) fn is_in_head(&self) -> bool {
        self.head > 0
    }

    /// How many were given out.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Whether records that were given out come again, which only their content shows.
    pub(super) fn are_pending(&self) -> bool {
        !self.again.is_empty()
    }
}

fn add(contents: &mut Contents, content: u64) {
    *contents.entry(content).or_default() += 1;
}

/// Takes one record of this content out, if there is one.
fn take(contents: &mut Contents, content: u64) -> bool {
    let Some(count) = contents.get_mut(&content) else {
        return false;
    };
    *count -= 1;
    if *count == 0 {
        contents.remove(&content);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_with_the_same_content_are_several() {
        let mut records = Unkeyed::default();
        assert!(records.begin_page(0));
        assert!(records.insert(1) && records.insert(1) && records.insert(2));
        assert!(records.begin_page(0));
        assert!(records.insert(1));
        records.begin_range(false);
        assert!(records.insert(1), "another range has records of its own");
        assert_eq!(records.count(), 5);
    }

    #[test]
    fn what_the_overlap_has_is_dropped_as_often_as_it_comes_there() {
        let mut records = Unkeyed::default();
        assert!(records.insert(1) && records.insert(1) && records.insert(1));
        records.begin_range(false);
        records.add_overlap(1);
        records.add_overlap(1);
        assert!(!records.insert(1) && !records.insert(1));
        assert!(records.insert(1), "the third one is not of the overlap");
    }

    #[test]
    fn what_was_given_out_before_its_range_was_split_comes_again_once() {
        let mut records = Unkeyed::default();
        assert!(records.insert(1) && records.insert(1));
        records.split_range();
        records.begin_range(false);
        assert!(records.are_pending());
        assert!(!records.insert(1));
        records.split_range();
        records.begin_range(false);
        assert!(!records.insert(1), "it was split again");
        records.begin_range(false);
        assert!(!records.insert(1) && !records.are_pending());
        assert!(records.insert(1));
    }

    #[test]
    fn records_that_moved_down_are_not_given_again() {
        let mut records = Unkeyed::default();
        assert!(records.insert(1) && records.insert(2));
        assert!(records.begin_page(1));
        assert!(!records.insert(2), "it was the last one of the page before");
        assert!(records.insert(2), "only one has moved");
    }

    #[test]
    fn more_records_than_a_page_move_into_the_pages_that_follow() {
        let mut records = Unkeyed::default();
        assert!((0..3).all(|content| records.insert(content)));
        assert!(records.begin_page(5));
        assert!(records.insert(8) && records.insert(9), "they have arrived");
        assert!(!records.insert(0));
        // Another one arrives.
        assert!(records.begin_page(1));
        assert!(!records.insert(0) && !records.insert(1) && !records.insert(2));
        assert!(records.insert(2), "all that has moved has come");
        assert_eq!(records.count(), 6);
    }

    #[test]
    fn more_records_may_have_moved_than_are_remembered() {
        let mut records = Unkeyed::resumed(7);
        records.begin_range(true);
        assert!(records.begin_page(0) && records.insert(1));
        assert!(records.begin_page(1), "the one that was read since");
        assert!(!records.begin_page(2));
        records.begin_range(false);
        assert!(records.begin_page(2), "nothing of this range was given out");
        assert!((0..=REMEMBERED as u64).all(|content| records.insert(content)));
        assert!(records.begin_page(0));
        assert!(!records.begin_page(REMEMBERED as i64 + 1));
    }
}
