//! Lists of values: `enum` and `const`.

use super::{both, sides};

both! { VALUE_ORDER, "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2":
    ENUM_ORDER_CHANGED = "enum-order-changed", Safe,
        "the values of an enum are in another order",
        "the values are the same",
        "nothing";
}

sides! { VALUES, "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2":
    ENUM_VALUE_ADDED = "enum-value-added", "a value was added to an enum",
        request Safe: "released clients do not send it",
        response Silent: "released clients preserve a value that they do not know, as `Unknown`",
        "regenerate the client to have the value by name";
    ENUM_VALUE_REMOVED = "enum-value-removed", "a value was removed from an enum",
        request BreakingIf if "the caller sends the value": "the server refuses it",
        response Safe: "released clients no longer receive it" => "regenerate the client",
        "accept the value until no released client sends it";
    ENUM_REPLACED = "enum-replaced", "an enum has other values, and none of the old ones",
        request Breaking: "the server refuses every value that released clients send",
        response Silent: "released clients preserve the values, as `Unknown`, and know none of them",
        "accept and return the old values as well";
    BECAME_ENUM = "became-enum", "a value became an enum",
        request BreakingIf if "the caller sends a value that is not listed": "the server refuses it",
        response Safe: "released clients read the value as before" => "regenerate the client",
        "accept other values until no released client sends them";
    NO_LONGER_ENUM = "no-longer-enum", "a value is no longer an enum",
        request Safe: "the listed values are accepted" => "regenerate the client",
        response Silent: "released clients preserve a value that they do not know, as `Unknown`",
        "regenerate the client to read all values";
}
