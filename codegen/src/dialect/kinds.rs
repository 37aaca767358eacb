//! Lists of types: `null` becomes `nullable`, several types become a choice.

use super::{member, object, string};
use crate::document::{Member, Node, Value};

/// Which keywords concern values of each type alone.
const OF_TYPE: &[(&[&str], &[&str])] = &[
    (&["string"], &["format", "pattern", "minLength", "maxLength"]),
    (
        &["integer", "number"],
        &[
            "format",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
        ],
    ),
    (&["array"], &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        &["object"],
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "discriminator",
        ],
    ),
];

const ALL: &[&str] = &["array", "boolean", "number", "object", "string"];

/// The types that a schema allows.
pub(super) struct Kinds<'n> {
    /// Without `null`, each once.
    pub(super) types: Vec<&'n str>,
    pub(super) null: bool,
}

impl<'n> Kinds<'n> {
    /// The types that `type` states; none if it states none that is known.
    pub(super) fn of(node: &'n Node) -> Self {
        let stated: Vec<&str> = match &node.value {
            Value::String(name) => vec![name],
            Value::Array(items) => items.iter().filter_map(Node::as_str).collect(),
            _ => Vec::new(),
        };
        let null = stated.contains(&"null");
        let mut types: Vec<&str> = Vec::new();
        for name in stated {
            // Every integer is a number.
            let is_within = name == "integer" && node.items().iter().any(|item| item.as_str() == Some("number"));
            if name != "null" && !is_within && !types.contains(&name) {
                types.push(name);
            }
        }
        Self { types, null }
    }

    /// Whether every value is of one of the types.
    pub(super) fn is_any(&self) -> bool {
        ALL.iter().all(|name| self.types.contains(name))
    }
}

/// Writes a schema of several types as a choice: each branch has a type, and the keywords that concern it.
pub(super) fn split(types: &[&str], members: &mut Vec<Member>, position: crate::diagnostic::Position) {
    let mut branches = Vec::new();
    for name in types {
        let mut branch = vec![member("type", string(position, name))];
        let relevant = OF_TYPE.iter().filter(|(types, _)| types.contains(name));
        let keywords: Vec<&str> = relevant.flat_map(|(_, keywords)| keywords.iter().copied()).collect();
        branch.extend(
            members
                .iter()
                .filter(|known| keywords.contains(&known.key.as_str()))
                .cloned(),
        );
        with_items(name, &mut branch, position);
        if let Some(values) = members.iter().find(|known| known.key == "enum") {
            let own: Vec<Node> = values
                .node
                .items()
                .iter()
                .filter(|value| is_of(value, name))
                .cloned()
                .collect();
            if own.is_empty() {
                continue;
            }
            let value = Value::Array(own);
            branch.push(member("enum", Node { position, value }));
        }
        branches.push(object(position, branch));
    }
    members.retain(|known| {
        known.key != "enum"
            && !OF_TYPE
                .iter()
                .any(|(_, keywords)| keywords.contains(&known.key.as_str()))
    });
    let value = Value::Array(branches);
    members.push(member("anyOf", Node { position, value }));
}

/// Adds `items` for any items to a list that does not say what they are, which OpenAPI 3.0 does not allow.
pub(super) fn with_items(name: &str, members: &mut Vec<Member>, position: crate::diagnostic::Position) {
    if name == "array" && !members.iter().any(|known| known.key == "items") {
        members.push(member("items", object(position, Vec::new())));
    }
}

fn is_of(value: &Node, name: &str) -> bool {
    match name {
        "integer" | "number" => value.kind() == "number",
        _ => value.kind() == name,
    }
}
