//! What sources are made of in the tests: files, and streams that say when they were read.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use huaweicloud_hss::Stream;
use tokio::io::{AsyncRead, ReadBuf};

/// A folder of a test, which is removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("uploads-{name}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A stream of texts, each of which is ready only when it is asked for a second time. The text `!` is an error.
pub(crate) struct Texts {
    texts: VecDeque<&'static str>,
    is_ready: bool,
}

pub(crate) fn texts(texts: &[&'static str]) -> Texts {
    Texts {
        texts: texts.iter().copied().collect(),
        is_ready: false,
    }
}

impl Stream for Texts {
    type Item = io::Result<&'static [u8]>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.is_ready = !self.is_ready;
        if self.is_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.texts.pop_front().map(|text| match text {
            "!" => Err(io::Error::other("the disk is gone")),
            text => Ok(text.as_bytes()),
        }))
    }
}

/// Counts how often it is called.
#[derive(Clone, Default)]
pub(crate) struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes without a period.
pub(crate) fn long(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * at / 255) as u8).collect()
}

/// A text, and then nothing for ever. It counts when it is dropped.
pub(crate) struct Stalled(pub(crate) &'static str, pub(crate) Counter);

impl Drop for Stalled {
    fn drop(&mut self) {
        self.1.add();
    }
}

impl Stream for Stalled {
    type Item = io::Result<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match std::mem::take(&mut self.0) {
            "" => Poll::Pending,
            text => Poll::Ready(Some(Ok(text))),
        }
    }
}

/// A chunk, again and again. It counts when it is dropped.
pub(crate) struct Endless(pub(crate) Counter);

impl Drop for Endless {
    fn drop(&mut self) {
        self.0.add();
    }
}

impl Stream for Endless {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(vec![7; 64 << 10])))
    }
}

/// So many bytes, in large chunks or as a reader.
pub(crate) struct Repeated(pub(crate) u64);

impl Stream for Repeated {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.min(1 << 20);
        self.0 -= next;
        Poll::Ready((next > 0).then(|| Ok(vec![7; usize::try_from(next).unwrap()])))
    }
}

impl AsyncRead for Repeated {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let next = buffer.remaining().min(usize::try_from(self.0).unwrap());
        self.0 -= next as u64;
        buffer.put_slice(&vec![7; next]);
        Poll::Ready(Ok(()))
    }
}
