//! What OpenAPI 3.0.3 defines, as a table: each kind of object, its members, and what they may contain.
//!
//! Only facts of the standard are here; what concerns more than one object is a rule of its own, in another file.

use Kind::{Any, Count, Flag, Is, List, Map, Named, Number, OneOf, RefOr, SchemaOrFlag, Text, Texts};

/// The kinds of objects of the standard, in its order.
#[expect(clippy::enum_variant_names, reason = "the standard calls it Media Type")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    ImplicitFlow,
    PasswordFlow,
    ClientCredentialsFlow,
    AuthorizationCodeFlow,
}

/// What a member may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Anything at all.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// An integer that is not negative.
    Count,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A list of strings.
    Texts,
    /// A list of such values.
    List(&'static Kind),
    /// An object with free names.
    Map(&'static Kind),
    /// An object whose names are those of components.
    Named(&'static Kind),
    /// An object of the standard.
    Is(Type),
    /// An object of the standard, or a reference to one.
    RefOr(Type),
    /// `additionalProperties` of 3.0
    SchemaOrFlag,
    /// `type` of 3.1: a type, or a list of types
    Types,
}

/// A member that the standard defines.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// The members that are not defined by name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Others {
    /// None: what is not in the table is unknown.
    None,
    /// Paths, each with its item.
    Paths,
    /// Status codes, each with its response.
    Statuses,
    /// Runtime expressions, each with a path item.
    Expressions,
    /// Any: what is not in the table has no meaning.
    Any,
}

/// One kind of object.
#[derive(Debug)]
pub(crate) struct ObjectType {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) others: Others,
}

pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
    }
}

pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: true,
    }
}

pub(super) const fn object(name: &'static str, fields: &'static [Field]) -> ObjectType {
    ObjectType {
        name,
        fields,
        others: Others::None,
    }
}

pub(super) const fn open(name: &'static str, others: Others, fields: &'static [Field]) -> ObjectType {
    ObjectType { name, fields, others }
}

pub(super) const SCHEMA: Kind = RefOr(Type::Schema);
const EXAMPLES: Kind = Map(&RefOr(Type::Example));
const CONTENT: Kind = Map(&Is(Type::MediaType));
const HEADERS: Kind = Map(&RefOr(Type::Header));
pub(super) const SERVERS: Kind = List(&Is(Type::Server));
const PARAMETERS: Kind = List(&RefOr(Type::Parameter));
pub(super) const SECURITY: Kind = List(&Map(&Texts));
pub(super) const DOCS: Field = may("externalDocs", Is(Type::ExternalDocs));
pub(super) const DESCRIPTION: Field = may("description", Text);
pub(super) const DEPRECATED: Field = may("deprecated", Flag);
const OPERATION: Kind = Is(Type::Operation);
const SCOPES: Field = must("scopes", Map(&Text));
const REFRESH: Field = may("refreshUrl", Text);

/// The methods that a path item may have.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// The types that a schema may have.
pub(crate) const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];
const STYLES: &[&str] = &[
    "matrix",
    "label",
    "form",
    "simple",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
];

static OPEN_API: ObjectType = object(
    "OpenAPI",
    &[
        must("openapi", Text),
        must("info", Is(Type::Info)),
        may("servers", SERVERS),
        must("paths", Is(Type::Paths)),
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
        DESCRIPTION,
        may("termsOfService", Text),
        may("contact", Is(Type::Contact)),
        may("license", Is(Type::License)),
        must("version", Text),
    ],
);

static CONTACT: ObjectType = object("Contact", &[may("name", Text), may("url", Text), may("email", Text)]);

static LICENSE: ObjectType = object("License", &[must("name", Text), may("url", Text)]);

static SERVER: ObjectType = object(
    "Server",
    &[
        must("url", Text),
        DESCRIPTION,
        may("variables", Map(&Is(Type::ServerVariable))),
    ],
);

static SERVER_VARIABLE: ObjectType = object(
    "Server Variable",
    &[may("enum", Texts), must("default", Text), DESCRIPTION],
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
    ],
);

static PATHS: ObjectType = open("Paths", Others::Paths, &[]);

static PATH_ITEM: ObjectType = object(
    "Path Item",
    &[
        may("summary", Text),
        DESCRIPTION,
        may("get", OPERATION),
        may("put", OPERATION),
        may("post", OPERATION),
        may("delete", OPERATION),
        may("options", OPERATION),
        may("head", OPERATION),
        may("patch", OPERATION),
        may("trace", OPERATION),
        may("servers", SERVERS),
        may("parameters", PARAMETERS),
    ],
);

static OPERATION_TYPE: ObjectType = object("Operation", &operation_fields(must("responses", Is(Type::Responses))));

/// The fields of an operation with that of its responses.
pub(super) const fn operation_fields(responses: Field) -> [Field; 12] {
    [
        may("tags", Texts),
        may("summary", Text),
        DESCRIPTION,
        DOCS,
        may("operationId", Text),
        may("parameters", PARAMETERS),
        may("requestBody", RefOr(Type::RequestBody)),
        responses,
        may("callbacks", Map(&RefOr(Type::Callback))),
        DEPRECATED,
        may("security", SECURITY),
        may("servers", SERVERS),
    ]
}

static EXTERNAL_DOCS: ObjectType = object("External Documentation", &[DESCRIPTION, must("url", Text)]);

static PARAMETER: ObjectType = object(
    "Parameter",
    &[
        must("name", Text),
        must("in", OneOf(&["query", "header", "path", "cookie"])),
        DESCRIPTION,
        may("required", Flag),
        DEPRECATED,
        may("allowEmptyValue", Flag),
        may("style", OneOf(STYLES)),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", SCHEMA),
        may("example", Any),
        may("examples", EXAMPLES),
        may("content", CONTENT),
    ],
);

static REQUEST_BODY: ObjectType = object(
    "Request Body",
    &[DESCRIPTION, must("content", CONTENT), may("required", Flag)],
);

static MEDIA_TYPE: ObjectType = object(
    "Media Type",
    &[
        may("schema", SCHEMA),
        may("example", Any),
        may("examples", EXAMPLES),
        may("encoding", Map(&Is(Type::Encoding))),
    ],
);

static ENCODING: ObjectType = object(
    "Encoding",
    &[
        may("contentType", Text),
        may("headers", HEADERS),
        may(
            "style",
            OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
);

static RESPONSES: ObjectType = open("Responses", Others::Statuses, &[may("default", RefOr(Type::Response))]);

static RESPONSE: ObjectType = object(
    "Response",
    &[
        must("description", Text),
        may("headers", HEADERS),
        may("content", CONTENT),
        may("links", Map(&RefOr(Type::Link))),
    ],
);

static CALLBACK: ObjectType = open("Callback", Others::Expressions, &[]);

static EXAMPLE: ObjectType = object(
    "Example",
    &[
        may("summary", Text),
        DESCRIPTION,
        may("value", Any),
        may("externalValue", Text),
    ],
);

static LINK: ObjectType = object(
    "Link",
    &[
        may("operationRef", Text),
        may("operationId", Text),
        may("parameters", Map(&Any)),
        may("requestBody", Any),
        DESCRIPTION,
        may("server", Is(Type::Server)),
    ],
);

static HEADER: ObjectType = object(
    "Header",
    &[
        DESCRIPTION,
        may("required", Flag),
        DEPRECATED,
        may("allowEmptyValue", Flag),
        may("style", OneOf(&["simple"])),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", SCHEMA),
        may("example", Any),
        may("examples", EXAMPLES),
        may("content", CONTENT),
    ],
);

static TAG: ObjectType = object("Tag", &[must("name", Text), DESCRIPTION, DOCS]);

static SCHEMA_TYPE: ObjectType = object(
    "Schema",
    &[
        may("title", Text),
        may("multipleOf", Number),
        may("maximum", Number),
        may("exclusiveMaximum", Flag),
        may("minimum", Number),
        may("exclusiveMinimum", Flag),
        may("maxLength", Count),
        may("minLength", Count),
        may("pattern", Text),
        may("maxItems", Count),
        may("minItems", Count),
        may("uniqueItems", Flag),
        may("maxProperties", Count),
        may("minProperties", Count),
        may("required", Texts),
        may("enum", List(&Any)),
        may("type", OneOf(TYPES)),
        may("allOf", List(&SCHEMA)),
        may("oneOf", List(&SCHEMA)),
        may("anyOf", List(&SCHEMA)),
        may("not", SCHEMA),
        may("items", SCHEMA),
        may("properties", Map(&SCHEMA)),
        may("additionalProperties", SchemaOrFlag),
        DESCRIPTION,
        may("format", Text),
        may("default", Any),
        may("nullable", Flag),
        may("discriminator", Is(Type::Discriminator)),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("xml", Is(Type::Xml)),
        DOCS,
        may("example", Any),
        DEPRECATED,
    ],
);

static DISCRIMINATOR: ObjectType = object(
    "Discriminator",
    &[must("propertyName", Text), may("mapping", Map(&Text))],
);

static XML: ObjectType = object(
    "XML",
    &[
        may("name", Text),
        may("namespace", Text),
        may("prefix", Text),
        may("attribute", Flag),
        may("wrapped", Flag),
    ],
);

static SECURITY_SCHEME: ObjectType = object(
    "Security Scheme",
    &[
        must("type", OneOf(&["apiKey", "http", "oauth2", "openIdConnect"])),
        DESCRIPTION,
        may("name", Text),
        may("in", OneOf(&["query", "header", "cookie"])),
        may("scheme", Text),
        may("bearerFormat", Text),
        may("flows", Is(Type::OAuthFlows)),
        may("openIdConnectUrl", Text),
    ],
);

static OAUTH_FLOWS: ObjectType = object(
    "OAuth Flows",
    &[
        may("implicit", Is(Type::ImplicitFlow)),
        may("password", Is(Type::PasswordFlow)),
        may("clientCredentials", Is(Type::ClientCredentialsFlow)),
        may("authorizationCode", Is(Type::AuthorizationCodeFlow)),
    ],
);

static IMPLICIT_FLOW: ObjectType = object("OAuth Flow", &[must("authorizationUrl", Text), REFRESH, SCOPES]);

static TOKEN_FLOW: ObjectType = object("OAuth Flow", &[must("tokenUrl", Text), REFRESH, SCOPES]);

static CODE_FLOW: ObjectType = object(
    "OAuth Flow",
    &[must("authorizationUrl", Text), must("tokenUrl", Text), REFRESH, SCOPES],
);

impl Type {
    /// Its row in the table of 3.0.3.
    pub(crate) fn table(self) -> &'static ObjectType {
        match self {
            Type::OpenApi => &OPEN_API,
            Type::Info => &INFO,
            Type::Contact => &CONTACT,
            Type::License => &LICENSE,
            Type::Server => &SERVER,
            Type::ServerVariable => &SERVER_VARIABLE,
            Type::Components => &COMPONENTS,
            Type::Paths => &PATHS,
            Type::PathItem => &PATH_ITEM,
            Type::Operation => &OPERATION_TYPE,
            Type::ExternalDocs => &EXTERNAL_DOCS,
            Type::Parameter => &PARAMETER,
            Type::RequestBody => &REQUEST_BODY,
            Type::MediaType => &MEDIA_TYPE,
            Type::Encoding => &ENCODING,
            Type::Responses => &RESPONSES,
            Type::Response => &RESPONSE,
            Type::Callback => &CALLBACK,
            Type::Example => &EXAMPLE,
            Type::Link => &LINK,
            Type::Header => &HEADER,
            Type::Tag => &TAG,
            Type::Schema => &SCHEMA_TYPE,
            Type::Discriminator => &DISCRIMINATOR,
            Type::Xml => &XML,
            Type::SecurityScheme => &SECURITY_SCHEME,
            Type::OAuthFlows => &OAUTH_FLOWS,
            Type::ImplicitFlow => &IMPLICIT_FLOW,
            Type::PasswordFlow | Type::ClientCredentialsFlow => &TOKEN_FLOW,
            Type::AuthorizationCodeFlow => &CODE_FLOW,
        }
    }

    /// Its name in the standard, with an article.
    pub(crate) fn a(self) -> String {
        let name = self.table().name;
        let article = if name.starts_with(['A', 'E', 'I', 'O', 'X']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {name} object")
    }
}
