//! The trait for ways to authenticate that are more than a constant text: signatures, and tokens that are fetched and
//! renewed.
//!
//! The runtime implements it for tokens of OAuth 2 alone. It calls the trait for each attempt, and removes its secrets from
//! every error.

use std::{any::type_name, borrow::Cow};

pub use super::future::BoxFuture;
use super::{error::Error, outgoing::Outgoing, secret::Secret};

/// A way to authenticate. It is used where the operation takes none of the credentials that were set as constants.
pub trait Authenticate: Send + Sync + 'static {
    /// Adds to a request what authenticates it. It is called for each attempt, after all other headers are set, `Host`,
    /// `User-Agent`, `Accept` and `Content-Type` included. Only what a proxy may change is added later, such as
    /// `Accept-Encoding`.
    ///
    /// # Errors
    /// An error ends the call. An implementation that fetches a token makes its own attempts.
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

    /// The service accepted the credentials of a request, whatever its response is otherwise.
    fn accepted(&self) {}

    /// Returns why the service refused the credentials of `refused`, if more is known than the response says. It becomes
    /// the source of the error.
    fn reason(&self, refused: &Outgoing) -> Option<String> {
        let _ = refused;
        None
    }

    /// Returns the value of a parameter that every operation takes and the caller did not set, if it is known.
    fn parameter<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Error>> {
        let _ = name;
        Box::pin(async { Ok(None) })
    }

    /// Returns the names of the headers that it sets, which nobody else may.
    fn headers(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns what no error may show.
    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }

    /// Returns what `Debug` of the client shows of it: by default the type's name. It must not contain a secret.
    fn describe(&self) -> Cow<'static, str> {
        type_name::<Self>().into()
    }
}
