//! What is said of documents of OpenAPI 3.1 and later: how they are read where that may surprise their authors.

use super::Context;
use super::findings::{Broken, Findings};
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::{Document, Node, Version, pointer};

pub(super) fn check(document: &Document, context: &Context<'_>, findings: &mut Findings<'_>) {
    if !context.version.has_json_schema() {
        return;
    }
    if context.version == Version::Later {
        let stated = document.openapi_version().unwrap_or_default();
        findings.push(
            &rules::NEWER_OPENAPI,
            "/openapi",
            format!("the document is OpenAPI {stated}, which is read as 3.1"),
            "fields that only later versions define are reported, and are not checked",
        );
    }
    let content = ["paths", "components", "webhooks"];
    if content.iter().all(|key| context.root.get(key).is_none()) {
        findings.push(
            &rules::MISSING_FIELD,
            "",
            "an OpenAPI object must have one of `paths`, `components` and `webhooks`, and has none",
            "add `paths`",
        );
    }
    let webhooks = context
        .root
        .get("webhooks")
        .map_or(0, |webhooks| webhooks.members().len());
    if webhooks > 0 {
        findings.push(
            &rules::WEBHOOKS_NOT_CHECKED,
            "/webhooks",
            match webhooks {
                1 => "1 webhook is not checked".to_owned(),
                _ => format!("{webhooks} webhooks are not checked"),
            },
            "only what clients send to the service, and its responses, are compared with the document",
        );
    }
    dialect(document, context.root, "", "jsonSchemaDialect", findings);
    for visit in context.index.all(Type::Schema) {
        dialect(document, visit.node, &visit.pointer, "$schema", findings);
        let at = |key| pointer::child(&visit.pointer, key);
        if visit.node.get("nullable").and_then(Node::as_bool) == Some(true) {
            findings.push(
                &rules::NULLABLE_IGNORED,
                &at("nullable"),
                "`nullable` has no meaning from OpenAPI 3.1 on",
                "list `null` among the types, as in `type: [string, 'null']`",
            );
        }
        let dynamic = visit.node.get("$dynamicRef").and_then(Node::as_str);
        if let Some(text) = dynamic.filter(|text| document.target(&visit.pointer, text).is_none()) {
            findings.push(
                &rules::UNRESOLVED_REF,
                &at("$dynamicRef"),
                format!("`{text}` does not exist"),
                "define the target, with a `$dynamicAnchor` of this name, or correct the reference",
            );
        }
    }
}

/// A dialect of schemas that is none of those that are read.
fn dialect(document: &Document, node: &Node, at: &str, key: &str, findings: &mut Findings<'_>) {
    let stated = node.get(key).and_then(Node::as_str);
    if let Some(dialect) = stated.filter(|dialect| !document.knows_dialect(dialect)) {
        findings.push(
            &rules::UNKNOWN_DIALECT,
            &pointer::child(at, key),
            format!("schemas in the dialect `{dialect}` are read as JSON Schema 2020-12"),
            "write schemas as JSON Schema 2020-12 has them; most keywords are the same in other dialects",
        );
    }
}

/// An undefined keyword of a schema has no meaning, and is allowed; perhaps another one was meant.
pub(super) fn misspelt(ty: Type, key: &str, at: &str, findings: &mut Findings<'_>) {
    let fields = ty.table_of(Version::V3_1).fields;
    if let Some(meant) = nearest(key, fields.iter().map(|field| field.name)) {
        findings.push(
            &rules::UNKNOWN_SCHEMA_KEYWORD,
            at,
            format!("JSON Schema has no keyword `{key}`, so it has no effect"),
            format!("perhaps `{meant}` is meant"),
        );
    }
}

/// A field that 3.1 does not have, in a document of a later version.
pub(super) fn field(ty: Type, key: &str, at: &str, findings: &mut Findings<'_>) {
    // References are relative to it.
    if (ty, key) == (Type::OpenApi, "$self") {
        return;
    }
    findings.push(
        &rules::NEWER_FIELD,
        at,
        format!("OpenAPI 3.1 has no field `{key}` in {}, so it is not read", ty.a()),
        "what it says is not checked",
    );
}

/// A value that 3.1 does not have, in a document of a later version: the object around it is not checked.
pub(super) fn value(text: &str, at: &str, findings: &mut Findings<'_>) {
    let key = pointer::last(at);
    findings.push_breaking(
        &rules::NEWER_FIELD,
        Broken::Around,
        at,
        format!("OpenAPI 3.1 has no value `{text}` of `{key}`, so it is not read"),
        "the object around it is not checked",
    );
}

/// Whether a number is an integer of 0 or more: `2.0` is one.
pub(super) fn is_count(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    whole.parse::<u64>().is_ok() && fraction.bytes().all(|digit| digit == b'0')
}
