//! The rules that documents are held against, as data: tools can list them, and a test proves that each has a golden.

use super::Severity;

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// Whether a finding refuses the document.
    pub severity: Severity,
    /// What the rule finds, in one line.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
}

macro_rules! rules {
    ($($name:ident = $severity:ident $id:literal $summary:literal $why:literal;)*) => {
        $(
            pub(crate) const $name: Rule =
                Rule { id: $id, severity: Severity::$severity, summary: $summary, why: $why };
        )*
        /// All rules of reading and validating a document.
        pub const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    TOO_LARGE = Error "too-large" "The file is larger than any document that a person keeps."
        "It is refused before it is read, so that no input takes all memory.";
    NOT_UTF8 = Error "not-utf8" "The file is not UTF-8."
        "A document is exchanged as UTF-8.";
    NOT_YAML = Error "not-yaml" "The text is neither YAML nor JSON."
        "Nothing can be read beyond this place.";
    NOT_JSON = Error "not-json" "YAML that has no counterpart in JSON."
        "An OpenAPI document must be one that JSON can hold.";
    SEVERAL_DOCUMENTS = Error "several-documents" "More than one YAML document in the file."
        "All but the first would be ignored.";
    DUPLICATE_KEY = Error "duplicate-key" "A key stands twice in one object."
        "Only one of the two values can count, and readers differ in which.";
    MERGE_KEY = Error "merge-key" "A merge key of YAML 1.1."
        "Readers of YAML 1.2 take it for a member of that name.";
    YAML_BOMB = Error "yaml-bomb" "Aliases that blow the document up, or that never end."
        "Expanding it would take all memory.";
    TOO_MANY_NODES = Error "too-many-nodes" "More values than any document that a person keeps."
        "Reading it would take all memory.";
    TOO_DEEP = Error "too-deep" "Values nest deeper than any reader can be trusted with."
        "Most readers overflow their stack on it.";
    NOT_OPENAPI = Error "not-openapi" "The document is not an OpenAPI document."
        "Nothing can be generated from it.";
    OPENAPI_2 = Error "openapi-2" "The document is of Swagger 2.0."
        "Its schemas, bodies and servers are written in another way than those of OpenAPI 3.0.";
    OPENAPI_3_1 = Error "openapi-3-1" "The document is of OpenAPI 3.1 or later."
        "Its schemas mean something else than those of OpenAPI 3.0, though many look alike.";
    UNSUPPORTED_VERSION = Error "unsupported-version" "The document is of a version that is not known here."
        "What its keywords mean is not known.";
    UNSUPPORTED = Error "unsupported" "Valid, but not within what the generator's model of OpenAPI can hold."
        "Nothing can be generated from it.";
}
