//! Spans, `traceparent`, metrics.
//!
//! # Spans
//!
//! With the feature `tracing`, each call is a span, and each of its attempts a span within it. Their fields have the names of
//! OpenTelemetry: `rpc.service`, `rpc.method`, `http.request.method`, `url.template`, `server.address`, `server.port`,
//! `http.request.resend_count`, `http.response.status_code`, `error.type`, `otel.name`, `otel.kind` and `otel.status_code`.
//! Each attempt that ends is also an event at the level `DEBUG`: its number, the status or the kind of the error, the ID of
//! the request, and the wait before the next attempt.
//!
//! Arguments, URLs with arguments, headers, bodies and secrets are not recorded.
//!
//! A program needs a subscriber, such as that of `tracing-subscriber`, and nothing of this crate: see the example `tracing`.
//!
//! # `traceparent`
//!
//! A request has the header `traceparent` if the builder's [`trace_context`](crate::ClientBuilder::trace_context) returns a
//! [`TraceContext`](crate::TraceContext):
//!
//! ```
//! use huaweicloud_hss::{Client, TraceContext};
//!
//! # fn current() -> Option<(u128, u64)> { None }
//! let builder = Client::builder().trace_context(|| {
//!     let (trace, span) = current()?; // from the tracer of the program
//!     Some(TraceContext::new(trace, span, true))
//! });
//! ```
//!
//! With the feature `opentelemetry`, it is that of the program's tracer by default: the current context, as the global
//! propagator writes it. With spans of `tracing` that is the span of the attempt, if the layer of `tracing-opentelemetry`
//! activates contexts, as it does by default. The header is not signed. One that a call sets with `options` is sent instead.
//! Requests for credentials, such as a login, have none.
//!
//! # Metrics
//!
//! With the feature `metrics`, the client records to the facade of this name, and any exporter of it serves them: see the
//! example `metrics`.
//!
//! | metric | labels |
//! |---|---|
//! | `api_client_calls_total`, `api_client_call_duration_seconds` | `client`, `operation`, `outcome` |
//! | `api_client_attempts_total`, `api_client_attempt_duration_seconds` | `client`, `operation`, `status`, `outcome` |
//! | `api_client_throttled_total` | `client`, `operation` |
//! | `api_client_sent_bytes_total`, `api_client_received_bytes_total` | `client`, `operation` |
//!
//! `client` is the name of this crate, `operation` that of the document, `status` a class such as `4xx` (`none` without a
//! response), and `outcome` is `success`, `cancelled` (the call was dropped), or the kind of the error, such as `timeout`. No
//! label has a value that a server sends. Bodies of unknown length are not counted as sent, and those of responses are
//! counted after decompression.
//!
//! # Alerts
//!
//! | if this rises | look at |
//! |---|---|
//! | attempts, more than calls | a service that fails and recovers; retries hide it |
//! | throttled | a [`RateLimit`](crate::RateLimit) below what the gateway allows |
//! | `outcome` `credentials` | keys that expired or were locked |
//! | `outcome` `decode` | a service that has changed; a newer version of this crate may know it |
//!
//! # The ID of a request
//!
//! The support of the service asks for it: [`Response::request_id`](crate::Response::request_id) and
//! [`Error::request_id`](crate::Error::request_id). It is also in the text of an error.
//!
//! # An audit log
//!
//! For a line for each call, with what spans leave out, write a step: [`middleware`](crate::guide::middleware).
