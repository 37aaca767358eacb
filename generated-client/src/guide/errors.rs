//! What to do about a failure, and what the client has done already.
//!
//! # One type
//!
//! Every call returns an [`Error`](crate::Error). Ask it what to do:
//!
//! ```
//! use huaweicloud_hss::{Client, Error};
//!
//! async fn count(client: &Client) -> Result<Option<i32>, Error> {
//!     match client.list_container_image_logs().limit(1).send().await {
//!         Ok(page) => Ok(page.total_num),
//!         // Wait for `retry_after`, and send fewer requests.
//!         Err(error) if error.is_throttled() => Ok(None),
//!         // Fix the credentials. Tokens were renewed already.
//!         Err(error) if error.is_unauthorized() => Ok(None),
//!         Err(error) => Err(error),
//!     }
//! }
//! ```
//!
//! | | what to do |
//! |---|---|
//! | [`is_retryable`](crate::Error::is_retryable) | call again later; the client has tried up to four times |
//! | [`is_throttled`](crate::Error::is_throttled) | wait for [`retry_after`](crate::Error::retry_after), and send fewer requests |
//! | [`is_unauthorized`](crate::Error::is_unauthorized) | fix the credentials; do not repeat the call unchanged |
//! | [`is_forbidden`](crate::Error::is_forbidden) | have the permission granted |
//! | [`is_not_found`](crate::Error::is_not_found) | check the arguments and the endpoint |
//! | [`is_timeout`](crate::Error::is_timeout) | repeat a read; check before you repeat a write |
//! | [`is_invalid_argument`](crate::Error::is_invalid_argument) | fix the call; nothing was sent |
//! | [`is_decode`](crate::Error::is_decode) | report [`raw_body`](crate::Error::raw_body): the service sends what is not documented |
//!
//! [`kind`](crate::Error::kind) returns which part failed. The service returns most errors with status 400: distinguish them
//! by their [`code`](crate::Error::code).
//!
//! # In a log
//!
//! `{error}` is one line: the operation, the status, the code, the message, the request's ID. `{error:#}` adds the causes,
//! such as the name that could not be resolved. Neither shows a secret or a query.
//!
//! # The documented body of an error
//!
//! ```
//! use huaweicloud_hss::{Error, responses::ListContainerImageLogsError};
//!
//! fn log(error: &Error) {
//!     match ListContainerImageLogsError::from_error(error) {
//!         Some(ListContainerImageLogsError::Status4xx(body)) => {
//!             eprintln!("refused: {:?} {:?}", body.error_code, body.error_msg);
//!         }
//!         _ => eprintln!("failed: {error:#}"),
//!     }
//! }
//! ```
//!
//! [`Error::body`](crate::Error::body) decodes it as any other type, and [`Error::header`](crate::Error::header) returns a
//! header. An error of the service is an error under any status: one with status 200 is never read as an empty page.
//!
//! # Retries
//!
//! The client retries what may pass: failed connections, attempts that take too long, the statuses 408, 429, 500, 502, 503 and
//! 504, and throttling under any status. A POST or PATCH is retried only if nothing was sent, or with an
//! [`IdempotencyKey`](crate::IdempotencyKey). There are four attempts; the waits between them are random, up to 1, 2 and 4
//! seconds, and never shorter than `Retry-After`. If a wait would exceed the call's timeout, the error is returned at once.
//!
//! ```
//! use huaweicloud_hss::{Client, RetryDecision, RetryPolicy};
//!
//! // Code by code: this one passes within seconds.
//! let six = RetryPolicy::default().max_attempts(6);
//! let policy = six.classify(|error| match error.code() {
//!     Some("HSS.0004") => RetryDecision::Retry,
//!     _ => RetryDecision::Default,
//! });
//! let builder = Client::builder().retry_policy(policy);
//! ```
//!
//! While a service is down, a [`RetryBudget`](crate::RetryBudget) ends the retries, so that its load does not multiply:
//! [`is_retry_budget_exhausted`](crate::Error::is_retry_budget_exhausted). A [`RateLimit`](crate::RateLimit) keeps a client
//! below the limit of a gateway.
