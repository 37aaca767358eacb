//! Single records, whatever page they are on.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
    vec::IntoIter,
};

use futures_core::Stream;

use super::{Paged, Position, cursor::Cursor};
use crate::runtime::error::Error;

/// Reads the records of an operation, across pages.
///
/// An operation's `items()` returns it. It ends after the last record, and after the first error. Which record is the last
/// one is decided as for [`Pages`](super::Pages): behind a full last page, one more page is requested.
#[must_use = "nothing is sent before `next`"]
pub struct Items<P: Paged> {
    cursor: Cursor<P>,
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
            cursor: Cursor::new(call, position, false),
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

    /// Returns the position of the next record. No record before it was left out.
    pub fn position(&self) -> Position {
        Position(self.position.max(0))
    }

    /// Returns the total that the last page states.
    pub fn total(&self) -> Option<i64> {
        self.cursor.total()
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

impl<P: Paged> Stream for Items<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<P: Paged> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
