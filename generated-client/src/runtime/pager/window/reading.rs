//! Moves through the pages of a window's ranges.

use std::task::{Context, Poll, ready};
use std::vec::IntoIter;

use super::super::{
    Windowed,
    cursor::{Cursor, Fetched, paging},
    key::{content_of, key_of},
    prefetch::Prefetch,
    range::Range,
};
use super::{State, Window};
use crate::runtime::error::Error;

impl<P: Windowed> Window<P> {
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        if let Some(message) = self.refused.take() {
            self.stop();
            return Poll::Ready(Some(Err(Error::invalid(message).during(P::OPERATION.id))));
        }
        loop {
            if let Some(record) = self.page.next() {
                if self.is_new(record.as_ref()) {
                    return Poll::Ready(Some(record));
                }
                continue;
            }
            let Some(cursor) = &mut self.cursor else {
                match self.begin() {
                    Ok(true) => continue,
                    Ok(false) => return Poll::Ready(None),
                    Err(message) => return self.fail(message),
                }
            };
            let fetched = match ready!(cursor.poll(context)) {
                Some(Err(error)) => {
                    self.state = State::Done;
                    self.cursor = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(fetched)) => Some(fetched),
                None => None,
            };
            if let Err(message) = self.turn(fetched) {
                return self.fail(message);
            }
        }
    }

    /// Moves behind a record. Returns whether it was not given out yet.
    fn is_new(&mut self, record: Result<&P::Item, &Error>) -> bool {
        let skips = self.skip > 0;
        if skips {
            self.skip -= 1;
        } else {
            self.offset = self.offset.saturating_add(1);
        }
        match key_of::<P>(record) {
            Some(key) => {
                self.unkeyed.pass();
                self.seen.insert(&key)
            }
            None if skips => {
                self.unkeyed.skip(content_of::<P>(record));
                false
            }
            None => self.unkeyed.insert(content_of::<P>(record)),
        }
    }

    /// Begins the next range, its overlap, or the counting. Returns false if all is done.
    fn begin(&mut self) -> Result<bool, String> {
        let (range, offset) = match (self.state, self.ranges.last()) {
            (State::Done, _) => return Ok(false),
            (State::Counting, _) => (self.whole, 0),
            (_, None) => {
                self.state = State::Done;
                return Ok(false);
            }
            (_, Some(range)) => {
                let range = *range;
                // Records without a key that were given out may come again there.
                let overlap = range.up_to(self.covered).filter(|_| self.unkeyed.count() > 0);
                self.state = if overlap.is_some() {
                    State::Overlap
                } else {
                    State::Reading
                };
                self.has_unknown = overlap.is_none() && self.offset > 0 && self.unkeyed.count() > 0;
                self.unkeyed.begin_range(self.has_unknown);
                // The position may be within the last page, which begins at the greatest offset or before it.
                let offset = if overlap.is_some() {
                    0
                } else {
                    self.offset.min(self.greatest_offset)
                };
                self.skip = self.offset - offset;
                (overlap.unwrap_or(range), offset)
            }
        };
        self.open(range, offset)?;
        Ok(true)
    }

    /// Begins to request pages.
    fn open(&mut self, range: Range, offset: i64) -> Result<(), String> {
        let Range { from, to } = range;
        let call = self.call.clone().between(from, to);
        let call = call.ok_or_else(|| format!("the window {from}..{to} is more than its parameters hold"))?;
        self.total = None;
        let cursor = Cursor::new(call, offset, self.lenient).confirm_up_to(self.greatest_offset);
        self.cursor = Some(Prefetch::none(cursor));
        Ok(())
    }

    /// Adds a page of the overlap, or its end: then the range itself begins.
    fn add_overlap(&mut self, fetched: Option<Fetched<P>>) -> Result<(), String> {
        let (Some(cursor), Some(range)) = (&self.cursor, self.ranges.last()) else {
            return Ok(());
        };
        let Some(fetched) = fetched else {
            self.state = State::Reading;
            // Which of the records before the position are of the overlap is not known: they are read again.
            return self.open(*range, 0);
        };
        let records = match &fetched.records {
            Some(records) => records.iter().map(Result::as_ref).collect(),
            None => P::items(&fetched.page).iter().map(Ok).collect::<Vec<_>>(),
        };
        for record in records {
            if key_of::<P>(record).is_none() {
                self.unkeyed.add_overlap(content_of::<P>(record));
            }
        }
        let mark = cursor.mark();
        if mark.offset > self.greatest_offset && !mark.is_done {
            return Err(self.too_many_at(range.from));
        }
        Ok(())
    }

    /// Adds a page, or the end of a range.
    fn turn(&mut self, fetched: Option<Fetched<P>>) -> Result<(), String> {
        let Some(cursor) = &self.cursor else { return Ok(()) };
        let mark = cursor.mark();
        let total = mark.total;
        match self.state {
            State::Counting => {
                self.state = State::Done;
                self.cursor = None;
                return self.compare(total);
            }
            State::Overlap => return self.add_overlap(fetched),
            State::Reading | State::Done => {}
        }
        let Some(mut fetched) = fetched else {
            self.cursor = None;
            self.covered = self.covered.max(self.ranges.pop().map(|range| range.to));
            self.offset = 0;
            self.stated_total = None;
            self.resumed_total = None;
            if !self.ranges.is_empty() {
                return Ok(());
            }
            if self.split {
                self.state = State::Counting;
                return Ok(());
            }
            self.state = State::Done;
            return self.compare(total);
        };
        let goes_too_far = mark.offset > self.greatest_offset && !mark.is_done;
        let is_reliable = mark.is_total_reliable;
        self.total_contradicted |= mark.is_total_contradicted;
        if self.ranges.last() == Some(&self.whole) {
            self.whole_total = total;
        }
        // Which records are skipped is known from their number alone.
        let skips = self.skip > 0 && self.unkeyed.count() > 0;
        let before = self.resumed_total.take().or(self.total.filter(|_| skips));
        if let Some((before, now)) = before.zip(total).filter(|(before, now)| now > before) {
            return Err(arrived_message(now.saturating_sub(before)));
        }
        if goes_too_far || is_reliable && total > Some(self.reach(&fetched)) {
            return self.halve();
        }
        // Not before it is known that the range is not halved: its other pages would be fetched in vain.
        if let Some(cursor) = &mut self.cursor {
            cursor.run_ahead(self.prefetch);
        }
        // A total that is a number of records so far grows, and nothing arrives. But the records of the page may as well be
        // those that have moved: none is given twice. Only a total that is contradicted counts something else.
        let arrived = total
            .zip(self.total)
            .map_or(0, |(now, before)| now.saturating_sub(before));
        if !self.unkeyed.is_in_head() {
            self.settled_total = self.stated_total;
        }
        if !self.unkeyed.begin_page(arrived) {
            return Err(arrived_message(arrived));
        }
        self.total = total.filter(|_| !self.total_contradicted);
        self.stated_total = self.total;
        self.page = match fetched.records.take() {
            Some(records) => records,
            None => P::take_items(&mut fetched.page).into_iter().map(Ok).collect(),
        }
        .into_iter();
        Ok(())
    }

    /// The greatest total that is reached by pages as long as this one, of which none begins beyond the greatest offset.
    fn reach(&self, fetched: &Fetched<P>) -> i64 {
        let length = fetched.length.max(1);
        let pages = self.greatest_offset.saturating_sub(fetched.offset).div_euclid(length);
        pages
            .saturating_add(1)
            .saturating_mul(length)
            .saturating_add(fetched.offset)
    }

    fn halve(&mut self) -> Result<(), String> {
        let Some(range) = self.ranges.last() else { return Ok(()) };
        let Some([early, late]) = range.halves() else {
            return Err(self.too_many_at(range.from));
        };
        if self.has_unknown {
            // Read from its beginning, with pages that begin elsewhere, the range may need no split. If it does, the content
            // of its records is known.
            self.has_unknown = false;
            self.unkeyed.begin_range(false);
            self.skip = self.offset;
            self.resumed_total = self.stated_total;
            let range = *range;
            return self.open(range, 0);
        }
        if self.skip > 0 && self.unkeyed.count() > 0 {
            return Err(format!(
                "the range {}..{} has more records than offsets up to {} reach. It cannot be split, because reading was \
                 resumed in it, and records without a key that were given out before would come again. Set a greater \
                 `greatest_offset`, or read the window from the beginning",
                range.from, range.to, self.greatest_offset
            ));
        }
        // The page is dropped: its records come again in one of the halves.
        self.unkeyed.split_range();
        self.ranges.pop();
        self.ranges.extend([late, early]);
        self.cursor = None;
        self.offset = 0;
        self.stated_total = None;
        self.skip = 0;
        self.split = true;
        Ok(())
    }

    fn too_many_at(&self, instant: i64) -> String {
        format!(
            "more than {} records share the instant {instant}, and no greater offset is requested: set `greatest_offset` if \
             the service takes a greater one",
            self.greatest_offset
        )
    }

    fn compare(&self, total: Option<i64>) -> Result<(), String> {
        let count = i64::try_from(self.count()).unwrap_or(i64::MAX);
        match total {
            Some(total) if total == count => Ok(()),
            // Each record has a key, so none is counted twice: the total is contradicted by what came, up to an empty page.
            // So it is where it was less than the number of records up to the end of a page.
            Some(total) if total < count && (self.unkeyed.count() == 0 || self.total_contradicted) => Ok(()),
            Some(total) => Err(format!(
                "{count} different records were read, and the service counts {total}: the records changed meanwhile. \
                 Read the window again, without those that were read"
            )),
            None => Err(format!(
                "{count} different records were read, and the service states no total to compare that with"
            )),
        }
    }

    fn stop(&mut self) {
        self.state = State::Done;
        self.cursor = None;
        self.page = IntoIter::default();
    }

    fn fail(&mut self, message: String) -> Poll<Option<Result<P::Item, Error>>> {
        self.stop();
        Poll::Ready(Some(Err(paging::<P>(message))))
    }
}

fn arrived_message(arrived: i64) -> String {
    format!(
        "{arrived} records arrived, and moved others down. Records without a key were given out before, and it is not known \
         which of them come again. Read the window from the beginning"
    )
}
