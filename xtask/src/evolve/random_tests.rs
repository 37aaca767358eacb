//! Random documents of which parts are removed or altered: with conforming data of the original, what is proposed accepts all
//! of the data, and still refuses what the original forbids and the data gives no reason to allow.
//!
//! `CASES=2000 cargo test --package xtask --lib random` tries more of them.

use codegen::Document;
use codegen::view::{Direction, Place};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::Evolution;
use super::test_samples::{self, interaction, sample};
use crate::contract::{Contract, Source};
use crate::selftest::data::{Fill, Maker, Texts};

/// How many documents are tried.
fn cases() -> u64 {
    std::env::var("CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(40)
}

const NAMES: [&str; 8] = ["alpha", "beta", "gamma", "delta", "size", "state", "owner", "tags"];

/// A schema of a value, not deeper than `depth`.
fn schema(rng: &mut Rng, depth: usize, is_31: bool) -> Value {
    let kind = rng.usize(..if depth == 0 { 6 } else { 9 });
    let mut schema = match kind {
        0 => json!({"type": "string"}),
        1 => json!({"type": "string", "maxLength": 4 + rng.u32(..8)}),
        2 => json!({"type": "string", "enum": ["ready", "idle", "busy"]}),
        3 => json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 1000}),
        4 => json!({"type": "number"}),
        5 => json!({"type": "boolean"}),
        6 => json!({"type": "array", "maxItems": 5, "items": schema(rng, depth - 1, is_31)}),
        _ => object(rng, depth - 1, is_31),
    };
    if rng.u8(..5) == 0 && schema.get("enum").is_none() {
        match is_31 {
            true => schema["type"] = json!([schema["type"], "null"]),
            false => schema["nullable"] = json!(true),
        }
    }
    schema
}

fn object(rng: &mut Rng, depth: usize, is_31: bool) -> Value {
    let mut names = NAMES.to_vec();
    rng.shuffle(&mut names);
    names.truncate(1 + rng.usize(..5));
    let properties: Map<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), schema(rng, depth, is_31)))
        .collect();
    let mut object = json!({"type": "object", "properties": properties});
    let required: Vec<_> = names.iter().filter(|_| rng.bool()).collect();
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// A document of one operation, whose response has a component as its schema.
fn document(rng: &mut Rng) -> Value {
    let is_31 = rng.bool();
    json!({
        "openapi": if is_31 { "3.1.0" } else { "3.0.3" },
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/things": {"get": {"operationId": "things", "responses": {"200": {
            "description": "d",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
        }}}}},
        "components": {"schemas": {"Thing": object(rng, 2, is_31)}},
    })
}

/// The pointers of the schemas in a component.
fn schemas(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    for (name, property) in value["properties"].as_object().into_iter().flatten() {
        schemas(property, &format!("{at}/properties/{name}"), found);
    }
    if value.get("items").is_some() {
        schemas(&value["items"], &format!("{at}/items"), found);
    }
}

/// Removes or narrows something of a schema.
fn damage(document: &mut Value, rng: &mut Rng) {
    let mut all = Vec::new();
    schemas(
        &document["components"]["schemas"]["Thing"].clone(),
        "/components/schemas/Thing",
        &mut all,
    );
    let chosen = &all[rng.usize(..all.len())];
    let Some(schema) = document.pointer_mut(chosen) else {
        return;
    };
    let is_31 = schema["type"].is_array();
    match rng.u8(..7) {
        0 | 1 => {
            let names: Vec<String> = schema["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect();
            if names.len() > 1 {
                let gone = names[rng.usize(..names.len())].clone();
                schema["properties"].as_object_mut().unwrap().remove(&gone);
                if let Some(required) = schema["required"].as_array_mut() {
                    required.retain(|name| *name != json!(gone));
                }
                if schema["required"].as_array().is_some_and(Vec::is_empty) {
                    schema.as_object_mut().unwrap().remove("required");
                }
            }
        }
        2 if schema["properties"].is_object() => {
            let names: Vec<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
            schema["required"] = json!(names);
        }
        3 if schema["enum"].is_array() => {
            schema["enum"].as_array_mut().unwrap().pop();
        }
        3 if schema["type"] == "integer" => schema["maximum"] = json!(2),
        4 if schema["maxLength"].is_number() => schema["maxLength"] = json!(1),
        4 if schema["maxItems"].is_number() => schema["maxItems"] = json!(1),
        5 if is_31 => schema["type"] = schema["type"][0].clone(),
        5 => {
            schema.as_object_mut().unwrap().remove("nullable");
        }
        6 if schema["type"] == "number" => schema["type"] = json!("integer"),
        _ => {}
    }
}

fn parse(text: &str) -> Document {
    Document::parse("a.json", text.as_bytes()).unwrap_or_else(|error| panic!("{error:?}: {text}"))
}

fn evolved(text: &str, bodies: &[String]) -> Evolution {
    let interactions = bodies.iter().map(|body| interaction(body));
    test_samples::evolved(text, &sample(interactions, Source::Recording))
}

fn conforms(document: &Document, body: &str) -> bool {
    let contract = Contract::new(document);
    contract
        .check(&interaction(body), Source::Recording)
        .violations
        .is_empty()
}

/// The data of a document: values with all properties, with few, and with null.
fn data(document: &Document, seed: u64) -> Vec<String> {
    let contract = Contract::new(document);
    let place = Place::at_pointer(document, "/components/schemas/Thing").unwrap();
    let mut bodies = Vec::new();
    for (number, fill) in [Fill::All, Fill::Required, Fill::Nulls]
        .into_iter()
        .cycle()
        .take(15)
        .enumerate()
    {
        let mut maker = Maker::new(&contract, Direction::Response, fill, seed + number as u64, "thing");
        if let Ok(value) = maker.make(&place, Texts::Plain) {
            bodies.push(recording::json::to_text(&value));
        }
    }
    bodies
}

/// Values that are broken at one place: of another type, or without a member.
fn mutants(body: &str, rng: &mut Rng) -> Vec<String> {
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    places(member, &format!("{at}/{name}"), found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    places(item, &format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
    }
    let value: Value = serde_json::from_str(body).unwrap();
    let mut all = Vec::new();
    places(&value, "", &mut all);
    let mut mutants = Vec::new();
    for _ in 0..6 {
        let at = &all[rng.usize(..all.len())];
        let mut mutant = value.clone();
        let broken = mutant.pointer_mut(at).unwrap();
        match (rng.u8(..3), &mut *broken) {
            (0, Value::Object(members)) if !members.is_empty() => {
                let name = members.keys().nth(rng.usize(..members.len())).unwrap().clone();
                members.remove(&name);
            }
            (1, Value::String(_)) => *broken = json!(1.5),
            (_, Value::Object(_) | Value::Array(_)) => *broken = json!("another"),
            _ => *broken = json!({"another": 1}),
        }
        mutants.push(mutant.to_string());
    }
    mutants
}

#[test]
fn random_damage_is_repaired_and_not_more() {
    let (mut refused, mut forbidden, mut changed) = (0, 0, 0);
    for seed in 0..cases() {
        let mut rng = Rng::with_seed(seed);
        let original = document(&mut rng);
        let mut damaged = original.clone();
        for _ in 0..=rng.u8(..3) {
            damage(&mut damaged, &mut rng);
        }
        let original = parse(&serde_json::to_string_pretty(&original).unwrap());
        let damaged = serde_json::to_string_pretty(&damaged).unwrap();
        let bodies = data(&original, seed);
        let evolution = evolved(&damaged, &bodies);
        assert!(evolution.left.is_empty(), "{seed}: {:?}\n{damaged}", evolution.left);
        changed += usize::from(!evolution.proposals.is_empty());
        for body in &bodies {
            assert!(
                conforms(&evolution.document, body),
                "{seed}: {body}\n{}",
                evolution.texts.own
            );
        }
        // A second run proposes nothing.
        assert!(evolved(&evolution.texts.own, &bodies).proposals.is_empty(), "{seed}");
        for body in &bodies {
            for mutant in mutants(body, &mut rng) {
                if !conforms(&original, &mutant) {
                    forbidden += 1;
                    refused += usize::from(!conforms(&evolution.document, &mutant));
                }
            }
        }
    }
    assert!(
        changed * 4 > cases() as usize,
        "only {changed} documents were damaged where data shows it"
    );
    assert!(forbidden > 100, "{forbidden}");
    assert!(refused * 100 >= forbidden * 95, "{refused} of {forbidden} are refused");
}

/// Without any one of the changes, something drifts.
#[test]
fn random_changes_are_all_needed() {
    for seed in 0..cases() / 2 {
        let mut rng = Rng::with_seed(seed);
        let original = document(&mut rng);
        let mut damaged = original.clone();
        for _ in 0..3 {
            damage(&mut damaged, &mut rng);
        }
        let original = parse(&serde_json::to_string_pretty(&original).unwrap());
        let damaged = serde_json::to_string_pretty(&damaged).unwrap();
        let bodies = data(&original, seed);
        let evolution = evolved(&damaged, &bodies);
        for without in 0..evolution.proposals.len() {
            let others = evolution
                .proposals
                .iter()
                .enumerate()
                .filter(|(number, _)| *number != without);
            let edits: Vec<_> = others.flat_map(|(_, proposal)| proposal.edits.clone()).collect();
            // What builds on the change that is missing cannot be made either.
            let Ok(text) = crate::edit::apply("a.json", &damaged, &edits) else {
                continue;
            };
            let document = parse(&text);
            let drifts = bodies.iter().any(|body| !conforms(&document, body));
            assert!(
                drifts,
                "{seed}: {:?} is not needed\n{damaged}",
                evolution.proposals[without]
            );
        }
    }
}

/// More recordings of the same kind never narrow what is proposed.
#[test]
fn more_data_never_narrows_the_document() {
    for seed in 0..cases() / 2 {
        let mut rng = Rng::with_seed(seed);
        let original = document(&mut rng);
        let mut damaged = original.clone();
        damage(&mut damaged, &mut rng);
        let original = parse(&serde_json::to_string_pretty(&original).unwrap());
        let damaged = serde_json::to_string_pretty(&damaged).unwrap();
        let bodies = data(&original, seed);
        let (few, all) = (&bodies[..bodies.len() / 2], &bodies);
        let (narrow, wide) = (evolved(&damaged, few), evolved(&damaged, all));
        for body in all.iter().chain(&data(&narrow.document, seed + 100)) {
            let is_narrower = conforms(&narrow.document, body) && !conforms(&wide.document, body);
            assert!(!is_narrower, "{seed}: {body}\n{}\n{}", narrow.texts.own, wide.texts.own);
        }
    }
}
