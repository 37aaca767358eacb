//! Decides, from the totals that the service states, whether a page is the last one.
//!
//! A total is a statement of the service, not a fact: services state 0, the length of the page, or the number of records
//! so far. It ends reading only where nothing contradicts it, and where the last page shows that it is the last by being
//! shorter than a full page. Behind a full page one more page is requested. An empty one confirms the total; if it has
//! records, the total was none, and from then on only an empty page is the end.

/// The totals of the pages so far.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// The total of the last response.
    last: Option<i64>,
    /// The greatest total so far that was not less than the number of records up to then.
    greatest: Option<i64>,
    /// The length of the longest page so far.
    longest: i64,
    /// Whether a total was missing, fell, or was contradicted by records.
    unreliable: bool,
    /// Whether the total was reached by a full page, so that the next page must be empty.
    unconfirmed: bool,
    /// Whether a total was less than the records up to the end of its page.
    contradicted: bool,
}

/// A page with records.
pub(super) struct PageTotal {
    /// The total that it states.
    pub(super) total: Option<i64>,
    pub(super) length: i64,
    /// The number of records up to its end.
    pub(super) next: i64,
    /// Whether it is as long as a page of this call can be.
    pub(super) is_full: bool,
    /// Whether the page that follows can be requested.
    pub(super) can_continue: bool,
}

impl Totals {
    /// Adds a page with records. Returns whether it is the last one.
    pub(super) fn add(&mut self, page: &PageTotal) -> bool {
        let PageTotal { total, next, .. } = *page;
        let possible = total.filter(|total| *total >= next);
        self.unreliable |= self.unconfirmed || possible.is_none() || possible < self.greatest;
        self.contradicted |= total.is_some() && possible.is_none();
        // The server may have a limit of its own, which shows in the pages before.
        let may_be_full = page.is_full || self.longest > 0 && page.length >= self.longest;
        self.greatest = self.greatest.max(possible);
        self.longest = self.longest.max(page.length);
        self.last = total;
        let is_reached = !self.unreliable && total == Some(next);
        self.unconfirmed = is_reached && may_be_full && page.can_continue;
        is_reached && !self.unconfirmed
    }

    /// Adds an empty page at `offset`.
    ///
    /// # Errors
    ///
    /// Returns the total that says that there are more records: the one of this page or, where it states none or less than
    /// what came, the greatest one before.
    pub(super) fn add_empty(&mut self, total: Option<i64>, offset: i64) -> Result<(), i64> {
        self.last = total;
        let stated = total.filter(|total| *total >= offset).or(self.greatest);
        match stated {
            Some(total) if total > offset => Err(total),
            _ => Ok(()),
        }
    }

    /// The total of the last response.
    pub(super) fn last(&self) -> Option<i64> {
        self.last
    }

    /// The total of the last response, if no total so far was missing, fell, or was contradicted by records.
    pub(super) fn reliable(&self) -> Option<i64> {
        self.last.filter(|_| !self.unreliable)
    }

    /// The length of the longest page so far.
    pub(super) fn longest(&self) -> i64 {
        self.longest
    }

    /// Whether the total was reached, and the page that is requested now only has to confirm that.
    pub(super) fn is_unconfirmed(&self) -> bool {
        self.unconfirmed
    }

    /// Whether a total was less than the records up to the end of its page: such a total counts something else.
    pub(super) fn is_contradicted(&self) -> bool {
        self.contradicted
    }

    /// Whether no total so far was missing, fell, or was contradicted by records.
    pub(super) fn is_reliable(&self) -> bool {
        !self.unreliable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads pages of 10 with these totals. Returns the number of requests if a total or an empty page ends reading.
    fn requests(records: i64, totals: impl Fn(i64) -> Option<i64>) -> Result<i64, i64> {
        let mut state = Totals::default();
        let (mut offset, mut requests) = (0, 0);
        loop {
            requests += 1;
            let length = (records - offset).min(10);
            if length == 0 {
                return state.add_empty(totals(requests), offset).map(|()| requests);
            }
            let next = offset + length;
            let is_full = length == 10;
            if state.add(&PageTotal {
                total: totals(requests),
                length,
                next,
                is_full,
                can_continue: true,
            }) {
                assert_eq!(next, records, "reading ended early");
                return Ok(requests);
            }
            offset = next;
        }
    }

    #[test]
    fn a_right_total_costs_a_request_only_behind_a_full_page() {
        for (records, expected) in [(0, 1), (1, 1), (9, 1), (10, 2), (11, 2), (19, 2), (20, 3), (45, 5)] {
            assert_eq!(requests(records, |_| Some(records)), Ok(expected), "{records} records");
        }
    }

    #[test]
    fn a_wrong_total_does_not_end_reading_early() {
        for records in [10, 20, 45, 50] {
            let pages = (records + 9) / 10;
            for wrong in (-1..records).map(Some).chain([None]) {
                assert_eq!(requests(records, |_| wrong), Ok(pages + 1), "{wrong:?} of {records}");
            }
            assert_eq!(requests(records, |_| Some(10)), Ok(pages + 1), "the length of the page");
            let running = requests(records, |request| Some((10 * request).min(records)));
            assert_eq!(running, Ok(pages + 1), "the number of records so far");
            assert_eq!(requests(records, |_| Some(records + 7)), Err(records + 7));
        }
    }
}
