//! Reads the body of a response: whole, within limits, and without its compression.
//!
//! The limits hold for what is sent and for what comes out of it: a small response that inflates to a large one is
//! refused while it inflates.

mod coding;
#[cfg(feature = "gzip")]
mod gzip;

use std::io::{self, Write};

use bytes::Bytes;
use reqwest::header::HeaderMap;

pub(super) use self::coding::{ACCEPTED, Coding};
use super::{
    error::{Error, ErrorKind},
    failure::Failures,
    incoming::Incoming,
};

/// How much of a response is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The bytes of a body without compression.
    pub(super) bytes: usize,
    /// The bytes of a compressed body as it is sent.
    #[cfg_attr(not(feature = "gzip"), allow(dead_code, reason = "no body is compressed"))]
    pub(super) compressed: usize,
    /// The JSON values of a body.
    pub(super) values: usize,
}

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
            coding::NOT_REQUESTED,
        ));
    }
    let mut body = Unpacking::new(&coding, response.content_length(), limits.bytes);
    let limit = match &body {
        Unpacking::Plain(_) => limits.bytes,
        #[cfg(feature = "gzip")]
        Unpacking::Gzip(_) => limits.compressed,
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

/// A body while it comes in.
enum Unpacking {
    Plain(Joining),
    #[cfg(feature = "gzip")]
    Gzip(Box<gzip::Inflating>),
}

impl Unpacking {
    /// Requests accept gzip at most; a body in another coding is not decoded.
    fn new(coding: &Coding, length: Option<u64>, limit: usize) -> Self {
        let bounded = Bounded {
            bytes: Vec::new(),
            limit,
        };
        match coding {
            #[cfg(feature = "gzip")]
            Coding::Gzip => Self::Gzip(Box::new(gzip::Inflating::new(bounded))),
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
            #[cfg(feature = "gzip")]
            Self::Gzip(inflating) => inflating.add(&piece).await,
        }
    }

    fn end(self) -> Result<Bytes, Error> {
        match self {
            Self::Plain(joining) => Ok(joining.end()),
            #[cfg(feature = "gzip")]
            Self::Gzip(inflating) => inflating.end(),
        }
    }
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

#[cfg(all(test, not(feature = "gzip")))]
mod tests {
    use std::time::Duration;

    use reqwest::Method;

    use super::{super::incoming::Own, super::transport::TransportResponse, *};

    #[tokio::test]
    async fn without_the_feature_a_compressed_response_is_an_error_that_names_it()
    -> Result<(), Box<dyn std::error::Error>> {
        assert_eq!(ACCEPTED, "identity");
        let limits = Limits {
            bytes: 100,
            compressed: 100,
            values: 100,
        };
        let failures = Failures {
            connect_timeout: Duration::from_secs(1),
        };
        let respond = |status, coding| {
            let response = TransportResponse::new(status)
                .with_header("Content-Encoding", coding)
                .with_body("{}");
            Own::new(response, &Method::GET).map(Incoming::Own)
        };
        for (status, coding) in [(200, "gzip"), (206, "x-gzip")] {
            let mut response = respond(status, coding)?;
            let headers = response.take_headers();
            let error = read(&mut response, &headers, limits, failures).await.err();
            let error = error.ok_or("it was decoded")?;
            assert_eq!(error.kind(), ErrorKind::Decode);
            let expected = format!(
                "the response is compressed as `{coding}`, which the client did not request: it decodes gzip with the \
                 feature `gzip` of its crate, and nothing else"
            );
            assert_eq!(error.message(), expected);
        }
        // An error stays one of the service, and other words than those of compressions say nothing.
        for (status, coding) in [(503, "gzip"), (200, "identity")] {
            let mut response = respond(status, coding)?;
            let headers = response.take_headers();
            assert_eq!(read(&mut response, &headers, limits, failures).await?, "{}");
        }
        Ok(())
    }
}
