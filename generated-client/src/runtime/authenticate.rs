//! The seam for ways to authenticate that are more than a constant text: signatures, tokens that are fetched and renewed.
//!
//! The runtime knows none of them. It asks, for each attempt anew, and takes what it learned out of every error.

use std::{any::type_name, borrow::Cow, future::Future, pin::Pin};

use super::{error::Error, outgoing::Outgoing, secret::Secret};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way to authenticate. It is asked where no credential that was set as a constant serves the operation.
pub trait Authenticate: Send + Sync + 'static {
    /// Adds to a request what authenticates it. Each attempt asks anew, when all other headers are set: `Host`,
    /// `User-Agent`, `Accept` and `Content-Type` included. Later only what a proxy may change is added, such as
    /// `Accept-Encoding`.
    ///
    /// An error ends the call: who exchanges something for a token makes their own attempts.
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>>;

    /// The service refused the credentials of `refused`, which is what was sent, but for its body. Returns whether the
    /// request should be sent once more with what [`authenticate`](Authenticate::authenticate) adds to it now: a token
    /// can be renewed, and the time of a signature be corrected. Several calls may be refused at the same time; compare
    /// what was sent with the current credentials to see whether they were renewed since.
    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        let _ = refused;
        Box::pin(async { false })
    }

    /// The service refused the request again after [`renew`](Authenticate::renew). The call ends; what the refusal says,
    /// such as the service's time, may help the next one.
    fn refused_again(&self, refused: &Outgoing) {
        let _ = refused;
    }

    /// The value of a parameter that every operation takes and the caller did not set, if this way knows it.
    fn parameter<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Error>> {
        let _ = name;
        Box::pin(async { Ok(None) })
    }

    /// What no error may show.
    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }
    /// What `Debug` of the client shows of it: the type's name, unless it says something else. It must not be a secret.
    fn describe(&self) -> Cow<'static, str> {
        type_name::<Self>().into()
    }
}
