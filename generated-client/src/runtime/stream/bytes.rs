//! Bytes, as they arrive.

use std::{
    fmt,
    future::poll_fn,
    io::Write,
    task::{Context, Poll},
};

use super::driven::{Driven, Source};
use crate::runtime::{
    error::{Cause, Error, ErrorKind},
    opened::Opened,
    readable::reader,
};

/// The body of a response, piece by piece.
///
/// It has no limit of its length. Each piece may take as long as an attempt may. It ends after the last piece, and after
/// the first error; a body that is shorter than it was announced is an error.
#[must_use = "nothing is received before `next`"]
pub struct ByteStream(Driven<Pieces>);

struct Pieces {
    opened: Opened,
    piece: Option<Vec<u8>>,
}

impl Source for Pieces {
    type Item = Vec<u8>;

    fn received(&mut self) -> Option<Result<Vec<u8>, Error>> {
        self.piece.take().map(Ok)
    }

    async fn receive(&mut self) -> Result<bool, Error> {
        self.piece = self.opened.chunk().await?.map(Vec::from);
        Ok(self.piece.is_some())
    }
}

impl ByteStream {
    pub(super) fn new(opened: Opened) -> Self {
        Self(Driven::new(Pieces { opened, piece: None }))
    }

    /// Returns the next piece. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, Error>>> {
        self.0.poll(context)
    }

    /// Writes the rest of the body to `writer`, a file for example, and returns its length.
    ///
    /// # Errors
    /// Returns an error if the connection breaks off, or if writing fails. What came before was written.
    pub async fn download(&mut self, mut writer: impl Write) -> Result<u64, Error> {
        let failed = |cause: &std::io::Error| {
            Error::new(ErrorKind::Transport, "the response could not be written").with_source(Cause::chain(cause))
        };
        let mut length = 0;
        while let Some(piece) = self.next().await {
            let piece = piece?;
            writer.write_all(&piece).map_err(|cause| failed(&cause))?;
            length += piece.len() as u64;
        }
        writer.flush().map_err(|cause| failed(&cause))?;
        Ok(length)
    }
}

reader!([] ByteStream, Vec<u8>);

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}
