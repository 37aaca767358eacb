//! All that a reader returns, up to a bound.

use std::{error::Error as StdError, fmt, future::poll_fn};

use crate::runtime::{
    error::{Error, ErrorKind},
    readable::Reader,
};

/// The error of `collect_up_to`: there is more than the bound allows, or reading failed.
///
/// What was read before is not lost: [`into_parts`](Self::into_parts) returns it, and the reader's position lies behind it.
/// For `?` in a function that returns [`Error`], use `.map_err(CollectError::into_error)?`.
pub struct CollectError<T> {
    read: Vec<T>,
    most: usize,
    failure: Option<Error>,
}

impl<T> CollectError<T> {
    /// Returns what was read: one more than the bound if there is more, or what came before the error.
    pub fn read(&self) -> &[T] {
        &self.read
    }

    /// Returns whether there is more than the bound allows. Otherwise reading failed, and the source of this error says why.
    pub fn is_over_bound(&self) -> bool {
        self.failure.is_none()
    }

    /// Returns what was read, and the error with which reading failed; none if there is more than the bound allows.
    pub fn into_parts(self) -> (Vec<T>, Option<Error>) {
        (self.read, self.failure)
    }

    /// Returns the error with which reading failed, or one of the kind [`Paging`](ErrorKind::Paging) if there is more than the
    /// bound allows. What was read is dropped.
    pub fn into_error(self) -> Error {
        let message = self.to_string();
        self.failure.unwrap_or_else(|| Error::new(ErrorKind::Paging, message))
    }
}

impl<T> fmt::Display for CollectError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (read, most) = (self.read.len(), self.most);
        if self.failure.is_some() {
            return write!(
                f,
                "reading failed after {read} were read; it can resume at the position of the reader"
            );
        }
        write!(
            f,
            "there are more than {most}: {read} were read, and reading can go on; set a greater bound, or read one after the \
             other with `next`"
        )
    }
}

impl<T> fmt::Debug for CollectError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectError")
            .field("read", &self.read.len())
            .field("most", &self.most)
            .field("failure", &self.failure)
            .finish()
    }
}

impl<T> StdError for CollectError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure.as_ref().map(|failure| failure as _)
    }
}

/// Reads to the end, and no more than one beyond the bound: only that shows that there is more.
pub(super) async fn collect<R: Reader>(reader: &mut R, most: usize) -> Result<Vec<R::Item>, CollectError<R::Item>> {
    let mut read = Vec::new();
    let failure = loop {
        match poll_fn(|context| reader.poll_item(context)).await {
            None => return Ok(read),
            Some(Err(error)) => break Some(error),
            Some(Ok(next)) => {
                read.push(next);
                if read.len() > most {
                    break None;
                }
            }
        }
    };
    Err(CollectError { read, most, failure })
}
