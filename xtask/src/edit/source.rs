//! A text without a byte order mark and with `\n` as its only line end, as parsers see it, and the way back.

use super::error::{Problem, Result};
use crate::edit::error::EditErrorKind;
use std::borrow::Cow;

/// A change of a text: what replaces a range of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at, at, text)
    }

    pub(super) fn remove(start: usize, end: usize) -> Self {
        Self::replace(start, end, "")
    }

    pub(super) fn replace(start: usize, end: usize, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { start, end, text }
    }
}

pub(super) struct Source<'t> {
    original: &'t str,
    /// What parsers see.
    pub(super) text: Cow<'t, str>,
    /// The length of the byte order mark.
    mark: usize,
    /// Where in `text` the line ends are that are `\r\n` in the original.
    carriage_returns: Vec<usize>,
    /// The line end of what is added.
    line_end: &'static str,
}

const MARK: char = '\u{feff}';

impl<'t> Source<'t> {
    pub(super) fn new(original: &'t str) -> Result<Self> {
        let body = original.strip_prefix(MARK).unwrap_or(original);
        let mut carriage_returns = Vec::new();
        let mut text = Cow::Borrowed(body);
        if body.contains('\r') {
            text = Cow::Owned(body.replace("\r\n", "\n"));
            if text.contains('\r') {
                return Err(Problem::new(
                    EditErrorKind::Unsupported,
                    "the text has carriage returns that are not followed by a line feed",
                    "write line ends as LF or CRLF",
                ));
            }
            let ends = memchr::memmem::find_iter(body.as_bytes(), "\r\n");
            carriage_returns.extend(ends.enumerate().map(|(before, at)| at - before));
        }
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        Ok(Self {
            original,
            text,
            mark: original.len() - body.len(),
            line_end: if carriage_returns.len() * 2 > ends {
                "\r\n"
            } else {
                "\n"
            },
            carriage_returns,
        })
    }

    /// The original with changes to the text that parsers see. They are in the order of the text, and do not overlap.
    pub(super) fn splice(&self, splices: &[Splice]) -> String {
        let added: usize = splices.iter().map(|splice| splice.text.len()).sum();
        let mut out = String::with_capacity(self.original.len() + added);
        let mut from = 0;
        for splice in splices {
            out.push_str(&self.original[from..self.place(splice.start)]);
            match self.line_end {
                "\n" => out.push_str(&splice.text),
                end => out.push_str(&splice.text.replace('\n', end)),
            }
            from = self.place(splice.end);
        }
        out.push_str(&self.original[from..]);
        out
    }

    /// Where a place of the text is in the original.
    fn place(&self, at: usize) -> usize {
        self.mark + at + self.carriage_returns.partition_point(|end| *end < at)
    }
}
