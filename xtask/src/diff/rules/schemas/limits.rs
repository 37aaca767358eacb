//! Bounds of numbers, lengths, and counts; steps and patterns.

use super::sides;

sides! { LIMITS, "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2":
    LIMIT_ADDED = "limit-added", "a bound, a length or a count was added",
        request BreakingIf if "the caller sends a value beyond it": "the server refuses it",
        response Safe: "released clients enforce no limits on what they receive" => "regenerate the client",
        "accept values beyond the limit until no released client sends them";
    LIMIT_REMOVED = "limit-removed", "a bound, a length or a count was removed",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients enforce no limits on what they receive",
        "nothing";
    LIMIT_TIGHTENED = "limit-tightened", "a bound, a length or a count allows fewer values",
        request BreakingIf if "the caller sends a value beyond it": "the server refuses it",
        response Safe: "released clients enforce no limits on what they receive" => "regenerate the client",
        "accept values beyond the limit until no released client sends them";
    LIMIT_LOOSENED = "limit-loosened", "a bound, a length or a count allows more values",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients enforce no limits on what they receive",
        "nothing";
    STEP_ADDED = "multiple-of-added", "`multipleOf` was added",
        request BreakingIf if "the caller sends a value between the steps": "the server refuses it",
        response Safe: "released clients enforce no steps on what they receive" => "regenerate the client",
        "accept other values until no released client sends them";
    STEP_REMOVED = "multiple-of-removed", "`multipleOf` was removed",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients enforce no steps on what they receive",
        "nothing";
    STEP_CHANGED = "multiple-of-changed", "`multipleOf` was changed",
        request BreakingIf if "the caller sends a value that is no multiple of the new step": "the server refuses it",
        response Safe: "released clients enforce no steps on what they receive" => "regenerate the client",
        "accept other values until no released client sends them";
    PATTERN_ADDED = "pattern-added", "a pattern was added",
        request BreakingIf if "the caller sends a text that does not match": "the server refuses it",
        response Safe: "released clients enforce no patterns on what they receive" => "regenerate the client",
        "accept other texts until no released client sends them";
    PATTERN_REMOVED = "pattern-removed", "a pattern was removed",
        request Safe: "the server accepts what released clients send",
        response Safe: "released clients enforce no patterns on what they receive",
        "nothing";
    PATTERN_CHANGED = "pattern-changed", "a pattern was changed",
        request BreakingIf if "the caller sends a text that does not match the new pattern": "the server refuses it",
        response Safe: "released clients enforce no patterns on what they receive" => "regenerate the client",
        "accept other texts until no released client sends them";
}
