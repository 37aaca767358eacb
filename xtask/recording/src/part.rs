//! A value of a text, and the way to it: errors are reported with its pointer and its place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Error;
use crate::json::{self, Node, Parsed, Value, child};

/// Reads a text as JSON, to a depth.
pub(crate) fn parsed(text: &[u8], depth: usize) -> Result<Parsed, Error> {
    json::parse_within(text, depth).map_err(|broken| {
        let error = Error::new(
            broken.pointer,
            format!("this is not valid JSON: {}", broken.what),
            "fix the text",
        );
        error.at(json::position(text, broken.offset))
    })
}

/// A value of the text, and the way to it.
pub(crate) struct Part<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) root: &'a Node,
    pub(crate) node: &'a Node,
    pub(crate) pointer: String,
}

impl<'a> Part<'a> {
    /// The whole of a text.
    pub(crate) fn whole(text: &'a [u8], root: &'a Node) -> Self {
        Self {
            text,
            root,
            node: root,
            pointer: String::new(),
        }
    }

    pub(crate) fn list<T>(&self, key: &str, read: impl Fn(&Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let Some(part) = self.optional(key) else {
            return Ok(Vec::new());
        };
        part.items()?.iter().map(read).collect()
    }

    pub(crate) fn one_of<T: Copy>(&self, all: &[T], word: fn(T) -> &'static str) -> Result<T, Error> {
        let text = self.string()?;
        all.iter().copied().find(|&one| word(one) == text).ok_or_else(|| {
            let words: Vec<_> = all.iter().map(|&one| format!("`{}`", word(one))).collect();
            self.error(
                format!("`{text}` is not known here"),
                format!("write one of {}", words.join(", ")),
            )
        })
    }

    pub(crate) fn down(&self, key: &str, node: &'a Node) -> Part<'a> {
        Part {
            text: self.text,
            root: self.root,
            node,
            pointer: child(&self.pointer, key),
        }
    }

    pub(crate) fn optional(&self, key: &str) -> Option<Part<'a>> {
        self.node.get(key).map(|node| self.down(key, node))
    }

    pub(crate) fn member(&self, key: &str) -> Result<Part<'a>, Error> {
        self.object()?;
        self.optional(key)
            .ok_or_else(|| self.error(format!("`{key}` is missing"), format!("add `{key}`")))
    }

    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Error> {
        self.object()?;
        match self
            .node
            .members()
            .iter()
            .find(|member| !known.contains(&member.key.as_str()))
        {
            Some(member) => Err(self.down(&member.key, &member.node).error(
                "this member is not known here",
                format!("known are {}", known.join(", ")),
            )),
            None => Ok(()),
        }
    }

    pub(crate) fn object(&self) -> Result<(), Error> {
        match self.node.value {
            Value::Object(_) => Ok(()),
            _ => Err(self.error(format!("expected an object, found {}", self.kind()), "")),
        }
    }

    pub(crate) fn items(&self) -> Result<Vec<Part<'a>>, Error> {
        match &self.node.value {
            Value::Array(items) => Ok(items
                .iter()
                .enumerate()
                .map(|(index, node)| self.down(&index.to_string(), node))
                .collect()),
            _ => Err(self.error(format!("expected a list, found {}", self.kind()), "")),
        }
    }

    pub(crate) fn string(&self) -> Result<&'a str, Error> {
        self.node
            .as_str()
            .ok_or_else(|| self.error(format!("expected a string, found {}", self.kind()), ""))
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self.node.kind() {
            "null" => "null",
            "boolean" => "a boolean",
            "number" => "a number",
            "string" => "a string",
            "array" => "a list",
            _ => "an object",
        }
    }

    pub(crate) fn error(&self, what: impl Into<String>, help: impl Into<String>) -> Error {
        Error::new(&self.pointer, what, help).at(json::position(self.text, self.root.place(&self.pointer)))
    }

    /// The bytes of a body in one of its forms.
    pub(crate) fn body(&self) -> Result<Vec<u8>, Error> {
        self.only(&["json", "text", "base64"])?;
        let [member] = self.node.members() else {
            return Err(self.error("a body has one form", "keep one of `json`, `text` and `base64`"));
        };
        let part = self.down(&member.key, &member.node);
        match member.key.as_str() {
            // The bytes as they are in the file: not decoded.
            "json" => Ok(self.text[member.node.start..member.node.end].to_owned()),
            "text" => Ok(part.string()?.as_bytes().to_owned()),
            _ => STANDARD
                .decode(part.string()?)
                .map_err(|error| part.error(format!("this is not valid base64: {error}"), "encode the bytes again")),
        }
    }
}
