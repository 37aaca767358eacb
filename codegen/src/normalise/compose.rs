//! What a schema is once its compositions are taken together: `allOf` is merged, `oneOf` and `anyOf` are looked through.

use std::collections::HashMap;

use super::listed::listed;
use super::shape::{
    Intersection, Merged, Pieces, Shape, branches, has_properties, has_required, is_choice, is_object, only_constrains,
    same,
};
use super::{Lowering, virtual_pointer};
use crate::document::{Node, pointer};

/// How many compositions may be nested.
const MOST_LEVELS: usize = 64;

/// Up to how many properties are looked for one by one.
const FEW: usize = 16;

impl<'d> Lowering<'d> {
    /// What the schema at `at` is. It must not be a `$ref`.
    pub(super) fn shape(&self, at: &str, node: &'d Node) -> Shape<'d> {
        if let Some((whole, selected)) = virtual_pointer::take_apart(at) {
            let places = [&[whole], selected.as_slice()].concat();
            return match self.merge(&places) {
                Some(merged) if merged.properties.is_empty() => Shape::Plain,
                Some(merged) => Shape::Object(merged),
                None => Shape::Opaque,
            };
        }
        if virtual_pointer::is_intersection(at) {
            return self.meet(at, node).shape;
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
            self.add_part(&mut merged, at, node);
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
        let branches = self.all_of(at, node);
        let mut typed = branches.iter().filter(|(_, branch)| !only_constrains(branch));
        // One schema that the rest only describes is that schema, also where it is a choice. But one that builds on a schema
        // with a discriminator is a choice's branch, not the choice.
        let is_child = self.hierarchy.is_child(at);
        if let (Some((single_at, single)), None) = (typed.next(), typed.next())
            && !is_child
            && !is_choice(node)
            && own.iter().all(|key| node.get(key).is_none())
            && !self.requires_more(&branches, single_at, single)
        {
            if self.decides_width(&branches, single_at, single) {
                let (whole, together) = self.intersection(&[(at, node)]);
                return Shape::Same(whole, together);
            }
            return Shape::Same(single_at.clone(), single);
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
            self.add_part(&mut merged, &at, part);
            object
        });
        if objects && !merged.properties.is_empty() {
            return Shape::Object(merged);
        }
        let (whole, together) = self.intersection(&[(at, node)]);
        let Intersection { shape, loss } = self.meet(&whole, together);
        match shape {
            Shape::Opaque => Shape::Opaque,
            // Its type is that of the schema that was made, or its loss is reported there.
            _ if loss.is_some() => Shape::Same(whole, together),
            Shape::Plain => Shape::Same(whole, together),
            shape => shape,
        }
    }

    /// Whether branches that say nothing else say how wide the integer at `at` is. Its name, if it lists values, is kept.
    fn decides_width(&self, branches: &[(String, &'d Node)], at: &str, node: &'d Node) -> bool {
        let says = |branch: &Node| {
            ["format", "minimum", "maximum"]
                .iter()
                .any(|key| branch.get(key).is_some())
        };
        let is_plain_integer = || {
            let (_, target) = self.resolve(at, node);
            target.get("type").and_then(Node::as_str) == Some("integer") && listed(target).is_none()
        };
        branches
            .iter()
            .any(|(_, branch)| only_constrains(branch) && says(branch))
            && is_plain_integer()
    }

    /// Whether branches that say nothing else require properties that the object at `at` does not.
    fn requires_more(&self, branches: &[(String, &'d Node)], at: &str, node: &'d Node) -> bool {
        let constraining = branches.iter().filter(|(_, branch)| only_constrains(branch));
        let mut required = constraining
            .filter_map(|(_, branch)| branch.get("required"))
            .flat_map(Node::items)
            .filter_map(Node::as_str)
            .peekable();
        if required.peek().is_none() {
            return false;
        }
        let (at, _) = self.resolve(at, node);
        let known = self.merge(&[&at]).map(|merged| merged.required).unwrap_or_default();
        required.any(|name| !known.contains(name))
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
        let all = self.all_of(at, node);
        for (here, branch) in &all {
            let (here, branch) = (here.clone(), *branch);
            let (there, target) = self.resolve(&here, branch);
            if target.get("allOf").is_some() || is_choice(target) {
                if !self.collect_pieces(&there, target, pieces, level + 1) {
                    return false;
                }
            } else if !only_constrains(branch) || has_required(branch) {
                // The reference is kept: where it is the only part, the type is the referenced one.
                pieces.parts.push((here, branch));
            }
        }
        if virtual_pointer::is_intersection(at) {
            pieces.within.pop();
            return true;
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
            if node.get("required").is_some() && has_required(node) {
                pieces.parts.push((at.to_owned(), node));
            }
        }
        pieces.within.pop();
        true
    }

    /// Whether an object has a choice beside its properties, as long as that is not the one that it belongs to.
    pub(super) fn has_choice(&self, at: &str, node: &'d Node) -> bool {
        let has_any = virtual_pointer::take_apart(at).is_none() && (is_choice(node) || node.get("allOf").is_some());
        has_any && self.pieces(at, node).is_some_and(|pieces| !pieces.choices.is_empty())
    }

    /// Adds what an object says of its properties. Where another part has said something of one of them, both apply.
    pub(super) fn add_part(&self, merged: &mut Merged<'d>, at: &str, node: &'d Node) {
        let properties = pointer::child(at, "properties");
        let members = node.get("properties").map(Node::members).unwrap_or_default();
        // The names of one part differ, so that only those of the parts before are looked for.
        let before = merged.properties.len();
        let by_name: HashMap<&str, usize> = match members.len() > FEW {
            true => merged.properties.iter().map(|(name, ..)| *name).zip(0..).collect(),
            false => HashMap::new(),
        };
        for member in members {
            let name = member.key.as_str();
            let (at, node) = (pointer::child(&properties, name), &member.node);
            let known = match members.len() > FEW {
                true => by_name.get(name).copied(),
                false => merged.properties[..before]
                    .iter()
                    .position(|(known, ..)| *known == name),
            };
            match known {
                Some(index) => {
                    let known = &mut merged.properties[index];
                    (known.1, known.2) = self.both((&known.1, known.2), (&at, node));
                }
                None => merged.properties.push((name, at, node)),
            }
        }
        let required = node.get("required").map(Node::items).unwrap_or_default();
        merged.required.extend(required.iter().filter_map(Node::as_str));
        if let Some(additional) = node.get("additionalProperties")
            && additional.as_bool() != Some(false)
        {
            let at = pointer::child(at, "additionalProperties");
            merged.additional = Some(match &merged.additional {
                Some((known_at, known)) => self.both((known_at, known), (&at, additional)),
                None => (at, additional),
            });
        }
    }

    /// The schema of the values to which two schemas apply.
    fn both(&self, first: (&str, &'d Node), second: (&str, &'d Node)) -> (String, &'d Node) {
        let says_nothing = |node: &Node| node.members().is_empty();
        if same(first.1, second.1) || says_nothing(first.1) {
            return (second.0.to_owned(), second.1);
        }
        if says_nothing(second.1) {
            return (first.0.to_owned(), first.1);
        }
        self.intersection(&[first, second])
    }

    /// The branches that a schema with an inherited discriminator means: those that build on it, then itself; or those
    /// that it lists.
    fn heirs(&self, at: &str, node: &'d Node) -> Option<Vec<(String, &'d Node)>> {
        let descendants = self.hierarchy.descendants(at);
        if descendants.is_empty() {
            return None;
        }
        let alone = |at: &str| match self.hierarchy.descendants(at) {
            [] => at.to_owned(),
            _ => virtual_pointer::pointer_of(at, &[]),
        };
        let mut heirs = Vec::new();
        for descendant in descendants {
            heirs.push((alone(descendant), self.at(descendant)?));
        }
        if !self.hierarchy.is_list(at) {
            heirs.push((alone(at), node));
        }
        Some(heirs)
    }
}
