//! A value of the document with the way to it.

use codegen::Document;
use codegen::document::{Node, pointer};

/// A value of the document, and its pointer.
#[derive(Clone)]
pub(super) struct Place<'d> {
    pub(super) document: &'d Document,
    pub(super) pointer: String,
    pub(super) node: &'d Node,
}

impl<'d> Place<'d> {
    /// The whole document.
    pub(super) fn root(document: &'d Document) -> Self {
        Self {
            document,
            pointer: String::new(),
            node: document.root(),
        }
    }

    /// What stands at a pointer of a document.
    pub(super) fn at_pointer(document: &'d Document, pointer: &str) -> Option<Self> {
        document.at(pointer).map(|node| Self {
            document,
            pointer: pointer.to_owned(),
            node,
        })
    }

    /// Whether any of these members stands here.
    pub(super) fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.node.get(key).is_some())
    }

    /// The member of this name, as it stands.
    pub(super) fn raw(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.down(key, node))
    }

    /// The member of this name, its `$ref` followed.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        self.raw(key).map(|place| place.resolved())
    }

    /// The members with their names, each `$ref` followed.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + '_ {
        self.node
            .members()
            .iter()
            .map(|member| (member.key.as_str(), self.down(&member.key, &member.node).resolved()))
    }

    /// The members and the items, as they stand.
    pub(super) fn children(&self) -> Vec<Self> {
        let members = self.node.members().iter();
        let members = members.map(|member| self.down(&member.key, &member.node));
        let items = self.node.items().iter().enumerate();
        members
            .chain(items.map(|(index, node)| self.down(&index.to_string(), node)))
            .collect()
    }

    /// The items, each `$ref` followed.
    pub(super) fn items(&self) -> impl Iterator<Item = Self> + '_ {
        self.node
            .items()
            .iter()
            .enumerate()
            .map(|(index, node)| self.down(&index.to_string(), node).resolved())
    }

    /// What the `$ref` leads to. What stands beside a `$ref` is ignored, as the standard wants it.
    pub(super) fn resolved(&self) -> Self {
        let (pointer, node) = self.document.resolve(&self.pointer, self.node);
        Self {
            document: self.document,
            pointer,
            node,
        }
    }

    /// The text of a member.
    pub(super) fn str(&self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_str()
    }

    /// The text of a member that is a number.
    pub(super) fn number(&self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_number()
    }

    /// A member that is a count.
    pub(super) fn count(&self, key: &str) -> Option<usize> {
        self.number(key)?.parse().ok()
    }

    /// Whether a member is `true`.
    pub(super) fn is(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The pointer of a member.
    pub(super) fn at(&self, key: &str) -> String {
        pointer::child(&self.pointer, key)
    }

    /// The pointer of the first of these members that stands here; its own if none does.
    pub(super) fn nearest(&self, keys: &[&str]) -> String {
        keys.iter()
            .find(|key| self.node.get(key).is_some())
            .map_or_else(|| self.pointer.clone(), |key| self.at(key))
    }

    fn down(&self, key: &str, node: &'d Node) -> Self {
        Self {
            document: self.document,
            pointer: self.at(key),
            node,
        }
    }
}
