//! The one error type. It says what went wrong, where, and what the service said; it never shows a secret or a query.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use super::{
    clock::Timeout,
    secret::{Secret, redact},
};

/// Why a call, or the making of a client, failed.
///
/// [`kind`](Error::kind) says which part failed; the predicates say what to do about it. `Display` is one line without
/// the cause; the cause, where there is one, is the [`source`](StdError::source).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: Cow<'static, str>,
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

    /// Credentials could not be had: for whoever writes a way to authenticate.
    pub fn credentials(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Credentials, message)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
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
            source: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    pub(crate) fn during(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Adds what caused the error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(super) fn with_code(mut self, code: String) -> Self {
        self.0.code = Some(code);
        self
    }

    pub(super) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(super) fn with_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(super) fn with_details(mut self, details: Vec<(&'static str, String)>) -> Self {
        self.0.details = details;
        self
    }

    pub(super) fn with_timeout(mut self, timeout: Timeout) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    pub(super) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// After how many attempts.
    pub(super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(super) fn with_raw_body(mut self, body: Vec<u8>) -> Self {
        self.0.raw_body = Some(body);
        self
    }

    /// Takes secrets out of what an answer said: a gateway may show the request that it did not like.
    pub(super) fn without(mut self, secrets: &[Secret]) -> Self {
        self.redact(secrets);
        self
    }

    /// Finishes an error that is part of an answer.
    pub(super) fn adorn(&mut self, operation: &'static str, secrets: &[Secret]) {
        self.0.operation = Some(operation);
        self.redact(secrets);
    }

    fn redact(&mut self, secrets: &[Secret]) {
        let inner = &mut *self.0;
        redact(inner.message.to_mut(), secrets);
        let named = [&mut inner.code, &mut inner.request_id, &mut inner.path];
        let details = inner.details.iter_mut().map(|(_, text)| text);
        for text in named.into_iter().flatten().chain(details) {
            redact(text, secrets);
        }
        if let Some(Cause(text)) = inner.source.as_mut().and_then(|source| source.downcast_mut()) {
            redact(text, secrets);
        }
    }

    /// Marks a failure that another attempt may not meet.
    pub(crate) fn transient(mut self) -> Self {
        self.0.transient = true;
        self
    }

    /// Marks a failure before anything was sent.
    pub(super) fn unsent(mut self) -> Self {
        self.0.unsent = true;
        self
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

    /// The code of an error that was answered: the service's own where the body has one, otherwise the status as text.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What is wrong, in words: the service's own where it sent some.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The ID that the service gave the request: what its support asks for.
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

    /// The answer is not what the document says. Another attempt will not help: keep [`raw_body`](Error::raw_body),
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
            ErrorKind::Transport => self.0.transient,
            ErrorKind::Api => matches!(self.0.status, Some(408 | 429 | 500 | 502 | 503 | 504)),
            _ => false,
        }
    }
}

/// One line: what failed, the service's code and words, and the request's ID. The cause is left to `source`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(status) = inner.status {
            write!(f, "status {status}")?;
            match &inner.code {
                Some(code) if *code != status.to_string() => write!(f, ", code {}: ", OneLine(code))?,
                _ => f.write_str(": ")?,
            }
        }
        write!(f, "{}", OneLine(&inner.message))?;
        if let Some(path) = &inner.path {
            write!(f, " at `{}`", OneLine(path))?;
        }
        if inner.attempts > 1 {
            write!(f, " after {} attempts", inner.attempts)?;
        }
        if let Some(request_id) = &inner.request_id {
            write!(f, " (request {})", OneLine(request_id))?;
        }
        Ok(())
    }
}

/// All but the bytes of the body, which may be long and hold anything.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let body = inner.raw_body.as_ref().map(|body| format!("{} bytes", body.len()));
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("details", &inner.details)
            .field("timeout", &inner.timeout)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("path", &inner.path)
            .field("request_id", &inner.request_id)
            .field("raw_body", &body)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A cause that is only words: what a library said, without the library's type.
#[derive(Debug)]
pub(super) struct Cause(pub(super) String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.0))
    }
}

impl StdError for Cause {}

/// Text from elsewhere on one line and of a bounded length: it must not forge lines of a log.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 300;
        for (count, character) in self.0.chars().enumerate() {
            if count == MOST {
                return f.write_str("…");
            }
            if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}

const _: () = assert!(
    size_of::<Error>() <= 16,
    "an error travels in every result: keep it small"
);
