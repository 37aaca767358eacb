//! Recognises a server that sends the same pages again, which would be read without end.
//!
//! The memory is bounded. The last pages are remembered, and of those before them the first, second, fourth, eighth page
//! and so on: a server that repeats more pages than are remembered reaches one of these again.

use std::collections::VecDeque;

/// How many of the last pages are remembered.
const RECENT: usize = 256;

/// A page with records.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageDigest {
    /// The digest of its records.
    pub(super) digest: u64,
    /// Whether all its records have keys.
    pub(super) keyed: bool,
    /// The number of records before it.
    pub(super) offset: i64,
    /// The number of records up to its end.
    pub(super) next: i64,
    /// The total that it states.
    pub(super) total: Option<i64>,
}

/// A page that came before.
#[derive(Clone, Copy, Debug)]
struct Known {
    page: PageDigest,
    /// Whether it had come before, too.
    repeated: bool,
}

/// The pages so far.
#[derive(Debug, Default)]
pub(super) struct Repetition {
    /// The last one is the newest.
    recent: VecDeque<Known>,
    /// The pages whose number is a power of two.
    landmarks: Vec<PageDigest>,
    /// How many pages came.
    count: u64,
    /// For each period: how many of the last pages were the same as the page one period before.
    runs: Vec<usize>,
    /// The last total that was stated.
    total: Option<i64>,
}

impl Repetition {
    /// Whether no page came.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a page. Returns whether it shows that the server does not move on.
    pub(super) fn add(&mut self, mut page: PageDigest) -> bool {
        self.total = page.total.or(self.total);
        if !page.keyed {
            // A page that states no total has that of the page before.
            page.total = self.total;
        }
        let mut recent = self.recent.iter().rev();
        let before = recent.find(|known| known.page.digest == page.digest).copied();
        let distant = match before {
            Some(_) => None,
            None => self
                .landmarks
                .iter()
                .rfind(|known| known.digest == page.digest)
                .copied(),
        };
        let again = match (page.keyed, before, distant) {
            (_, None, None) => false,
            (true, Some(known), _) => known.repeated || page.is_standstill(&known.page),
            (true, None, Some(known)) => page.is_standstill(&known),
            (false, Some(known), _) => {
                let ends_a_cycle = self.ends_a_cycle(&page);
                let has_moved = !known.repeated && !page.is_standstill(&known.page);
                ends_a_cycle && !page.is_progress(&known.page) && !has_moved
            }
            (false, None, Some(known)) => !page.is_progress(&known),
        };
        if !page.keyed && before.is_none() {
            self.runs.clear();
        }
        self.count += 1;
        if self.count.is_power_of_two() {
            self.landmarks.push(page);
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(Known {
            page,
            repeated: before.is_some() || distant.is_some(),
        });
        again
    }

    /// Whether the last pages, this one included, are the same ones as those before them: of `A B A B`, the last one.
    fn ends_a_cycle(&mut self, page: &PageDigest) -> bool {
        self.runs.resize(RECENT, 0);
        let mut ends = false;
        for ((run, known), period) in self.runs.iter_mut().zip(self.recent.iter().rev()).zip(1..) {
            *run = if known.page.digest == page.digest { *run + 1 } else { 0 };
            ends |= *run >= period;
        }
        ends
    }
}

impl PageDigest {
    /// Whether this page, which has the same keys or content as `before`, cannot have moved here. Records that arrive at the
    /// head move all others down; then the total grows by as many.
    fn is_standstill(&self, before: &Self) -> bool {
        let totals = self.total.zip(before.total);
        let arrived = totals.map_or(0, |(now, then)| now.saturating_sub(then));
        arrived < self.offset.saturating_sub(before.offset)
    }

    /// Whether this page, which has no keys and the same content as `before`, can be another one: the total has room for
    /// both, and fewer records remain.
    fn is_progress(&self, before: &Self) -> bool {
        let remaining = |page: &Self| page.total.map(|total| total.saturating_sub(page.next));
        match (remaining(self), remaining(before)) {
            (Some(now), Some(then)) => now >= 0 && now < then,
            (Some(now), None) => now >= 0,
            (None, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many pages of ten records a repetition is found, of at most `most`.
    fn found(keyed: bool, most: u64, digest: impl Fn(u64) -> u64, total: impl Fn(i64) -> Option<i64>) -> Option<u64> {
        let mut repetition = Repetition::default();
        (0..most).find_map(|number| {
            let offset = i64::try_from(number).expect("a few") * 10;
            let page = PageDigest {
                digest: digest(number),
                keyed,
                offset,
                next: offset + 10,
                total: total(offset),
            };
            repetition.add(page).then_some(number + 1)
        })
    }

    #[test]
    fn a_cycle_of_any_length_is_found() {
        for period in [1, 2, 3, 7, 100, 255, 256, 257, 1000, 5000] {
            let keyed = found(true, 100_000, |number| number % period, |_| None);
            let unkeyed = found(false, 100_000, |number| number % period, |_| None);
            let within = u64::try_from(RECENT).expect("a few");
            if period <= within {
                assert_eq!(keyed, Some(period + 1), "period {period}");
                assert_eq!(unkeyed, Some(2 * period), "period {period}");
            } else {
                assert!(
                    keyed.is_some_and(|pages| pages <= 3 * period),
                    "period {period}: {keyed:?}"
                );
                assert!(
                    unkeyed.is_some_and(|pages| pages <= 3 * period),
                    "period {period}: {unkeyed:?}"
                );
            }
        }
    }

    #[test]
    fn a_cycle_in_which_a_page_comes_twice_is_found() {
        assert_eq!(
            found(false, 100, |number| [1, 2, 1, 3][number as usize % 4], |_| None),
            Some(8)
        );
        // It begins after pages of its own.
        assert_eq!(
            found(false, 100, |number| number.min(20 + number % 2), |_| None),
            Some(24)
        );
    }

    #[test]
    fn pages_that_are_alike_are_several_while_the_total_has_room() {
        assert_eq!(found(false, 100, |_| 1, |_| Some(1000)), None);
        assert_eq!(found(false, 200, |_| 1, |_| Some(1000)), Some(101));
        assert_eq!(
            found(false, 200, |_| 1, |offset| (offset == 0).then_some(1000)),
            Some(101)
        );
        assert_eq!(found(false, 200, |number| number % 2, |_| Some(1000)), Some(101));
        // A total that grows with the pages gives no room; once, the records may have moved.
        assert_eq!(found(false, 200, |_| 1, |offset| Some(offset + 20)), Some(3));
    }

    #[test]
    fn a_page_with_keys_comes_again_once_if_as_many_records_arrived() {
        assert_eq!(
            found(
                true,
                100,
                |number| number.saturating_sub(1),
                |offset| Some(1000 + offset)
            ),
            None
        );
        assert_eq!(found(true, 100, |_| 1, |offset| Some(1000 + offset)), Some(3));
        assert_eq!(
            found(true, 100, |number| number % 2, |offset| Some(1000 + offset)),
            Some(5)
        );
    }
}
