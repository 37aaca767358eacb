//! How to fix what the walk finds: the name that was probably meant, or what OpenAPI 3.0 has instead.

use super::findings::clipped;
use super::nearest::nearest;
use super::objects::{Field, Kind, TYPES, Type};
use crate::document::pointer;
use crate::document::{Node, Value, Version};

/// What JSON Schema, OpenAPI 3.1 or Swagger 2.0 define and OpenAPI 3.0 does not, and what to write instead.
const INSTEAD: &[(Type, &str, &str)] = &[
    (Type::Schema, "const", "write `enum` with this one value"),
    (Type::Schema, "examples", "write `example` with one of them"),
    (
        Type::Schema,
        "patternProperties",
        "write `additionalProperties` with a schema that fits all of them; OpenAPI 3.0 has no patterns for names",
    ),
    (
        Type::Schema,
        "propertyNames",
        "describe it in `description`; OpenAPI 3.0 cannot restrict names",
    ),
    (
        Type::Schema,
        "prefixItems",
        "write one schema under `items` that fits every item, for example with `anyOf`; OpenAPI 3.0 has no tuples",
    ),
    (
        Type::Schema,
        "additionalItems",
        "write one schema under `items` that fits every item, for example with `anyOf`; OpenAPI 3.0 has no tuples",
    ),
    (
        Type::Schema,
        "contains",
        "describe it in `description`; OpenAPI 3.0 has no `contains`",
    ),
    (Type::Schema, "if", "write the alternatives under `anyOf`"),
    (Type::Schema, "then", "write the alternatives under `anyOf`"),
    (Type::Schema, "else", "write the alternatives under `anyOf`"),
    (
        Type::Schema,
        "dependencies",
        "describe it in `description`; OpenAPI 3.0 has no dependencies",
    ),
    (
        Type::Schema,
        "dependentRequired",
        "describe it in `description`; OpenAPI 3.0 has no dependencies",
    ),
    (
        Type::Schema,
        "dependentSchemas",
        "describe it in `description`; OpenAPI 3.0 has no dependencies",
    ),
    (Type::Schema, "definitions", "move them to `components/schemas`"),
    (Type::Schema, "$defs", "move them to `components/schemas`"),
    (
        Type::Schema,
        "$schema",
        "remove it: OpenAPI 3.0 has one dialect of schemas",
    ),
    (
        Type::Schema,
        "$id",
        "remove it: references to schemas are relative to the document",
    ),
    (
        Type::Schema,
        "id",
        "remove it, or list it under `properties` if a property is meant",
    ),
    (Type::Schema, "$comment", "write `description`, or a comment with `#`"),
    (
        Type::Schema,
        "optional",
        "remove it: a property is optional unless its object lists it under `required`",
    ),
    (Type::Schema, "contentEncoding", "write `format: byte`"),
    (Type::Schema, "contentMediaType", "write `format: binary`"),
    (Type::Schema, "unevaluatedProperties", "write `additionalProperties`"),
    (Type::Parameter, "default", "move it into `schema`"),
    (Type::Parameter, "enum", "move it into `schema`"),
    (Type::Parameter, "collectionFormat", "write `style` and `explode`"),
    (
        Type::Operation,
        "consumes",
        "list the media types under `content` of the request body",
    ),
    (
        Type::Operation,
        "produces",
        "list the media types under `content` of each response",
    ),
    (Type::Operation, "schemes", "write them into the URLs of `servers`"),
    (
        Type::Response,
        "schema",
        "write it under `content`, under its media type: `content: {application/json: {schema: …}}`",
    ),
    (
        Type::RequestBody,
        "schema",
        "write it under `content`, under its media type: `content: {application/json: {schema: …}}`",
    ),
    (Type::OpenApi, "definitions", "move them to `components/schemas`"),
    (
        Type::OpenApi,
        "host",
        "write it into the URL of a server under `servers`",
    ),
    (
        Type::OpenApi,
        "basePath",
        "write it into the URL of a server under `servers`",
    ),
    (
        Type::OpenApi,
        "securityDefinitions",
        "move them to `components/securitySchemes`",
    ),
    (Type::OpenApi, "webhooks", "remove it: OpenAPI 3.0 has no webhooks"),
    (
        Type::OpenApi,
        "jsonSchemaDialect",
        "remove it: OpenAPI 3.0 has one dialect of schemas",
    ),
    (Type::Info, "summary", "write it into `description`"),
    (Type::License, "identifier", "write the `url` of the licence"),
];

/// What to say about an unknown member.
pub(super) struct Unknown {
    pub(super) message: String,
    pub(super) help: String,
    /// The member that was meant, if it is only misspelt.
    pub(super) meant: Option<&'static Field>,
}

/// What is wrong with an unknown member, and how to fix it.
pub(super) fn of_unknown(ty: Type, version: Version, key: &str) -> Unknown {
    let table = ty.table_of(version);
    let message = format!("{} has no field `{key}`", ty.a());
    if let Some((_, _, instead)) = INSTEAD.iter().find(|(of, name, _)| *of == ty && *name == key) {
        return Unknown {
            message,
            help: (*instead).to_owned(),
            meant: None,
        };
    }
    let fields = || table.fields.iter().map(|field| field.name);
    let meant = nearest(key, fields());
    let meant = table.fields.iter().find(|field| Some(field.name) == meant);
    let help = if let Some(meant) = meant {
        format!("write `{}`", meant.name)
    } else if ty != Type::Schema
        && Type::Schema
            .table_of(version)
            .fields
            .iter()
            .any(|field| field.name == key)
    {
        match fields().any(|name| name == "schema") {
            true => "move it into `schema`: it is a keyword of Schema objects".to_owned(),
            false => "move it into a schema, or remove it: it is a keyword of Schema objects".to_owned(),
        }
    } else if ty == Type::Schema {
        format!(
            "if a property is meant, move it under `properties`; if it is an extension, call it `x-{key}`; otherwise remove it"
        )
    } else {
        format!("if it is an extension, call it `x-{key}`; otherwise remove it")
    };
    Unknown { message, help, meant }
}

/// How to fix a missing member.
pub(super) fn of_missing(ty: Type, name: &str) -> String {
    match (ty, name) {
        (Type::Response, "description") => "add `description` with a short text; it may be empty".to_owned(),
        (Type::OpenApi, "paths") => "add `paths`, or `paths: {}` if the document has only components".to_owned(),
        (Type::Operation, "responses") => "add `responses` with at least one status".to_owned(),
        _ => format!("add `{name}`"),
    }
}

/// How to fix a value that is not one of those allowed.
pub(super) fn of_value(text: &str, values: &[&str], schema_type: bool) -> String {
    if schema_type {
        let instead = match text {
            "null" if !values.contains(&"null") => Some("write `nullable: true` next to the type of the value"),
            "file" => Some("write `type: string` and `format: binary`"),
            "any" => Some("remove it: a schema without `type` takes any value"),
            "date" | "date-time" | "datetime" => Some("write `type: string` and `format: date-time` (or `date`)"),
            "uuid" | "uri" | "url" | "email" | "ipv4" | "ipv6" | "binary" | "byte" | "password" => {
                return format!("write `type: string` and `format: {text}`");
            }
            "int32" | "int64" | "long" | "int" | "short" => {
                Some("write `type: integer` and `format: int32` or `int64`")
            }
            "float" | "double" | "decimal" => Some("write `type: number` and `format: double`"),
            "enum" => Some("write `type: string` and list the values under `enum`"),
            "map" | "dict" | "dictionary" => {
                Some("write `type: object` and `additionalProperties` with the schema of the values")
            }
            "list" => Some("write `type: array` and `items` with the schema of the items"),
            _ => None,
        };
        if let Some(instead) = instead {
            return instead.to_owned();
        }
    }
    match nearest(text, values.iter().copied()) {
        Some(meant) => format!("write `{meant}`"),
        None => one_of(values),
    }
}

/// How to fix a key that is not a status code.
pub(super) fn of_status(key: &str) -> String {
    let upper = key.to_ascii_uppercase();
    let digits: String = upper.chars().map(|c| if c == 'O' { '0' } else { c }).collect();
    let three = |text: &str| text.len() == 3 && matches!(text.as_bytes().first(), Some(b'1'..=b'5'));
    if three(&upper) && upper.ends_with("XX") {
        format!("write `{upper}`")
    } else if three(&digits) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("write `'{digits}'`")
    } else {
        "write a code from `'100'` to `'599'`, a class from `1XX` to `5XX`, or `default`".to_owned()
    }
}

/// What a kind of value is called.
pub(super) fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Any => "any value".to_owned(),
        Kind::Text => "a string".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Count => "an integer of 0 or more".to_owned(),
        Kind::OneOf(values) => format!("one of {}", listed(values)),
        Kind::Texts => "a list of strings".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) | Kind::Named(_) => "an object".to_owned(),
        Kind::Is(ty) | Kind::RefOr(ty) => ty.a(),
        Kind::SchemaOrFlag => "a schema, `true` or `false`".to_owned(),
        Kind::Types => "a type, or a list of types".to_owned(),
    }
}

/// How to fix a value of another kind.
pub(super) fn of_wrong_kind(path: &str, version: Version, kind: &Kind, node: &Node) -> String {
    match (pointer::last(path).as_str(), kind, &node.value) {
        ("required", Kind::Texts, Value::Bool(_) | Value::String(_)) => {
            "list the names of the required properties under `required` of their object".to_owned()
        }
        ("type", Kind::OneOf(values), Value::Array(_)) if *values == TYPES => {
            "write one type, with `nullable: true` for `null`; for several types, write a schema for each under `anyOf`"
                .to_owned()
        }
        ("type", Kind::OneOf(values), Value::Null) if *values == TYPES => {
            "write `nullable: true` next to the type of the value".to_owned()
        }
        (bound @ ("exclusiveMinimum" | "exclusiveMaximum"), Kind::Flag, Value::Number(number)) => {
            let inclusive = if bound == "exclusiveMinimum" {
                "minimum"
            } else {
                "maximum"
            };
            format!("write `{inclusive}: {number}` and `{bound}: true`")
        }
        ("exclusiveMinimum" | "exclusiveMaximum", Kind::Number, Value::Bool(_)) => {
            "write the limit itself, as in `exclusiveMinimum: 0`, and remove `minimum` or `maximum`".to_owned()
        }
        ("items", _, Value::Array(_)) if version.has_json_schema() => {
            "write `prefixItems`, and under `items` one schema for all further items".to_owned()
        }
        ("items", _, Value::Array(_)) => {
            "write one schema that fits every item, for example with `anyOf`; OpenAPI 3.0 has no tuples".to_owned()
        }
        (_, Kind::Text, Value::Number(text)) => format!("quote it: `'{text}'`"),
        (_, Kind::Text, Value::Bool(value)) => format!("quote it: `'{value}'`"),
        (_, Kind::Flag, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => "write `true`: YAML 1.2 reads this as a string".to_owned(),
            "no" | "off" | "n" | "false" => "write `false`: YAML 1.2 reads this as a string".to_owned(),
            _ => "write `true` or `false`".to_owned(),
        },
        (_, Kind::Number | Kind::Count, Value::String(text)) if text.parse::<f64>().is_ok() => {
            format!("write it without quotes: `{text}`")
        }
        (_, Kind::Texts, Value::String(text)) => format!("write a list: `[{}]`", clipped(text)),
        (_, _, Value::Null) => "write a value, or remove the key".to_owned(),
        (_, Kind::Is(Type::PathItem) | Kind::RefOr(Type::PathItem), _) => {
            "write the methods of the path under it".to_owned()
        }
        _ => format!("write {}", expected(kind)),
    }
}

/// The values to choose from.
pub(super) fn one_of(values: &[&str]) -> String {
    match values {
        [only] => format!("write `{only}`"),
        _ => format!("write one of {}", listed(values)),
    }
}

/// Names in a message.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
