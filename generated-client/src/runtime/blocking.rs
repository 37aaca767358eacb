//! Calls from code that is not async.
//!
//! There is no second client: [`wait`] waits for a call of the async one, and [`iter`] reads its pages and records as an
//! iterator. Both run on a thread of this crate, which has a runtime of its own and is started by the first call.
//!
//! ```
//! use std::future::Future;
//!
//! use huaweicloud_hss::{
//!     Error,
//!     blocking::{self, Reader},
//! };
//!
//! /// `call` is what `send()` of an operation returns, and `records` what its `items()` returns.
//! fn print<T: std::fmt::Debug + Send + 'static>(
//!     call: impl Future<Output = Result<T, Error>> + Send + 'static,
//!     records: impl Reader<Item = T> + Send + 'static,
//! ) -> Result<(), Error> {
//!     println!("{:?}", blocking::wait(call)?);
//!     for record in blocking::iter(records) {
//!         println!("{:?}", record?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Retries, timeouts and limits are those of the call. Within an async runtime both return an error: use `.await` there, and
//! within tokio's `spawn_blocking` its `Handle::current().block_on(…)`.

use std::{
    future::{Future, poll_fn},
    iter::FusedIterator,
    sync::{OnceLock, mpsc},
    thread,
};

use tokio::runtime::{Builder, Handle};

use super::error::{Cause, Error, ErrorKind};
pub use super::readable::Reader;

/// Waits for a call, or for anything else that this crate returns as a future.
///
/// # Errors
/// Returns the errors of the call; and an error of the kind `InvalidArgument` if this is called within an async runtime,
/// which it would keep from running. Nothing is sent then.
pub fn wait<T: Send + 'static>(call: impl Future<Output = Result<T, Error>> + Send + 'static) -> Result<T, Error> {
    run(call)?
}

/// Returns an iterator over a reader of this crate: pages, records, a window of records, or what arrives while a response is
/// read. Nothing is fetched before it is needed.
///
/// Each item is a `Result`, as that of the reader's `next`. Within an async runtime the iterator returns one error, and ends.
pub fn iter<R>(reader: R) -> Iter<R>
where
    R: Reader<Item: Send> + Send + 'static,
{
    Iter(Some(reader))
}

/// An iterator over a reader: see [`iter`].
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is read"]
pub struct Iter<R>(Option<R>);

impl<R> Iter<R> {
    /// Returns the reader, such as for its position. `None` after an error with which the reading itself ended:
    /// a call within an async runtime, or a panic.
    pub fn get_ref(&self) -> Option<&R> {
        self.0.as_ref()
    }

    /// Returns the reader, to read on with it in async code.
    pub fn into_inner(self) -> Option<R> {
        self.0
    }
}

impl<R> Iterator for Iter<R>
where
    R: Reader<Item: Send> + Send + 'static,
{
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut reader = self.0.take()?;
        let next = run(async move {
            let item = poll_fn(|context| reader.poll_item(context)).await;
            (item, reader)
        });
        match next {
            Ok((item, reader)) => {
                self.0 = Some(reader);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<R> FusedIterator for Iter<R> where R: Reader<Item: Send> + Send + 'static {}

/// Runs a future to its end on the thread of this crate, while the calling thread waits.
fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::invalid(
            "`blocking` was called within an async runtime, which it would keep from running: use `.await` there, \
             `Handle::current().block_on(…)` within `spawn_blocking`, or a thread that is started with `std::thread::spawn`",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime()?.spawn(async move {
        let _ = sender.send(future.await);
    });
    // The task drops the sender without a value only if it panics.
    receiver
        .recv()
        .map_err(|_| Error::new(ErrorKind::Transport, "the call panicked: see the output of the thread"))
}

/// The runtime of this crate. It is never shut down, so that nothing is dropped within another runtime.
fn runtime() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let handle = runtime.handle().clone();
        thread::Builder::new()
            .name(concat!(env!("CARGO_PKG_NAME"), "-blocking").to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .map_err(|error| error.to_string())?;
        Ok(handle)
    });
    started.as_ref().map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the thread for blocking calls could not be started",
        )
        .with_source(Cause::ours(error.clone()))
    })
}
