//! How well a change fits a difference: by its rule, and by the bound that its message names.

use super::topic::Topic;

/// How well a rule fits what a difference is about: whether it may be the cause, and whether it says so.
pub(super) fn score(topic: Topic, rule: &str) -> u8 {
    let has = |words: &[&str]| words.iter().any(|word| rule.contains(word));
    const DOCS: &[&str] = &["description", "example", "title", "external-docs", "comment", "info"];
    let fits = match topic {
        Topic::Added => has(&[
            "added",
            "renamed",
            "moved",
            "became",
            "id-changed",
            "rust-name",
            "choice",
        ]),
        Topic::Removed => has(&[
            "removed",
            "renamed",
            "moved",
            "became",
            "id-changed",
            "rust-name",
            "choice",
        ]),
        Topic::Type => has(&[
            "type",
            "format",
            "became",
            "widened",
            "narrowed",
            "removed",
            "null",
            "reference",
            "enum",
            "status",
        ]),
        Topic::Docs => has(DOCS),
        Topic::Deprecated => has(&["deprecated", "reactivated"]),
        Topic::Feature => rule.starts_with("tag"),
        Topic::Required => has(&["required", "optional"]),
        Topic::Bounds => has(&["limit", "pattern", "bound", "unique", "multiple"]),
        Topic::Default => has(&["default"]),
        Topic::Wire => has(&[
            "moved",
            "style",
            "renamed",
            "media-type",
            "status",
            "pagination",
            "version",
            "info",
        ]),
        Topic::Security => has(&["security", "scope", "credential"]),
        Topic::Servers => has(&["server"]),
        Topic::Code => true,
    };
    match fits {
        true => 2,
        // Words alone change no type, and the other way round nothing else is a change of words.
        false if has(DOCS) => 0,
        false => 1,
    }
}

/// Whether a change is of the bound that a difference names: `the maximum length was 3` is of `maxLength`.
pub(super) fn is_of_bound(message: &str, what: &str) -> bool {
    const BOUNDS: &[(&str, &str)] = &[
        ("the minimum length", "minLength"),
        ("the maximum length", "maxLength"),
        ("the minimum number of items", "minItems"),
        ("the maximum number of items", "maxItems"),
        ("the minimum number of properties", "minProperties"),
        ("the maximum number of properties", "maxProperties"),
        ("the minimum", "minimum"),
        ("the maximum", "maximum"),
    ];
    let bound = BOUNDS.iter().find(|(words, _)| what.starts_with(words));
    bound.is_some_and(|(_, keyword)| message.contains(keyword))
}
