//! What a schema is once its compositions are taken together: `allOf` is merged, `oneOf` and `anyOf` are looked through.

use std::collections::BTreeSet;

use super::listed::{Listed, listed};
use super::{Lowering, branch_pointer};
use crate::document::{Node, Value, pointer};

/// How many compositions may be nested.
const MOST_LEVELS: usize = 64;

/// What a schema is, as far as a type goes.
#[derive(Debug)]
pub(super) enum Shape<'d> {
    /// An object with properties of its own: a struct.
    Object(Merged<'d>),
    /// A string, or an integer, that is one of these.
    Enum(Vec<Listed<'d>>),
    /// The same as another schema.
    Same(String, &'d Node),
    /// One of several schemas.
    OneOf(Vec<(String, &'d Node)>),
    /// Several schemas at once that are not all objects, or compositions without an end.
    Opaque,
    /// What its own `type` says.
    Plain,
}

/// The objects of an `allOf`, as one.
#[derive(Debug, Default)]
pub(super) struct Merged<'d> {
    /// Name, pointer and schema, in the order of the text; a later one replaces an earlier one of its name.
    pub(super) properties: Vec<(&'d str, String, &'d Node)>,
    pub(super) required: BTreeSet<&'d str>,
    /// The schema of all other properties; the pointer and `true` or a schema.
    pub(super) additional: Option<(String, &'d Node)>,
}

/// The parts of an `allOf`: schemas without a choice, and choices.
#[derive(Debug, Default)]
pub(super) struct Pieces<'d> {
    pub(super) parts: Vec<(String, &'d Node)>,
    pub(super) choices: Vec<Vec<(String, &'d Node)>>,
    /// The pointers of the schemas on the way.
    within: Vec<String>,
}

impl<'d> Lowering<'d> {
    /// What the schema at `at` is. It must not be a `$ref`.
    pub(super) fn shape(&self, at: &str, node: &'d Node) -> Shape<'d> {
        if let Some((whole, selected)) = branch_pointer::take_apart(at) {
            let places = [&[whole], selected.as_slice()].concat();
            return match self.merge(&places) {
                Some(merged) if merged.properties.is_empty() => Shape::Plain,
                Some(merged) => Shape::Object(merged),
                None => Shape::Opaque,
            };
        }
        if let Some(branches) = self.heirs(at, node) {
            return Shape::OneOf(branches);
        }
        if !node.get("allOf").map(Node::items).unwrap_or_default().is_empty() {
            return self.shape_of_all(at, node);
        }
        if has_properties(node) {
            if is_choice(node)
                && let Some(branches) = self.distribute(at, node)
            {
                return Shape::OneOf(branches);
            }
            let mut merged = Merged::default();
            merged.take(at, node);
            return Shape::Object(merged);
        }
        for key in ["oneOf", "anyOf"] {
            let branches = branches(at, node, key);
            match <[_; 1]>::try_from(branches) {
                Ok([(at, branch)]) => return Shape::Same(at, branch),
                Err(branches) if branches.is_empty() => {}
                Err(branches) => return Shape::OneOf(branches),
            }
        }
        listed(node).map_or(Shape::Plain, Shape::Enum)
    }

    fn shape_of_all(&self, at: &str, node: &'d Node) -> Shape<'d> {
        let own = ["properties", "additionalProperties", "required"];
        let branches = node
            .get("allOf")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .enumerate();
        let mut typed = branches.filter(|(_, branch)| !only_constrains(branch));
        // One schema that the rest only describes is that schema, also where it is a choice. But one that builds on a schema
        // with a discriminator is a choice's branch, not the choice.
        let is_child = self.hierarchy.is_child(at);
        if let (Some((index, branch)), None) = (typed.next(), typed.next())
            && !is_child
            && !is_choice(node)
            && own.iter().all(|key| node.get(key).is_none())
        {
            return Shape::Same(format!("{at}/allOf/{index}"), branch);
        }
        let Some(Pieces { mut parts, choices, .. }) = self.pieces(at, node) else {
            return Shape::Opaque;
        };
        if !choices.is_empty()
            && let Some(branches) = self.distribute(at, node)
        {
            return Shape::OneOf(branches);
        }
        if choices.is_empty() && parts.len() == 1 && !is_child && !has_properties(node) {
            let (at, part) = parts.remove(0);
            return Shape::Same(at, part);
        }
        let mut merged = Merged::default();
        let objects = parts.iter().map(|(at, part)| self.resolve(at, part)).all(|(at, part)| {
            let object = is_object(part);
            merged.take(&at, part);
            object
        });
        if !objects {
            return Shape::Opaque;
        }
        match (merged.properties.is_empty(), choices.is_empty()) {
            (false, _) => Shape::Object(merged),
            (true, true) => Shape::Plain,
            (true, false) => Shape::Opaque,
        }
    }

    /// What a schema and its `allOf` put together, nested ones included; what only annotates is left out. None for a
    /// composition without an end.
    pub(super) fn pieces(&self, at: &str, node: &'d Node) -> Option<Pieces<'d>> {
        let mut pieces = Pieces::default();
        self.collect_pieces(at, node, &mut pieces, 0).then_some(pieces)
    }

    fn collect_pieces(&self, at: &str, node: &'d Node, pieces: &mut Pieces<'d>, level: usize) -> bool {
        if level > MOST_LEVELS {
            return false;
        }
        pieces.within.push(at.to_owned());
        let all = node.get("allOf").map(Node::items).unwrap_or_default();
        for (index, branch) in all.iter().enumerate() {
            let here = format!("{at}/allOf/{index}");
            let (there, target) = self.resolve(&here, branch);
            if target.get("allOf").is_some() || is_choice(target) {
                if !self.collect_pieces(&there, target, pieces, level + 1) {
                    return false;
                }
            } else if !only_constrains(branch) {
                // The reference is kept: where it is the only part, the type is the referenced one.
                pieces.parts.push((here, branch));
            }
        }
        for key in ["oneOf", "anyOf"] {
            let branches = branches(at, node, key);
            // A schema that one of the branches builds on: what builds on it has made its choice.
            let is_parent = || {
                let mut resolved = branches.iter().map(|(at, branch)| self.resolve(at, branch).0);
                resolved.any(|at| pieces.within.contains(&at))
            };
            match branches.as_slice() {
                [] => {}
                _ if is_parent() => {}
                [(at, branch)] => {
                    let (at, branch) = self.resolve(at, branch);
                    if !self.collect_pieces(&at, branch, pieces, level + 1) {
                        return false;
                    }
                }
                _ => pieces.choices.push(branches),
            }
        }
        let is_alone = all.is_empty() && !is_choice(node);
        if is_alone || has_properties(node) || node.get("additionalProperties").is_some() {
            pieces.parts.push((at.to_owned(), node));
        } else if level > 0 || !pieces.parts.is_empty() {
            // `required` beside `allOf` narrows the parts, it is no part of its own.
            if node.get("required").is_some() && has_required_of_parts(node) {
                pieces.parts.push((at.to_owned(), node));
            }
        }
        pieces.within.pop();
        true
    }

    /// Whether an object has a choice beside its properties, as long as that is not the one that it belongs to.
    pub(super) fn has_choice(&self, at: &str, node: &'d Node) -> bool {
        let has_any = branch_pointer::take_apart(at).is_none() && (is_choice(node) || node.get("allOf").is_some());
        has_any && self.pieces(at, node).is_some_and(|pieces| !pieces.choices.is_empty())
    }

    /// The branches that a schema with an inherited discriminator means: those that build on it, then itself.
    fn heirs(&self, at: &str, node: &'d Node) -> Option<Vec<(String, &'d Node)>> {
        let descendants = self.hierarchy.descendants(at);
        if descendants.is_empty() {
            return None;
        }
        let alone = |at: &str| match self.hierarchy.descendants(at) {
            [] => at.to_owned(),
            _ => branch_pointer::pointer_of(at, &[]),
        };
        let mut heirs = Vec::new();
        for descendant in descendants {
            heirs.push((alone(descendant), self.at(descendant)?));
        }
        heirs.push((alone(at), node));
        Some(heirs)
    }
}

/// The branches of a choice that say which type a value has.
fn branches<'d>(at: &str, node: &'d Node, key: &str) -> Vec<(String, &'d Node)> {
    let items = node.get(key).map(Node::items).unwrap_or_default().iter().enumerate();
    items
        .map(|(index, branch)| (format!("{at}/{key}/{index}"), branch))
        .filter(|(_, branch)| !only_null(branch) && !only_constrains(branch))
        .collect()
}

impl<'d> Merged<'d> {
    pub(super) fn take(&mut self, at: &str, node: &'d Node) {
        let properties = pointer::child(at, "properties");
        for member in node.get("properties").map(Node::members).unwrap_or_default() {
            let entry = (
                member.key.as_str(),
                pointer::child(&properties, &member.key),
                &member.node,
            );
            match self.properties.iter_mut().find(|(name, ..)| *name == member.key) {
                // A part that says nothing of the value does not hide one that does.
                Some(known) if only_constrains(&member.node) && !only_constrains(known.2) => {}
                Some(known) => *known = entry,
                None => self.properties.push(entry),
            }
        }
        self.required.extend(
            node.get("required")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str),
        );
        if let Some(additional) = node.get("additionalProperties")
            && additional.as_bool() != Some(false)
        {
            self.additional = Some((pointer::child(at, "additionalProperties"), additional));
        }
    }
}

/// Whether the schema has properties of its own.
fn has_properties(node: &Node) -> bool {
    node.get("properties")
        .is_some_and(|properties| !properties.members().is_empty())
}

fn has_required_of_parts(node: &Node) -> bool {
    node.get("required")
        .is_some_and(|required| !required.items().is_empty())
}

pub(super) fn is_object(node: &Node) -> bool {
    match node.get("type").and_then(Node::as_str) {
        Some(kind) => kind == "object",
        None => {
            node.get("properties").is_some()
                || node.get("required").is_some()
                || node.get("additionalProperties").is_some()
        }
    }
}

/// Whether the schema has branches that say which type a value has.
pub(super) fn is_choice(node: &Node) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| !branches("", node, key).is_empty())
}

/// A branch that means `null` in documents written for later versions.
fn only_null(node: &Node) -> bool {
    let items = node.get("enum").map(Node::items).unwrap_or_default();
    items.len() == 1 && items[0].value == Value::Null
}

/// Whether the schema says nothing of which type a value has.
fn only_constrains(node: &Node) -> bool {
    const TYPED: &[&str] = &[
        "$ref",
        "type",
        "properties",
        "items",
        "enum",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
    ];
    !TYPED.iter().any(|key| node.get(key).is_some())
}
