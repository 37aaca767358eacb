//! A client of Huawei Cloud Host Security Service (HSS): async, typed, and generated from an OpenAPI document.
//!
//! # Example
//!
//! ```no_run
//! # async fn example(token: String) -> Result<(), huaweicloud_hss::Error> {
//! let client = huaweicloud_hss::Client::builder()
//!     .region("eu-west-101")
//!     .project_id("…")
//!     .token(token)
//!     .build()?;
//! let page = client.list_container_image_logs().limit(50).send().await?;
//! for log in &page.data_list {
//!     println!("{:?} {:?}", log.time, log.event_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | to | see |
//! |---|---|
//! | begin | the [`guide`], whose pages take ten minutes each |
//! | set credentials | [`guide::credentials`], and [`credentials`] for all the ways |
//! | handle errors, set retries | [`guide::errors`], [`Error`] and [`RetryPolicy`] |
//! | read all pages, and resume | [`guide::paging`] |
//! | test a program | [`guide::testing`] |
//! | add headers, or call what has no method | [`guide::middleware`] |
//! | log, trace and measure | [`guide::observability`] |
//! | find an operation and its parameters | [`Client`] and [`operations`] |
//! | set timeouts, limits, proxies | [`ClientBuilder`] |
//!
//! What the service's fields mean is documented by the provider, in its Help Center under *Host Security Service*, *API
//! Reference*.
//!
//! Build one [`Client`] and clone it: clones share their connections. Each operation is a method that returns a
//! builder; `send` sends the request. The result is a [`Response`], which derefs to the decoded value, and also has the
//! status, the headers and the request ID. A tokio runtime is required.
//!
//! A region that the document does not list has an address like those that it lists. To call another address, set an
//! `endpoint` on the builder.
//!
//! # Timeouts and limits
//!
//! Connecting may take 10 seconds, an attempt 60, from connecting to the last byte of the response, and a whole call
//! 180, with all its attempts. Fetching credentials may take 30 seconds. The builder changes these. [`Error::timeout`]
//! returns which timeout expired. More than 64 MiB of a response are not read, compressed or not, nor are more than
//! 250,000 JSON values. With the feature `gzip`, responses may be compressed, and are requested so. Redirects are not
//! followed: the error names the host to which the server would have sent the token.
//!
//! # TLS
//!
//! TLS is rustls with the provider *ring*. The default provider of rustls, aws-lc-rs, takes longer to build than
//! everything else together: a bare program with reqwest, serde and tokio builds in about 80 seconds with it on two
//! cores, in about 33 with *ring*. *ring* needs a C compiler at build time. It is selected inside this crate: a program
//! need not install a provider, and one that it installs has no effect. The feature `aws-lc-rs` selects that provider
//! instead. Without default features and without either, the provider that the program installed is used; building a
//! client without one is an error. The operating system's certificates are trusted; a container image without any needs
//! its own.
//!
//! Unencrypted `http://` is refused, except to this machine or if `allow_http` is set. The proxy of the environment
//! (`HTTPS_PROXY`, `NO_PROXY`) is used, except to this machine; one that is set on the builder is used for everything.
//!
//! # Connections
//!
//! A client keeps its connections in a pool, whose size and times the builder sets. It speaks HTTP/1.1, and with the feature
//! `http2` HTTP/2 with servers that have it. To call several tenants or regions over one pool, build further clients with
//! [`share_connections`](ClientBuilder::share_connections).
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `ring` (default), `aws-lc-rs` | where TLS takes its cryptography from, see [TLS](#tls) |
//! | `blocking` | `blocking::wait` and `blocking::iter`, for code that is not async |
//! | `gzip` | compressed responses: less to transfer, more to build |
//! | `http2` | HTTP/2 with servers that have it |
//! | `stream` | readers are a `Stream`, and streams can be sent; see [`guide::upgrading`] |
//! | `metrics`, `opentelemetry`, `tracing` | what [`guide::observability`] describes |
//! | `test-util` | a transport that is given its responses, for [tests](guide::testing) |
//! | `chrono`, `jiff`, `rust_decimal`, `time`, `url`, `uuid` | conversions of dates, numbers, addresses and IDs to the types of these crates |
//!
//! With the default features the client adds four small crates to those of reqwest, and about a tenth to the time of a build.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

// Pages alone: a program cannot name it.
#[cfg(any(doc, doctest))]
pub mod guide;
mod huawei;
// Hidden: its types for programs have their pages at the root, and the rest is for generated code only.
#[doc(hidden)]
pub mod runtime;

// The generator formats what it writes.
#[rustfmt::skip]
mod generated;

/// The trait of streams, which [`Pages`], [`Items`] and [`Window`] implement in addition to their own `next`. Its version is
/// outside of what this crate [promises](guide::upgrading#types-of-other-crates).
#[cfg(feature = "stream")]
pub use futures_core::Stream;

#[doc(inline)]
pub use crate::{
    generated::*,
    huawei::credentials,
    runtime::middleware,
    runtime::{
        CallCredentials, CallOptions, CollectError, Error, ErrorKind, IdempotencyKey, Input, Items, Method, Pages,
        ParsePositionError, Position, Progress, RateLimit, RequestBuilder, Response, RetryBudget, RetryDecision,
        RetryPolicy, Secret, Timeout, TraceContext, Window, WindowPosition,
    },
};

#[cfg(feature = "test-util")]
#[doc(inline)]
pub use crate::runtime::test_util;
#[doc(inline)]
pub use crate::runtime::transport;

#[cfg(feature = "blocking")]
#[doc(inline)]
pub use crate::runtime::blocking;

/// The examples of the readme, which are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
