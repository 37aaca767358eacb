//! A client of Huawei Cloud Host Security Service (HSS): async, typed, and generated from an OpenAPI document.
//!
//! # A start
//!
//! ```no_run
//! # async fn start(token: String) -> Result<(), huaweicloud_hss::Error> {
//! let client = huaweicloud_hss::Client::builder().region("eu-west-101").project_id("…").token(token).build()?;
//! let page = client.list_container_image_logs().limit(50).send().await?;
//! for log in &page.data_list {
//!     println!("{:?} {:?}", log.time, log.event_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Make one [`Client`] and clone it: clones share their connections. Each operation is a method that returns a builder;
//! `send` sends it. What comes back is a [`Response`], which is read as if it were the value itself, and knows the
//! status, the headers and the ID of the request besides. A tokio runtime is needed.
//!
//! A region that the document does not list follows the pattern of those that it lists. To call another address, give
//! the builder an `endpoint`.
//!
//! # Credentials
//!
//! A token of the provider's identity service lapses after 24 hours, and with it the client that has nothing else. What
//! lasts is an access key, which signs each request, or a user, whose password is exchanged for tokens that are renewed:
//!
//! ```no_run
//! # async fn start(ak: String, sk: String, password: String) -> Result<(), huaweicloud_hss::Error> {
//! use huaweicloud_hss::Client;
//!
//! let by_key = Client::builder().region("eu-west-101").access_key(ak, sk).build()?;
//! let by_password = Client::builder().region("eu-west-101").user("account", "user", password).build()?;
//! // HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or else ~/.huaweicloud/credentials.
//! let by_environment = Client::builder().region("eu-west-101").default_credentials().build()?;
//! # Ok(())
//! # }
//! ```
//!
//! None of these needs a `project_id`, nor does a token: where none is set, the identity service is asked once for that of
//! the region. Temporary keys, a source of one's own and the particulars are in [`credentials`].
//!
//! # Errors
//!
//! There is one type, [`Error`]. Its predicates say what to do; [`kind`](Error::kind) says which part failed; status,
//! [`code`](Error::code), message, request ID and the raw body are there to look at. The service answers most errors
//! with status 400: tell them apart by their code.
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
//!             // Mend the credentials. They were renewed already if that is possible.
//!             Ok(None)
//!         }
//!         Err(error) => Err(error),
//!     }
//! }
//! ```
//!
//! An error of the service is an error whatever its status: one that comes with a 200 never passes for an empty page.
//! An answer that is not what the document says is an error that names the value, as in `data_list[3].time`, and has
//! the whole body in [`raw_body`](Error::raw_body).
//!
//! # Retries
//!
//! What another attempt may mend is tried again: connections that fail or break off, attempts that take too long, and the
//! statuses 408, 429, 500, 502, 503 and 504, and what the service throttles under any other status. A POST or PATCH is
//! tried again only if nothing was sent. There are four attempts; the waits between them are random, up to 1, 2 and 4
//! seconds, and never shorter than the service's `Retry-After`. No wait outlasts the call: the error comes at once, and
//! [`retry_after`](Error::retry_after) says how long to wait. [`attempts`](Error::attempts) says how many there were. A
//! [`RetryPolicy`] sets all of this, for a client or for one call; [`RetryPolicy::off`] turns it off.
//!
//! A call whose credentials are refused, by status 401 or by a code that says so, is not tried again, since failures in a
//! row can lock a key, unless a token could be renewed in between: then once.
//!
//! # Paging
//!
//! An operation that answers a page at a time also reads on by itself: `pages()` gives page after page, `items()` record
//! after record, `window(from, to)` all records of a window of time, each once, while others arrive. Nothing is fetched
//! before it is asked for. Each has a `position()`, whose text can be kept: after an error, a drop or a restart, reading
//! resumes from it and skips nothing.
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
//! One record that is not what the document says ends the reading with an error that names it; after `items().lenient()`,
//! or `lenient()` on a window, each such record is an error of its own, and the others are read.
//!
//! # Timeouts and limits
//!
//! A connection may take 10 seconds, an attempt 60, from connecting to the last byte of the answer, and a whole call 180,
//! with all its attempts; the builder sets others. [`Error::timeout`] says which time ran out. Answers may come compressed
//! by gzip. One of more than 64 MiB is not read, nor one that unpacks to more. Redirects are not followed: the error names
//! the host to which the server wanted to send the token.
//!
//! # What a newer service sends
//!
//! Properties that this version does not know are passed over. Of an optional list null reads as empty, of other
//! optional values as absent. Types are `#[non_exhaustive]`, so that they can grow in a minor version: make them by
//! their `builder()`, match them with `..`.
//!
//! # TLS
//!
//! TLS is rustls with the provider *ring*. The default provider, aws-lc-rs, would cost importers more than everything
//! else together: a bare program with reqwest, serde and tokio builds in about 80 seconds with it on two cores, in about
//! 33 with *ring*. *ring* needs a C compiler where it is built. It is chosen inside this crate, so that a program need
//! not install a provider, and nothing changes if it installs one. The feature `aws-lc-rs` takes that one instead;
//! without default features and without either, the provider that the program installed is used, and making a client
//! without one is an error. What the operating system trusts is trusted; a container image without certificates needs its
//! own.
//!
//! Unencrypted `http://` is refused, except to this machine or if `allow_http` asks for it. A proxy that the environment
//! names (`HTTPS_PROXY`, `NO_PROXY`) is used, except to this machine; one that the builder names is used for everything.
//!
//! # Tracing
//!
//! With the feature `tracing` each call is a span with the operation, its method and the pattern of its path, and each
//! attempt an event at the level `DEBUG`: its number, the status or the kind of the error, the ID of the request, and how
//! long the next attempt waits. No address, argument, header or body is told, and no secret.
//!
//! # Testing a program that uses this crate
//!
//! Give the client the endpoint of a local server:
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
//!     connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"total_num\":3}")
//! });
//!
//! let client = huaweicloud_hss::Client::builder().endpoint(endpoint).project_id("p").token("t").build()?;
//! let page = client.list_container_image_logs().send().await?;
//! assert_eq!(page.total_num, Some(3));
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod huawei;
pub mod runtime;

// The generator formats what it writes.
#[rustfmt::skip]
mod generated;

/// What [`Pages`], [`Items`] and [`Window`] implement besides their own `next`, for the adapters of other crates.
pub use futures_core::Stream;

pub use crate::{
    generated::{Client, ClientBuilder, builders, operations, types},
    huawei::credentials,
    runtime::{
        Error, ErrorKind, Items, Pages, Position, Response, RetryPolicy, Secret, Timeout, Window, WindowPosition,
    },
};

/// The examples of the readme, compiled with those of this crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
