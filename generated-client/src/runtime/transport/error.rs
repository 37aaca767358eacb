//! Why a transport returns no response, or only a part of one.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

/// The failure of a transport. What it is decides on another attempt.
///
/// The message and its causes are shown as the [`source`](StdError::source) of the call's error, after secrets of the
/// request were removed.
#[derive(Debug)]
pub struct TransportError {
    failure: TransportFailure,
    message: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum TransportFailure {
    Connect,
    ConnectTimeout(Duration),
    Interrupted,
    Permanent,
}

impl TransportError {
    /// No connection was made, so that nothing was sent. Every call is repeated, a POST included.
    pub fn connect(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(TransportFailure::Connect, message)
    }

    /// No connection was made within a time, so that nothing was sent. Every call is repeated. The call's error is a
    /// timeout.
    pub fn connect_timeout(after: Duration) -> Self {
        let message = format!("no connection was made within {after:?}");
        Self::new(TransportFailure::ConnectTimeout(after), message)
    }

    /// A connection was made and failed: the service may have executed the request. Only idempotent calls are repeated.
    pub fn interrupted(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(TransportFailure::Interrupted, message)
    }

    /// Another attempt would fail as well, as with a certificate that is not trusted. No call is repeated, and the message
    /// is that of the call's error.
    pub fn permanent(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(TransportFailure::Permanent, message)
    }

    fn new(failure: TransportFailure, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            failure,
            message: message.into(),
            source: None,
        }
    }

    /// Adds what caused the error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(in super::super) fn failure(&self) -> TransportFailure {
        self.failure
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
