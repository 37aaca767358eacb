//! Pages that are requested at the same time, where the total says that they exist.
//!
//! The pages behind the next one are guesses: each begins where it does if the pages before it are as long as those so far. The
//! reader takes them in order, and checks each like any other page, so that a guess never decides what is read: one that
//! begins elsewhere, or whose total is not that of the page before, is dropped and requested again. That is also what finds
//! records that move while pages are requested out of order.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
};

use crate::runtime::{authenticate::BoxFuture, background::Background, error::Error};

/// Requests of pages behind the next one.
pub(super) struct Concurrent<T> {
    /// How many pages may be requested at the same time.
    most: usize,
    /// How many are: fewer after pages that began elsewhere than was guessed.
    width: usize,
    /// Where each page begins, in order, or its number.
    requested: VecDeque<(i64, Background<Result<T, Error>>)>,
}

impl<T: Send + 'static> Concurrent<T> {
    /// So many pages at the same time; one by one for 0 and 1.
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            most,
            width: most,
            requested: VecDeque::new(),
        }
    }

    /// How many pages may be requested at the same time.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// The page that begins at `start`, if it was requested.
    pub(super) fn take(&mut self, start: i64) -> Option<BoxFuture<'static, Result<T, Error>>> {
        // A page that was longer than guessed has those that begin within it.
        while self.requested.front().is_some_and(|(known, _)| *known < start) {
            self.requested.pop_front();
        }
        match self.requested.front() {
            Some((known, _)) if *known == start => {}
            Some(_) => {
                self.reject();
                return None;
            }
            None => return None,
        }
        let (_, mut page) = self.requested.pop_front()?;
        Some(Box::pin(async move {
            poll_fn(|context| page.poll(context)).await.and_then(|page| page)
        }))
    }

    /// Drops all requests, because the guesses were wrong, and guesses less.
    pub(super) fn reject(&mut self) {
        self.requested.clear();
        self.width = 1;
    }

    /// Drops all requests.
    pub(super) fn clear(&mut self) {
        self.requested.clear();
    }

    /// Allows one more request after a page that was as it should be.
    pub(super) fn widen(&mut self) {
        self.width = self.width.saturating_add(1).min(self.most);
    }

    /// Requests pages up to the width. `next` has the start of the page behind one, and `request` requests a page; each
    /// returns none where there is no further one.
    pub(super) fn fill<F: Future<Output = Result<T, Error>> + Send + 'static>(
        &mut self,
        start: i64,
        next: impl Fn(i64) -> Option<i64>,
        request: impl Fn(i64) -> Option<F>,
    ) {
        let mut last = self.requested.back().map_or(start, |(start, _)| *start);
        // The next page itself is one of them.
        while self.requested.len() + 1 < self.width {
            let Some(start) = next(last) else { return };
            let Some(page) = request(start).and_then(|page| Background::start(|| page)) else {
                return;
            };
            self.requested.push_back((start, page));
            last = start;
        }
    }
}
