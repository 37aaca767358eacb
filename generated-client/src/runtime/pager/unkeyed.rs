//! Records without a key in a window: which of them were given out already.
//!
//! Two records without a key may be alike and yet two. They are compared by content only where records are read again: in
//! another range of time, up to as many as were given out, and at the head of a page, where others have moved them down.

use std::collections::HashMap;

/// The records without a key, by their content.
#[derive(Debug, Default)]
pub(super) struct Unkeyed {
    /// How many of each content were given out.
    given: HashMap<u64, u64>,
    /// How many of each content the range that is being read had.
    met: HashMap<u64, u64>,
    /// How many were given out, those before a resumption included.
    count: u64,
    /// What the records of the page had, those with a key as none.
    page: Vec<Option<u64>>,
    /// What the end of the page before had, as far as the head of this one may repeat it.
    moved: HashMap<u64, u64>,
    /// How many records at the head of this page may have moved down.
    head: usize,
}

impl Unkeyed {
    /// None so far but `count` before a resumption.
    pub(super) fn resumed(count: u64) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    /// Begins another range of time.
    pub(super) fn begin_range(&mut self) {
        self.met.clear();
        self.page.clear();
        self.moved.clear();
        self.head = 0;
    }

    /// Begins the next page of a range: `arrived` records have come meanwhile, and moved as many down.
    pub(super) fn begin_page(&mut self, arrived: i64) {
        self.head = usize::try_from(arrived).unwrap_or_default().min(self.page.len());
        self.moved.clear();
        for content in self.page[self.page.len() - self.head..].iter().flatten() {
            *self.moved.entry(*content).or_default() += 1;
        }
        self.page.clear();
    }

    /// Passes a record with a key.
    pub(super) fn pass(&mut self) {
        self.page.push(None);
    }

    /// Takes a record. False if it was given out already.
    pub(super) fn insert(&mut self, content: u64) -> bool {
        let at = self.page.len();
        self.page.push(Some(content));
        if at < self.head
            && let Some(moved) = self.moved.get_mut(&content).filter(|moved| **moved > 0)
        {
            *moved -= 1;
            return false;
        }
        let met = self.met.entry(content).or_default();
        *met += 1;
        let given = self.given.entry(content).or_default();
        if *met <= *given {
            return false;
        }
        *given += 1;
        self.count += 1;
        true
    }

    /// How many were given out.
    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_are_alike_are_several() {
        let mut records = Unkeyed::default();
        records.begin_page(0);
        assert!(records.insert(1) && records.insert(1) && records.insert(2));
        records.begin_page(0);
        assert!(records.insert(1));
        assert_eq!(records.count(), 4);
    }

    #[test]
    fn a_range_that_is_read_again_gives_no_record_twice() {
        let mut records = Unkeyed::default();
        assert!(records.insert(1) && records.insert(1));
        records.begin_range();
        assert!(!records.insert(1) && !records.insert(1));
        assert!(records.insert(1), "a third one is another record");
    }

    #[test]
    fn records_that_moved_down_are_not_given_again() {
        let mut records = Unkeyed::default();
        assert!(records.insert(1) && records.insert(2));
        records.begin_page(1);
        assert!(!records.insert(2), "it was the last one of the page before");
        assert!(records.insert(2), "only one has moved");
    }
}
