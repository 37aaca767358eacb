//! The pieces of a text that is JSON, or nearly.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// One of `{ } [ ] , :`.
    Mark(u8),
    Text(Text<'t>),
    /// What begins like a number; it need not be one that JSON knows.
    Number(&'t str),
    /// A word of JSON, or one that writers of JSON use by mistake.
    Word(&'t str),
    /// The beginning of a word of JSON, at the end of the text.
    Cut(&'t str),
    /// Something else: what comes from here on is not JSON.
    Other,
}

/// A string, and what in it is not JSON.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'t> {
    /// The bytes as they are, with the quotes.
    pub(super) raw: &'t [u8],
    /// What a reader makes of it: what it cannot read is U+FFFD.
    pub(super) read: String,
    /// How many halves of surrogate pairs are in it.
    pub(super) halves: usize,
    /// Whether bytes are in it that are no UTF-8.
    pub(super) damaged: bool,
    /// Whether a control character is in it unescaped.
    pub(super) control: bool,
    /// Whether an escape is in it that JSON does not know.
    pub(super) escape: bool,
    /// Whether the text ends before it does.
    pub(super) open: bool,
}

impl Text<'_> {
    /// Whether something in it is not JSON.
    pub(super) fn has_fault(&self) -> bool {
        self.halves > 0 || self.damaged || self.control || self.escape || self.open
    }
}

/// Words in place of a value that are not JSON.
const MISTAKES: [&str; 8] = [
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "None",
    "True",
    "False",
    "nan",
];

/// The token at the beginning of a text that does not begin with white space, and its length.
pub(super) fn next(bytes: &[u8]) -> (Token<'_>, usize) {
    match bytes.first() {
        Some(mark @ (b'{' | b'}' | b'[' | b']' | b',' | b':')) => (Token::Mark(*mark), 1),
        Some(b'"') => {
            let text = string(bytes);
            let length = text.raw.len();
            (Token::Text(text), length)
        }
        _ => word(bytes),
    }
}

fn word(bytes: &[u8]) -> (Token<'_>, usize) {
    let length = |of: fn(&u8) -> bool| bytes.iter().take_while(|byte| of(byte)).count();
    let number = length(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte));
    let letters = length(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let text = |length: usize| std::str::from_utf8(&bytes[..length]).unwrap_or_default();
    let word = text(letters);
    if MISTAKES.contains(&word) {
        return (Token::Word(word), letters);
    }
    if bytes.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') {
        return (Token::Number(text(number)), number);
    }
    for known in ["null", "true", "false"] {
        if bytes.starts_with(known.as_bytes()) {
            return (Token::Word(known), known.len());
        }
        if !word.is_empty() && letters == bytes.len() && known.starts_with(word) {
            return (Token::Cut(word), letters);
        }
    }
    (Token::Other, 0)
}

/// A string, from its first quote on.
fn string(bytes: &[u8]) -> Text<'_> {
    let mut text = Text {
        open: true,
        ..Text::default()
    };
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                text.open = false;
                break;
            }
            b'\\' => at = escape(bytes, at, &mut text),
            0..=0x1F => {
                text.control = true;
                text.read.push(char::from(*byte));
                at += 1;
            }
            _ => {
                let rest = &bytes[at..];
                let plain = rest
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F))
                    .unwrap_or(rest.len());
                let at_end = plain == rest.len();
                for chunk in rest[..plain].utf8_chunks() {
                    text.read.push_str(chunk.valid());
                    let cut = at_end
                        && !chunk.invalid().is_empty()
                        && rest.ends_with(chunk.invalid())
                        && is_cut(chunk.invalid());
                    if !chunk.invalid().is_empty() && !cut {
                        text.damaged = true;
                        text.read.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                at += plain;
            }
        }
    }
    text.raw = &bytes[..at.min(bytes.len())];
    text
}

/// Whether bytes are the beginning of a character.
fn is_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Reads an escape, and gives the place after it.
fn escape<'t>(bytes: &'t [u8], at: usize, text: &mut Text<'t>) -> usize {
    let simple = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes, at, text),
        Some(_) => {
            text.escape = true;
            return at + 1;
        }
        None => return bytes.len(),
    };
    text.read.push(simple);
    at + 2
}

fn unicode<'t>(bytes: &'t [u8], at: usize, text: &mut Text<'t>) -> usize {
    let unit = |at: usize| {
        let digits = bytes.get(at + 2..at + 6).filter(|_| bytes[at..].starts_with(b"\\u"))?;
        let digits = std::str::from_utf8(digits)
            .ok()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(at) else {
        // Cut by the end of the text, or none that JSON knows.
        let rest = &bytes[at + 2..];
        let hex = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if hex == rest.len() {
            return bytes.len();
        }
        text.escape = true;
        return at + 2;
    };
    if let Some(character) = char::from_u32(first) {
        text.read.push(character);
        return at + 6;
    }
    let second = unit(at + 6).filter(|second| first < 0xDC00 && (0xDC00..0xE000).contains(second));
    if let Some(second) = second {
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        text.read
            .push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return at + 12;
    }
    text.halves += 1;
    text.read.push(char::REPLACEMENT_CHARACTER);
    at + 6
}
