//! Single records, whatever page they are on.

use std::{
    fmt,
    future::{Future, poll_fn},
    task::{Context, Poll, ready},
    vec::IntoIter,
};

use super::{CollectError, Paged, Position, Progress, collect::collect, cursor::Cursor, prefetch::Prefetch};
use crate::runtime::{error::Error, readable::reader};

/// Reads the records of an operation, across pages.
///
/// An operation's `items()` returns it. It ends after the last record, and after the first error. Which record is the last
/// one is decided as for [`Pages`](super::Pages): behind a full last page, one more page is requested.
///
/// ```
/// # use huaweicloud_hss::{Items, runtime::generated::pager::Paged};
/// # async fn example<P: Paged<Item = String>>(items: Items<P>, again: Items<P>) -> Result<(), Box<dyn std::error::Error>> {
/// // `items` is what `items()` of an operation returned.
/// let mut items = items;
/// while let Some(record) = items.next().await {
///     println!("{}, {}", record?, items.progress());
/// }
/// // The position is a text to store: another reader of the same call resumes there.
/// let stored = items.position().to_string();
/// let rest = again.resume(stored.parse()?);
/// # let _ = rest;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `next`"]
pub struct Items<P: Paged> {
    cursor: Prefetch<Cursor<P>>,
    page: Page<P::Item>,
    /// The position of the next record.
    position: i64,
    lenient: bool,
}

/// The records of a page that were not returned yet: decoded together, or each by itself.
enum Page<T> {
    Together(IntoIter<T>),
    ByThemselves(IntoIter<Result<T, Error>>),
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::Together(IntoIter::default())
    }
}

impl<T> Page<T> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Together(records) => records.len() == 0,
            Self::ByThemselves(records) => records.len() == 0,
        }
    }
}

impl<P: Paged> Items<P> {
    /// The records from where the call begins.
    #[doc(hidden)]
    pub fn new(call: P) -> Self {
        let position = call.offset();
        Self {
            cursor: Prefetch::none(Cursor::new(call, position, false)),
            page: Page::default(),
            position,
            lenient: false,
        }
    }

    /// Returns each record that cannot be decoded as an error of its own, and continues with the next: the error's
    /// [`path`](Error::path) names the record, its [`raw_body`](Error::raw_body) is the record as it was received. Without this,
    /// one bad record ends the reading.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self.restart(self.position);
        self
    }

    /// Starts reading at a position instead.
    pub fn resume(mut self, position: Position) -> Self {
        self.restart(position.0);
        self
    }

    /// Fetches up to so many pages before they are needed, as [`Pages::prefetch`](super::Pages::prefetch) does. Their records do
    /// not count for the position before they are returned.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Items, Paged}};
    /// # async fn example<P: Paged<Item = String>>(items: Items<P>) -> Result<(), Error> {
    /// // `items` is what `items()` of an operation returned.
    /// let mut items = items.prefetch(1);
    /// while let Some(item) = items.next().await {
    ///     // The next page is fetched while this takes its time.
    ///     println!("{}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.settle();
        self.cursor.set_pages(pages);
        self
    }

    /// Requests up to so many pages at the same time, as [`Pages::concurrent_pages`](super::Pages::concurrent_pages) does: for
    /// lists that do not change while they are read. Records come in order all the same.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Items, Paged}};
    /// # async fn example<P: Paged<Item = String>>(items: Items<P>) -> Result<(), Error> {
    /// // `items` is what `items()` of an operation returned.
    /// let mut items = items.concurrent_pages(4);
    /// while let Some(item) = items.next().await {
    ///     println!("{}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn concurrent_pages(mut self, pages: usize) -> Self {
        self.settle();
        self.cursor.stop().set_concurrent(pages);
        self
    }

    /// Ends a task that reads ahead, so that settings can be changed.
    fn settle(&mut self) {
        if self.cursor.is_ahead() {
            self.restart(self.position);
        }
    }

    /// Returns the position of the next record. No record before it was left out.
    pub fn position(&self) -> Position {
        Position(self.position.max(0))
    }

    /// Returns the total that the last page states.
    pub fn total(&self) -> Option<i64> {
        self.cursor.mark().total
    }

    /// Returns how far reading is: the position, the number of records before it, and the total if it is known.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Items, Paged}};
    /// # async fn example<P: Paged<Item = String>>(items: Items<P>) -> Result<(), Error> {
    /// let progress = items.progress();
    /// println!("{progress}"); // 1200 of 4500
    /// if let Some(remaining) = progress.remaining() {
    ///     println!("{remaining} to go, from position {}", progress.position());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn progress(&self) -> Progress<Position> {
        Progress::new(self.position(), self.position, self.total())
    }

    /// Reads all records into memory, up to `most`.
    ///
    /// # Errors
    /// Returns an error if there are more records, or if reading fails, also with an error of one record
    /// ([`lenient`](Self::lenient)). It has the records that were read; the position lies behind them, and `next` reads on unless
    /// reading failed.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Items, Paged}};
    /// # async fn example<P: Paged<Item = String>>(mut items: Items<P>) -> Result<(), Error> {
    /// // `items` is what `items()` of an operation returned.
    /// match items.collect_up_to(1000).await {
    ///     Ok(all) => println!("{} records", all.len()),
    ///     Err(error) if error.is_over_bound() => {
    ///         println!("more than 1000, of which these are the first: {:?}", error.read());
    ///         println!("reading resumes at {}", items.position());
    ///     }
    ///     Err(error) => return Err(error.into_error()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn collect_up_to(&mut self, most: usize) -> Result<Vec<P::Item>, CollectError<P::Item>> {
        collect(self, most).await
    }

    /// Returns the next record. Dropping the future loses nothing: the next call continues with the same request.
    // Not an `async fn`, whose record is copied twice more on its way out.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is the method of a stream, which is a future here"
    )]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<P::Item, Error>>> {
        poll_fn(|context| self.poll(context))
    }

    fn restart(&mut self, position: i64) {
        self.cursor.restart(position, self.lenient);
        self.page = Page::default();
        self.position = position;
    }

    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        while self.page.is_empty() {
            if let Err(end) = ready!(self.poll_page(context)) {
                return Poll::Ready(end.map(Err));
            }
        }
        self.position = self.position.saturating_add(1);
        Poll::Ready(match &mut self.page {
            Page::Together(records) => records.next().map(Ok),
            Page::ByThemselves(records) => records.next(),
        })
    }

    /// Receives a page. `Err` is the end: the error that ended the reading, if there is one.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Option<Error>>> {
        let mut fetched = match ready!(self.cursor.poll(context)) {
            Some(Ok(fetched)) => fetched,
            Some(Err(error)) => return Poll::Ready(Err(Some(error))),
            None => return Poll::Ready(Err(None)),
        };
        self.page = match fetched.records.take() {
            Some(records) => Page::ByThemselves(records.into_iter()),
            None => Page::Together(P::take_items(&mut fetched.page).into_iter()),
        };
        Poll::Ready(Ok(()))
    }
}

reader!([P: Paged] Items<P>, P::Item);

impl<P: Paged> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
