//! Tests of your program, with and without sockets.
//!
//! # Without sockets
//!
//! With the feature `test-util`, in a dev-dependency, a client takes its responses from a [`MockTransport`]. It is the same
//! `Client`: there is no trait to mock, and encoding, retries, limits and decoding run as with a service.
//!
//! ```
//! # #[cfg(feature = "test-util")]
//! # mod test {
//! use huaweicloud_hss::{
//!     Client, Error,
//!     test_util::{MockTransport, Reply},
//! };
//! use serde_json::json;
//!
//! async fn users(client: &Client) -> Result<Vec<String>, Error> {
//!     let mut users = Vec::new();
//!     let mut logs = client.list_container_image_logs().items();
//!     while let Some(log) = logs.next().await {
//!         users.extend(log?.user_name);
//!     }
//!     Ok(users)
//! }
//!
//! # /*
//! #[tokio::test(start_paused = true)]
//! # */
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # pub
//! async fn users_are_read_after_a_failure() -> Result<(), Error> {
//!     let mock = MockTransport::new();
//!     mock.operation("ListContainerImageLogs")
//!         .reply(Reply::error(503, "APIGW.0201", "Backend timeout."))
//!         .reply(json!({"total_num": 1, "data_list": [{"user_name": "ann"}]}));
//!     // Neither an endpoint nor credentials are needed.
//!     let client = Client::builder().transport(mock.clone()).build()?;
//!
//!     assert_eq!(users(&client).await?, ["ann"]);
//!
//!     assert_eq!(mock.requests().len(), 2);
//!     assert_eq!(mock.requests()[0].query_value("offset"), Some("0"));
//!     // Every reply was used, and no request was unexpected.
//!     mock.assert_done();
//!     Ok(())
//! }
//! # }
//! # #[cfg(feature = "test-util")]
//! # test::users_are_read_after_a_failure()?;
//! # Ok::<(), huaweicloud_hss::Error>(())
//! ```
//!
//! With `start_paused` of tokio, the delays between attempts take no time.
//!
//! | a reply | for |
//! |---|---|
//! | `Reply::json`, or a `serde_json::Value` | a success |
//! | `Reply::error(status, code, message)` | an error of the service, in its own form |
//! | `Reply::no_connection()`, `interrupted()`, `no_response()` | a network that fails |
//! | `.delay(…)`, `.header(…)`, `.chunks(…)`, `.then_interrupted()` | how a response arrives |
//!
//! `mock.request(method, path)` and `mock.any()` reply to other requests, `always` and `reply_with` to all further ones, and
//! `mock.play` plays recordings.
//!
//! # Values
//!
//! Functions that take what a call returns are tested with values: [`ErrorBuilder`] and [`ResponseBuilder`] make errors and
//! responses. The structs of responses grow in minor versions: make them from JSON.
//!
//! # With sockets
//!
//! For timeouts, TLS, connections that break off and programs that are started as processes there is the package
//! `huaweicloud-hss-test-server`: canned, paged and broken responses on a free port. Set its address as the endpoint:
//!
//! ```no_run
//! # fn main() -> Result<(), huaweicloud_hss::Error> {
//! # let address = "http://127.0.0.1:8080";
//! // `http://` is allowed to this machine, and the proxy of the environment is not used for it.
//! let client = huaweicloud_hss::Client::builder()
//!     .endpoint(address)
//!     .project_id("p")
//!     .token("t")
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
#![cfg_attr(feature = "test-util", doc = "[`MockTransport`]: crate::test_util::MockTransport")]
#![cfg_attr(feature = "test-util", doc = "[`ErrorBuilder`]: crate::test_util::ErrorBuilder")]
#![cfg_attr(
    feature = "test-util",
    doc = "[`ResponseBuilder`]: crate::test_util::ResponseBuilder"
)]
#![cfg_attr(not(feature = "test-util"), doc = "[`MockTransport`]: crate#features")]
#![cfg_attr(not(feature = "test-util"), doc = "[`ErrorBuilder`]: crate#features")]
#![cfg_attr(not(feature = "test-util"), doc = "[`ResponseBuilder`]: crate#features")]
