//! What a schema says about itself: keywords that have no effect on its type, values that do not have its type.

use super::Context;
use super::findings::{Broken, Findings, shown};
use super::index::Visit;
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::reference;
use crate::document::{Node, Value};
use std::collections::HashMap;

/// The keywords that mean something for some types only.
const KEYWORDS: &[(&str, &[&str])] = &[
    ("multipleOf", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
    ("minimum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("maxLength", &["string"]),
    ("minLength", &["string"]),
    ("pattern", &["string"]),
    ("items", &["array"]),
    ("maxItems", &["array"]),
    ("minItems", &["array"]),
    ("uniqueItems", &["array"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("additionalProperties", &["object"]),
    ("maxProperties", &["object"]),
    ("minProperties", &["object"]),
];

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for visit in context.index.all(Type::Schema) {
        keywords(visit, findings);
        default(visit, findings);
        values(visit, findings);
        let is_list = visit.node.get("type").and_then(Node::as_str) == Some("array");
        if is_list && visit.node.get("items").is_none() && !context.version.has_json_schema() {
            findings.push_breaking(
                &rules::MISSING_FIELD,
                Broken::Nothing,
                &visit.pointer,
                "a schema of type array must have `items`, which is missing",
                "add `items` with the schema of the items, or `items: {}` for any items",
            );
        }
        let on = |key| visit.node.get(key).and_then(Node::as_bool) == Some(true);
        if on("readOnly") && on("writeOnly") {
            findings.push(
                &rules::READ_AND_WRITE_ONLY,
                &pointer::child(&visit.pointer, "writeOnly"),
                "the property is both `readOnly` and `writeOnly`",
                "remove one of them",
            );
        }
        if let Some(discriminator) = visit.node.get("discriminator") {
            mapping(context, visit, discriminator, findings);
        }
    }
}

/// Keywords of another type.
fn keywords(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let Some(ty) = visit.node.get("type").and_then(Node::as_str) else {
        return;
    };
    for member in visit.node.members() {
        let Some((name, types)) = KEYWORDS.iter().find(|(name, _)| *name == member.key) else {
            continue;
        };
        if types.contains(&ty) || !super::objects::TYPES.contains(&ty) {
            continue;
        }
        // `required: true` on a property is of the wrong kind in the first place.
        if *name == "required" && !matches!(member.node.value, Value::Array(_)) {
            continue;
        }
        let help = match counterpart(name, ty) {
            Some(meant) => format!(
                "perhaps `{meant}` is meant, or `type: {}`; otherwise remove it",
                types.join("` or `type: ")
            ),
            None => format!(
                "perhaps `type: {}` is meant; otherwise remove it",
                types.join("` or `type: ")
            ),
        };
        findings.push(
            &rules::KEYWORD_OF_OTHER_TYPE,
            &pointer::child(&visit.pointer, name),
            format!(
                "`{name}` has no effect: it is for values of type {}, and the schema is of type {ty}",
                types.join(" and ")
            ),
            help,
        );
    }
}

/// The keyword that says of one type what `keyword` says of another.
fn counterpart(keyword: &str, ty: &str) -> Option<&'static str> {
    let low = keyword.starts_with("min");
    let bound = matches!(
        keyword,
        "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
    );
    match (bound, ty) {
        (true, "string") => Some(if low { "minLength" } else { "maxLength" }),
        (true, "integer" | "number") => Some(if low { "minimum" } else { "maximum" }),
        (true, "array") => Some(if low { "minItems" } else { "maxItems" }),
        (true, "object") => Some(if low { "minProperties" } else { "maxProperties" }),
        _ => None,
    }
}

/// A default that is not of the schema's type.
fn default(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let (Some(ty), Some(default)) = (visit.node.get("type").and_then(Node::as_str), visit.node.get("default")) else {
        return;
    };
    // `default: null` is widespread, and says no more than that there is none.
    if is_of(default, ty) || default.value == Value::Null {
        return;
    }
    let help = match (&default.value, ty) {
        (Value::Number(text), "string") => format!("quote it: `'{text}'`"),
        (Value::Bool(value), "string") => format!("quote it: `'{value}'`"),
        (Value::String(text), "integer" | "number") if text.parse::<f64>().is_ok() => {
            format!("write it without quotes: `{text}`")
        }
        (Value::String(text), "boolean") if text == "true" || text == "false" => {
            format!("write it without quotes: `{text}`")
        }
        _ => format!("write the default as a value of type {ty}"),
    };
    findings.push(
        &rules::DEFAULT_OF_OTHER_TYPE,
        &pointer::child(&visit.pointer, "default"),
        format!("the default is {}, but the schema is of type {ty}", shown(default)),
        help,
    );
}

/// Enumerated values that are there twice, or that no value can ever equal.
fn values(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let ty = visit.node.get("type").and_then(Node::as_str);
    let nullable = visit.node.get("nullable").and_then(Node::as_bool) == Some(true);
    let Some(values) = visit.node.get("enum") else { return };
    let list = pointer::child(&visit.pointer, "enum");
    if matches!(&values.value, Value::Array(items) if items.is_empty()) {
        findings.push(
            &rules::EMPTY_ENUM,
            &list,
            "`enum` lists no values, so no value is valid",
            "list the values; if any value is valid, remove `enum`",
        );
    }
    let mut seen: HashMap<(&str, String), usize> = HashMap::new();
    for (index, value) in values.items().iter().enumerate() {
        let pointer = pointer::child(&list, &index.to_string());
        if let Value::String(text) | Value::Number(text) = &value.value {
            if let Some(first) = seen.get(&(value.kind(), text.clone())) {
                let first = findings.place(&pointer::child(&list, &first.to_string()));
                findings.push(
                    &rules::DUPLICATE_VALUE,
                    &pointer,
                    format!("`enum` lists {} twice, first at {first}", shown(value)),
                    "remove one of them",
                );
            } else {
                seen.insert((value.kind(), text.clone()), index);
            }
        }
        let Some(ty) = ty else { continue };
        if is_of(value, ty) || (nullable && value.value == Value::Null) {
            continue;
        }
        let help = match (&value.value, ty) {
            (Value::Null, _) => "write `nullable: true` next to `type`, which allows `null`".to_owned(),
            (Value::Number(text), "string") => format!("quote it: `'{text}'`"),
            (Value::Bool(value), "string") => format!("quote it: `'{value}'`"),
            _ => format!("perhaps another type than {ty} is meant"),
        };
        findings.push(
            &rules::ENUM_OF_OTHER_TYPE,
            &pointer,
            format!("`enum` lists {}, but the schema is of type {ty}", shown(value)),
            help,
        );
    }
}

/// Whether a value is of a type.
fn is_of(node: &Node, ty: &str) -> bool {
    match (ty, &node.value) {
        ("integer", Value::Number(text)) => !text.contains(['.', 'e', 'E']),
        ("number", Value::Number(_))
        | ("string", Value::String(_))
        | ("boolean", Value::Bool(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        _ => !super::objects::TYPES.contains(&ty),
    }
}

/// A discriminator whose mapping leads nowhere.
fn mapping(context: &Context<'_>, visit: &Visit<'_>, discriminator: &Node, findings: &mut Findings<'_>) {
    let schemas = context
        .root
        .get("components")
        .and_then(|components| components.get("schemas"));
    let names = || {
        schemas
            .map_or(&[][..], Node::members)
            .iter()
            .map(|member| member.key.as_str())
    };
    let base = pointer::child(&pointer::child(&visit.pointer, "discriminator"), "mapping");
    for member in discriminator.get("mapping").map_or(&[][..], Node::members) {
        let Some(text) = member.node.as_str() else { continue };
        let pointer = pointer::child(&base, &member.key);
        let there = match text.starts_with('#') {
            true => reference::target(text).is_some_and(|target| pointer::find(context.root, &target).is_some()),
            // A name, or the address of another document.
            false => names().any(|name| name == text),
        };
        if there {
            continue;
        }
        if !text.starts_with('#') && text.contains(['/', '.']) {
            findings.push(
                &rules::EXTERNAL_REF,
                &pointer,
                format!("`{text}` is in another file"),
                "bundle the files into one first, for example with `npx @redocly/cli bundle`",
            );
            continue;
        }
        let name = text.rsplit('/').next().unwrap_or(text);
        let help = match nearest(name, names()) {
            Some(meant) => format!("write `#/components/schemas/{meant}`"),
            None => "define the schema, or correct the name".to_owned(),
        };
        findings.push(
            &rules::UNRESOLVED_REF,
            &pointer,
            format!("the document has no schema `{text}`"),
            help,
        );
    }
}
