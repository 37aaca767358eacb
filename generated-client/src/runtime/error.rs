//! The error type of the crate: what went wrong, where, and what the service said. It never shows a secret or a query.

mod build;
mod class;
mod format;

use std::{
    borrow::Cow,
    error::Error as StdError,
    ops::Range,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::header::HeaderMap;

pub(crate) use self::{
    class::{Class, Classifier},
    format::Cause,
};
use super::{redact::Redaction, timeout::Timeout};

/// Why a call was not repeated if too many calls failed.
pub(super) const BUDGET_EXHAUSTED: &str =
    "the call was not repeated, because too many calls of the client failed: its retry budget is exhausted";

/// The error of a call, or of building a client.
///
/// [`kind`](Error::kind) returns which part failed; the predicates, such as [`is_timeout`](Error::is_timeout), document
/// what to do about it. `Display` is one line without the cause. The cause, if there is one, is the
/// [`source`](StdError::source); `format!("{error:#}")` writes all causes behind it, on one line for a log.
///
/// # Example
///
/// ```
/// use huaweicloud_hss::{Error, ErrorKind};
///
/// fn describe(error: &Error) -> String {
///     match error.kind() {
///         ErrorKind::Api => format!("{:?}: {}", error.code(), error.message()),
///         ErrorKind::InvalidArgument => format!("fix the call: {error}"),
///         ErrorKind::Decode => format!("not as documented: {:?}", error.path()),
///         _ if error.is_retryable() => format!("try again later: {error}"),
///         _ => error.to_string(),
///     }
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: Cow<'static, str>,
    /// The part of the message that came from outside, which may contain a secret.
    outside: Option<Range<usize>>,
    quotes_body: bool,
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    details: Vec<(&'static str, String)>,
    path: Option<String>,
    raw_body: Option<Vec<u8>>,
    headers: Option<Box<HeaderMap>>,
    timeout: Option<Timeout>,
    retry_after: Option<Duration>,
    attempts: u32,
    transient: bool,
    unsent: bool,
    /// Why there was no other attempt, if there could have been one.
    not_repeated: Option<&'static str>,
    /// When the response was sent, by the server's clock.
    date: Option<SystemTime>,
    /// The class of its code, if the provider's part of the client knows it.
    class: Option<Class>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// Of the secrets that were sent, for what is decoded of the body later.
    redaction: Option<Arc<Redaction>>,
    /// The digests of the secrets that were removed from its text; none before it was searched.
    removed: Option<Vec<u64>>,
}

/// Which part of a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service, or a gateway in front of it, returned an error.
    Api,
    /// The response has a status that the document does not declare and that is not an error, such as a redirect.
    UnexpectedStatus,
    /// The connection failed, broke off, or was not trusted.
    Transport,
    /// Connecting, an attempt, or the whole call took too long.
    Timeout,
    /// The response does not match the document.
    Decode,
    /// The response is larger than the client's limit.
    TooLarge,
    /// There are no credentials for the operation, or fetching them failed.
    Credentials,
    /// An argument is invalid. Nothing was sent.
    InvalidArgument,
    /// The body of the request could not be read to its end while it was sent: its stream failed, its file was changed, or
    /// it has more or fewer bytes than its length. A part of the request was sent.
    RequestBody,
    /// A middleware of the program failed the call.
    Middleware,
    /// The pages contradict each other: the service repeats a page, or returns an empty one before its total. Reading can
    /// be resumed.
    Paging,
}

impl Error {
    /// Creates the error for a required parameter or property that was not set. For generated code.
    #[doc(hidden)]
    pub fn missing(operation: &'static str, name: &str) -> Self {
        Self::invalid(format!("`{name}` is required and was not set")).during(operation)
    }

    /// Creates the error for all that is required and was not set. For generated code.
    #[doc(hidden)]
    pub fn all_missing(operation: &'static str, names: &[String]) -> Self {
        let verb = if names.len() == 1 {
            "is required and was"
        } else {
            "are required and were"
        };
        Self::invalid(format!("{} {verb} not set", names.join(", "))).during(operation)
    }

    /// Creates the error for an implementation of `Authenticate` that has no credentials. The
    /// message is searched for secrets, like all text that does not come from this crate.
    #[doc(hidden)]
    pub fn credentials(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Credentials, message).quoted()
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            outside: None,
            quotes_body: false,
            status: None,
            code: None,
            request_id: None,
            details: Vec::new(),
            path: None,
            raw_body: None,
            headers: None,
            timeout: None,
            retry_after: None,
            attempts: 0,
            transient: false,
            unsent: false,
            not_repeated: None,
            date: None,
            class: None,
            source: None,
            redaction: None,
            removed: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    /// Returns which part failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the `operationId` of the operation that failed; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns the HTTP status of the response. If fetching credentials failed, it is the status with which the
    /// identity service refused them. `None` if there was no response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the service's code of the error, as the body of the response states it. `None` if the body has no code,
    /// such as the page of a gateway, or if the code contains a secret that was sent: use the
    /// [`status`](Error::status) then.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns a description of the error: the service's own if it sent one.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the ID that the service gave the request. Its support asks for it. `None` if there is none, or if it
    /// contains a secret that was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns another property of the error's body, by the name that the document gives it.
    pub fn detail(&self, name: &str) -> Option<&str> {
        let mut all = self.0.details.iter();
        all.find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Returns which timeout expired, if one did.
    pub fn timeout(&self) -> Option<Timeout> {
        self.0.timeout
    }

    /// Returns how long to wait before another attempt, if the service says so (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the number of attempts; 0 if the operation's request was not sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns whether the call was not retried because too many calls of the client fail: see
    /// [`RetryBudget`](super::RetryBudget). Do not repeat it at once: wait until the service recovers.
    pub fn is_retry_budget_exhausted(&self) -> bool {
        self.0.not_repeated == Some(BUDGET_EXHAUSTED)
    }

    /// Returns the place in the response of the value that could not be decoded, such as `items[3].name`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the unchanged body of the response. It may contain anything, secrets included: check it before you log
    /// it.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// Returns the value of a header of the response, if the service responded with an error and the value is text. If
    /// there are several, the first. Secrets that were sent are masked.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.as_ref()?.get(name)?.to_str().ok()
    }

    /// Returns whether a timeout expired. The service may have executed the request nevertheless. Repeat a read; before
    /// you repeat a write, check what the service has.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the connection failed. If another attempt fails too, look at the [`source`](StdError::source):
    /// it may be the endpoint's name, a proxy, or a certificate that is not trusted.
    pub fn is_transport(&self) -> bool {
        self.0.kind == ErrorKind::Transport
    }

    /// Returns whether the response does not match the document. Another attempt will not help: report the
    /// [`raw_body`](Error::raw_body), which is what the service sends now, to the maintainer of the document.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Returns whether an argument is invalid. Nothing was sent. Fix the call.
    pub fn is_invalid_argument(&self) -> bool {
        self.0.kind == ErrorKind::InvalidArgument
    }

    /// Returns the name of its kind, for logs and metrics.
    #[cfg_attr(not(any(feature = "tracing", feature = "metrics")), allow(dead_code))]
    pub(super) fn kind_name(&self) -> &'static str {
        match self.0.kind {
            ErrorKind::Api => "api",
            ErrorKind::UnexpectedStatus => "unexpected_status",
            ErrorKind::Transport => "transport",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Decode => "decode",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::Credentials => "credentials",
            ErrorKind::InvalidArgument => "invalid_argument",
            ErrorKind::RequestBody => "request_body",
            ErrorKind::Paging => "paging",
            ErrorKind::Middleware => "middleware",
        }
    }

    /// Returns what OpenTelemetry calls `error.type`: the status of an error of the service, otherwise the name of the kind.
    #[cfg(feature = "tracing")]
    pub(super) fn type_name(&self) -> Cow<'static, str> {
        match (self.0.kind, self.0.status) {
            (ErrorKind::Api | ErrorKind::UnexpectedStatus, Some(status)) => status.to_string().into(),
            _ => self.kind_name().into(),
        }
    }

    /// Returns whether to make another attempt. A request that the service may have executed is repeated only if it is
    /// idempotent.
    pub(super) fn deserves_another(&self, idempotent: bool) -> bool {
        self.is_transient() && (idempotent || self.0.unsent)
    }

    /// Returns whether another attempt may succeed, as far as the connection, the timeouts and the status show.
    pub(crate) fn is_transient(&self) -> bool {
        match self.0.kind {
            ErrorKind::Timeout => true,
            ErrorKind::Transport | ErrorKind::Decode | ErrorKind::Credentials | ErrorKind::Middleware => {
                self.0.transient
            }
            ErrorKind::Api => self.0.transient || matches!(self.0.status, Some(408 | 429 | 500 | 502 | 503 | 504)),
            _ => false,
        }
    }
}

const _: () = assert!(
    size_of::<Error>() <= 16,
    "an error is part of every result: keep it small"
);
