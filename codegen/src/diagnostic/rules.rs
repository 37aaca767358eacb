//! The rules that documents are checked against, as data: tools can list them, and a test proves that each has a golden.

use super::{Class, Severity};

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// Whom a finding affects.
    pub class: Class,
    /// Whether a finding stops the commands that it affects.
    pub severity: Severity,
    /// How much of the document cannot be used because of a finding.
    pub breaks: Breaks,
    /// What the rule finds, in one line.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
}

/// How much of a document cannot be used because of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// Nothing: all else means what it says.
    Nothing,
    /// Nothing of the document, but the client lacks the part at the finding, or has it untyped.
    Client,
    /// The object of the standard around the finding: a schema, a parameter, an operation.
    Part,
    /// The whole document.
    Document,
}

macro_rules! rules {
    ($($name:ident = $class:ident $severity:ident $breaks:ident $id:literal $summary:literal $why:literal;)*) => {
        $(
            pub(crate) const $name: Rule = Rule {
                id: $id,
                class: Class::$class,
                severity: Severity::$severity,
                breaks: Breaks::$breaks,
                summary: $summary,
                why: $why,
            };
        )*
        /// All rules of reading, validating and normalising a document.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    // Texts that cannot be read, or only in part.
    TOO_LARGE = NotOpenApi Error Document "too-large" "The file is too large."
        "It is refused before it is read, so that no input uses up all memory.";
    NOT_UTF8 = NotOpenApi Error Document "not-utf8" "The file is not UTF-8."
        "YAML and JSON documents are exchanged as UTF-8.";
    NOT_YAML = NotOpenApi Error Document "not-yaml" "The text is neither YAML nor JSON."
        "Nothing can be read beyond this place.";
    NOT_JSON = NotOpenApi Error Part "not-json" "YAML that has no counterpart in JSON."
        "OpenAPI limits YAML to what JSON can represent.";
    SEVERAL_DOCUMENTS = NotOpenApi Error Document "several-documents" "The file holds more than one YAML document."
        "Everything after the first document would be ignored.";
    DUPLICATE_KEY = NotOpenApi Error Part "duplicate-key" "A key occurs twice in one object."
        "Only one of the two values can count, and parsers differ in which.";
    BAD_MERGE = NotOpenApi Error Part "bad-merge" "A merge key (`<<`) that merges no object."
        "The object lacks what was to be merged into it.";
    MERGE_KEY = Advice Warning Nothing "merge-key" "A merge key (`<<`) of YAML 1.1."
        "YAML 1.2 has no merge keys: tools that keep to it read a member of this name.";
    YAML_BOMB = NotOpenApi Error Document "yaml-bomb" "Aliases that expand to too many values, or to themselves."
        "Expanding them would use up all memory.";
    TOO_MANY_NODES = NotOpenApi Error Document "too-many-nodes" "The document has too many values."
        "Reading it would use up all memory.";
    TOO_DEEP = NotOpenApi Error Document "too-deep" "Values are nested too deeply."
        "Tools that read the document recursively would overflow their stack.";
    // Overlays.
    BAD_OVERLAY = NotOpenApi Error Document "bad-overlay" "An overlay that cannot be applied."
        "The document would lack what the overlay is to change, without a sign of it.";
    OVERLAY_WITHOUT_MATCH = Noted Warning Nothing "overlay-without-match" "An action of an overlay that matches nothing."
        "It changes nothing; perhaps the document has changed since it was written.";
    // Documents of another kind.
    NOT_OPENAPI = NotOpenApi Error Document "not-openapi" "The file is not an OpenAPI document."
        "There is nothing to check, and nothing to generate a client from.";
    OPENAPI_2 = NotOpenApi Error Document "openapi-2" "The document is Swagger 2.0."
        "Swagger 2.0 describes bodies, parameters and servers differently from OpenAPI 3.0.";
    UNSUPPORTED_VERSION = NotOpenApi Error Document "unsupported-version" "The document's version of OpenAPI is unknown."
        "The meaning of its keywords is unknown.";
    // What OpenAPI 3.0.3 does not allow.
    UNKNOWN_KEYWORD = NotOpenApi Error Nothing "unknown-keyword" "A keyword that the standard does not define in this object."
        "Tools ignore it, so what it is meant to say has no effect.";
    UNKNOWN_TYPE = NotOpenApi Error Part "unknown-type" "A schema with a type that does not exist."
        "No value has this type.";
    UNKNOWN_VALUE = NotOpenApi Error Part "unknown-value" "A value that the standard does not define for this keyword."
        "Its meaning is unknown.";
    WRONG_KIND = NotOpenApi Error Part "wrong-kind" "A value of another kind than the standard requires here."
        "Tools reject the document, or misread this part of it.";
    MISSING_FIELD = NotOpenApi Error Part "missing-field" "A field that the standard requires is missing."
        "The document is incomplete without it.";
    READ_AND_WRITE_ONLY = NotOpenApi Error Part "read-and-write-only" "A property that is both `readOnly` and `writeOnly`."
        "It could be part of neither a request nor a response.";
    UNRESOLVED_REF = NotOpenApi Error Part "unresolved-ref" "A reference whose target does not exist."
        "The meaning of the reference is unknown.";
    EXTERNAL_REF = NotOpenApi Error Part "external-ref" "A reference to another file."
        "The meaning of the reference is unknown.";
    REF_TO_WRONG_KIND = NotOpenApi Error Part "ref-to-wrong-kind" "A reference to an object of another kind."
        "The target cannot be used in this place.";
    ENDLESS_CYCLE = NotOpenApi Error Part "endless-cycle" "References or compositions that lead back to themselves."
        "They never lead to a schema that describes a value.";
    DUPLICATE_OPERATION_ID = NotOpenApi Error Nothing "duplicate-operation-id" "Two operations with the same operationId."
        "An operationId must identify one operation.";
    BAD_PATH = NotOpenApi Error Part "bad-path" "A path that is not well-formed."
        "No request can match it.";
    AMBIGUOUS_PATHS = NotOpenApi Error Part "ambiguous-paths" "Two paths that differ only in the names of their variables."
        "The standard treats them as identical, so it is undefined which of them a request belongs to.";
    PATH_VARIABLE_WITHOUT_PARAMETER = NotOpenApi Error Nothing "path-variable-without-parameter" "A path variable without a parameter."
        "Nothing says which values the variable takes.";
    PARAMETER_WITHOUT_PATH_VARIABLE = NotOpenApi Error Part "parameter-without-path-variable" "A path parameter without a variable in the path."
        "Its value has no place in the URL.";
    PATH_PARAMETER_NOT_REQUIRED = NotOpenApi Error Nothing "path-parameter-not-required" "A path parameter that is not marked as required."
        "A URL cannot leave out a part of its path, so the standard demands `required: true`.";
    DUPLICATE_PARAMETER = NotOpenApi Error Part "duplicate-parameter" "Two parameters with the same name and location."
        "It is undefined which of them counts.";
    SCHEMA_OR_CONTENT = NotOpenApi Error Part "schema-or-content" "A parameter or header with both `schema` and `content`, or neither."
        "Exactly one of them says what the value is and how it is written.";
    BAD_STATUS = NotOpenApi Error Part "bad-status" "A key under `responses` that is not a status code."
        "No response can match it.";
    BAD_COMPONENT_NAME = NotOpenApi Error Nothing "bad-component-name" "A component name with characters that the standard does not allow."
        "Other tools cannot refer to the component.";
    UNDEFINED_SECURITY_SCHEME = NotOpenApi Error Part "undefined-security-scheme" "A security requirement for an undefined scheme."
        "Nothing says which credentials satisfy it.";
    // Valid, but probably not what was meant.
    KEYWORD_OF_OTHER_TYPE = Advice Warning Nothing "keyword-of-other-type" "A keyword that has no effect on the type of its schema."
        "Either the keyword or the type is probably a mistake.";
    DEFAULT_OF_OTHER_TYPE = Advice Warning Nothing "default-of-other-type" "A default that does not have the type of its schema."
        "The standard says that a default conforms to its schema.";
    ENUM_OF_OTHER_TYPE = Advice Warning Nothing "enum-of-other-type" "An enum value that does not have the type of its schema."
        "No valid value equals it.";
    DUPLICATE_VALUE = Advice Warning Nothing "duplicate-value" "A value occurs twice in `enum` or `required`."
        "The second occurrence has no effect; perhaps another value was meant.";
    REQUIRED_WITHOUT_PROPERTY = Advice Warning Nothing "required-without-property" "`required` lists a name that `properties` does not define."
        "The property must be present, but nothing says what it holds. Often the name is misspelt.";
    REF_SIBLINGS = Advice Warning Nothing "ref-siblings" "A field next to a `$ref`."
        "OpenAPI ignores what is next to a `$ref` here.";
    OVERLAPPING_PATHS = Advice Warning Nothing "overlapping-paths" "Two paths that match the same URL."
        "The standard leaves it to each tool which of them such a request belongs to.";
    IGNORED_HEADER = Advice Warning Nothing "ignored-header" "A header parameter that the standard ignores."
        "The standard describes this header in another way.";
    EXAMPLE_AND_EXAMPLES = Advice Warning Nothing "example-and-examples" "`example` next to `examples`."
        "The two are mutually exclusive.";
    UNUSED_SERVER_VARIABLE = Advice Warning Nothing "unused-server-variable" "A server variable that does not occur in the server's URL."
        "Setting it has no effect.";
    DEFAULT_NOT_LISTED = Advice Warning Nothing "default-not-listed" "A default of a server variable that is not in its `enum`."
        "The standard requires one of the listed values.";
    FOREIGN_EXTENSION = Advice Warning Nothing "foreign-extension" "An extension with a name of this generator, but another content."
        "It is not used.";
    PAGINATION_NOT_APPLIED = Advice Warning Nothing "pagination-not-applied" "An operation that `x-pagination` of the document fits by its names, and not by its types."
        "The client has no method that reads its pages.";
    UNDOCUMENTED_ERROR_PROPERTY = Advice Warning Nothing "undocumented-error-property" "Names in `x-error-body` that no documented error has."
        "The client finds no code, or no message, in the errors that the document describes.";
    UNKNOWN_SCHEMA_KEYWORD = Advice Warning Nothing "unknown-schema-keyword" "An unknown keyword that looks like one of JSON Schema."
        "JSON Schema ignores it, so what it is meant to say has no effect.";
    // Valid, and read in another way than its authors may think.
    NEWER_OPENAPI = Noted Warning Nothing "newer-openapi" "The document is of a later version than OpenAPI 3.1."
        "It is read as 3.1, so what is new since then has no effect.";
    NEWER_FIELD = Noted Warning Nothing "newer-field" "A part of a document that OpenAPI 3.1 does not define."
        "It is not read, so nothing is compared with it.";
    WEBHOOKS_NOT_CHECKED = Noted Warning Nothing "webhooks-not-checked" "The document describes webhooks."
        "The service sends them, so they are not in the traffic of a client.";
    UNKNOWN_DIALECT = Noted Warning Nothing "unknown-dialect" "Schemas in another dialect than JSON Schema 2020-12 or that of OpenAPI."
        "Keywords that mean something else in that dialect are misread.";
    NULLABLE_IGNORED = Noted Warning Nothing "nullable-ignored" "A schema of OpenAPI 3.1 or later with `nullable`."
        "JSON Schema has no such keyword, so `null` is not allowed by it.";
    // Valid, but no client can be generated from it.
    BAD_EXTENSION = NotGenerated Error Nothing "bad-extension" "An extension of this generator with a mistake in it."
        "The client would lack what the extension requests.";
    INTERNAL_ERROR = NotGenerated Error Nothing "internal-error" "The generator failed."
        "This is a bug in the generator, not a mistake in the document.";
    // Valid, and the client has another name for it, or says less than the document.
    MISSING_OPERATION_ID = NotGenerated Warning Nothing "missing-operation-id" "An operation without an operationId."
        "The client's method is named after method and path, and gets another name if the path changes.";
    METHOD_NAME_COLLISION = NotGenerated Warning Nothing "method-name-collision" "Two operationIds that give the same method name."
        "The client's method for one of them is named after method and path.";
    EMPTY_ENUM = NotGenerated Warning Nothing "empty-enum" "An `enum` without values."
        "No value is valid, so the client uses the type without its values.";
    UNSATISFIABLE_SCHEMA = NotGenerated Warning Nothing "unsatisfiable-schema" "A schema that requires another value of its own kind."
        "No finite value is valid, so no value of the Rust type can be made.";
    VERSION_NOT_HEADER_VALUE = NotGenerated Warning Nothing "version-not-header-value" "An API version that cannot be sent in a header."
        "The client leaves out of its `User-Agent` the characters that no header can have.";
    UNDECLARED_SERVER_VARIABLE = NotGenerated Warning Nothing "undeclared-server-variable" "A variable in a server's URL that `variables` does not define."
        "The client does not know what to put in its place, and leaves this server out.";
    NO_OPERATIONS = NotGenerated Warning Nothing "no-operations" "A document without an operation."
        "The client has types, and no methods.";
    KEYWORD_LEFT_OUT = NotGenerated Warning Client "keyword-left-out" "A keyword of OpenAPI 3.1 or later that no Rust type can express."
        "The client's type is wider than the schema, or lacks some of its properties.";
    RECURSIVE_ALIAS = NotGenerated Warning Client "recursive-alias" "A schema that contains itself without an object in between."
        "Rust has no type for it, so the client uses an untyped JSON value.";
    COMPOSITION_LOWERED = NotGenerated Warning Client "composition-lowered" "An `allOf` of schemas that no Rust type combines."
        "The type of the client says less than the document.";
    UNION_LOWERED = NotGenerated Warning Nothing "union-lowered" "A choice between schemas whose values can look alike."
        "Choosing the first schema that fits would be a guess, so the client keeps the value as received.";
    UNSUPPORTED_MEDIA_TYPE = NotGenerated Warning Client "unsupported-media-type" "A response in a media type that no header can have."
        "The client cannot request it.";
    OTHER_MEDIA_TYPES = NotGenerated Warning Client "other-media-types" "A response with several media types."
        "The client decodes one kind of body for each status, JSON if there is any.";
    REQUEST_MEDIA_TYPES = NotGenerated Warning Client "request-media-types" "A request body in media types that the client does not encode."
        "The client encodes JSON, forms and multipart; it takes the bytes of all other media types.";
    PARAMETER_CONTENT = NotGenerated Warning Client "parameter-content" "A parameter whose `content` is not JSON."
        "The client takes its text, which the caller encodes.";
    PARAMETER_STYLE = NotGenerated Warning Nothing "parameter-style" "A parameter in a style that the standard does not define for its values."
        "Services differ in how they read it.";
    PARAMETER_LEFT_OUT = NotGenerated Warning Client "parameter-left-out" "A parameter that no request can have."
        "The client has no setter for it, and no method for an operation that requires it.";
    NO_SUCCESS_RESPONSE = NotGenerated Warning Nothing "no-success-response" "An operation without a successful response."
        "The client returns the bytes of any response.";
    RELATIVE_SERVER = NotGenerated Warning Nothing "relative-server" "A server URL without a host."
        "The client has no default endpoint: callers must set one.";
    SERVERS_OF_OPERATION = NotGenerated Warning Client "servers-of-operation" "Relative servers of a single path or operation."
        "The client sends these requests to the document's server instead.";
}
