//! The one error type. It says what went wrong, where, and what the service said; it never shows a secret or a query.

mod making;
mod shown;

use std::{
    borrow::Cow,
    error::Error as StdError,
    ops::Range,
    time::{Duration, SystemTime},
};

pub(crate) use self::shown::Cause;
use super::clock::Timeout;

/// Why a call, or the making of a client, failed.
///
/// [`kind`](Error::kind) says which part failed; the predicates say what to do about it. `Display` is one line without
/// the cause; the cause, where there is one, is the [`source`](StdError::source).
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
    timeout: Option<Timeout>,
    retry_after: Option<Duration>,
    attempts: u32,
    transient: bool,
    unsent: bool,
    /// When the response was sent, by the server's clock.
    date: Option<SystemTime>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Which part failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service, or a gateway before it, answered with an error.
    Api,
    /// The answer has a status that the document does not declare, and that is no error either, such as a redirect.
    UnexpectedStatus,
    /// The connection could not be made, broke off, or was not trusted.
    Transport,
    /// The time for connecting, for an attempt, or for the whole call, ran out.
    Timeout,
    /// The answer is not what the document says.
    Decode,
    /// The answer is larger than this client reads.
    TooLarge,
    /// There are no credentials for the operation, or they could not be had.
    Credentials,
    /// An argument cannot be used. Nothing was sent.
    InvalidArgument,
    /// The pages do not add up: the service repeats itself, or counts other records than it gave.
    Paging,
}

impl Error {
    /// A required parameter or property was not set.
    pub fn missing(operation: &'static str, name: &'static str) -> Self {
        Self::invalid(format!("`{name}` is required and was not set")).during(operation)
    }

    /// An error of [`Authenticate`](super::Authenticate): no credentials could be obtained. The message is searched for
    /// secrets, like all text that does not come from this crate.
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
            timeout: None,
            retry_after: None,
            attempts: 0,
            transient: false,
            unsent: false,
            date: None,
            source: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    /// Which part failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The `operationId` of the operation that failed; none if the client could not be made.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The HTTP status, if an answer came.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's own code of the error, as the body of its response states it. `None` if the body has none, such as
    /// that of a gateway, or if what stands there contains a secret that was sent: then look at the
    /// [`status`](Error::status).
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What is wrong, in words: the service's own where it sent some.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The ID that the service gave the request, which its support asks for. `None` if there is none, or if it contains
    /// a secret that was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What else the service said of the error, by the name that the document gives it.
    pub fn detail(&self, name: &str) -> Option<&str> {
        let mut all = self.0.details.iter();
        all.find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Which time ran out, if one did.
    pub fn timeout(&self) -> Option<Timeout> {
        self.0.timeout
    }

    /// How long the service asks to wait before another attempt (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Where in the answer the value stands that could not be decoded, such as `items[3].name`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The body of the answer, as it came. It may hold anything: look at it before it goes into a log.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// The time ran out. The service may have done what was asked. Read again; before writing again, look.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// The connection failed. If another attempt fails, too, look at the [`source`](StdError::source): the endpoint's
    /// name, a proxy, or a certificate that is not trusted.
    pub fn is_transport(&self) -> bool {
        self.0.kind == ErrorKind::Transport
    }

    /// The answer is not what the document says. Unless it is only a part of one, which is tried again, another attempt
    /// will not help: keep [`raw_body`](Error::raw_body),
    /// which shows what the service sends now, and report it to whoever keeps the document.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// An argument cannot be used, and nothing was sent. Mend the call.
    pub fn is_invalid_argument(&self) -> bool {
        self.0.kind == ErrorKind::InvalidArgument
    }

    /// Whether another attempt should be made. What may have been done is done again only if that does no harm.
    pub(super) fn deserves_another(&self, idempotent: bool) -> bool {
        self.is_transient() && (idempotent || self.0.unsent)
    }

    /// Whether another attempt may fare better, as far as connection, time and status tell it.
    pub(crate) fn is_transient(&self) -> bool {
        match self.0.kind {
            ErrorKind::Timeout => true,
            ErrorKind::Transport | ErrorKind::Decode | ErrorKind::Credentials => self.0.transient,
            ErrorKind::Api => self.0.transient || matches!(self.0.status, Some(408 | 429 | 500 | 502 | 503 | 504)),
            _ => false,
        }
    }
}

const _: () = assert!(
    size_of::<Error>() <= 16,
    "an error travels in every result: keep it small"
);
