//! Whole pages, one after the other.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll},
};

use super::{
    super::{CollectError, Progress, collect::collect, prefetch::Prefetch},
    Chained, ChainedPosition, Numbered,
    position::Place,
    reader::Reader,
};
use crate::runtime::{error::Error, readable::reader, response::Response};

/// Reads the pages of an operation each of whose pages names the next one, by a number, a cursor or a link.
///
/// An operation's `pages()` returns it. It ends after the last page, and after the first error.
///
/// With cursors and links, the last page is the one that names no next page; a page without records may come before. A cursor
/// or a link that came before is an error of the kind [`Paging`](crate::ErrorKind::Paging), and so are a thousand pages in a
/// row that are empty, or begin and end with the same records, and a link to another server, which would get the client's
/// credentials.
///
/// Where pages are numbered, reading ends as for [`Pages`](crate::runtime::Pages): after an empty page, or after a page that
/// reaches the total that the service states and is not full.
///
/// ```
/// # use huaweicloud_hss::{Error, runtime::generated::pager::{Chained, ChainedPages}};
/// # async fn example<P: Chained<Page = Vec<String>>>(pages: ChainedPages<P>) -> Result<(), Error> {
/// // `pages` is what `pages()` of an operation returned.
/// let mut pages = pages;
/// while let Some(page) = pages.next().await {
///     println!("{:?}, next at {}", &*page?, pages.position());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `next`"]
pub struct ChainedPages<P: Chained> {
    reader: Prefetch<Reader<P>>,
}

impl<P: Chained> ChainedPages<P> {
    /// The pages from the one of the call on.
    #[doc(hidden)]
    pub fn new(call: P) -> Self {
        Self {
            reader: Prefetch::none(Reader::new(call, Some(Place::default()))),
        }
    }

    /// Starts reading at a position instead.
    pub fn resume(mut self, position: ChainedPosition) -> Self {
        self.reader.restart(position.0);
        self
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
            self.reader.restart(self.position().0);
        }
    }

    /// Returns the position behind the last page that was returned.
    pub fn position(&self) -> ChainedPosition {
        ChainedPosition(self.reader.next().cloned())
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

    /// Reads all pages, up to `most`.
    ///
    /// # Errors
    /// Returns an error if there are more, or if reading fails. It has what was read; the position lies behind it, and
    /// `next` reads on unless reading failed. See [`Items::collect_up_to`](crate::runtime::Items::collect_up_to) for an example.
    pub async fn collect_up_to(
        &mut self,
        most: usize,
    ) -> Result<Vec<Response<P::Page>>, CollectError<Response<P::Page>>> {
        collect(self, most).await
    }

    /// Returns the next page. Dropping the future loses nothing: the next call continues with the same request.
    pub async fn next(&mut self) -> Option<Result<Response<P::Page>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<P::Page>, Error>>> {
        let fetched = self.reader.poll(context);
        fetched.map(|fetched| fetched.map(|fetched| fetched.map(|fetched| fetched.page)))
    }
}

reader!([P: Chained] ChainedPages<P>, Response<P::Page>);

impl<P: Chained> fmt::Debug for ChainedPages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainedPages")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
