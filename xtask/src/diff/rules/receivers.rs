//! What the server sends to its clients: webhooks and callbacks. The client has no code for it.

use super::rules;

rules! { RECEIVERS:
    WEBHOOK_ADDED = "webhook-added", Response, Safe,
        "a webhook was added",
        "nothing receives it yet",
        "register a receiver to get it",
        "https://spec.openapis.org/oas/v3.1.1.html#openapi-object";
    WEBHOOK_REMOVED = "webhook-removed", Response, Silent,
        "a webhook was removed",
        "receivers are not called any more",
        "keep the webhook until nothing receives it",
        "https://spec.openapis.org/oas/v3.1.1.html#openapi-object";
    WEBHOOK_CHANGED = "webhook-changed", Response, BreakingIf if "a receiver reads what has changed",
        "what a webhook sends or expects has changed",
        "the client does not receive webhooks, but programs of its users may",
        "compare the two places with what receivers read",
        "https://spec.openapis.org/oas/v3.1.1.html#openapi-object";
    CALLBACK_ADDED = "callback-added", Response, Safe,
        "a callback was added",
        "nothing receives it yet",
        "register a receiver to get it",
        "https://spec.openapis.org/oas/v3.0.3.html#callback-object";
    CALLBACK_REMOVED = "callback-removed", Response, Silent,
        "a callback was removed",
        "receivers are not called any more",
        "keep the callback until nothing receives it",
        "https://spec.openapis.org/oas/v3.0.3.html#callback-object";
    CALLBACK_CHANGED = "callback-changed", Response, BreakingIf if "a receiver reads what has changed",
        "what a callback sends or expects has changed",
        "the client does not receive callbacks, but programs of its users may",
        "compare the two places with what receivers read",
        "https://spec.openapis.org/oas/v3.0.3.html#callback-object";
}
