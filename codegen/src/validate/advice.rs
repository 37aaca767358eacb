//! How to mend what the walk finds: the name that was meant, or what OpenAPI 3.0 has instead.

use super::findings::clipped;
use super::nearest::nearest;
use super::objects::{Field, Kind, TYPES, Type};
use crate::document::pointer;
use crate::document::{Node, Value};

/// What JSON Schema, OpenAPI 3.1 or Swagger 2.0 have and OpenAPI 3.0 has not, and what to write instead.
const INSTEAD: &[(Type, &str, &str)] = &[
    (Type::Schema, "const", "write `enum` with this one value"),
    (Type::Schema, "examples", "write `example` with one of them"),
    (
        Type::Schema,
        "patternProperties",
        "write `additionalProperties`; OpenAPI 3.0 has no patterns for names",
    ),
    (
        Type::Schema,
        "propertyNames",
        "say it in the `description`; OpenAPI 3.0 cannot restrict names",
    ),
    (
        Type::Schema,
        "prefixItems",
        "write one `items` for all; OpenAPI 3.0 has no tuples",
    ),
    (
        Type::Schema,
        "additionalItems",
        "write one `items` for all; OpenAPI 3.0 has no tuples",
    ),
    (
        Type::Schema,
        "contains",
        "say it in the `description`; OpenAPI 3.0 has no `contains`",
    ),
    (Type::Schema, "if", "write the alternatives under `oneOf`"),
    (Type::Schema, "then", "write the alternatives under `oneOf`"),
    (Type::Schema, "else", "write the alternatives under `oneOf`"),
    (
        Type::Schema,
        "dependencies",
        "say it in the `description`; OpenAPI 3.0 has no dependencies",
    ),
    (
        Type::Schema,
        "dependentRequired",
        "say it in the `description`; OpenAPI 3.0 has no dependencies",
    ),
    (
        Type::Schema,
        "dependentSchemas",
        "say it in the `description`; OpenAPI 3.0 has no dependencies",
    ),
    (Type::Schema, "definitions", "move them to `components/schemas`"),
    (Type::Schema, "$defs", "move them to `components/schemas`"),
    (
        Type::Schema,
        "$schema",
        "remove it: the dialect of OpenAPI 3.0 is fixed",
    ),
    (
        Type::Schema,
        "$id",
        "remove it: schemas are named by their place under `components`",
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
        "remove it: a property is optional unless `required` of its object lists it",
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
        "remove it: the dialect of OpenAPI 3.0 is fixed",
    ),
    (Type::Info, "summary", "write it into `description`"),
    (Type::License, "identifier", "write the `url` of the licence"),
];

/// What is said of an unknown member.
pub(super) struct Unknown {
    pub(super) message: String,
    pub(super) help: String,
    /// The member that was meant, if it is only misspelt.
    pub(super) meant: Option<&'static Field>,
}

/// Of an unknown member: what is wrong, and how to mend it.
pub(super) fn of_unknown(ty: Type, key: &str) -> Unknown {
    let table = ty.table();
    let message = format!("`{key}` is no keyword of {}", ty.a());
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
    } else if ty != Type::Schema && Type::Schema.table().fields.iter().any(|field| field.name == key) {
        match fields().any(|name| name == "schema") {
            true => "move it into `schema`: it is a keyword of schemas".to_owned(),
            false => "remove it, or move it: it is a keyword of schemas".to_owned(),
        }
    } else if ty == Type::Schema {
        format!("remove it; list it under `properties` if a property is meant; `x-{key}` if it is an extension")
    } else {
        format!("remove it, or call it `x-{key}` if it is an extension")
    };
    Unknown { message, help, meant }
}

/// Of a missing member: how to mend it.
pub(super) fn of_missing(ty: Type, name: &str) -> String {
    match (ty, name) {
        (Type::Response, "description") => "write `description` with a short text; it may be empty".to_owned(),
        (Type::OpenApi, "paths") => "write `paths: {}` if the document has only components".to_owned(),
        (Type::Operation, "responses") => "write `responses` with at least one status".to_owned(),
        _ => format!("write `{name}`"),
    }
}

/// Of a value that is none of those allowed: how to mend it.
pub(super) fn of_value(text: &str, values: &[&str], schema_type: bool) -> String {
    if schema_type {
        let instead = match text {
            "null" => Some("remove it, and write `nullable: true` beside the type of the value"),
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

/// Of a key that is no status code: how to mend it.
pub(super) fn of_status(key: &str) -> String {
    let upper = key.to_ascii_uppercase();
    let digits: String = upper.chars().map(|c| if c == 'O' { '0' } else { c }).collect();
    let three = |text: &str| text.len() == 3 && matches!(text.as_bytes().first(), Some(b'1'..=b'5'));
    if three(&upper) && upper.ends_with("XX") {
        format!("write `{upper}`")
    } else if three(&digits) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("write `'{digits}'`, with digits")
    } else {
        "write a code from `'100'` to `'599'`, a class from `1XX` to `5XX`, or `default`".to_owned()
    }
}

/// What must stand where a kind is asked for.
pub(super) fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Any => "any value".to_owned(),
        Kind::Text => "a string".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Count => "an integer from 0 on".to_owned(),
        Kind::OneOf(values) => format!("one of {}", listed(values)),
        Kind::Texts => "a list of strings".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) | Kind::Named(_) => "an object".to_owned(),
        Kind::Is(ty) | Kind::RefOr(ty) => ty.a(),
        Kind::SchemaOrFlag => "a schema, `true` or `false`".to_owned(),
    }
}

/// Of a value of another kind: how to mend it.
pub(super) fn of_wrong_kind(path: &str, kind: &Kind, node: &Node) -> String {
    match (pointer::last(path).as_str(), kind, &node.value) {
        ("required", Kind::Texts, Value::Bool(_) | Value::String(_)) => {
            "list the names of the required properties under `required` of the object that has them".to_owned()
        }
        ("type", Kind::OneOf(values), Value::Array(_)) if *values == TYPES => {
            "write one type; for a list with `null`, the other type and `nullable: true`".to_owned()
        }
        ("type", Kind::OneOf(values), Value::Null) if *values == TYPES => {
            "remove it, and write `nullable: true` beside the type of the value".to_owned()
        }
        (bound @ ("exclusiveMinimum" | "exclusiveMaximum"), Kind::Flag, Value::Number(number)) => {
            let inclusive = if bound == "exclusiveMinimum" {
                "minimum"
            } else {
                "maximum"
            };
            format!("write `{inclusive}: {number}` and `{bound}: true`")
        }
        ("items", _, Value::Array(_)) => "write one schema for all items; OpenAPI 3.0 has no tuples".to_owned(),
        (_, Kind::Text, Value::Number(text)) => format!("quote it: `'{text}'`"),
        (_, Kind::Text, Value::Bool(value)) => format!("quote it: `'{value}'`"),
        (_, Kind::Flag, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => "write `true`; in YAML 1.2 this is a text".to_owned(),
            "no" | "off" | "n" | "false" => "write `false`; in YAML 1.2 this is a text".to_owned(),
            _ => "write `true` or `false`".to_owned(),
        },
        (_, Kind::Number | Kind::Count, Value::String(text)) if text.parse::<f64>().is_ok() => {
            format!("write it without quotes: `{text}`")
        }
        (_, Kind::Texts, Value::String(text)) => format!("write a list: `[{}]`", clipped(text)),
        (_, _, Value::Null) => "write a value, or remove the key".to_owned(),
        (_, Kind::Is(Type::PathItem) | Kind::RefOr(Type::PathItem), _) => {
            "write the methods of the path below it".to_owned()
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
