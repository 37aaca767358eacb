//! The seam for ways to authenticate that are more than a constant text: signatures, tokens that are fetched and renewed.
//!
//! The runtime knows none of them. It asks, for each attempt anew, and takes what it learned out of every error.

use std::{fmt, future::Future, pin::Pin};

use super::{error::Error, outgoing::Outgoing, secret::Secret};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way to authenticate. It is asked where no credential that was set as a constant serves the operation.
pub trait Authenticate: fmt::Debug + Send + Sync + 'static {
    /// Adds to a request what authenticates it. Each attempt asks anew, when all other headers are set: `Host`,
    /// `User-Agent`, `Accept` and `Content-Type` included. Later only what a proxy may change is added, such as
    /// `Accept-Encoding`.
    ///
    /// An error ends the call: who exchanges something for a token makes their own attempts.
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>>;

    /// The service refused the credentials of `refused`, which is what was sent, but for its body. Whether one more attempt may fare
    /// better, since the credentials are new: a token can be renewed, a signature that was refused cannot. Several calls
    /// may be refused at a time; who looks at what was sent sees whether the credentials were renewed since.
    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        let _ = refused;
        Box::pin(async { false })
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
}
