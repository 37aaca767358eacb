//! The rules that documents are held against, as data: tools can list them, and a test proves that each has a golden.

use super::Severity;

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// Whether a finding refuses the document.
    pub severity: Severity,
    /// What the rule finds, in one line.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
}

macro_rules! rules {
    ($($name:ident = $severity:ident $id:literal $summary:literal $why:literal;)*) => {
        $(
            pub(crate) const $name: Rule =
                Rule { id: $id, severity: Severity::$severity, summary: $summary, why: $why };
        )*
        /// All rules of reading, validating and normalising a document.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    TOO_LARGE = Error "too-large" "The file is larger than any document that a person keeps."
        "It is refused before it is read, so that no input takes all memory.";
    NOT_UTF8 = Error "not-utf8" "The file is not UTF-8."
        "A document is exchanged as UTF-8.";
    NOT_YAML = Error "not-yaml" "The text is neither YAML nor JSON."
        "Nothing can be read beyond this place.";
    NOT_JSON = Error "not-json" "YAML that has no counterpart in JSON."
        "An OpenAPI document must be one that JSON can hold.";
    SEVERAL_DOCUMENTS = Error "several-documents" "More than one YAML document in the file."
        "All but the first would be ignored.";
    DUPLICATE_KEY = Error "duplicate-key" "A key stands twice in one object."
        "Only one of the two values can count, and readers differ in which.";
    MERGE_KEY = Error "merge-key" "A merge key of YAML 1.1."
        "Readers of YAML 1.2 take it for a member of that name.";
    YAML_BOMB = Error "yaml-bomb" "Aliases that blow the document up, or that never end."
        "Expanding it would take all memory.";
    TOO_MANY_NODES = Error "too-many-nodes" "More values than any document that a person keeps."
        "Reading it would take all memory.";
    TOO_DEEP = Error "too-deep" "Values nest deeper than any reader can be trusted with."
        "Most readers overflow their stack on it.";
    NOT_OPENAPI = Error "not-openapi" "The document is not an OpenAPI document."
        "Nothing can be generated from it.";
    OPENAPI_2 = Error "openapi-2" "The document is of Swagger 2.0."
        "Its schemas, bodies and servers are written in another way than those of OpenAPI 3.0.";
    OPENAPI_3_1 = Error "openapi-3-1" "The document is of OpenAPI 3.1 or later."
        "Its schemas mean something else than those of OpenAPI 3.0, though many look alike.";
    UNSUPPORTED_VERSION = Error "unsupported-version" "The document is of a version that is not known here."
        "What its keywords mean is not known.";
    UNKNOWN_KEYWORD = Error "unknown-keyword" "A keyword that the standard does not define at this place."
        "It would be ignored without a word, and what it means to say would be lost.";
    UNKNOWN_TYPE = Error "unknown-type" "A schema of a type that does not exist."
        "No value is of that type, and no Rust type either.";
    UNKNOWN_VALUE = Error "unknown-value" "A value that the standard does not define at this place."
        "What it means is not known.";
    WRONG_KIND = Error "wrong-kind" "A value of another kind than the standard has at this place."
        "Readers of OpenAPI refuse it, or take it for something else.";
    MISSING_FIELD = Error "missing-field" "A member that the standard requires is not there."
        "The document is incomplete without it.";
    KEYWORD_OF_OTHER_TYPE = Error "keyword-of-other-type" "A keyword that means nothing for the type of its schema."
        "It is ignored: either it or the type is not what was meant.";
    DEFAULT_OF_OTHER_TYPE = Warning "default-of-other-type" "A default that is not of the type of its schema."
        "The standard has a default conform to its schema.";
    ENUM_OF_OTHER_TYPE = Warning "enum-of-other-type" "An enumerated value that is not of the type of its schema."
        "No valid value is ever equal to it.";
    EMPTY_ENUM = Error "empty-enum" "An enumeration without values."
        "No value is valid under it.";
    DUPLICATE_VALUE = Warning "duplicate-value" "A value stands twice in `enum` or `required`."
        "The second says nothing; perhaps another was meant.";
    READ_AND_WRITE_ONLY = Error "read-and-write-only" "A value that is both `readOnly` and `writeOnly`."
        "It could stand neither in a request nor in an answer.";
    REQUIRED_WITHOUT_PROPERTY = Error "required-without-property" "`required` names something that is no property."
        "Every value without a property of that name would be invalid, and nothing says what it is.";
    UNRESOLVED_REF = Error "unresolved-ref" "A reference that leads nowhere."
        "What should stand in its place is not known.";
    EXTERNAL_REF = Error "external-ref" "A reference that leads out of the document."
        "Only the one document is read.";
    REF_TO_WRONG_KIND = Error "ref-to-wrong-kind" "A reference to another kind of thing than must stand in its place."
        "What stands there cannot be used here.";
    REF_SIBLINGS = Warning "ref-siblings" "A member beside a `$ref`."
        "OpenAPI 3.0 ignores whatever stands beside a reference.";
    ENDLESS_CYCLE = Error "endless-cycle" "References or schemas that need themselves."
        "Nothing can be built from what never ends.";
    DUPLICATE_OPERATION_ID = Error "duplicate-operation-id" "Two operations that share an id, or the method made of it."
        "Each operation becomes one method, named after its id.";
    MISSING_OPERATION_ID = Error "missing-operation-id" "An operation without an id."
        "Its method is named after it, and recordings are kept under it.";
    BAD_PATH = Error "bad-path" "A path that is not well-formed."
        "No request can be made for it.";
    AMBIGUOUS_PATHS = Error "ambiguous-paths" "Two paths that differ only in the names of their variables."
        "Which of them a request is for cannot be told.";
    PATH_VARIABLE_WITHOUT_PARAMETER = Error "path-variable-without-parameter" "A variable of a path without a parameter."
        "Nothing says what to put in its place.";
    PARAMETER_WITHOUT_PATH_VARIABLE = Error "parameter-without-path-variable" "A path parameter that its path has no variable for."
        "Its value would go nowhere.";
    PATH_PARAMETER_NOT_REQUIRED = Error "path-parameter-not-required" "A path parameter that may be left out."
        "A path with a hole in it is another path.";
    DUPLICATE_PARAMETER = Error "duplicate-parameter" "Two parameters of one name in one place."
        "Which of them counts cannot be told.";
    SCHEMA_OR_CONTENT = Error "schema-or-content" "A parameter or header that has both `schema` and `content`, or neither."
        "Exactly one of them says what the value is and how it is written.";
    IGNORED_HEADER = Warning "ignored-header" "A header parameter that the standard has ignored."
        "The standard has it described by other means.";
    EXAMPLE_AND_EXAMPLES = Warning "example-and-examples" "`example` beside `examples`."
        "The standard allows one of them.";
    BAD_STATUS = Error "bad-status" "A key of responses that is no status code."
        "No answer would ever match it.";
    BAD_COMPONENT_NAME = Error "bad-component-name" "A component under a name that the standard does not allow."
        "It cannot be referred to.";
    VERSION_NOT_HEADER_VALUE = Error "version-not-header-value" "A version of the API that cannot stand in a header."
        "Versions go out in headers such as `User-Agent`.";
    UNDECLARED_SERVER_VARIABLE = Error "undeclared-server-variable" "A variable in the URL of a server that is not declared."
        "Nothing says what to put in its place.";
    UNUSED_SERVER_VARIABLE = Warning "unused-server-variable" "A declared variable that the URL of its server does not have."
        "Setting it changes nothing.";
    DEFAULT_NOT_LISTED = Warning "default-not-listed" "A default of a server variable that its `enum` does not list."
        "The standard asks for one of the listed values.";
    UNDEFINED_SECURITY_SCHEME = Error "undefined-security-scheme" "A security requirement that names no scheme."
        "How to meet it is not known.";
    BAD_EXTENSION = Error "bad-extension" "An extension of this generator that is not of its shape."
        "The client would be generated without what it means to say.";
    FOREIGN_EXTENSION = Warning "foreign-extension" "An extension of another tool under a name of this generator's."
        "It is not used.";
    UNSUPPORTED = Error "unsupported" "Valid, but not within what the generator's model of OpenAPI can hold."
        "Nothing can be generated from it.";
    // From here on: valid OpenAPI that the generator cannot say in Rust, or says less of.
    NO_OPERATIONS = Error "no-operations" "A document without an operation."
        "There is nothing to make a client of.";
    SEVERAL_SUCCESS_TYPES = Error "several-success-types" "An operation that succeeds with bodies of several types."
        "A call gives one type: a caller could not tell which it got.";
    SEVERAL_ERROR_TYPES = Error "several-error-types" "An operation that fails with bodies of several types."
        "The client has one type for the errors of an operation.";
    RESPONSE_WITHOUT_SCHEMA = Error "response-without-schema" "A JSON answer without a schema."
        "It has no type in the client, and nothing it could be checked against.";
    REQUEST_WITHOUT_SCHEMA = Error "request-without-schema" "A request body without a schema."
        "It has no type in the client.";
    SEVERAL_REQUEST_MEDIA_TYPES = Error "several-request-media-types" "A request body in several media types."
        "A call sends one of them, and the document does not say which.";
    UNSUPPORTED_MEDIA_TYPE = Error "unsupported-media-type" "A body that the client cannot write, or ask for."
        "The operation could not be called.";
    COOKIE_PARAMETER = Error "cookie-parameter" "A parameter in a cookie."
        "The client sends no cookies.";
    PARAMETER_CONTENT = Error "parameter-content" "A parameter that is described by `content`."
        "The client does not write values of a media type into a URL or a header.";
    PARAMETER_STYLE = Error "parameter-style" "A parameter in a style that the client cannot write."
        "The server would read another value than was meant.";
    NOT_GENERATED = Error "not-generated" "A document that should have been refused earlier, or taken."
        "This is a fault of the generator, not of the document.";
    RECURSIVE_ALIAS = Warning "recursive-alias" "A schema that contains itself without an object in between."
        "No Rust type can say that, so the client has an untyped JSON value there.";
    ENUM_VALUES_COLLIDE = Warning "enum-values-collide" "Values of an enum that give the same Rust name, or none."
        "The client has a string there.";
    COMPOSITION_LOWERED = Warning "composition-lowered" "An `allOf` of what is not all objects."
        "It has no Rust type, so the client has an untyped JSON value there.";
    UNION_LOWERED = Warning "union-lowered" "A choice between several schemas."
        "The first that fits would win and may lose the rest, so the client has an untyped JSON value there.";
    OTHER_MEDIA_TYPES = Warning "other-media-types" "An answer in several media types."
        "The client asks for one of them.";
    NO_SUCCESS_RESPONSE = Warning "no-success-response" "An operation without an answer for when it succeeds."
        "The client gives the bytes of whatever comes.";
    RELATIVE_SERVER = Warning "relative-server" "A server without a host."
        "A client has nothing to resolve it against and must be given its endpoint.";
    SERVERS_OF_OPERATION = Warning "servers-of-operation" "Relative servers of a path or an operation alone."
        "A client has nothing to resolve them against, and sends the requests to the servers of the document.";
    UNSUPPORTED_SECURITY_SCHEME = Warning "unsupported-security-scheme" "A security scheme that the client cannot satisfy."
        "Operations that ask for it alone cannot be called.";
}
