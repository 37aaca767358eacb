//! What comes of a call or of an attempt, as steps see it. It can be made a failure, and never a success.

use std::{borrow::Cow, fmt};

use reqwest::header::{HeaderValue, SET_COOKIE};

use super::super::{
    error::{Error, ErrorKind},
    redact::Redaction,
    response::Head,
    secret::Secret,
};
use super::view::REDACTED;

/// What comes of a call or of an attempt: the head of a response, or an error, both without secrets.
///
/// [`Next::run`](super::Next::run) returns it, and a step returns it in turn. A step that fails by itself returns a [`Fault`] or
/// an [`Error`], as `fault.into()`.
#[must_use = "a step returns the outcome"]
pub struct Outcome {
    pub(super) result: Result<Seen, Error>,
    /// Whether the error is a step's own.
    pub(super) is_own: bool,
}

/// The head of a successful response.
pub(super) struct Seen {
    head: Head,
    secrets: Vec<Secret>,
}

impl Outcome {
    pub(super) fn success(head: &Head, secrets: Vec<Secret>) -> Self {
        let head = Head {
            body: None,
            ..head.clone()
        };
        Self {
            result: Ok(Seen { head, secrets }),
            is_own: false,
        }
    }

    pub(super) fn failure(error: Error) -> Self {
        Self {
            result: Err(error),
            is_own: false,
        }
    }

    /// Returns whether it is a success.
    pub fn is_success(&self) -> bool {
        self.result.is_ok()
    }

    /// Returns the error, if it failed.
    pub fn error(&self) -> Option<&Error> {
        self.result.as_ref().err()
    }

    /// Returns the HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        match &self.result {
            Ok(seen) => Some(seen.head.status),
            Err(error) => error.status(),
        }
    }

    /// Returns the ID that the service gave the request.
    pub fn request_id(&self) -> Option<&str> {
        match &self.result {
            Ok(seen) => seen.head.request_id.as_deref(),
            Err(error) => error.request_id(),
        }
    }

    /// Returns the number of attempts of the call so far; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        match &self.result {
            Ok(seen) => seen.head.attempts,
            Err(error) => error.attempts(),
        }
    }

    /// Returns the value of a header of a successful response, if it is there and is text. Secrets in it are masked, and so are
    /// cookies.
    pub fn header(&self, name: &str) -> Option<String> {
        let seen = self.result.as_ref().ok()?;
        let value = seen.head.headers.get(name)?;
        masked(name, value, &Redaction::of(&seen.secrets))
    }

    /// Returns all headers of a successful response that are text, with their names in small letters. Secrets are masked.
    pub fn headers(&self) -> Vec<(String, String)> {
        let Ok(seen) = &self.result else { return Vec::new() };
        let redaction = Redaction::of(&seen.secrets);
        let headers = seen.head.headers.iter().filter_map(|(name, value)| {
            let text = masked(name.as_str(), value, &redaction)?;
            Some((name.as_str().to_owned(), text))
        });
        headers.collect()
    }
}

/// The value of a header without secrets, if it is text.
fn masked(name: &str, value: &HeaderValue, redaction: &Redaction) -> Option<String> {
    if SET_COOKIE.as_str().eq_ignore_ascii_case(name) {
        return Some(REDACTED.to_owned());
    }
    let mut text = value.to_str().ok()?.to_owned();
    redaction.apply(&mut text);
    Some(text)
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}

/// A failure of a step. It becomes the error of the call, of the kind [`Middleware`](ErrorKind::Middleware).
#[derive(Debug)]
pub struct Fault(Error);

impl Fault {
    /// A failure that is not retried. Secrets of the call are removed from the message.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Error::new(ErrorKind::Middleware, message).quoted())
    }

    /// Says that another attempt may succeed: around an attempt, the client makes another one as after a failed connection.
    #[must_use]
    pub fn retryable(self) -> Self {
        Self(self.0.transient())
    }
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        fault.0.into()
    }
}

impl From<Error> for Outcome {
    /// The failure of a step. It takes the place of what came of the call.
    fn from(error: Error) -> Self {
        Self {
            result: Err(error),
            is_own: true,
        }
    }
}
