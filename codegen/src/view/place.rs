//! A value of the document with the way to it.

use crate::document::{Document, Keywords, Node, pointer, reference};

/// The direction in which a value goes. It decides about `readOnly` and `writeOnly`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The value is sent to the service.
    Request,
    /// The value is returned by the service.
    Response,
}

/// A value of the document, and its pointer.
///
/// The value may be whatever the document has there: if an object is expected and it is something else, the place has no
/// members.
#[derive(Clone, Debug)]
pub struct Place<'d> {
    /// The document that contains the value.
    pub document: &'d Document,
    /// The JSON pointer of the value.
    pub pointer: String,
    /// The value.
    pub node: &'d Node,
}

impl<'d> Place<'d> {
    /// The whole document.
    pub fn root(document: &'d Document) -> Self {
        Self {
            document,
            pointer: String::new(),
            node: document.root(),
        }
    }

    /// Returns the value at a pointer of a document.
    pub fn at_pointer(document: &'d Document, pointer: &str) -> Option<Self> {
        document.at(pointer).map(|node| Self {
            document,
            pointer: pointer.to_owned(),
            node,
        })
    }

    /// Returns the `$ref` of this value if it leads nowhere or only to itself. The references of the place must have been
    /// followed.
    pub fn broken_reference(&self) -> Option<&'d str> {
        reference::of(self.node).filter(|_| self.reference().is_none())
    }

    /// Returns the target of the `$ref` of a schema that has other keywords as well: from OpenAPI 3.1 on, both apply. The
    /// references of the place must have been followed.
    pub fn reference(&self) -> Option<Self> {
        if !self.document.version().has_json_schema() {
            return None;
        }
        self.target(reference::of(self.node)?)
    }

    /// Where a reference in this value leads.
    pub fn target(&self, reference: &str) -> Option<Self> {
        let target = self.document.target(&self.pointer, reference)?;
        Self::at_pointer(self.document, &target)
    }

    /// The schemas that apply to every value of this one: the branches of `allOf`, and what its `$ref` leads to if both
    /// count.
    pub fn all_of(&self) -> Vec<Self> {
        let branches = self.raw("allOf");
        let mut all: Vec<_> = branches.iter().flat_map(Self::items).collect();
        all.extend(self.reference().map(|place| place.resolved()));
        all
    }

    /// The schemas that may apply to a value of this one, but for those that must not: all that it is composed of.
    pub fn composed_of(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            all.extend(self.raw(keyword).iter().flat_map(Self::items));
        }
        if self.document.version().has_json_schema() {
            all.extend(self.reference().map(|place| place.resolved()));
            let dynamic = self.str("$dynamicRef").and_then(|reference| self.target(reference));
            all.extend(dynamic.map(|place| place.resolved()));
            all.extend(["then", "else"].iter().filter_map(|keyword| self.get(keyword)));
            let dependent = self.raw("dependentSchemas");
            all.extend(dependent.iter().flat_map(Self::members).map(|(_, place)| place));
        }
        all
    }

    /// The types that a schema lists; nothing if it says nothing of types.
    pub fn types(&self) -> Option<Vec<&'d str>> {
        let stated = self.node.get("type")?;
        let listed = match self.document.version().has_json_schema() {
            true => stated.items(),
            false => &[],
        };
        Some(
            stated
                .as_str()
                .into_iter()
                .chain(listed.iter().filter_map(Node::as_str))
                .collect(),
        )
    }

    /// Whether this part of the document is marked as unusable, or what its `$ref` leads to is.
    pub fn is_broken(&self) -> bool {
        self.document.has_broken()
            && (self.document.is_broken(&self.pointer) || self.document.is_broken(&self.resolved().pointer))
    }

    /// Returns whether it has any of these members.
    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.node.get(key).is_some())
    }

    /// Returns the member of this name, without following a `$ref`.
    pub fn raw(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.down(key, node))
    }

    /// The member of this name, its `$ref` followed.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.raw(key).map(|place| place.resolved())
    }

    /// The members with their names, each `$ref` followed.
    pub fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + '_ {
        self.node
            .members()
            .iter()
            .map(|member| (member.key.as_str(), self.down(&member.key, &member.node).resolved()))
    }

    /// Returns the members and the items, without following a `$ref`.
    pub fn children(&self) -> Vec<Self> {
        let members = self.node.members().iter();
        let members = members.map(|member| self.down(&member.key, &member.node));
        let items = self.node.items().iter().enumerate();
        members
            .chain(items.map(|(index, node)| self.down(&index.to_string(), node)))
            .collect()
    }

    /// The items, each `$ref` followed.
    pub fn items(&self) -> impl Iterator<Item = Self> + '_ {
        self.node
            .items()
            .iter()
            .enumerate()
            .map(|(index, node)| self.down(&index.to_string(), node).resolved())
    }

    /// What the `$ref` leads to. In OpenAPI 3.0, what is next to a `$ref` is ignored. From 3.1 on, a schema that has more
    /// than a `$ref` stays where it is: see [`Place::all_of`].
    pub fn resolved(&self) -> Self {
        let (pointer, node) = self.document.resolve(&self.pointer, self.node);
        Self {
            document: self.document,
            pointer,
            node,
        }
    }

    /// The text of a member.
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_str()
    }

    /// The text of a member that is a number.
    pub fn number(&self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_number()
    }

    /// A member that is a count.
    pub fn count(&self, key: &str) -> Option<usize> {
        let text = self.number(key)?;
        text.parse().ok().or_else(|| {
            // `2.0` is one, too.
            let (whole, fraction) = text.split_once('.')?;
            whole
                .parse()
                .ok()
                .filter(|_| fraction.bytes().all(|digit| digit == b'0'))
        })
    }

    /// Whether a member is `true`.
    pub fn is(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// Whether a schema, or what its `$ref` leads to, has a member that is `true`.
    pub fn marks(&self, key: &str) -> bool {
        self.is(key) || self.reference().is_some_and(|place| place.resolved().is(key))
    }

    /// Which keywords assert something in this schema.
    pub fn keywords(&self) -> Keywords {
        self.document.keywords(&self.pointer)
    }

    /// The pointer of a member.
    pub fn at(&self, key: &str) -> String {
        pointer::child(&self.pointer, key)
    }

    /// Returns the pointer of the first of these members that it has; its own if it has none.
    pub fn nearest(&self, keys: &[&str]) -> String {
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
