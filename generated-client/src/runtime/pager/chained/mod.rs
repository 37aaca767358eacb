//! Operations each of whose pages names the next one: by a number, a cursor or a link.
//!
//! The counterpart of [`Paged`](super::Paged), whose pages are requested by offset. Only the pages of [`Numbered`] can be requested
//! at the same time: where a cursor or a link leads is not known before its page is received.

mod items;
mod pages;
mod position;
mod reader;

use super::Fetching;
use crate::runtime::{
    continuation::{Continuation, PageToken},
    facts::Operation,
    options::CallOptions,
};

pub use items::ChainedItems;
pub use pages::ChainedPages;
pub use position::ChainedPosition;

/// An operation each of whose pages names the next one. Generated code implements it from the document's `x-pagination`.
pub trait Chained: Clone + Send + Sync + Unpin + 'static {
    /// What the operation returns.
    type Page: Send + Unpin + 'static;
    /// A record of a page.
    type Item: serde::Serialize + Send + Unpin + 'static;

    /// The operation.
    const OPERATION: &'static Operation;

    /// How a page names the next one.
    const CONTINUATION: &'static Continuation;

    /// How many records a page has at most if the call sends no limit, where the document states it.
    const DEFAULT_LIMIT: Option<i64> = None;

    /// The number of the page that the call is for, where pages are numbered.
    fn number(&self) -> i64 {
        1
    }

    /// How many records a page is to have, if the call says so.
    fn limit(&self) -> Option<i64> {
        None
    }

    /// The options of the call, by which a page is requested.
    fn options(&mut self) -> &mut CallOptions;

    /// Makes the call. The page comes with what names the next one.
    fn fetch(self) -> Fetching<(Self::Page, Option<PageToken>)>;

    /// The records of a page.
    fn items(page: &Self::Page) -> &[Self::Item];

    /// Takes the records out of a page.
    fn take_items(page: &mut Self::Page) -> Vec<Self::Item>;

    /// How many records there are on all pages, if the page says so.
    fn total(page: &Self::Page) -> Option<i64> {
        let _ = page;
        None
    }
}

/// An operation whose pages are numbered, so that a page can be requested before the one before it was received.
pub trait Numbered: Chained {}
