//! What the feature `tracing` logs: a span for each operation, an event for each attempt. Without it, nothing.
//!
//! Names and numbers of the document alone: no address, no argument, no header, no body. The request's ID is the
//! service's own; secrets have been taken out of it before it comes here.

use std::{future::Future, time::Duration};

use super::{error::Error, outgoing::Outgoing, response::Head};

/// Runs a call inside its span.
#[cfg(feature = "tracing")]
pub(super) fn operation<F: Future>(outgoing: &Outgoing, call: F) -> impl Future<Output = F::Output> + use<F> {
    use tracing::Instrument;
    let span = tracing::info_span!(
        "operation",
        operation = outgoing.name,
        method = outgoing.method(),
        path = outgoing.operation.map(|operation| operation.path),
    );
    call.instrument(span)
}

#[cfg(not(feature = "tracing"))]
pub(super) fn operation<F: Future>(_: &Outgoing, call: F) -> F {
    call
}

/// An attempt that succeeded.
pub(super) fn succeeded(attempt: u32, head: &Head) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        attempt,
        status = head.status,
        request_id = head.request_id.as_deref(),
        "succeeded"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (attempt, head);
}

/// An attempt that failed, and how long the next one waits if there is one.
pub(super) fn failed(attempt: u32, error: &Error, wait: Option<Duration>) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        attempt,
        status = error.status(),
        error = ?error.kind(),
        request_id = error.request_id(),
        delay_ms = wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        "failed"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (attempt, error, wait);
}
