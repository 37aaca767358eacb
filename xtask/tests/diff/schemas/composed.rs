//! Two changes are at least as severe as each of them, and a change has one cause.

use serde_json::{Map, Value, json};
use xtask::diff::{Change, compare_wire as compare};

use super::{BOTH, Way, document, numbered, shown};

fn object(properties: &Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    numbered(&[json!({"type": "object", "required": required, "properties": properties})])
}

/// Pairs of schemas of one property.
fn changes() -> Vec<(Value, Value)> {
    let string = json!({"type": "string"});
    vec![
        (string.clone(), json!({"type": "string", "maxLength": 3})),
        (string.clone(), json!({"type": "integer"})),
        (json!({"type": "integer"}), json!({"type": "number"})),
        (
            json!({"type": "string", "enum": ["a"]}),
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (string.clone(), json!({"type": "string", "nullable": true})),
        (
            json!({"type": "integer", "format": "int64"}),
            json!({"type": "integer", "format": "int32"}),
        ),
        (string.clone(), json!({"type": "string", "description": "d"})),
        (
            json!({"type": "integer", "default": 1}),
            json!({"type": "integer", "default": 2}),
        ),
        (
            string.clone(),
            json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        ),
        (
            json!({"type": "array", "items": string}),
            json!({"type": "array", "items": {"type": "boolean"}}),
        ),
    ]
}

#[test]
fn two_changes_are_as_severe_as_the_worse_of_them() {
    let all = changes();
    for way in BOTH {
        for (index, (a, b)) in all.iter().enumerate() {
            for (c, d) in &all[index..] {
                let with = |one: &Value, two: &Value| {
                    let properties = [("one".to_owned(), one.clone()), ("two".to_owned(), two.clone())];
                    document("3.0.3", way, &object(&properties.into_iter().collect(), &["one"]))
                };
                let base = with(a, c);
                let first = compare(&base, &with(b, c)).wire();
                let second = compare(&base, &with(a, d)).wire();
                let both = compare(&base, &with(b, d));
                assert_eq!(both.wire(), first.max(second), "{a} {b} {c} {d}:\n{}", shown(&both));
            }
        }
    }
}

#[test]
fn a_change_of_a_shared_schema_is_one_entry_with_all_its_operations() {
    let api = |maximum: u32| {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/List"}}});
        let operation = |name: &str| {
            json!({"post": {
                "operationId": name,
                "requestBody": {"content": content},
                "responses": {"200": {"description": "d", "content": content}},
            }})
        };
        let value = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": operation("a"), "/b": operation("b"), "/c": operation("c")},
            "components": {"schemas": {
                "List": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
                "Item": {"type": "object", "properties": {"size": {"type": "integer", "maximum": maximum}}},
            }},
        });
        codegen::Document::parse("test.json", value.to_string().as_bytes()).unwrap()
    };
    let comparison = compare(&api(200), &api(100));
    let [change] = &comparison.changes[..] else {
        panic!("{}", shown(&comparison))
    };
    assert_eq!(change.rule.id, "request-limit-tightened");
    assert_eq!(change.pointer(), "/components/schemas/Item/properties/size");
    assert_eq!(change.used_in, ["a", "b", "c"]);
    assert_eq!(change.condition.as_deref(), Some("the caller sends more than 100"));
    assert_eq!(
        change.message,
        "`size`: maximum was 200 and is 100 (sent and received; this is what it means for what is sent)"
    );
}

#[test]
fn every_change_that_breaks_under_a_condition_says_which() {
    let says = |change: &Change| (change.wire.word() == "breaking-if") == change.condition.is_some();
    for way in [Way::Sent, Way::Received] {
        for (from, to) in changes() {
            let with = |value: &Value| {
                let properties = [("one".to_owned(), value.clone())];
                document("3.0.3", way, &object(&properties.into_iter().collect(), &["one"]))
            };
            for (from, to) in [(&from, &to), (&to, &from)] {
                let comparison = compare(&with(from), &with(to));
                assert!(
                    !comparison.changes.is_empty() && comparison.changes.iter().all(says),
                    "{}",
                    shown(&comparison)
                );
            }
        }
    }
}
