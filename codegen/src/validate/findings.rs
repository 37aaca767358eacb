//! Collecting findings: each is placed in the text by its pointer alone, so that the two never disagree.

use crate::diagnostic::{Diagnostic, Diagnostics, Position, Rule};
use crate::document::pointer;
use crate::document::{Node, Value};
use std::collections::HashMap;

/// The findings about one document.
pub(super) struct Findings<'a> {
    root: &'a Node,
    diagnostics: &'a mut Diagnostics,
    /// Of each large object that a finding stood in: where its members are.
    members: HashMap<*const Node, HashMap<&'a str, usize>>,
}

/// From how many members on an object is large: below, looking through them is as fast.
const LARGE: usize = 64;

impl<'a> Findings<'a> {
    pub(super) fn new(root: &'a Node, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            root,
            diagnostics,
            members: HashMap::new(),
        }
    }

    /// A finding of `rule` at `pointer`: what is wrong, and how to mend it.
    pub(super) fn push(&mut self, rule: &Rule, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let position = self.position(pointer);
        self.diagnostics
            .push(Diagnostic::of(rule, pointer, message, help).at(position));
    }

    /// Where a value stands, as `line:column`.
    pub(super) fn place(&mut self, pointer: &str) -> String {
        match self.position(pointer) {
            Some(position) => format!("{}:{}", position.line, position.column),
            None => pointer.to_owned(),
        }
    }

    /// What `Document::position` says of a pointer, also where thousands of findings stand in one object.
    fn position(&mut self, pointer: &str) -> Option<Position> {
        let Some((parent, _)) = pointer.rsplit_once('/') else {
            return Some(self.root.position);
        };
        let parent = pointer::find(self.root, parent)?.node;
        let name = pointer::last(pointer);
        let members = parent.members();
        if members.len() < LARGE {
            let step = format!("/{}", pointer::escape(&name));
            return pointer::find(parent, &step).map(|place| place.position);
        }
        let index = self.members.entry(std::ptr::from_ref(parent)).or_insert_with(|| {
            let keys = members.iter().enumerate().rev();
            keys.map(|(index, member)| (member.key.as_str(), index)).collect()
        });
        members.get(*index.get(name.as_str())?).map(|member| member.position)
    }
}

/// A value in a message.
pub(super) fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(text) => format!("the number `{text}`"),
        Value::String(text) => format!("the text `{}`", clipped(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A text in a message: its first line, if that is not too long.
pub(super) fn clipped(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let mut clipped: String = line.chars().take(LONGEST).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}
