//! A first call, and what to set on a client.
//!
//! # A first call
//!
//! ```no_run
//! use huaweicloud_hss::{Client, Error};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Error> {
//!     let client = Client::builder()
//!         .region("eu-west-101")
//!         .access_key("…", "…")
//!         .build()?;
//!     let logs = client.list_container_image_logs();
//!     let page = logs.user_name("ann").limit(50).send().await?;
//!     println!("{:?} in all, request {:?}", page.total_num, page.request_id());
//!     for log in &page.data_list {
//!         println!("{:?} {:?}", log.time, log.event_name);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Each operation is a method of [`Client`](crate::Client). Required parameters of the path that the client has no value for
//! are its arguments; everything else is set on the builder that it returns. `send` validates what was set, sends the
//! request and decodes the response. What is invalid is an error that names it, and nothing is sent.
//!
//! A [`Response`](crate::Response) derefs to the decoded value. It also has the status, the headers, the ID of the request
//! and the number of attempts.
//!
//! # One client
//!
//! Build one client and clone it: clones share connections, credentials, the retry budget and the rate limit. To call
//! another region or tenant over the same connections, use
//! [`share_connections`](crate::ClientBuilder::share_connections).
//!
//! On a machine that is set up for the provider's SDKs, everything comes from the environment:
//!
//! ```no_run
//! # fn main() -> Result<(), huaweicloud_hss::Error> {
//! let client = huaweicloud_hss::Client::builder()
//!     .from_environment() // region, project, endpoint
//!     .default_credentials() // keys
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Defaults
//!
//! | | default | set by |
//! |---|---|---|
//! | connecting | 10 seconds | [`connect_timeout`](crate::ClientBuilder::connect_timeout) |
//! | one attempt, to the last byte | 60 seconds | [`attempt_timeout`](crate::ClientBuilder::attempt_timeout) |
//! | a call with all its attempts | 180 seconds | [`timeout`](crate::ClientBuilder::timeout) |
//! | attempts | 4 | [`retry_policy`](crate::ClientBuilder::retry_policy) |
//! | retries while everything fails | a budget of 500 tokens | [`retry_budget`](crate::ClientBuilder::retry_budget) |
//! | requests in a second | no limit | [`rate_limit`](crate::ClientBuilder::rate_limit) |
//! | size of a response | 64 MiB | [`response_limit`](crate::ClientBuilder::response_limit) |
//! | proxy | that of the environment | [`proxy`](crate::ClientBuilder::proxy) |
//!
//! # One call
//!
//! Every call takes settings of its own with `options`:
//!
//! ```no_run
//! # async fn example(client: huaweicloud_hss::Client) -> Result<(), huaweicloud_hss::Error> {
//! use std::time::Duration;
//!
//! let call = client.list_container_image_logs();
//! let page = call
//!     .options(|options| {
//!         let options = options.timeout(Duration::from_secs(5));
//!         options.header("X-Trace", "7f3a")
//!     })
//!     .send()
//!     .await?;
//! # let _ = page;
//! # Ok(())
//! # }
//! ```
//!
//! [`CallOptions`](crate::CallOptions) lists them all.
//!
//! # Code that is not async
//!
//! With the feature `blocking`, [`blocking::wait`] waits for any call, and [`blocking::iter`] makes an iterator of any
//! reader. It is the same client: nothing has to be written twice.
//!
#![cfg_attr(feature = "blocking", doc = "[`blocking::wait`]: crate::blocking::wait")]
#![cfg_attr(feature = "blocking", doc = "[`blocking::iter`]: crate::blocking::iter")]
#![cfg_attr(not(feature = "blocking"), doc = "[`blocking::wait`]: crate#features")]
#![cfg_attr(not(feature = "blocking"), doc = "[`blocking::iter`]: crate#features")]
