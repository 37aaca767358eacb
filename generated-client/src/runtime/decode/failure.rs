//! Why a text cannot be decoded, and the error that says so.

use std::borrow::Cow;

use crate::runtime::{
    budget::Budget,
    error::{Cause, Error, ErrorKind},
    response::Head,
};

/// What of a text is not what the document says.
pub(in crate::runtime) struct DecodeFailure {
    kind: ErrorKind,
    message: Cow<'static, str>,
    cause: Option<Cause>,
    /// The path of the value that does not match; empty for the whole body.
    pub(in crate::runtime) path: String,
    /// Whether the text ends before it is whole. The connection reported a complete body, but something
    /// before that broke it off.
    part: bool,
}

impl DecodeFailure {
    pub(super) fn new(message: &'static str) -> Self {
        Self {
            kind: ErrorKind::Decode,
            message: message.into(),
            cause: None,
            path: String::new(),
            part: false,
        }
    }

    /// A value that takes more memory than the client allows.
    pub(in crate::runtime) fn too_large(budget: &Budget) -> Self {
        let message = format!(
            "the decoded response takes more than {} KiB of memory; a larger `response_value_limit` of the client allows more",
            budget.limit() >> 10
        );
        Self {
            kind: ErrorKind::TooLarge,
            message: message.into(),
            ..Self::new("")
        }
    }

    /// A text that is not JSON.
    pub(super) fn no_json(cause: &serde_json::Error) -> Self {
        Self {
            part: cause.is_eof(),
            ..Self::new("the response is not JSON").because(cause)
        }
    }

    pub(super) fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(Cause::new(cause));
        self
    }

    /// Says which value does not match.
    pub(super) fn at(self, path: String) -> Self {
        Self { path, ..self }
    }

    /// The error, with the text that it is about.
    pub(in crate::runtime) fn into_error(self, head: &Head, body: impl Into<Vec<u8>>) -> Error {
        let too_large = self.kind == ErrorKind::TooLarge;
        let error = self
            .describe()
            .with_status(head.status)
            .with_request_id(head.request_id.clone())
            .after(head.attempts);
        if too_large {
            error.with_date(head.date())
        } else {
            error.with_raw_body(body)
        }
    }

    /// The error, without the response that it is about.
    pub(in crate::runtime) fn describe(self) -> Error {
        let mut error = Error::new(self.kind, self.message);
        if let Some(cause) = self.cause {
            error = error.with_source(cause);
        }
        if self.part {
            error = error.transient();
        }
        if self.path.is_empty() {
            error
        } else {
            error.with_path(self.path)
        }
    }
}
