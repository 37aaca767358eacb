//! Reads the body of a response: whole, within limits, and without its compression.
//!
//! The limits hold for what is sent and for what comes out of it: a small response that inflates to a large one is
//! refused while it inflates. Inflating yields to other tasks, so that timeouts fire, the caller's own as
//! well.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::{
    error::{Cause, Error, ErrorKind},
    failure::Failures,
    incoming::Incoming,
};

/// How much of a response is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The bytes of a body without compression.
    pub(super) bytes: usize,
    /// The bytes of a body as it is sent.
    pub(super) compressed: usize,
    /// The JSON values of a body.
    pub(super) values: usize,
}

/// How many bytes are inflated before other tasks have their turn.
const TURN: usize = 64 << 10;

/// What one step of inflating counts for beside its bytes: the end of one member and the head of the next one take
/// time, and give no byte.
const STEP: usize = 1 << 10;

/// The whole body. One that announces itself as too long is not even begun.
pub(super) async fn read(
    response: &mut Incoming,
    headers: &HeaderMap,
    limits: Limits,
    failures: Failures,
) -> Result<Bytes, Error> {
    let coding = Coding::of(headers);
    if let Coding::Unknown(coding) = &coding
        && response.status() / 100 == 2
    {
        return Err(Error::quoting(
            ErrorKind::Decode,
            "the response is compressed as `",
            coding,
            "`, which the client did not request: it decodes gzip alone",
        ));
    }
    let mut body = Unpacking::new(&coding, response.content_length(), limits.bytes);
    let limit = match &body {
        Unpacking::Plain(_) => limits.bytes,
        Unpacking::Gzip { .. } => limits.compressed,
    };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    let mut received = 0_usize;
    while let Some(piece) = response.chunk(failures).await? {
        received = received.saturating_add(piece.len());
        if received > limit {
            return Err(too_large(limit));
        }
        body.add(piece).await?;
    }
    body.end()
}

pub(super) fn too_large(limit: usize) -> Error {
    const MIB: usize = 1 << 20;
    let limit = match limit % MIB {
        0 => format!("{} MiB", limit / MIB),
        _ => format!("{limit} bytes"),
    };
    Error::new(ErrorKind::TooLarge, format!("the response is longer than {limit}"))
}

/// What was done to a body before it was sent.
pub(super) enum Coding {
    Plain,
    Gzip,
    /// What the header says. The body of an error is shown as it is then.
    Unknown(String),
}

impl Coding {
    /// Reads the header, which may be a list, and may come several times. What is not the name of a compression is passed
    /// over: some servers repeat there how the text is encoded.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        const COMPRESSIONS: [&str; 14] = [
            "gzip",
            "x-gzip",
            "deflate",
            "br",
            "zstd",
            "compress",
            "x-compress",
            "bzip2",
            "x-bzip2",
            "xz",
            "lzma",
            "lz4",
            "snappy",
            "dcb",
        ];
        if !headers.contains_key(CONTENT_ENCODING) {
            return Self::Plain;
        }
        let values = headers.get_all(CONTENT_ENCODING).iter();
        let texts: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let text = texts.join(",");
        let codings: Vec<_> = text
            .split(',')
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| COMPRESSIONS.contains(&&**coding))
            .collect();
        match codings.as_slice() {
            [] => Self::Plain,
            [one] if one == "gzip" || one == "x-gzip" => Self::Gzip,
            several => Self::Unknown(several.join(", ")),
        }
    }
}

/// A body while it comes in.
enum Unpacking {
    Plain(Joining),
    Gzip {
        decoder: Box<MultiGzDecoder<Bounded>>,
        begun: bool,
    },
}

impl Unpacking {
    /// Requests accept gzip only; a body in another coding is not decoded.
    fn new(coding: &Coding, length: Option<u64>, limit: usize) -> Self {
        let bounded = Bounded {
            bytes: Vec::new(),
            limit,
        };
        match coding {
            Coding::Gzip => Self::Gzip {
                decoder: Box::new(MultiGzDecoder::new(bounded)),
                begun: false,
            },
            Coding::Plain | Coding::Unknown(_) => Self::Plain(Joining {
                first: Bytes::new(),
                all: bounded,
                length,
            }),
        }
    }

    async fn add(&mut self, piece: Bytes) -> Result<(), Error> {
        match self {
            Self::Plain(joining) => joining.add(piece).map_err(|_| too_large(joining.all.limit)),
            Self::Gzip { decoder, begun } => {
                *begun |= !piece.is_empty();
                inflate(decoder, &piece).await
            }
        }
    }

    fn end(self) -> Result<Bytes, Error> {
        match self {
            Self::Plain(joining) => Ok(joining.end()),
            // A response without a body, as to `HEAD`, is not the beginning of one.
            Self::Gzip { begun: false, .. } => Ok(Bytes::new()),
            Self::Gzip { mut decoder, .. } => {
                let ended = decoder.try_finish();
                ended.map_err(|cause| damaged(decoder.get_ref(), &cause))?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes).into())
            }
        }
    }
}

/// Inflates a piece, a step at a time.
async fn inflate(decoder: &mut MultiGzDecoder<Bounded>, mut piece: &[u8]) -> Result<(), Error> {
    let mut turn = 0;
    while !piece.is_empty() {
        let before = decoder.get_ref().bytes.len();
        // One call gives no more than the decoder's buffer holds, which is half of a turn.
        let taken = match decoder.write(piece) {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            taken => taken,
        };
        let taken = taken.map_err(|cause| damaged(decoder.get_ref(), &cause))?;
        piece = &piece[taken..];
        turn += STEP + taken + (decoder.get_ref().bytes.len() - before);
        if turn >= TURN {
            turn = 0;
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

/// Pieces that become one. What comes in one piece, as most responses do, is not copied.
struct Joining {
    /// The only piece so far.
    first: Bytes,
    /// All pieces, once there are several.
    all: Bounded,
    length: Option<u64>,
}

impl Joining {
    fn add(&mut self, piece: Bytes) -> io::Result<()> {
        if self.first.is_empty() && self.all.bytes.is_empty() {
            self.all.admit(&piece)?;
            self.first = piece;
            return Ok(());
        }
        if !self.first.is_empty() {
            self.expect();
            let first = std::mem::take(&mut self.first);
            self.all.write_all(&first)?;
        }
        self.all.write_all(&piece)
    }

    /// Reserves room for the announced length at once, up to a limit: a length is only a claim.
    fn expect(&mut self) {
        const AT_ONCE: u64 = 1 << 20;
        let length = self.length.unwrap_or_default().min(AT_ONCE);
        self.all
            .bytes
            .reserve_exact(usize::try_from(length).unwrap_or_default());
    }

    fn end(self) -> Bytes {
        if self.first.is_empty() {
            self.all.bytes.into()
        } else {
            self.first
        }
    }
}

/// What stopped the unpacking: the bound, or bytes that are damaged or missing.
fn damaged(bounded: &Bounded, cause: &io::Error) -> Error {
    if cause.kind() == io::ErrorKind::FileTooLarge {
        return too_large(bounded.limit);
    }
    Error::new(ErrorKind::Transport, "the compressed response is damaged or not whole")
        .transient()
        .with_source(Cause::new(cause))
}

/// Bytes up to a number.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Bounded {
    /// Whether there is room for more.
    fn admit(&self, more: &[u8]) -> io::Result<()> {
        if more.len() > self.limit - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(())
    }
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.admit(more)?;
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
