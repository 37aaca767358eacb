//! A text with one kind of escaping undone, with the position in the original for every byte.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
};

use super::escapes::{self, ALL_BUT_PLUS, KINDS, Kind, Unescaped};

/// Bytes, and where each of them stands in the original text.
pub(super) struct View<'a> {
    bytes: Cow<'a, [u8]>,
    /// Where what each byte stands for begins and ends. Empty for the original itself.
    places: Vec<(usize, usize)>,
}

impl<'a> View<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: Cow::Borrowed(text.as_bytes()),
            places: Vec::new(),
        }
    }

    /// Where what a byte stands for begins in the original, and where it ends.
    fn place(&self, at: usize) -> (usize, usize) {
        self.places.get(at).copied().unwrap_or((at, at + 1))
    }

    /// Whether a byte follows the one before it in the original, too. Nothing that is a part of the text is between them.
    fn continues(&self, at: usize) -> bool {
        self.place(at - 1).1 >= self.place(at).0
    }

    /// Its bytes in short: two views with the same ones need not both be searched.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.bytes.hash(&mut hasher);
        hasher.finish()
    }

    /// The same text with escapes undone, once for each kind that is there.
    pub(super) fn unescaped(&self) -> impl Iterator<Item = View<'static>> {
        KINDS
            .iter()
            .filter_map(|kind| self.unescape(std::slice::from_ref(kind)))
    }

    /// The same text with escapes of all kinds undone, but for a plus, which may be one. None if there are none.
    pub(super) fn wholly_unescaped(&self) -> Option<View<'static>> {
        self.unescape(ALL_BUT_PLUS)
    }

    fn unescape(&self, kinds: &[Kind]) -> Option<View<'static>> {
        let may_begin = |byte: &u8| kinds.iter().any(|kind| kind.first.contains(byte));
        let mut next = self.bytes.iter().position(may_begin)?;
        let mut bytes = self.bytes[..next].to_vec();
        let mut places: Vec<_> = (0..next).map(|at| self.place(at)).collect();
        let mut changed = false;
        while let Some(byte) = self.bytes.get(next) {
            let rest = &self.bytes[next..];
            let escape = escapes::leading(kinds, *byte, rest);
            let before = bytes.len();
            let length = match escape {
                Some((Unescaped::Nothing, length)) => length,
                Some((Unescaped::Byte(byte), length)) => {
                    bytes.push(byte);
                    length
                }
                Some((Unescaped::Character(character), length)) => {
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    length
                }
                None => {
                    bytes.push(*byte);
                    1
                }
            };
            let place = (self.place(next).0, self.place(next + length - 1).1);
            places.extend((before..bytes.len()).map(|_| place));
            changed |= escape.is_some();
            next += length;
        }
        changed.then_some(View {
            bytes: Cow::Owned(bytes),
            places,
        })
    }

    /// Adds the positions of a needle in the original, in whatever letter case.
    pub(super) fn find(&self, needle: &[u8], in_base64: bool, found: &mut Vec<Range<usize>>) {
        let mut end = 0;
        for start in matches(&self.bytes, needle) {
            if start + needle.len() <= end {
                // Part of a run that has been found already.
                continue;
            }
            let mut begin = start;
            end = start + needle.len();
            if in_base64 {
                while begin > 0 && is_base64(self.bytes[begin - 1]) && self.continues(begin) {
                    begin -= 1;
                }
                while end < self.bytes.len() && is_base64(self.bytes[end]) && self.continues(end) {
                    end += 1;
                }
            }
            found.push(self.place(begin).0..self.place(end - 1).1);
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Finds a needle, which is in small letters, in a text with the algorithm of Knuth, Morris and Pratt: a server chooses
/// the text, so that the time must not depend on how similar the two are.
fn matches(text: &[u8], needle: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    if needle.is_empty() || needle.len() > text.len() {
        return found;
    }
    let mut fallback = vec![0; needle.len()];
    let mut length = 0;
    for at in 1..needle.len() {
        while length > 0 && needle[at] != needle[length] {
            length = fallback[length - 1];
        }
        length += usize::from(needle[at] == needle[length]);
        fallback[at] = length;
    }
    length = 0;
    for (at, byte) in text.iter().enumerate() {
        let byte = byte.to_ascii_lowercase();
        while length > 0 && byte != needle[length] {
            length = fallback[length - 1];
        }
        length += usize::from(byte == needle[length]);
        if length == needle.len() {
            found.push(at + 1 - length);
            length = fallback[length - 1];
        }
    }
    found
}
