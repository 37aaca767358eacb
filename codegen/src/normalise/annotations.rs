//! Keywords that describe a thing and restrict nothing.

use crate::document::Node;

/// The text at `key`, unless it is blank.
pub(super) fn words<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    let text = node.get(key).and_then(Node::as_str)?.trim();
    (!text.is_empty()).then_some(text)
}

/// Whether the schema, or what has it, is deprecated.
pub(super) fn is_deprecated(node: &Node) -> bool {
    node.get("deprecated").and_then(Node::as_bool) == Some(true)
}
