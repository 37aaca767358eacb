//! Responses and errors that no service sent, for tests of functions that take them.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::super::{
    error::{Class, Classifier, Error, ErrorKind},
    response::{Head, Response},
    timeout::Timeout,
};

/// Makes a `Response`: a value, and what comes with it.
///
/// ```
/// use huaweicloud_hss::test_util::ResponseBuilder;
///
/// let response = ResponseBuilder::new(vec![1, 2]).header("X-Total", "2").build();
/// assert_eq!((response.len(), response.status()), (2, 200));
/// assert_eq!(response.header("x-total"), Some("2"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is made until `build` is called"]
pub struct ResponseBuilder<T> {
    value: T,
    status: u16,
    attempts: u32,
    request_id: Option<String>,
    headers: HeaderMap,
}

impl<T> ResponseBuilder<T> {
    /// Begins with a value, status 200, one attempt, and no headers.
    pub fn new(value: T) -> Self {
        Self {
            value,
            status: 200,
            attempts: 1,
            request_id: None,
            headers: HeaderMap::new(),
        }
    }

    /// Sets the status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Sets how many attempts the call took.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the ID that the service gave the request.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Adds a header.
    ///
    /// # Panics
    /// Panics if HTTP does not allow the name or the value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        add(&mut self.headers, name, value);
        self
    }

    /// Returns the response.
    pub fn build(self) -> Response<T> {
        let head = Head {
            status: self.status,
            headers: self.headers,
            request_id: self.request_id,
            attempts: self.attempts,
            body: None,
        };
        Response::new(self.value, head)
    }
}

/// Makes an `Error`.
///
/// ```
/// use huaweicloud_hss::{ErrorKind, test_util::ErrorBuilder};
///
/// let error = ErrorBuilder::api(404, "X.1", "there is no such thing").request_id("r-1").build();
/// assert!(error.is_not_found());
/// assert_eq!((error.code(), error.request_id()), (Some("X.1"), Some("r-1")));
///
/// let error = ErrorBuilder::of(ErrorKind::Transport, "no connection was made").build();
/// assert!(error.is_transport() && error.is_retryable());
/// ```
///
/// A client may know what the codes of its service mean. Where it does, use its own constructor, such as `service`, or
/// have a [`MockTransport`](super::MockTransport) reply with the error.
#[derive(Debug)]
#[must_use = "nothing is made until `build` is called"]
pub struct ErrorBuilder {
    error: Error,
    headers: HeaderMap,
    classifier: Option<Classifier>,
}

impl ErrorBuilder {
    /// Begins an error of the API, with a status, a code and a message.
    pub fn api(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let error = Error::new(ErrorKind::Api, message.into());
        Self::from(error.with_status(status).with_code(Some(code.into())).after(1))
    }

    /// Begins an error of another kind. Failures of the connection are such as may pass.
    pub fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        let error = Error::new(kind, message.into());
        Self::from(match kind {
            ErrorKind::Transport => error.transient().after(1),
            ErrorKind::InvalidArgument => error,
            _ => error.after(1),
        })
    }

    /// Begins the error that a timeout expired.
    pub fn timeout(which: Timeout) -> Self {
        let error = Error::new(ErrorKind::Timeout, "a timeout expired");
        Self::from(error.with_timeout(which).after(1))
    }

    fn from(error: Error) -> Self {
        Self {
            error,
            headers: HeaderMap::new(),
            classifier: None,
        }
    }

    fn change(mut self, change: impl FnOnce(Error) -> Error) -> Self {
        self.error = change(self.error);
        self
    }

    /// Sets what the codes of errors mean.
    pub(crate) fn classified(mut self, classifier: fn(&str) -> Option<Class>) -> Self {
        self.classifier = Some(classifier);
        self
    }

    /// Sets the `operationId` of the operation.
    pub fn operation(self, id: &'static str) -> Self {
        self.change(|error| error.during(id))
    }

    /// Sets the status.
    pub fn status(self, status: u16) -> Self {
        self.change(|error| error.with_status(status))
    }

    /// Sets the ID that the service gave the request.
    pub fn request_id(self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.change(|error| error.with_request_id(Some(id)))
    }

    /// Sets how long to wait before another attempt.
    pub fn retry_after(self, wait: Duration) -> Self {
        self.change(|error| error.with_retry_after(Some(wait)))
    }

    /// Sets the number of attempts.
    pub fn attempts(self, attempts: u32) -> Self {
        self.change(|error| error.after(attempts))
    }

    /// Sets the body of the response.
    pub fn raw_body(self, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        self.change(|error| error.with_raw_body(body))
    }

    /// Adds a header of the response.
    ///
    /// # Panics
    /// Panics if HTTP does not allow the name or the value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        add(&mut self.headers, name, value);
        self
    }

    /// Returns the error.
    pub fn build(self) -> Error {
        let error = self.error.with_headers(self.headers);
        error.classified(self.classifier)
    }
}

#[track_caller]
fn add(headers: &mut HeaderMap, name: &str, value: &str) {
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        (Ok(name), Ok(value)) => {
            headers.append(name, value);
        }
        _ => panic!("HTTP does not allow the header `{name}` with this value"),
    }
}
