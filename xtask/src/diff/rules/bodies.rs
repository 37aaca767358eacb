//! Bodies of requests, and their media types and parts.

use super::rules;

rules! { BODIES:
    REQUEST_BODY_ADDED = "request-body-added", Request, Safe,
        "an optional request body was added",
        "released clients send none",
        "regenerate the client to offer it",
        "https://spec.openapis.org/oas/v3.0.3.html#request-body-object";
    REQUEST_BODY_ADDED_REQUIRED = "request-body-added-required", Request, Breaking,
        "a required request body was added",
        "released clients send none, and their requests are refused",
        "make the body optional",
        "https://spec.openapis.org/oas/v3.0.3.html#request-body-object";
    REQUEST_BODY_REMOVED = "request-body-removed", Request, Silent,
        "the request body was removed",
        "released clients still send it, and the server ignores it",
        "keep the body until no released client sends it",
        "https://spec.openapis.org/oas/v3.0.3.html#request-body-object";
    REQUEST_BODY_BECAME_REQUIRED = "request-body-became-required", Request, BreakingIf if "the caller sends no body",
        "an optional request body is required now",
        "requests without it are refused",
        "keep the body optional",
        "https://spec.openapis.org/oas/v3.0.3.html#request-body-object";
    REQUEST_BODY_BECAME_OPTIONAL = "request-body-became-optional", Request, Safe,
        "a required request body is optional now",
        "released clients still send it",
        "regenerate the client, which then allows leaving it out",
        "https://spec.openapis.org/oas/v3.0.3.html#request-body-object";
    REQUEST_MEDIA_TYPE_ADDED = "request-media-type-added", Request, Safe,
        "a request body may have another media type, too",
        "released clients send the old ones, which are still accepted",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    REQUEST_MEDIA_TYPE_REMOVED = "request-media-type-removed", Request, Breaking,
        "a media type of a request body was removed",
        "requests with a body of this media type are refused with 415",
        "accept the media type until no released client sends it",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    REQUEST_MEDIA_TYPE_WIDENED = "request-media-type-widened", Request, Safe,
        "a media type of a request body is part of a wider one now",
        "what released clients send is still accepted",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    REQUEST_MEDIA_TYPE_NARROWED = "request-media-type-narrowed", Request, BreakingIf if "the caller sends another media type of the old range",
        "a range of media types of a request body is narrower now",
        "requests with a media type that is no longer in the range are refused with 415",
        "accept the whole range until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    MEDIA_TYPE_PARAMETERS_CHANGED = "media-type-parameters-changed", Both, Safe,
        "the parameters of a media type have changed, such as its `charset`",
        "servers and clients choose by the type and the subtype",
        "nothing needs to be done",
        "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1";
    REQUEST_BODY_SCHEMA_ADDED = "request-body-schema-added", Request, BreakingIf if "the caller sends a body that the schema does not allow",
        "a request body has a schema now and had none",
        "any body was allowed before",
        "compare the schema with what callers send",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    REQUEST_BODY_SCHEMA_REMOVED = "request-body-schema-removed", Request, Safe,
        "a request body has no schema any more",
        "any body is allowed now",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    IGNORED_ENCODING_CHANGED = "ignored-encoding-changed", Both, Safe,
        "an `encoding` that OpenAPI ignores has changed",
        "it applies only to forms and to multipart bodies of requests",
        "remove it",
        "https://spec.openapis.org/oas/v3.0.3.html#media-type-object";
    PART_MEDIA_TYPE_ADDED = "part-media-type-added", Request, Safe,
        "a part of a request body may have another media type, too",
        "released clients send the old one, which is still accepted",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_MEDIA_TYPE_REMOVED = "part-media-type-removed", Request, Breaking,
        "a media type of a part of a request body was removed",
        "released clients send the part in the old media type",
        "accept the old media type of the part, too",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_STYLE_CHANGED = "part-style-changed", Request, Breaking,
        "the values of a property of a form are written in another way",
        "released clients write them in the old way, and the server reads something else",
        "accept both ways until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_RESERVED_REFUSED = "part-reserved-refused", Request, BreakingIf if "the value has reserved characters, such as `&` or `/`",
        "reserved characters must be escaped in a property of a form now",
        "released clients send them as they are, and the server may read them as the end of the value",
        "accept reserved characters that are not escaped until no released client sends them",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_RESERVED_ALLOWED = "part-reserved-allowed", Request, Safe,
        "a property of a form may have reserved characters that are not escaped",
        "released clients escape them, which is still right",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_HEADER_ADDED = "part-header-added", Request, Safe,
        "an optional header of a part of a request body was added",
        "released clients leave it out",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_HEADER_ADDED_REQUIRED = "part-header-added-required", Request, Breaking,
        "a required header of a part of a request body was added",
        "released clients do not send it, and their requests are refused",
        "make the header optional",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_HEADER_REMOVED = "part-header-removed", Request, Silent,
        "a header of a part of a request body was removed",
        "released clients still send it, and the server ignores it",
        "keep the header until no released client sends it",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_HEADER_BECAME_REQUIRED = "part-header-became-required", Request, BreakingIf if "the caller leaves the header out",
        "an optional header of a part of a request body is required now",
        "requests without it are refused",
        "keep the header optional",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
    PART_HEADER_BECAME_OPTIONAL = "part-header-became-optional", Request, Safe,
        "a required header of a part of a request body is optional now",
        "released clients still send it",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#encoding-object";
}
