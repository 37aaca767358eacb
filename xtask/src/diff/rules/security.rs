//! Security: what operations require, and the schemes.

use super::rules;

rules! { SECURITY:
    SECURITY_ADDED = "security-added", Request, Breaking,
        "an operation needs credentials now and needed none",
        "requests without credentials are refused with 401",
        "allow calls without credentials until no released client makes them: add `{}` to the alternatives",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_REMOVED = "security-removed", Request, Safe,
        "an operation needs no credentials any more",
        "released clients still send them, and the server ignores them",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_REQUIREMENT_ADDED = "security-requirement-added", Request, Breaking,
        "another credential is needed together with those that were needed",
        "released clients do not send it, and their requests are refused with 401",
        "accept the old credentials alone, as an alternative",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_REQUIREMENT_REMOVED = "security-requirement-removed", Request, Safe,
        "one of several credentials is not needed any more",
        "released clients still send it, and the server ignores it",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_ALTERNATIVE_ADDED = "security-alternative-added", Request, Safe,
        "other credentials are accepted, too",
        "released clients send the old ones, which are still accepted",
        "regenerate the client to offer them",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_ALTERNATIVE_REMOVED = "security-alternative-removed", Request, Breaking,
        "credentials are not accepted any more",
        "requests with these credentials alone are refused with 401",
        "accept the old credentials until no released client sends them",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_REORDERED = "security-reordered", Request, Safe,
        "the alternatives of what an operation requires are in another order",
        "the order means nothing to the server; a client that has the credentials of several sends those of the first one",
        "set the credentials of one alternative alone where the others must not be sent",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_SCOPE_ADDED = "security-scope-added", Request, BreakingIf if "the token does not have the scope",
        "an operation needs another scope",
        "tokens without the scope are refused with 403",
        "accept tokens without the scope until no released client has one",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_SCOPE_REMOVED = "security-scope-removed", Request, Safe,
        "an operation does not need a scope any more",
        "tokens with the scope are still accepted",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#security-requirement-object";
    SECURITY_SCHEME_RENAMED = "security-scheme-renamed", Request, Safe,
        "a security scheme has another name",
        "the name of a scheme is not sent",
        "use the new name on the builder of the client",
        "https://spec.openapis.org/oas/v3.0.3.html#security-scheme-object";
    SECURITY_SCHEME_CHANGED = "security-scheme-changed", Request, Breaking,
        "credentials are sent in another way",
        "released clients send them in the old way, and their requests are refused with 401",
        "accept both ways until no released client uses the old one",
        "https://spec.openapis.org/oas/v3.0.3.html#security-scheme-object";
    BEARER_FORMAT_CHANGED = "bearer-format-changed", Request, Safe,
        "the format of tokens is described in another way",
        "clients do not read tokens",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#security-scheme-object";
    OAUTH_FLOW_ADDED = "oauth-flow-added", Request, Safe,
        "there is another flow to get a token",
        "released clients use the old ones",
        "regenerate the client to use it",
        "https://spec.openapis.org/oas/v3.0.3.html#oauth-flows-object";
    OAUTH_FLOW_REMOVED = "oauth-flow-removed", Request, BreakingIf if "the caller gets its tokens by this flow",
        "a flow to get a token was removed",
        "released clients that use it get no token",
        "keep the flow until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#oauth-flows-object";
    OAUTH_URL_CHANGED = "oauth-url-changed", Request, BreakingIf if "the old address is not served any more",
        "tokens are requested from another address",
        "released clients request them from the old address",
        "serve the old address until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#oauth-flow-object";
    OAUTH_SCOPE_DECLARED = "oauth-scope-declared", Request, Safe,
        "a flow has another scope",
        "released clients do not request it",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#oauth-flow-object";
    OAUTH_SCOPE_UNDECLARED = "oauth-scope-undeclared", Request, BreakingIf if "the caller requests a token with this scope",
        "a flow does not have a scope any more",
        "requests for a token with this scope are refused",
        "keep the scope until no released client requests it",
        "https://spec.openapis.org/oas/v3.0.3.html#oauth-flow-object";
}
