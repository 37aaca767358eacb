//! The failure of a fetch of credentials, shared by all calls that waited for it.
//!
//! An [`Error`] belongs to one call. So the failure is stored here, and each call gets its own error from it.

use std::{sync::Arc, time::Duration};

use super::{
    codes,
    credentials::{BoxError, Reason},
};
use crate::runtime::{Cause, Error, ErrorKind};

/// The failure of a fetch of credentials.
#[derive(Debug, Default)]
pub(super) struct Failure {
    message: String,
    cause: Option<Cause>,
    /// What the identity service returned, if it is the one that refused.
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
    pub(super) fn because(reason: impl std::fmt::Display) -> Self {
        Self {
            message: format!("there are no credentials: {reason}"),
            ..Self::default()
        }
    }

    /// Creates the failure of a call to the identity service.
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

    /// Creates the failure of a provider. The text of this crate's own providers contains no secret.
    pub(super) fn of_provider(name: &str, cause: BoxError) -> Self {
        match cause.downcast::<Reason>() {
            Ok(reason) => Self::because(reason),
            Err(cause) => Self {
                cause: Some(Cause::chain(&*cause)),
                ..Self::because(format_args!("their provider `{name}` failed"))
            },
        }
    }

    /// Creates the failure of a fetch that took too long.
    pub(super) fn timed_out(who: &str, limit: Duration) -> Self {
        Self {
            is_transient: true,
            ..Self::because(format_args!(
                "{who} returned none within {limit:?} (`credentials_timeout`)"
            ))
        }
    }

    /// Returns whether the identity service refused the credentials, and would refuse them again.
    pub(super) fn is_refusal(&self) -> bool {
        self.is_refusal
    }

    /// Returns the error of one call.
    pub(super) fn into_error(self: Arc<Self>) -> Error {
        let mut error = Error::new(ErrorKind::Credentials, self.message.clone())
            .with_status(self.status)
            .with_code(self.code.clone())
            .classified(Some(codes::class))
            .with_request_id(self.request_id.clone())
            .with_details(self.details.clone())
            .with_retry_after(self.retry_after);
        if let Some(cause) = &self.cause {
            error = error.with_source(cause.clone());
        }
        if self.is_transient { error.transient() } else { error }
    }
}
