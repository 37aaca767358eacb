//! Bodies in gzip. Inflating yields to other tasks, so that timeouts fire, the caller's own as well.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::{Bounded, too_large};
use crate::runtime::error::{Cause, Error, ErrorKind};

/// How many bytes are inflated before other tasks have their turn.
const TURN: usize = 64 << 10;

/// What one step of inflating counts for beside its bytes: the end of one member and the head of the next one take
/// time, and give no byte.
const STEP: usize = 1 << 10;

/// A body while it inflates.
pub(super) struct Inflating {
    decoder: MultiGzDecoder<Bounded>,
    begun: bool,
}

impl Inflating {
    pub(super) fn new(bounded: Bounded) -> Self {
        Self {
            decoder: MultiGzDecoder::new(bounded),
            begun: false,
        }
    }

    /// Inflates a piece, a step at a time.
    pub(super) async fn add(&mut self, mut piece: &[u8]) -> Result<(), Error> {
        self.begun |= !piece.is_empty();
        let decoder = &mut self.decoder;
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

    pub(super) fn end(mut self) -> Result<Bytes, Error> {
        // A response without a body, as to `HEAD`, is not the beginning of one.
        if !self.begun {
            return Ok(Bytes::new());
        }
        let ended = self.decoder.try_finish();
        ended.map_err(|cause| damaged(self.decoder.get_ref(), &cause))?;
        Ok(std::mem::take(&mut self.decoder.get_mut().bytes).into())
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
