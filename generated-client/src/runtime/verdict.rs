//! What an error response means for the call, where its code says more than its status does.
//!
//! The runtime knows no code. A provider says what they mean, with a [`Classifier`].

use super::error::Error;

/// What an error means for the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is temporary: another attempt may succeed.
    Passing,
    /// The credentials were refused. With new ones the call is made once more; with the same ones it never is.
    Refused,
    /// Another attempt would fail as well.
    Lasting,
}

/// Returns what an error means for the call, or `None` if its status says it all.
pub(crate) type Classifier = fn(&Error) -> Option<Verdict>;
