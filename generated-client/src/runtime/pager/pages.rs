//! Whole pages, one after the other.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{Paged, Position, cursor::Cursor};
use crate::runtime::{error::Error, response::Response};

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
#[must_use = "nothing is sent before `next`"]
pub struct Pages<P: Paged> {
    cursor: Cursor<P>,
}

impl<P: Paged> Pages<P> {
    /// The pages from where the call begins.
    #[doc(hidden)]
    pub fn new(call: P) -> Self {
        let offset = call.offset();
        Self {
            cursor: Cursor::new(call, offset, false),
        }
    }

    /// Starts reading at a position instead.
    pub fn resume(mut self, position: Position) -> Self {
        self.cursor.restart(position.0, false);
        self
    }

    /// Returns the position behind the last page that was returned.
    pub fn position(&self) -> Position {
        Position(self.cursor.offset().max(0))
    }

    /// Returns the total that the last page states.
    pub fn total(&self) -> Option<i64> {
        self.cursor.total()
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

impl<P: Paged> Stream for Pages<P> {
    type Item = Result<Response<P::Page>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<P: Paged> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
