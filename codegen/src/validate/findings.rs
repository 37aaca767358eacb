//! Collecting findings: each is placed in the text by its pointer alone, so that the two never disagree.

use super::broken::Parts;
use super::index::Index;
use crate::diagnostic::{Breaks, Diagnostic, Diagnostics, Position, Rule};
use crate::document::pointer;
use crate::document::{Node, Value};
use std::collections::HashMap;

/// The findings about one document.
pub(super) struct Findings<'a> {
    root: &'a Node,
    found: Vec<(Diagnostic, Broken)>,
    /// Of each large object with a finding: where its members are.
    members: HashMap<*const Node, HashMap<&'a str, usize>>,
}

/// What a finding breaks.
pub(super) enum Broken {
    /// The object around it.
    Around,
    Nothing,
    Everything,
    /// These parts.
    Parts(Vec<String>),
}

/// From how many members on an object is large: below, looking through them is as fast.
const LARGE: usize = 64;

impl<'a> Findings<'a> {
    pub(super) fn new(root: &'a Node) -> Self {
        Self {
            root,
            found: Vec::new(),
            members: HashMap::new(),
        }
    }

    /// Adds a finding of `rule` at `pointer`: what is wrong, and how to fix it.
    pub(super) fn push(&mut self, rule: &Rule, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let broken = match rule.breaks {
            Breaks::Nothing | Breaks::Client => Broken::Nothing,
            Breaks::Part => Broken::Around,
            Breaks::Document => Broken::Everything,
        };
        self.push_breaking(rule, broken, pointer, message, help);
    }

    /// Adds a finding that breaks something else than its rule says.
    pub(super) fn push_breaking(
        &mut self,
        rule: &Rule,
        broken: Broken,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let position = self.position(pointer);
        self.found
            .push((Diagnostic::of(rule, pointer, message, help).at(position), broken));
    }

    /// Adds what was found when the text was read.
    pub(super) fn append(&mut self, reading: &Diagnostics) {
        let broken = |finding: &Diagnostic| match finding.broken.as_slice() {
            [] => Broken::Nothing,
            all if all.iter().any(|pointer| !pointer.is_empty()) => Broken::Around,
            _ => Broken::Everything,
        };
        self.found
            .extend(reading.iter().map(|finding| (finding.clone(), broken(finding))));
    }

    /// The findings alone.
    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found.into_iter().map(|(finding, _)| finding).collect()
    }

    /// Moves the findings to `diagnostics`, each with the parts of the document that it breaks.
    pub(super) fn finish(self, index: &Index<'_>, diagnostics: &mut Diagnostics) {
        let parts = Parts::new(index);
        for (mut finding, broken) in self.found {
            finding.broken = match broken {
                Broken::Around => parts.around(&finding.pointer).into_iter().collect(),
                Broken::Nothing => Vec::new(),
                Broken::Everything => vec![String::new()],
                Broken::Parts(pointers) => pointers,
            };
            diagnostics.push(finding);
        }
    }

    /// The position of a value, as `line:column`.
    pub(super) fn place(&mut self, pointer: &str) -> String {
        match self.position(pointer) {
            Some(position) => format!("{}:{}", position.line, position.column),
            None => pointer.to_owned(),
        }
    }

    /// The same as `Document::position`, also fast where thousands of findings are in one object.
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
        Value::String(text) => format!("the string `{}`", clipped(text)),
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
