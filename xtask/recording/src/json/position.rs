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

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line and column of a byte. The text need not be UTF-8; what is not counts a column a byte.
pub fn position(bytes: &[u8], offset: usize) -> Position {
    Lines::new(bytes).position(bytes, offset)
}

/// Where the lines of a text begin, so that many places are found without reading it anew for each.
#[derive(Clone, Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub fn new(bytes: &[u8]) -> Self {
        let after = |(at, byte): (usize, &u8)| (*byte == b'\n').then_some(at + 1);
        Self(
            std::iter::once(0)
                .chain(bytes.iter().enumerate().filter_map(after))
                .collect(),
        )
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, bytes: &[u8], offset: usize) -> Position {
        let offset = offset.min(bytes.len());
        let line = self.0.partition_point(|&start| start <= offset);
        let start = self.0.get(line.wrapping_sub(1)).copied().unwrap_or_default();
        let mut before = &bytes[start..offset];
        if start == 0 {
            before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
        }
        let characters = before
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len());
        Position {
            line,
            column: characters.sum::<usize>() + 1,
        }
    }

    /// The text of a line, from 1 on, without its end.
    pub fn text<'t>(&self, bytes: &'t [u8], line: usize) -> Cow<'t, str> {
        let start = line
            .checked_sub(1)
            .and_then(|index| self.0.get(index))
            .copied()
            .unwrap_or(bytes.len());
        let end = self.0.get(line).map_or(bytes.len(), |next| next - 1);
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
