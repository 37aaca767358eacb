//! Single records, whatever page they are on.

use std::{
    fmt,
    future::poll_fn,
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

impl<T> Iterator for Page<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Together(records) => records.next().map(Ok),
            Self::ByThemselves(records) => records.next(),
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
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        // Most records have been received already: these need no future to be polled.
        match self.next_received() {
            Some(record) => Some(record),
            None => poll_fn(|context| self.poll(context)).await,
        }
    }

    fn restart(&mut self, position: i64) {
        self.cursor.restart(position, self.lenient);
        self.page = Page::default();
        self.position = position;
    }

    /// Returns the next record of the page that was received last.
    fn next_received(&mut self) -> Option<Result<P::Item, Error>> {
        let record = self.page.next()?;
        self.position = self.position.saturating_add(1);
        Some(record)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        loop {
            if let Some(record) = self.next_received() {
                return Poll::Ready(Some(record));
            }
            match ready!(self.cursor.poll(context)) {
                Some(Ok(mut fetched)) => {
                    self.page = match fetched.records.take() {
                        Some(records) => Page::ByThemselves(records.into_iter()),
                        None => Page::Together(P::take_items(&mut fetched.page).into_iter()),
                    };
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
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
