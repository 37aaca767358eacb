//! Operations.

use super::rules;

rules! { OPERATIONS:
    OPERATION_ADDED = "operation-added", Both, Safe,
        "an operation was added",
        "released clients do not call it",
        "regenerate the client to offer it",
        "https://spec.openapis.org/oas/v3.0.3.html#paths-object";
    OPERATION_REMOVED = "operation-removed", Both, Breaking,
        "an operation was removed",
        "released clients that call it get 404 or 405",
        "keep the operation until no released client calls it, and mark it deprecated first",
        "https://spec.openapis.org/oas/v3.0.3.html#paths-object";
    OPERATION_MOVED = "operation-moved", Request, Breaking,
        "an operation has another path or method",
        "released clients send to the old path, and get 404 or 405",
        "serve the old path too until no released client calls it",
        "https://spec.openapis.org/oas/v3.0.3.html#paths-object";
    OPERATION_ID_CHANGED = "operation-id-changed", Both, Safe,
        "an operation has another operationId",
        "an operationId is not sent; the method of the client gets another name",
        "keep the name in Rust with x-rust-name",
        "https://spec.openapis.org/oas/v3.0.3.html#operation-object";
    OPERATION_DEPRECATED = "operation-deprecated", Both, Safe,
        "an operation is deprecated now",
        "it still works; calls of it get a warning of the compiler after an update",
        "look for what replaces it",
        "https://spec.openapis.org/oas/v3.0.3.html#operation-object";
    OPERATION_REACTIVATED = "operation-reactivated", Both, Safe,
        "an operation is not deprecated any more",
        "it still works",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#operation-object";
    UNHANDLED = "unhandled", Both, BreakingIf if "no rule is for this difference: compare the two places",
        "a difference that no rule is for",
        "what it does is not known",
        "compare the two places, and report the difference",
        "";
}
