//! How an attempt ends.

use std::any::Any;

use super::{
    error::{Error, ErrorKind},
    outgoing::Outgoing,
    response::Head,
};

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
///
/// The value is of any type: what makes attempts is compiled once, and not for each type of a response.
pub(super) struct Success {
    /// The head of the response.
    pub(super) head: Head,
    value: Box<dyn Any + Send>,
}

impl Success {
    pub(super) fn new<T: Send + 'static>((value, head): (T, Head)) -> Self {
        let value = Box::new(value);
        Self { head, value }
    }

    /// The value, of the type that it was made with.
    pub(super) fn into_parts<T: 'static>(self) -> Result<(T, Head), Error> {
        match self.value.downcast() {
            Ok(value) => Ok((*value, self.head)),
            Err(_) => Err(Error::new(
                ErrorKind::Decode,
                "the response was decoded as another type",
            )),
        }
    }
}
