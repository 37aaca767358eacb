//! All records of a window of time, while others arrive.
//!
//! Between two pages records may arrive and move the others down. Some then come twice: they are recognised by their key,
//! those without one by their content (see `unkeyed`). At the end the number of different records is compared with the total
//! that the service states last. If they differ, something was missed, and reading ends in an error.
//!
//! Services bound the offset. A range with more records than that is halved by time before the bound is reached. The halves
//! overlap (see `range`), so that records without a key that come in both must be distinguished from others with the same content:
//! before such a half, its overlap with the ranges before it is read by itself.

mod reading;
mod unkeyed;

use std::{fmt, future::poll_fn, vec::IntoIter};

use self::unkeyed::Unkeyed;
use super::{
    CollectError, Progress, WindowPosition, Windowed, collect::collect, cursor::Cursor, prefetch::Prefetch,
    range::Range, seen::Seen,
};
use crate::runtime::{error::Error, readable::reader};

/// Reads the records of a window of time, each once.
///
/// An operation's `window(from, to)` returns it. It ends after the last record, and after the first error. Records are
/// distinguished by their key: one that the service repeats, because others arrived meanwhile, is returned once.
#[must_use = "nothing is sent before `next`"]
pub struct Window<P: Windowed> {
    call: P,
    whole: Range,
    greatest_offset: i64,
    /// The ranges still to be read, the next one last; the first of them is being read by the cursor.
    ranges: Vec<Range>,
    cursor: Option<Prefetch<Cursor<P>>>,
    /// How many pages are fetched before they are needed.
    prefetch: usize,
    page: IntoIter<Result<P::Item, Error>>,
    lenient: bool,
    /// How many records of the range lie before the next one.
    offset: i64,
    /// How many of these are read again, because it is not known which of them are of the overlap.
    skip: i64,
    /// Up to where the ranges before this one go.
    covered: Option<i64>,
    seen: Seen,
    unkeyed: Unkeyed,
    /// Whether the range has records without a key that were given out, and whose content is not known.
    has_unknown: bool,
    /// The total of the page before, within the range, if no total was contradicted.
    total: Option<i64>,
    /// The same, for the position: after a resumption it shows whether records arrived meanwhile.
    stated_total: Option<i64>,
    /// The same, before those arrived that moved others to where reading is.
    settled_total: Option<i64>,
    /// The same at the position where reading was resumed, until the first page of the range.
    resumed_total: Option<i64>,
    /// Whether a total was less than the records that came.
    total_contradicted: bool,
    split: bool,
    /// The total of the whole window, as it was stated last.
    whole_total: Option<i64>,
    state: State,
    /// Why reading is refused.
    refused: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// The overlap of the next range with those before it is read.
    Overlap,
    /// All ranges were read; the total of the whole window is requested.
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
            prefetch: 0,
            page: IntoIter::default(),
            lenient: false,
            offset: 0,
            skip: 0,
            covered: None,
            seen: Seen::default(),
            unkeyed: Unkeyed::default(),
            has_unknown: false,
            total: None,
            stated_total: None,
            settled_total: None,
            resumed_total: None,
            total_contradicted: false,
            split: false,
            whole_total: None,
            state: State::Reading,
            refused: (from > to).then(|| format!("the window {from}..{to} ends before it begins")),
        }
    }

    /// Sets the greatest offset that is requested: a range with more records is halved by time. The default is the maximum
    /// that the document states for the parameter, or 10,000 if it states none.
    ///
    /// A negative offset is refused: the first record is an error of the kind
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument).
    pub fn greatest_offset(mut self, offset: i64) -> Self {
        self.greatest_offset = offset;
        if offset < 0 {
            self.refuse(format!("the greatest offset is {offset}, but the first record is at 0"));
        }
        self
    }

    /// Returns each record that cannot be decoded as an error of its own, and continues with the next: the error's
    /// [`raw_body`](Error::raw_body) is the record as it was received. Without this, one bad record ends the reading.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self.cursor = None;
        self
    }

    /// Fetches up to so many pages before they are needed, as [`Pages::prefetch`](super::Pages::prefetch) does, from the second
    /// page of a range of time on. Their records do not count for the position before they are returned.
    ///
    /// There is no `concurrent_pages` for a window: it is for records that arrive meanwhile, and pages that are requested out
    /// of order would miss them.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Window, Windowed}};
    /// # async fn example<P: Windowed<Item = String>>(window: Window<P>) -> Result<(), Error> {
    /// // `window` is what `window(from, to)` of an operation returned.
    /// let mut window = window.prefetch(1);
    /// while let Some(record) = window.next().await {
    ///     println!("{}, {}", record?, window.progress());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages;
        self
    }

    /// Starts reading at a position instead.
    ///
    /// `keys` are those of the records that were read before it, also of those that could not be decoded: they are not returned
    /// again, and are counted. Records without a key are not given out again either, because the position says how many
    /// of them there were; for this, records between the beginning of a range of time and the position may be requested again.
    /// If records arrived there meanwhile, which shows in the total, reading ends in an error of the kind
    /// [`Paging`](crate::ErrorKind::Paging): the number no longer says which records these were.
    ///
    /// The first record is an error of the kind [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the position is of
    /// another window, or if it cannot be resumed: records without a key were given out from a range of time that was split
    /// afterwards, and they have not all come again.
    pub fn resume<K: AsRef<str>>(mut self, position: WindowPosition, keys: impl IntoIterator<Item = K>) -> Self {
        let whole = self.whole;
        let within = |time: i64| whole.from <= time && time <= whole.to;
        let is_within = |range: &Range| within(range.from) && range.from <= range.to && within(range.to);
        // What was not split is the whole window, or nothing is left of it.
        let has_ranges = position.split || position.ranges.is_empty() || position.ranges == [whole];
        if !has_ranges || !position.ranges.iter().all(is_within) || !position.covered.is_none_or(within) {
            self.refuse(format!(
                "the position `{position}` is not one of the window {}..{}",
                whole.from, whole.to
            ));
        } else if position.pending {
            self.refuse(format!(
                "reading cannot be resumed at the position `{position}`: records without a key were given out from a range \
                 of time that was split afterwards, and only their content could show which of them come again. Read the \
                 window from the beginning"
            ));
        }
        self.unkeyed = Unkeyed::resumed(position.unkeyed);
        self.total = None;
        self.stated_total = position.total;
        self.resumed_total = position.total;
        self.seen = Seen::default();
        for key in keys {
            let key = key.as_ref();
            // No record has an empty key (see `key_of`).
            if !key.is_empty() {
                self.seen.insert(key);
            }
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
        self.skip = 0;
        self.covered = position.covered;
        self.ranges = position.ranges;
        self
    }

    fn refuse(&mut self, message: String) {
        self.refused.get_or_insert(message);
    }

    /// Returns the position of the next record. No record before it was left out.
    pub fn position(&self) -> WindowPosition {
        let total = if self.unkeyed.is_in_head() {
            self.settled_total
        } else {
            self.stated_total
        };
        WindowPosition {
            offset: self.offset,
            split: self.split,
            unkeyed: self.unkeyed.count(),
            pending: self.unkeyed.are_pending(),
            total: total.filter(|_| self.offset > 0 && self.unkeyed.count() > 0),
            covered: self.covered,
            ranges: self.ranges.clone(),
        }
    }

    /// Returns how many different records were read, including those before a resumption.
    pub fn count(&self) -> usize {
        self.seen
            .len()
            .saturating_add(usize::try_from(self.unkeyed.count()).unwrap_or(usize::MAX))
    }

    /// Returns how far reading is: the position, the number of records so far, and the total of the window if it is known.
    pub fn progress(&self) -> Progress<WindowPosition> {
        let count = i64::try_from(self.count()).unwrap_or(i64::MAX);
        Progress::new(self.position(), count, self.whole_total)
    }

    /// Reads all records of the window into memory, up to `most`.
    ///
    /// # Errors
    /// Returns an error if there are more records, or if reading fails. It has the records that were read; the position lies
    /// behind them, and `next` reads on unless reading failed. See [`Items::collect_up_to`](super::Items::collect_up_to) for an
    /// example.
    pub async fn collect_up_to(&mut self, most: usize) -> Result<Vec<P::Item>, CollectError<P::Item>> {
        collect(self, most).await
    }

    /// Returns the next record. Dropping the future loses nothing: the next call continues with the same request.
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        poll_fn(|context| self.poll(context)).await
    }
}

reader!([P: Windowed] Window<P>, P::Item);

impl<P: Windowed> fmt::Debug for Window<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
