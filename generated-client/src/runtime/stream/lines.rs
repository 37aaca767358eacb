//! Lines of JSON: `application/x-ndjson`, `application/jsonl`.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    task::{Context, Poll},
};

use serde::de::DeserializeOwned;

use super::driven::{Driven, Source};
use crate::runtime::{
    budget::Budget,
    decode::{self, DecodeFailure},
    error::{Error, ErrorKind},
    opened::Opened,
    readable::reader,
    values,
};

/// The values of a response that has one on each line.
///
/// Empty lines are skipped. A line that cannot be decoded is an error with the line as its
/// [`raw_body`](Error::raw_body), and the next ones can be read. The limits of a response apply to each line. It ends after
/// the last line, and after an error of the connection.
#[must_use = "nothing is received before `next`"]
pub struct JsonLines<T: DeserializeOwned + Send + 'static>(Driven<Lines<T>>);

struct Lines<T> {
    opened: Opened,
    /// What was received of the line that is not whole yet.
    begun: Vec<u8>,
    /// The lines that were received.
    whole: VecDeque<Vec<u8>>,
    number: u64,
    ty: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Source for Lines<T> {
    type Item = T;

    fn received(&mut self) -> Option<Result<T, Error>> {
        while let Some(line) = self.whole.pop_front() {
            self.number += 1;
            let line = if self.number == 1 {
                values::without_bom(&line)
            } else {
                &line
            };
            if !line.trim_ascii().is_empty() {
                return Some(self.decode(line));
            }
        }
        None
    }

    async fn receive(&mut self) -> Result<bool, Error> {
        let Some(chunk) = self.opened.chunk().await? else {
            self.whole.push_back(std::mem::take(&mut self.begun));
            return Ok(false);
        };
        let mut rest = &chunk[..];
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.begin(&rest[..end])?;
            self.whole.push_back(std::mem::take(&mut self.begun));
            rest = &rest[end + 1..];
        }
        self.begin(rest)?;
        Ok(true)
    }
}

impl<T: DeserializeOwned> Lines<T> {
    fn begin(&mut self, more: &[u8]) -> Result<(), Error> {
        if self.begun.len() + more.len() > self.opened.terms.limits.bytes {
            return Err(self.opened.too_large("a line of the response"));
        }
        self.begun.extend_from_slice(more);
        Ok(())
    }

    fn decode(&self, line: &[u8]) -> Result<T, Error> {
        let most = self.opened.terms.limits.values;
        let refuse = |failure: DecodeFailure| {
            let mut error = failure.into_error(&self.opened.head, line);
            let path = match error.path() {
                Some(path) => format!("line {}: {path}", self.number),
                None => format!("line {}", self.number),
            };
            error = error.with_path(path);
            self.opened.error(error)
        };
        if values::exceed(line, most) {
            let message = format!(
                "line {} of the response has more than {most} JSON values; the client's `response_value_limit` allows more",
                self.number
            );
            return Err(self.opened.error(Error::new(ErrorKind::TooLarge, message)));
        }
        decode::value(line, &Budget::new(most)).map_err(refuse)
    }
}

impl<T: DeserializeOwned + Send + 'static> JsonLines<T> {
    pub(super) fn new(opened: Opened) -> Self {
        Self(Driven::new(Lines {
            opened,
            begun: Vec::new(),
            whole: VecDeque::new(),
            number: 0,
            ty: PhantomData,
        }))
    }

    /// Returns the value of the next line. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        self.0.poll(context)
    }
}

reader!([T: DeserializeOwned + Send + 'static] JsonLines<T>, T);

impl<T: DeserializeOwned + Send + 'static> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}
