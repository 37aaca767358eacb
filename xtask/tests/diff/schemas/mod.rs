//! The comparison of schemas: nothing is passed over, nothing is found where nothing changed, and a change that is called
//! safe is safe.

mod composed;
mod equal;
mod keywords;
mod mutate;
mod random_pairs;
mod stress;

use codegen::Document;
use serde_json::{Map, Value, json};

/// The direction of the values of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Sent,
    Received,
}

pub(crate) const BOTH: [Way; 2] = [Way::Sent, Way::Received];

/// A document whose one operation sends or returns `S0`.
pub(crate) fn document(version: &str, way: Way, named: &Map<String, Value>) -> Document {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let operation = match way {
        Way::Sent => json!({"post": {
            "operationId": "x",
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "d"}},
        }}),
        Way::Received => json!({"get": {
            "operationId": "x",
            "responses": {"200": {"description": "d", "content": content}},
        }}),
    };
    let document = json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/x": operation},
        "components": {"schemas": named},
    });
    Document::parse("test.json", document.to_string().as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

/// A document whose schemas are these, by the names `S0`, `S1` and so on.
pub(crate) fn numbered(schemas: &[Value]) -> Map<String, Value> {
    let schemas = schemas.iter().enumerate();
    schemas
        .map(|(index, schema)| (format!("S{index}"), schema.clone()))
        .collect()
}

/// What changed, for a message.
pub(crate) fn shown(comparison: &xtask::diff::Comparison) -> String {
    let changes = comparison
        .changes
        .iter()
        .filter(|change| change.rule.id != "crate-surface");
    let lines = changes.map(|change| {
        format!(
            "{} {} {}: {}",
            change.wire.word(),
            change.rule.id,
            change.pointer(),
            change.message
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
