//! Documents that would take long, or never end, if schemas were compared more than once.

use std::fs;
use std::time::{Duration, Instant};

use codegen::Document;
use serde_json::{Map, Value, json};
use xtask::diff::{Comparison, compare_wire};

use super::{BOTH, document, numbered};
use crate::common::here;

/// Compares with a limit, which a debug build on a busy machine keeps by far.
fn in_time(base: &Document, revision: &Document) -> Comparison {
    let start = Instant::now();
    let comparison = compare_wire(base, revision);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    comparison
}

fn rules(comparison: &Comparison) -> Vec<&str> {
    comparison.changes.iter().map(|change| change.rule.id).collect()
}

#[test]
fn one_object_against_many_alternatives_ends_soon() {
    let object = |index: usize| {
        let next = json!({"$ref": format!("#/components/schemas/S{}", (index + 1) % 20)});
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, format!("p{index}"): {"type": "integer"}, "next": next}})
    };
    let objects: Vec<Value> = (0..20).map(object).collect();
    let choices: Vec<Value> = (0..20)
        .map(|index| {
            let branches: Vec<Value> = (0..20).map(|other| object(index + other)).collect();
            json!({"oneOf": branches})
        })
        .collect();
    for way in BOTH {
        let (base, revision) = (
            document("3.0.3", way, &numbered(&objects)),
            document("3.0.3", way, &numbered(&choices)),
        );
        for (from, to) in [(&base, &revision), (&revision, &base)] {
            let comparison = in_time(from, to);
            assert!(
                rules(&comparison).iter().any(|rule| rule.ends_with("-choice")),
                "{:?}",
                rules(&comparison)
            );
        }
    }
}

#[test]
fn long_chains_of_references_end() {
    let chain = |length: usize, last: &Value| {
        let link = |index: usize| json!({"allOf": [{"$ref": format!("#/components/schemas/S{}", index + 1)}]});
        let mut all: Vec<Value> = (0..length).map(link).collect();
        all.push(last.clone());
        numbered(&all)
    };
    for way in BOTH {
        let base = document("3.0.3", way, &chain(200, &json!({"type": "string"})));
        let revision = document("3.0.3", way, &chain(200, &json!({"type": "integer"})));
        let comparison = in_time(&base, &revision);
        let of_type: Vec<_> = comparison
            .changes
            .iter()
            .filter(|change| change.rule.id.ends_with("type-changed"))
            .collect();
        assert_eq!(of_type.len(), 1, "{:?}", rules(&comparison));
        assert_eq!(of_type[0].pointer(), "/components/schemas/S200");
    }
}

#[test]
fn schemas_that_lead_to_themselves_in_place_end() {
    let named = numbered(&[
        json!({"allOf": [{"$ref": "#/components/schemas/S1"}, {"type": "object"}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/S0"}, {"anyOf": [{"$ref": "#/components/schemas/S1"}]}]}),
    ]);
    let other = numbered(&[
        json!({"anyOf": [{"$ref": "#/components/schemas/S1"}, {"not": {"$ref": "#/components/schemas/S0"}}]}),
        json!({"allOf": [{"$ref": "#/components/schemas/S1"}, {"$ref": "#/components/schemas/S0"}]}),
    ]);
    for way in BOTH {
        let (base, revision) = (document("3.1.0", way, &named), document("3.1.0", way, &other));
        assert!(in_time(&base, &base).changes.is_empty());
        assert!(!in_time(&base, &revision).changes.is_empty());
        assert!(!in_time(&revision, &base).changes.is_empty());
    }
}

/// Each document of the corpus against itself, and against the same document whose named schemas have each other's names:
/// every pair of schemas is one that nobody would compare.
#[test]
fn documents_of_others_are_compared_in_full() {
    let corpus = here().join("../../shared/corpus");
    let Ok(entries) = fs::read_dir(&corpus) else {
        #[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("not tried: there is no {}", corpus.display());
        }
        return;
    };
    // A few in every run; all of them with `CORPUS=1`.
    let most = if std::env::var_os("CORPUS").is_some() {
        u64::MAX
    } else {
        200_000
    };
    let mut compared = 0;
    for entry in entries {
        let entry = entry.unwrap();
        let is_json = entry.path().extension().is_some_and(|extension| extension == "json");
        if !is_json || entry.metadata().unwrap().len() > most {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        let parse = |value: &Value| Document::parse("corpus.json", value.to_string().as_bytes()).unwrap();
        let base = parse(&value);
        assert!(in_time(&base, &base).changes.is_empty(), "{}", entry.path().display());
        let Some(schemas) = value.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
            continue;
        };
        let mut contents: Vec<Value> = schemas.values().cloned().collect();
        contents.rotate_left(1);
        *schemas = schemas.keys().cloned().zip(contents).collect::<Map<_, _>>();
        let comparison = in_time(&base, &parse(&value));
        assert!(!rules(&comparison).contains(&"unhandled"), "{}", entry.path().display());
        compared += 1;
    }
    assert!(compared > 2, "{compared} documents");
}
