//! The failure of a fetch of credentials, shared by all calls that waited for it.
//!
//! An [`Error`] belongs to one call. So the failure is stored here, and each call gets its own error from it.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use super::error::{Cause, Error, ErrorKind};

/// The failure of a fetch of credentials.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    message: String,
    cause: Option<Cause>,
    /// What the service that credentials come from returned, if it is the one that refused.
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    details: Vec<(&'static str, String)>,
    retry_after: Option<Duration>,
    is_transient: bool,
    is_refusal: bool,
}

impl Failure {
    /// Creates a failure without a cause.
    pub(crate) fn because(reason: impl fmt::Display) -> Self {
        Self {
            message: format!("there are no credentials: {reason}"),
            ..Self::default()
        }
    }

    /// Creates the failure of a call to the service that credentials come from.
    pub(crate) fn of_service(message: &str, cause: &Error) -> Self {
        // The status of a response that could not be read says little, unless it is that of a refusal.
        let is_read = !matches!(cause.kind(), ErrorKind::Transport | ErrorKind::Timeout);
        let is_retryable = cause.is_retryable();
        Self {
            message: message.to_owned(),
            cause: Some(Cause::chain(cause)),
            status: cause.status().filter(|status| is_read || *status == 401),
            code: cause.code().map(str::to_owned),
            request_id: cause.request_id().map(str::to_owned),
            details: cause.details().to_vec(),
            retry_after: cause.retry_after(),
            is_transient: is_retryable,
            is_refusal: (cause.kind() == ErrorKind::Api && !is_retryable) || cause.is_unauthorized(),
        }
    }

    /// The same failure with what caused it.
    pub(crate) fn caused_by(mut self, cause: &(dyn StdError + 'static)) -> Self {
        self.cause = Some(Cause::chain(cause));
        self
    }

    /// The same failure, which is remembered if `other` is, and may pass if `other` may.
    pub(crate) fn like(mut self, other: &Self) -> Self {
        self.is_refusal |= other.is_refusal;
        self.is_transient |= other.is_transient;
        self
    }

    /// The same failure with the code of an error, if none is known.
    pub(crate) fn or_code(mut self, code: Option<String>) -> Self {
        self.code = self.code.or(code);
        self
    }

    /// Creates the failure of a fetch that took longer than `setting` allows.
    pub(crate) fn timed_out(who: &str, setting: &str, limit: Duration) -> Self {
        Self {
            is_transient: true,
            ..Self::because(format_args!("{who} returned none within {limit:?} ({setting})"))
        }
    }

    /// Returns whether the service refused the credentials, and would refuse them again.
    pub(crate) fn is_refusal(&self) -> bool {
        self.is_refusal
    }

    /// Returns the error of one call.
    pub(crate) fn into_error(self: Arc<Self>) -> Error {
        let mut error = Error::new(ErrorKind::Credentials, self.message.clone())
            .with_status(self.status)
            .with_code(self.code.clone())
            .with_request_id(self.request_id.clone())
            .with_details(self.details.clone())
            .with_retry_after(self.retry_after);
        if let Some(cause) = &self.cause {
            error = error.with_source(cause.clone());
        }
        if self.is_transient { error.transient() } else { error }
    }
}

/// Shows what failed. Why is its source.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
