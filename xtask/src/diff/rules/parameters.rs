//! Parameters, of operations and of path items.

use super::rules;

rules! { PARAMETERS:
    PARAMETER_ADDED = "parameter-added", Request, Safe,
        "an optional parameter was added",
        "released clients leave it out",
        "regenerate the client to offer it",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_ADDED_REQUIRED = "parameter-added-required", Request, Breaking,
        "a required parameter was added",
        "released clients do not send it, and their requests are refused",
        "make the parameter optional, with a default that keeps the old behaviour",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_REMOVED = "parameter-removed", Request, Silent,
        "a parameter was removed",
        "released clients still send it, and the server is assumed to ignore a parameter that it does not know, as most do; one that refuses unknown parameters breaks them",
        "keep the parameter until no released client sends it, and mark it deprecated first",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_BECAME_REQUIRED = "parameter-became-required", Request, BreakingIf if "the caller leaves the parameter out",
        "an optional parameter is required now",
        "requests without it are refused",
        "keep the parameter optional, with a default that keeps the old behaviour",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", Request, Safe,
        "a required parameter is optional now",
        "released clients still send it",
        "regenerate the client, which then allows leaving it out",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_MOVED = "parameter-moved", Request, Silent,
        "a parameter is sent in another part of the request",
        "released clients send it in the old part, where the server ignores it",
        "accept the parameter in both parts until no released client sends it in the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-locations";
    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Request, Safe,
        "a variable of a path has another name",
        "the name of a path's variable is not sent",
        "keep the name in Rust with x-rust-name",
        "https://spec.openapis.org/oas/v3.0.3.html#path-templating";
    PATH_PARAMETERS_REORDERED = "path-parameters-reordered", Request, Breaking,
        "the variables of a path are in another order",
        "released clients send each value in the place of another variable",
        "keep the order of the variables",
        "https://spec.openapis.org/oas/v3.0.3.html#path-templating";
    HEADER_NAME_CASE_CHANGED = "header-name-case-changed", Both, Safe,
        "the name of a header has other capital letters",
        "names of headers are compared without regard to case",
        "nothing needs to be done",
        "https://www.rfc-editor.org/rfc/rfc9110#section-5.1";
    PARAMETER_STYLE_CHANGED = "parameter-style-changed", Request, Breaking,
        "the values of a parameter are written in another way",
        "released clients write them in the old way, and the server reads something else",
        "accept both ways until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#style-values";
    PARAMETER_RESERVED_REFUSED = "parameter-reserved-refused", Request, BreakingIf if "the value has reserved characters, such as `&` or `/`",
        "reserved characters must be escaped in the value of a parameter now",
        "released clients send them as they are, and the server may read them as the end of the value",
        "accept reserved characters that are not escaped until no released client sends them",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_RESERVED_ALLOWED = "parameter-reserved-allowed", Request, Safe,
        "the value of a parameter may have reserved characters that are not escaped",
        "released clients escape them, which is still right",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_EMPTY_REFUSED = "parameter-empty-refused", Request, BreakingIf if "the caller sends the parameter with an empty value",
        "a parameter may not be sent with an empty value any more",
        "requests with an empty value are refused",
        "accept an empty value until no released client sends one",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_EMPTY_ALLOWED = "parameter-empty-allowed", Request, Safe,
        "a parameter may be sent with an empty value now",
        "released clients do not send one",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_SCHEMA_ADDED = "parameter-schema-added", Request, BreakingIf if "the caller sends a value that the schema does not allow",
        "a parameter has a schema now and had none",
        "any value was allowed before",
        "compare the schema with what callers send",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_SCHEMA_REMOVED = "parameter-schema-removed", Request, Safe,
        "a parameter has no schema any more",
        "any value is allowed now",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_CONTENT_ADDED = "parameter-content-added", Request, Breaking,
        "the value of a parameter is written in a media type now",
        "released clients write it as plain text, by its style",
        "accept both ways until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_CONTENT_REMOVED = "parameter-content-removed", Request, Breaking,
        "the value of a parameter is written by a style now, and no longer in a media type",
        "released clients still write it in the media type",
        "accept both ways until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_MEDIA_TYPE_CHANGED = "parameter-media-type-changed", Request, Breaking,
        "the value of a parameter is written in another media type",
        "released clients still write it in the old one",
        "accept both media types until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_DEPRECATED = "parameter-deprecated", Request, Safe,
        "a parameter is deprecated now",
        "it still works; calls that set it get a warning of the compiler after an update",
        "look for what replaces it",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    PARAMETER_REACTIVATED = "parameter-reactivated", Request, Safe,
        "a parameter is not deprecated any more",
        "it still works",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
    CLIENT_PARAMETER_SET = "client-parameter-set", Request, Safe,
        "a parameter is set once on a client now",
        "what is sent stays the same; the method for it moves from the calls to the client",
        "set the parameter on the client",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    CLIENT_PARAMETER_UNSET = "client-parameter-unset", Request, Safe,
        "a parameter is no longer set once on a client",
        "what is sent stays the same; the method for it moves from the client to the calls",
        "set the parameter on each call",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
    IGNORED_PARAMETER_CHANGED = "ignored-parameter-changed", Request, Safe,
        "a parameter that OpenAPI ignores has changed",
        "headers of the names `Accept`, `Content-Type` and `Authorization` are described by other parts of a document",
        "remove the parameter",
        "https://spec.openapis.org/oas/v3.0.3.html#parameter-object";
}
