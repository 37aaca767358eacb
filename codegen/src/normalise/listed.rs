//! The values that an enum lists, with the names and the texts that the document gives them.

use std::collections::BTreeSet;

use super::annotations::{is_deprecated, words};
use crate::document::{Node, Value};
use crate::model::Literal;

/// A value that an enum lists.
#[derive(Clone, Debug)]
pub(super) struct Listed<'d> {
    pub(super) value: Literal,
    /// What the document calls the value.
    pub(super) name: Option<&'d str>,
    pub(super) docs: Vec<String>,
    pub(super) deprecated: bool,
}

/// The values of an enum of strings, or of integers; none for other schemas. `null` is no value of these.
pub(super) fn listed(node: &Node) -> Option<Vec<Listed<'_>>> {
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let kind = node.get("type").and_then(Node::as_str);
    let of_value = |keys: &[&str], index: usize| {
        let list = keys.iter().find_map(|key| node.get(key));
        let word = list.and_then(|list| list.items().get(index)).and_then(Node::as_str);
        word.filter(|word| !word.trim().is_empty())
    };
    let single = values.len() == 1;
    let mut found: Vec<Listed<'_>> = Vec::new();
    let mut known = BTreeSet::new();
    for (index, value) in values.iter().enumerate() {
        let literal = match (&value.value, kind) {
            (Value::Null, _) => continue,
            (Value::String(text), Some("string") | None) => Literal::Text(text.clone()),
            (Value::Number(text), Some("integer") | None) => Literal::Integer(text.parse().ok()?),
            _ => return None,
        };
        if !known.insert(literal.clone()) {
            continue;
        }
        let own_docs = if single { words(node, "description") } else { None };
        let docs = of_value(&["x-enum-descriptions", "x-enumDescriptions"], index).or(own_docs);
        let title = if single { words(node, "title") } else { None };
        found.push(Listed {
            value: literal,
            name: of_value(&["x-enum-varnames", "x-enumNames", "x-enum-names"], index).or(title),
            docs: docs.map(str::to_owned).into_iter().collect(),
            deprecated: single && is_deprecated(node),
        });
    }
    let is_text = |listed: &Listed<'_>| matches!(listed.value, Literal::Text(_));
    let same = found.iter().all(|value| is_text(value) == is_text(&found[0]));
    (same && !found.is_empty()).then_some(found)
}

/// The `type` of the values of an `enum`, if they have one.
pub(super) fn of_values(node: &Node) -> Option<&'static str> {
    let mut kinds = node.get("enum").map(Node::items).unwrap_or_default().iter();
    let kind = |node: &Node| match &node.value {
        Value::Bool(_) => Some("boolean"),
        Value::Number(_) => Some("number"),
        Value::String(_) => Some("string"),
        _ => None,
    };
    let first = kind(kinds.next()?)?;
    kinds.all(|other| kind(other) == Some(first)).then_some(first)
}
