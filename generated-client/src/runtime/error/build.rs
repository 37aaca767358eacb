//! Setters for the parts of an error, and the removal of secrets from it.

use std::{
    error::Error as StdError,
    ops::Range,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::header::{HeaderMap, HeaderValue};

use super::{
    super::{
        redact::{Redaction, redact_identifier, truncate},
        secret::Secret,
        timeout::Timeout,
    },
    Error, ErrorKind,
    format::Cause,
};

/// The greatest length of a message that quotes a body. The whole body is the raw body.
const MESSAGE_LIMIT: usize = 1024;

impl Error {
    pub(crate) fn during(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Adds what caused the error.
    #[doc(hidden)]
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self.0.removed = None;
        self
    }

    pub(crate) fn with_status(mut self, status: impl Into<Option<u16>>) -> Self {
        self.0.status = status.into();
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(in super::super) fn with_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(crate) fn details(&self) -> &[(&'static str, String)] {
        &self.0.details
    }

    pub(crate) fn with_details(mut self, details: Vec<(&'static str, String)>) -> Self {
        self.0.details = details;
        self
    }

    pub(in super::super) fn with_timeout(mut self, timeout: Timeout) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    /// When the response was sent, by the server's clock.
    pub(in super::super) fn with_date(mut self, date: Option<SystemTime>) -> Self {
        self.0.date = date;
        self
    }

    pub(in super::super) fn date(&self) -> Option<SystemTime> {
        self.0.date
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Adds to the message what was being waited for.
    pub(in super::super) fn waiting_for(mut self, what: &str) -> Self {
        self.0.message = format!("{}: it was waiting for {what}", self.0.message).into();
        self
    }

    /// Sets the number of attempts.
    pub(in super::super) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(in super::super) fn with_raw_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.0.raw_body = Some(body.into());
        self
    }

    pub(in super::super) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.0.headers = Some(Box::new(headers));
        self
    }

    /// Removes secrets from the text of a response: a gateway may repeat the request that it rejects.
    ///
    /// This takes long if the text is long, and is not repeated for secrets that were removed before.
    pub(in super::super) fn without(mut self, secrets: &[Secret]) -> Self {
        let digests: Vec<_> = secrets.iter().map(Secret::digest).collect();
        let is_removed = |removed: &Vec<u64>| digests.iter().all(|digest| removed.contains(digest));
        if self.0.removed.as_ref().is_some_and(is_removed) {
            return self;
        }
        self.redact(secrets, &Arc::new(Redaction::of(secrets)));
        self.0.removed = Some(digests);
        self
    }

    /// How many bytes of text from outside are searched for secrets.
    pub(in super::super) fn outside_length(&self) -> usize {
        let inner = &*self.0;
        let details = inner.details.iter().map(|(_, text)| text.len());
        let source = inner.source.as_ref().and_then(|source| source.downcast_ref::<Cause>());
        inner.outside.as_ref().map_or(0, Range::len)
            + details.sum::<usize>()
            + inner.path.as_ref().map_or(0, String::len)
            + inner
                .headers
                .iter()
                .flat_map(|headers| headers.values())
                .map(HeaderValue::len)
                .sum::<usize>()
            + source.map_or(0, Cause::outside_length)
    }

    /// Completes an error about the response of another one.
    pub(in super::super) fn about(mut self, other: &Self) -> Self {
        self.0.operation = other.0.operation;
        self.0.status = other.0.status;
        self.0.request_id.clone_from(&other.0.request_id);
        self.0.attempts = other.0.attempts;
        if let Some(redaction) = &other.0.redaction {
            self.redact(&[], redaction);
        }
        self
    }

    /// Completes an error that is part of a response.
    pub(in super::super) fn complete(&mut self, operation: &'static str, attempts: u32) {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
    }

    /// Removes secrets like [`without`](Self::without). `redaction` is of the same secrets: it is made once for many errors.
    pub(in super::super) fn redact(&mut self, secrets: &[Secret], redaction: &Arc<Redaction>) {
        let inner = &mut *self.0;
        // The first to redact an error knows all secrets.
        if inner.raw_body.is_some() {
            inner.redaction.get_or_insert_with(|| redaction.clone());
        }
        if let Some(range) = inner.outside.take() {
            let message = inner.message.to_mut();
            let mut outside = message[range.clone()].to_owned();
            redaction.apply(&mut outside);
            if inner.quotes_body {
                // Not before: of a secret that is cut in two, the first half would not be recognised any more.
                truncate(&mut outside, MESSAGE_LIMIT);
            }
            inner.outside = Some(range.start..range.start + outside.len());
            message.replace_range(range, &outside);
        }
        for identifier in [&mut inner.code, &mut inner.request_id] {
            redact_identifier(identifier, secrets);
        }
        let details = inner.details.iter_mut().map(|(_, text)| text);
        for text in inner.path.as_mut().into_iter().chain(details) {
            redaction.apply(text);
        }
        for value in inner.headers.iter_mut().flat_map(|headers| headers.values_mut()) {
            let Ok(text) = value.to_str() else { continue };
            let mut hidden = text.to_owned();
            redaction.apply(&mut hidden);
            if hidden != text {
                *value = HeaderValue::from_str(&hidden).unwrap_or_else(|_| HeaderValue::from_static("REDACTED"));
            }
        }
        let source = inner.source.as_mut();
        if let Some(cause) = source.and_then(|source| source.downcast_mut::<Cause>()) {
            cause.each(&|text| redaction.apply(text));
        }
    }

    /// Marks the whole message as text from outside, which is searched for secrets.
    pub(crate) fn quoted(mut self) -> Self {
        self.0.outside = Some(0..self.0.message.len());
        self
    }

    /// An error whose message quotes text from outside, which is searched for secrets.
    pub(in super::super) fn quoting(kind: ErrorKind, before: &str, quoted: &str, after: &str) -> Self {
        let mut error = Self::new(kind, format!("{before}{quoted}{after}"));
        error.0.outside = Some(before.len()..before.len() + quoted.len());
        error
    }

    /// Marks a message that is the beginning of the body.
    pub(in super::super) fn quoting_body(mut self) -> Self {
        self.0.quotes_body = true;
        self.quoted()
    }

    /// Marks an error that another attempt may avoid.
    pub(crate) fn transient(mut self) -> Self {
        self.0.transient = true;
        self
    }

    /// Says why there was no other attempt.
    pub(in super::super) fn not_repeated(mut self, reason: &'static str) -> Self {
        self.0.not_repeated = Some(reason);
        self
    }

    /// Marks an error before anything was sent.
    pub(in super::super) fn unsent(mut self) -> Self {
        self.0.unsent = true;
        self
    }
}
