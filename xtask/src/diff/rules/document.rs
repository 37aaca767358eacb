//! The document itself: its description, its tags, and what nothing in it uses.

use super::rules;

rules! { DOCUMENT:
    INFO_CHANGED = "info-changed", Both, Safe,
        "what the document says of the API has changed, such as its title or its version",
        "it is not sent",
        "nothing needs to be done; if the server checks the version of the API, ask its owner which versions it accepts",
        "https://spec.openapis.org/oas/v3.0.3.html#info-object";
    OPENAPI_VERSION_CHANGED = "openapi-version-changed", Both, Safe,
        "the document is of another version of OpenAPI",
        "the version of a document is not sent; what the document says is compared by the rules of each version",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#versions";
    DOCUMENT_DIALECT_CHANGED = "document-dialect-changed", Both, BreakingIf if "a schema means something else in the new dialect",
        "the schemas of the document are of another dialect",
        "the same words may mean something else",
        "compare the two dialects",
        "https://spec.openapis.org/oas/v3.1.1.html#openapi-object";
    ERROR_BODY_CHANGED = "error-body-changed", Response, Safe,
        "where errors have their code and message has changed: `x-error-body`",
        "released clients look in the old places, and otherwise show the raw body",
        "compare both descriptions: if the server moved the code, callers that match on it do not see it",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    TAG_DECLARED = "tag-declared", Both, Safe,
        "the document describes another tag",
        "tags are not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#tag-object";
    TAG_UNDECLARED = "tag-undeclared", Both, Safe,
        "the document does not describe a tag any more",
        "tags are not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#tag-object";
    UNUSED_COMPONENT_ADDED = "unused-component-added", Both, Safe,
        "a component was added that nothing uses",
        "what nothing uses is not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#components-object";
    UNUSED_COMPONENT_REMOVED = "unused-component-removed", Both, Safe,
        "a component was removed that nothing used",
        "what nothing uses is not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#components-object";
    UNUSED_COMPONENT_CHANGED = "unused-component-changed", Both, Safe,
        "a component that nothing uses has changed",
        "what nothing uses is not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#components-object";
    OVERRIDDEN_DEFAULT_CHANGED = "overridden-default-changed", Both, Safe,
        "what the document says of all operations has changed, and each operation says something of its own",
        "the `security`, the `servers` or the `parameters` of an operation replace those around it",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#operation-object";
    EMPTY_PATH_ADDED = "empty-path-added", Both, Safe,
        "a path without operations was added",
        "there is nothing to call",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#path-item-object";
    EMPTY_PATH_REMOVED = "empty-path-removed", Both, Safe,
        "a path without operations was removed",
        "there was nothing to call",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#path-item-object";
    IGNORED_REFERENCE_SIBLING_CHANGED = "ignored-reference-sibling-changed", Both, Safe,
        "what stands next to a `$ref` has changed",
        "it is ignored, or only describes what the reference leads to",
        "remove it, or move it to what the reference leads to",
        "https://spec.openapis.org/oas/v3.0.3.html#reference-object";
}
