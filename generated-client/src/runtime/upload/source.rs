//! Where the bytes of a body or of a file come from.

use std::{
    borrow::Cow,
    fmt,
    future::Future,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
#[cfg(feature = "stream")]
use futures_core::Stream;
use tokio::io::AsyncRead;

#[cfg(feature = "stream")]
use super::streams::converted;
use super::{
    Chunks, Failure,
    streams::{InMemory, OpenedReader, ReaderStream},
};

/// The bytes of a request's body, or of a file that is a part of it: from memory, a file or a stream.
///
/// | from | made by | length | can be sent again |
/// |---|---|---|---|
/// | memory | `into()` of a `Vec<u8>`, a `String`, a slice, or `Bytes` | known | yes |
/// | a file | [`path`](Self::path), or `into()` of a `PathBuf` | that of the file | yes: it is opened for each attempt |
/// | a stream | [`reader`](Self::reader), with the feature `stream` also `stream` | [`length`](Self::length) | no |
/// | a function that makes a stream | [`reader_with`](Self::reader_with), with the feature `stream` also `stream_with` | [`length`](Self::length) | yes: it is called for each attempt |
///
/// Files and streams are read while they are sent, in constant memory. If all lengths are known, the request has a
/// `Content-Length`; otherwise it is sent in chunks (`Transfer-Encoding: chunked`), which not every service takes. A source
/// that has more or fewer bytes than its length is an error, and so is a file that is changed while it is sent.
///
/// What cannot be sent again is not retried after something was taken of it, whatever the retry policy says; the error
/// says so. A clone of a stream is the same stream: only one call can send it.
///
/// Where a signature has a hash of the body, files and streams that can be made again are read twice for each attempt: for
/// the hash, and to be sent. A stream that can be read only once is an error then, before anything is sent.
///
/// The time that sending takes is a part of the attempt's timeout and of the call's. For large uploads set both on the
/// call: `attempt_timeout(…)` and `timeout(…)`.
///
/// ```
/// # use huaweicloud_hss::runtime::generated::ByteSource;
/// # fn example(download: impl tokio::io::AsyncRead + Send + 'static) {
/// let text = ByteSource::from("a text");
/// let file = ByteSource::path("backup.tar");
/// let stream = ByteSource::reader(download).length(1 << 20);
/// # let _ = (text, file, stream);
/// # }
/// ```
#[derive(Clone)]
pub struct ByteSource {
    kind: Kind,
    length: Option<u64>,
}

/// A stream that can be read only once, until it is.
type Once = Arc<Mutex<Option<Chunks>>>;

#[derive(Clone)]
enum Kind {
    Memory(Bytes),
    Path(Arc<Path>),
    Once(Once),
    Anew(Arc<dyn Fn() -> Chunks + Send + Sync>),
}

impl ByteSource {
    /// The content of a file. The file is opened when the request is sent, again for each attempt, and read on threads for
    /// blocking work.
    ///
    /// A path that does not lead to a regular file that can be read is an error of the call, of the kind
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument); nothing is sent then.
    pub fn path(path: impl AsRef<Path>) -> Self {
        Self::new(Kind::Path(path.as_ref().into()))
    }

    /// A stream of bytes, such as the body of another response. It can be read only once, so that a call that fails after
    /// the stream was begun is not retried; [`stream_with`](Self::stream_with) can be.
    ///
    /// Its length is not known unless it is [set](Self::length).
    #[cfg(feature = "stream")]
    #[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(Kind::Once(Arc::new(Mutex::new(Some(converted(stream))))))
    }

    /// Streams of the same bytes, of which each attempt reads one. `make` is called when an attempt reaches the source, and
    /// before that for the hash of a signature.
    ///
    /// Their length is not known unless it is [set](Self::length).
    #[cfg(feature = "stream")]
    #[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
    pub fn stream_with<F, S, B, E>(make: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(Kind::Anew(Arc::new(move || converted(make()))))
    }

    /// What a reader reads, until its end: an open file of tokio, a pipe, a connection. It can be read only once, so that a
    /// call that fails after it was begun is not retried; [`reader_with`](Self::reader_with) can be.
    ///
    /// Its length is not known unless it is [set](Self::length).
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        let chunks: Chunks = Box::pin(ReaderStream::new(reader));
        Self::new(Kind::Once(Arc::new(Mutex::new(Some(chunks)))))
    }

    /// Readers of the same bytes, of which each attempt reads one. `open` is called when an attempt reaches the source, and
    /// before that for the hash of a signature.
    ///
    /// ```
    /// # use huaweicloud_hss::runtime::generated::ByteSource;
    /// // In a program: `ByteSource::reader_with(|| tokio::fs::File::open("backup.tar"))`
    /// let source = ByteSource::reader_with(|| async { Ok(&b"bytes"[..]) });
    /// # let _ = source;
    /// ```
    pub fn reader_with<F, O, R>(open: F) -> Self
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Future<Output = io::Result<R>> + Send + 'static,
        R: AsyncRead + Send + 'static,
    {
        Self::new(Kind::Anew(Arc::new(move || Box::pin(OpenedReader::new(open())))))
    }

    /// Sets the number of bytes of a stream, so that the request has a `Content-Length`. Another number is an error.
    ///
    /// The last bytes are sent only after the stream has ended: of a connection that stays open, for example, give the
    /// part that is to be sent.
    #[must_use]
    pub fn length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    fn new(kind: Kind) -> Self {
        Self { kind, length: None }
    }

    /// The bytes, if that is all there is to it.
    pub(in super::super) fn into_memory(self) -> Result<Bytes, Self> {
        match self.kind {
            Kind::Memory(bytes) if self.length.is_none_or(|length| length == bytes.len() as u64) => Ok(bytes),
            kind => Err(Self { kind, ..self }),
        }
    }

    pub(in super::super) fn memory(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Memory(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The path of a file.
    pub(in super::super) fn file_path(&self) -> Option<&Arc<Path>> {
        match &self.kind {
            Kind::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The length that was set.
    pub(super) fn stated_length(&self) -> Option<u64> {
        self.length
    }

    /// The number of bytes, if it is known without reading.
    pub(super) fn known_length(&self) -> Option<u64> {
        match &self.kind {
            Kind::Memory(bytes) => Some(bytes.len() as u64),
            _ => self.length,
        }
    }

    /// Whether it can be read only once.
    pub(super) fn is_once(&self) -> bool {
        matches!(self.kind, Kind::Once(_))
    }

    /// Whether it was not read before, if it can be read only once.
    pub(super) fn can_be_read(&self) -> bool {
        match &self.kind {
            Kind::Once(once) => once.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            _ => true,
        }
    }

    /// The bytes of anything but a file. A stream is taken.
    pub(super) fn chunks(&self) -> Result<Chunks, Failure> {
        match &self.kind {
            Kind::Memory(bytes) => Ok(Box::pin(InMemory::new(bytes.clone()))),
            Kind::Anew(make) => Ok(make()),
            Kind::Once(once) => {
                let taken = once.lock().unwrap_or_else(PoisonError::into_inner).take();
                taken.ok_or_else(|| Failure::Ours("is a stream that another call has taken".to_owned()))
            }
            Kind::Path(_) => Err(Failure::Ours("was not opened".to_owned())),
        }
    }
}

/// Where the bytes come from, and how many there are if that is known; never the bytes, which may be a secret.
impl fmt::Debug for ByteSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ByteSource");
        match &self.kind {
            Kind::Memory(_) => {}
            Kind::Path(path) => {
                shown.field("path", path);
            }
            Kind::Once(_) | Kind::Anew(_) => {
                shown.field("from", &format_args!("stream"));
            }
        }
        if let Some(length) = self.known_length() {
            shown.field("length", &length);
        }
        shown.finish()
    }
}

/// Equal bytes in memory, equal paths, or the same stream.
impl PartialEq for ByteSource {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length
            && match (&self.kind, &other.kind) {
                (Kind::Memory(one), Kind::Memory(other)) => one == other,
                (Kind::Path(one), Kind::Path(other)) => one == other,
                (Kind::Once(one), Kind::Once(other)) => Arc::ptr_eq(one, other),
                (Kind::Anew(one), Kind::Anew(other)) => Arc::ptr_eq(one, other),
                _ => false,
            }
    }
}

impl Eq for ByteSource {}

impl From<Bytes> for ByteSource {
    fn from(bytes: Bytes) -> Self {
        Self::new(Kind::Memory(bytes))
    }
}

/// Bytes in memory.
macro_rules! from_memory {
    ($($of:ty => |$value:ident| $bytes:expr,)*) => {$(
        impl From<$of> for ByteSource {
            fn from($value: $of) -> Self {
                Bytes::from($bytes).into()
            }
        }
    )*};
}

from_memory! {
    Vec<u8> => |value| value,
    &Vec<u8> => |value| value.clone(),
    Box<[u8]> => |value| value,
    &[u8] => |value| value.to_vec(),
    Cow<'_, [u8]> => |value| value.into_owned(),
    String => |value| value,
    &String => |value| value.clone(),
    Box<str> => |value| String::from(value),
    &str => |value| value.to_owned(),
    Cow<'_, str> => |value| value.into_owned(),
}

impl<const N: usize> From<[u8; N]> for ByteSource {
    fn from(value: [u8; N]) -> Self {
        value.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for ByteSource {
    fn from(value: &[u8; N]) -> Self {
        value.to_vec().into()
    }
}

impl From<&Path> for ByteSource {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl From<PathBuf> for ByteSource {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}
