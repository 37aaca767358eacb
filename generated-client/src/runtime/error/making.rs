//! Putting an error together, a fact at a time, and taking out of it what nobody should see.

use std::{error::Error as StdError, time::Duration};

use super::{
    super::{
        clock::Timeout,
        secret::{Redaction, Secret},
    },
    Error,
    shown::Cause,
};

/// The longest beginning of a body that is told as a message. The whole of it is the raw body.
const MESSAGE_LIMIT: usize = 1024;

impl Error {
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

    pub(in super::super) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(in super::super) fn with_code(mut self, code: String) -> Self {
        self.0.code = Some(code);
        self
    }

    pub(in super::super) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(in super::super) fn with_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(in super::super) fn with_details(mut self, details: Vec<(&'static str, String)>) -> Self {
        self.0.details = details;
        self
    }

    pub(in super::super) fn with_timeout(mut self, timeout: Timeout) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    pub(in super::super) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// After how many attempts.
    pub(in super::super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(in super::super) fn with_raw_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.0.raw_body = Some(body.into());
        self
    }

    /// Takes secrets out of what an answer said: a gateway may show the request that it did not like.
    pub(in super::super) fn without(mut self, secrets: &[Secret]) -> Self {
        self.redact(secrets);
        self
    }

    /// Finishes an error that is part of an answer.
    pub(in super::super) fn adorn(&mut self, operation: &'static str, attempts: u32, secrets: &[Secret]) {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self.redact(secrets);
    }

    fn redact(&mut self, secrets: &[Secret]) {
        let inner = &mut *self.0;
        let redaction = Redaction::of(secrets);
        redaction.apply(inner.message.to_mut());
        if inner.quotes_body {
            // Not before: of a secret that is cut in two, the first half would not be known any more.
            let message = inner.message.to_mut();
            let end = (0..=MESSAGE_LIMIT).rev().find(|end| message.is_char_boundary(*end));
            message.truncate(end.unwrap_or_default());
        }
        let named = [&mut inner.code, &mut inner.request_id, &mut inner.path];
        let details = inner.details.iter_mut().map(|(_, text)| text);
        for text in named.into_iter().flatten().chain(details) {
            redaction.apply(text);
        }
        let source = inner.source.as_mut();
        if let Some(cause) = source.and_then(|source| source.downcast_mut::<Cause>()) {
            cause.each(&|text| redaction.apply(text));
        }
    }

    /// Marks a message that is the beginning of the body.
    pub(in super::super) fn quoting_body(mut self) -> Self {
        self.0.quotes_body = true;
        self
    }

    /// Marks a failure that another attempt may not meet.
    pub(crate) fn transient(mut self) -> Self {
        self.0.transient = true;
        self
    }

    /// Marks a failure before anything was sent.
    pub(in super::super) fn unsent(mut self) -> Self {
        self.0.unsent = true;
        self
    }
}
