//! Schemas that all apply to one value: the parts of an `allOf` that are not all objects, and what several parts of an
//! `allOf` say of one property.
//!
//! The document has no schema with the values that all of them allow. [`Lowering::intersection`] makes one, with a pointer
//! of its own (see `virtual_pointer`): a type, a list of values, bounds and descriptions. Objects stay separate in it, and
//! are merged like the parts of an `allOf`; so do choices, whose branches are compared with the other schemas.

mod keywords;

use super::listed::{listed, of_values};
use super::shape::{Intersection, Loss, Merged, Pieces, Shape, branches, is_null_branch, only_constrains, same};
use super::{Lowering, virtual_pointer};
use crate::document::{Node, Value, pointer};
use crate::model::Kind;

/// How many schemas may be nested without an object between them.
const MOST_LEVELS: usize = 64;

/// A schema without its `allOf`.
pub(super) struct Leaf<'d> {
    at: String,
    node: &'d Node,
    /// Whether a reference leads to it.
    referenced: bool,
}

/// One of the schemas that apply, with all that it is composed of.
struct Operand<'d> {
    /// None for what is beside an `allOf`.
    place: Option<(String, &'d Node)>,
    leaves: Vec<Leaf<'d>>,
    /// Whether `null` is one of its values.
    nullable: bool,
    /// Whether it is one of several schemas.
    is_choice: bool,
}

impl<'d> Lowering<'d> {
    /// The schema of the values to which all schemas at `places` apply, and its pointer.
    pub(super) fn intersection(&self, places: &[(&str, &'d Node)]) -> (String, &'d Node) {
        let at = virtual_pointer::intersection(places.iter().map(|(at, _)| *at));
        if let Some(made) = self.intersections.get(&at) {
            return (at, made);
        }
        let position = places
            .last()
            .map_or(self.document.root().position, |(_, node)| node.position);
        let made = keywords::intersect(&self.operands(&at), position);
        let made = self.intersections.insert(at.clone(), Box::new(made));
        (at, made)
    }

    /// The schemas of an `allOf`, and those that an intersection is of, with their pointers.
    pub(super) fn all_of(&self, at: &str, node: &'d Node) -> Vec<(String, &'d Node)> {
        if let Some(places) = virtual_pointer::places_of(at) {
            let nodes = places.into_iter().filter_map(|at| Some((at.to_owned(), self.at(at)?)));
            return nodes.collect();
        }
        let branches = node.get("allOf").map(Node::items).unwrap_or_default().iter();
        let place = |(index, branch)| (format!("{at}/allOf/{index}"), branch);
        branches.enumerate().map(place).collect()
    }

    /// The value at `key` in the schema at `at`: where several schemas of an intersection have it, all of them together.
    pub(super) fn value_at(&self, at: &str, node: &'d Node, key: &str) -> Option<(String, &'d Node)> {
        if !virtual_pointer::is_intersection(at) {
            return Some((pointer::child(at, key), node.get(key)?));
        }
        let operands = self.operands(at);
        let leaves = operands.iter().flat_map(|operand| &operand.leaves);
        let mut values: Vec<(String, &'d Node)> = Vec::new();
        for leaf in leaves {
            let Some(value) = leaf.node.get(key).filter(|value| !is_any(value)) else {
                continue;
            };
            if values.iter().all(|(_, known)| !same(known, value)) {
                values.push((pointer::child(&leaf.at, key), value));
            }
        }
        let places: Vec<_> = values.iter().map(|(at, value)| (at.as_str(), *value)).collect();
        match places.as_slice() {
            [] => None,
            [_] => values.pop(),
            several => Some(self.intersection(several)),
        }
    }

    /// What the intersection at `at` is.
    pub(super) fn meet(&self, at: &str, node: &'d Node) -> Intersection<'d> {
        let is_within = self.meeting.borrow().iter().any(|known| known == at);
        if is_within || self.meeting.borrow().len() > MOST_LEVELS {
            return lost(Loss::Contradiction);
        }
        self.meeting.borrow_mut().push(at.to_owned());
        let met = self.meet_operands(at, node);
        self.meeting.borrow_mut().pop();
        met
    }

    fn meet_operands(&self, at: &str, node: &'d Node) -> Intersection<'d> {
        let mut operands = self.operands(at);
        operands.retain(|operand| operand.leaves.iter().any(|leaf| says_type(leaf.node)));
        let leaves = || operands.iter().flat_map(|operand| &operand.leaves);
        let Ok(kind) = kind_of_all(leaves()) else {
            return lost(Loss::Contradiction);
        };
        let lists_values = leaves().any(|leaf| leaf.node.get("enum").is_some());
        if lists_values && node.get("enum").is_none() {
            return lost(Loss::Contradiction);
        }
        if operands.iter().any(|operand| operand.is_choice) {
            return self.meet_choices(at, node, &operands, kind);
        }
        match kind {
            Some("object") => whole(including(&operands).unwrap_or_else(|| self.merged_object(at, node))),
            Some("array") => whole(including(&operands).unwrap_or(Shape::Plain)),
            _ => whole(meet_scalars(node, &operands)),
        }
    }

    /// Objects: all properties of all of them.
    fn merged_object(&self, at: &str, node: &'d Node) -> Shape<'d> {
        let Some(Pieces { parts, .. }) = self.pieces(at, node) else {
            return Shape::Opaque;
        };
        let mut merged = Merged::default();
        for (at, part) in parts {
            let (at, part) = self.resolve(&at, part);
            self.add_part(&mut merged, &at, part);
        }
        match merged.properties.is_empty() {
            true => Shape::Plain,
            false => Shape::Object(merged),
        }
    }

    /// Schemas of which one or more are choices.
    fn meet_choices(&self, at: &str, node: &'d Node, operands: &[Operand<'d>], kind: Option<&str>) -> Intersection<'d> {
        if let Some(shape) = including(operands).or_else(|| self.one_branch(operands)) {
            return whole(shape);
        }
        let (choices, others): (Vec<_>, Vec<_>) = operands.iter().partition(|operand| operand.is_choice);
        if let Some(branches) = self.distribute(at, node)
            && choices.iter().all(|choice| !self.has_heirs(choice))
        {
            return whole(Shape::OneOf(branches));
        }
        let Some(kind) = kind.and_then(json_kind) else {
            return partly(operands);
        };
        let kinds = choices.iter().map(|choice| match &choice.place {
            Some((at, node)) => {
                let (at, node) = self.resolve(at, node);
                self.kinds(&at, node, 0)
            }
            None => [kind].into(),
        });
        let kinds: Vec<_> = kinds.collect();
        if kinds.iter().any(|kinds| !kinds.contains(&kind)) {
            return lost(Loss::Contradiction);
        }
        let is_scalar = matches!(kind, Kind::String | Kind::Number | Kind::Boolean);
        let lists_values = node.get("enum").is_some();
        match (choices.as_slice(), others.as_slice()) {
            // The choice lists values, or says more of them in another way.
            ([choice], _) if is_scalar && !lists_values && kinds[0].len() == 1 => match &choice.place {
                Some((at, node)) => whole(Shape::Same(at.clone(), node)),
                None => partly(operands),
            },
            _ if is_scalar => whole(meet_scalars(node, operands)),
            (
                _,
                [
                    Operand {
                        place: Some((at, node)),
                        ..
                    },
                ],
            ) => Intersection {
                shape: Shape::Same(at.clone(), node),
                loss: (kind == Kind::Object).then_some(Loss::Choice),
            },
            _ => partly(operands),
        }
    }

    /// The schema that is a branch of all choices beside it.
    fn one_branch(&self, operands: &[Operand<'d>]) -> Option<Shape<'d>> {
        operands.iter().rev().find_map(|operand| {
            let (at, node) = operand.place.as_ref()?;
            let (there, _) = self.resolve(at, node);
            let mut others = operands.iter().filter(|other| !std::ptr::eq(*other, operand));
            let fits = others.all(|other| match &other.place {
                _ if includes(operand, other) => true,
                Some((at, node)) => {
                    let (at, node) = self.resolve(at, node);
                    let Shape::OneOf(branches) = self.shape(&at, node) else {
                        return false;
                    };
                    let mut branches = branches.iter().map(|(at, node)| self.resolve(at, node).0);
                    branches.any(|branch| virtual_pointer::place(&branch) == there.as_str())
                }
                None => false,
            });
            fits.then(|| Shape::Same(at.clone(), node))
        })
    }

    fn has_heirs(&self, operand: &Operand<'d>) -> bool {
        let mut leaves = operand.leaves.iter();
        leaves.any(|leaf| !self.hierarchy.descendants(&leaf.at).is_empty())
    }

    /// The schemas that apply at `at`.
    fn operands(&self, at: &str) -> Vec<Operand<'d>> {
        let places = virtual_pointer::places_of(at).unwrap_or_default();
        let places = places.into_iter().filter_map(|at| Some((at.to_owned(), self.at(at)?)));
        let mut places: Vec<(String, &'d Node)> = places.collect();
        let mut operands = Vec::new();
        if let [(at, node)] = places.as_slice() {
            let own = Leaf {
                at: at.clone(),
                node,
                referenced: false,
            };
            operands.push(Operand {
                place: None,
                nullable: is_nullable(node),
                is_choice: has_choices(node),
                leaves: vec![own],
            });
            places = self.all_of(at, node);
        }
        operands.extend(places.into_iter().map(|(at, node)| self.operand(at, node)));
        operands
    }

    fn operand(&self, at: String, node: &'d Node) -> Operand<'d> {
        let mut leaves = Vec::new();
        self.collect_leaves(&at, node, false, &mut leaves);
        let (there, target) = self.resolve(&at, node);
        let typed: Vec<_> = leaves.iter().filter(|leaf| says_type(leaf.node)).collect();
        let has_heirs = !self.hierarchy.descendants(&there).is_empty();
        Operand {
            nullable: is_nullable(target) || (!typed.is_empty() && typed.iter().all(|leaf| is_nullable(leaf.node))),
            is_choice: has_heirs || leaves.iter().any(|leaf| has_choices(leaf.node)),
            place: Some((at, node)),
            leaves,
        }
    }

    fn collect_leaves(&self, at: &str, node: &'d Node, referenced: bool, leaves: &mut Vec<Leaf<'d>>) {
        let (there, target) = self.resolve(at, node);
        if leaves.iter().any(|leaf| leaf.at == there) || leaves.len() > MOST_LEVELS {
            return;
        }
        let referenced = referenced || there != at;
        let place = leaves.len();
        leaves.push(Leaf {
            at: there.clone(),
            node: target,
            referenced,
        });
        for (at, branch) in self.all_of(&there, target) {
            self.collect_leaves(&at, branch, referenced, leaves);
        }
        // A choice of one schema is that schema.
        for key in ["oneOf", "anyOf"] {
            if let [(at, branch)] = branches(&there, target, key).as_slice() {
                self.collect_leaves(at, branch, referenced, leaves);
            }
        }
        // What is beside an `allOf` comes after it.
        leaves[place..].rotate_left(1);
    }
}

fn whole(shape: Shape<'_>) -> Intersection<'_> {
    Intersection { shape, loss: None }
}

fn lost<'d>(loss: Loss) -> Intersection<'d> {
    Intersection {
        shape: Shape::Opaque,
        loss: Some(loss),
    }
}

/// The last of the schemas in the place of all: every value has its type.
fn partly<'d>(operands: &[Operand<'d>]) -> Intersection<'d> {
    let last = operands.iter().rev().find_map(|operand| operand.place.clone());
    Intersection {
        shape: last.map_or(Shape::Opaque, |(at, node)| Shape::Same(at, node)),
        loss: Some(Loss::Choice),
    }
}

/// The schema that says all that the others say.
fn including<'d>(operands: &[Operand<'d>]) -> Option<Shape<'d>> {
    operands.iter().rev().find_map(|operand| {
        let (at, node) = operand.place.clone()?;
        let mut others = operands.iter();
        let is_all = others.all(|other| includes(operand, other));
        is_all.then_some(Shape::Same(at, node))
    })
}

fn includes(operand: &Operand<'_>, other: &Operand<'_>) -> bool {
    let mut typed = other.leaves.iter().filter(|leaf| says_type(leaf.node));
    typed.all(|leaf| {
        let mut known = operand.leaves.iter();
        known.any(|known| {
            known.at == leaf.at
                || same(known.node, leaf.node)
                || (is_bare(leaf.node) && kind_of(known.node) == kind_of(leaf.node))
        })
    })
}

/// A string, a number or a boolean, or values of these that are listed.
fn meet_scalars<'d>(node: &'d Node, operands: &[Operand<'d>]) -> Shape<'d> {
    let Some(values) = listed(node) else {
        return Shape::Plain;
    };
    let count = node.get("enum").map_or(0, |values| values.items().len());
    let same = operands.iter().rev().find_map(|operand| {
        let own = keywords::values(operand.leaves.iter())?;
        operand.place.clone().filter(|_| own.len() == count)
    });
    same.map_or(Shape::Enum(values), |(at, node)| Shape::Same(at, node))
}

/// Whether a schema says which type a value has, or which properties an object has.
fn says_type(node: &Node) -> bool {
    let is_composed = ["allOf", "oneOf", "anyOf"].iter().any(|key| node.get(key).is_some());
    let is_composed_only = is_composed && kind_of(node).is_none() && !has_choices(node);
    let names_properties = node.get("required").is_some_and(|names| !names.items().is_empty());
    names_properties || !(only_constrains(node) || is_composed_only)
}

/// Whether a schema has a choice of several branches.
fn has_choices(node: &Node) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| branches("", node, key).len() > 1)
}

/// Whether a schema says nothing but a type.
fn is_bare(node: &Node) -> bool {
    const MORE: &[&str] = &[
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "format",
        "oneOf",
        "anyOf",
    ];
    kind_of(node).is_some() && MORE.iter().all(|key| node.get(key).is_none_or(is_any))
}

/// Whether every value is valid: `true` or `{}`.
fn is_any(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) => true,
        _ => false,
    }
}

fn is_nullable(node: &Node) -> bool {
    let has_null = |values: &Node| values.items().iter().any(|value| value.value == Value::Null);
    node.get("nullable").and_then(Node::as_bool) == Some(true)
        || node.get("enum").is_some_and(has_null)
        || is_null_branch(node)
}

/// The type that a schema states, or that its keywords are for.
fn kind_of(node: &Node) -> Option<&str> {
    let implied = || {
        let has = |key: &str| node.get(key).is_some();
        match () {
            () if has("items") => Some("array"),
            () if has("properties") || has("additionalProperties") => Some("object"),
            () => of_values(node),
        }
    };
    node.get("type").and_then(Node::as_str).or_else(implied)
}

/// The type that all schemas state; an integer is a number.
fn kind_of_all<'l, 'd: 'l>(leaves: impl Iterator<Item = &'l Leaf<'d>>) -> Result<Option<&'d str>, ()> {
    let mut all: Option<&str> = None;
    for kind in leaves.filter_map(|leaf| kind_of(leaf.node)) {
        all = match (all, kind) {
            (None, kind) => Some(kind),
            (Some(known), kind) if known == kind => Some(kind),
            (Some("integer" | "number"), "integer" | "number") => Some("integer"),
            _ => return Err(()),
        };
    }
    Ok(all)
}

fn json_kind(kind: &str) -> Option<Kind> {
    Some(match kind {
        "boolean" => Kind::Boolean,
        "integer" | "number" => Kind::Number,
        "string" => Kind::String,
        "array" => Kind::Array,
        "object" => Kind::Object,
        _ => return None,
    })
}
