//! `\ud83d\ude00`: JSON writes characters beyond U+FFFF as pairs of escapes, which YAML does not know.
//!
//! In a document that is JSON each pair is rewritten as the one escape that YAML has, and the positions behind it are moved
//! back to where the author sees them.

use super::lenient;
use crate::diagnostic::Position;
use std::borrow::Cow;

/// How many characters `\ud83d\ude00` is longer than `\U0001f600`.
const SHORTER: usize = 2;
/// The length of a pair of escapes.
const PAIR: usize = 12;

/// A text that YAML can read, and where it differs from the one that was written.
pub(super) struct Readable<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where in the rewritten text each rewritten pair begins.
    rewritten: Vec<Position>,
    /// The lines that begin with more spaces than were written, each with how many more.
    shifts: Vec<(usize, usize)>,
}

impl<'a> Readable<'a> {
    /// Rewrites the pairs of `text`, if it is JSON and has any.
    pub(super) fn new(text: &'a str) -> Self {
        let unchanged = Self {
            text: Cow::Borrowed(text),
            rewritten: Vec::new(),
            shifts: Vec::new(),
        };
        // In YAML that is no JSON, a backslash is an escape between double quotes only: there, nothing is touched.
        let may_be_json = text.trim_start().starts_with('{') && (text.contains("\\ud") || text.contains("\\uD"));
        if !may_be_json || serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
            return unchanged;
        }
        let mut out = String::with_capacity(text.len());
        let mut rewritten = Vec::new();
        let mut line = 1;
        let mut column = 1;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let mut length = first.len_utf8();
            if first == '\\' {
                if let Some(character) = pair(rest) {
                    rewritten.push(Position { file: 0, line, column });
                    let escape = format!("\\U{:08x}", u32::from(character));
                    column += escape.len();
                    out.push_str(&escape);
                    rest = rest.get(PAIR..).unwrap_or_default();
                    continue;
                }
                // The escaped character is part of the escape, be it a backslash itself.
                length += rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            let (taken, after) = rest.split_at(length);
            (line, column) = match first {
                '\n' => (line + 1, 1),
                _ => (line, column + taken.chars().count()),
            };
            out.push_str(taken);
            rest = after;
        }
        Self {
            text: Cow::Owned(out),
            rewritten,
            shifts: Vec::new(),
        }
    }

    /// The same text with the white space that the standard demands, if it lacks any.
    pub(super) fn lenient(&self) -> Option<Readable<'static>> {
        let (text, shifts) = lenient::rewrite(&self.text)?;
        Some(Readable {
            text: Cow::Owned(text),
            rewritten: self.rewritten.clone(),
            shifts,
        })
    }

    /// The place in the text that was written.
    pub(super) fn original(&self, mut at: Position) -> Position {
        let shift = self.shifts.binary_search_by_key(&at.line, |(line, _)| *line);
        if let Ok(index) = shift {
            at.column = at.column.saturating_sub(self.shifts[index].1).max(1);
        }
        // Line by line in the order of the text: those of this line that begin before the place.
        let of_line = self.rewritten.partition_point(|pair| pair.line < at.line);
        let before = self.rewritten.partition_point(|pair| *pair < at);
        Position {
            file: 0,
            line: at.line,
            column: at.column + before.saturating_sub(of_line) * SHORTER,
        }
    }
}

/// The character that a pair of escapes at the beginning of `text` encodes.
fn pair(text: &str) -> Option<char> {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?;
        u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    };
    char::decode_utf16([unit(0)?, unit(6)?])
        .next()?
        .ok()
        .filter(|character| u32::from(*character) > 0xFFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_rewritten_in_json_only() {
        // A half of a pair stays, for the parser to refuse; behind an escaped backslash, `ud83d` is text.
        let half = r#"{"a": "\ud83d \\ud83d\ude00 \u0041"}"#;
        assert_eq!(Readable::new(half).text, half);
        let json = r#"{"a": "\ud83d\ude00 \\ud83d \uD83D\uDE00", "b": 1}"#;
        let readable = Readable::new(json);
        assert_eq!(readable.text, r#"{"a": "\U0001f600 \\ud83d \U0001f600", "b": 1}"#);
        for (written, read) in [("\"a\"", "\"a\""), ("\\\\ud83d", "\\\\ud83d"), ("\"b\"", "\"b\"")] {
            let at = |text: &str, part: &str| Position {
                file: 0,
                line: 1,
                column: text.find(part).unwrap() + 1,
            };
            assert_eq!(readable.original(at(&readable.text, read)), at(json, written));
        }
        for yaml in ["a: '\\ud83d\\ude00'", "{a: '\\ud83d\\ude00'}"] {
            assert_eq!(Readable::new(yaml).text, yaml);
        }
    }
}
