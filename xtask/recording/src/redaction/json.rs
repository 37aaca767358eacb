//! Texts of JSON, and those that are nearly JSON: every value that the policy does not allow is replaced where it is.
//!
//! What is wrong with a text stays wrong in the same way at the same place, since that is what a recording is for:
//! members that occur twice, halves of surrogate pairs, a byte order mark, NaN, bytes that are no UTF-8, a text that
//! ends too early. From the first byte on that no JSON parser accepts, only the kind of the text is recorded.

use std::borrow::Cow;

use super::names::Names;
use super::placeholder::Placeholders;
use super::tokens::{self, Text, Token};
use crate::json::{MAX_DEPTH, child, write_string};

/// A text without its values.
#[derive(Debug, Default)]
pub(super) struct Redacted {
    pub(super) bytes: Vec<u8>,
    /// Where values were replaced: JSON pointers into the new text.
    pub(super) pointers: Vec<String>,
    /// Whether the old text is JSON, without any fault.
    pub(super) is_json: bool,
}

/// Returns whether a value is kept, by its path and its text.
pub(super) type Keeps<'k> = dyn Fn(&[Cow<'_, str>], &str) -> bool + 'k;

/// What is in the place of a text that cannot be read.
pub(super) const REST: &str = "redacted";

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Replaces the values of a text.
pub(super) fn redact(
    text: &[u8],
    keeps: &Keeps<'_>,
    names: &mut Names<'_>,
    placeholders: &mut Placeholders,
) -> Redacted {
    walk(text, keeps, Values::Replace(names, placeholders))
}

/// Reserves the kept values of a text, so that no placeholder equals one.
pub(super) fn reserve(text: &[u8], keeps: &Keeps<'_>, names: &mut Names<'_>, placeholders: &mut Placeholders) {
    walk(text, keeps, Values::Reserve(names, placeholders));
}

/// A value that is neither a list nor an object.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'t> {
    /// A text, its escapes resolved.
    Text(&'t str),
    /// A number, as it is written.
    Number(&'t str),
    /// `true`, `false`, `null`, or a mistake in their place.
    Word,
}

/// Calls a function for each scalar of a text, with the way to it. Returns whether the text is JSON as a whole.
pub(super) fn scalars(text: &[u8], each: &mut dyn FnMut(&[Cow<'_, str>], Scalar<'_>)) -> bool {
    walk(text, &|_, _| false, Values::Each(each)).is_json
}

/// Calls a function for each name of a text.
pub(super) fn each_name(text: &[u8], each: &mut dyn FnMut(&str)) {
    walk(text, &|_, _| false, Values::EachName(each));
}

fn walk(text: &[u8], keeps: &Keeps<'_>, values: Values<'_, '_>) -> Redacted {
    let mut walk = Walk {
        rest: text,
        keeps,
        values,
        open: Vec::new(),
        has_fault: false,
        done: Redacted::default(),
    };
    if let Some(rest) = text.strip_prefix(BOM) {
        walk.done.bytes.extend(BOM);
        walk.rest = rest;
        walk.has_fault = true;
    }
    let is_whole = walk.document();
    walk.done.is_json = is_whole && !walk.has_fault;
    walk.done
}

/// What is done with names and values.
enum Values<'v, 'n> {
    Replace(&'v mut Names<'n>, &'v mut Placeholders),
    Reserve(&'v mut Names<'n>, &'v mut Placeholders),
    Each(&'v mut dyn FnMut(&[Cow<'_, str>], Scalar<'_>)),
    EachName(&'v mut dyn FnMut(&str)),
}

impl Values<'_, '_> {
    /// Whether somebody reads the new text.
    fn are_written(&self) -> bool {
        matches!(self, Self::Replace(..))
    }
}

/// A list or an object that is not closed yet.
enum Open {
    /// The index of the item that is read, and the same as text.
    List(usize, String),
    /// The name of the member that is read, as it was and as it is now.
    Object(String, String),
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value, or the end of a list that has none.
    First,
    Value,
    /// A name, or the end of an object that has none.
    FirstName,
    Name,
    Colon,
    /// A comma, or the end of what is open.
    After,
}

struct Walk<'t, 'k, 'w, 'n> {
    rest: &'t [u8],
    keeps: &'k Keeps<'k>,
    values: Values<'w, 'n>,
    open: Vec<Open>,
    /// Whether something was read that is not JSON.
    has_fault: bool,
    done: Redacted,
}

impl<'t> Walk<'t, '_, '_, '_> {
    /// Returns whether the text ends where a value does.
    fn document(&mut self) -> bool {
        let mut next = Next::Value;
        loop {
            self.space();
            if self.rest.is_empty() {
                return next == Next::After && self.open.is_empty();
            }
            let (token, length) = tokens::next(self.rest);
            let after = match (next, token) {
                (Next::After, _) if self.open.is_empty() => None,
                (Next::First | Next::Value, Token::Mark(mark @ (b'[' | b'{'))) => self.enter(mark),
                (Next::First, Token::Mark(b']')) | (Next::FirstName, Token::Mark(b'}')) => self.leave(),
                (Next::First | Next::Value, token) => self.scalar(token),
                (Next::FirstName | Next::Name, Token::Text(text)) => self.name(&text),
                (Next::Colon, Token::Mark(b':')) => self.put(b":", Next::Value),
                (Next::After, Token::Mark(b',')) => match self.open.last_mut() {
                    Some(Open::List(index, text)) => {
                        *index += 1;
                        *text = index.to_string();
                        self.put(b",", Next::Value)
                    }
                    _ => self.put(b",", Next::Name),
                },
                (Next::After, Token::Mark(mark @ (b']' | b'}'))) if self.closes(mark) => self.leave(),
                _ => None,
            };
            match after {
                Some(after) => {
                    self.rest = &self.rest[length..];
                    next = after;
                }
                None => {
                    self.stop();
                    return false;
                }
            }
        }
    }

    /// White space says nothing but that it is there.
    fn space(&mut self) {
        let length = self.rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
        if length > 0 {
            self.done.bytes.push(b' ');
            self.rest = &self.rest[length..];
        }
    }

    fn put(&mut self, bytes: &[u8], next: Next) -> Option<Next> {
        self.done.bytes.extend(bytes);
        Some(next)
    }

    fn enter(&mut self, mark: u8) -> Option<Next> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        self.done.bytes.push(mark);
        Some(if mark == b'[' {
            self.open.push(Open::List(0, "0".to_owned()));
            Next::First
        } else {
            self.open.push(Open::Object(String::new(), String::new()));
            Next::FirstName
        })
    }

    fn closes(&self, mark: u8) -> bool {
        matches!(
            (self.open.last(), mark),
            (Some(Open::List(..)), b']') | (Some(Open::Object(..)), b'}')
        )
    }

    fn leave(&mut self) -> Option<Next> {
        self.done.bytes.push(match self.open.pop()? {
            Open::List(..) => b']',
            Open::Object(..) => b'}',
        });
        Some(Next::After)
    }

    fn name(&mut self, text: &Text<'t>) -> Option<Next> {
        let mut name = match &mut self.values {
            Values::Replace(names, _) | Values::Reserve(names, _) => names.name(&text.read),
            Values::EachName(each) => {
                each(&text.read);
                String::new()
            }
            Values::Each(_) => String::new(),
        };
        self.has_fault |= text.has_fault();
        if !self.values.are_written() {
            if let Some(Open::Object(old, _)) = self.open.last_mut() {
                old.clone_from(&text.read);
            }
            return Some(Next::Colon);
        }
        if text.halves > 0 && name == text.read {
            // Written as a half again, it is read as the same name.
            name = name.replace(char::REPLACEMENT_CHARACTER, "");
        }
        self.string(&name, text);
        name.extend(std::iter::repeat_n(char::REPLACEMENT_CHARACTER, text.halves));
        if let Some(Open::Object(old, new)) = self.open.last_mut() {
            old.clone_from(&text.read);
            *new = name;
        }
        Some(Next::Colon)
    }

    /// A value that is neither a list nor an object; `None` if it is no value at all.
    fn scalar(&mut self, token: Token<'t>) -> Option<Next> {
        let shown = match &token {
            Token::Text(text) => text.read.as_str(),
            Token::Number(text) | Token::Word(text) => text,
            Token::Cut(text) => {
                self.has_fault = true;
                return self.put(text.as_bytes(), Next::After);
            }
            Token::Mark(_) | Token::Other => return None,
        };
        self.has_fault |= match &token {
            Token::Text(text) => text.has_fault(),
            Token::Number(text) => !is_number(text),
            Token::Word(text) => !["null", "true", "false"].contains(text),
            _ => true,
        };
        let way = way(&self.open);
        if let Values::Each(each) = &mut self.values {
            let scalar = match &token {
                Token::Text(text) => Scalar::Text(&text.read),
                Token::Number(text) => Scalar::Number(text),
                _ => Scalar::Word,
            };
            each(&way, scalar);
            return Some(Next::After);
        }
        let kept = (self.keeps)(&way, shown);
        let (names, placeholders) = match &mut self.values {
            Values::Reserve(_, placeholders) => {
                if kept {
                    placeholders.reserve(shown);
                }
                return Some(Next::After);
            }
            Values::Replace(names, placeholders) => (names, placeholders),
            Values::Each(_) | Values::EachName(_) => return Some(Next::After),
        };
        let replaced = match &token {
            _ if kept => None,
            Token::Text(text) => {
                let only_one = || names.is_secret(&text.read).then(|| REST.to_owned());
                placeholders.text(&text.read).or_else(only_one)
            }
            Token::Number(text) => number(placeholders, text),
            Token::Word("true") => Some(placeholders.truth(true).to_string()),
            Token::Word("false") => Some(placeholders.truth(false).to_string()),
            _ => None,
        };
        match (&replaced, &token) {
            (Some(new), Token::Text(text)) => self.string(new, text),
            (Some(new), _) => self.done.bytes.extend(new.as_bytes()),
            (None, Token::Text(text)) => self.done.bytes.extend(text.raw),
            (None, _) => self.done.bytes.extend(shown.as_bytes()),
        }
        if replaced.is_some() {
            let pointer = self.pointer();
            self.done.pointers.push(pointer);
        }
        Some(Next::After)
    }

    /// Writes a string that has the faults of another one.
    fn string(&mut self, new: &str, like: &Text<'_>) {
        let bytes = &mut self.done.bytes;
        let mut quoted = String::new();
        write_string(&mut quoted, new);
        bytes.extend(quoted.trim_end_matches('"').as_bytes());
        bytes.extend(b"\\ud800".repeat(like.halves));
        if like.damaged {
            bytes.push(0xFF);
        }
        if like.control {
            bytes.push(0x01);
        }
        if like.escape {
            bytes.extend(b"\\x");
        }
        if !like.open {
            bytes.push(b'"');
        }
    }

    /// What comes here is not JSON: its kind stays, and of all that follows nothing.
    fn stop(&mut self) {
        let kind: Cow<'_, [u8]> = match self.rest.first() {
            None => return,
            Some(first @ (b'a'..=b'z' | b'A'..=b'Z')) => {
                Cow::Owned(vec![if first.is_ascii_lowercase() { b'x' } else { b'X' }])
            }
            Some(b'0'..=b'9') => Cow::Borrowed(b"0"),
            Some(first) if first.is_ascii_graphic() => Cow::Owned(vec![*first]),
            Some(first) if first.is_ascii() => Cow::Borrowed(b"\x01"),
            Some(_)
                if self
                    .rest
                    .utf8_chunks()
                    .next()
                    .is_some_and(|chunk| !chunk.valid().is_empty()) =>
            {
                Cow::Borrowed("\u{FFFD}".as_bytes())
            }
            Some(_) => Cow::Borrowed(b"\xFF"),
        };
        self.done.bytes.extend(kind.iter());
        if self.rest.len() > 1 {
            self.done.bytes.extend(REST.as_bytes());
        }
        self.done.pointers.push(String::new());
    }

    /// The pointer of the value that is read, by the names that it has now.
    fn pointer(&self) -> String {
        self.open.iter().fold(String::new(), |pointer, open| match open {
            Open::List(_, index) => child(&pointer, index),
            Open::Object(_, new) => child(&pointer, new),
        })
    }
}

/// The way to the value that is read, by the names that it had.
fn way(open: &[Open]) -> Vec<Cow<'_, str>> {
    open.iter()
        .map(|open| match open {
            Open::List(_, index) => Cow::Borrowed(index.as_str()),
            Open::Object(old, _) => Cow::Borrowed(old.as_str()),
        })
        .collect()
}

/// Whether what begins like a number is one that JSON knows.
fn is_number(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    is_plain || crate::json::parse(text.as_bytes()).is_ok()
}

/// A number, or what begins like one and is none: then every digit but zero is replaced by the same one.
fn number(placeholders: &mut Placeholders, text: &str) -> Option<String> {
    if is_number(text) {
        return placeholders.number(text);
    }
    let digit = |character: char| {
        if ('1'..='9').contains(&character) {
            '1'
        } else {
            character
        }
    };
    Some(text.chars().map(digit).collect())
}

#[cfg(test)]
mod tests {
    use super::scalars;

    #[test]
    fn what_is_no_json_is_never_taken_for_it() {
        for text in [
            "1",
            "-0.5e3",
            "[]",
            "{}",
            " [1, {\"a\": [null, true, \"x\\n\"]}] ",
            "\"\"",
        ] {
            assert!(scalars(text.as_bytes(), &mut |_, _| {}), "{text}");
        }
        for text in [
            "",
            " ",
            "[1",
            "[1]x",
            "[1] [2]",
            "[1,]",
            "{\"a\"}",
            "{\"a\": 1}\n{\"a\": 2}",
            "\"a",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\n\"",
            "NaN",
            "[tru",
            "01",
            "1.2.3",
            "\u{FEFF}1",
        ] {
            assert!(!scalars(text.as_bytes(), &mut |_, _| {}), "{text}");
        }
        assert!(!scalars(b"\"\xFF\"", &mut |_, _| {}));
    }
}
