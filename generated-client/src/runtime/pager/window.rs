//! All records of a window of time, while others arrive.
//!
//! Between two pages records may arrive and move the others down: some come twice, and are told apart by their key, those without one by their content. When
//! the pages are through, the number of different records is held against the total that the service states last; if
//! they differ, something was missed, and the reading ends in an error instead of a silence.
//!
//! Services bound the offset. A range with more records than that is halved by time before the bound is reached.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec::IntoIter,
};

use futures_core::Stream;

use super::{
    WindowPosition, Windowed,
    cursor::{Cursor, Fetched, paging},
    key::{content_of, key_of},
    range::Range,
    seen::Seen,
    unkeyed::Unkeyed,
};
use crate::runtime::error::Error;

/// Reads the records of a window of time, each once.
///
/// An operation's `window(from, to)` returns it. It ends after the last record, and after the first error.
#[must_use = "nothing is sent before `next`"]
pub struct Window<P: Windowed> {
    call: P,
    whole: Range,
    greatest_offset: i64,
    /// The ranges still to be read, the next one last; the first of them is being read by the cursor.
    ranges: Vec<Range>,
    cursor: Option<Cursor<P>>,
    page: IntoIter<Result<P::Item, Error>>,
    lenient: bool,
    /// How many records of the range lie before the next one.
    offset: i64,
    seen: Seen,
    unkeyed: Unkeyed,
    /// The total of the page before, within the range.
    total: Option<i64>,
    split: bool,
    state: State,
    /// Why nothing can be read.
    refused: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// The ranges are through; the whole window is asked for its total.
    Counting,
    Done,
}

/// Offsets go to this where the document does not state how far they may.
const GREATEST_OFFSET: i64 = 10_000;

impl<P: Windowed> Window<P> {
    /// The records from `from` to `to`, in the unit of the operation's parameters.
    #[doc(hidden)]
    pub fn new(call: P, from: i64, to: i64) -> Self {
        let whole = Range { from, to };
        Self {
            call,
            whole,
            greatest_offset: P::GREATEST_OFFSET.unwrap_or(GREATEST_OFFSET),
            ranges: vec![whole],
            cursor: None,
            page: IntoIter::default(),
            lenient: false,
            offset: 0,
            seen: Seen::default(),
            unkeyed: Unkeyed::default(),
            total: None,
            split: false,
            state: State::Reading,
            refused: (from > to).then(|| format!("the window {from}..{to} ends before it begins")),
        }
    }

    /// Halves a range by time instead of asking for a page that begins behind `offset`. Without it the bound is the
    /// document's, and 10,000 where it states none.
    pub fn greatest_offset(mut self, offset: i64) -> Self {
        self.greatest_offset = offset.max(0);
        self
    }

    /// Gives each record that cannot be decoded as an error of its own, and goes on with the next: the error's
    /// [`raw_body`](Error::raw_body) is the record as it came. Without this, one bad record ends the reading.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self.cursor = None;
        self
    }

    /// Begins at a position instead. `keys` are those of the records that were read before it, bad ones too: they are
    /// not given out again, and count. A position of another window is refused: the first record is an error that says so.
    pub fn resume<K: AsRef<str>>(mut self, position: WindowPosition, keys: impl IntoIterator<Item = K>) -> Self {
        let within =
            |range: &Range| self.whole.from <= range.from && range.from <= range.to && range.to <= self.whole.to;
        // What was not split is the whole window, or nothing is left of it.
        let whole = position.split || position.ranges.is_empty() || position.ranges == [self.whole];
        let refused = (!whole || !position.ranges.iter().all(within)).then(|| {
            format!(
                "the position `{position}` is not one of the window {}..{}",
                self.whole.from, self.whole.to
            )
        });
        self.refused = self.refused.take().or(refused);
        self.unkeyed = Unkeyed::resumed(position.unkeyed);
        self.total = None;
        self.seen = Seen::default();
        for key in keys {
            self.seen.insert(key.as_ref());
        }
        self.cursor = None;
        self.page = IntoIter::default();
        self.state = if position.ranges.is_empty() {
            State::Counting
        } else {
            State::Reading
        };
        self.split = position.split || position.ranges.is_empty();
        self.offset = position.offset;
        self.ranges = position.ranges;
        self
    }

    /// Where the next record stands: never behind one that was not given out.
    pub fn position(&self) -> WindowPosition {
        WindowPosition {
            offset: self.offset,
            split: self.split,
            unkeyed: self.unkeyed.count(),
            ranges: self.ranges.clone(),
        }
    }

    /// How many different records were read, those before a resumption included.
    pub fn count(&self) -> usize {
        self.seen
            .len()
            .saturating_add(usize::try_from(self.unkeyed.count()).unwrap_or(usize::MAX))
    }

    /// The next record. Dropping the future loses nothing: the next call goes on with the same request.
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        if let Some(message) = self.refused.take() {
            self.stop();
            return Poll::Ready(Some(Err(Error::invalid(message).during(P::OPERATION.id))));
        }
        loop {
            if let Some(record) = self.page.next() {
                self.offset = self.offset.saturating_add(1);
                let is_new = match key_of::<P>(record.as_ref()) {
                    Some(key) => {
                        self.unkeyed.pass();
                        self.seen.insert(&key)
                    }
                    None => self.unkeyed.insert(content_of::<P>(record.as_ref())),
                };
                if is_new {
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

    /// Begins the next range, or the counting; false if all is done.
    fn begin(&mut self) -> Result<bool, String> {
        let range = match self.state {
            State::Done => return Ok(false),
            State::Counting => self.whole,
            State::Reading => match self.ranges.last() {
                Some(range) => *range,
                None => {
                    self.state = State::Done;
                    return Ok(false);
                }
            },
        };
        let call = self.call.clone().between(range.from, range.to);
        let call = call.ok_or_else(|| {
            format!(
                "the window {}..{} is more than its parameters hold",
                range.from, range.to
            )
        })?;
        self.unkeyed.begin_range();
        self.total = None;
        self.cursor = Some(Cursor::new(
            call,
            if self.state == State::Counting { 0 } else { self.offset },
            self.lenient,
        ));
        Ok(true)
    }

    /// Takes a page, or the end of a range.
    fn turn(&mut self, fetched: Option<Fetched<P>>) -> Result<(), String> {
        let Some(cursor) = &self.cursor else { return Ok(()) };
        let total = cursor.total();
        if self.state == State::Counting {
            self.state = State::Done;
            self.cursor = None;
            return self.compare(total);
        }
        let Some(mut fetched) = fetched else {
            self.cursor = None;
            self.ranges.pop();
            self.offset = 0;
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
        let next = cursor.offset();
        if next > self.greatest_offset && total.is_none_or(|total| next < total) || total > Some(self.reach(&fetched)) {
            return self.halve();
        }
        let arrived = total
            .zip(self.total)
            .map_or(0, |(now, before)| now.saturating_sub(before));
        self.unkeyed.begin_page(arrived);
        self.total = total;
        self.page = match fetched.records.take() {
            Some(records) => records,
            None => P::take_items(&mut fetched.page).into_iter().map(Ok).collect(),
        }
        .into_iter();
        Ok(())
    }

    /// The greatest total that pages as long as this one reach within the bound of the offset.
    fn reach(&self, fetched: &Fetched<P>) -> i64 {
        self.greatest_offset.saturating_add(fetched.length)
    }

    fn halve(&mut self) -> Result<(), String> {
        let Some(range) = self.ranges.last() else { return Ok(()) };
        let Some([early, late]) = range.halves() else {
            return Err(format!(
                "more than {} records share the instant {}, and no page is asked for that begins behind so many: \
                 `greatest_offset` sets how far the service goes",
                self.greatest_offset, range.from
            ));
        };
        // The page is dropped: its records come again in one of the halves.
        self.ranges.pop();
        self.ranges.extend([late, early]);
        self.cursor = None;
        self.offset = 0;
        self.split = true;
        Ok(())
    }

    fn compare(&self, total: Option<i64>) -> Result<(), String> {
        let count = i64::try_from(self.count()).unwrap_or(i64::MAX);
        match total {
            Some(total) if total == count => Ok(()),
            // Each record has a key, so none is counted twice: the total is contradicted by what came, up to an empty page.
            Some(total) if total < count && self.unkeyed.count() == 0 => Ok(()),
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

impl<P: Windowed> Stream for Window<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<P: Windowed> fmt::Debug for Window<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
