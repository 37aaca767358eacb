//! What the document says of a thing in words and in keywords that no type carries, as one text for its documentation.

use super::schemas::distinct;
use crate::document::{Node, Value};

/// The description of `node`, and a line for each keyword that the generated type does not enforce.
pub(super) fn of_schema(node: &Node) -> String {
    let mut text = own_words(node);
    for line in keywords(node) {
        paragraph(&mut text, &line);
    }
    text
}

/// The description of `node` alone, its title where it has none.
pub(super) fn own_words(node: &Node) -> String {
    let word = |key: &str| {
        node.get(key)
            .and_then(Node::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    word("description")
        .or_else(|| word("title"))
        .unwrap_or_default()
        .to_owned()
}

/// Adds a paragraph to `text`.
pub(super) fn paragraph(text: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

/// The keywords that say something of the value, as sentences.
fn keywords(node: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    if node.get("deprecated").and_then(Node::as_bool) == Some(true) {
        lines.push("**Deprecated.**".to_owned());
    }
    if node.get("readOnly").and_then(Node::as_bool) == Some(true) {
        lines.push("Only in answers.".to_owned());
    }
    if node.get("writeOnly").and_then(Node::as_bool) == Some(true) {
        lines.push("Only in requests.".to_owned());
    }
    let mut facts = Vec::new();
    for (key, word) in [
        ("format", "format"),
        ("default", "default"),
        ("minimum", "minimum"),
        ("maximum", "maximum"),
        ("multipleOf", "multiple of"),
        ("minLength", "least length"),
        ("maxLength", "greatest length"),
        ("pattern", "pattern"),
        ("minItems", "least number of items"),
        ("maxItems", "greatest number of items"),
    ] {
        let Some(value) = node.get(key) else { continue };
        if key == "format" && matches!(value.as_str(), Some("int32" | "int64" | "double" | "float")) {
            continue;
        }
        if let Some(shown) = literal(value) {
            facts.push(format!("{word} {shown}"));
        }
    }
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let texts: Vec<_> = values.iter().filter_map(Node::as_str).collect();
    // The variants of an enum tell its values; a string whose values gave none tells them here.
    if node.get("type").and_then(Node::as_str) != Some("string") || !distinct(&texts) {
        let values: Vec<_> = values.iter().filter_map(literal).collect();
        if !values.is_empty() {
            facts.push(format!("one of {}", values.join(", ")));
        }
    }
    if !facts.is_empty() {
        let mut line = facts.join(", ");
        line[..1].make_ascii_uppercase();
        line.push('.');
        lines.push(line);
    }
    lines
}

/// A value as code, if it is short enough to be read.
fn literal(node: &Node) -> Option<String> {
    let text = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Array(_) | Value::Object(_) => return None,
    };
    let plain = !text.is_empty() && text.len() <= 200 && !text.contains(['`', '\n', '\r']);
    plain.then(|| format!("`{text}`"))
}
