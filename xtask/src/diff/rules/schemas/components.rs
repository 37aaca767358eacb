//! Schemas that have a name.

use super::{Sides, both};
use crate::diff::rules::UNHANDLED;

/// A difference between schemas that no rule is for.
pub(in crate::diff) static UNHANDLED_IN_SCHEMA: Sides = Sides {
    request: &UNHANDLED,
    response: &UNHANDLED,
};

both! { COMPONENTS, "https://spec.openapis.org/oas/v3.0.3.html#components-object":
    SCHEMA_ADDED = "schema-added", Safe,
        "a named schema was added",
        "names of schemas are not sent",
        "regenerate the client to have the type";
    SCHEMA_REMOVED = "schema-removed", Safe,
        "a named schema was removed",
        "names of schemas are not sent; where it was used, that is a change of its own",
        "importers who name the type have to use another one";
    SCHEMA_RENAMED = "schema-renamed", Safe,
        "a named schema has another name",
        "names of schemas are not sent",
        "`x-rust-name` keeps the name of the type";
    REFERENCE_CHANGED = "schema-reference-changed", Safe,
        "a reference leads to another named schema",
        "names of schemas are not sent; the properties that are added or removed with a reference count in this change, and all else that differs is listed on its own; recordings are not checked for the conditions of those properties, because one of them decides nothing about the others",
        "importers have to use the other type";
}
