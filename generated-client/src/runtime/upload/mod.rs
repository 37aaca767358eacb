//! The body of a request as it is sent: bytes in memory, or pieces that are read from files and streams while they are
//! sent, in constant memory.
//!
//! Before each attempt all pieces are checked, so that a file that cannot be read is an error before anything is sent.
//! Files are opened again for each attempt. A stream that can be read only once is not sent again after something was
//! taken of it.

mod exact;
mod file;
mod reader;
mod sending;
mod source;
mod streams;

use std::{fmt, future::poll_fn, pin::Pin, sync::Arc};

use bytes::Bytes;
use futures_core::Stream;

pub use self::source::ByteSource;
use self::{exact::Exact, file::File, sending::Sending};
pub(super) use self::{reader::Reader, sending::Upload};
use super::error::{Cause, Error, ErrorKind};

/// What a stream yields, and how it fails.
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

/// Why the bytes of a source cannot be sent.
#[derive(Debug)]
enum Failure {
    /// Said by this module: a length that is not the stated one, for example. It follows the name of the source.
    Ours(String),
    /// The error of a stream or of the operating system, and what failed.
    Of(String, Cause),
}

impl Failure {
    /// The error for the source that is called `name`.
    fn into_error(self, kind: ErrorKind, name: &str) -> Error {
        match self {
            Self::Ours(text) => Error::new(kind, format!("{name} {text}")),
            Self::Of(text, cause) => Error::new(kind, format!("{name} {text}")).with_source(cause),
        }
    }
}

/// A part of a body. A body of one source has a single piece.
#[derive(Clone)]
pub(super) struct Piece {
    /// What errors call it, such as "`body`".
    name: Arc<str>,
    source: ByteSource,
    /// The file, once it was checked for an attempt.
    file: Option<File>,
}

/// The body of a request.
#[derive(Clone)]
pub(super) enum Payload {
    /// Bytes in memory, as of most requests.
    Memory(Bytes),
    /// Pieces of which at least one is read while it is sent.
    Pieces(Arc<[Piece]>),
}

impl Payload {
    /// A body of one source, which errors call `name`.
    pub(super) fn of(name: &str, source: ByteSource) -> Self {
        match source.into_memory() {
            Ok(bytes) => Self::Memory(bytes),
            Err(source) => Self::Pieces([Piece::new(name, source)].into()),
        }
    }

    /// A body of several sources, each with its name.
    pub(super) fn of_pieces(pieces: impl IntoIterator<Item = (String, ByteSource)>) -> Self {
        let pieces = pieces.into_iter();
        Self::Pieces(pieces.map(|(name, source)| Piece::new(&name, source)).collect())
    }

    /// The bytes, if they are in memory.
    pub(super) fn memory(&self) -> Option<&Bytes> {
        match self {
            Self::Memory(bytes) => Some(bytes),
            Self::Pieces(_) => None,
        }
    }

    /// Whether it can be sent now: nothing was taken of streams that can be read only once.
    pub(super) fn can_be_sent(&self) -> bool {
        match self {
            Self::Memory(_) => true,
            Self::Pieces(pieces) => pieces.iter().all(|piece| piece.source.can_be_read()),
        }
    }

    /// The number of bytes, if it is known of all pieces. That of a file is known after a check.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::Memory(bytes) => Some(bytes.len() as u64),
            Self::Pieces(pieces) => pieces
                .iter()
                .try_fold(0, |sum: u64, piece| sum.checked_add(piece.length()?)),
        }
    }

    /// Whether it has no bytes, as is known without reading.
    pub(super) fn is_empty(&self) -> bool {
        let is_read = |piece: &Piece| piece.file.is_none() && piece.source.memory().is_none();
        let is_stream = matches!(self, Self::Pieces(pieces) if pieces.iter().any(is_read));
        self.length() == Some(0) && !is_stream
    }

    /// Checks that all pieces can be read, and returns the body for one attempt.
    ///
    /// # Errors
    /// A file is missing or cannot be read, a stream was read already, or a length is not the stated one.
    pub(super) async fn check(&self) -> Result<Self, Error> {
        let Self::Pieces(pieces) = self else {
            return Ok(self.clone());
        };
        let mut checked = Vec::with_capacity(pieces.len());
        for piece in pieces.iter() {
            let outcome = piece.check().await;
            checked.push(outcome.map_err(|failure| failure.into_error(ErrorKind::InvalidArgument, &piece.name))?);
        }
        Ok(Self::Pieces(checked.into()))
    }

    /// Reads the body without sending it, for a hash of it.
    ///
    /// # Errors
    /// The body has a stream that can be read only once, or cannot be read.
    pub(super) async fn read(&self, mut each: impl FnMut(&[u8])) -> Result<(), Error> {
        let pieces = match self {
            Self::Memory(bytes) => {
                each(bytes);
                return Ok(());
            }
            Self::Pieces(pieces) => pieces,
        };
        if let Some(piece) = pieces.iter().find(|piece| piece.source.is_once()) {
            return Err(Error::invalid(format!(
                "{} is a stream that can be read only once, but the signature of this request has a hash of the body, which \
                 must be read before it is sent: send a file by its path, bytes in memory, or `ByteSource::reader_with`",
                piece.name
            )));
        }
        for piece in pieces.iter() {
            let failed = |failure: Failure| failure.into_error(ErrorKind::InvalidArgument, &piece.name);
            let mut chunks = piece.chunks().map_err(failed)?;
            while let Some(chunk) = poll_fn(|context| chunks.as_mut().poll_next(context)).await {
                each(&chunk.map_err(failed)?);
            }
        }
        Ok(())
    }

    /// The body as it is given to the HTTP client. `upload` learns why it could not be read.
    pub(super) fn into_body(self, upload: &mut Upload) -> reqwest::Body {
        // Of a body whose length is zero nothing would be read, and a stream that has more could not be noticed.
        let length = self.length().filter(|length| *length > 0);
        match self {
            Self::Memory(bytes) => bytes.into(),
            Self::Pieces(_) if self.is_empty() => Bytes::new().into(),
            Self::Pieces(pieces) => reqwest::Body::wrap(Sending::new(pieces, length, upload.begin())),
        }
    }

    /// The body as it is given to a transport of the caller. `upload` learns why it could not be read.
    pub(super) fn into_reader(self, upload: &mut Upload) -> Reader {
        let length = self.length().filter(|length| *length > 0);
        match self {
            Self::Memory(bytes) => Reader::Memory(bytes),
            Self::Pieces(_) if self.is_empty() => Reader::End,
            Self::Pieces(pieces) => Reader::Pieces(Box::new(Sending::new(pieces, length, upload.begin()))),
        }
    }
}

/// The length, or "stream" if it is not known.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => length.fmt(f),
            None => f.write_str("stream"),
        }
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Memory(bytes)
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes.into())
    }
}

impl Piece {
    fn new(name: &str, source: ByteSource) -> Self {
        Self {
            name: name.into(),
            source,
            file: None,
        }
    }

    fn length(&self) -> Option<u64> {
        match &self.file {
            Some(file) => Some(file.length),
            None => self.source.known_length(),
        }
    }

    async fn check(&self) -> Result<Self, Failure> {
        if !self.source.can_be_read() {
            return Err(Failure::Ours(
                "is a stream that was sent already, by another attempt or another call: it can be read only once; use \
                 `ByteSource::reader_with` to send it several times"
                    .to_owned(),
            ));
        }
        let file = match self.source.file_path() {
            Some(path) => Some(file::check(path).await?),
            None => None,
        };
        let checked = Self { file, ..self.clone() };
        let actual = match &checked.file {
            Some(file) => Some(file.length),
            None => self.source.memory().map(|bytes| bytes.len() as u64),
        };
        match (actual, self.source.stated_length()) {
            (Some(actual), Some(stated)) if actual != stated => Err(Failure::Ours(format!(
                "has {actual} bytes, but its length was set to {stated}"
            ))),
            _ => Ok(checked),
        }
    }

    /// The bytes, from the beginning.
    fn chunks(&self) -> Result<Chunks, Failure> {
        let chunks = match &self.file {
            Some(file) => file.chunks(),
            None => self.source.chunks()?,
        };
        Ok(match self.length() {
            Some(length) => Box::pin(Exact::new(chunks, length)),
            None => chunks,
        })
    }
}
