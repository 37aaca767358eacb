//! A stream whose length was stated: it must have as many bytes.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::{Chunks, Failure};

/// Passes a stream on, and fails if it has fewer or more bytes than were stated.
///
/// The last bytes are passed on only after the stream has ended: with them the request would be complete, and what
/// is wrong with it could no longer be noticed.
pub(super) struct Exact {
    chunks: Chunks,
    stated: u64,
    received: u64,
    last: Option<Bytes>,
}

impl Exact {
    pub(super) fn new(chunks: Chunks, stated: u64) -> Self {
        Self {
            chunks,
            stated,
            received: 0,
            last: None,
        }
    }
}

impl Stream for Exact {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(chunk) = ready!(self.chunks.as_mut().poll_next(context)) else {
                let (stated, received) = (self.stated, self.received);
                return Poll::Ready(if received < stated {
                    Some(Err(Failure::Ours(format!(
                        "ended after {received} bytes, but its length is {stated}"
                    ))))
                } else {
                    self.last.take().map(Ok)
                });
            };
            let chunk = chunk?;
            if chunk.is_empty() {
                continue;
            }
            self.received = self.received.saturating_add(chunk.len() as u64);
            if self.received > self.stated {
                let stated = self.stated;
                return Poll::Ready(Some(Err(Failure::Ours(format!(
                    "has more bytes than its length, which is {stated}"
                )))));
            }
            if self.received < self.stated {
                return Poll::Ready(Some(Ok(chunk)));
            }
            self.last = Some(chunk);
        }
    }
}
