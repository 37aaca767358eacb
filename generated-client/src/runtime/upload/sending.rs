//! A body while it is sent.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker, ready},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::{Chunks, Error, ErrorKind, Failure, Piece};

/// A body that is being sent, as the attempt knows it. The body itself belongs to the connection, which may outlive the
/// attempt: when this is dropped, the body is not read any further.
#[derive(Default)]
pub(in super::super) struct Upload(Option<Arc<Progress>>);

impl Upload {
    pub(super) fn begin(&mut self) -> Arc<Progress> {
        Arc::clone(self.0.insert(Arc::default()))
    }

    /// Why the body could not be read to its end, if that is what failed.
    pub(in super::super) fn take_error(&self) -> Option<Error> {
        self.0.as_ref()?.lock().error.take()
    }

    /// Lets the rest of the body be sent, whenever the attempt ends: some servers respond before they have read it.
    pub(in super::super) fn finish(&mut self) {
        if let Some(progress) = &self.0 {
            progress.lock().may_finish = true;
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(progress) = &self.0 {
            let mut state = progress.lock();
            state.is_over = !state.may_finish;
            // The connection may be waiting for a stream that has nothing more.
            if let Some(waker) = state.waker.take() {
                waker.wake();
            }
        }
    }
}

/// What an attempt and the body that it sends know of each other.
#[derive(Default)]
pub(super) struct Progress(Mutex<State>);

#[derive(Default)]
struct State {
    may_finish: bool,
    /// The attempt is over: nothing more is taken of any stream.
    is_over: bool,
    /// Of the connection, while it waits for the body.
    waker: Option<Waker>,
    error: Option<Error>,
}

impl Progress {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails if the attempt is over. It is not over before the guard is dropped.
    fn check(&self, context: &mut Context<'_>) -> Result<MutexGuard<'_, State>, Failure> {
        let mut state = self.lock();
        if state.is_over {
            return Err(Failure::Ours("is not sent any more: the attempt is over".to_owned()));
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Ok(state)
    }
}

/// The pieces of a body, one after the other.
pub(in super::super) struct Sending {
    pieces: Arc<[Piece]>,
    next: usize,
    /// In a mutex only because it is not `Sync`, which the HTTP client requires.
    current: Mutex<Option<Chunks>>,
    length: Option<u64>,
    progress: Arc<Progress>,
}

impl Sending {
    pub(super) fn new(pieces: Arc<[Piece]>, length: Option<u64>, progress: Arc<Progress>) -> Self {
        Self {
            pieces,
            next: 0,
            current: Mutex::new(None),
            length,
            progress,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        drop(self.progress.check(context)?);
        let current = self.current.get_mut().unwrap_or_else(PoisonError::into_inner);
        loop {
            let chunks = match current {
                Some(chunks) => chunks,
                None => {
                    let Some(piece) = self.pieces.get(self.next) else {
                        return Poll::Ready(None);
                    };
                    self.next += 1;
                    // Under the lock: a stream is not taken for an attempt that ends at this moment.
                    let _state = self.progress.check(context)?;
                    current.insert(piece.chunks()?)
                }
            };
            match ready!(chunks.as_mut().poll_next(context)) {
                // HTTP ends a body of unknown length with an empty chunk.
                Some(Ok(chunk)) if chunk.is_empty() => {}
                Some(outcome) => return Poll::Ready(Some(outcome)),
                None => *current = None,
            }
        }
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let sending = self.get_mut();
        Poll::Ready(match ready!(sending.poll(context)) {
            None => None,
            Some(Ok(chunk)) => {
                sending.length = sending.length.map(|left| left.saturating_sub(chunk.len() as u64));
                Some(Ok(Frame::data(chunk)))
            }
            Some(Err(failure)) => {
                let piece = sending.next.checked_sub(1).and_then(|last| sending.pieces.get(last));
                let name = piece.map_or("`body`", |piece| &*piece.name);
                let error = failure.into_error(ErrorKind::RequestBody, name);
                sending.progress.lock().error = Some(error);
                // Nothing follows.
                sending.pieces = [].into();
                *sending.current.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
                Some(Err("the body could not be read"))
            }
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
