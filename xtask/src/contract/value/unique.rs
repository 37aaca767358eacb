//! Which values are the same: numbers by their value, objects in any order of members.

use std::collections::HashMap;

use codegen::document::{Node as Written, Value as WrittenValue};
use recording::json::{Node, Value};

use super::decimal::Decimal;

/// A value so that two of them are equal where JSON Schema says they are.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Canonical<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(&'a str),
    List(Vec<Canonical<'a>>),
    Members(Vec<(&'a str, Canonical<'a>)>),
}

fn number(text: &str) -> Canonical<'_> {
    Decimal::parse(text).map_or(Canonical::Text(text), Canonical::Number)
}

fn members<'a>(members: impl Iterator<Item = (&'a str, Canonical<'a>)>) -> Canonical<'a> {
    let mut members: Vec<_> = members.collect();
    members.sort_unstable();
    Canonical::Members(members)
}

fn canonical(node: &Node) -> Canonical<'_> {
    match &node.value {
        Value::Null => Canonical::Null,
        Value::Bool(truth) => Canonical::Bool(*truth),
        Value::Number(text) => number(text),
        Value::String(text) => Canonical::Text(text),
        Value::Array(items) => Canonical::List(items.iter().map(canonical).collect()),
        Value::Object(list) => members(list.iter().map(|member| (member.key.as_str(), canonical(&member.node)))),
    }
}

fn written(node: &Written) -> Canonical<'_> {
    match &node.value {
        WrittenValue::Null => Canonical::Null,
        WrittenValue::Bool(truth) => Canonical::Bool(*truth),
        WrittenValue::Number(text) => number(text),
        WrittenValue::String(text) => Canonical::Text(text),
        WrittenValue::Array(items) => Canonical::List(items.iter().map(written).collect()),
        WrittenValue::Object(list) => members(list.iter().map(|member| (member.key.as_str(), written(&member.node)))),
    }
}

/// Which of the values that the document lists a value is.
pub(crate) fn listed(value: &Node, list: &[Written]) -> Option<usize> {
    let value = canonical(value);
    list.iter().position(|listed| value == written(listed))
}

/// The positions of the first two items that are the same.
pub(crate) fn twice(items: &[Node]) -> Option<(usize, usize)> {
    let mut seen = HashMap::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if let Some(first) = seen.insert(canonical(item), index) {
            return Some((first, index));
        }
    }
    None
}
