//! Parameters and headers: one by one, and the list of one operation.

use super::Context;
use super::advice;
use super::findings::{Broken, Findings};
use super::index::Visit;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::document::pointer;
use std::collections::HashMap;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for visit in context.index.all(Type::Parameter) {
        parameter(visit, findings);
        shape(visit, findings);
    }
    for visit in context.index.all(Type::Header) {
        shape(visit, findings);
    }
    for ty in [Type::PathItem, Type::Operation] {
        for visit in context.index.all(ty) {
            duplicates(context, visit, findings);
        }
    }
    for ty in [Type::Parameter, Type::Header, Type::MediaType] {
        for visit in context.index.all(ty) {
            if visit.node.get("example").is_some() && visit.node.get("examples").is_some() {
                findings.push(
                    &rules::EXAMPLE_AND_EXAMPLES,
                    &pointer::child(&visit.pointer, "example"),
                    "`example` and `examples` exclude each other",
                    "move the example into `examples`",
                );
            }
        }
    }
}

fn parameter(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let text = |key| visit.node.get(key).and_then(Node::as_str);
    let (Some(place), Some(name)) = (text("in"), text("name")) else {
        return;
    };
    if place == "path" && visit.node.get("required").and_then(Node::as_bool) != Some(true) {
        findings.push(
            &rules::PATH_PARAMETER_NOT_REQUIRED,
            &visit.pointer,
            format!("the path parameter `{name}` does not have `required: true`"),
            "add `required: true`",
        );
    }
    let ignored = ["Accept", "Content-Type", "Authorization"];
    if place == "header" && ignored.iter().any(|header| header.eq_ignore_ascii_case(name)) {
        findings.push(
            &rules::IGNORED_HEADER,
            &pointer::child(&visit.pointer, "name"),
            format!("header parameters with the name `{name}` are ignored"),
            match name.eq_ignore_ascii_case("authorization") {
                true => "describe it by a security scheme",
                false => "remove the parameter: the media types under `content` describe this header",
            },
        );
    }
    let styles: &[&str] = match place {
        "path" => &["matrix", "label", "simple"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => return,
    };
    if let Some(style) = text("style").filter(|style| !styles.contains(style) && is_style(style)) {
        findings.push(
            &rules::UNKNOWN_VALUE,
            &pointer::child(&visit.pointer, "style"),
            format!("the style `{style}` is not defined for {place} parameters"),
            advice::one_of(styles),
        );
    }
}

/// Whether the walk took it for a style; what is none at all was reported there.
fn is_style(style: &str) -> bool {
    let all = [
        "matrix",
        "label",
        "form",
        "simple",
        "spaceDelimited",
        "pipeDelimited",
        "deepObject",
    ];
    all.contains(&style)
}

/// `schema` or `content`, never both.
fn shape(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let content = visit.node.get("content");
    let what = match (visit.node.get("schema"), content) {
        (None, None) => "`schema` or `content` must describe the value, and both are missing",
        (Some(_), Some(_)) => "`schema` and `content` exclude each other",
        (None, Some(content)) if content.members().len() != 1 => "`content` must have exactly one media type",
        _ => return,
    };
    let help = match content {
        None => "add `schema`, for example `schema: {type: string}`",
        Some(_) => "keep either `schema`, or `content` with one media type",
    };
    findings.push(&rules::SCHEMA_OR_CONTENT, &visit.pointer, what, help);
}

/// Two parameters of one name in one place.
fn duplicates(context: &Context<'_>, visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<(&str, String), String> = HashMap::new();
    let list = pointer::child(&visit.pointer, "parameters");
    for (index, item) in visit
        .node
        .get("parameters")
        .map_or(&[][..], Node::items)
        .iter()
        .enumerate()
    {
        let Some(parameter) = context.resolve(item) else {
            continue;
        };
        let text = |key| parameter.get(key).and_then(Node::as_str);
        let (Some(place), Some(name)) = (text("in"), text("name")) else {
            continue;
        };
        // The names of headers are equal whatever their case.
        let key = match place {
            "header" => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        };
        let pointer = pointer::child(&list, &index.to_string());
        if let Some(first) = seen.get(&(place, key.clone())) {
            let earlier = findings.place(first);
            findings.push_breaking(
                &rules::DUPLICATE_PARAMETER,
                Broken::Parts(vec![first.clone(), pointer.clone()]),
                &pointer,
                format!("the parameter `{name}` in {place} is defined twice, first at {earlier}"),
                "remove one of them",
            );
        } else {
            seen.insert((place, key), pointer);
        }
    }
}
