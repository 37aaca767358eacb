//! A request that was sent, for a test to look at.

use std::fmt;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::super::{
    redact::Redaction,
    secret::Secret,
    transport::{TransportError, TransportRequest},
};

/// A request that was sent. `Debug` masks its credentials.
#[derive(Clone)]
pub struct SentRequest {
    operation: &'static str,
    method: String,
    url: Url,
    query: Vec<(String, String)>,
    headers: Vec<Header>,
    body: Bytes,
    secrets: Vec<Secret>,
}

#[derive(Clone)]
struct Header {
    name: String,
    value: Vec<u8>,
    is_secret: bool,
}

impl SentRequest {
    /// Reads the request, with its body.
    pub(super) async fn read(request: &mut TransportRequest) -> Result<Self, TransportError> {
        let url = Url::parse(request.url());
        let url = url.map_err(|cause| TransportError::permanent("the address is not a URL").with_source(cause))?;
        let body = request.body().await?;
        let pairs = url.query_pairs();
        let query = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
        let headers = request.headers().map(|(name, value)| Header {
            name: name.to_owned(),
            value: value.to_owned(),
            is_secret: request.is_secret(name),
        });
        Ok(Self {
            operation: request.operation(),
            method: request.method().to_owned(),
            query: query.collect(),
            headers: headers.collect(),
            body,
            secrets: request.secrets().to_vec(),
            url,
        })
    }

    /// Returns the `operationId` of the operation.
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// Returns the HTTP method, in capitals.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the host that it was sent to.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Returns the path as it was sent, percent-encoded.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns the pairs of the query, decoded, in the order in which they were sent.
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// Returns the decoded value of a parameter of the query. If there are several, the first.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the value of a header, if it was sent and is text. If there are several, the first. Credentials are not
    /// masked.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let header = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(&header.value).ok()
    }

    /// Returns the headers: their names in small letters, their values as bytes.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let headers = self.headers.iter();
        headers.map(|header| (header.name.as_str(), &*header.value))
    }

    /// Returns the bytes of the body; empty if there was none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// Returns an error if the body is not JSON, or not of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// One line as that of `Display`, with the query, in which secrets are masked.
    pub(super) fn in_full(&self) -> String {
        let mut target = self.masked(self.path());
        for (index, (name, value)) in self.query.iter().enumerate() {
            let separator = if index == 0 { '?' } else { '&' };
            target.push_str(&format!("{separator}{name}={}", self.masked(value)));
        }
        format!("{} {target} ({})", self.method, self.operation)
    }

    /// Masks the secrets of the request in a text. One that is too short to be searched for is masked if it is the whole
    /// text.
    fn masked(&self, text: &str) -> String {
        if self.secrets.iter().any(|secret| secret.expose() == text) {
            return "REDACTED".to_owned();
        }
        let mut text = text.to_owned();
        Redaction::of(&self.secrets).apply(&mut text);
        text
    }
}

/// One line: method, path and operation. The query may have credentials, and is left out.
impl fmt::Display for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.method, self.masked(self.path()), self.operation)
    }
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = self.query.iter();
        let query: Vec<_> = query.map(|(name, value)| (name, self.masked(value))).collect();
        let headers = self.headers.iter().map(|header| {
            let value = match header.is_secret {
                true => "REDACTED".to_owned(),
                false => self.masked(&String::from_utf8_lossy(&header.value)),
            };
            (&header.name, value)
        });
        f.debug_struct("SentRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("host", &self.host())
            .field("path", &self.masked(self.path()))
            .field("query", &query)
            .field("headers", &headers.collect::<Vec<_>>())
            .field("body", &self.masked(&String::from_utf8_lossy(&self.body)))
            .finish()
    }
}

/// A path or a part of one, without its escapes.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
