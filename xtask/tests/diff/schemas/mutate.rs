//! Random changes of random schemas.

use serde_json::{Value, json};

use crate::random::{NAMED, Random, Schemas};

/// Makes a schema one about which the standards and the generated clients agree: alternatives need not exclude each other,
/// what has properties has a type, and `nullable` is beside a type.
pub(crate) fn plain(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut() {
        if let Some(list) = members.remove("oneOf") {
            members.insert("anyOf".into(), list);
        }
        if members.contains_key("properties") || members.contains_key("additionalProperties") {
            members.insert("type".into(), json!("object"));
        }
        if members.contains_key("items") {
            members.insert("type".into(), json!("array"));
        }
        if !members.contains_key("type") || members.contains_key("enum") {
            members.remove("nullable");
        }
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(plain),
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}

/// The pointers of all schemas in a schema, itself included.
fn inner(at: &str, schema: &Value, found: &mut Vec<String>) {
    if !schema.is_object() {
        return;
    }
    found.push(at.to_owned());
    for keyword in ["items", "additionalProperties", "not"] {
        inner(&format!("{at}/{keyword}"), &schema[keyword], found);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for (index, branch) in schema[keyword].as_array().into_iter().flatten().enumerate() {
            inner(&format!("{at}/{keyword}/{index}"), branch, found);
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let name = name.replace('~', "~0").replace('/', "~1");
        inner(&format!("{at}/properties/{name}"), property, found);
    }
}

/// Changes something somewhere in one of the schemas.
pub(crate) fn mutate(random: &mut Random, named: &mut [Value], schemas: &Schemas) {
    let index = random.below(NAMED);
    let mut places = Vec::new();
    inner("", &named[index], &mut places);
    let place = places[random.below(places.len())].clone();
    let schema = named[index].pointer_mut(&place).unwrap();
    let Some(members) = schema.as_object_mut() else { return };
    let keys: Vec<String> = members.keys().cloned().collect();
    match random.below(9) {
        // Without a keyword.
        0 if !keys.is_empty() => _ = members.remove(&keys[random.below(keys.len())]),
        1 => {
            _ = members.insert(
                "type".into(),
                json!(random.pick(&["string", "integer", "number", "object", "array", "boolean"])),
            )
        }
        2 => {
            let (keyword, most) = random.pick(&[
                ("maxLength", 5),
                ("minLength", 4),
                ("maxItems", 3),
                ("minItems", 3),
                ("maximum", 12),
                ("minimum", 5),
                ("maxProperties", 4),
                ("minProperties", 3),
            ]);
            members.insert(keyword.into(), json!(random.below(most)));
        }
        3 => {
            let names: Vec<_> = members
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|map| map.keys().cloned())
                .collect();
            let required: Vec<_> = names.into_iter().filter(|_| random.one_in(2)).collect();
            if required.is_empty() {
                members.remove("required");
            } else {
                members.insert("required".into(), json!(required));
            }
        }
        4 => {
            let property = schemas.one(random, 3);
            if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert(random.pick(&["a", "b", "new"]).into(), property);
            }
        }
        5 => {
            if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
                let names: Vec<String> = properties.keys().cloned().collect();
                if !names.is_empty() {
                    properties.remove(&names[random.below(names.len())]);
                }
            }
        }
        6 => _ = members.insert("enum".into(), json!(["a", "b", "abc"][..=random.below(3)])),
        7 => _ = members.insert("nullable".into(), json!(random.one_in(2))),
        _ => *schema = schemas.one(random, 2),
    }
}
