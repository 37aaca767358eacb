//! The keywords that the comparison knows, and what each has to be. What is not here, or is something else, is compared as
//! it was written.

use codegen::document::{Node, Value};

/// What the value of a keyword has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Text,
    Number,
    Truth,
    /// A truth value in 3.0, a number in 3.1.
    NumberOrTruth,
    List,
    Object,
    /// A text or a list.
    Types,
    Schema,
}

/// In which versions of OpenAPI a keyword has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    V3_0,
    V3_1,
    /// In 3.0 alone.
    Until3_1,
}

use Kind::{Any, List, Number, NumberOrTruth, Object, Schema, Text, Truth, Types};
use Since::{Until3_1, V3_0, V3_1};

const KEYWORDS: &[(&str, Kind, Since)] = &[
    ("$ref", Text, V3_0),
    ("type", Types, V3_0),
    ("nullable", Truth, Until3_1),
    ("format", Text, V3_0),
    ("enum", List, V3_0),
    ("const", Any, V3_1),
    ("minimum", Number, V3_0),
    ("maximum", Number, V3_0),
    ("exclusiveMinimum", NumberOrTruth, V3_0),
    ("exclusiveMaximum", NumberOrTruth, V3_0),
    ("multipleOf", Number, V3_0),
    ("minLength", Number, V3_0),
    ("maxLength", Number, V3_0),
    ("pattern", Text, V3_0),
    ("minItems", Number, V3_0),
    ("maxItems", Number, V3_0),
    ("uniqueItems", Truth, V3_0),
    ("minProperties", Number, V3_0),
    ("maxProperties", Number, V3_0),
    ("required", List, V3_0),
    ("properties", Object, V3_0),
    ("additionalProperties", Schema, V3_0),
    ("items", Schema, V3_0),
    ("allOf", List, V3_0),
    ("oneOf", List, V3_0),
    ("anyOf", List, V3_0),
    ("not", Schema, V3_0),
    ("discriminator", Object, V3_0),
    ("readOnly", Truth, V3_0),
    ("writeOnly", Truth, V3_0),
    ("default", Any, V3_0),
    ("deprecated", Truth, V3_0),
    ("title", Text, V3_0),
    ("description", Text, V3_0),
    ("example", Any, V3_0),
    ("examples", List, V3_1),
    ("externalDocs", Object, V3_0),
    ("xml", Object, V3_0),
    ("patternProperties", Object, V3_1),
    ("propertyNames", Schema, V3_1),
    ("unevaluatedProperties", Schema, V3_1),
    ("dependentRequired", Object, V3_1),
    ("dependentSchemas", Object, V3_1),
    ("if", Schema, V3_1),
    ("then", Schema, V3_1),
    ("else", Schema, V3_1),
    ("prefixItems", List, V3_1),
    ("contains", Schema, V3_1),
    ("minContains", Number, V3_1),
    ("maxContains", Number, V3_1),
    ("unevaluatedItems", Schema, V3_1),
    ("contentEncoding", Text, V3_1),
    ("contentMediaType", Text, V3_1),
    ("contentSchema", Schema, V3_1),
    ("$defs", Object, V3_1),
    ("definitions", Object, V3_1),
    ("$id", Text, V3_1),
    ("$anchor", Text, V3_1),
    ("$dynamicAnchor", Text, V3_1),
    ("$comment", Text, V3_1),
    ("$dynamicRef", Text, V3_1),
    ("$schema", Text, V3_1),
    ("$vocabulary", Object, V3_1),
];

/// Whether a keyword has the meaning that the comparison gives it.
pub(super) fn is_known(keyword: &str, node: &Node, json_schema: bool) -> bool {
    let Some((_, kind, since)) = KEYWORDS.iter().find(|(name, ..)| *name == keyword) else {
        return false;
    };
    let in_version = match since {
        V3_0 => true,
        V3_1 => json_schema,
        Until3_1 => !json_schema,
    };
    let fits = match kind {
        Any => true,
        Text => matches!(node.value, Value::String(_)),
        Number => matches!(node.value, Value::Number(_)),
        Truth => matches!(node.value, Value::Bool(_)),
        NumberOrTruth if json_schema => matches!(node.value, Value::Number(_)),
        NumberOrTruth => matches!(node.value, Value::Bool(_)),
        List => matches!(node.value, Value::Array(_)),
        Object => matches!(node.value, Value::Object(_)),
        Types if json_schema => matches!(node.value, Value::String(_) | Value::Array(_)),
        Types => matches!(node.value, Value::String(_)),
        Schema => matches!(node.value, Value::Object(_) | Value::Bool(_)),
    };
    in_version && fits
}
