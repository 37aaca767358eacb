//! The same value in other forms: as text, and for serde.

use recording::json::{Node, Value, to_text};

/// The text of a value: that of a string itself, and otherwise JSON.
pub(super) fn text(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        Value::Number(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        _ => to_text(node),
    }
}

/// The same value for serde.
pub(super) fn plain(node: &Node) -> serde_json::Value {
    serde_json::from_str(&to_text(node)).unwrap_or_default()
}
