//! Steps of a program around each call and around each attempt: to add headers, to write an audit log, to count, to inject
//! faults.
//!
//! Steps form an onion: the first one of the client's builder is the outermost. It runs the rest with [`Next::run`], and sees
//! what comes of it.
//!
//! ```text
//! call of 1 ▶ call of 2
//!   ▶ for each attempt:
//!       attempt of 1 ▶ attempt of 2 ▶ sign ▶ sending of 1, of 2 ▶ send
//! ```
//!
//! ```no_run
//! use huaweicloud_hss::{
//!     Client, Error,
//!     middleware::{BoxFuture, Middleware, Next, Outcome, Request},
//! };
//!
//! struct Audit;
//!
//! impl Middleware for Audit {
//!     fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
//!         Box::pin(async move {
//!             if let Err(error) = request.set_header("X-Audit", "on") {
//!                 return error.into();
//!             }
//!             let outcome = next.run(request).await;
//!             println!("{} {:?} {:?}", request.operation(), outcome.status(), outcome.error());
//!             outcome
//!         })
//!     }
//! }
//!
//! # fn example() -> Result<(), Error> {
//! let client = Client::builder().endpoint("https://api.example.com").middleware(Audit).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Steps run before a request is signed, so that what they add is signed. They never see a secret: headers of credentials and
//! values that a call adds are `REDACTED`, and errors have no secrets that were sent, but for their
//! [`raw_body`](crate::Error::raw_body), which is what the server sent. A step can fail a call, and cannot make a failure a
//! success. Requests for credentials, such as those for a token, are no calls.
//!
//! A step's time counts for the timeout of the call; around an attempt, it does not count for that of the attempt.

mod onion;
mod outcome;
mod request;
mod view;

use std::sync::Arc;

pub use self::{
    onion::Next,
    outcome::{Fault, Outcome},
    request::{Request, SentRequest},
};
pub use super::authenticate::BoxFuture;
pub(super) use onion::{Known, around_attempt, around_call};

/// A step around each call and around each attempt. Each method does nothing by default.
///
/// An `Arc` of a step is one, too, so that a program can keep its own handle.
pub trait Middleware: Send + Sync + 'static {
    /// Runs around a whole call, with all its attempts. What it adds to the request, all attempts have.
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        next.run(request)
    }

    /// Runs around an attempt. What it adds to the request, this attempt has. A [`Fault`] is retried if it says so.
    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        next.run(request)
    }

    /// Looks at a request that is about to be sent, with its credentials and its signature: a copy without secrets.
    fn sending(&self, request: &SentRequest<'_>) {
        let _ = request;
    }
}

impl<M: Middleware + ?Sized> Middleware for Arc<M> {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        (**self).call(request, next)
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        (**self).attempt(request, next)
    }

    fn sending(&self, request: &SentRequest<'_>) {
        (**self).sending(request);
    }
}
