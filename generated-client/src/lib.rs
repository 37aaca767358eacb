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
//! | set credentials | [Credentials](#credentials), and [`credentials`] for all the ways |
//! | handle errors | [Errors](#errors) and [`Error`] |
//! | change retries and timeouts | [Retries](#retries), [Timeouts and limits](#timeouts-and-limits) and [`ClientBuilder`] |
//! | read all pages, and resume | [Paging](#paging) |
//! | find an operation and its parameters | [`Client`] and [`operations`] |
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
//! # Credentials
//!
//! A token of the provider's identity service expires after 24 hours, and a client that has nothing else stops working
//! then. For longer use, set an access key, which signs each request, or a user, whose password is exchanged for tokens
//! that are renewed:
//!
//! ```no_run
//! # async fn example(ak: String, sk: String, password: String) -> Result<(), huaweicloud_hss::Error> {
//! use huaweicloud_hss::Client;
//!
//! let builder = Client::builder().region("eu-west-101");
//! let by_key = builder.access_key(ak, sk).build()?;
//!
//! let builder = Client::builder().region("eu-west-101");
//! let by_password = builder.user("account", "user", password).build()?;
//!
//! // HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or else ~/.huaweicloud/credentials.
//! let builder = Client::builder().region("eu-west-101");
//! let by_environment = builder.default_credentials().build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A `project_id` is optional with all of these, and with a token: if it is not set, the identity service is called
//! once for that of the region. [`credentials`] documents temporary keys, providers of your own, and the details.
//!
//! Keys, tokens and passwords are validated when the client is built: one that is empty, or ends with a line break, is
//! an error that names the argument, and nothing is sent.
//!
//! # Errors
//!
//! There is one type, [`Error`]. Its predicates, such as [`is_throttled`](Error::is_throttled), document what to do;
//! [`kind`](Error::kind) returns which part failed. The status, the [`code`](Error::code), the message, the request ID
//! and the raw body are available. The service returns most errors with status 400: distinguish them by their code.
//!
//! ```
//! use huaweicloud_hss::{Client, Error};
//!
//! async fn count(client: &Client) -> Result<Option<i32>, Error> {
//!     match client.list_container_image_logs().limit(1).send().await {
//!         Ok(page) => Ok(page.total_num),
//!         Err(error) if error.is_throttled() => {
//!             // Wait a few seconds, then call again.
//!             Ok(None)
//!         }
//!         Err(error) if error.is_unauthorized() => {
//!             // Fix the credentials. They were renewed already if that is possible.
//!             Ok(None)
//!         }
//!         Err(error) => Err(error),
//!     }
//! }
//! ```
//!
//! An enum in [`responses`] for each operation decodes the documented body of an error:
//!
//! ```
//! use huaweicloud_hss::{Error, responses::ListContainerImageLogsError};
//!
//! fn log(error: &Error) {
//!     match ListContainerImageLogsError::from_error(error) {
//!         Some(ListContainerImageLogsError::Status4xx(body)) => {
//!             eprintln!("refused: {:?} {:?}", body.error_code, body.error_msg);
//!         }
//!         _ => eprintln!("failed: {error}"),
//!     }
//! }
//! ```
//!
//! An error of the service is an error under any status: one with status 200 is never read as an empty page. A
//! response that does not match the document is an error that names the value, as in `data_list[3].time`, and has the
//! whole body in [`raw_body`](Error::raw_body).
//!
//! The body of an error can be decoded: as any type with [`Error::body`], or as the documented type of its status with the
//! enums of [`responses`], which have a `from_error`. [`Error::header`] returns a header of the response, and
//! [`responses::Headers`] has a method for each documented one.
//!
//! No error shows a secret that was sent, in whatever encoding a server repeats it. Only text from outside is searched
//! for secrets, and only for those of eight characters or more; a code or a request ID that contains one is `None`.
//!
//! # Retries
//!
//! A call is retried after failures that may pass: connections that fail or break off, attempts that take too long, the
//! statuses 408, 429, 500, 502, 503 and 504, and throttling under any other status. A POST or PATCH is retried only if
//! nothing was sent. There are four attempts. The waits between them are random, up to 1, 2 and 4 seconds, and never
//! shorter than the service's `Retry-After`. If a wait would exceed the call's timeout, the error is returned at once,
//! and [`retry_after`](Error::retry_after) returns how long to wait. [`attempts`](Error::attempts) returns how many
//! attempts there were. A [`RetryPolicy`] sets all of this, for a client or for one call; [`RetryPolicy::off`] turns
//! retries off. Its [`classify`](RetryPolicy::classify) decides by the error.
//!
//! While a service is down, a client retries less and less: a [`RetryBudget`] pays for each retry, and successes fill it up
//! again. A [`RateLimit`] bounds how many requests are sent in a second.
//!
//! A call whose credentials are refused, by status 401 or by a code, is not retried, because several failures in a row
//! lock a key. There are two exceptions, each once: a token is renewed first, and a signature that was refused because
//! this machine's clock is wrong is corrected by the service's clock.
//!
//! # Paging
//!
//! An operation that returns pages also has readers: `pages()` returns page after page, `items()` record after record,
//! and `window(from, to)` all records of a window of time, each once, while others arrive. Nothing is fetched before it
//! is needed, unless a reader is set to. Each reader has a `position()`, whose text can be stored: after an error, a drop
//! or a restart, reading resumes from it and skips nothing.
//!
//! ```
//! use huaweicloud_hss::{Client, Error};
//!
//! async fn print(client: &Client) -> Result<(), Error> {
//!     let mut logs = client.list_container_image_logs().limit(200).items();
//!     while let Some(log) = logs.next().await {
//!         println!("{:?}", log?.content);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Reading ends after an empty page, or after a short page that reaches the total that the service states. A total that
//! the records contradict is ignored. [`Pages`] has the details.
//!
//! A reader can fetch the next page while the program works on one (`prefetch`), request several pages at the same time if the
//! list does not change meanwhile (`concurrent_pages`), and read all into memory up to a bound (`collect_up_to`). `progress()`
//! returns how far it is.
//!
//! ```
//! use huaweicloud_hss::{Client, CollectError, Error, types::ContainerImageLogResponseInfo};
//!
//! async fn print(client: &Client) -> Result<(), Error> {
//!     let mut logs = client.list_container_image_logs().limit(200).items().prefetch(1);
//!     while let Some(log) = logs.next().await {
//!         // 1200 of 4500: …
//!         println!("{}: {:?}", logs.progress(), log?.content);
//!     }
//!     Ok(())
//! }
//!
//! async fn all(client: &Client) -> Result<Vec<ContainerImageLogResponseInfo>, Error> {
//!     let mut logs = client.list_container_image_logs().limit(200).items().concurrent_pages(4);
//!     logs.collect_up_to(10_000).await.map_err(CollectError::into_error)
//! }
//! ```
//!
//! To resume a window, store the keys of the records with the position:
//!
//! ```
//! use huaweicloud_hss::{Client, Error, WindowPosition};
//!
//! async fn read(
//!     client: &Client,
//!     stored: Option<WindowPosition>,
//!     keys: &mut Vec<String>,
//! ) -> Result<WindowPosition, Error> {
//!     let mut logs = client.list_container_image_logs().window(1000, 2000);
//!     if let Some(position) = stored {
//!         logs = logs.resume(position, &*keys);
//!     }
//!     while let Some(log) = logs.next().await {
//!         keys.extend(log?.event_id);
//!     }
//!     Ok(logs.position())
//! }
//! ```
//!
//! A record that does not match the document ends the reading with an error that names it. With `items().lenient()`, or
//! `lenient()` on a window, each such record is a separate error, and the others are read.
//!
//! # Timeouts and limits
//!
//! Connecting may take 10 seconds, an attempt 60, from connecting to the last byte of the response, and a whole call
//! 180, with all its attempts. Fetching credentials may take 30 seconds. The builder changes these. [`Error::timeout`]
//! returns which timeout expired. Responses may be compressed with gzip; more than 64 MiB, compressed or not, is not
//! read, nor are more than 250,000 JSON values. Redirects are not followed: the error names the host to which the
//! server would have sent the token.
//!
//! # Newer services
//!
//! Properties that this version does not know are ignored. `null` is read as an empty list where a list is optional,
//! and as absence for other optional values. Types are `#[non_exhaustive]`, so that they can grow in a minor version: match
//! them with `..`, and in a test make those of responses from JSON.
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
//! With the feature `blocking`, code that is not async waits for a call with `blocking::wait(call.send())`, and reads with
//! `for item in blocking::iter(call.items())`.
//!
//! # Tracing
//!
//! With the feature `tracing`, each call is a span, and each of its attempts is a span within it. Their fields have the names
//! of OpenTelemetry: `rpc.service`, `rpc.method`, `http.request.method`, `url.template`, `server.address`, `server.port`,
//! `http.request.resend_count`, `http.response.status_code`, `error.type`, `otel.name`, `otel.kind` and `otel.status_code`.
//! Each attempt that ends is also an event at the level `DEBUG`: its number, the status or the kind of the error, the request
//! ID, and the wait before the next attempt. Arguments, URLs with arguments, headers, bodies and secrets are not recorded.
//!
//! A request has the header `traceparent` if the builder's `trace_context` returns one. With the feature `opentelemetry`, it
//! is that of the program's tracer by default: the current context, as the global propagator writes it. With spans of `tracing`
//! that is the span of the attempt, if the layer of `tracing-opentelemetry` activates contexts, as it does by default. The
//! header is not signed. One that a call sets with `options` is sent instead.
//!
//! # Metrics
//!
//! With the feature `metrics`, the client records to the facade of this name:
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
//! label has a value that a server sends. Bodies of unknown length are not counted as sent, and those of responses are counted
//! after decompression.
//!
//! # Testing your program
//!
//! Set the endpoint of a local server:
//!
//! ```
//! use std::io::{Read, Write};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = std::net::TcpListener::bind("127.0.0.1:0")?;
//! let endpoint = format!("http://{}", server.local_addr()?);
//! std::thread::spawn(move || -> std::io::Result<()> {
//!     let (mut connection, _) = server.accept()?;
//!     let _request = connection.read(&mut [0; 8192])?;
//!     connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n")?;
//!     connection.write_all(b"{\"total_num\":3}")
//! });
//!
//! let client = huaweicloud_hss::Client::builder()
//!     .endpoint(endpoint)
//!     .project_id("p")
//!     .token("t")
//!     .build()?;
//! let page = client.list_container_image_logs().send().await?;
//! assert_eq!(page.total_num, Some(3));
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod huawei;
// Hidden: its types for programs have their pages at the root, and the rest is for generated code only.
#[doc(hidden)]
pub mod runtime;

// The generator formats what it writes.
#[rustfmt::skip]
mod generated;

/// The trait of streams, which [`Pages`], [`Items`] and [`Window`] implement in addition to their own `next`.
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
