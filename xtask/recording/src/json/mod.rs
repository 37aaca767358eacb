//! JSON that loses nothing: the tree, its reader and its writer.
//!
//! The tree keeps what a check of recorded traffic has to see and most readers drop: the text of every number, the
//! order of the members, members that occur twice, and where in the text everything is.

mod index;
mod parse;
mod pointer;
mod position;
mod write;

pub use index::Index;
pub use parse::{Broken, Flaw, FlawKind, MAX_DEPTH, Parsed, parse, parse_within, plain};
pub(crate) use parse::{DEEPEST, found};
pub use pointer::{child, escape, steps};
pub(crate) use position::columns;
pub use position::{Lines, Position, position};
pub(crate) use write::write_string;
pub use write::{to_text, write_pretty};

/// A value and where its text begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The offset of the first byte of the value in the text.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
    /// The value itself.
    pub value: Value,
}

/// A value as JSON knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, in its text: `1.0`, `1e2` and `100` are three numbers here.
    Number(String),
    /// A string, its escapes resolved.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object, its members in the order of the text; one that occurs twice is here twice.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name, its escapes resolved.
    pub key: String,
    /// The offset of the first byte of the name's text.
    pub start: usize,
    /// What is under the name.
    pub node: Node,
}

impl Node {
    /// The member of this name, if this is an object that has it; the last one if it has several, as most readers take.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.node)
    }

    /// The member of this name with its place.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|member| member.key == key)
    }

    /// The members, none if this is not an object.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items, none if this is not a list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of the number, if this is one.
    pub fn as_number(&self) -> Option<&str> {
        match &self.value {
            Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The word for what this is: `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// The value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for step in steps(pointer) {
            node = match &node.value {
                Value::Object(_) => node.get(&step)?,
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Where the text of the value at a JSON pointer begins: of a member its name, of the nearest enclosing value where
    /// nothing is at the pointer.
    pub fn place(&self, pointer: &str) -> usize {
        let mut node = self;
        let mut place = self.start;
        for step in steps(pointer) {
            let next = match &node.value {
                Value::Object(_) => node.member(&step).map(|member| (member.start, &member.node)),
                Value::Array(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .map(|item| (item.start, item)),
                _ => None,
            };
            let Some((start, inner)) = next else { break };
            (place, node) = (start, inner);
        }
        place
    }

    /// Whether both are the same value, text for text: numbers by their text, members in the same order. Where they
    /// are does not count.
    pub fn same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && a.node.same(&b.node))
            }
            (a, b) => a == b,
        }
    }
}
