//! A text with one kind of escaping undone, with the position in the original for every byte.

use std::{borrow::Cow, ops::Range};

/// Bytes, and where each of them begins in the original text.
pub(super) struct View<'a> {
    bytes: Cow<'a, [u8]>,
    /// The place of each byte, and of the end. Empty for the original itself.
    places: Vec<usize>,
}

/// Undoes an escape at the beginning of the bytes: the value, and its length.
type Unescape = fn(&[u8]) -> Option<(char, usize)>;

/// Each kind of escaping, with the byte that its escapes begin with.
const KINDS: [(u8, Unescape); 4] = [(b'%', percent), (b'+', plus), (b'\\', backslash), (b'&', entity)];

impl<'a> View<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: Cow::Borrowed(text.as_bytes()),
            places: Vec::new(),
        }
    }

    /// The place in the original of a byte, or of the end.
    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(at)
    }

    /// The same text with escapes undone, once for each kind that is there.
    pub(super) fn unescaped(&self) -> impl Iterator<Item = View<'static>> {
        KINDS
            .iter()
            .filter_map(|(first, unescape)| self.unescape(*first, *unescape))
    }

    fn unescape(&self, first: u8, unescape: Unescape) -> Option<View<'static>> {
        let mut next = self.bytes.iter().position(|byte| *byte == first)?;
        let mut bytes = self.bytes[..next].to_vec();
        let mut places: Vec<_> = (0..next).map(|at| self.place(at)).collect();
        let mut changed = false;
        while let Some(byte) = self.bytes.get(next) {
            let escape = (*byte == first).then(|| unescape(&self.bytes[next..])).flatten();
            let before = bytes.len();
            let length = match escape {
                // A byte of a percent-encoded text need not be a whole character.
                Some((character, length)) if first == b'%' => {
                    bytes.push(u32::from(character) as u8);
                    length
                }
                Some((character, length)) => {
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    length
                }
                None => {
                    bytes.push(*byte);
                    1
                }
            };
            places.extend((before..bytes.len()).map(|_| self.place(next)));
            changed |= escape.is_some();
            next += length;
        }
        places.push(self.place(next));
        changed.then_some(View {
            bytes: Cow::Owned(bytes),
            places,
        })
    }

    /// Adds the positions of a needle in the original.
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
                begin -= self.bytes[..start]
                    .iter()
                    .rev()
                    .take_while(|byte| is_base64(**byte))
                    .count();
                end += self.bytes[end..].iter().take_while(|byte| is_base64(**byte)).count();
            }
            found.push(self.place(begin)..self.place(end));
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Finds a needle in a text with the algorithm of Knuth, Morris and Pratt: a server chooses the text, so that the time
/// must not depend on how similar the two are.
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
        while length > 0 && *byte != needle[length] {
            length = fallback[length - 1];
        }
        length += usize::from(*byte == needle[length]);
        if length == needle.len() {
            found.push(at + 1 - length);
            length = fallback[length - 1];
        }
    }
    found
}

/// `%2F`: the byte as a character.
fn percent(text: &[u8]) -> Option<(char, usize)> {
    let byte = number(text.get(1..3)?, 16)?;
    Some((char::from(u8::try_from(byte).ok()?), 3))
}

/// A plus, which is a space in a form.
fn plus(_: &[u8]) -> Option<(char, usize)> {
    Some((' ', 1))
}

/// `\"`, `\n`, `\u00e9` and the like, as JSON, Rust and JavaScript write them.
fn backslash(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.get(1)? {
        byte @ (b'"' | b'\\' | b'/' | b'\'') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'x' => return Some((char::from_u32(number(text.get(2..4)?, 16)?)?, 4)),
        b'u' if text.get(2) == Some(&b'{') => {
            let length = text[3..].iter().take(7).position(|byte| *byte == b'}')?;
            return Some((char::from_u32(number(&text[3..3 + length], 16)?)?, length + 4));
        }
        b'u' => {
            let first = number(text.get(2..6)?, 16)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 6));
            }
            let second = text
                .get(6..12)?
                .strip_prefix(b"\\u")
                .and_then(|digits| number(digits, 16))?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            return Some((char::decode_utf16(pair).next()?.ok()?, 12));
        }
        _ => return None,
    };
    Some((character, 2))
}

/// `&amp;`, `&#39;` and the like.
fn entity(text: &[u8]) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let length = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let character = match &text[1..length] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        _ => return None,
    };
    Some((character, length + 1))
}

/// A number of digits alone, without a sign.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}
