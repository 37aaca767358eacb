//! Headers, audit and faults around each call; requests that have no method.
//!
//! # Which one?
//!
//! | to | use |
//! |---|---|
//! | add a header to one call | `options` of the call: [`CallOptions`](crate::CallOptions) |
//! | do something for all calls, or all attempts | a [`Middleware`](crate::middleware::Middleware) |
//! | send requests in another way | a [`Transport`](crate::transport::Transport) |
//! | call what the document lacks | [`Client::request`](crate::Client::request) |
//!
//! # Steps
//!
//! Steps form an onion: the first one of the builder is the outermost. `call` runs once around a whole call, `attempt` around
//! each attempt.
//!
//! ```
//! use huaweicloud_hss::{
//!     Client,
//!     middleware::{BoxFuture, Middleware, Next, Outcome, Request},
//! };
//!
//! /// Names the team that calls, and logs each attempt.
//! struct Team(&'static str);
//!
//! impl Middleware for Team {
//!     fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
//!         Box::pin(async move {
//!             if let Err(error) = request.set_header("X-Team", self.0) {
//!                 return error.into();
//!             }
//!             next.run(request).await
//!         })
//!     }
//!
//!     fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
//!         Box::pin(async move {
//!             let outcome = next.run(request).await;
//!             println!("{} {}: {:?}", request.operation(), request.attempt(), outcome.status());
//!             outcome
//!         })
//!     }
//! }
//!
//! let builder = Client::builder().middleware(Team("payments"));
//! ```
//!
//! What a step adds is signed, and treated as a secret. Headers of credentials and of the connection cannot be set. A step
//! sees no secret: they are masked in requests, responses and errors. Only the [`raw_body`](crate::Error::raw_body) of an
//! error is what the server sent.
//!
//! # Faults
//!
//! A step can fail a call, and never make a failure a success:
//!
//! ```
//! use huaweicloud_hss::middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request};
//!
//! /// Fails each first attempt, to see what a program does.
//! struct Chaos;
//!
//! impl Middleware for Chaos {
//!     fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
//!         match request.attempt() {
//!             // Retried, as a failed connection is.
//!             1 => Box::pin(async { Fault::new("chaos").retryable().into() }),
//!             _ => next.run(request),
//!         }
//!     }
//! }
//! ```
//!
//! # What the document lacks
//!
//! ```no_run
//! # async fn example(client: huaweicloud_hss::Client) -> Result<(), huaweicloud_hss::Error> {
//! let hosts = client
//!     .request("GET", "/v5/{project_id}/hosts")
//!     .query("limit", "10")
//!     .send_json::<serde_json::Value>()
//!     .await?;
//! println!("{}", hosts["total_num"]);
//! # Ok(())
//! # }
//! ```
//!
//! It has the client's address, credentials, signatures, retries, limits and errors. For undeclared properties of a response
//! there are [`keep_body`](crate::CallOptions::keep_body) and [`undeclared`](crate::Response::undeclared), and `send_raw`
//! returns the bytes of a response.
