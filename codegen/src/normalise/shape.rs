//! What a schema is, as far as a type goes, and how its own keywords show that. The passes that take compositions together
//! are in `compose` and `intersection`.

use std::collections::BTreeSet;

use super::listed::Listed;
use crate::document::{Member, Node, Value};

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
    /// Name, pointer and schema, in the order of the text.
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
    pub(super) within: Vec<String>,
}

/// What several schemas that apply to one value are together.
#[derive(Debug)]
pub(super) struct Intersection<'d> {
    pub(super) shape: Shape<'d>,
    pub(super) loss: Option<Loss>,
}

/// Why the type of an intersection says less than the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// No type has the values that all schemas allow.
    Contradiction,
    /// One of the schemas is a choice, and it is unknown which of its branches the others leave.
    Choice,
}

/// The branches of a choice that say which type a value has.
pub(super) fn branches<'d>(at: &str, node: &'d Node, key: &str) -> Vec<(String, &'d Node)> {
    let items = node.get(key).map(Node::items).unwrap_or_default().iter().enumerate();
    items
        .map(|(index, branch)| (format!("{at}/{key}/{index}"), branch))
        .filter(|(_, branch)| !is_null_branch(branch) && !only_constrains(branch))
        .collect()
}

/// Whether the schema has properties of its own.
pub(super) fn has_properties(node: &Node) -> bool {
    node.get("properties")
        .is_some_and(|properties| !properties.members().is_empty())
}

pub(super) fn has_required(node: &Node) -> bool {
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
pub(super) fn is_null_branch(node: &Node) -> bool {
    let items = node.get("enum").map(Node::items).unwrap_or_default();
    items.len() == 1 && items[0].value == Value::Null
}

/// Whether a choice has `null` beside what its other branches allow.
pub(super) fn has_null_branch(node: &Node) -> bool {
    let branches = |key| node.get(key).map(Node::items).unwrap_or_default();
    node.get("type").is_none() && ["oneOf", "anyOf"].into_iter().flat_map(branches).any(is_null_branch)
}

/// Whether the schema says nothing of which type a value has.
pub(super) fn only_constrains(node: &Node) -> bool {
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

/// Whether two values are the same, wherever they are.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let has = |member: &Member| {
                let mut others = b.iter();
                others.any(|other| other.key == member.key && same(&member.node, &other.node))
            };
            a.len() == b.len() && a.iter().all(has)
        }
        (a, b) => a == b,
    }
}
