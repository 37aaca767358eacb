//! What the document says of the values in a body that is to be recorded: which objects are maps, and which values are
//! secret.

use codegen::document::Node as DocumentNode;
use codegen::view::Place;
use recording::json::{self, Node, Value, child};
use recording::redaction::Facts;
use recording::{Header, decoded};

use crate::contract::value::Keywords;
use crate::contract::value::secret::Applied;

/// Looks at a body whose value has this schema. Of what is not JSON, nothing can be said.
pub(super) fn facts(keywords: &Keywords, schema: Option<Place<'_>>, body: &[u8], headers: &[Header]) -> Facts {
    let mut facts = Facts::default();
    if let Some(schema) = schema
        && let Ok(bytes) = decoded(body, Header::find(headers, "Content-Encoding"))
        && let Ok(parsed) = json::parse(&bytes)
    {
        collect(keywords, &Applied::to(keywords, [schema]), &parsed.root, "", &mut facts);
    }
    facts
}

fn collect(keywords: &Keywords, applied: &Applied<'_>, value: &Node, pointer: &str, facts: &mut Facts) {
    if applied.secret {
        facts.secrets.push(pointer.to_owned());
    }
    match &value.value {
        Value::Array(items) => {
            let applied = Applied::to(keywords, applied.items());
            for (index, item) in items.iter().enumerate().filter(|_| !applied.schemas.is_empty()) {
                collect(keywords, &applied, item, &child(pointer, &index.to_string()), facts);
            }
        }
        Value::Object(members) => {
            if is_map(applied) {
                facts.maps.push(pointer.to_owned());
            }
            for member in members {
                let applied = Applied::to(keywords, applied.property(&member.key));
                if !applied.schemas.is_empty() {
                    collect(keywords, &applied, &member.node, &child(pointer, &member.key), facts);
                }
            }
        }
        _ => {}
    }
}

/// Whether the names in an object are data: the document gives a schema to those that it does not name, allows any, or
/// names none at all.
fn is_map(applied: &Applied<'_>) -> bool {
    let has = |keyword: &str| applied.schemas.iter().any(|schema| schema.raw(keyword).is_some());
    let is_object = |schema: &Place<'_>| schema.types().is_some_and(|types| types.contains(&"object"));
    applied.schemas.iter().any(|schema| is_open(schema.node))
        || (applied.schemas.iter().any(is_object) && !has("properties") && !has("additionalProperties"))
}

/// Whether a schema says what values have names that it does not declare.
pub(super) fn is_open(schema: &DocumentNode) -> bool {
    let says = |keyword: &str| schema.get(keyword).is_some_and(|other| other.as_bool() != Some(false));
    ["additionalProperties", "patternProperties", "unevaluatedProperties"]
        .into_iter()
        .any(says)
}
