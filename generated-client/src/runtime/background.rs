//! Work that goes on while nobody waits for it: a task that ends when it is dropped.

use std::{
    fmt,
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, task::JoinHandle};

use super::error::{Error, ErrorKind};

/// A task of the runtime. Dropping it ends the task.
///
/// The task is in the span, and in OpenTelemetry's context, of the code that starts it.
pub(super) struct Background<T>(JoinHandle<T>);

impl<T: Send + 'static> Background<T> {
    /// Starts a task; none outside a runtime.
    pub(super) fn start<F: Future<Output = T> + Send + 'static>(future: impl FnOnce() -> F) -> Option<Self> {
        let runtime = Handle::try_current().ok()?;
        let future = future();
        #[cfg(feature = "opentelemetry")]
        let future = opentelemetry::context::FutureExt::with_current_context(future);
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::in_current_span(future);
        Some(Self(runtime.spawn(future)))
    }

    /// The result of the task. A panic of the task continues here.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<T, Error>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(context)) {
            Ok(result) => Ok(result),
            Err(failure) => match failure.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => Err(Error::new(
                    ErrorKind::Transport,
                    "the runtime that fetched the next page was shut down; reading can resume at this position",
                )),
            },
        })
    }
}

impl<T> Drop for Background<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> fmt::Debug for Background<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").finish_non_exhaustive()
    }
}
