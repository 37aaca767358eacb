//! A successful response: the decoded value, and what came with it.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    str::FromStr,
    time::SystemTime,
};

use bytes::Bytes;
use reqwest::header::{DATE, HeaderMap};

use super::error::Error;

/// A successful response.
///
/// It derefs to the decoded value, whose fields can be read directly. [`into_inner`](Response::into_inner) returns the
/// value itself.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    head: Head,
}

/// The head of a response: everything except the body.
#[derive(Clone)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) request_id: Option<String>,
    /// How many attempts it took.
    pub(super) attempts: u32,
    /// The body, if the call keeps it.
    pub(super) body: Option<Bytes>,
}

impl Head {
    /// When the response was sent, by the server's clock.
    pub(super) fn date(&self) -> Option<SystemTime> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        httpdate::parse_http_date(date).ok()
    }
}

impl<T> Response<T> {
    pub(super) fn new(value: T, head: Head) -> Self {
        Self { value, head }
    }

    /// The response with another value.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { value, head } = self;
        Response {
            value: change(value),
            head,
        }
    }

    /// Returns the decoded value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// Returns the number of attempts that the call took.
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// Returns the value of a header, if the response has it and it is text. If there are several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// Returns all headers, with their names in small letters. A name may come several times.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let headers = self.head.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// Returns the body as it was received, if the call was sent with [`keep_body`](super::CallOptions::keep_body).
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.head.body.as_deref()
    }

    /// Returns the ID that the service gave the request. Its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id.as_deref()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Omits the headers: a response may have a token in one of them.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.head.status)
            .field("request_id", &self.head.request_id)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

/// What has the headers of a response. Generated code reads the documented headers by it.
pub trait HasHeaders {
    /// Returns the value of a header, if it is there and is text. If there are several, the first.
    fn text(&self, name: &str) -> Option<&str>;

    /// Returns the value of a header as another type, if it is one.
    fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.trim().parse().ok()
    }
}

impl<T> HasHeaders for Response<T> {
    fn text(&self, name: &str) -> Option<&str> {
        self.header(name)
    }
}

impl HasHeaders for Error {
    fn text(&self, name: &str) -> Option<&str> {
        self.header(name)
    }
}
