//! Tests of programs that use this client, without sockets.
//!
//! They need the feature `test-util`, for a dev-dependency:
//!
//! ```toml
//! [dev-dependencies]
//! client = { package = "…", version = "…", features = ["test-util"] }
//! ```
//!
//! [`MockTransport`] is given responses, and records what was sent. The program under test has the same `Client` as ever:
//! encoding, credentials, retries, limits and decoding run as with a service.
//!
//! ```
//! use huaweicloud_hss::{Client, RetryPolicy, test_util::{MockTransport, Reply}};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), huaweicloud_hss::Error> {
//! let mock = MockTransport::new();
//! mock.any().reply(Reply::json(json!({ "id": 7 }))).reply(Reply::status(403));
//!
//! // Neither an endpoint nor credentials are needed.
//! let client = Client::builder().transport(mock.clone()).retry_policy(RetryPolicy::off()).build()?;
//! // … the code under test calls the client …
//! # let get = || client.request(huaweicloud_hss::Method::GET, "/things").send();
//! # assert!(get().await.is_ok());
//! # assert!(get().await.is_err_and(|error| error.is_forbidden()));
//!
//! assert_eq!(mock.requests()[0].path(), "/things");
//! mock.assert_done();
//! # Ok(())
//! # }
//! ```
//!
//! The structs of responses are `#[non_exhaustive]`: a test makes them from JSON, as with
//! `serde_json::from_value(json!({…}))`, and sets what it wants in their public fields. [`ResponseBuilder`] puts such a value
//! into a `Response`, and [`ErrorBuilder`] makes an `Error`, for tests of functions that take one.
//!
//! Delays are those of tokio, so that a test with paused time (`start_paused = true`) does not wait for them.

mod credentials;
mod envelope;
mod mock;
mod reply;
mod sent;
mod values;

pub(super) use self::credentials::{ENDPOINT, TestCredentials};
pub use self::{
    envelope::Recording,
    mock::{MockTransport, When},
    reply::Reply,
    sent::SentRequest,
    values::{ErrorBuilder, ResponseBuilder},
};
