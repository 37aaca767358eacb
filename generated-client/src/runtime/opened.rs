//! A response whose body is read piece by piece, after its status and its headers.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;

use super::{
    body::{Coding, Limits},
    clock::Deadline,
    error::{Error, ErrorKind},
    failure::Failures,
    incoming::Incoming,
    measure,
    response::Head,
    secret::Secret,
    timeout::Timeout,
};

/// What holds for each piece of a body.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// How long a piece may take.
    pub(super) timeout: Duration,
    pub(super) limits: Limits,
    pub(super) failures: Failures,
}

/// A body that is read piece by piece.
pub(super) struct Opened {
    response: Incoming,
    pub(super) terms: Terms,
    /// The head, for errors.
    pub(super) head: Head,
    operation: &'static str,
    secrets: Vec<Secret>,
}

impl Opened {
    /// Checks the head of a response. A body in a coding that was not requested is an error.
    pub(super) fn new(
        operation: &'static str,
        response: Incoming,
        head: &Head,
        terms: Terms,
        secrets: Vec<Secret>,
    ) -> Result<Self, Error> {
        let opened = Self {
            response,
            terms,
            head: head.clone(),
            operation,
            secrets,
        };
        if !matches!(Coding::of(&head.headers), Coding::Plain) {
            let message = "the response is compressed, although the request does not allow that";
            return Err(opened.error(Error::new(ErrorKind::Decode, message)));
        }
        Ok(opened)
    }

    /// The next piece of the body; none at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let deadline = Deadline::new(Timeout::Attempt, self.terms.timeout);
        let outcome = deadline.bound(self.response.chunk(self.terms.failures)).await;
        let outcome = outcome.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed)));
        if let Ok(Some(piece)) = &outcome {
            measure::received(self.operation, piece.len());
        }
        outcome.map_err(|error| self.error(error))
    }

    /// The media type of the body, without parameters; empty if none is stated.
    pub(super) fn essence(&self) -> &str {
        let value = self
            .head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().split(';').next().unwrap_or_default().trim()
    }

    /// Completes an error that is about the body.
    pub(super) fn error(&self, error: Error) -> Error {
        error
            .with_status(self.head.status)
            .with_request_id(self.head.request_id.clone())
            .during(self.operation)
            .without(&self.secrets)
    }

    /// The error of a line or an event that is longer than the limit of a response.
    pub(super) fn too_large(&self, what: &str) -> Error {
        let limit = self.terms.limits.bytes;
        self.error(Error::new(
            ErrorKind::TooLarge,
            format!("{what} is longer than {limit} bytes"),
        ))
    }
}
