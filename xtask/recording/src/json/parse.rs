//! Reads JSON (RFC 8259) strictly, and says where it stops being JSON.
//!
//! Nothing recurses, so that no text can exhaust the stack; nesting ends at a depth that the caller chooses.

use std::collections::HashMap;
use std::fmt;

use super::{Member, Node, Value, child, escape};

/// How deep lists and objects may be nested in each other: what `serde_json`, and so every client built on it, takes.
pub const MAX_DEPTH: usize = 127;

/// How deep they may be whatever the caller chooses: what is done with a tree, its end included, recurses.
pub(crate) const DEEPEST: usize = 1024;

/// A text that was read as JSON.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The whole value.
    pub root: Node,
    /// What RFC 8259 lets pass but readers disagree about, once for each string or member that has it.
    pub flaws: Vec<Flaw>,
}

/// One thing about which readers of JSON disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What it is.
    pub kind: FlawKind,
    /// The value that has it.
    pub pointer: String,
    /// The offset of the byte where it is.
    pub offset: usize,
}

/// What readers of JSON disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// A member occurs twice in its object.
    DuplicateKey,
    /// Half of a surrogate pair is in a string; it was read as U+FFFD.
    LoneSurrogate,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The offset of the byte that cannot be where it does; the text's length if it ends too early.
    pub offset: usize,
    /// The value that was being read; the whole text if it ends too early.
    pub pointer: String,
    /// What is wrong, in words.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Broken {}

/// Reads a text, to the depth of [`MAX_DEPTH`].
///
/// # Errors
/// The first place where the text is not JSON.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Broken> {
    parse_within(bytes, MAX_DEPTH)
}

/// Reads a text, to a depth of the caller's choice, 1024 at the most.
///
/// # Errors
/// The first place where the text is not JSON.
pub fn parse_within(bytes: &[u8], depth: usize) -> Result<Parsed, Broken> {
    let mut reader = Reader {
        bytes,
        at: 0,
        depth: depth.min(DEEPEST),
        open: Vec::new(),
        flaws: Vec::new(),
        sizes: Vec::new(),
    };
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(reader.broken("the text begins with a byte order mark, which RFC 8259 forbids"));
    }
    let root = reader.document()?;
    Ok(Parsed {
        root,
        flaws: reader.flaws,
    })
}

/// A list or an object whose end was not read yet.
enum Open {
    Array {
        start: usize,
        items: Vec<Node>,
    },
    Object {
        start: usize,
        members: Vec<Member>,
        /// The name of the member whose value is being read; nothing while the name itself is.
        key: Option<String>,
        key_start: usize,
    },
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    open: Vec<Open>,
    flaws: Vec<Flaw>,
    /// By depth: how many values the list or object before had. Those of one list are alike.
    sizes: Vec<usize>,
}

impl Reader<'_> {
    /// How many values the list or object that begins is expected to have.
    fn expected(&self) -> usize {
        self.sizes.get(self.open.len()).copied().unwrap_or_default()
    }

    /// Stores how many values the one that has ended had.
    fn keep_size(&mut self, size: usize) {
        const MOST: usize = 64;
        let depth = self.open.len();
        if self.sizes.len() <= depth {
            self.sizes.resize(depth + 1, 0);
        }
        self.sizes[depth] = size.min(MOST);
    }

    fn document(&mut self) -> Result<Node, Broken> {
        loop {
            self.space();
            let Some(mut done) = self.begin()? else { continue };
            // A value is complete: hand it to what encloses it, which may complete that in turn.
            loop {
                let Some(open) = self.open.last_mut() else {
                    self.space();
                    return match self.peek() {
                        None => Ok(done),
                        Some(_) => Err(self.broken("there is text after the end of the value")),
                    };
                };
                match open {
                    Open::Array { items, .. } => items.push(done),
                    Open::Object {
                        members,
                        key,
                        key_start,
                        ..
                    } => {
                        members.push(Member {
                            key: key.take().unwrap_or_default(),
                            start: *key_start,
                            node: done,
                        });
                    }
                }
                match self.next_in_enclosing()? {
                    Some(closed) => done = closed,
                    None => break,
                }
            }
        }
    }

    /// Begins a value: gives it if it is whole, or nothing if a list or an object was opened whose first value follows.
    fn begin(&mut self) -> Result<Option<Node>, Broken> {
        let start = self.at;
        let value = match self.peek() {
            None => return Err(self.ended("a value")),
            Some(b'n') => self.word("null", Value::Null)?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'[') => {
                self.deeper()?;
                self.at += 1;
                self.space();
                if self.peek() != Some(b']') {
                    let items = Vec::with_capacity(self.expected());
                    self.open.push(Open::Array { start, items });
                    return Ok(None);
                }
                self.at += 1;
                Value::Array(Vec::new())
            }
            Some(b'{') => {
                self.deeper()?;
                self.at += 1;
                self.space();
                if self.peek() != Some(b'}') {
                    self.open.push(Open::Object {
                        start,
                        members: Vec::with_capacity(self.expected()),
                        key: None,
                        key_start: self.at,
                    });
                    self.key()?;
                    return Ok(None);
                }
                self.at += 1;
                Value::Object(Vec::new())
            }
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(_) => return Err(self.unexpected("a value")),
        };
        Ok(Some(Node {
            start,
            end: self.at,
            value,
        }))
    }

    /// After a value inside a list or an object: its end, or the way to the next value.
    fn next_in_enclosing(&mut self) -> Result<Option<Node>, Broken> {
        self.space();
        let array = matches!(self.open.last(), Some(Open::Array { .. }));
        let (close, wanted) = if array {
            (b']', "`,` or `]`")
        } else {
            (b'}', "`,` or `}`")
        };
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.space();
                if !array {
                    self.key()?;
                }
                Ok(None)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                let end = self.at;
                Ok(match self.open.pop() {
                    Some(Open::Array { start, items }) => {
                        self.keep_size(items.len());
                        Some(Node {
                            start,
                            end,
                            value: Value::Array(items),
                        })
                    }
                    Some(Open::Object { start, members, .. }) => {
                        self.keep_size(members.len());
                        self.duplicates(&members);
                        Some(Node {
                            start,
                            end,
                            value: Value::Object(members),
                        })
                    }
                    None => None,
                })
            }
            None => Err(self.ended(wanted)),
            Some(_) => Err(self.unexpected(wanted)),
        }
    }

    /// Reads the name of a member and the colon after it.
    fn key(&mut self) -> Result<(), Broken> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {}
            None => return Err(self.ended("the name of a member")),
            Some(_) => return Err(self.unexpected("the name of a member in double quotes")),
        }
        let flaws = self.flaws.len();
        let text = self.string()?;
        if let Some(Open::Object { key, key_start, .. }) = self.open.last_mut() {
            (*key, *key_start) = (Some(text), start);
        }
        // The name is known by now: an error in it is reported for the member.
        if self.flaws.len() > flaws {
            let pointer = self.pointer();
            self.flaws[flaws..]
                .iter_mut()
                .for_each(|flaw| flaw.pointer.clone_from(&pointer));
        }
        self.space();
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            None => Err(self.ended("`:`")),
            Some(_) => Err(self.unexpected("`:`")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Broken> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(value);
        }
        Err(if word.as_bytes().starts_with(&self.bytes[self.at..]) {
            self.at = self.bytes.len();
            self.ended(&format!("`{word}`"))
        } else {
            self.unexpected("a value")
        })
    }

    fn number(&mut self) -> Result<String, Broken> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.broken("a number begins with a needless zero"));
        }
        Ok(String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned())
    }

    fn digits(&mut self) -> Result<(), Broken> {
        match self.peek() {
            Some(b'0'..=b'9') => {}
            None => return Err(self.ended("a digit")),
            Some(_) => return Err(self.unexpected("a digit")),
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Broken> {
        self.at += 1;
        let mut text = String::new();
        let mut is_whole = true;
        loop {
            let rest = &self.bytes[self.at..];
            let plain = plain(rest);
            match std::str::from_utf8(&rest[..plain]) {
                Ok(piece) => text.push_str(piece),
                Err(error) => {
                    self.at += error.valid_up_to();
                    // A character that the end of the text cuts is a text that ends too early.
                    return Err(if plain == rest.len() && error.error_len().is_none() {
                        self.at = self.bytes.len();
                        self.ended("the end of a string")
                    } else {
                        self.broken(format!("the byte 0x{:02X} is not UTF-8", self.bytes[self.at]))
                    });
                }
            }
            self.at += plain;
            match self.peek() {
                None => return Err(self.ended("the end of a string")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape(&mut is_whole)?),
                Some(byte) => {
                    return Err(self.broken(format!("the control character 0x{byte:02X} is unescaped in a string")));
                }
            }
        }
    }

    fn escape(&mut self, is_whole: &mut bool) -> Result<char, Broken> {
        let start = self.at;
        self.at += 1;
        let simple = match self.peek() {
            None => return Err(self.ended("an escape")),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode(start, is_whole);
            }
            Some(_) => return Err(self.unexpected("an escape of JSON after `\\`")),
        };
        self.at += 1;
        Ok(simple)
    }

    /// After `\u`: one character, of one or two escapes. The first half of a pair in a string is reported.
    fn unicode(&mut self, start: usize, is_whole: &mut bool) -> Result<char, Broken> {
        let first = self.hex()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if first < 0xDC00 && self.bytes[self.at..].starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xDC00..0xE000).contains(&second) {
                let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        if std::mem::replace(is_whole, false) {
            let pointer = self.pointer();
            self.flaws.push(Flaw {
                kind: FlawKind::LoneSurrogate,
                pointer,
                offset: start,
            });
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Result<u32, Broken> {
        let mut code = 0;
        for _ in 0..4 {
            match self.peek().map(|byte| (byte as char).to_digit(16)) {
                Some(Some(digit)) => code = code * 16 + digit,
                Some(None) => return Err(self.unexpected("four hexadecimal digits after `\\u`")),
                None => return Err(self.ended("four hexadecimal digits")),
            }
            self.at += 1;
        }
        Ok(code)
    }

    fn duplicates(&mut self, members: &[Member]) {
        // Few names are compared with each other sooner than they are gathered.
        const FEW: usize = 16;
        let twice = |(index, member): (usize, &Member)| members[..index].iter().any(|other| other.key == member.key);
        if members.len() <= FEW && !members.iter().enumerate().any(twice) {
            return;
        }
        let mut seen = HashMap::with_capacity(members.len());
        for member in members {
            let times = seen.entry(member.key.as_str()).or_insert(0_usize);
            *times += 1;
            // However often it is there, it is reported once.
            if *times == 2 {
                self.flaws.push(Flaw {
                    kind: FlawKind::DuplicateKey,
                    pointer: child(&self.pointer(), &member.key),
                    offset: member.start,
                });
            }
        }
    }

    fn deeper(&self) -> Result<(), Broken> {
        if self.open.len() >= self.depth {
            return Err(self.broken(format!("lists and objects are nested more than {} deep", self.depth)));
        }
        Ok(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The pointer of the value that is being read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for open in &self.open {
            let step = match open {
                Open::Array { items, .. } => items.len().to_string(),
                Open::Object { key: Some(key), .. } => escape(key),
                Open::Object { key: None, .. } => continue,
            };
            pointer.push('/');
            pointer.push_str(&step);
        }
        pointer
    }

    fn broken(&self, what: impl Into<String>) -> Broken {
        Broken {
            offset: self.at,
            pointer: self.pointer(),
            what: what.into(),
        }
    }

    fn ended(&self, wanted: &str) -> Broken {
        let what = match self.bytes.iter().all(u8::is_ascii_whitespace) {
            true => "the text is empty".to_owned(),
            false => format!("expected {wanted}, found the end of the text"),
        };
        Broken {
            offset: self.bytes.len(),
            pointer: String::new(),
            what,
        }
    }

    fn unexpected(&self, wanted: &str) -> Broken {
        let found = found(&self.bytes[self.at..]);
        self.broken(format!("expected {wanted}, found {found}"))
    }
}

/// The words for what is at the start of these bytes, of which there is at least one.
pub(crate) fn found(rest: &[u8]) -> String {
    let word = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .take(16)
        .count();
    match word {
        0 => match rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next()) {
            Some(character) if !character.is_control() => format!("`{character}`"),
            _ => format!("the byte 0x{:02X}", rest.first().copied().unwrap_or_default()),
        },
        _ => format!("`{}`", String::from_utf8_lossy(&rest[..word])),
    }
}

/// How many of these bytes a string holds as they are: those before a quote, a backslash or a control character.
#[inline]
pub fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The high bit of each byte that is zero; what is above the first of them does not matter.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let found = (control | quote | backslash) & HIGHS;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    bytes[at..]
        .iter()
        .position(ends)
        .map_or(bytes.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn strings_end_at_the_right_quote() {
        let text = b"0123456789abcdef\xC3\xA9\xFF\x80\x20\x7F!#[]0123456789";
        assert_eq!(plain(text), text.len());
        for at in 0..text.len() {
            for byte in 0..=255 {
                let mut text = text.to_vec();
                text[at] = byte;
                let ends = matches!(byte, b'"' | b'\\' | 0..=0x1F);
                assert_eq!(plain(&text), if ends { at } else { text.len() }, "{byte} at {at}");
            }
        }
    }
}
