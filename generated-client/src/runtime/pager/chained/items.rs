//! Single records, whatever page they are on.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    vec::IntoIter,
};

use super::{
    super::{CollectError, Progress, collect::collect, prefetch::Prefetch},
    Chained, ChainedPosition, Numbered,
    position::Place,
    reader::Reader,
};
use crate::runtime::{error::Error, readable::reader};

/// Reads the records of an operation each of whose pages names the next one, by a number, a cursor or a link.
///
/// An operation's `items()` returns it. It ends after the last record, and after the first error; see
/// [`ChainedPages`](super::ChainedPages) for which errors there are.
///
/// ```
/// # use huaweicloud_hss::{Error, runtime::generated::pager::{Chained, ChainedItems}};
/// # async fn example<P: Chained<Item = String>>(items: ChainedItems<P>) -> Result<(), Error> {
/// // `items` is what `items()` of an operation returned.
/// let mut items = items;
/// while let Some(record) = items.next().await {
///     println!("{}, {}", record?, items.progress());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `next`"]
pub struct ChainedItems<P: Chained> {
    reader: Prefetch<Reader<P>>,
    records: IntoIter<P::Item>,
    /// The place of the next record on the page that was received last; none before there is one.
    place: Option<Place>,
}

impl<P: Chained> ChainedItems<P> {
    /// The records from the page of the call on.
    #[doc(hidden)]
    pub fn new(call: P) -> Self {
        Self {
            reader: Prefetch::none(Reader::new(call, Some(Place::default()))),
            records: IntoIter::default(),
            place: None,
        }
    }

    /// Starts reading at a position instead.
    pub fn resume(mut self, position: ChainedPosition) -> Self {
        self.restart(position);
        self
    }

    fn restart(&mut self, position: ChainedPosition) {
        self.reader.restart(position.0);
        self.records = IntoIter::default();
        self.place = None;
    }

    /// Fetches up to so many pages before they are needed, as [`Pages::prefetch`](crate::runtime::Pages::prefetch) does: one after
    /// the other, on a task that ends with this reader. What was not returned does not count for the position.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.settle();
        self.reader.set_pages(pages);
        self
    }

    /// Requests up to so many pages at the same time, as [`Pages::concurrent_pages`](crate::runtime::Pages::concurrent_pages) does: for
    /// lists that do not change while they are read. Only operations whose pages are numbered have it; where a cursor or a link
    /// leads is not known before its page is received.
    pub fn concurrent_pages(mut self, pages: usize) -> Self
    where
        P: Numbered,
    {
        self.settle();
        self.reader.stop().set_concurrent(pages);
        self
    }

    /// Ends a task that reads ahead, so that settings can be changed.
    fn settle(&mut self) {
        if self.reader.is_ahead() {
            let position = self.position();
            self.restart(position);
        }
    }

    /// Returns the position of the next record. No record before it was left out.
    pub fn position(&self) -> ChainedPosition {
        match &self.place {
            Some(place) if self.records.len() > 0 => ChainedPosition(Some(place.clone())),
            _ => ChainedPosition(self.reader.next().cloned()),
        }
    }

    /// Returns the total that the last page states, where pages are numbered.
    pub fn total(&self) -> Option<i64> {
        self.reader.total()
    }

    /// Returns how far reading is: the position, the number of records before it, and the total where pages are numbered and it
    /// is known.
    pub fn progress(&self) -> Progress<ChainedPosition> {
        let (position, total) = (self.position(), self.total());
        let records = position.0.as_ref().map_or_else(|| self.reader.read(), Place::records);
        Progress::new(position, records, total)
    }

    /// Reads all records into memory, up to `most`.
    ///
    /// # Errors
    /// Returns an error if there are more, or if reading fails. It has what was read; the position lies behind it, and
    /// `next` reads on unless reading failed. See [`Items::collect_up_to`](crate::runtime::Items::collect_up_to) for an example.
    pub async fn collect_up_to(&mut self, most: usize) -> Result<Vec<P::Item>, CollectError<P::Item>> {
        collect(self, most).await
    }

    /// Returns the next record. Dropping the future loses nothing: the next call continues with the same request.
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        match self.next_received() {
            Some(record) => Some(Ok(record)),
            None => poll_fn(|context| self.poll(context)).await,
        }
    }

    /// Returns the next record of the page that was received last.
    fn next_received(&mut self) -> Option<P::Item> {
        let record = self.records.next()?;
        if let Some(place) = &mut self.place {
            place.skip = place.skip.saturating_add(1);
        }
        Some(record)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        loop {
            if let Some(record) = self.next_received() {
                return Poll::Ready(Some(Ok(record)));
            }
            match ready!(self.reader.poll(context)) {
                Some(Ok(mut fetched)) => {
                    self.records = P::take_items(&mut fetched.page).into_iter();
                    let returned = usize::try_from(fetched.place.skip).unwrap_or(usize::MAX);
                    if returned > 0 {
                        self.records.nth(returned - 1);
                    }
                    self.place = Some(fetched.place);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

reader!([P: Chained] ChainedItems<P>, P::Item);

impl<P: Chained> fmt::Debug for ChainedItems<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainedItems")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
