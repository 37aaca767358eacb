//! A redacted recording gives the same violations as the traffic that it was made of, rules about values that were
//! replaced aside.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod canaries;
#[path = "../common/interactions.rs"]
mod interactions;
mod places;
mod random;

use std::collections::{BTreeMap, HashMap};

use codegen::Document;
use random::Random;
use recording::json::{self, Node, Value, escape, steps};
use recording::redaction::Policy;
use recording::{Interaction, Recording};
use serde_json::json;
use xtask::contract::{Contract, Location, Source};

/// What a violation is reported by, apart from its words.
type Reported = (&'static str, String, String);

/// A document and an interaction with it.
struct Case {
    document: Document,
    interaction: Interaction,
    policy: Policy,
}

fn case(seed: u64, whole: bool) -> Option<Case> {
    let random = &mut Random::new(seed);
    let (asked, answered) = (random::schema(random, 0, whole), random::schema(random, 0, whole));
    let (in_path, path_text) = random::parameter(random);
    let (in_query, query_text) = random::parameter(random);
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://{place}.example.com/v1", "variables": {"place": {"default": "here", "enum": ["here", "there"]}}}],
        "paths": {"/things/{id}/{rest}": {"post": {
            "operationId": "MakeThing",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": in_path},
                {"name": "rest", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "q", "in": "query", "explode": random.one_in(2), "schema": in_query},
            ],
            "requestBody": {"content": {"application/json": {"schema": asked}}},
            "responses": {"200": {"description": "d", "content": {"application/json": {"schema": answered}}}},
        }}},
    });
    let document = Document::parse("random", document.to_string().as_bytes()).ok()?;
    if !codegen::validate(&document)
        .of_class(codegen::Class::NotOpenApi)
        .is_empty()
    {
        return None;
    }
    let body = |random: &mut Random, schema| {
        let text = random::value(random, schema, 0);
        random::faulty(random, text)
    };
    let (sent, came) = (body(random, &asked), body(random, &answered));
    let path_text = if path_text.is_empty() {
        "x".to_owned()
    } else {
        path_text
    };
    let host = random.pick(&["here", "there", "nowhere", "other.host"]);
    let policy = match random.below(3) {
        0 => "keep = [\"/id\", \"/*\", \"/*/name\"]\nkeep_path = [\"rest\"]",
        1 => "keep = [\"\", \"/*/*\", \"/kind/*/id\"]\nkeep_query = [\"q\"]",
        _ => "",
    };
    let url = format!("https://{host}.example.com/v1/things/{path_text}/r?q={query_text}&alice%20smith=1&other=x");
    let mut interaction = interactions::interaction("POST", &url, came);
    interaction.request.headers = vec![interactions::json()];
    interaction.request.body = Some(sent);
    Some(Case {
        document,
        policy: Policy::parse(policy).unwrap(),
        interaction,
    })
}

/// The names of one value and what they are called in another one of the same build.
fn names(old: &Node, new: &Node, known: &mut HashMap<String, String>) {
    assert_eq!(old.kind(), new.kind());
    match (&old.value, &new.value) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len());
            a.iter().zip(b).for_each(|(a, b)| names(a, b, known));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().zip(b) {
                let before = known.insert(a.key.clone(), b.key.clone());
                assert!(before.is_none_or(|before| before == b.key), "{} has two names", a.key);
                names(&a.node, &b.node, known);
            }
        }
        _ => {}
    }
}

/// A pointer with the names that a body has now.
fn renamed(pointer: &str, body: &[u8], known: &HashMap<String, String>) -> String {
    let parsed = json::parse(body).ok();
    let mut node = parsed.as_ref().map(|parsed| &parsed.root);
    let mut new = String::new();
    for step in steps(pointer) {
        // Where a member occurs twice, the pointer may lead to the other one.
        let is_index = step.parse::<usize>().is_ok() && node.is_some_and(|node| node.kind() == "array");
        let name = if is_index {
            &step
        } else {
            known.get(&step).unwrap_or(&step)
        };
        new = format!("{new}/{}", escape(name));
        node = node.and_then(|node| match &node.value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(&step),
        });
    }
    new
}

/// The violations, each as often as it is reported.
fn reported(
    contract: &Contract<'_>,
    interaction: &Interaction,
    rename: &dyn Fn(&Location, &str) -> (String, String),
) -> BTreeMap<Reported, usize> {
    let mut counts = BTreeMap::new();
    for violation in contract.check(interaction, Source::Recording).violations {
        let (location, mut pointer) = rename(&violation.location, &violation.pointer);
        if violation.rule.id == "json" {
            // Names in a text that cannot be read cannot be compared: their depth must do.
            pointer = "/…".repeat(steps(&pointer).count());
        }
        *counts.entry((violation.rule.id, location, pointer)).or_default() += 1;
    }
    counts
}

const OF_VALUES: [&str; 6] = ["enum", "format", "pattern", "length", "bounds", "multiple-of"];

/// Checks a case. Gives how many violations there are, and how many are aside.
fn check_case(seed: u64, whole: bool) -> Option<(usize, usize)> {
    let Case {
        document,
        interaction: raw,
        policy,
    } = case(seed, whole)?;
    let contract = Contract::new(&document);
    let vocabulary = contract.vocabulary();
    let Some(route) = contract.route(&raw, None, &[], &vocabulary) else {
        panic!("seed {seed}: {} is of no operation", raw.request.url);
    };
    let recording =
        Recording::redact(raw.clone(), &route, &policy).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let again = Recording::redact(raw.clone(), &route, &policy).unwrap();
    assert_eq!(
        recording.to_text(),
        again.to_text(),
        "seed {seed}: the same gives another recording"
    );
    let redacted = recording.interaction();

    // The names that members have now, by those that they had.
    // Those of the request are the first ones.
    let mut known = HashMap::from([("alice smith".to_owned(), "key-1".to_owned())]);
    let bodies = |interaction: &Interaction| {
        [
            interaction.request.body.clone().unwrap_or_default(),
            interaction.response.body.clone(),
        ]
    };
    for (old, new) in bodies(&raw).iter().zip(bodies(redacted)) {
        match (json::parse(old), json::parse(&new)) {
            (Ok(old), Ok(new)) => names(&old.root, &new.root, &mut known),
            (Err(_), Err(_)) => {}
            (old, new) => panic!("seed {seed}: {:?} and {:?}", old.err(), new.err()),
        }
    }
    let rename = |location: &Location, pointer: &str| match location {
        Location::RequestBody => (location.to_string(), renamed(pointer, &bodies(&raw)[0], &known)),
        Location::ResponseBody => (location.to_string(), renamed(pointer, &raw.response.body, &known)),
        Location::Query(name) => (format!("query:{}", known.get(name).unwrap_or(name)), String::new()),
        _ => (location.to_string(), String::new()),
    };
    let same = |location: &Location, pointer: &str| (location.to_string(), pointer.to_owned());
    let before = reported(&contract, &raw, &rename);
    let after = reported(&contract, redacted, &same);
    let is_redacted = |(_, location, pointer): &Reported| match location.as_str() {
        "response.body" => redacted.redacted.contains(pointer),
        "request.body" => redacted.redacted.contains(&format!("request.body:{pointer}")),
        _ => redacted.redacted.contains(location),
    };
    let mut aside = 0;
    for (violation, count) in &before {
        let value = OF_VALUES.contains(&violation.0) && is_redacted(violation);
        // Of an integer that was replaced, its format cannot be reported any more; that it is written as a fraction
        // can.
        if after.get(violation).is_some_and(|after| after >= count) || value || whole {
            aside += usize::from(after.get(violation) != Some(count));
            continue;
        }
        panic!("seed {seed}: {violation:?} is lost\n{}", recording.to_text());
    }
    for violation in after.keys() {
        let fraction =
            violation.0 == "type" && before.contains_key(&("format", violation.1.clone(), violation.2.clone()));
        assert!(
            before.contains_key(violation) || (fraction && is_redacted(violation)),
            "seed {seed}: {violation:?} is new, {before:?}\n{}\n{}",
            recording.to_text(),
            bodies(&raw)
                .map(|body| String::from_utf8_lossy(&body).into_owned())
                .join("\n")
        );
    }
    Some((before.len(), aside))
}

#[test]
fn a_recording_breaks_the_contract_where_the_traffic_did() {
    let found: Vec<_> = (0..3000).filter_map(|seed| check_case(seed, false)).collect();
    let (violations, aside) = found.iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    assert!(
        found.len() > 2400 && violations > 4500 && aside > 180,
        "{} {violations} {aside}",
        found.len()
    );
}

#[test]
fn no_composition_is_broken_by_redaction() {
    let found: Vec<_> = (12_000..15_000).filter_map(|seed| check_case(seed, true)).collect();
    let violations: usize = found.iter().map(|(violations, _)| violations).sum();
    assert!(found.len() > 2400 && violations > 4500, "{} {violations}", found.len());
}
