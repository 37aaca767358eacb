//! `x-pagination` of the styles `page`, `cursor` and `link`.
//!
//! `items` and `total` name properties of the successful response, `next` a property of it or, beginning with a slash, any
//! value by its JSON pointer. `cursor` names a parameter of the query or a header, or a value of the JSON body.

use std::collections::BTreeSet;

use super::Context;
use super::advice::one_of;
use super::extension_names::{Members, is_ours, page, parameters_in, properties_of};
use super::findings::{Findings, shown};
use super::index::Visit;
use super::nearest::nearest;
use crate::diagnostic::rules;
use crate::document::{Node, pointer};

/// The styles of `x-pagination`.
pub(super) const STYLES: [&str; 4] = ["offset", "page", "cursor", "link"];

/// The members for a style, and whether they must be there.
fn members(style: &str) -> Option<Members> {
    Some(match style {
        "page" => &[
            ("style", true),
            ("page", true),
            ("first", false),
            ("limit", false),
            ("items", false),
            ("total", false),
        ],
        "cursor" => &[
            ("style", true),
            ("cursor", true),
            ("next", false),
            ("next_header", false),
            ("limit", false),
            ("items", false),
        ],
        "link" => &[
            ("style", true),
            ("next", false),
            ("next_header", false),
            ("limit", false),
            ("items", false),
        ],
        _ => return None,
    })
}

/// Checks the extension if it is of one of these styles; otherwise returns false.
pub(super) fn check(
    context: &Context<'_>,
    visit: &Visit<'_>,
    at: &str,
    node: &Node,
    findings: &mut Findings<'_>,
) -> bool {
    let style = node.get("style").and_then(Node::as_str).unwrap_or_default();
    let Some(members) = members(style) else {
        return refuse_style(at, node, findings);
    };
    if !is_ours(at, node, members, findings) {
        return true;
    }
    let response = page(context, visit.node);
    let in_response = |name: &str| response.map_or(Place::Unknown, |schema| place(context, schema, name));
    for (member, _) in members
        .iter()
        .filter(|(member, _)| !matches!(*member, "style" | "first"))
    {
        let Some(value) = node.get(member) else { continue };
        let at = pointer::child(at, member);
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            refuse(
                findings,
                &at,
                format!("`{member}` must be a name, not {}", shown(value)),
                "write the name of a parameter, a header or a property".to_owned(),
            );
            continue;
        };
        let found = match *member {
            "items" | "total" if text.starts_with('/') => {
                let why = format!("`{member}` must be a property of the successful response, not a JSON pointer");
                refuse(findings, &at, why, "name the property".to_owned());
                continue;
            }
            "items" | "total" | "next" => (in_response(text), "property of the successful response"),
            "next_header" => {
                let is_name = text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte));
                if !is_name {
                    let why = format!("{} is not the name of a header", shown(value));
                    refuse(
                        findings,
                        &at,
                        why,
                        "write the name of a header of the response".to_owned(),
                    );
                }
                continue;
            }
            "cursor" => {
                let parameters = parameters_in(context, visit, &["query", "header"]);
                let body = body(context, visit.node);
                let place = match body {
                    _ if parameters.contains(text) => Place::Found,
                    None => Place::Missing(parameters),
                    Some(schema) => match place(context, schema, text) {
                        Place::Missing(names) => Place::Missing(names.into_iter().chain(parameters).collect()),
                        found => found,
                    },
                };
                (place, "parameter of the query, header, or property of the body")
            }
            _ => {
                let parameters = parameters_in(context, visit, &["query"]);
                let place = if parameters.contains(text) {
                    Place::Found
                } else {
                    Place::Missing(parameters)
                };
                (place, "query parameter of the operation")
            }
        };
        if let (Place::Missing(known), what) = found {
            let help = match nearest(text, known.iter().map(String::as_str)) {
                Some(meant) => format!("write `{meant}`"),
                None if known.is_empty() => format!("there are none: add one, or remove `{member}`"),
                None => one_of(&known.iter().map(String::as_str).collect::<Vec<_>>()),
            };
            refuse(findings, &at, format!("`{text}` is not a {what}"), help);
        }
    }
    if let Some(first) = node.get("first")
        && !first.as_number().is_some_and(|first| matches!(first, "0" | "1"))
    {
        refuse(
            findings,
            &pointer::child(at, "first"),
            format!(
                "`first`, the number of the first page, must be 0 or 1, not {}",
                shown(first)
            ),
            "write `0` or `1`".to_owned(),
        );
    }
    match (style, node.get("next"), node.get("next_header")) {
        ("cursor", None, None) => refuse(
            findings,
            at,
            "`x-pagination` of the style `cursor` must have `next` or `next_header`, where a response has the next cursor".to_owned(),
            "add `next` with the name of a property of the response, or `next_header` with that of a header".to_owned(),
        ),
        (_, Some(_), Some(_)) => refuse(
            findings,
            at,
            "`x-pagination` has both `next` and `next_header`".to_owned(),
            "remove the one that the service does not use".to_owned(),
        ),
        _ => {}
    }
    true
}

/// Reports a style that there is none of. The members of the extension depend on it, so that nothing else is checked.
fn refuse_style(at: &str, node: &Node, findings: &mut Findings<'_>) -> bool {
    let style = node.get("style").and_then(Node::as_str);
    let Some(style) = style.filter(|style| !STYLES.contains(style)) else {
        return false;
    };
    let help = match nearest(style, STYLES) {
        Some(meant) => format!("write `{meant}`"),
        None => one_of(&STYLES),
    };
    let at = pointer::child(at, "style");
    refuse(
        findings,
        &at,
        format!("`{style}` is not a supported style of pagination"),
        help,
    );
    true
}

fn refuse(findings: &mut Findings<'_>, at: &str, message: String, help: String) {
    findings.push(&rules::BAD_EXTENSION, at, message, help);
}

/// Whether a schema has a value.
enum Place {
    Found,
    /// The schema does not say.
    Unknown,
    /// It has these properties instead.
    Missing(BTreeSet<String>),
}

/// Whether a schema has a property, or a value at a JSON pointer.
fn place<'a>(context: &Context<'a>, schema: &'a Node, name: &str) -> Place {
    let steps: Vec<String> = match name.strip_prefix('/') {
        Some(steps) => steps
            .split('/')
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect(),
        None => vec![name.to_owned()],
    };
    let mut schema = schema;
    let mut before = String::new();
    for step in steps {
        let properties = properties_of(context, schema);
        if properties.is_empty() {
            return Place::Unknown;
        }
        let Some((_, next)) = properties.iter().find(|(name, _)| *name == step) else {
            let known = properties.iter().map(|(known, _)| match name.starts_with('/') {
                true => pointer::child(&before, known),
                false => (*known).to_owned(),
            });
            return Place::Missing(known.collect());
        };
        before = pointer::child(&before, &step);
        match context.resolve(next) {
            Some(next) => schema = next,
            None => return Place::Unknown,
        }
    }
    Place::Found
}

/// The schema of the JSON body of a request.
fn body<'a>(context: &Context<'a>, operation: &'a Node) -> Option<&'a Node> {
    let body = context.resolve(operation.get("requestBody")?)?;
    let media_types = body.get("content")?.members();
    let json = media_types.iter().find(|member| member.key.contains("json"))?;
    context.resolve(json.node.get("schema")?)
}
