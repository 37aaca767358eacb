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
                "`responses` must have at least one status, and has none",
                "add the response of success, for example `'204': {description: …}`",
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
                    true => "the link has both `operationId` and `operationRef`",
                    false => "the link has neither `operationId` nor `operationRef`",
                },
                "keep one of them, for example `operationId` with the id of the operation",
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
            None => "write the operationId of an operation of the document".to_owned(),
        };
        findings.push(
            &rules::UNRESOLVED_REF,
            &pointer::child(&visit.pointer, "operationId"),
            format!("no operation has the id `{id}`"),
            help,
        );
    }
}

/// Reports ids of two operations, and ids that give the same method name.
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
                format!("the operationId `{id}` has no letter or digit to name a method with"),
                "write a name such as `listThings`",
            );
            continue;
        }
        if let Some((other, first)) = ids.get(&method) {
            let place = findings.place(first);
            if *other == id {
                findings.push(
                    &rules::DUPLICATE_OPERATION_ID,
                    &pointer,
                    format!("two operations have the id `{id}`, the first at {place}"),
                    "give one of them another id",
                );
            } else {
                findings.push(
                    &rules::METHOD_NAME_COLLISION,
                    &pointer,
                    format!("`{id}` and `{other}` (at {place}) both give the method name `{method}`"),
                    "one of the two methods is named after its method and path; give one of them another id",
                );
            }
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
            let proposed = operation_id(method, &member.key);
            findings.push(
                &rules::MISSING_OPERATION_ID,
                &pointer,
                format!("`{} {}` has no `operationId`", method.to_uppercase(), member.key),
                format!("add `operationId: {proposed}`, or another unique name"),
            );
        }
    }
}

/// The id of an operation that has none: its method and its path, `getPetsById` of `GET /pets/{id}`.
///
/// The variables are part of it: what differs in the path differs in the id, whatever else the document has.
pub(crate) fn operation_id(method: &str, path: &str) -> String {
    use heck::ToLowerCamelCase;
    let words = path
        .replace('{', " by ")
        .replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    format!("{method} {words}").to_lower_camel_case()
}

#[cfg(test)]
mod tests {
    use super::operation_id;

    #[test]
    fn an_id_is_made_of_method_and_path() {
        for (method, path, id) in [
            ("get", "/pets", "getPets"),
            ("get", "/pets/{petId}", "getPetsByPetId"),
            ("delete", "/", "delete"),
            ("post", "/v1/files/{id}:undelete", "postV1FilesByIdUndelete"),
            ("get", "/a-b/c_d/{x}.{format}", "getABCDByXByFormat"),
            ("get", "/größe", "getGrE"),
        ] {
            assert_eq!(operation_id(method, path), id);
        }
    }
}
