//! A response that is coming in: from the HTTP client, or from a transport of the caller.

use bytes::Bytes;
use reqwest::{
    Method,
    header::{CONTENT_LENGTH, HeaderMap},
};

use super::{
    error::Error,
    failure::Failures,
    transport::{TransportBody, TransportError, TransportResponse},
};

/// What a failure of a body says.
const BROKE_OFF: &str = "the response broke off";

/// After how many chunks of a transport other tasks have their turn. What has each chunk ready at once would otherwise keep
/// them, and the timeouts of the call, from running.
const TURN: u32 = 64;

/// A response whose body was not read yet.
pub(super) enum Incoming {
    Http(reqwest::Response),
    Own(Own),
}

/// The response of a transport.
pub(super) struct Own {
    status: u16,
    headers: HeaderMap,
    body: TransportBody,
    /// The length of the body that the response states.
    stated: Option<u64>,
    received: u64,
    /// How many chunks came, empty ones included.
    chunks: u32,
}

impl Own {
    /// `method` is that of the request: the response to `HEAD` states the length of a body that it does not have.
    pub(super) fn new(response: TransportResponse, method: &Method) -> Result<Self, TransportError> {
        let (status, headers, mut body) = response.into_parts()?;
        let has_body = *method != Method::HEAD && !matches!(status, 204 | 304);
        if !has_body {
            // As over a connection, where these bytes would be the beginning of the next response.
            body = TransportBody::Memory(Bytes::new());
        }
        let stated = headers.get(CONTENT_LENGTH).filter(|_| has_body);
        let stated = stated.and_then(|length| length.to_str().ok()?.trim().parse().ok());
        Ok(Self {
            status,
            headers,
            body,
            stated,
            received: 0,
            chunks: 0,
        })
    }

    fn length(&self) -> Option<u64> {
        match &self.body {
            TransportBody::Memory(bytes) if self.received == 0 => Some(bytes.len() as u64),
            _ => self.stated,
        }
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.chunks = self.chunks.wrapping_add(1);
        if self.chunks.is_multiple_of(TURN) {
            // Before the chunk, which would be lost if the caller stopped waiting here.
            tokio::task::yield_now().await;
        }
        let chunk = match &mut self.body {
            TransportBody::Memory(bytes) if bytes.is_empty() => None,
            TransportBody::Memory(bytes) => Some(std::mem::take(bytes)),
            TransportBody::Chunks(chunks) => chunks.chunk().await?,
        };
        let is_end = chunk.is_none();
        self.received += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        match self.stated {
            Some(stated) if self.received > stated || (is_end && self.received < stated) => {
                let received = self.received;
                Err(TransportError::interrupted(format!(
                    "the body has {received} bytes{}, but `Content-Length` is {stated}",
                    if is_end { "" } else { " or more" }
                )))
            }
            _ => Ok(chunk),
        }
    }
}

impl Incoming {
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Http(response) => response.status().as_u16(),
            Self::Own(own) => own.status,
        }
    }

    pub(super) fn take_headers(&mut self) -> HeaderMap {
        std::mem::take(match self {
            Self::Http(response) => response.headers_mut(),
            Self::Own(own) => &mut own.headers,
        })
    }

    /// The length of the body, if it is known before it was read.
    pub(super) fn content_length(&self) -> Option<u64> {
        match self {
            Self::Http(response) => response.content_length(),
            Self::Own(own) => own.length(),
        }
    }

    /// The next piece of the body; none at its end.
    pub(super) async fn chunk(&mut self, failures: Failures) -> Result<Option<Bytes>, Error> {
        match self {
            Self::Http(response) => response.chunk().await.map_err(|cause| failures.of(BROKE_OFF, cause)),
            Self::Own(own) => own
                .chunk()
                .await
                .map_err(|cause| failures.of_transport(BROKE_OFF, &cause)),
        }
    }
}
