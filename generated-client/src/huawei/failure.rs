//! Why there are no credentials, shared by all calls that waited for them.
//!
//! An [`Error`] belongs to one call. So what went wrong is stored here, and each call makes its own error of it.

use std::{sync::Arc, time::Duration};

use super::credentials::{BoxError, Reason};
use crate::runtime::{Cause, Error, ErrorKind};

/// Why there are no credentials.
#[derive(Debug, Default)]
pub(super) struct Failure {
    message: String,
    cause: Option<Cause>,
    /// What the identity service said, where it is the one that refused.
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    details: Vec<(&'static str, String)>,
    retry_after: Option<Duration>,
    is_transient: bool,
    is_refusal: bool,
}

impl Failure {
    /// A reason that needs no cause.
    pub(super) fn because(reason: impl std::fmt::Display) -> Self {
        Self {
            message: format!("there are no credentials: {reason}"),
            ..Self::default()
        }
    }

    /// The failure of a call to the identity service.
    pub(super) fn of_iam(message: &str, cause: &Error) -> Self {
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

    /// The failure of a source of credentials. The text of our own sources contains no secret, and says what to do.
    pub(super) fn of_provider(name: &str, cause: BoxError) -> Self {
        match cause.downcast::<Reason>() {
            Ok(reason) => Self::because(reason),
            Err(cause) => Self {
                cause: Some(Cause::chain(&*cause)),
                ..Self::because(format_args!("their provider `{name}` failed"))
            },
        }
    }

    /// A fetch that took too long.
    pub(super) fn timed_out(who: &str, limit: Duration) -> Self {
        Self {
            is_transient: true,
            ..Self::because(format_args!(
                "{who} returned none within {limit:?} (`credentials_timeout`)"
            ))
        }
    }

    /// Whether the identity service refused what it was sent, and would refuse it again.
    pub(super) fn is_refusal(&self) -> bool {
        self.is_refusal
    }

    /// The error of one call.
    pub(super) fn into_error(self: Arc<Self>) -> Error {
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
