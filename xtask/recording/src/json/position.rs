//! From the offset of a byte to a line and a column.

use std::borrow::Cow;
use std::fmt;

/// A place in a text, as an editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1 on.
    pub line: usize,
    /// The column in characters, from 1 on. A byte order mark is not counted.
    pub column: usize,
}

impl Position {
    /// The place in the file of a place in a text that begins at `start` of the file.
    #[must_use]
    pub fn after(self, start: Self) -> Self {
        Self {
            line: start.line + self.line - 1,
            column: match self.line {
                1 => start.column + self.column - 1,
                _ => self.column,
            },
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line and column of a byte. The text need not be UTF-8: a byte that only continues a character has no column.
pub fn position(bytes: &[u8], offset: usize) -> Position {
    Lines::new(bytes).position(bytes, offset)
}

/// How many columns these bytes have: as many as characters begin in them.
pub(crate) fn columns(bytes: &[u8]) -> usize {
    // A byte that continues a character begins none. Sums of bytes over so few of them are what a compiler makes fast.
    let count = |few: &[u8]| few.iter().map(|&byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>();
    bytes.chunks(192).map(|few| usize::from(count(few))).sum()
}

/// Where the lines of a text begin, so that many places are found without reading it again for each.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
    /// The columns before every [`STEP`] bytes, as if the text were one line: a line may be as long as the text.
    columns: Vec<usize>,
}

/// How many bytes are counted again for a place at the most.
const STEP: usize = 4096;

impl Lines {
    /// The lines of a text.
    pub fn new(bytes: &[u8]) -> Self {
        let counted = bytes.chunks(STEP).scan(0, |counted, step| {
            let before = *counted;
            *counted += columns(step);
            Some(before)
        });
        let starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
        Self {
            starts: std::iter::once(0).chain(starts).collect(),
            columns: counted.collect(),
        }
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, bytes: &[u8], offset: usize) -> Position {
        let offset = offset.min(bytes.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let mut start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or_default();
        if start == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            start = offset.min(3);
        }
        Position {
            line,
            column: self.before(bytes, offset) - self.before(bytes, start) + 1,
        }
    }

    /// The columns before a byte, as if the text were one line.
    fn before(&self, bytes: &[u8], offset: usize) -> usize {
        let step = (offset / STEP).min(self.columns.len().saturating_sub(1));
        let counted = self.columns.get(step).copied().unwrap_or_default();
        counted + columns(&bytes[step * STEP..offset])
    }

    /// The text of a line, from 1 on, without its end.
    pub fn text<'t>(&self, bytes: &'t [u8], line: usize) -> Cow<'t, str> {
        let start = line
            .checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
            .unwrap_or(bytes.len());
        let end = self.starts.get(line).map_or(bytes.len(), |next| next - 1);
        String::from_utf8_lossy(bytes[start..end].strip_suffix(b"\r").unwrap_or(&bytes[start..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn places_are_those_of_an_editor() {
        let text = "\u{FEFF}a\r\né😀b\n\n".as_bytes();
        let lines = Lines::new(text);
        let place = |offset| lines.position(text, offset).to_string();
        assert_eq!(
            [place(0), place(3), place(6), place(8), place(12), place(14), place(99)].map(|place| place),
            ["1:1", "1:1", "2:1", "2:2", "2:3", "3:1", "4:1"]
        );
        assert_eq!(
            [1, 2, 3, 4, 5].map(|line| lines.text(text, line).into_owned()),
            ["\u{FEFF}a", "é😀b", "", "", ""]
        );
    }
}
