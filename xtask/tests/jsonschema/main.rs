//! Two implementations are compared: ours, and the jsonschema crate on the same schemas in JSON Schema 2020-12. They
//! agree on random schemas and values about what is valid, and about which properties are undocumented.
//!
//! `SEED=7 CASES=100000 cargo test --package xtask --test jsonschema` runs more documents, from another seed on.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
mod convert;
mod newer;
#[path = "../accepts/random.rs"]
#[allow(dead_code, reason = "each test takes what it needs")]
mod random;

use std::collections::BTreeSet;

use codegen::Document;
use common::interactions::json_response;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use random::{Keywords, NAMED, Random, Schemas, Values};
use recording::json::{self, to_text};
use serde_json::{Value, json};
use xtask::contract::{Checked, Contract, Level, Source};

/// A document whose response has the first of these schemas.
fn document(named: &[Value]) -> Option<Document> {
    let schemas: serde_json::Map<String, Value> = (0..)
        .zip(named)
        .map(|(index, schema): (usize, _)| (format!("S{index}"), schema.clone()))
        .collect();
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"description": "d", "content": content}}}}},
        "components": {"schemas": schemas},
    });
    Document::parse("random.json", document.to_string().as_bytes())
        .ok()
        .filter(|document| {
            codegen::validate(document)
                .of_class(codegen::Class::NotOpenApi)
                .is_empty()
        })
}

fn validator(named: &[Value], closed: bool) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&convert::root(named, closed))
        .unwrap()
}

/// How often each verdict was given.
#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    /// Documents that are not valid, or of which a schema leads to itself in place.
    left_out: usize,
    valid: usize,
    invalid: usize,
    /// Valid values with undocumented properties, and those of which no schema that applies says any.
    undocumented: usize,
    undescribed: usize,
}

/// The names of the value's own undocumented members, as we report them.
fn ours(checked: &Checked) -> BTreeSet<String> {
    let reported = checked.violations.iter();
    let reported = reported.filter(|violation| violation.rule.id == "undocumented-property");
    reported
        .filter_map(|violation| json::steps(&violation.pointer).collect::<Vec<_>>().try_into().ok())
        .map(|[name]: [String; 1]| name)
        .collect()
}

/// The same, as the other one reports them.
fn theirs(closed: &Validator, value: &Value) -> BTreeSet<String> {
    let unexpected = |kind: &ValidationErrorKind| match kind {
        ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected.clone(),
        other => panic!("of a valid value: {other:?}"),
    };
    closed
        .iter_errors(value)
        .flat_map(|error| unexpected(error.kind()))
        .collect()
}

/// Whether a schema says something of the properties of an object.
fn describes(schema: &&Value) -> bool {
    schema["properties"].is_object() || !schema["additionalProperties"].is_null()
}

fn run(seed: u64, tally: &mut Tally) {
    let random = &mut Random::new(seed);
    let schemas = Schemas {
        keywords: Keywords::All,
    };
    let mut named: Vec<Value> = (0..NAMED).map(|_| schemas.one(random, 0)).collect();
    // Most of the first ones are of objects: otherwise there would be little to document.
    for _ in 0..6 {
        if convert::in_place(&named, &named[0]).is_some_and(|all| all.iter().any(describes)) {
            break;
        }
        named[0] = schemas.one(random, 0);
    }
    named.iter_mut().for_each(convert::both_ways);
    let ends = convert::everywhere(&named)
        .iter()
        .all(|schema| convert::in_place(&named, schema).is_some());
    let Some(document) = document(&named).filter(|_| ends) else {
        tally.left_out += 1;
        return;
    };
    tally.documents += 1;
    let contract = Contract::new(&document);
    let (open, closed) = (validator(&named, false), validator(&named, true));
    let is_described = convert::in_place(&named, &named[0]).unwrap().iter().any(describes);
    let values = Values { named: &named };
    for index in 0..16 {
        // By turns, a value of this schema and one of another.
        let of = &named[if index % 4 == 3 { random.below(NAMED) } else { 0 }];
        let text = values.text(random, of, 0);
        let mut node = convert::alike(&json::parse(text.as_bytes()).unwrap().root);
        if random.one_in(3)
            && let json::Value::Object(members) = &mut node.value
        {
            members.extend(
                convert::alike(&json::parse(br#"{"extra": 1}"#).unwrap().root)
                    .members()
                    .to_vec(),
            );
        }
        let body = to_text(&node);
        let value: Value = serde_json::from_str(&body).unwrap();
        let checked = contract.check(&json_response(body.as_str()), Source::Traffic);
        let fits = checked
            .violations
            .iter()
            .all(|violation| violation.rule.level == Level::Warning);
        let case = || {
            let reported: Vec<_> = checked
                .violations
                .iter()
                .map(|reported| (reported.rule.id, &reported.pointer))
                .collect();
            let errors: Vec<_> = open.iter_errors(&value).map(|error| error.to_string()).collect();
            format!(
                "seed {seed}\n{}\n{body}ours: {reported:?}\ntheirs: {errors:?}",
                serde_json::to_string(&named).unwrap()
            )
        };
        assert_eq!(fits, open.is_valid(&value), "{}", case());
        if !fits {
            tally.invalid += 1;
            continue;
        }
        tally.valid += 1;
        let (ours, theirs) = (ours(&checked), theirs(&closed, &value));
        // Of an object of which no schema that applies says any property, ours says nothing.
        let members = value.as_object().into_iter().flatten().map(|(name, _)| name.clone());
        if ours.is_empty() && !theirs.is_empty() && members.collect::<BTreeSet<_>>() == theirs {
            let alternatives =
                |schema: &&Value| schema["oneOf"].is_array() || schema["anyOf"].is_array() || schema["not"].is_object();
            let some = convert::in_place(&named, &named[0]).unwrap();
            assert!(!is_described || some.iter().any(alternatives), "{}", case());
            tally.undescribed += 1;
            continue;
        }
        assert_eq!(ours, theirs, "{}", case());
        tally.undocumented += usize::from(!ours.is_empty());
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "`--nocapture` shows how much was tried")]
fn both_give_the_same_verdict() {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (first, count) = (number("SEED", 1), number("CASES", 300));
    let mut tally = Tally::default();
    for seed in first..first + count {
        run(seed, &mut tally);
    }
    let all = tally.valid + tally.invalid;
    eprintln!("seeds {first} to {}: {tally:?}", first + count - 1);
    // Verdicts that hardly occur would prove nothing.
    assert!(tally.left_out * 2 < tally.documents, "{tally:?}");
    assert!(tally.valid * 4 > all && tally.invalid * 8 > all, "{tally:?}");
    assert!(
        tally.undocumented * 50 > all && tally.undescribed * 20 < all,
        "{tally:?}"
    );
}

/// Where the two part on purpose: what one calls valid, the other does not.
#[test]
fn the_differences_are_known() {
    for (schema, body, fits) in [
        (json!({"type": "integer"}), "1.0", false),
        (json!({"type": "integer"}), "1e2", false),
        (
            json!({"type": "number", "maximum": 0.1}),
            "0.1000000000000000000000001",
            false,
        ),
    ] {
        let named = [schema];
        let document = document(&named).unwrap();
        let checked = Contract::new(&document).check(&json_response(body), Source::Traffic);
        assert_eq!(checked.violations.is_empty(), fits, "{body}");
        let value: Value = serde_json::from_str(body).unwrap();
        assert_eq!(validator(&named, false).is_valid(&value), !fits, "{body}");
    }
}
