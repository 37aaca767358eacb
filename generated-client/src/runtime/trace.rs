//! What the feature `tracing` records: a span for each call, one for each attempt within it, and an event for each attempt
//! that ended. Without it, nothing.
//!
//! The fields have the names of OpenTelemetry's semantic conventions: those of an RPC client for a call, those of an HTTP
//! client for an attempt. Their values come from the document and from the address of the server; none is an argument, a
//! header or a body. The request's ID is the service's own; secrets have been removed from it before it comes here.
//!
//! Numbers are recorded as signed ones, because the layer of OpenTelemetry takes others for text.

use std::{future::Future, time::Duration};

use super::{
    attempt_outcome::{Failure, Success},
    error::Error,
    facts::Api,
    outgoing::Outgoing,
    response::Head,
};

/// Runs a call inside its span.
#[cfg(feature = "tracing")]
pub(super) fn call<A, F: Future<Output = Result<A, Error>>>(
    api: &'static Api,
    outgoing: &Outgoing,
    call: F,
) -> impl Future<Output = Result<A, Error>> + use<A, F> {
    use tracing::Instrument;
    let span = tracing::info_span!(
        "call",
        otel.name = outgoing.name,
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        rpc.system = "http",
        // The name since version 1.39 of the conventions.
        rpc.system.name = "http",
        rpc.service = api.title,
        rpc.method = outgoing.name,
        server.address = outgoing.url.host_str(),
        server.port = port(outgoing),
        http.request.method = method(outgoing),
        url.template = template(outgoing),
        error.r#type = tracing::field::Empty,
    );
    // Boxed, as a future that is moved into another one is stored in it twice.
    let call = Box::pin(call).instrument(span.clone());
    async move {
        let outcome = call.await;
        if let Err(error) = &outcome {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", &*error.type_name());
        }
        outcome
    }
}

/// Runs an attempt inside its span. Attempts are numbered from 1 on.
#[cfg(feature = "tracing")]
pub(super) fn attempt<F: Future<Output = Result<Success, Failure>>>(
    outgoing: &Outgoing,
    number: u32,
    attempt: F,
) -> impl Future<Output = Result<Success, Failure>> + use<F> {
    use tracing::Instrument;
    let name = || match template(outgoing) {
        Some(template) => format!("{} {template}", method(outgoing)),
        None => method(outgoing).to_owned(),
    };
    let span = tracing::info_span!(
        "attempt",
        otel.name = name(),
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        http.request.method = method(outgoing),
        http.request.resend_count = (number > 1).then(|| i64::from(number - 1)),
        http.response.status_code = tracing::field::Empty,
        server.address = outgoing.url.host_str(),
        server.port = port(outgoing),
        url.scheme = outgoing.url.scheme(),
        url.template = template(outgoing),
        error.r#type = tracing::field::Empty,
    );
    let attempt = Box::pin(attempt).instrument(span.clone());
    async move {
        let outcome = attempt.await;
        let status = match &outcome {
            Ok(response) => Some(response.head.status),
            Err(failure) => {
                span.record("otel.status_code", "ERROR");
                span.record("error.type", &*failure.error().type_name());
                failure.error().status()
            }
        };
        if let Some(status) = status {
            span.record("http.response.status_code", i64::from(status));
        }
        outcome
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) fn call<F: Future>(_: &'static Api, _: &Outgoing, call: F) -> F {
    call
}

#[cfg(not(feature = "tracing"))]
pub(super) fn attempt<F: Future<Output = Result<Success, Failure>>>(_: &Outgoing, _: u32, attempt: F) -> F {
    attempt
}

#[cfg(feature = "tracing")]
fn template(outgoing: &Outgoing) -> Option<&'static str> {
    let path = outgoing.operation.map(|operation| operation.path);
    // A request that the document does not have has none.
    path.filter(|path| !path.is_empty())
}

#[cfg(feature = "tracing")]
fn port(outgoing: &Outgoing) -> Option<i64> {
    outgoing.url.port_or_known_default().map(i64::from)
}

/// The method, if it is one that the conventions know.
#[cfg(feature = "tracing")]
fn method(outgoing: &Outgoing) -> &str {
    match outgoing.method() {
        known @ ("CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT" | "QUERY" | "TRACE") => {
            known
        }
        _ => "_OTHER",
    }
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
