//! How parameters are carried: in a path, a query or a header, by their styles. From there to the values that they stand
//! for.

use recording::json::Node;

use super::place::Place;
use super::style::{self, Separator, Shape, Style};
use super::url::{decode, decode_query};

/// The value of a variable of the path, still percent-encoded.
pub(super) fn in_path(parameter: &Place<'_>, schema: &Place<'_>, text: &str) -> Node {
    let style = Style::of(parameter, "path");
    let name = parameter.str("name").unwrap_or_default();
    match style.name {
        "label" => {
            let separator = if style.explode {
                Separator(&["."])
            } else {
                Separator(&[","])
            };
            style::whole(
                schema,
                text.strip_prefix('.').unwrap_or(text),
                separator,
                style.explode,
                false,
            )
        }
        "matrix" => {
            let text = text.strip_prefix(';').unwrap_or(text);
            if style.explode && style::shape(schema) == Shape::Object {
                return style::whole(schema, text, Separator(&[";"]), true, false);
            }
            let prefix = format!("{name}=");
            if style.explode && style::shape(schema) == Shape::List {
                let items = text.split(';').map(|item| item.strip_prefix(&prefix).unwrap_or(item));
                return style::list(schema, items, false);
            }
            style::whole(
                schema,
                text.strip_prefix(&prefix).unwrap_or(text),
                Separator(&[","]),
                false,
                false,
            )
        }
        _ if parameter.node.get("content").is_some() => style::scalar(schema, &decode(text)),
        _ => style::whole(schema, text, Separator(&[","]), style.explode, false),
    }
}

/// The value of a header, which is never percent-encoded but may have spaces after its commas.
pub(super) fn in_header(declared: &Place<'_>, schema: &Place<'_>, text: &str) -> Node {
    if declared.node.get("content").is_some() || style::shape(schema) == Shape::Scalar {
        return style::scalar(schema, text.trim());
    }
    let trimmed: Vec<_> = text.split(',').map(str::trim).collect();
    // A `%` of a header is a `%`: written so that reading it as a part of a path gives it back.
    let text = trimmed.join(",").replace('%', "%25");
    style::whole(
        schema,
        &text,
        Separator(&[","]),
        Style::of(declared, "header").explode,
        false,
    )
}

/// Whether a parameter of the query is an object that takes pairs of any name.
pub(super) fn takes_any_name(parameter: &Place<'_>) -> bool {
    let style = Style::of(parameter, "query");
    let open = |schema: Place<'_>| {
        style::shape(&schema) == Shape::Object
            && schema
                .node
                .get("additionalProperties")
                .is_some_and(|node| node.as_bool() != Some(false))
    };
    parameter.str("in") == Some("query")
        && style.name == "form"
        && style.explode
        && parameter.get("schema").is_some_and(open)
}

/// Whether the pairs of a query that belong to a parameter are those of its name.
pub(super) fn by_name(parameter: &Place<'_>) -> bool {
    let style = Style::of(parameter, "query");
    let object = |schema: Place<'_>| style::shape(&schema) == Shape::Object;
    let spread = style.name == "form" && style.explode && parameter.get("schema").is_some_and(object);
    style.name != "deepObject" && !spread
}

/// The pairs of a query that belong to a parameter.
pub(super) fn claim<'u>(
    parameter: &Place<'_>,
    name: &str,
    pairs: &[(&'u str, &'u str)],
    claimed: &mut [bool],
) -> Vec<(&'u str, &'u str)> {
    let style = Style::of(parameter, "query");
    let schema = parameter.get("schema");
    let is_object = schema
        .as_ref()
        .is_some_and(|schema| style::shape(schema) == Shape::Object);
    let deep = format!("{name}[");
    let belongs = |key: &str| match (&schema, style.name) {
        (_, "deepObject") => key.starts_with(&deep) && key.ends_with(']'),
        (Some(schema), "form") if is_object && style.explode => {
            let known = schema
                .get("properties")
                .is_some_and(|properties| properties.node.get(key).is_some());
            known || takes_any_name(parameter)
        }
        _ => key == name,
    };
    let mut mine = Vec::new();
    for (pair, claimed) in pairs.iter().zip(claimed) {
        if !*claimed && belongs(&decode_query(pair.0)) {
            *claimed = true;
            mine.push(*pair);
        }
    }
    mine
}

/// The value of the pairs of a query that belong to a parameter.
pub(super) fn in_query(parameter: &Place<'_>, schema: &Place<'_>, name: &str, pairs: &[(&str, &str)]) -> Node {
    let style = Style::of(parameter, "query");
    let last = pairs.last().map_or("", |(_, value)| value);
    if parameter.node.get("content").is_some() {
        return style::scalar(schema, &decode_query(last));
    }
    match (style.name, style::shape(schema)) {
        ("deepObject", _) => {
            let inner = |key: &str| {
                let key = decode_query(key);
                key.strip_prefix(name)
                    .unwrap_or(&key)
                    .trim_matches(['[', ']'])
                    .to_owned()
            };
            let pairs: Vec<_> = pairs.iter().map(|(key, value)| (inner(key), *value)).collect();
            style::object(schema, pairs.iter().map(|(key, value)| (key.as_str(), *value)), true)
        }
        ("form", Shape::Object) if style.explode => style::object(schema, pairs.iter().copied(), true),
        (_, Shape::List) if style.explode => style::list(schema, pairs.iter().map(|(_, value)| *value), true),
        ("spaceDelimited", _) => style::whole(schema, last, Separator(&["%20", "+", " "]), false, true),
        ("pipeDelimited", _) => style::whole(schema, last, Separator(&["|", "%7C", "%7c"]), false, true),
        _ => style::whole(schema, last, Separator(&[","]), false, true),
    }
}
