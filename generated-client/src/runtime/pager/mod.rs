//! Operations that return a page at a time: whole pages, single records, and all records of a window of time.
//!
//! Pages are requested by offset; [`chained`] has those that name the next one. The offset advances by what was received, not
//! by what was requested, because servers limit the size of a page. The end is an empty page, or a page that reaches the total
//! and is not full; `totals` says which totals are ignored. Nothing is fetched before it is needed, unless a reader is set to
//! fetch ahead (`prefetch`) or to request several pages at the same time (`concurrent`). In memory are the page that is being
//! read, about 20 kB to recognise pages that come again, and for a window sixteen bytes and more for each record, to recognise it.

mod chained;
mod collect;
mod concurrent;
mod cursor;
mod items;
mod key;
mod pages;
mod position;
mod prefetch;
mod progress;
mod range;
mod repetition;
mod seen;
mod totals;
mod window;

use std::borrow::Cow;

use super::{authenticate::BoxFuture, error::Error, facts::Operation, response::Response};

pub use chained::{Chained, ChainedItems, ChainedPages, ChainedPosition, Numbered};
pub use collect::CollectError;
pub use items::Items;
pub use pages::Pages;
pub use position::{ParsePositionError, Position, WindowPosition};
pub use progress::Progress;
pub use window::Window;

/// A page that is being fetched.
pub type Fetching<T> = BoxFuture<'static, Result<Response<T>, Error>>;

/// The records of a page, each by itself.
pub type Records<T> = Vec<Result<T, Error>>;

/// An operation that returns a page at a time. Generated code implements it from the document's `x-pagination`.
pub trait Paged: Clone + Send + Sync + Unpin + 'static {
    /// What the operation returns.
    type Page: Send + Unpin + 'static;
    /// A record of a page.
    type Item: serde::Serialize + Send + Unpin + 'static;

    /// The operation.
    const OPERATION: &'static Operation;

    /// The property that identifies a record, if the document names one.
    const KEY: Option<&'static str>;

    /// How many records a page has at most if the call sends no limit, where the document states it.
    const DEFAULT_LIMIT: Option<i64>;

    /// Where the first page begins.
    fn offset(&self) -> i64;

    /// How many records a page is to have, if the call says so.
    fn limit(&self) -> Option<i64> {
        None
    }

    /// The same call for the page that begins at `offset`; none if the parameter cannot hold it.
    fn at(self, offset: i64) -> Option<Self>;

    /// Sets how many records the page probably has.
    fn expect_records(&mut self, records: usize);

    /// Makes the call.
    fn fetch(self) -> Fetching<Self::Page>;

    /// Makes the call, and decodes each record by itself: the page comes without them.
    fn fetch_lenient(self) -> Fetching<(Self::Page, Records<Self::Item>)>;

    /// The records of a page.
    fn items(page: &Self::Page) -> &[Self::Item];

    /// Takes the records out of a page.
    fn take_items(page: &mut Self::Page) -> Vec<Self::Item>;

    /// How many records there are on all pages, if the page says so.
    fn total(page: &Self::Page) -> Option<i64>;

    /// What identifies a record, if the document names such a property and the record has it.
    fn key(item: &Self::Item) -> Option<Cow<'_, str>>;
}

/// A paged operation whose records have a key and can be limited to a window of time.
pub trait Windowed: Paged {
    /// The greatest offset that the service accepts, if the document states it.
    const GREATEST_OFFSET: Option<i64>;

    /// The same call for the records from `from` to `to`; none if the parameters cannot hold them.
    fn between(self, from: i64, to: i64) -> Option<Self>;
}
