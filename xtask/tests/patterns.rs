//! Patterns in documents and what `check` says of values: what matches, what does not, and what takes too long to
//! check.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::time::{Duration, Instant};

use common::Sandbox;
use serde_json::{Value, json};

/// Checks the property `value` of a response against a schema: the rules that it breaks, and the notes about it.
fn check(name: &str, schema: &Value, value: &str) -> (Vec<String>, Vec<String>) {
    let sandbox = Sandbox::new(name);
    let content = json!({"application/json": {"schema": {"type": "object", "properties": {"value": schema}}}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/u": {"get": {
            "operationId": "u",
            "responses": {"200": {"description": "d", "content": content}},
        }}},
    });
    sandbox.write("document.json", document.to_string());
    let interaction = json!({
        "request": {"method": "GET", "url": "https://api.example.com/u", "headers": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "body": {"json": {"value": value}},
        },
    });
    sandbox.write("traffic.ndjson", format!("{interaction}\n"));
    let began = Instant::now();
    let ran = sandbox.run(&[
        "check",
        "--document",
        "document.json",
        "traffic.ndjson",
        "--format",
        "json",
    ]);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(4), "{schema} on {value:?} takes {took:?}");
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.seen()));
    let texts = |list: &str, member: &str| {
        let all = report[list].as_array().unwrap().iter();
        all.map(|one| one[member].as_str().unwrap().to_owned()).collect()
    };
    (texts("violations", "rule"), texts("notes", "message"))
}

fn is_unchecked(notes: &[String]) -> bool {
    notes
        .iter()
        .any(|note| note.contains("was not checked against the pattern"))
}

#[test]
fn a_value_is_checked_even_if_backtracking_would_not_end() {
    for (pattern, value, fits) in [
        (r"^[\w\-\.]+\@([\w\-]+\.)+[\w-]{2,7}$", "a".repeat(24), false),
        (r"^[\w\-\.]+\@([\w\-]+\.)+[\w-]{2,7}$", "a.b@c.example".into(), true),
        (r"^(([\w\-]+)\,?)+\@$", "a".repeat(24), false),
        (r"^(([\w\-]+)\,?)+\@$", "a".repeat(1000), false),
        (r"^(\p{L}+ ?)+$", format!("{}!", "a".repeat(24)), false),
        (r"^(\p{L}+ ?)+$", "Größe über alles".into(), true),
        (r"^(?=.{1,64}$)([a-z]+-?)+$", "a-b-c".into(), true),
        (r"^(?=.{1,64}$)([a-z]+-?)+$", "a".repeat(65), false),
        (r"^(?=.*[A-Z])(?=.*\d)\S{8,}$", "Passw0rd".into(), true),
        (r"^(?=.*[A-Z])(?=.*\d)\S{8,}$", "password".into(), false),
        (r"^(?<half>\w+)-\k<half>$", "ab-ab".into(), true),
        (r"^(?<half>\w+)-\k<half>$", "ab-ba".into(), false),
        (r"^a\B.*$", "ab".into(), true),
        (r"^a\B.*$", "a".into(), false),
    ] {
        let (rules, notes) = check("checked", &json!({"type": "string", "pattern": pattern}), &value);
        let expected: &[&str] = if fits { &[] } else { &["pattern"] };
        assert_eq!(rules, expected, "{pattern} on {value:?}");
        assert!(!is_unchecked(&notes), "{pattern}: {notes:?}");
    }
}

#[test]
fn patterns_that_take_too_long_are_noted() {
    let slow = json!({"type": "string", "pattern": "^(?=.)(a+)+$"});
    let value = format!("{}!", "a".repeat(1000));
    for schema in [
        slow.clone(),
        json!({"allOf": [slow]}),
        json!({"oneOf": [slow, {"type": "string", "pattern": "^a"}]}),
        json!({"anyOf": [slow, {"type": "integer"}]}),
        json!({"not": slow}),
    ] {
        let (rules, notes) = check("unchecked", &schema, &value);
        assert!(rules.is_empty(), "{schema}: {rules:?}");
        assert!(is_unchecked(&notes), "{schema}: {notes:?}");
    }
    let (rules, notes) = check("unreadable", &json!({"type": "string", "pattern": "(?P<a>x)"}), "y");
    assert!(rules.is_empty() && is_unchecked(&notes), "{rules:?}, {notes:?}");
}
