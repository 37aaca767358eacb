//! What says the same in other words is no change.

use serde_json::{Map, Value, json};
use xtask::diff::{Wire, compare_wire as compare};

use super::{BOTH, document, numbered, shown};

/// The same value with the members of each object in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            // The map of this test keeps no order: names are what order a document is written in.
            members
                .iter()
                .rev()
                .map(|(key, inner)| (key.clone(), reversed(inner)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(items) => items.iter().map(reversed).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

/// A schema, with the version of OpenAPI that it is written in.
type Written = (&'static str, Value);

/// Two schemas each that say the same.
fn same() -> Vec<(Written, Written)> {
    let old = |schema| ("3.0.3", schema);
    let new = |schema| ("3.1.0", schema);
    vec![
        (
            old(json!({"type": "string", "nullable": true})),
            new(json!({"type": ["string", "null"]})),
        ),
        (
            old(json!({"type": "string", "nullable": true})),
            new(json!({"type": ["null", "string"]})),
        ),
        (
            old(json!({"type": "string", "nullable": true, "maxLength": 3})),
            new(json!({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]})),
        ),
        (
            old(json!({"type": "string", "nullable": true, "enum": ["a", null]})),
            new(json!({"type": ["string", "null"], "enum": ["a", null]})),
        ),
        (
            old(json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true})),
            new(json!({"type": "integer", "exclusiveMinimum": 1})),
        ),
        (
            old(json!({"type": "integer", "maximum": 9, "exclusiveMaximum": true})),
            new(json!({"type": "integer", "exclusiveMaximum": 9, "maximum": 9})),
        ),
        (
            old(json!({"type": "integer", "maximum": 9, "exclusiveMaximum": false})),
            new(json!({"type": "integer", "maximum": 9.0})),
        ),
        (
            old(json!({"type": "string", "example": "a"})),
            new(json!({"type": "string", "examples": ["a"]})),
        ),
        (
            old(json!({"type": "string", "enum": ["a"]})),
            new(json!({"type": "string", "const": "a"})),
        ),
        (
            old(json!({"allOf": [{"$ref": "#/components/schemas/S1"}]})),
            new(json!({"$ref": "#/components/schemas/S1"})),
        ),
        (
            old(json!({"allOf": [{"$ref": "#/components/schemas/S1"}], "nullable": true})),
            new(json!({"oneOf": [{"$ref": "#/components/schemas/S1"}, {"type": "null"}]})),
        ),
        (
            old(
                json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}),
            ),
            old(json!({"allOf": [
                {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
                {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
            ]})),
        ),
        (
            old(json!({"type": "integer", "maximum": 5})),
            old(json!({"type": "integer", "allOf": [{"maximum": 7}, {"maximum": 5}]})),
        ),
        (
            new(json!({"type": "array", "items": true})),
            new(json!({"type": "array"})),
        ),
        (
            new(json!({"type": ["integer", "number"]})),
            new(json!({"type": "number"})),
        ),
        (
            old(json!({"oneOf": [{"type": "string"}]})),
            old(json!({"type": "string"})),
        ),
    ]
}

#[test]
fn the_same_in_other_words_is_no_change() {
    let one = json!({"type": "object", "properties": {"p": {"type": "string"}}});
    for way in BOTH {
        for ((version, schema), (other_version, other)) in same() {
            let within = |schema: &Value| {
                let schema = json!({"type": "object", "properties": {"value": schema}});
                numbered(&[schema, one.clone()])
            };
            let base = document(version, way, &within(&schema));
            let revision = document(other_version, way, &within(&other));
            for (from, to) in [(&base, &revision), (&revision, &base)] {
                let comparison = compare(from, to);
                let of_schemas = comparison.changes.iter().filter(|change| {
                    change.pointer().starts_with("/components/schemas") && change.rule.id != "crate-surface"
                });
                let ids: Vec<_> = of_schemas.map(|change| change.rule.id).collect();
                assert!(ids.is_empty(), "{schema} and {other}, {way:?}:\n{}", shown(&comparison));
            }
        }
    }
}

#[test]
fn the_order_of_members_is_no_change() {
    let schema = json!({
        "type": "object", "required": ["b", "a"],
        "properties": {"b": {"type": "string", "maxLength": 3}, "a": {"enum": [{"x": 1, "y": 2}]}},
    });
    let text = schema.to_string();
    let other = reversed(&schema).to_string();
    // The members are sorted in the maps of this test, so that the texts are turned around by hand.
    let other = other.replace(
        r#"{"maxLength":3,"type":"string"}"#,
        r#"{"type":"string","maxLength":3}"#,
    );
    let other = other
        .replace(r#"{"x":1,"y":2}"#, r#"{"y":2,"x":1}"#)
        .replace(r#"["b","a"]"#, r#"["a","b"]"#);
    assert_ne!(text, other);
    let whole = |schema: &str| {
        let text = format!(
            "{{openapi: 3.0.3, info: {{title: t, version: '1'}}, paths: {{}}, components: {{schemas: {{S0: {schema}}}}}}}"
        );
        codegen::Document::parse("test.yaml", text.as_bytes()).unwrap()
    };
    let comparison = compare(&whole(&text), &whole(&other));
    assert!(comparison.changes.is_empty(), "{}", shown(&comparison));
}

#[test]
fn a_reference_and_what_it_leads_to_are_the_same_on_the_wire() {
    let inner = json!({"type": "object", "required": ["p"], "properties": {"p": {"type": "string"}}});
    let outer = |value: Value| json!({"type": "object", "properties": {"a": value.clone(), "b": {"type": "array", "items": value}}});
    let reference = json!({"$ref": "#/components/schemas/S1"});
    for way in BOTH {
        let base = document("3.0.3", way, &numbered(&[outer(reference.clone()), inner.clone()]));
        let revision = document("3.0.3", way, &numbered(&[outer(inner.clone()), inner.clone()]));
        for (from, to) in [(&base, &revision), (&revision, &base)] {
            let comparison = compare(from, to);
            assert_eq!(comparison.wire(), Wire::Safe, "{}", shown(&comparison));
            let rules: std::collections::BTreeSet<_> = comparison.changes.iter().map(|change| change.rule.id).collect();
            assert!(
                rules
                    .iter()
                    .all(|id| ["schema-reference-changed", "crate-surface"].contains(id)),
                "{rules:?}"
            );
        }
    }
}

#[test]
fn a_recursive_schema_ends() {
    let node = |more: &str| {
        json!({"type": "object", "properties": {
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/S0"}}, more: {"type": "string"},
        }})
    };
    // The revision has two schemas that take turns.
    let turn = |other: &str| {
        json!({"type": "object", "properties": {
            "children": {"type": "array", "items": {"$ref": other}}, "name": {"type": "string"},
        }})
    };
    for way in BOTH {
        let base = document("3.0.3", way, &numbered(&[node("name")]));
        let revision = numbered(&[turn("#/components/schemas/S1"), turn("#/components/schemas/S0")]);
        let comparison = compare(&base, &document("3.0.3", way, &revision));
        assert_eq!(comparison.wire(), Wire::Safe, "{}", shown(&comparison));
    }
}

#[test]
fn what_is_beside_a_reference_counts_from_3_1_on() {
    let outer = |description: &str| {
        let value = json!({"$ref": "#/components/schemas/S1", "description": description});
        numbered(&[
            json!({"type": "object", "properties": {"value": value}}),
            json!({"type": "string"}),
        ])
    };
    for (version, rule) in [
        ("3.0.3", "ignored-beside-reference-changed"),
        ("3.1.0", "schema-description-changed"),
    ] {
        let documents = ["one", "other"].map(|text| document(version, BOTH[1], &outer(text)));
        let comparison = compare(&documents[0], &documents[1]);
        let found: Vec<_> = comparison
            .changes
            .iter()
            .map(|change| (change.rule.id, change.pointer()))
            .collect();
        assert_eq!(found, [(rule, "/components/schemas/S0/properties/value")]);
    }
}
