//! A successful response whose status decides how it is decoded.

use serde::de::DeserializeOwned;

use super::{
    decode::{self, Accepted},
    error::{Error, ErrorKind},
    response::Head,
};

/// A successful response that is not decoded yet.
pub struct Received(Accepted);

/// A decoded response.
pub struct Decoded<T> {
    value: T,
    head: Head,
}

impl Received {
    pub(super) fn new(accepted: Accepted) -> Self {
        Self(accepted)
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.0.response.head.status
    }

    /// Decodes the body as JSON.
    pub fn json<T: DeserializeOwned, U>(self, into: impl FnOnce(T) -> U) -> Result<Decoded<U>, Error> {
        Ok(Decoded::new(self.0.json()?, into))
    }

    /// Decodes the body as text.
    pub fn text<U>(self, into: impl FnOnce(String) -> U) -> Result<Decoded<U>, Error> {
        Ok(Decoded::new(decode::text(self.0.response)?, into))
    }

    /// Returns the body as it is.
    pub fn bytes<U>(self, into: impl FnOnce(Vec<u8>) -> U) -> Result<Decoded<U>, Error> {
        let response = self.0.response;
        Ok(Decoded::new((response.body.into(), response.head), into))
    }

    /// Ignores the body, unless it is an error.
    pub fn empty<U>(self, value: U) -> Result<Decoded<U>, Error> {
        let head = self.0.into_success()?.head;
        Ok(Decoded { value, head })
    }

    /// Fails: the document does not declare the status. No response gets here that `Operation::success` does not include.
    pub fn undeclared<U>(self) -> Result<Decoded<U>, Error> {
        let response = self.0.response;
        let error = Error::new(ErrorKind::UnexpectedStatus, "the document does not declare this status");
        Err(error
            .with_status(response.head.status)
            .with_request_id(response.head.request_id)
            .with_headers(response.head.headers)
            .with_raw_body(response.body))
    }
}

impl<U> Decoded<U> {
    fn new<T>((value, head): (T, Head), into: impl FnOnce(T) -> U) -> Self {
        Self {
            value: into(value),
            head,
        }
    }

    pub(super) fn into_parts(self) -> (U, Head) {
        (self.value, self.head)
    }
}
