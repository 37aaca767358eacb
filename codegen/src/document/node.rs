//! The raw tree of a document: what was written, where, and in which order.

use crate::diagnostic::Position;

/// A value of the document and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value begins.
    pub position: Position,
    /// The value itself.
    pub value: Value,
}

/// A value as JSON knows it. Numbers keep their text, so that no bound loses a digit.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as JSON writes it, with all digits of the document: `1.10` stays `1.10`, `0x1F` is `31`.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object, its members in the order of the text.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name of the member. A key that is a number or a boolean in YAML (`200:`) is its text.
    pub key: String,
    /// Where the key begins.
    pub position: Position,
    /// The value under the key.
    pub node: Node,
}

impl Node {
    /// The member of this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members()
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.node)
    }

    /// Says of all positions that they are in the file of this number.
    pub(crate) fn set_file(&mut self, file: u32) {
        self.position.file = file;
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.set_file(file)),
            Value::Object(members) => {
                for member in members {
                    member.position.file = file;
                    member.node.set_file(file);
                }
            }
            _ => {}
        }
    }

    /// The members, none if this is no object.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items, none if this is no list.
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

    /// The truth value, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
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
}
