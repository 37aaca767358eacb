//! A response as a transport returns it.

use std::fmt;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{BoxFuture, TransportError};

/// The most headers that a response may have.
const MOST_HEADERS: usize = 10_000;

/// A response, which a [`Transport`](super::Transport) returns: status, headers and body.
#[must_use]
pub struct TransportResponse {
    status: u16,
    headers: HeaderMap,
    /// Why the headers cannot be those of a response.
    invalid: Option<String>,
    body: TransportBody,
}

/// The body of a response.
pub(in super::super) enum TransportBody {
    Memory(Bytes),
    Chunks(Box<dyn ResponseBody>),
}

/// The body of a response, which arrives in chunks.
pub trait ResponseBody: Send + 'static {
    /// Returns the next chunk, and `None` after the last one. It is not called again after that, nor after an error.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

impl TransportResponse {
    /// Creates a response without headers and body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            invalid: None,
            body: TransportBody::Memory(Bytes::new()),
        }
    }

    /// Adds a header. A name may be added several times. A name or a value that HTTP does not allow fails the call, and so do
    /// more than 10,000 headers.
    pub fn with_header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        let name = name.as_ref();
        match (HeaderName::from_bytes(name), HeaderValue::from_bytes(value.as_ref())) {
            // What holds the headers panics beyond 32,768.
            (Ok(_), Ok(_)) if self.headers.len() >= MOST_HEADERS => {
                self.invalid = Some(format!("more than {MOST_HEADERS} headers"));
            }
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
            }
            _ => {
                let name = String::from_utf8_lossy(name);
                self.invalid = Some(format!("a header `{name}` that HTTP does not allow"));
            }
        }
        self
    }

    /// Sets the body.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = TransportBody::Memory(body.into());
        self
    }

    /// Sets a body that arrives in chunks.
    pub fn with_chunks(mut self, body: impl ResponseBody) -> Self {
        self.body = TransportBody::Chunks(Box::new(body));
        self
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers: their names in small letters, their values as bytes.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// Returns status, headers and body, if they are possible in HTTP.
    pub(in super::super) fn into_parts(self) -> Result<(u16, HeaderMap, TransportBody), TransportError> {
        if let Some(what) = self.invalid {
            return Err(TransportError::permanent(format!("the transport returned {what}")));
        }
        if !(200..=999).contains(&self.status) {
            let message = format!(
                "the transport returned the status {}, which no response has",
                self.status
            );
            return Err(TransportError::permanent(message));
        }
        Ok((self.status, self.headers, self.body))
    }
}

/// Without the values of headers, and without the body.
impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}
