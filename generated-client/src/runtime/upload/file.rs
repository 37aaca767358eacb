//! A file that is read while it is sent, on threads for blocking work.

use std::{
    fs,
    future::Future,
    io,
    io::Read,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::SystemTime,
};

use bytes::Bytes;
use futures_core::Stream;

use super::{Cause, Chunks, Failure};
use crate::runtime::blocking_work::BlockingWork;

/// How much is read at once.
const CHUNK: u64 = 128 << 10;

/// A file as it was when it was checked.
#[derive(Clone)]
pub(super) struct File {
    path: Arc<Path>,
    pub(super) length: u64,
    /// If the file system knows it.
    modified: Option<SystemTime>,
}

/// Checks that a file can be read.
pub(super) async fn check(path: &Arc<Path>) -> Result<File, Failure> {
    let path = Arc::clone(path);
    let checked = BlockingWork::start({
        let path = Arc::clone(&path);
        move || File::check(path)
    });
    let checked = checked.await;
    checked.unwrap_or_else(|stopped| Err(failed(&path, "could not be opened", &stopped)))
}

impl File {
    fn check(path: Arc<Path>) -> Result<Self, Failure> {
        let unopened = |cause: io::Error| failed(&path, "could not be opened", &cause);
        // Before it is opened: opening a pipe waits for who writes to it.
        let kind = fs::metadata(&path).map_err(unopened)?.file_type();
        if kind.is_dir() {
            return Err(said(&path, "is a directory"));
        }
        if !kind.is_file() {
            return Err(said(
                &path,
                "is not a regular file, such as a pipe or a device: open it yourself and use `ByteSource::reader`",
            ));
        }
        let file = fs::File::open(&path).map_err(unopened)?;
        let metadata = file.metadata().map_err(unopened)?;
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            path,
        })
    }

    /// The content, from the beginning.
    pub(super) fn chunks(&self) -> Chunks {
        Box::pin(Reading {
            file: self.clone(),
            state: State::Unopened,
        })
    }

    fn open(&self) -> Result<fs::File, Failure> {
        let file = fs::File::open(&self.path).map_err(|cause| failed(&self.path, "could not be opened", &cause))?;
        self.compare(&file)?;
        Ok(file)
    }

    /// Reads a chunk; none at the end.
    fn read(&self, file: &mut fs::File) -> Result<Option<Bytes>, Failure> {
        let mut chunk = Vec::with_capacity(usize::try_from(self.length.min(CHUNK)).unwrap_or_default());
        let read = file.by_ref().take(CHUNK).read_to_end(&mut chunk);
        read.map_err(|cause| failed(&self.path, "could not be read", &cause))?;
        if chunk.is_empty() {
            self.compare(file)?;
            return Ok(None);
        }
        Ok(Some(chunk.into()))
    }

    /// Fails if the file is not as it was when it was checked.
    fn compare(&self, file: &fs::File) -> Result<(), Failure> {
        let now = file
            .metadata()
            .map_err(|cause| failed(&self.path, "could not be read", &cause))?;
        if now.len() != self.length {
            return Err(said(
                &self.path,
                &format!(
                    "was changed while it was sent: it had {} bytes and now has {}",
                    self.length,
                    now.len()
                ),
            ));
        }
        if now.modified().ok() != self.modified {
            return Err(said(&self.path, "was changed while it was sent"));
        }
        Ok(())
    }
}

/// A file, and the chunk that is being read.
struct Reading {
    file: File,
    state: State,
}

enum State {
    Unopened,
    Open(fs::File),
    Busy(BlockingWork<Result<Option<(fs::File, Bytes)>, Failure>>),
    Ended,
}

impl Stream for Reading {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let opened = match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Unopened => None,
                State::Open(opened) => Some(opened),
                State::Busy(mut busy) => {
                    let Poll::Ready(outcome) = Pin::new(&mut busy).poll(context) else {
                        self.state = State::Busy(busy);
                        return Poll::Pending;
                    };
                    let outcome = outcome.map_err(|cause| failed(&self.file.path, "could not be read", &cause));
                    return Poll::Ready(match outcome.and_then(|outcome| outcome) {
                        Ok(Some((opened, chunk))) => {
                            self.state = State::Open(opened);
                            Some(Ok(chunk))
                        }
                        Ok(None) => None,
                        Err(failure) => Some(Err(failure)),
                    });
                }
            };
            let file = self.file.clone();
            self.state = State::Busy(BlockingWork::start(move || {
                let mut opened = match opened {
                    Some(opened) => opened,
                    None => file.open()?,
                };
                let chunk = file.read(&mut opened)?;
                Ok(chunk.map(|chunk| (opened, chunk)))
            }));
        }
    }
}

fn said(path: &Path, what: &str) -> Failure {
    Failure::Ours(format!("cannot be sent: the file `{}` {what}", path.display()))
}

fn failed(path: &Path, what: &str, cause: &(dyn std::error::Error + 'static)) -> Failure {
    let text = format!("cannot be sent: the file `{}` {what}", path.display());
    Failure::Of(text, Cause::chain(cause))
}
