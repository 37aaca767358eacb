//! A source of items that is read by an async function, as a stream.

use std::{
    future::Future,
    task::{Context, Poll, ready},
};

use crate::runtime::{authenticate::BoxFuture, error::Error};

/// What is read item by item.
pub(super) trait Source: Send + 'static {
    type Item: Send + 'static;

    /// The next item, if it was received already.
    fn received(&mut self) -> Option<Result<Self::Item, Error>>;

    /// Waits for more; false at the end, when nothing else follows.
    fn receive(&mut self) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// A source that is waiting for more, and comes back with whether there is.
type Waiting<S> = BoxFuture<'static, (Box<S>, Result<bool, Error>)>;

/// A source, and what is being waited for.
pub(super) struct Driven<S: Source> {
    source: Option<Box<S>>,
    waiting: Option<Waiting<S>>,
    done: bool,
}

impl<S: Source> Driven<S> {
    pub(super) fn new(source: S) -> Self {
        Self {
            source: Some(Box::new(source)),
            waiting: None,
            done: false,
        }
    }

    /// The next item; none at the end, and after an error of the connection.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Item, Error>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                let (source, outcome) = ready!(waiting.as_mut().poll(context));
                self.waiting = None;
                self.source = Some(source);
                match outcome {
                    Ok(more) => self.done = !more,
                    Err(error) => {
                        self.done = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
            let Some(source) = &mut self.source else {
                return Poll::Ready(None);
            };
            if let Some(item) = source.received() {
                return Poll::Ready(Some(item));
            }
            if self.done {
                return Poll::Ready(None);
            }
            self.waiting = self.source.take().map(|mut source| {
                let receive = async move {
                    let outcome = source.receive().await;
                    (source, outcome)
                };
                Box::pin(receive) as Waiting<S>
            });
        }
    }

    /// The source, unless it is being waited for.
    pub(super) fn source(&self) -> Option<&S> {
        self.source.as_deref()
    }
}
