//! Servers: of the document, of path items and of operations.

use super::rules;

rules! { SERVERS:
    SERVER_ADDED = "server-added", Request, Safe,
        "there is another server",
        "released clients use the old ones",
        "regenerate the client to offer it",
        "https://spec.openapis.org/oas/v3.0.3.html#server-object";
    SERVER_REMOVED = "server-removed", Request, BreakingIf if "the caller uses this server, and it is not served any more",
        "a server was removed",
        "released clients that use it do not reach the API",
        "serve it until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#server-object";
    SERVER_URL_CHANGED = "server-url-changed", Request, Breaking,
        "a server has another URL",
        "released clients have the old URL built in, unless their callers set another one",
        "serve the old URL until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#server-object";
    SERVERS_REORDERED = "servers-reordered", Request, Safe,
        "another server is the first one",
        "the first server is the default of a client; released clients use the old one, which is still there",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#server-object";
    SERVER_VARIABLE_DEFAULT_CHANGED = "server-variable-default-changed", Request, Safe,
        "a variable of a server has another default",
        "released clients use the old default, which is still a value of the variable",
        "set the variable on the client where the default must not change",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_VALUE_ADDED = "server-variable-value-added", Request, Safe,
        "a variable of a server may have another value",
        "released clients use the old ones",
        "regenerate the client to offer it",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_VALUE_REMOVED = "server-variable-value-removed", Request, BreakingIf if "the caller uses this value, and its server is not there any more",
        "a variable of a server may not have a value any more",
        "released clients that use it do not reach the API",
        "serve it until no released client uses it",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_LIMITED = "server-variable-limited", Request, BreakingIf if "the caller uses a value that is not listed",
        "the values of a variable of a server are listed now",
        "any value was allowed before",
        "list all values that callers use",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_UNLIMITED = "server-variable-unlimited", Request, Safe,
        "a variable of a server may have any value now",
        "what released clients use is still allowed",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_RENAMED = "server-variable-renamed", Request, Safe,
        "a variable of a server has another name",
        "the name of a variable is not sent",
        "use the new name on the builder of the client",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    SERVER_VARIABLE_CHANGED = "server-variable-changed", Request, Safe,
        "a variable that is not in the URL of its server was added or removed",
        "it is not sent",
        "nothing needs to be done",
        "https://spec.openapis.org/oas/v3.0.3.html#server-variable-object";
    CLIENT_DEFAULT_CHANGED = "client-default-changed", Request, Safe,
        "whether a client has the default of a variable has changed: `x-no-client-default`",
        "what is sent stays the same for callers that set the variable",
        "set the variable on the client",
        "https://spec.openapis.org/oas/v3.0.3.html#specification-extensions";
}
