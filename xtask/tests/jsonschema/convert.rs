//! From schemas of OpenAPI 3.0 to JSON Schema 2020-12, and from values to those that both read alike.

use std::collections::BTreeSet;

use recording::json::{Member, Node, Value as Read};
use serde_json::{Map, Value, json};

/// The keywords under which a schema checks the same value.
const IN_PLACE: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];

/// A schema of JSON Schema that holds a value against the first of these, and has all of them by name. With `closed`,
/// what none of them documents of the value itself is refused.
pub(crate) fn root(named: &[Value], closed: bool) -> Value {
    let definitions: Map<String, Value> = (0..)
        .zip(named)
        .map(|(index, one): (usize, _)| (format!("S{index}"), schema(one)))
        .collect();
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/S0",
        "$defs": definitions,
    });
    if closed {
        root["unevaluatedProperties"] = false.into();
    }
    root
}

/// One schema.
fn schema(of: &Value) -> Value {
    let Some(members) = of.as_object() else {
        return of.clone();
    };
    // What is beside a reference is ignored in OpenAPI 3.0.
    if let Some(target) = members.get("$ref").and_then(Value::as_str) {
        return json!({"$ref": target.replace("#/components/schemas/", "#/$defs/")});
    }
    let mut into = Map::new();
    for (keyword, value) in members {
        match keyword.as_str() {
            "type" if members.get("nullable") == Some(&Value::Bool(true)) => {
                into.insert(keyword.clone(), json!([value, "null"]));
            }
            // Alone, it says nothing; and which way a value goes, JSON Schema does not know.
            "nullable" | "readOnly" | "writeOnly" => {}
            "minimum" | "maximum" => {
                let exclusive = if keyword == "minimum" {
                    "exclusiveMinimum"
                } else {
                    "exclusiveMaximum"
                };
                let is_exclusive = members.get(exclusive) == Some(&Value::Bool(true));
                into.insert(
                    if is_exclusive {
                        exclusive.to_owned()
                    } else {
                        keyword.clone()
                    },
                    value.clone(),
                );
            }
            "exclusiveMinimum" | "exclusiveMaximum" | "format" => {}
            "properties" => {
                let properties: Map<_, _> = value
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, property)| (name.clone(), schema(property)))
                    .collect();
                into.insert(keyword.clone(), properties.into());
            }
            "items" | "not" | "additionalProperties" => {
                into.insert(keyword.clone(), schema(value));
            }
            "allOf" | "anyOf" | "oneOf" => {
                let branches: Vec<_> = value.as_array().unwrap().iter().map(schema).collect();
                into.insert(keyword.clone(), branches.into());
            }
            _ => {
                into.insert(keyword.clone(), value.clone());
            }
        }
    }
    let Some(format) = members.get("format").and_then(Value::as_str).and_then(format) else {
        return into.into();
    };
    json!({"allOf": [into, format]})
}

/// A format in words of JSON Schema; `None` if OpenAPI alone knows it, and there is nothing to say of texts and
/// numbers that both can read.
fn format(name: &str) -> Option<Value> {
    match name {
        "int32" => Some(json!({"minimum": i32::MIN, "maximum": i32::MAX})),
        "int64" => Some(json!({"minimum": i64::MIN, "maximum": i64::MAX})),
        "date-time" | "date" | "ipv4" | "ipv6" | "uuid" => Some(json!({"format": name})),
        "byte" => Some(json!({"pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"})),
        _ => None,
    }
}

/// Takes away what JSON Schema has no word for: which way a property goes.
pub(crate) fn both_ways(of: &mut Value) {
    match of {
        Value::Object(members) => {
            if members.get("readOnly") == Some(&Value::Bool(true))
                || members.get("writeOnly") == Some(&Value::Bool(true))
            {
                members.remove("readOnly");
                members.remove("writeOnly");
            }
            members.values_mut().for_each(both_ways);
        }
        Value::Array(items) => items.iter_mut().for_each(both_ways),
        _ => {}
    }
}

/// The schemas that can check the same value as this one, itself included. `None` if one of them leads to itself: ours
/// ends there, and the other one never.
pub(crate) fn in_place<'s>(named: &'s [Value], from: &'s Value) -> Option<Vec<&'s Value>> {
    fn walk<'s>(named: &'s [Value], at: &'s Value, open: &mut BTreeSet<usize>, all: &mut Vec<&'s Value>) -> Option<()> {
        if let Some(target) = at["$ref"].as_str() {
            let index: usize = target.rsplit('S').next().unwrap().parse().unwrap();
            if !open.insert(index) {
                return None;
            }
            walk(named, &named[index], open, all)?;
            open.remove(&index);
            return Some(());
        }
        all.push(at);
        for keyword in IN_PLACE {
            let branches = match &at[keyword] {
                Value::Array(list) => list.iter().collect(),
                Value::Object(_) => vec![&at[keyword]],
                _ => Vec::new(),
            };
            for branch in branches {
                walk(named, branch, open, all)?;
            }
        }
        Some(())
    }
    let mut all = Vec::new();
    walk(named, from, &mut BTreeSet::new(), &mut all)?;
    Some(all)
}

/// Every schema of a document, wherever it is.
pub(crate) fn everywhere(named: &[Value]) -> Vec<&Value> {
    let mut open: Vec<_> = named.iter().collect();
    let mut all = Vec::new();
    while let Some(at) = open.pop() {
        all.push(at);
        let singles = ["items", "additionalProperties", "not"]
            .iter()
            .map(|keyword| &at[*keyword]);
        open.extend(singles.filter(|inner| inner.is_object()));
        open.extend(at["properties"].as_object().into_iter().flat_map(Map::values));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            open.extend(at[keyword].as_array().into_iter().flatten());
        }
    }
    all
}

/// The value that both read alike, and that says the same.
///
/// The differences that this leaves out, each of which has tests of its own (`contract/`):
/// - `1.0` and `1e2` are no integers here, as the client refuses them; in 2020-12 they are.
/// - What is no exact number of 64 bits: the other one rounds it.
/// - A member that occurs twice: the other one has the last alone.
pub(crate) fn alike(node: &Node) -> Node {
    let value = match &node.value {
        Read::Number(text) => Read::Number(number(text)),
        Read::Array(items) => Read::Array(items.iter().map(alike).collect()),
        Read::Object(members) => {
            let mut kept: Vec<Member> = Vec::new();
            for member in members {
                kept.retain(|known| known.key != member.key);
                kept.push(Member {
                    key: member.key.clone(),
                    start: 0,
                    node: alike(&member.node),
                });
            }
            Read::Object(kept)
        }
        other => other.clone(),
    };
    Node {
        start: 0,
        end: 0,
        value,
    }
}

fn number(text: &str) -> String {
    let is_plain = !text.contains(['e', 'E']) && !text.ends_with(".0") && text.len() < 18 && text != "-0";
    let exact = ["9223372036854775807", "9223372036854775808"].contains(&text);
    if is_plain || exact {
        text.to_owned()
    } else {
        format!("{}.5", text.len())
    }
}
