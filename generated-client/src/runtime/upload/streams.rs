//! What sources are read from, as streams of chunks.

use std::{
    error::Error as StdError,
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

#[cfg(feature = "stream")]
use super::Chunks;
use super::{Cause, Failure};

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// The bytes of a reader until its end.
pub(super) struct ReaderStream<R> {
    reader: Pin<Box<R>>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead> ReaderStream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader: Box::pin(reader),
            buffer: vec![0; CHUNK],
        }
    }
}

impl<R: AsyncRead> Stream for ReaderStream<R> {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = &mut *self;
        let mut buffer = ReadBuf::new(buffer);
        let read = ready!(reader.as_mut().poll_read(context, &mut buffer));
        Poll::Ready(match read {
            Err(cause) => Some(Err(failed("failed", cause.into()))),
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(buffer.filled()))),
        })
    }
}

/// The chunks of a stream, with its error as text.
#[cfg(feature = "stream")]
pub(super) fn converted<S, B, E>(stream: S) -> Chunks
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    Box::pin(Converted(Box::pin(stream)))
}

#[cfg(feature = "stream")]
struct Converted<S>(Pin<Box<S>>);

#[cfg(feature = "stream")]
impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(next.map(|chunk| chunk.map(Into::into).map_err(|cause| failed("failed", cause.into()))))
    }
}

/// One chunk.
pub(super) struct InMemory(Option<Bytes>);

impl InMemory {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self(Some(bytes))
    }
}

impl Stream for InMemory {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// A reader that has to be opened first.
pub(super) enum OpenedReader<O, R> {
    Opening(Pin<Box<O>>),
    Reading(ReaderStream<R>),
}

impl<O, R> OpenedReader<O, R> {
    pub(super) fn new(opening: O) -> Self {
        Self::Opening(Box::pin(opening))
    }
}

impl<O, R> Stream for OpenedReader<O, R>
where
    O: Future<Output = io::Result<R>>,
    R: AsyncRead,
{
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut *self {
                Self::Reading(reader) => return Pin::new(reader).poll_next(context),
                Self::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(reader) => *self = Self::Reading(ReaderStream::new(reader)),
                    Err(cause) => return Poll::Ready(Some(Err(failed("could not be opened", cause.into())))),
                },
            }
        }
    }
}

fn failed(what: &str, cause: Box<dyn StdError + Send + Sync>) -> Failure {
    Failure::Of(format!("cannot be sent: its stream {what}"), Cause::chain(&*cause))
}
