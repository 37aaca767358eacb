//! Which values are secrets by the document: those that are `writeOnly` or of the format `password`, and what lies
//! within them. Whatever is reported for one, no report shows it.

use std::collections::BTreeSet;

use codegen::Document;
use recording::json::{self, Node, Value, child, steps};
use recording::{Header, Response, decoded};

use codegen::view::Place;

use super::keywords::Keywords;

/// The secrets of a document.
pub(crate) struct Secrets {
    /// Whether it has any at all.
    pub(crate) any: bool,
}

/// Schemas that may apply to one value, and whether one of them, or of those around it, makes it a secret.
pub(crate) struct Applied<'d> {
    pub(crate) schemas: Vec<Place<'d>>,
    pub(crate) secret: bool,
}

impl Secrets {
    pub(crate) fn of(document: &Document) -> Self {
        let mut open = vec![document.root()];
        let mut any = false;
        while let Some(node) = open.pop().filter(|_| !any) {
            any = is_marked(node);
            open.extend(node.items());
            open.extend(node.members().iter().map(|member| &member.node));
        }
        Self { any }
    }

    /// Whether the value at a pointer into a value of this schema is a secret.
    pub(crate) fn holds(&self, keywords: &Keywords, schema: &Place<'_>, pointer: &str) -> bool {
        self.any && is_secret(keywords, schema, pointer)
    }

    /// The pointers of the secrets in a body of JSON whose value has this schema, the outermost ones.
    pub(crate) fn in_body(&self, keywords: &Keywords, schema: &Place<'_>, response: &Response) -> Vec<String> {
        let mut found = Vec::new();
        let encoding = Header::find(&response.headers, "Content-Encoding");
        if self.any
            && let Ok(bytes) = decoded(&response.body, encoding)
            && let Ok(parsed) = json::parse(&bytes)
        {
            collect(
                keywords,
                &Applied::to(keywords, [schema.clone()]),
                &parsed.root,
                "",
                &mut found,
            );
        }
        found
    }
}

/// Whether the value at a pointer into a value of this schema is a secret.
pub(crate) fn is_secret(keywords: &Keywords, schema: &Place<'_>, pointer: &str) -> bool {
    let mut applied = Applied::to(keywords, [schema.clone()]);
    for step in steps(pointer) {
        if applied.secret || applied.schemas.is_empty() {
            break;
        }
        // A pointer alone does not show whether a step is the index of an item.
        let mut inner = applied.property(&step);
        if step.parse::<usize>().is_ok() {
            inner.extend(applied.items());
        }
        applied = Applied::to(keywords, inner);
    }
    applied.secret
}

fn collect(keywords: &Keywords, applied: &Applied<'_>, value: &Node, pointer: &str, found: &mut Vec<String>) {
    if applied.secret {
        return found.push(pointer.to_owned());
    }
    match &value.value {
        Value::Array(items) => {
            let applied = Applied::to(keywords, applied.items());
            for (index, item) in items.iter().enumerate().filter(|_| !applied.schemas.is_empty()) {
                collect(keywords, &applied, item, &child(pointer, &index.to_string()), found);
            }
        }
        Value::Object(members) => {
            for member in members {
                let applied = Applied::to(keywords, applied.property(&member.key));
                if !applied.schemas.is_empty() {
                    collect(keywords, &applied, &member.node, &child(pointer, &member.key), found);
                }
            }
        }
        _ => {}
    }
}

/// Whether a schema makes its values secrets.
fn is_marked(schema: &codegen::document::Node) -> bool {
    let is = |key: &str| schema.get(key).and_then(codegen::document::Node::as_bool) == Some(true);
    is("writeOnly") || schema.get("format").and_then(|format| format.as_str()) == Some("password")
}

impl<'d> Applied<'d> {
    /// These schemas, including their subschemas.
    pub(crate) fn to(keywords: &Keywords, schemas: impl IntoIterator<Item = Place<'d>>) -> Self {
        let mut open: Vec<_> = schemas.into_iter().collect();
        let mut known = BTreeSet::new();
        let mut applied = Self {
            schemas: Vec::new(),
            secret: false,
        };
        while let Some(place) = open.pop() {
            // What is beside a `$ref` has no effect, but was written on purpose.
            applied.secret |= is_marked(place.node);
            let place = place.resolved();
            if !known.insert(place.pointer.clone()) {
                continue;
            }
            applied.secret |= is_marked(place.node);
            for keyword in ["allOf", "oneOf", "anyOf"] {
                open.extend(place.raw(keyword).iter().flat_map(Place::children));
            }
            open.extend(place.raw("not"));
            if keywords.json_schema {
                open.extend(place.composed_of());
                open.extend(place.raw("if"));
            }
            let chosen = keywords.discriminators.get(&place.pointer);
            open.extend(chosen.into_iter().flat_map(|chosen| chosen.schemas(place.document)));
            applied.schemas.push(place);
        }
        applied
    }

    /// The schemas of an item.
    pub(crate) fn items(&self) -> Vec<Place<'d>> {
        let mut items: Vec<_> = self.schemas.iter().filter_map(|place| place.raw("items")).collect();
        let json_schema = |place: &&Place<'d>| place.document.version().has_json_schema();
        for place in self.schemas.iter().filter(json_schema) {
            items.extend(place.raw("prefixItems").iter().flat_map(Place::children));
            items.extend(
                ["contains", "unevaluatedItems"]
                    .iter()
                    .filter_map(|keyword| place.raw(keyword)),
            );
        }
        items
    }

    /// The schemas of a property.
    pub(crate) fn property(&self, name: &str) -> Vec<Place<'d>> {
        let one = |place: &Place<'d>| {
            let own = place.raw("properties").and_then(|properties| properties.raw(name));
            let other = || place.raw("additionalProperties");
            own.or_else(other).filter(|place| place.node.as_bool().is_none())
        };
        let mut properties: Vec<_> = self.schemas.iter().filter_map(one).collect();
        let json_schema = |place: &&Place<'d>| place.document.version().has_json_schema();
        for place in self.schemas.iter().filter(json_schema) {
            // Whichever pattern matches: a secret is rather hidden once too often.
            properties.extend(place.raw("patternProperties").iter().flat_map(Place::children));
            properties.extend(place.raw("unevaluatedProperties"));
        }
        properties
    }
}
