//! Pointers of the document: which schema one is in, and where a schema that was reached through references is used.

use std::collections::HashSet;

use codegen::document::pointer::{child, steps};
use codegen::view::Place;
use recording::json::{Node, Value};

/// A schema, and the keywords below it that a pointer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InSchema {
    pub(super) schema: String,
    pub(super) rest: Vec<String>,
}

/// What the next step of a pointer is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// A part of the document that is no schema.
    Outside,
    /// The names of the components.
    Components,
    /// A mapping or a list of schemas.
    Schemas,
    Schema,
    Keyword,
}

/// The innermost schema that a pointer is in.
pub(super) fn in_schema(pointer: &str) -> Option<InSchema> {
    let mut at = At::Outside;
    let mut here = String::new();
    let mut found: Option<InSchema> = None;
    for step in steps(pointer) {
        here = child(&here, &step);
        at = match (at, step.as_str()) {
            (At::Outside, "components") => At::Components,
            (At::Components, "schemas") => At::Schemas,
            (At::Outside | At::Components, "schema") => At::Schema,
            (At::Outside | At::Components, _) => At::Outside,
            (At::Schemas, _) => At::Schema,
            (
                At::Schema,
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "anyOf"
                | "oneOf" | "prefixItems",
            ) => At::Schemas,
            (
                At::Schema,
                "items"
                | "additionalProperties"
                | "not"
                | "contains"
                | "propertyNames"
                | "if"
                | "then"
                | "else"
                | "unevaluatedItems"
                | "unevaluatedProperties",
            ) => At::Schema,
            (At::Schema | At::Keyword, _) => At::Keyword,
        };
        match (&mut found, at) {
            (_, At::Schema) => {
                found = Some(InSchema {
                    schema: here.clone(),
                    rest: Vec::new(),
                });
            }
            (Some(found), _) => found.rest.push(step),
            (None, _) => {}
        }
    }
    found
}

/// The name of a schema for people: of a component its name, else its pointer.
pub(super) fn name(pointer: &str) -> String {
    match pointer.strip_prefix("/components/schemas/") {
        Some(rest) => {
            let words: Vec<_> = steps(&format!("/{rest}")).filter(|step| step != "properties").collect();
            words.join(".")
        }
        None => pointer.to_owned(),
    }
}

/// How many steps a search may take.
const MOST: usize = 10_000;

/// The place at which a schema is used for a part of a value: the schema with the reference that leads to it, or that
/// schema itself. `pointer` is that of the part in the value.
pub(super) fn use_of<'d>(root: &Place<'d>, pointer: &str, target: &str) -> Option<Place<'d>> {
    let steps: Vec<_> = steps(pointer).collect();
    let mut search = Search {
        target,
        seen: HashSet::new(),
    };
    search.down(root, &steps)
}

struct Search<'t> {
    target: &'t str,
    seen: HashSet<(String, usize)>,
}

impl Search<'_> {
    fn down<'d>(&mut self, used: &Place<'d>, steps: &[String]) -> Option<Place<'d>> {
        if self.seen.len() > MOST || !self.seen.insert((used.pointer.clone(), steps.len())) {
            return None;
        }
        let schema = used.resolved();
        if steps.is_empty() && (schema.pointer == self.target || used.pointer == self.target) {
            return Some(used.clone());
        }
        if let Some((step, rest)) = steps.split_first() {
            for next in below(&schema, step) {
                if let Some(found) = self.down(&next, rest) {
                    return Some(found);
                }
            }
        }
        let mut parts = Vec::new();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            parts.extend(schema.raw(keyword).iter().flat_map(Place::children));
        }
        if schema.document.version().has_json_schema() {
            parts.extend(schema.reference());
            parts.extend(["then", "else"].iter().filter_map(|keyword| schema.raw(keyword)));
        }
        parts.iter().find_map(|part| self.down(part, steps))
    }
}

/// The schemas that one states for a member or an item.
fn below<'d>(schema: &Place<'d>, step: &str) -> Vec<Place<'d>> {
    let mut found = Vec::new();
    let named = schema.raw("properties").and_then(|properties| properties.raw(step));
    let is_named = named.is_some();
    found.extend(named);
    found.extend(schema.raw("patternProperties").iter().flat_map(Place::children));
    if !is_named {
        found.extend(schema.raw("additionalProperties"));
    }
    let prefix = schema
        .raw("prefixItems")
        .map(|list| list.children())
        .unwrap_or_default();
    match step.parse::<usize>().ok() {
        Some(index) if index < prefix.len() => found.push(prefix[index].clone()),
        Some(_) => found.extend(schema.raw("items")),
        None => {}
    }
    found
}

/// The value at a pointer into a body, by the last member of each name.
pub(super) fn value<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    steps(pointer).try_fold(root, |node, step| match &node.value {
        Value::Object(members) => members
            .iter()
            .rev()
            .find(|member| member.key == step)
            .map(|member| &member.node),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The last step of a pointer.
pub(super) fn last(pointer: &str) -> String {
    steps(pointer).last().unwrap_or_default()
}

/// The pointer without its last step.
pub(super) fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use super::in_schema;

    #[test]
    fn the_innermost_schema_of_a_pointer_is_found() {
        for (pointer, schema, rest) in [
            ("/components/schemas/A", "/components/schemas/A", ""),
            (
                "/components/schemas/A/properties",
                "/components/schemas/A",
                "properties",
            ),
            (
                "/components/schemas/A/properties/properties",
                "/components/schemas/A/properties/properties",
                "",
            ),
            (
                "/components/schemas/schema/allOf/0/required/2",
                "/components/schemas/schema/allOf/0",
                "required/2",
            ),
            (
                "/paths/~1a/get/responses/200/content/application~1json/schema/items/enum",
                "/paths/~1a/get/responses/200/content/application~1json/schema/items",
                "enum",
            ),
            (
                "/components/schemas/A/additionalProperties",
                "/components/schemas/A/additionalProperties",
                "",
            ),
        ] {
            let found = in_schema(pointer).unwrap();
            assert_eq!(
                (found.schema.as_str(), found.rest.join("/").as_str()),
                (schema, rest),
                "{pointer}"
            );
        }
        assert_eq!(in_schema("/paths/~1a/get/parameters/0"), None);
    }
}
