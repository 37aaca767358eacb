//! From the text of a parameter to the value that it encodes: `style` and `explode`, and the types of the schema.
//!
//! A text has no type: `5` is a number and a string. Where the schema leaves a choice, every reading counts, and the
//! value conforms if one of them does.

use std::collections::BTreeSet;

use codegen::view::{Place, Shape, decode, decode_query, may_be, parts, property, shapes};
use recording::json::{self, Member, Node, Value};

use crate::contract::findings::Checked;

/// One way to read a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) shape: Shape,
    /// What can be a number or a boolean is one, even where it could be a string too.
    pub(crate) typed: bool,
    /// As many programs write it, and as no other value could be meant: with the separators percent-encoded.
    pub(crate) lenient: bool,
}

/// The ways to read a text, the most literal one first.
pub(crate) fn readings(schema: &Place<'_>) -> impl Iterator<Item = Reading> {
    let shapes = shapes(schema);
    [false, true].into_iter().flat_map(move |lenient| {
        shapes.clone().into_iter().flat_map(move |shape| {
            [false, true]
                .into_iter()
                .map(move |typed| Reading { shape, typed, lenient })
        })
    })
}

/// The result of the first reading without findings, or of the most literal one.
pub(crate) fn best(readings: impl Iterator<Item = Reading>, check: impl Fn(Reading) -> Checked) -> Checked {
    let mut literal = None;
    for reading in readings {
        let checked = check(reading);
        if checked.violations.is_empty() {
            return checked;
        }
        literal.get_or_insert(checked);
    }
    literal.unwrap_or_default()
}

/// How the parts of a text are encoded.
#[derive(Clone, Copy)]
pub(crate) enum Coding {
    Path,
    Query,
    /// Not at all: in a header, `%` is a `%`.
    Plain,
}

impl Coding {
    pub(crate) fn decode(self, text: &str) -> String {
        match self {
            Self::Path => decode(text),
            Self::Query => decode_query(text),
            Self::Plain => text.trim().to_owned(),
        }
    }
}

/// How several values are in one text.
pub(crate) struct Written<'w> {
    /// What is between them: any of these.
    pub(crate) separators: &'w [&'w str],
    /// Further separators of a lenient reading.
    pub(crate) lenient: &'w [&'w str],
    /// Whether a name and its value are joined by `=`.
    pub(crate) explode: bool,
    pub(crate) coding: Coding,
}

/// Commas, which some programs percent-encode.
pub(crate) const COMMAS: Written<'_> = Written {
    separators: &[","],
    lenient: &[",", "%2C", "%2c"],
    explode: false,
    coding: Coding::Path,
};

/// The value of a text that is all of it, still encoded.
pub(crate) fn whole(schema: &Place<'_>, text: &str, written: &Written<'_>, reading: Reading) -> Node {
    let separators = if reading.lenient {
        written.lenient
    } else {
        written.separators
    };
    let parts = || split(text, separators);
    match reading.shape {
        Shape::Scalar => scalar(schema, &written.coding.decode(text), reading),
        Shape::List => list(schema, parts().into_iter(), written.coding, reading),
        Shape::Object if written.explode => {
            let pairs = parts()
                .into_iter()
                .map(|part| part.split_once('=').unwrap_or((part, "")));
            object(schema, pairs, written.coding, reading)
        }
        Shape::Object => {
            let parts = parts();
            let pairs = parts
                .chunks(2)
                .map(|pair| (pair[0], pair.get(1).copied().unwrap_or("")));
            object(schema, pairs, written.coding, reading)
        }
    }
}

fn split<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut parts = if text.is_empty() { Vec::new() } else { vec![text] };
    for separator in separators {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
}

/// The value of a decoded text, of the type that the schema wants if the text can be read so.
pub(crate) fn scalar(schema: &Place<'_>, text: &str, reading: Reading) -> Node {
    let types: BTreeSet<_> = parts(schema).iter().filter_map(Place::types).flatten().collect();
    let any = types.is_empty();
    let may = |wanted: &str| any || types.contains(wanted);
    let is_text = may("string") && !reading.typed;
    let read = json::parse(text.as_bytes()).ok().filter(|_| !is_text);
    let value = match read.map(|parsed| parsed.root.value) {
        Some(number @ Value::Number(_)) if may("integer") || may("number") => Some(number),
        Some(truth @ Value::Bool(_)) if may("boolean") => Some(truth),
        _ => None,
    };
    node(value.unwrap_or_else(|| Value::String(text.to_owned())))
}

/// The list of the texts.
pub(crate) fn list<'t>(
    schema: &Place<'_>,
    texts: impl Iterator<Item = &'t str>,
    coding: Coding,
    reading: Reading,
) -> Node {
    let texts: Vec<_> = texts.map(|text| coding.decode(text)).collect();
    // A list of one empty text may be an empty list.
    let texts = if reading.lenient && texts == [""] {
        Vec::new()
    } else {
        texts
    };
    list_of(schema, &texts, reading)
}

fn list_of(schema: &Place<'_>, texts: &[String], reading: Reading) -> Node {
    let all = parts(schema);
    let items = all.iter().find_map(|place| place.get("items"));
    let tuple = all.iter().find_map(|place| place.raw("prefixItems"));
    let json_schema = schema.document.version().has_json_schema();
    let first: Vec<_> = tuple.iter().filter(|_| json_schema).flat_map(Place::items).collect();
    let item = |(index, text): (usize, &String)| match first.get(index).or(items.as_ref()) {
        Some(items) => scalar(items, text, reading),
        None => node(Value::String(text.clone())),
    };
    node(Value::Array(texts.iter().enumerate().map(item).collect()))
}

/// The object of names and texts.
pub(crate) fn object<'t>(
    schema: &Place<'_>,
    pairs: impl Iterator<Item = (&'t str, &'t str)>,
    coding: Coding,
    reading: Reading,
) -> Node {
    let pairs = pairs.map(|(name, text)| (vec![coding.decode(name)], coding.decode(text)));
    nested(schema, pairs.collect(), reading)
}

/// A text, and the names that lead to it.
pub(crate) type Named = (Vec<String>, String);

/// The object of ways and texts: each way is the names that lead to the text. A property that occurs several times is a
/// list.
pub(crate) fn nested(schema: &Place<'_>, pairs: Vec<Named>, reading: Reading) -> Node {
    let mut groups: Vec<(String, Vec<Named>)> = Vec::new();
    for (mut way, text) in pairs {
        let name = if way.is_empty() { String::new() } else { way.remove(0) };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push((way, text)),
            None => groups.push((name, vec![(way, text)])),
        }
    }
    let member = |(key, group): (String, Vec<Named>)| {
        let property = property(schema, &key);
        let texts = || group.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
        let is_list = |place: &Place<'_>| may_be(place, Shape::List);
        let node = match (property, group.as_slice()) {
            // A list with or without its indices.
            (Some(property), _) if is_list(&property) => list_of(&property, &texts(), reading),
            (Some(property), [(way, text)]) if way.is_empty() => scalar(&property, text, reading),
            (None, [(way, text)]) if way.is_empty() => node(Value::String(text.clone())),
            (property, [(way, _), ..]) if !way.is_empty() => {
                nested(property.as_ref().unwrap_or(schema), group, reading)
            }
            _ => list_of(schema, &texts(), reading),
        };
        Member { key, start: 0, node }
    };
    node(Value::Object(groups.into_iter().map(member).collect()))
}

fn node(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}
