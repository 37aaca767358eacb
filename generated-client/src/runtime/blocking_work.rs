//! Work on the runtime's threads for what blocks.

use std::{
    any::Any,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::task::{JoinError, JoinHandle, spawn_blocking};

type Done = Box<dyn Any + Send>;

/// Work that goes on, whoever waits for it.
///
/// Tasks of one type whatever their results: what tokio needs for a task is compiled once, and not once for each type.
pub(super) struct BlockingWork<T> {
    task: JoinHandle<Done>,
    result: PhantomData<fn() -> T>,
}

impl<T: Send + 'static> BlockingWork<T> {
    /// Starts it.
    pub(super) fn start(work: impl FnOnce() -> T + Send + 'static) -> Self {
        let work: Box<dyn FnOnce() -> Done + Send> = Box::new(|| Box::new(work()));
        Self {
            task: spawn_blocking(work),
            result: PhantomData,
        }
    }
}

impl<T: Send + 'static> Future for BlockingWork<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let done = ready!(Pin::new(&mut self.task).poll(context))?;
        match done.downcast() {
            Ok(result) => Poll::Ready(Ok(*result)),
            Err(_) => unreachable!("the result of the work that was started is of its type"),
        }
    }
}
