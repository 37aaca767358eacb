//! What generated code calls: building a request, sending it, decoding the response.
//!
//! This module is the same for every OpenAPI document and every provider. It knows no operation, no host and no error
//! code; what differs comes in through `Api` and `Operation`, which are written by the generator, and through `Config`.
//!
//! Programs use the client around it, and the types that the crate re-exports at its root. What only generated code
//! needs is public in [`generated`], and nowhere else.
//!
//! It never follows a redirect, never stores a cookie, never sends a `Referer`, and never shows a secret in a `Debug`
//! output or an error.

mod arguments;
mod attempt_outcome;
mod attempts;
mod authenticate;
mod background;
#[cfg(feature = "blocking")]
pub mod blocking;
mod blocking_work;
mod body;
mod bounds;
mod budget;
mod cache;
mod call;
mod call_credentials;
mod client_credentials;
mod clock;
mod combined;
mod complete;
mod config;
mod connections;
mod continuation;
mod converted;
mod core;
mod credential;
mod decode;
mod direct;
mod encode;
mod endpoint;
mod error;
mod error_body;
mod extra;
mod facts;
mod failure;
mod fetch_failure;
pub mod format;
mod future;
pub mod generated;
mod hosts;
mod http;
mod idempotency;
mod incoming;
mod input;
mod json_path;
mod lenient;
mod measure;
pub mod middleware;
mod multipart;
mod next_page;
mod oauth;
mod opened;
mod options;
mod ordered;
mod outgoing;
mod own_credentials;
pub(crate) mod pager;
mod parts;
mod proxy;
mod rate_limit;
mod readable;
mod received;
mod record;
mod record_table;
mod redact;
mod renewal;
mod request;
mod reserved;
mod response;
mod retry;
mod retry_budget;
mod secret;
mod sender;
mod shape;
mod slot;
mod stream;
#[cfg(feature = "test-util")]
pub mod test_util;
mod timeout;
mod tls;
mod trace;
mod trace_context;
pub mod transport;
mod typed_body;
mod undeclared;
pub(crate) mod union;
mod unread;
mod untyped;
mod upload;
mod values;

// The crate re-exports these at its root.
pub(crate) use self::{
    authenticate::Authenticate,
    cache::{Cache, Clock, Fetched, Rules},
    config::{Config, Surroundings},
    decode::RawResponse,
    direct::is_local,
    encode::percent,
    error::Class,
    facts::SchemeKind,
    fetch_failure::Failure,
    http::Http,
    outgoing::Outgoing,
    renewal::{Renewal, WHY},
    secret::{Place, unusable},
};
pub use self::{
    authenticate::BoxFuture,
    call_credentials::CallCredentials,
    client_credentials::ClientCredentials,
    error::{Error, ErrorKind},
    idempotency::IdempotencyKey,
    input::Input,
    options::CallOptions,
    pager::{CollectError, Items, Pages, ParsePositionError, Position, Progress, Window, WindowPosition},
    rate_limit::RateLimit,
    response::Response,
    retry::{RetryDecision, RetryPolicy},
    retry_budget::RetryBudget,
    secret::Secret,
    timeout::Timeout,
    trace_context::TraceContext,
    untyped::{Method, RequestBuilder},
};
