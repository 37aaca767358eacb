//! Collecting findings: each is placed in the text by its pointer alone, so that the two never disagree.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::document::pointer;
use crate::document::{Node, Value};

/// The findings about one document.
pub(super) struct Findings<'a> {
    root: &'a Node,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Findings<'a> {
    pub(super) fn new(root: &'a Node, diagnostics: &'a mut Diagnostics) -> Self {
        Self { root, diagnostics }
    }

    /// A finding of `rule` at `pointer`: what is wrong, and how to mend it.
    pub(super) fn push(&mut self, rule: &Rule, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let position = pointer::find(self.root, pointer).map(|place| place.position);
        self.diagnostics
            .push(Diagnostic::of(rule, pointer, message, help).at(position));
    }

    /// Where a value stands, as `line:column`.
    pub(super) fn place(&self, pointer: &str) -> String {
        match pointer::find(self.root, pointer) {
            Some(place) => format!("{}:{}", place.position.line, place.position.column),
            None => pointer.to_owned(),
        }
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
