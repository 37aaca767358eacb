//! Why there are no credentials, told to everybody who waited for them.
//!
//! An [`Error`] belongs to one call. So what went wrong is kept here, and each call makes its own error of it: the words
//! are the error's, and the cause, shared by all, is its source.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::credentials::{BoxError, Reason};
use crate::runtime::Error;

/// Why there are no credentials.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    cause: Option<BoxError>,
}

impl Failure {
    /// Words that say it all.
    pub(super) fn because(reason: String) -> Self {
        Self {
            message: format!("there are no credentials: {reason}"),
            cause: None,
        }
    }

    pub(super) fn of(message: &str, cause: Error) -> Self {
        Self {
            message: message.to_owned(),
            cause: Some(cause.into()),
        }
    }

    /// What a source of credentials said. The words of our own sources hold no secret, and tell what to do.
    pub(super) fn of_provider(cause: BoxError) -> Self {
        match cause.downcast::<Reason>() {
            Ok(reason) => Self::because(reason.to_string()),
            Err(cause) => Self {
                message: "there are no credentials: their provider failed".to_owned(),
                cause: Some(cause),
            },
        }
    }

    /// The error of one call.
    pub(super) fn into_error(self: Arc<Self>) -> Error {
        let error = Error::credentials(self.message.clone());
        match self.cause {
            Some(_) => error.with_source(Cause(self)),
            None => error,
        }
    }
}

/// The error that credentials failed with, where an error says that there are none: it knows better than the latter
/// what to do.
pub(super) fn beneath(error: &Error) -> Option<&Error> {
    let Cause(failure) = error.source()?.downcast_ref()?;
    failure.cause.as_ref()?.downcast_ref()
}

/// The cause of a failure. There is one wherever this is made.
#[derive(Debug)]
struct Cause(Arc<Failure>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Some(cause) => cause.fmt(f),
            None => f.write_str(&self.0.message),
        }
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_ref()?.source()
    }
}
