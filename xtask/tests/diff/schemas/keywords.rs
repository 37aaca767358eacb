//! Every keyword of a schema: whatever is removed, added or changed anywhere in it is a change at its place.

use serde_json::{Map, Value, json};
use xtask::diff::compare_wire as compare;

use super::{BOTH, document, numbered, shown};

fn rich_3_0() -> Map<String, Value> {
    let main = json!({
        "type": "object",
        "title": "Main",
        "description": "All keywords of OpenAPI 3.0.",
        "required": ["text", "count"],
        "minProperties": 2,
        "maxProperties": 20,
        "x-owner": {"team": "a", "since": [1, 2]},
        "unknownKeyword": {"deep": [1, {"a": "b"}]},
        "externalDocs": {"url": "https://example.com", "description": "d"},
        "properties": {
            "text": {
                "type": "string", "format": "uuid", "minLength": 2, "maxLength": 40, "pattern": "^[a-z]+$", "nullable": true,
                "title": "Text", "description": "A text.", "default": "abc", "example": "abc", "deprecated": true,
                "externalDocs": {"url": "https://example.com/text"}, "xml": {"name": "t", "attribute": true},
            },
            "kind": {"type": "string", "enum": ["a", "b", "c"]},
            "count": {
                "type": "integer", "format": "int32", "minimum": 1, "maximum": 10, "exclusiveMinimum": true,
                "exclusiveMaximum": true, "multipleOf": 2,
            },
            "list": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 9, "uniqueItems": true},
            "map": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 3}},
            "closed": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false},
            "choice": {
                "oneOf": [{"$ref": "#/components/schemas/S1"}, {"$ref": "#/components/schemas/S2"}],
                "discriminator": {"propertyName": "kind", "mapping": {"one": "#/components/schemas/S1"}, "x-more": 1},
            },
            "several": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer"}]},
            "other": {"type": "string", "not": {"enum": ["x", "y"]}},
            "all": {"allOf": [
                {"$ref": "#/components/schemas/S3"},
                {"type": "object", "required": ["extra"], "properties": {"extra": {"type": "number"}}},
            ]},
            "seen": {"type": "string", "readOnly": true},
            "secret": {"type": "string", "writeOnly": true},
            "self": {"$ref": "#/components/schemas/S0"},
        },
    });
    numbered(&[
        main,
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "one": {"type": "string"}}}),
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "two": {"type": "number"}}}),
        json!({"type": "object", "properties": {"base": {"type": "string", "description": "d"}}}),
    ])
}

fn rich_3_1() -> Map<String, Value> {
    let mut named = rich_3_0();
    let main = &mut named["S0"];
    let old = main["properties"].as_object_mut().unwrap();
    old["text"]["type"] = json!(["string", "null"]);
    old["text"].as_object_mut().unwrap().remove("nullable");
    old["count"]["exclusiveMinimum"] = json!(1);
    old["count"]["exclusiveMaximum"] = json!(10);
    old["count"]
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !["minimum", "maximum"].contains(&key.as_str()));
    old["text"]["examples"] = json!(["a", "b"]);
    old["text"]["contentEncoding"] = json!("base64");
    old["text"]["contentMediaType"] = json!("application/json");
    old["text"]["contentSchema"] = json!({"type": "object", "maxProperties": 3});
    old["kind"] = json!({"const": "a", "$comment": "c"});
    old.insert("types".into(), json!({"type": ["string", "integer", "null"]}));
    old.insert(
        "tuple".into(),
        json!({
            "type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "number"},
            "contains": {"type": "string", "minLength": 4}, "minContains": 2, "maxContains": 5,
        }),
    );
    old.insert(
        "short".into(),
        json!({
            "type": "array", "prefixItems": [{"type": "string"}], "items": false,
        }),
    );
    old.insert(
        "rest".into(),
        json!({"type": "array", "unevaluatedItems": {"type": "string", "maxLength": 8}}),
    );
    old.insert(
        "names".into(),
        json!({
            "type": "object", "propertyNames": {"maxLength": 8}, "patternProperties": {"^x": {"type": "string"}},
            "unevaluatedProperties": {"type": "integer"},
        }),
    );
    old.insert(
        "sealed".into(),
        json!({"type": "object", "unevaluatedProperties": false}),
    );
    old.insert(
        "depends".into(),
        json!({
            "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "dependentRequired": {"a": ["b"]},
            "dependentSchemas": {"a": {"minProperties": 2}},
            "if": {"required": ["a"]}, "then": {"maxProperties": 5}, "else": {"maxProperties": 7},
        }),
    );
    old.insert(
        "beside".into(),
        json!({"$ref": "#/components/schemas/S3", "description": "beside", "maxProperties": 3}),
    );
    old.insert("dynamic".into(), json!({"$dynamicRef": "#node"}));
    old.insert("never".into(), json!(false));
    let main = main.as_object_mut().unwrap();
    main.insert(
        "$defs".into(),
        json!({"node": {"$dynamicAnchor": "node", "$anchor": "plain", "type": "string"}}),
    );
    main.insert(
        "$schema".into(),
        json!("https://spec.openapis.org/oas/3.1/dialect/base"),
    );
    main.insert(
        "$vocabulary".into(),
        json!({"https://json-schema.org/draft/2020-12/vocab/core": true}),
    );
    named["S3"]["$id"] = json!("https://example.com/s3");
    named["S0"]["properties"]["beside"]["$ref"] = json!("https://example.com/s3");
    named["S0"]["properties"]["all"]["allOf"][0]["$ref"] = json!("https://example.com/s3");
    named
}

/// Every value below a value, by its pointer.
fn pointers(at: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                let below = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                found.push(below.clone());
                pointers(&below, inner, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let below = format!("{at}/{index}");
                found.push(below.clone());
                pointers(&below, inner, found);
            }
        }
        _ => {}
    }
}

/// The same schemas without a value, and with another one.
fn variants(named: &Map<String, Value>, pointer: &str) -> Vec<Map<String, Value>> {
    let whole = Value::Object(named.clone());
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let mut variants = Vec::new();
    let mut removed = whole.clone();
    match removed.pointer_mut(parent).unwrap() {
        Value::Object(members) => _ = members.remove(&key),
        Value::Array(items) => _ = items.remove(key.parse().unwrap()),
        _ => unreachable!("it has a member"),
    }
    variants.push(removed);
    let other = match whole.pointer(pointer).unwrap() {
        Value::Bool(value) => Some(json!(!value)),
        Value::Number(value) => Some(json!(value.as_i64().unwrap() + 1)),
        Value::String(text) if ["string", "integer", "number", "object", "array"].contains(&text.as_str()) => {
            Some(json!("boolean"))
        }
        Value::String(text) if text.ends_with("/S1") => Some(json!("#/components/schemas/S3")),
        Value::String(text) if text.contains("/s3") || text.ends_with("/S3") => Some(json!("#/components/schemas/S2")),
        Value::String(text) => Some(json!(format!("{text}z"))),
        _ => None,
    };
    if let Some(other) = other {
        let mut changed = whole;
        *changed.pointer_mut(pointer).unwrap() = other;
        variants.push(changed);
    }
    variants
        .into_iter()
        .map(|value| value.as_object().unwrap().clone())
        .collect()
}

/// The pointer of the schema or property around a place: a change is reported there, or below.
fn around(pointer: &str) -> String {
    let steps: Vec<_> = pointer.split('/').skip(1).collect();
    match steps[..] {
        [name, "properties", property, ..] => format!("/components/schemas/{name}/properties/{property}"),
        [name, ..] => format!("/components/schemas/{name}"),
        [] => unreachable!("a schema has a name"),
    }
}

fn check(version: &str, named: &Map<String, Value>) {
    let mut places = Vec::new();
    pointers("", &Value::Object(named.clone()), &mut places);
    // A part of them in every run; all of them with `CASES` set.
    let step = if std::env::var_os("CASES").is_some() { 1 } else { 10 };
    let mut silent = Vec::new();
    let mut cases = 0;
    // One type is left out: another schema of the `allOf` says it, too.
    for way in BOTH {
        let base = document(version, way, named);
        let first = usize::from(way == BOTH[0]);
        let sample = places.iter().skip(first).step_by(step);
        for place in sample.filter(|place| *place != "/S0/properties/all/allOf/1/type") {
            for variant in variants(named, place) {
                let other = document(version, way, &variant);
                for (from, to) in [(&base, &other), (&other, &base)] {
                    let comparison = compare(from, to);
                    cases += 1;
                    let around = around(place);
                    // A reference that was changed is reported where it leads, too.
                    let is_reference = place.contains("/$ref") || place.contains("$id") || place.contains("/mapping");
                    let found = comparison.changes.iter().any(|change| {
                        change.rule.id != "crate-surface" && (change.pointer().starts_with(&around) || is_reference)
                    });
                    if !found {
                        silent.push(format!("{version} {way:?} {place}: {}", shown(&comparison)));
                    }
                }
            }
        }
    }
    assert!(cases * step > 600, "{cases}");
    assert!(
        silent.is_empty(),
        "{} of {cases} are passed over:\n{}",
        silent.len(),
        silent.join("\n")
    );
}

#[test]
fn every_keyword_of_3_0_is_compared() {
    check("3.0.3", &rich_3_0());
}

#[test]
fn every_keyword_of_3_1_is_compared() {
    check("3.1.0", &rich_3_1());
}

#[test]
fn what_no_rule_is_for_is_unhandled() {
    let named = rich_3_0();
    let mut other = named.clone();
    other["S0"]["unknownKeyword"]["deep"][1]["a"] = json!("c");
    let comparison = compare(&document("3.0.3", BOTH[0], &named), &document("3.0.3", BOTH[0], &other));
    let rules: Vec<_> = comparison
        .changes
        .iter()
        .map(|change| (change.rule.id, change.pointer()))
        .collect();
    assert_eq!(rules, [("unhandled", "/components/schemas/S0")]);
}
