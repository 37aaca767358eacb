//! Operations: their ids, their statuses, and what refers to them by id.

use super::Context;
use super::findings::Findings;
use super::nearest::nearest;
use super::objects::{METHODS, Type};
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::{Node, Value};
use heck::ToSnakeCase;
use std::collections::HashMap;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let ids = ids(context, findings);
    missing(context, findings);
    for visit in context.index.all(Type::Responses) {
        if visit.node.members().iter().all(|member| member.key.starts_with("x-")) {
            findings.push(
                &rules::MISSING_FIELD,
                &visit.pointer,
                "`responses` has no status, and must have one at least",
                "write the response of success, for example `'204': {description: …}`",
            );
        }
    }
    for visit in context.index.all(Type::Link) {
        let by = ["operationId", "operationRef"].map(|key| visit.node.get(key).is_some());
        if by[0] == by[1] {
            findings.push(
                &rules::MISSING_FIELD,
                &visit.pointer,
                match by[0] {
                    true => "the link names its operation twice, by `operationId` and `operationRef`",
                    false => "the link names no operation",
                },
                "write `operationId` with the id of the operation",
            );
        }
        let Some(id) = visit.node.get("operationId").and_then(Node::as_str) else {
            continue;
        };
        if ids.values().any(|(known, _)| *known == id) {
            continue;
        }
        let help = match nearest(id, ids.values().map(|(known, _)| *known)) {
            Some(meant) => format!("write `{meant}`"),
            None => "write the operationId of an operation".to_owned(),
        };
        findings.push(
            &rules::UNRESOLVED_REF,
            &pointer::child(&visit.pointer, "operationId"),
            format!("no operation has the id `{id}`"),
            help,
        );
    }
}

/// Reports ids that two operations share, also those that differ only as a method's name does not.
fn ids<'a>(context: &Context<'a>, findings: &mut Findings<'_>) -> HashMap<String, (&'a str, String)> {
    let mut ids: HashMap<String, (&str, String)> = HashMap::new();
    for visit in context.index.all(Type::Operation) {
        let Some(id) = visit.node.get("operationId").and_then(Node::as_str) else {
            continue;
        };
        let pointer = pointer::child(&visit.pointer, "operationId");
        let method = id.to_snake_case();
        if method.is_empty() {
            findings.push(
                &rules::MISSING_OPERATION_ID,
                &pointer,
                format!("`{id}` has no letter or digit to name a method with"),
                "write a name, for example `listThings`",
            );
            continue;
        }
        if let Some((other, first)) = ids.get(&method) {
            let place = findings.place(first);
            let message = match *other == id {
                true => format!("two operations have the id `{id}`, the first at {place}"),
                false => format!("`{id}` and `{other}` (at {place}) would both be the method `{method}`"),
            };
            findings.push(
                &rules::DUPLICATE_OPERATION_ID,
                &pointer,
                message,
                "give one of them another id",
            );
        } else {
            ids.insert(method, (id, pointer));
        }
    }
    ids
}

/// Reports operations without an id. Those of callbacks are called by the server: they need none.
fn missing(context: &Context<'_>, findings: &mut Findings<'_>) {
    for member in context.root.get("paths").map_or(&[][..], Node::members) {
        let Some(item) = context.resolve(&member.node) else {
            continue;
        };
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            if operation.get("operationId").is_some() || !matches!(operation.value, Value::Object(_)) {
                continue;
            }
            let pointer = format!("{}/{method}", context.pointer(item));
            let proposed = proposed(method, &member.key);
            findings.push(
                &rules::MISSING_OPERATION_ID,
                &pointer,
                format!("`{} {}` has no `operationId`", method.to_uppercase(), member.key),
                format!("write `operationId: {proposed}`, or another name of its own"),
            );
        }
    }
}

/// An id made of the method and the fixed parts of the path.
fn proposed(method: &str, path: &str) -> String {
    use heck::ToLowerCamelCase;
    let fixed: Vec<&str> = path.split('/').filter(|part| !part.contains('{')).collect();
    format!("{method}/{}", fixed.join("/")).to_lower_camel_case()
}
