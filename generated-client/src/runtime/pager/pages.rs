//! Whole pages, one after the other.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll},
};

use super::{CollectError, Paged, Position, Progress, collect::collect, cursor::Cursor, prefetch::Prefetch};
use crate::runtime::{error::Error, readable::reader, response::Response};

/// Reads the pages of an operation.
///
/// An operation's `pages()` returns it. It ends after the last page, and after the first error.
///
/// Reading ends after the first empty page, or after a page that reaches the total that the service states and is shorter than
/// a full page. If it is a full page, one more page is requested, because services also state other numbers as the total, such as
/// the length of the page: if it has records, totals are ignored from then on. So is a total that is less than the number of
/// records up to there, that falls, or that is missing on some pages. A service that refuses the page behind the last one with
/// the status 400, 404 or 416 confirms the total, too.
///
/// A full page is as long as the limit of the call, as the document's default, or as the longest page before. Where neither
/// limit nor default is known, the first page counts as full. A service whose first page is shorter than the limit, although
/// it has more records, and which states the number of these as the total, cannot be distinguished from one that has no more: do
/// not set a limit greater than the service accepts.
///
/// An empty page before the total, and pages that came before, are errors of the kind
/// [`Paging`](crate::ErrorKind::Paging).
///
/// ```
/// # use huaweicloud_hss::{Error, Pages, runtime::generated::pager::Paged};
/// # async fn example<P: Paged<Page = Vec<String>>>(pages: Pages<P>) -> Result<(), Error> {
/// // `pages` is what `pages()` of an operation returned.
/// let mut pages = pages;
/// while let Some(page) = pages.next().await {
///     // With the page comes what is known of its response.
///     let page = page?;
///     println!("status {}, next at {}", page.status(), pages.position());
///     println!("{:?}", &*page);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `next`"]
pub struct Pages<P: Paged> {
    cursor: Prefetch<Cursor<P>>,
}

impl<P: Paged> Pages<P> {
    /// The pages from where the call begins.
    #[doc(hidden)]
    pub fn new(call: P) -> Self {
        let offset = call.offset();
        Self {
            cursor: Prefetch::none(Cursor::new(call, offset, false)),
        }
    }

    /// Starts reading at a position instead.
    pub fn resume(mut self, position: Position) -> Self {
        self.cursor.restart(position.0, false);
        self
    }

    /// Fetches up to so many pages before they are needed, one after the other. Without this it is none, so that a program which
    /// stops early sends no request in vain.
    ///
    /// They are fetched on a task of the tokio runtime, which begins with the second page and ends with this reader, so that they
    /// arrive while the program works on a page, however long it does. In memory are up to so many pages more. Nothing else
    /// changes: pages come in order, an error comes in the place of its page, and a page that was not taken does not count for
    /// the position. One page is enough unless the program takes much longer for some pages than for others.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Pages, Paged}};
    /// # async fn example<P: Paged<Item = String>>(pages: Pages<P>) -> Result<(), Error> {
    /// // `pages` is what `pages()` of an operation returned.
    /// let mut pages = pages.prefetch(1);
    /// while let Some(page) = pages.next().await {
    ///     let page = page?; // The next one is fetched now.
    ///     println!("request {:?}, {}", page.request_id(), pages.progress());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.settle();
        self.cursor.set_pages(pages);
        self
    }

    /// Requests up to so many pages at the same time, like `buffered` of the crate futures: for lists that do not change while
    /// they are read.
    ///
    /// The first page says how long pages are, and how many records there are. Pages come in order all the same, are checked
    /// like those that are requested one by one, and reading ends where it would end then, with one more request where it would
    /// be sent then. Up to so many pages are in memory. The client's retries, its retry budget and its rate limit apply to each.
    ///
    /// Pages are requested one by one while the service states no total, and from then on if totals fall or are contradicted by
    /// records. A page that states another total than the one before it, or follows a page of another length, is requested
    /// again, because records may have moved between two responses. With 0 or 1, pages are always requested one by one.
    ///
    /// ```
    /// # use huaweicloud_hss::{Error, runtime::generated::pager::{Pages, Paged}};
    /// # async fn example<P: Paged<Item = String>>(pages: Pages<P>) -> Result<(), Error> {
    /// // `pages` is what `pages()` of an operation returned.
    /// let mut pages = pages.concurrent_pages(4);
    /// while let Some(page) = pages.next().await {
    ///     println!("request {:?}, {}", page?.request_id(), pages.progress());
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
            self.cursor.restart(self.cursor.mark().offset, false);
        }
    }

    /// Returns the position behind the last page that was returned.
    pub fn position(&self) -> Position {
        Position(self.cursor.mark().offset.max(0))
    }

    /// Returns the total that the last page states.
    pub fn total(&self) -> Option<i64> {
        self.cursor.mark().total
    }

    /// Returns how far reading is: the position, the number of records before it, and the total if it is known.
    pub fn progress(&self) -> Progress<Position> {
        let (position, total) = (self.position(), self.total());
        Progress::new(position, position.0, total)
    }

    /// Reads all pages, up to `most`.
    ///
    /// # Errors
    /// Returns an error if there are more pages, or if reading fails. It has the pages that were read; the position lies behind
    /// them, and `next` reads on unless reading failed. See [`Items::collect_up_to`](super::Items::collect_up_to) for an example.
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
        self.cursor
            .poll(context)
            .map(|fetched| fetched.map(|fetched| fetched.map(|fetched| fetched.page)))
    }
}

reader!([P: Paged] Pages<P>, Response<P::Page>);

impl<P: Paged> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
