//! Reads JSON (RFC 8259) a token at a time, as strictly as [`recording::json`], and builds nothing.
//!
//! Every method gives nothing where the text is not what is wanted: what it is then, the exact reader reports.

use recording::json::plain;

/// A place in a text that is UTF-8.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

/// The text of a string between its quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it has escapes.
    pub(super) escaped: bool,
}

/// The text of a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'t> {
    pub(super) text: &'t str,
    /// It is written without a fraction and without an exponent.
    pub(super) whole: bool,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    #[inline]
    pub(super) fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    #[inline]
    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        if byte > b' ' {
            return Some(byte);
        }
        self.space();
        self.peek()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether the next byte that is no white space is this one, which is passed then.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.next() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    /// Whether nothing but white space is left.
    pub(super) fn ended(&mut self) -> bool {
        self.next().is_none()
    }

    /// Passes a word.
    #[inline]
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes()[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    /// Passes a string.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Span> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let mut escaped = false;
        let mut at = start;
        loop {
            at += plain(&self.bytes()[at..]);
            match self.bytes().get(at)? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    at = escape(self.bytes(), at)?.0;
                }
                _ => return None,
            }
        }
        self.at = at + 1;
        Some(Span {
            start,
            end: at,
            escaped,
        })
    }

    /// Passes a string, and adds its text, with the escapes resolved, to `into`: for long ones with many escapes.
    pub(super) fn string_into(&mut self, into: &mut Vec<u8>) -> Option<()> {
        if self.peek()? != b'"' {
            return None;
        }
        let bytes = self.bytes();
        let mut at = self.at + 1;
        loop {
            // Eight bytes at a time, whatever they are; those that do not belong there are dropped again.
            while let Some(chunk) = bytes[at..].first_chunk::<8>() {
                let (length, fine) = (into.len(), plain(chunk));
                into.extend_from_slice(chunk);
                at += fine;
                if fine < 8 {
                    into.truncate(length + fine);
                    break;
                }
            }
            let rest = plain(&bytes[at..]);
            into.extend_from_slice(&bytes[at..at + rest]);
            at += rest;
            match (bytes.get(at)?, bytes.get(at + 1)) {
                (b'"', _) => break,
                (b'\\', Some(byte @ (b'"' | b'\\' | b'/'))) => {
                    into.push(*byte);
                    at += 2;
                }
                (b'\\', _) => {
                    let (next, character) = escape(bytes, at)?;
                    into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    at = next;
                }
                _ => return None,
            }
        }
        self.at = at + 1;
        Some(())
    }

    /// Passes a number.
    #[inline]
    pub(super) fn number(&mut self) -> Option<Number<'t>> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let first = self.at;
        self.digits()?;
        // A zero at the front is the only digit before the fraction.
        if self.bytes()[first] == b'0' && self.at > first + 1 {
            return None;
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            whole = false;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        Some(Number { text, whole })
    }

    #[inline]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Passes a value whose content is read elsewhere: finds its end, and no more.
    pub(super) fn pass(&mut self) -> Option<()> {
        match self.next()? {
            b'"' => self.string().map(|_| ()),
            b'{' | b'[' => {
                let mut open = 0_usize;
                loop {
                    match self.peek()? {
                        b'"' => {
                            self.string()?;
                            continue;
                        }
                        b'{' | b'[' => open += 1,
                        b'}' | b']' => open -= 1,
                        _ => {}
                    }
                    self.at += 1;
                    if open == 0 {
                        return Some(());
                    }
                }
            }
            _ => {
                let rest = &self.bytes()[self.at..];
                let end = rest
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'));
                self.at += end.unwrap_or(rest.len());
                Some(())
            }
        }
    }
}

/// The end of the escape that begins at `at`, and the character that it encodes; nothing for half of a surrogate
/// pair.
fn escape(bytes: &[u8], at: usize) -> Option<(usize, char)> {
    let simple = match bytes.get(at + 1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(bytes, at),
        _ => return None,
    };
    Some((at + 2, simple))
}

fn unicode(bytes: &[u8], at: usize) -> Option<(usize, char)> {
    let hex = |at: usize| {
        let digits = bytes.get(at..at + 4)?;
        digits
            .iter()
            .try_fold(0, |code, &byte| Some(code * 16 + char::from(byte).to_digit(16)?))
    };
    let first = hex(at + 2)?;
    if let Some(character) = char::from_u32(first) {
        return Some((at + 6, character));
    }
    let second = (bytes.get(at + 6..at + 8)? == b"\\u").then(|| hex(at + 8))??;
    if first >= 0xDC00 || !(0xDC00..0xE000).contains(&second) {
        return None;
    }
    let character = char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))?;
    Some((at + 12, character))
}

/// Adds the text of a string that was passed to `into`, its escapes resolved.
pub(super) fn unescape(text: &str, span: Span, into: &mut String) {
    let bytes = &text.as_bytes()[..span.end];
    let mut at = span.start;
    while at < span.end {
        let end = match span.escaped {
            true => memchr::memchr(b'\\', &bytes[at..]).map_or(span.end, |length| at + length),
            false => span.end,
        };
        into.push_str(&text[at..end]);
        at = end;
        while bytes.get(at) == Some(&b'\\') {
            let Some((next, character)) = escape(bytes, at) else {
                return;
            };
            into.push(character);
            at = next;
        }
    }
}
