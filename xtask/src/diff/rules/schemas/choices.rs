//! Choices: `oneOf`, `anyOf`, and discriminators.

use super::{both, sides};

both! { CHOICE_ORDER, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1":
    CHOICE_ORDER_CHANGED = "choice-order-changed", Safe,
        "the alternatives of a choice are in another order",
        "the alternatives are the same",
        "nothing";
}

sides! { CHOICES, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1":
    ALTERNATIVE_ADDED = "alternative-added", "an alternative was added to a choice",
        request Safe: "released clients do not send it; a value that fits it and another alternative is refused with `oneOf`" => "keep the alternatives of `oneOf` apart, by a discriminator or by a property that only one of them has",
        response Silent: "released clients preserve a value of an alternative that they do not know, as `Unknown`, and cannot read it",
        "return the alternative only to clients that ask for it";
    ALTERNATIVE_REMOVED = "alternative-removed", "an alternative was removed from a choice",
        request BreakingIf if "the caller sends the alternative": "the server refuses it",
        response Safe: "released clients no longer receive it" => "regenerate the client",
        "accept the alternative until no released client sends it";
    BECAME_CHOICE = "became-choice", "a value became a choice of several schemas",
        request BreakingIf if "the caller sends a value of no alternative": "the server refuses a value that none of the alternatives allows",
        response BreakingIf if "the server returns another alternative": "released clients read every alternative as the schema from before",
        "keep the schema from before as an alternative";
    NO_LONGER_CHOICE = "no-longer-choice", "a value is no longer a choice of several schemas",
        request BreakingIf if "the caller sends another alternative": "the server accepts one schema only",
        response BreakingIf if "the value is none of the alternatives from before": "released clients expect one of the alternatives from before" => "keep returning values that fit one of the alternatives from before",
        "accept the other alternatives until no released client sends them";
    CHOICE_EXCLUSIVE = "choice-became-exclusive", "a value must not match several alternatives now",
        request BreakingIf if "the caller sends a value of several alternatives": "the server refuses it",
        response Safe: "released clients read the first alternative that matches" => "regenerate the client",
        "accept values of several alternatives";
    CHOICE_NOT_EXCLUSIVE = "choice-no-longer-exclusive", "a value may match several alternatives now",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients read the first alternative that matches",
        "nothing";
}

sides! { DISCRIMINATORS, "https://spec.openapis.org/oas/v3.0.3.html#discriminator-object":
    DISCRIMINATOR_ADDED = "discriminator-added", "a discriminator was added",
        request BreakingIf if "the caller sends no value for it, or another one": "the server chooses the schema by it",
        response Safe: "released clients find the schema as before" => "regenerate the client",
        "accept values without it";
    DISCRIMINATOR_REMOVED = "discriminator-removed", "a discriminator was removed",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response Silent: "released clients choose the schema by it, and preserve a value without it as `Unknown`",
        "keep returning it";
    DISCRIMINATOR_RENAMED = "discriminator-property-changed", "a discriminator is another property",
        request Breaking: "released clients do not send the new property",
        response Silent: "released clients choose the schema by the old property, and preserve a value without it as `Unknown`",
        "send and accept both properties";
    MAPPING_ADDED = "mapping-added", "a value was added to a discriminator",
        request Safe: "released clients do not send it" => "regenerate the client",
        response Silent: "released clients preserve a value of a schema that they do not know, as `Unknown`, and cannot read it",
        "return the new value only to clients that ask for it";
    MAPPING_REMOVED = "mapping-removed", "a value was removed from a discriminator",
        request BreakingIf if "the caller sends the value": "the server knows no schema for it",
        response Safe: "released clients no longer receive it" => "regenerate the client",
        "accept the value until no released client sends it";
    MAPPING_CHANGED = "mapping-changed", "a value of a discriminator chooses another schema",
        request BreakingIf if "the caller sends the value": "the server reads it as another schema",
        response Silent: "released clients read the value as the schema from before, or preserve it as `Unknown`",
        "use a new value for the new schema";
}
