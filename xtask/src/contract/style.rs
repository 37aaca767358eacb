//! From the text of a parameter to the value that it stands for: `style` and `explode`, and the types of the schema.

use std::collections::BTreeSet;

use recording::json::{self, Member, Node, Value};

use super::place::Place;
use super::url::{decode, decode_query};

/// How the values of a parameter stand in a text.
pub(super) struct Style<'d> {
    pub(super) name: &'d str,
    pub(super) explode: bool,
}

impl<'d> Style<'d> {
    /// The style of a parameter or a header that stands in `place`.
    pub(super) fn of(parameter: &Place<'d>, place: &str) -> Self {
        let by_default = if matches!(place, "query" | "cookie") {
            "form"
        } else {
            "simple"
        };
        let name = parameter.str("style").unwrap_or(by_default);
        let explode = parameter.node.get("explode").and_then(codegen::document::Node::as_bool);
        Self {
            name,
            explode: explode.unwrap_or(name == "form"),
        }
    }
}

/// What kind of value a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar,
    List,
    Object,
}

/// What kind of value a schema describes, as far as it says.
pub(super) fn shape(schema: &Place<'_>) -> Shape {
    let types = types(schema);
    if types.contains("array") {
        Shape::List
    } else if types.contains("object") {
        Shape::Object
    } else {
        Shape::Scalar
    }
}

/// The types that a schema allows in any of its alternatives.
pub(super) fn types<'d>(schema: &Place<'d>) -> BTreeSet<&'d str> {
    let mut types = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![schema.resolved()];
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        types.extend(place.str("type"));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            open.extend(place.raw(keyword).iter().flat_map(Place::items));
        }
    }
    types
}

/// The value of a decoded text, of the type that the schema wants if the text can be read so.
pub(super) fn scalar(schema: &Place<'_>, text: &str) -> Node {
    let types = types(schema);
    let read = json::parse(text.as_bytes()).ok().map(|parsed| parsed.root.value);
    let value = match read {
        _ if types.contains("string") => None,
        Some(number @ Value::Number(_)) if types.contains("integer") || types.contains("number") => Some(number),
        Some(truth @ Value::Bool(_)) if types.contains("boolean") => Some(truth),
        _ => None,
    };
    node(value.unwrap_or_else(|| Value::String(text.to_owned())))
}

/// The list of the texts.
pub(super) fn list<'t>(schema: &Place<'_>, texts: impl Iterator<Item = &'t str>, query: bool) -> Node {
    let items = schema.resolved().get("items");
    let item = |text: &str| {
        let text = decoded(text, query);
        items
            .as_ref()
            .map_or_else(|| node(Value::String(text.clone())), |items| scalar(items, &text))
    };
    node(Value::Array(texts.map(item).collect()))
}

/// The object of names and texts.
pub(super) fn object<'t>(schema: &Place<'_>, pairs: impl Iterator<Item = (&'t str, &'t str)>, query: bool) -> Node {
    let schema = schema.resolved();
    let member = |(name, text): (&str, &str)| {
        let (key, text) = (decoded(name, query), decoded(text, query));
        let property = schema.get("properties").and_then(|properties| properties.get(&key));
        let node = property.map_or_else(
            || node(Value::String(text.clone())),
            |property| scalar(&property, &text),
        );
        Member { key, start: 0, node }
    };
    node(Value::Object(pairs.map(member).collect()))
}

/// The value of a text that holds all of it, still encoded, by the shape of the schema.
pub(super) fn whole(schema: &Place<'_>, text: &str, separator: Separator<'_>, explode: bool, query: bool) -> Node {
    match shape(schema) {
        Shape::Scalar => scalar(schema, &decoded(text, query)),
        Shape::List => list(schema, separator.split(text).into_iter(), query),
        Shape::Object => {
            let parts = separator.split(text);
            if explode {
                object(
                    schema,
                    parts.iter().map(|part| part.split_once('=').unwrap_or((part, ""))),
                    query,
                )
            } else {
                object(
                    schema,
                    parts
                        .chunks(2)
                        .map(|pair| (pair[0], pair.get(1).copied().unwrap_or(""))),
                    query,
                )
            }
        }
    }
}

/// What stands between the items of a list: any of these.
#[derive(Clone, Copy)]
pub(super) struct Separator<'s>(pub(super) &'s [&'s str]);

impl Separator<'_> {
    fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut parts = if text.is_empty() { Vec::new() } else { vec![text] };
        for separator in self.0 {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        parts
    }
}

fn decoded(text: &str, query: bool) -> String {
    if query { decode_query(text) } else { decode(text) }
}

fn node(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}
