//! Responses: statuses, bodies, media types and headers.

use super::rules;

rules! { RESPONSES:
    SUCCESS_STATUS_ADDED = "success-status-added", Response, BreakingIf if "the server returns the new status",
        "an operation may succeed with another status, too",
        "released clients return an error for a status that their document does not declare",
        "return the new status only where a client requests it",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    SUCCESS_STATUS_REMOVED = "success-status-removed", Response, Safe,
        "an operation does not succeed with a status any more",
        "released clients do not receive it any more, and decode the others",
        "regenerate the client, which then has no variant for the status",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    ERROR_STATUS_ADDED = "error-status-added", Response, Safe,
        "an operation may fail with another status, too",
        "released clients return an error for the status, with its code, message and raw body",
        "regenerate the client to have the body of the error typed",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    ERROR_STATUS_REMOVED = "error-status-removed", Response, Safe,
        "an operation does not fail with a status any more",
        "released clients do not receive it any more",
        "regenerate the client",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    REDIRECT_STATUS_ADDED = "redirect-status-added", Response, BreakingIf if "the server redirects",
        "an operation may redirect",
        "released clients do not follow redirects, and return an error",
        "redirect only those clients that follow",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    REDIRECT_STATUS_REMOVED = "redirect-status-removed", Response, Safe,
        "an operation does not redirect with a status any more",
        "released clients do not receive it any more",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#responses-object";
    RESPONSE_BODY_ADDED = "response-body-added", Response, Safe,
        "a response has a body now and had none",
        "released clients ignore the body",
        "regenerate the client to have the body",
        "https://spec.openapis.org/oas/v3.0.3.html#response-object";
    RESPONSE_BODY_REMOVED = "response-body-removed", Response, Breaking,
        "a response has no body any more",
        "released clients fail to decode an empty body",
        "keep the body until no released client reads it",
        "https://spec.openapis.org/oas/v3.0.3.html#response-object";
    RESPONSE_MEDIA_TYPE_ADDED = "response-media-type-added", Response, Safe,
        "a response may have another media type, too",
        "released clients request the media types that they know",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_MEDIA_TYPE_REMOVED = "response-media-type-removed", Response, Breaking,
        "a media type of a response was removed",
        "released clients request this media type, and get 406 or a body that they cannot decode",
        "return the media type until no released client requests it",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_MEDIA_TYPE_WIDENED = "response-media-type-widened", Response, BreakingIf if "the server returns another media type of the new range",
        "a media type of a response is part of a wider one now",
        "released clients decode the old media type only",
        "return the old media type where a client requests it",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_MEDIA_TYPE_NARROWED = "response-media-type-narrowed", Response, Safe,
        "a range of media types of a response is narrower now",
        "released clients decode every media type of the old range",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_BODY_SCHEMA_ADDED = "response-body-schema-added", Response, Safe,
        "the body of a response has a schema now and had none",
        "released clients take any body",
        "regenerate the client to have the body typed",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_BODY_SCHEMA_REMOVED = "response-body-schema-removed", Response, BreakingIf if "the server returns a body that the old schema does not allow",
        "the body of a response has no schema any more",
        "released clients decode what the old schema says",
        "keep the schema",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    RESPONSE_HEADER_ADDED = "response-header-added", Response, Safe,
        "a response has another header",
        "released clients ignore it",
        "regenerate the client to read it by its name",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_REMOVED = "response-header-removed", Response, Silent,
        "a header of a response was removed",
        "released clients read it as absent",
        "return the header until no released client reads it",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_BECAME_REQUIRED = "response-header-became-required", Response, Safe,
        "a header of a response is always there now",
        "released clients expect that it may be absent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_BECAME_OPTIONAL = "response-header-became-optional", Response, Silent,
        "a header of a response may be absent now",
        "released clients read it as absent, which their callers may not expect",
        "return the header until no released client reads it",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_SCHEMA_ADDED = "response-header-schema-added", Response, Safe,
        "a header of a response has a schema now and had none",
        "released clients read it as text",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_SCHEMA_REMOVED = "response-header-schema-removed", Response, Safe,
        "a header of a response has no schema any more",
        "released clients hand the header over as text",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_ENCODING_CHANGED = "response-header-encoding-changed", Response, Silent,
        "the value of a header of a response is written in another way",
        "released clients read lists and objects as text, which is another one now",
        "keep the way until no released client reads the header",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_DEPRECATED = "response-header-deprecated", Response, Safe,
        "a header of a response is deprecated now",
        "it is still there",
        "look for what replaces it",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    RESPONSE_HEADER_REACTIVATED = "response-header-reactivated", Response, Safe,
        "a header of a response is not deprecated any more",
        "it is still there",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#header-object";
    IGNORED_HEADER_CHANGED = "ignored-header-changed", Both, Safe,
        "a header named `Content-Type` has changed",
        "the media type of a body is described by `content`, and OpenAPI ignores this header",
        "remove the header",
        "https://spec.openapis.org/oas/v3.0.3.html#response-object";
    LINK_ADDED = "link-added", Response, Safe,
        "a link was added to a response",
        "clients follow no links",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#link-object";
    LINK_REMOVED = "link-removed", Response, Safe,
        "a link of a response was removed",
        "clients follow no links",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#link-object";
    LINK_CHANGED = "link-changed", Response, Safe,
        "a link of a response has changed",
        "clients follow no links",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#link-object";
}
