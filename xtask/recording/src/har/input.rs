//! The bytes of a file of any length, as many at a time as are needed, and the place of the next one.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};

use crate::json::{Position, columns};

/// How many bytes are read at a time.
const CHUNK: usize = 256 * 1024;

/// What was read of a file and not used yet.
pub(super) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where in the buffer the next byte is.
    at: usize,
    /// Where in the buffer that ends which was read.
    end: usize,
    offset: u64,
    position: Position,
}

impl<R: Read> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; CHUNK],
            at: 0,
            end: 0,
            offset: 0,
            position: Position { line: 1, column: 1 },
        }
    }

    /// What was read and not used yet.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.at..self.end]
    }

    /// The offset of the next byte in the file.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The line and column of the next byte in the file.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Appends more bytes; `false` at the end of the file.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
        } else if self.end == self.buffer.len() && self.at > 0 {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
        } else if self.end == self.buffer.len() {
            // Twice as long each time, so that a long value is not copied again for each piece of it.
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next byte; nothing at the end of the file.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        while self.at == self.end {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[self.at]))
    }

    /// Uses the next bytes, which must have been read.
    pub(super) fn take(&mut self, length: usize) -> &[u8] {
        let start = self.at;
        self.at += length;
        let taken = &self.buffer[start..self.at];
        self.offset += length as u64;
        match memrchr(b'\n', taken) {
            Some(last) => {
                self.position.line += memchr_iter(b'\n', taken).count();
                self.position.column = 1 + columns(&taken[last + 1..]);
            }
            None => self.position.column += columns(taken),
        }
        taken
    }

    /// Passes over a byte order mark at the start of the file, which is no column.
    pub(super) fn skip_mark(&mut self) -> io::Result<()> {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        while self.rest().len() < MARK.len() && MARK.starts_with(self.rest()) {
            if !self.fill()? {
                return Ok(());
            }
        }
        if self.rest().starts_with(MARK) {
            self.take(MARK.len());
            self.position.column = 1;
        }
        Ok(())
    }

    /// Passes over white space.
    pub(super) fn space(&mut self) -> io::Result<()> {
        while self.peek()?.is_some() {
            let white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            let length = self.rest().iter().take_while(|byte| white(byte)).count();
            self.take(length);
            if !self.rest().is_empty() {
                break;
            }
        }
        Ok(())
    }
}
