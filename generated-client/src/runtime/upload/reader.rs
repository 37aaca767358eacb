//! A body that a transport of the caller reads.

use std::{future::poll_fn, pin::Pin};

use bytes::Bytes;
use http_body::Body;

use super::sending::Sending;

/// The chunks of a body, one after the other.
#[derive(Default)]
pub(in super::super) enum Reader {
    #[default]
    End,
    Memory(Bytes),
    Pieces(Box<Sending>),
}

impl Reader {
    /// The number of bytes that are left, if it is known.
    pub(in super::super) fn length(&self) -> Option<u64> {
        match self {
            Self::End => Some(0),
            Self::Memory(bytes) => Some(bytes.len() as u64),
            Self::Pieces(sending) => sending.size_hint().exact(),
        }
    }

    /// The next chunk; none after the last one, and after an error.
    pub(in super::super) async fn chunk(&mut self) -> Result<Option<Bytes>, &'static str> {
        let chunk = match self {
            Self::End => return Ok(None),
            Self::Memory(bytes) => {
                let bytes = std::mem::take(bytes);
                *self = Self::End;
                return Ok((!bytes.is_empty()).then_some(bytes));
            }
            Self::Pieces(sending) => poll_fn(|context| Pin::new(&mut **sending).poll_frame(context)).await,
        };
        match chunk {
            // A body of ours has no trailers.
            Some(Ok(frame)) => Ok(frame.into_data().ok()),
            Some(Err(error)) => {
                *self = Self::End;
                Err(error)
            }
            None => {
                *self = Self::End;
                Ok(None)
            }
        }
    }
}
