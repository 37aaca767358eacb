//! What a document says about a thing, in words and in keywords that no type expresses, as paragraphs of its documentation.

pub(super) use super::annotations::{is_deprecated, words};
use super::listed::listed;
use crate::document::{Node, Value};
use crate::markdown::{code_span, link};

/// The paragraphs about a schema: its description, and each keyword that the generated type does not enforce.
pub(super) fn of_schema(node: &Node) -> Vec<String> {
    let mut paragraphs = description(node);
    paragraphs.extend(keywords(node));
    paragraphs.extend(external_docs(node));
    paragraphs
}

/// The description of `node` alone, or its title if it has none.
pub(super) fn description(node: &Node) -> Vec<String> {
    let text = words(node, "description").or_else(|| words(node, "title"));
    text.map(str::to_owned).into_iter().collect()
}

/// The link to more documentation, as a paragraph of its own.
pub(super) fn external_docs(node: &Node) -> Option<String> {
    let external = node.get("externalDocs")?;
    let address = words(external, "url")?;
    let text = words(external, "description").unwrap_or_default();
    Some(format!("See {}.", link(text.trim_end_matches('.'), address)))
}

/// The keywords that restrict the value, as sentences.
fn keywords(node: &Node) -> Vec<String> {
    let mut sentences = Vec::new();
    if is_deprecated(node) {
        sentences.push("**Deprecated.**".to_owned());
    }
    if node.get("readOnly").and_then(Node::as_bool) == Some(true) {
        sentences.push("Only in responses.".to_owned());
    }
    if node.get("writeOnly").and_then(Node::as_bool) == Some(true) {
        sentences.push("Only in requests.".to_owned());
    }
    let mut facts = Vec::new();
    for (key, word) in [
        ("format", "format"),
        ("default", "default"),
        ("example", "example"),
        ("minimum", "minimum"),
        ("maximum", "maximum"),
        ("multipleOf", "multiple of"),
        ("minLength", "minimum length"),
        ("maxLength", "maximum length"),
        ("pattern", "pattern"),
        ("minItems", "minimum number of items"),
        ("maxItems", "maximum number of items"),
    ] {
        let Some(value) = node.get(key) else { continue };
        if key == "format" && matches!(value.as_str(), Some("int32" | "int64" | "double" | "float")) {
            continue;
        }
        let exclusive = match key {
            "minimum" => "exclusiveMinimum",
            "maximum" => "exclusiveMaximum",
            _ => "",
        };
        let excluded = node.get(exclusive).and_then(Node::as_bool) == Some(true);
        if let Some(shown) = literal(value) {
            let exclusive = if excluded { "exclusive " } else { "" };
            let colon = if key == "multipleOf" { "" } else { ":" };
            facts.push(format!("{exclusive}{word}{colon} {shown}"));
        }
    }
    if node.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
        facts.push("items are unique".to_owned());
    }
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    // The variants of an enum show its values.
    if listed(node).is_none() {
        let values: Vec<_> = values.iter().filter_map(literal).collect();
        if !values.is_empty() {
            facts.push(format!("one of {}", values.join(", ")));
        }
    }
    if !facts.is_empty() {
        let mut sentence = facts.join(", ");
        sentence[..1].make_ascii_uppercase();
        sentence.push('.');
        sentences.push(sentence);
    }
    sentences
}

/// A value on one line, such as a default.
pub(super) fn value(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|member| format!("{:?}: {}", member.key, value(&member.node)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A value as code, if it is short enough to be read.
fn literal(node: &Node) -> Option<String> {
    let text = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Array(_) | Value::Object(_) => return None,
    };
    (text.len() <= 200).then(|| code_span(&text))
}
