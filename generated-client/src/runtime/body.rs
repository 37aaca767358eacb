//! Reading the body of an answer: whole, within a bound, and without its compression.
//!
//! The bound holds for what comes out: a small answer that unpacks into a large one is refused while it unpacks.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use reqwest::{
    Response,
    header::{CONTENT_ENCODING, HeaderMap},
};

use super::{
    error::{Cause, Error, ErrorKind},
    failure::Failures,
};

/// The whole body. One that announces itself as too long is not even begun.
pub(super) async fn read(
    response: &mut Response,
    headers: &HeaderMap,
    limit: usize,
    failures: Failures,
) -> Result<Vec<u8>, Error> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    let mut body = Unpacking::new(headers, limit);
    body.expect(response.content_length());
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|cause| failures.of("the answer broke off", cause))?
    {
        body.add(&chunk)?;
    }
    body.end()
}

fn too_large(limit: usize) -> Error {
    const MIB: usize = 1 << 20;
    let limit = match limit % MIB {
        0 => format!("{} MiB", limit / MIB),
        _ => format!("{limit} bytes"),
    };
    Error::new(ErrorKind::TooLarge, format!("the answer is longer than {limit}"))
}

/// A body while it comes in.
enum Unpacking {
    Plain(Bounded),
    Gzip {
        decoder: Box<MultiGzDecoder<Bounded>>,
        begun: bool,
    },
}

impl Unpacking {
    /// Gzip is all that is asked for; what comes in another coding stays as it is.
    fn new(headers: &HeaderMap, limit: usize) -> Self {
        let bounded = Bounded {
            bytes: Vec::new(),
            limit,
        };
        let coding = headers
            .get(CONTENT_ENCODING)
            .map(|coding| coding.as_bytes().trim_ascii());
        match coding {
            Some(coding) if coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip") => {
                Self::Gzip {
                    decoder: Box::new(MultiGzDecoder::new(bounded)),
                    begun: false,
                }
            }
            _ => Self::Plain(bounded),
        }
    }

    /// Makes room for what was announced, at once and not by and by. What announces much must send it, too.
    fn expect(&mut self, length: Option<u64>) {
        const AT_ONCE: u64 = 1 << 20;
        if let (Self::Plain(bounded), Some(length)) = (self, length) {
            bounded
                .bytes
                .reserve_exact(usize::try_from(length.min(AT_ONCE)).unwrap_or_default());
        }
    }

    fn add(&mut self, chunk: &[u8]) -> Result<(), Error> {
        match self {
            Self::Plain(bounded) => bounded.write_all(chunk).map_err(|_| too_large(bounded.limit)),
            Self::Gzip { decoder, begun } => {
                *begun |= !chunk.is_empty();
                let written = decoder.write_all(chunk);
                written.map_err(|cause| damaged(decoder.get_ref(), &cause))
            }
        }
    }

    fn end(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Plain(bounded) => Ok(bounded.bytes),
            // An answer without a body, as to `HEAD`, is not the beginning of one.
            Self::Gzip { begun: false, .. } => Ok(Vec::new()),
            Self::Gzip { mut decoder, .. } => {
                let ended = decoder.try_finish();
                ended.map_err(|cause| damaged(decoder.get_ref(), &cause))?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

/// What stopped the unpacking: the bound, or bytes that are damaged or missing.
fn damaged(bounded: &Bounded, cause: &io::Error) -> Error {
    if cause.kind() == io::ErrorKind::FileTooLarge {
        return too_large(bounded.limit);
    }
    Error::new(ErrorKind::Transport, "the compressed answer is damaged or not whole")
        .transient()
        .with_source(Cause(cause.to_string()))
}

/// Bytes up to a number.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if more.len() > self.limit - self.bytes.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
