//! The nodes of a text that is JSON. Many times faster than the parser of YAML, and surrogate pairs are no matter.

use super::{Form, Kind, Links, Node, Syntax};
use std::borrow::Cow;

/// Deeper values are left to the parser that the document is read with.
const MAX_DEPTH: usize = 64;

/// Reads a text if it is a JSON object or list.
pub(super) fn parse(text: &str) -> Option<Syntax<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        nodes: Vec::new(),
        scalars: Vec::new(),
    };
    scanner.space();
    if !matches!(scanner.peek(), Some(b'{' | b'[')) {
        return None;
    }
    scanner.value(None, 0)?;
    scanner.space();
    (scanner.at == text.len()).then_some(Syntax {
        text,
        nodes: scanner.nodes,
        scalars: scanner.scalars,
        is_json: true,
        links: Links::default(),
    })
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    nodes: Vec<Node>,
    scalars: Vec<Cow<'t, str>>,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Adds a node that begins here. `member` is where its entry begins and the place behind the colon, for a value of one.
    fn open(&mut self, kind: Kind, member: Option<(usize, usize)>) -> usize {
        let (entry, after) = member.unwrap_or((self.at, self.at));
        self.nodes.push(Node {
            kind,
            entry,
            after,
            props: self.at,
            start: self.at,
            end: self.at,
            next: 0,
            anchor: 0,
            alias: 0,
            has_tag: false,
        });
        self.scalars.push(Cow::Borrowed(""));
        self.nodes.len() - 1
    }

    fn close(&mut self, node: usize) {
        self.nodes[node].end = self.at;
        self.nodes[node].next = self.nodes.len();
    }

    fn value(&mut self, member: Option<(usize, usize)>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'"' => self.string(member),
            b'{' => {
                let node = self.open(Kind::Map(Form::Flow), member);
                self.at += 1;
                self.parts(b'}', |scanner| {
                    let entry = scanner.at;
                    scanner.string(None)?;
                    scanner.space();
                    scanner.expect(b':')?;
                    let after = scanner.at;
                    scanner.space();
                    scanner.value(Some((entry, after)), depth + 1)
                })?;
                self.close(node);
                Some(())
            }
            b'[' => {
                let node = self.open(Kind::Seq(Form::Flow), member);
                self.at += 1;
                self.parts(b']', |scanner| scanner.value(None, depth + 1))?;
                self.close(node);
                Some(())
            }
            _ => {
                let rest = &self.text[self.at..];
                let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
                let word = &rest[..length.unwrap_or(rest.len())];
                serde_json::from_str::<serde_json::Value>(word).ok()?;
                let node = self.open(Kind::Plain, member);
                self.scalars[node] = Cow::Owned(word.to_owned());
                self.at += word.len();
                self.close(node);
                Some(())
            }
        }
    }

    /// Reads entries up to the closing bracket.
    fn parts(&mut self, closing: u8, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.space();
        if self.peek()? == closing {
            self.at += 1;
            return Some(());
        }
        loop {
            self.space();
            part(self)?;
            self.space();
            match self.peek()? {
                b',' => self.at += 1,
                byte if byte == closing => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn string(&mut self, member: Option<(usize, usize)>) -> Option<()> {
        let start = self.at;
        self.expect(b'"')?;
        let mut has_escapes = false;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    self.at += 2;
                }
                byte if byte < 0x20 => return None,
                _ => self.at += 1,
            }
        }
        let end = self.at + 1;
        let content = self.text.get(start..end)?;
        self.at = start;
        let node = self.open(Kind::Double, member);
        self.scalars[node] = match has_escapes {
            true => Cow::Owned(serde_json::from_str(content).ok()?),
            false => Cow::Owned(content[1..content.len() - 1].to_owned()),
        };
        self.at = end;
        self.close(node);
        Some(())
    }
}
