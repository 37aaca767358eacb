//! The schemas that are in use: every one that applies to something that is sent or returned.

use std::collections::HashSet;

use super::discriminator::Discriminators;
use super::media::Content;
use super::operation::Operation;
use super::place::{Direction, Place};

/// A schema, and the direction of a value that it applies to. A schema that applies to values of both directions is in use
/// twice.
#[derive(Clone, Debug)]
pub struct SchemaUse<'d> {
    /// The schema. Its `$ref` is followed.
    pub schema: Place<'d>,
    /// The direction of the value.
    pub direction: Direction,
}

/// The schemas that the operations use, each once per direction, in the order in which they are reached. A broken
/// reference is in the list: see [`Place::broken_reference`].
pub fn schemas_in_use<'d>(operations: &[Operation<'d>]) -> Vec<SchemaUse<'d>> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    let document = operations.first().map(|operation| operation.place.document);
    let discriminators = document.map(Discriminators::of).unwrap_or_default();
    for operation in operations {
        for (schema, direction) in roots(operation) {
            reach(schema, direction, &discriminators, &mut known, &mut found);
        }
    }
    found
}

/// The schemas that an operation names itself.
fn roots<'d>(operation: &Operation<'d>) -> Vec<(Place<'d>, Direction)> {
    let of_content = |content: &Content<'d>| -> Vec<Place<'d>> {
        content
            .entries
            .iter()
            .filter_map(|entry| entry.schema.clone())
            .collect()
    };
    let mut sent: Vec<Place<'d>> = Vec::new();
    let mut returned: Vec<Place<'d>> = Vec::new();
    for parameter in &operation.parameters {
        sent.extend(parameter.schema.clone());
        sent.extend(parameter.content.iter().flat_map(of_content));
    }
    let body = operation.request_body.as_ref().and_then(|body| body.content.as_ref());
    sent.extend(body.into_iter().flat_map(of_content));
    for response in operation.responses.iter().flat_map(|responses| &responses.entries) {
        for header in &response.headers {
            returned.extend(header.place.get("schema"));
            returned.extend(header.place.get("content").map(Content::of).iter().flat_map(of_content));
        }
        returned.extend(response.content.iter().flat_map(of_content));
    }
    let sent = sent.into_iter().map(|schema| (schema, Direction::Request));
    let returned = returned.into_iter().map(|schema| (schema, Direction::Response));
    sent.chain(returned).collect()
}

fn reach<'d>(
    schema: Place<'d>,
    direction: Direction,
    discriminators: &Discriminators,
    known: &mut HashSet<(String, Direction)>,
    found: &mut Vec<SchemaUse<'d>>,
) {
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        let schema = schema.resolved();
        if !known.insert((schema.pointer.clone(), direction)) {
            continue;
        }
        let mut inner = schema.composed_of();
        for keyword in ["not", "items", "additionalProperties"] {
            // `additionalProperties` may be a boolean.
            inner.extend(schema.get(keyword).filter(|place| place.node.as_bool().is_none()));
        }
        if schema.document.version().has_json_schema() {
            inner.extend(of_json_schema(&schema));
        }
        let properties = schema.get("properties");
        inner.extend(properties.iter().flat_map(Place::members).map(|(_, property)| property));
        let chosen = discriminators.get(&schema.pointer);
        inner.extend(chosen.into_iter().flat_map(|chosen| chosen.schemas(schema.document)));
        found.push(SchemaUse { schema, direction });
        open.extend(inner.into_iter().rev());
    }
}

/// The schemas that keywords of JSON Schema 2020-12 apply, of those that OpenAPI 3.0 does not have.
fn of_json_schema<'d>(schema: &Place<'d>) -> Vec<Place<'d>> {
    let single = [
        "if",
        "contains",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    let single = single.iter().filter_map(|keyword| schema.get(keyword));
    let mut all: Vec<_> = single.filter(|place| place.node.as_bool().is_none()).collect();
    all.extend(schema.raw("prefixItems").iter().flat_map(Place::items));
    let patterns = schema.raw("patternProperties");
    all.extend(patterns.iter().flat_map(Place::members).map(|(_, place)| place));
    all
}
