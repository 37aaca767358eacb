//! Pages that are fetched while the one before is consumed.
//!
//! The first page is fetched by whoever waits for it. Then the reader moves to a task of its own, which sends page after page
//! through a bounded channel. A task, and not a future that is polled together with the stream: the timeouts of an attempt
//! run on while the program works on a page, and a future that nobody polls then would fail after it, and be retried. The task
//! takes one place of the channel before it requests a page, so that what is in flight counts, too; and it sends the state of
//! the reader with each page, so that a position is that of what was consumed.

use std::{
    future::poll_fn,
    mem,
    task::{Context, Poll, ready},
};

use tokio::sync::{Semaphore, mpsc};

use crate::runtime::{background::Background, error::Error, facts::Operation};

/// What moves from page to page.
pub(super) trait Source: Send + Unpin + Sized + 'static {
    /// A page as it was received.
    type Fetched: Send + 'static;
    /// The state behind a page, from which reading resumes.
    type Mark: Send + 'static;

    const OPERATION: &'static Operation;

    /// The next page; none after the last one, and after an error.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Self::Fetched, Error>>>;

    /// The state behind the last page.
    fn mark(&self) -> Self::Mark;

    /// Whether there is no next page.
    fn is_done(&self) -> bool;

    /// Whether the next page is requested only if whoever reads asks for it.
    fn is_paused(&self) -> bool {
        false
    }

    /// The same reader at its beginning.
    fn fresh(&self) -> Self;
}

/// A source that may run ahead of who reads it.
pub(super) struct Prefetch<S: Source> {
    /// While a task reads ahead, a reader of the same call that has read nothing.
    source: S,
    ahead: Option<Ahead<S>>,
    /// How many pages are fetched before they are needed.
    pages: usize,
}

/// A task that reads ahead.
struct Ahead<S: Source> {
    pages: mpsc::Receiver<Sent<S>>,
    task: Background<()>,
    /// The state behind the last page that was taken.
    mark: S::Mark,
    done: bool,
}

/// A page or the end, and the state behind it.
type Sent<S> = (Option<Result<<S as Source>::Fetched, Error>>, <S as Source>::Mark);

impl<S: Source> Prefetch<S> {
    /// Fetches each page when it is needed.
    pub(super) fn none(source: S) -> Self {
        Self {
            source,
            ahead: None,
            pages: 0,
        }
    }

    /// Fetches so many pages before they are needed, from the second page on. A task that reads ahead goes on as before.
    pub(super) fn set_pages(&mut self, pages: usize) {
        self.pages = pages;
    }

    /// Whether a task reads ahead.
    pub(super) fn is_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    /// The source itself, unless a task reads ahead; then the state behind the last page that was taken.
    pub(super) fn state(&self) -> Result<&S, &S::Mark> {
        match &self.ahead {
            None => Ok(&self.source),
            Some(ahead) => Err(&ahead.mark),
        }
    }

    /// Ends the task that reads ahead. The source is then at its beginning.
    pub(super) fn stop(&mut self) -> &mut S {
        self.ahead = None;
        &mut self.source
    }

    /// The next page; none after the last one, and after an error.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Fetched, Error>>> {
        if let Some(ahead) = &mut self.ahead {
            return ahead.poll(context);
        }
        let page = ready!(self.source.poll_page(context));
        if self.pages > 0 && matches!(page, Some(Ok(_))) {
            self.run_ahead(self.pages);
        }
        Poll::Ready(page)
    }

    /// Moves the source to a task that reads so many pages ahead, if there is a runtime and there may be another page.
    pub(super) fn run_ahead(&mut self, pages: usize) {
        if pages == 0 || self.ahead.is_some() || self.source.is_done() || self.source.is_paused() {
            return;
        }
        let mark = self.source.mark();
        let (sender, receiver) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        let started = Background::start(|| {
            let fresh = self.source.fresh();
            read(mem::replace(&mut self.source, fresh), sender)
        });
        self.ahead = started.map(|task| Ahead {
            pages: receiver,
            task,
            mark,
            done: false,
        });
    }
}

impl<S: Source> Ahead<S> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Fetched, Error>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let Some((page, mark)) = ready!(self.pages.poll_recv(context)) else {
            // The task ended without an end: it panicked, or its runtime was shut down.
            let failure = ready!(self.task.poll(context)).err();
            self.done = true;
            return Poll::Ready(failure.map(|failure| Err(failure.during(S::OPERATION.id))));
        };
        self.mark = mark;
        self.done = !matches!(page, Some(Ok(_)));
        Poll::Ready(page)
    }
}

/// Reads page after page while there is room for them.
async fn read<S: Source>(mut source: S, pages: mpsc::Sender<Sent<S>>) {
    while let Ok(place) = pages.reserve().await {
        let page = poll_fn(|context| source.poll_page(context)).await;
        let is_end = !matches!(page, Some(Ok(_)));
        place.send((page, source.mark()));
        if is_end {
            return;
        }
        if source.is_paused() {
            return pages.closed().await;
        }
    }
}
