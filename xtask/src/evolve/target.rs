//! What of the document a drift asks to change. Drifts that ask for the same are one proposal.

use std::cmp::Reverse;

use crate::contract::Location;

use super::drift::Drift;
use super::locate::{in_schema, last, parent};

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// Properties that a schema lacks.
    Properties { schema: String },
    /// A list of names that must be there, of which some are missing.
    Required { list: String },
    /// A list of values, or one constant, to which others are added.
    Values { keyword: String },
    /// A keyword that is dropped.
    Keyword { pointer: String },
    /// A schema whose values may be null.
    Null { schema: String },
    /// A schema whose values are of other types, too.
    Type { schema: String },
    /// A status that an operation lacks.
    /// The greatest comes first: each is put behind the one that the document has before it.
    Status { responses: String, status: Reverse<u16> },
    /// A media type that a `content` lacks.
    MediaType { content: String },
    /// A response or an operation that has no `content` or no `requestBody`.
    Body { owner: String, is_request: bool },
    /// A parameter that an operation lacks.
    Parameter {
        operation: String,
        place: &'static str,
        name: String,
    },
    /// A parameter, a header or a body that is not always there.
    Optional { owner: String },
    /// A path that the document lacks, as `check` shows it.
    Path { drift: String },
    /// Alternatives of which a value fits none, or several.
    Alternatives { stated: String },
    /// A method that a path lacks.
    Method { path_item: String, drift: String },
}

/// Keywords that bound a value, and are dropped where traffic contradicts them.
const BOUNDS: [&str; 21] = [
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "propertyNames",
    "readOnly",
    "dependentRequired",
];

/// What a drift asks to change.
///
/// # Errors
/// Returns why a person must decide.
pub(super) fn target(drift: &Drift) -> Result<Target, String> {
    let decide = |why: &str| Err(why.to_owned());
    let Some(pointer) = drift.document.clone() else {
        return decide("it has no place in the document");
    };
    match drift.rule.id {
        "undocumented-property" | "additional-properties" | "unevaluated-properties" => {
            let Some(found) = in_schema(&pointer) else {
                return decide("the schema of the object was not found");
            };
            // The keyword that closes an object may be a schema itself.
            let closes = matches!(
                last(&pointer).as_str(),
                "additionalProperties" | "unevaluatedProperties"
            );
            let is_closed = drift.rule.id != "undocumented-property" && closes && found.rest.is_empty();
            let schema = if is_closed {
                parent(&found.schema).to_owned()
            } else {
                found.schema
            };
            Ok(Target::Properties { schema })
        }
        "required" | "dependent-required" => Ok(Target::Required {
            list: parent(&pointer).to_owned(),
        }),
        "enum" | "const" => Ok(Target::Values { keyword: pointer }),
        "null" | "type" => {
            let Some(found) = in_schema(&pointer) else {
                return decide("the schema of the value was not found");
            };
            match drift.rule.id {
                "null" => Ok(Target::Null { schema: found.schema }),
                _ => Ok(Target::Type { schema: found.schema }),
            }
        }
        "format" | "pattern" | "length" | "bounds" | "multiple-of" | "items" | "unique" | "properties" | "contains"
        | "unevaluated-items" | "property-names" => match BOUNDS.contains(&last(&pointer).as_str()) {
            true => Ok(Target::Keyword { pointer }),
            false => decide("the keyword that forbids it is part of a larger rule"),
        },
        "status" => Ok(Target::Status {
            responses: pointer,
            status: Reverse(drift.status),
        }),
        "content-type" => Ok(Target::MediaType { content: pointer }),
        "body-undocumented" => Ok(Target::Body {
            owner: pointer,
            is_request: drift.location == Location::RequestBody,
        }),
        "body-missing" if drift.location == Location::RequestBody => Ok(Target::Optional {
            owner: parent(&pointer).to_owned(),
        }),
        "body-missing" => decide(
            "OpenAPI has no words for a body that may be left out of a response: document another status, or remove `content`",
        ),
        "param-missing" | "header-missing" => Ok(Target::Optional { owner: pointer }),
        "param-undocumented" => {
            let (place, name) = match &drift.location {
                Location::Query(name) => ("query", name.clone()),
                Location::Header(name) => ("header", name.clone()),
                Location::Cookie(name) => ("cookie", name.clone()),
                _ => return decide("the place of the parameter is not known"),
            };
            let operation = match last(&pointer).as_str() {
                "parameters" => parent(&pointer).to_owned(),
                _ => pointer,
            };
            Ok(Target::Parameter { operation, place, name })
        }
        "path" => Ok(Target::Path {
            drift: drift.fingerprint.clone(),
        }),
        "method" => Ok(Target::Method {
            path_item: pointer,
            drift: drift.fingerprint.clone(),
        }),
        "server" => decide("add the address to `servers` if the API is served there, or name it with --server"),
        "security" => {
            decide("traffic does not show whether the operation needs no credentials, or they were removed from it")
        }
        "param-style" => {
            decide("traffic does not show which `style` and `explode` describe how the parameter is written")
        }
        "body-unexpected" => decide("HTTP allows no body there, so no document can describe it"),
        "json" | "duplicate-key" | "lone-surrogate" => {
            decide("the body is not valid JSON, which no document can describe")
        }
        "one-of" | "any-of" | "discriminator" => Ok(Target::Alternatives { stated: pointer }),
        "not" => decide("the document excludes such values on purpose"),
        "forbidden" => decide("the document allows no value there on purpose"),
        "write-only" => decide("the document says that it is never returned: it may be a secret that leaks"),
        "read-only" => decide("the document says that it is never sent: the service may ignore it"),
        _ => decide("no edit of the document follows from it"),
    }
}
