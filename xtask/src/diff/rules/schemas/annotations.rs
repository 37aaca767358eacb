//! What describes values and does not restrict them.

use super::{both, sides};

both! { ANNOTATIONS, "https://json-schema.org/draft/2020-12/json-schema-validation#section-9":
    TITLE_CHANGED = "schema-title-changed", Safe,
        "the title of a schema was added, removed or changed",
        "a title is not sent",
        "nothing";
    SCHEMA_DESCRIPTION_CHANGED = "schema-description-changed", Safe,
        "the description of a schema was added, removed or changed",
        "a description is not sent",
        "read whether it describes another behaviour of the server";
    SCHEMA_EXAMPLE_CHANGED = "schema-example-changed", Safe,
        "the examples of a schema were added, removed or changed",
        "an example is not sent",
        "nothing";
    SCHEMA_DOCS_CHANGED = "schema-external-docs-changed", Safe,
        "the link to the documentation of a schema was added, removed or changed",
        "the link is not sent",
        "nothing";
    VALUE_DEPRECATED = "schema-deprecated", Safe,
        "a value is deprecated now",
        "it still works; its use gets a warning of the compiler after an update",
        "look for what replaces it";
    VALUE_UNDEPRECATED = "schema-no-longer-deprecated", Safe,
        "a value is no longer deprecated",
        "it works as before",
        "nothing";
    SCHEMA_EXTENSION_CHANGED = "schema-extension-changed", Safe,
        "an extension (x-…) of a schema was added, removed or changed",
        "extensions are not sent",
        "read whether the extension describes another behaviour of the server";
    IDENTIFIER_CHANGED = "schema-identifier-changed", Safe,
        "the `$id`, an anchor or a comment of a schema was added, removed or changed",
        "it is not sent",
        "nothing";
    IGNORED_BESIDE_REFERENCE = "ignored-beside-reference-changed", Safe,
        "what is beside a `$ref` was changed, which OpenAPI 3.0 ignores",
        "neither clients nor servers read it",
        "put the `$ref` into an `allOf` if it is meant";
    IGNORED_KEYWORD = "ignored-keyword-changed", Safe,
        "`nullable` was changed, which OpenAPI 3.1 does not have",
        "neither clients nor servers read it",
        "add `null` to the `type` if it is meant";
    XML_CHANGED = "schema-xml-changed", BreakingIf if "the value is written as XML",
        "how a value is written as XML was changed",
        "elements and attributes have other names or places; JSON is the same",
        "read and write both forms, or change the media type";
    DIALECT_CHANGED = "schema-dialect-changed", BreakingIf if "the dialects define a keyword of the schema differently",
        "the dialect of a schema was changed",
        "keywords may mean something else",
        "compare what both dialects say of the keywords in use";
}

sides! { DEFAULTS, "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2":
    DEFAULT_ADDED = "default-added", "a default was added",
        request Silent: "callers that leave the value out get this one",
        response Safe: "the server sends what it did before" => "regenerate the client",
        "check that it is what the server did before";
    DEFAULT_REMOVED = "default-removed", "a default was removed",
        request Silent: "what callers get that leave the value out is not known",
        response Safe: "the server sends what it did before",
        "state what the server does without the value";
    DEFAULT_CHANGED = "default-changed", "a default was changed",
        request Silent: "callers that leave the value out get another one",
        response Safe: "the server sends what it did before" => "regenerate the client",
        "callers that depend on the old value have to send it";
    READ_ONLY_ADDED = "property-became-read-only", "a property became readOnly",
        request Silent: "the server ignores what released clients send",
        response Safe: "it is received as before" => "regenerate the client",
        "accept and ignore the property until no released client sends it";
    READ_ONLY_REMOVED = "property-no-longer-read-only", "a property is no longer readOnly",
        request Safe: "released clients do not send it",
        response Safe: "it is received as before" => "regenerate the client",
        "keep it optional in requests";
    WRITE_ONLY_ADDED = "property-became-write-only", "a property became writeOnly",
        request Safe: "it is sent as before" => "regenerate the client",
        response Silent: "released clients no longer receive it",
        "keep returning it until no released client reads it";
    WRITE_ONLY_REMOVED = "property-no-longer-write-only", "a property is no longer writeOnly",
        request Safe: "it is sent as before",
        response Safe: "released clients ignore a property that they do not know",
        "nothing";
}
