//! A request as a transport sends it.

use std::fmt;

use bytes::{Bytes, BytesMut};
use reqwest::{
    Method, Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

#[cfg(feature = "test-util")]
use super::super::facts::ErrorBody;
use super::{
    super::{facts::Api, redact::Redaction, secret::Secret, upload::Reader},
    TransportError,
};

/// A complete request, which a [`Transport`](super::Transport) sends.
pub struct TransportRequest {
    operation: &'static str,
    method: String,
    url: String,
    headers: HeaderMap,
    body: Reader,
    secrets: Vec<Secret>,
    /// How the document says that errors look.
    #[cfg(feature = "test-util")]
    error_body: &'static ErrorBody,
}

impl TransportRequest {
    /// Creates a request without a body.
    pub(in super::super) fn new(
        operation: &'static str,
        method: &Method,
        url: Url,
        headers: HeaderMap,
        (api, secrets): (&'static Api, Vec<Secret>),
    ) -> Self {
        #[cfg(not(feature = "test-util"))]
        let _ = api;
        Self {
            operation,
            method: method.as_str().to_owned(),
            url: url.into(),
            headers,
            body: Reader::default(),
            secrets,
            #[cfg(feature = "test-util")]
            error_body: &api.error_body,
        }
    }

    /// Sets the body.
    pub(in super::super) fn with_body(mut self, body: Reader) -> Self {
        self.body = body;
        self
    }

    /// Returns the `operationId` of the operation. A request of credentials, such as a login, has a name of its own.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the HTTP method, in capitals.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the absolute URL, with its path and query as they are to be sent. It has no fragment.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the headers: their names in small letters, their values as bytes. A name may occur several times.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// Returns the value of a header. If there are several, the first.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.get(name).map(HeaderValue::as_bytes)
    }

    /// Returns whether a header has credentials, which must not be logged.
    pub fn is_secret(&self, name: &str) -> bool {
        const ALWAYS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
        let is_sensitive = || self.headers.get_all(name).iter().any(HeaderValue::is_sensitive);
        ALWAYS.iter().any(|known| name.eq_ignore_ascii_case(known)) || is_sensitive()
    }

    /// Returns the length of the body in bytes, 0 if there is none; `None` if it is not known before it was read.
    pub fn body_length(&self) -> Option<u64> {
        self.body.length()
    }

    /// Returns the next chunk of the body, and `None` after the last one. A body in memory is one chunk. Files and
    /// streams are read meanwhile.
    ///
    /// # Errors
    /// Returns an error if the body could not be read. Return it: the call's error has the details.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let chunk = self.body.chunk().await;
        chunk.map_err(TransportError::interrupted)
    }

    /// Returns the rest of the body, read into memory.
    ///
    /// # Errors
    /// Returns an error if the body could not be read. Return it: the call's error has the details.
    pub async fn body(&mut self) -> Result<Bytes, TransportError> {
        let first = self.chunk().await?.unwrap_or_default();
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        let mut all = BytesMut::from(&*first);
        all.extend_from_slice(&second);
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    #[cfg(feature = "test-util")]
    pub(in super::super) fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    #[cfg(feature = "test-util")]
    pub(in super::super) fn error_body(&self) -> &'static ErrorBody {
        self.error_body
    }
}

/// Without the values of headers, and without secrets in the URL.
impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.url.clone();
        Redaction::of(&self.secrets).apply(&mut url);
        let headers: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("TransportRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &headers)
            .field("body_length", &self.body.length())
            .finish_non_exhaustive()
    }
}
