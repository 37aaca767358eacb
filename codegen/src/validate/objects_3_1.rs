//! What OpenAPI 3.1 defines otherwise than 3.0.3, as a table: the rows of [`objects`](super::objects) that differ.
//!
//! Schemas are JSON Schema 2020-12 with the keywords of OpenAPI. A boolean is allowed wherever a schema is.

use super::objects::Kind::{Any, Count, Flag, Is, List, Map, Named, Number, OneOf, RefOr, Text, Texts, Types};
use super::objects::{
    DEPRECATED, DESCRIPTION, DOCS, Kind, ObjectType, Others, SCHEMA, SECURITY, SERVERS, Type, may, must, object, open,
    operation_fields,
};
use crate::document::Version;

const SCHEMAS: Kind = Map(&SCHEMA);
const LIST: Kind = List(&SCHEMA);

/// The types that a schema may have.
pub(crate) const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

static OPEN_API: ObjectType = object(
    "OpenAPI",
    &[
        must("openapi", Text),
        must("info", Is(Type::Info)),
        may("jsonSchemaDialect", Text),
        may("servers", SERVERS),
        may("paths", Is(Type::Paths)),
        may("webhooks", Map(&RefOr(Type::PathItem))),
        may("components", Is(Type::Components)),
        may("security", SECURITY),
        may("tags", List(&Is(Type::Tag))),
        DOCS,
    ],
);

static INFO: ObjectType = object(
    "Info",
    &[
        must("title", Text),
        may("summary", Text),
        DESCRIPTION,
        may("termsOfService", Text),
        may("contact", Is(Type::Contact)),
        may("license", Is(Type::License)),
        must("version", Text),
    ],
);

static LICENSE: ObjectType = object(
    "License",
    &[must("name", Text), may("identifier", Text), may("url", Text)],
);

static COMPONENTS: ObjectType = object(
    "Components",
    &[
        may("schemas", Named(&SCHEMA)),
        may("responses", Named(&RefOr(Type::Response))),
        may("parameters", Named(&RefOr(Type::Parameter))),
        may("examples", Named(&RefOr(Type::Example))),
        may("requestBodies", Named(&RefOr(Type::RequestBody))),
        may("headers", Named(&RefOr(Type::Header))),
        may("securitySchemes", Named(&RefOr(Type::SecurityScheme))),
        may("links", Named(&RefOr(Type::Link))),
        may("callbacks", Named(&RefOr(Type::Callback))),
        may("pathItems", Named(&RefOr(Type::PathItem))),
    ],
);

/// A document may describe an operation without its responses.
static OPERATION: ObjectType = object("Operation", &operation_fields(may("responses", Is(Type::Responses))));

static SECURITY_SCHEME: ObjectType = object(
    "Security Scheme",
    &[
        must(
            "type",
            OneOf(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]),
        ),
        DESCRIPTION,
        may("name", Text),
        may("in", OneOf(&["query", "header", "cookie"])),
        may("scheme", Text),
        may("bearerFormat", Text),
        may("flows", Is(Type::OAuthFlows)),
        may("openIdConnectUrl", Text),
    ],
);

static SCHEMA_TYPE: ObjectType = open(
    "Schema",
    Others::Any,
    &[
        // Core.
        may("$id", Text),
        may("$schema", Text),
        may("$ref", Text),
        may("$anchor", Text),
        may("$dynamicRef", Text),
        may("$dynamicAnchor", Text),
        may("$vocabulary", Map(&Flag)),
        may("$comment", Text),
        may("$defs", SCHEMAS),
        // What JSON Schema called `$defs` before.
        may("definitions", SCHEMAS),
        // Applying schemas.
        may("allOf", LIST),
        may("anyOf", LIST),
        may("oneOf", LIST),
        may("not", SCHEMA),
        may("if", SCHEMA),
        may("then", SCHEMA),
        may("else", SCHEMA),
        may("dependentSchemas", SCHEMAS),
        may("prefixItems", LIST),
        may("items", SCHEMA),
        may("contains", SCHEMA),
        may("properties", SCHEMAS),
        may("patternProperties", SCHEMAS),
        may("additionalProperties", SCHEMA),
        may("propertyNames", SCHEMA),
        may("unevaluatedItems", SCHEMA),
        may("unevaluatedProperties", SCHEMA),
        // Validation.
        may("type", Types),
        may("const", Any),
        may("enum", List(&Any)),
        may("multipleOf", Number),
        may("maximum", Number),
        may("exclusiveMaximum", Number),
        may("minimum", Number),
        may("exclusiveMinimum", Number),
        may("maxLength", Count),
        may("minLength", Count),
        may("pattern", Text),
        may("maxItems", Count),
        may("minItems", Count),
        may("uniqueItems", Flag),
        may("maxContains", Count),
        may("minContains", Count),
        may("maxProperties", Count),
        may("minProperties", Count),
        may("required", Texts),
        may("dependentRequired", Map(&Texts)),
        // What describes.
        may("title", Text),
        DESCRIPTION,
        may("default", Any),
        DEPRECATED,
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("examples", List(&Any)),
        may("format", Text),
        may("contentEncoding", Text),
        may("contentMediaType", Text),
        may("contentSchema", SCHEMA),
        // OpenAPI.
        may("discriminator", Is(Type::Discriminator)),
        may("xml", Is(Type::Xml)),
        DOCS,
        may("example", Any),
        // Ignored, and reported as such.
        may("nullable", Any),
    ],
);

impl Type {
    /// Its row in the table of a version.
    pub(crate) fn table_of(self, version: Version) -> &'static ObjectType {
        if !version.has_json_schema() {
            return self.table();
        }
        match self {
            Type::OpenApi => &OPEN_API,
            Type::Info => &INFO,
            Type::License => &LICENSE,
            Type::Components => &COMPONENTS,
            Type::Operation => &OPERATION,
            Type::SecurityScheme => &SECURITY_SCHEME,
            Type::Schema => &SCHEMA_TYPE,
            same => same.table(),
        }
    }
}
