//! From the raw tree to the model of the `openapiv3` crate, by way of `serde_yaml`.
//!
//! The tree is the one source of truth: the text is never parsed a second time.

use super::node::{Node, Value};
use serde_yaml::{Mapping, Number, Value as Yaml};

/// The tree as `serde_yaml` holds it. Numbers beyond 64 bits become doubles.
pub(super) fn to_yaml(node: &Node) -> Yaml {
    match &node.value {
        Value::Null => Yaml::Null,
        Value::Bool(value) => Yaml::Bool(*value),
        Value::Number(text) => number(text),
        Value::String(text) => Yaml::String(text.clone()),
        Value::Array(items) => Yaml::Sequence(items.iter().map(to_yaml).collect()),
        Value::Object(members) => {
            let mut mapping = Mapping::with_capacity(members.len());
            for member in members {
                mapping.insert(Yaml::String(member.key.clone()), to_yaml(&member.node));
            }
            Yaml::Mapping(mapping)
        }
    }
}

fn number(text: &str) -> Yaml {
    let number = if let Ok(value) = text.parse::<u64>() {
        Number::from(value)
    } else if let Ok(value) = text.parse::<i64>() {
        Number::from(value)
    } else {
        Number::from(text.parse::<f64>().unwrap_or_default())
    };
    Yaml::Number(number)
}

/// The model.
pub(super) fn read(root: &Node) -> Result<openapiv3::OpenAPI, serde_yaml::Error> {
    serde_yaml::from_value(to_yaml(root))
}
