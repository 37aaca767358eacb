//! Schemas that apply under a condition, and those that must not apply.

use super::sides;

sides! { CONDITIONS, "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2":
    NOT_ADDED = "not-added", "a schema was added that values must not match (`not`)",
        request BreakingIf if "the caller sends a value that matches it": "the server refuses it",
        response Safe: "released clients do not look for it" => "regenerate the client",
        "accept such values until no released client sends them";
    NOT_REMOVED = "not-removed", "a schema was removed that values must not match (`not`)",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients do not look for it",
        "nothing";
    CONDITION_ADDED = "condition-added", "a condition was added (`if` or `dependentSchemas`)",
        request BreakingIf if "the caller sends a value that meets the condition, and not its consequence": "the server refuses it",
        response Safe: "released clients check no conditions" => "regenerate the client",
        "accept such values until no released client sends them";
    CONDITION_REMOVED = "condition-removed", "a condition was removed (`if` or `dependentSchemas`)",
        request Safe: "the server accepts what released clients send" => "regenerate the client",
        response BreakingIf if "the server returns values that the condition did not allow": "released clients may not be able to decode them",
        "keep returning values that meet the condition";
    DYNAMIC_REFERENCE_CHANGED = "dynamic-reference-changed", "a `$dynamicRef` was added, removed or changed",
        request BreakingIf if "the caller sends values that the new target does not allow": "other schemas apply",
        response BreakingIf if "the server returns values that the old target does not allow": "other schemas apply",
        "compare the schemas that the references lead to";
    FORBIDDEN = "value-forbidden", "no value is allowed any more",
        request BreakingIf if "the caller sends a value": "the server refuses every value",
        response Safe: "released clients no longer receive it",
        "remove the value from the document";
    NO_LONGER_FORBIDDEN = "value-no-longer-forbidden", "a value is allowed where none was",
        request Safe: "released clients send none",
        response BreakingIf if "the server returns a value": "released clients expect none",
        "regenerate the client to use it";
}
