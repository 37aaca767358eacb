//! How an attempt ends.

use super::{decode::RawResponse, error::Error, outgoing::Outgoing, response::Head};

/// How an attempt failed.
pub(super) enum Failure {
    /// Another attempt may succeed, if the error says so.
    Attempt(Error),
    /// The credentials were refused. This is what was sent with them, if they are such as may be renewed.
    Refused(Error, Option<Box<Outgoing>>),
    /// Another attempt would fail as well, unless the program knows better.
    Lasting(Error),
    /// Whatever another one would do, it is not made.
    Call(Error),
}

impl Failure {
    /// What went wrong.
    #[cfg_attr(not(any(feature = "tracing", feature = "metrics")), allow(dead_code))]
    pub(super) fn error(&self) -> &Error {
        match self {
            Self::Attempt(error) | Self::Refused(error, _) | Self::Lasting(error) | Self::Call(error) => error,
        }
    }

    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Attempt(error) | Self::Refused(error, _) | Self::Lasting(error) | Self::Call(error) => error,
        }
    }
}

/// What an attempt gives that succeeds.
pub(super) trait Success {
    /// The head of the response.
    fn head(&mut self) -> &mut Head;
}

impl Success for RawResponse {
    fn head(&mut self) -> &mut Head {
        &mut self.head
    }
}

impl<T> Success for (T, Head) {
    fn head(&mut self) -> &mut Head {
        &mut self.1
    }
}
