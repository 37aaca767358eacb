//! What is offered where edits do not help.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::test_samples::{self, interaction};
use super::{Evolution, Proposal, Sample, Texts};
use crate::contract::Source;
use crate::runner::Drifted;

const DOCUMENT: &str = r#"{
  "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
  "paths": {"/things": {"get": {"operationId": "things", "responses": {"200": {"description": "d",
    "content": {"application/json": {"schema": {"type": "object", "properties": {}}}}}}}}}
}"#;

fn drifted(number: usize, body: &str) -> Drifted {
    test_samples::drifted(&format!("new.json#{number}"), interaction(body), Source::Traffic)
}

/// What is proposed for a schema of the responses, and bodies of which each was seen twice.
fn evolved(schema: &str, bodies: &[&str]) -> Evolution {
    let text = DOCUMENT.replace(r#"{"type": "object", "properties": {}}"#, schema);
    assert_ne!(text, DOCUMENT);
    evolved_text(&text, bodies)
}

fn evolved_text(text: &str, bodies: &[&str]) -> Evolution {
    let mut sample = Sample::default();
    for (number, body) in bodies.iter().flat_map(|body| [*body; 2]).enumerate() {
        // Spaces make another interaction of it.
        let body = format!("{body}{}", " ".repeat(number % 2));
        sample.take(drifted(number, &body), &["drift".to_owned()], false);
    }
    test_samples::evolved(text, &sample)
}

/// What is found behind another change is the same drift as before, at another place.
#[test]
fn drift_behind_another_change_is_taken_up_at_once() {
    let cases: [(&str, &[&str], usize); 5] = [
        // A number is compared with the `enum` once numbers are allowed.
        (
            r#"{"type": "object", "properties": {"p": {"type": "string", "enum": ["a"]}}}"#,
            &[r#"{"p": "unheard-of"}"#, r#"{"p": 38}"#, r#"{"p": true}"#],
            2,
        ),
        // The same in one body.
        (
            r#"{"type": "array", "items": {"type": "object", "properties": {"p": {"type": "string", "enum": ["a"]}}}}"#,
            &[r#"[{"p": "unheard-of"}, {"p": 38}]"#, r#"[{"p": 39}, {"p": "other"}]"#],
            2,
        ),
        // A value that a person must decide on, and one behind the type that can be added.
        (
            r#"{"type": "object", "properties": {"p": {"type": "string", "enum": ["a"]}}}"#,
            &[r#"{"p": "https://corp.example/x?y=1"}"#, r#"{"p": 38}"#],
            2,
        ),
        // The reverse: the value behind the type cannot be added.
        (
            r#"{"type": "object", "properties": {"p": {"type": "integer", "enum": [1]}}}"#,
            &[r#"{"p": 2}"#, r#"{"p": "https://corp.example/x?y=1"}"#],
            2,
        ),
        // A list of names, in a value of another type than before.
        (
            r#"{"type": "object", "properties": {"p": {"type": "string", "properties": {"q": {"type": "string"}},
                "additionalProperties": false, "required": ["q", "r"]}}}"#,
            &[r#"{"p": {"q": "a", "r": 1}}"#, r#"{"p": {"s": "a"}}"#],
            4,
        ),
    ];
    for (schema, bodies, changes) in cases {
        let evolution = evolved(schema, bodies);
        let titles: Vec<_> = evolution.proposals.iter().map(|proposal| &proposal.title).collect();
        assert_eq!(titles.len(), changes, "{schema}: {titles:?} {:?}", evolution.left);
        let fingerprints: BTreeSet<_> = evolution.proposals.iter().map(|one| &one.fingerprint).collect();
        assert_eq!(fingerprints.len(), changes, "{titles:?}");
        let again = evolved_text(&evolution.texts.own, bodies);
        assert!(again.proposals.is_empty(), "{schema}: {:?}", again.proposals);
        assert_eq!(again.left, evolution.left, "{schema}");
    }
}

/// A schema that is used as items of lists and elsewhere: each place that showed another type is changed, or the schema.
#[test]
fn other_types_are_allowed_at_each_place_of_a_schema() {
    let items = r##"{"type": "array", "items": {"$ref": "#/components/schemas/W"}}"##;
    let reference = r##"{"$ref": "#/components/schemas/W"}"##;
    let schema = format!(r#"{{"type": "object", "properties": {{"a": {items}, "b": {items}, "c": {reference}}}}}"#);
    let text = DOCUMENT.replace(r#"{"type": "object", "properties": {}}"#, &schema);
    let schemas = r#"  "components": {"schemas": {"W": {"type": "object", "properties": {"d": {"type": "string"}}}}},"#;
    let text = text.replace("  \"paths\"", &format!("{schemas}\n  \"paths\""));
    let is_of_schema = |one: &Proposal| one.place == "/components/schemas/W";
    let cases: [(&[&str], usize, bool); 5] = [
        (&[r#"{"a": [1]}"#], 1, false),
        (&[r#"{"a": [1]}"#, r#"{"b": ["x"]}"#], 2, false),
        (&[r#"{"a": [1]}"#, r#"{"c": 1}"#], 1, true),
        (&[r#"{"c": 1}"#, r#"{"a": [1, {"d": 2}], "b": [true]}"#], 2, true),
        (
            &[r#"{"a": [1], "b": [{"d": "x"}, "y"]}"#, r#"{"a": [{}], "b": [1.5]}"#],
            2,
            false,
        ),
    ];
    for text in [text.clone(), text.replace("3.0.3", "3.1.0")] {
        for (bodies, changes, changes_schema) in &cases {
            let evolution = evolved_text(&text, bodies);
            let proposals = &evolution.proposals;
            assert_eq!(
                proposals.len(),
                *changes,
                "{bodies:?}: {proposals:?} {:?}",
                evolution.left
            );
            assert_eq!(
                proposals.iter().any(is_of_schema),
                *changes_schema,
                "{bodies:?}: {proposals:?}"
            );
            assert!(evolution.left.is_empty(), "{bodies:?}: {:?}", evolution.left);
            let again = evolved_text(&evolution.texts.own, bodies);
            assert!(again.proposals.is_empty(), "{bodies:?}: {:?}", again.proposals);
        }
    }
}

/// Which of several alternatives is meant may be clear only after another change.
#[test]
fn what_was_left_is_looked_at_again_after_other_changes() {
    let schema = r##"{"oneOf": [
        {"type": "object", "required": ["k"], "properties": {"k": {"type": "string", "enum": ["a"]},
            "u": {"$ref": "#/components/schemas/U"}, "v": {"type": "string"}}, "additionalProperties": false},
        {"type": "object", "required": ["k"], "properties": {"k": {"type": "string", "enum": ["b"]},
            "u": {"type": "string"}, "v": {"type": "integer"}}, "additionalProperties": false}
    ]}"##;
    let text = DOCUMENT.replace(r#"{"type": "object", "properties": {}}"#, schema);
    let schemas = r##"  "components": {"schemas": {"U": {"type": "object", "properties": {"s": {"type": "boolean"}}}}},
  "paths": {"/u": {"get": {"operationId": "u", "responses": {"200": {"description": "d", "content":
    {"application/json": {"schema": {"$ref": "#/components/schemas/U"}}}}}}},"##;
    let text = text.replace("  \"paths\": {", schemas);
    let mut sample = Sample::default();
    let bodies = [
        (r#"{"k": "a", "u": {"s": 1}, "v": null}"#, "things"),
        (r#"{"k": "a", "u": {"s": 2}, "v": null}"#, "things"),
        (r#"{"s": 1}"#, "u"),
        (r#"{"s": 2}"#, "u"),
    ];
    for (number, (body, path)) in bodies.into_iter().enumerate() {
        let mut one = drifted(number, body);
        one.interaction.request.url = format!("https://api.example.com/{path}");
        sample.take(one, &["drift".to_owned()], false);
    }
    for version in ["3.0.3", "3.1.0"] {
        let first = test_samples::evolved(&text.replace("3.0.3", version), &sample);
        let again = test_samples::evolved(&first.texts.own, &sample);
        assert!(!first.proposals.is_empty(), "{:?}", first.left);
        assert!(again.proposals.is_empty(), "{:?} {:?}", again.proposals, first.left);
        assert_eq!(again.left, first.left);
        assert!(first.left.is_empty(), "{:?}", first.left);
    }
}

#[test]
fn values_of_several_rounds_are_one_proposal() {
    let schema = r#"{"type": "object", "properties": {"p": {"type": "string", "enum": ["a"]}}}"#;
    let evolution = evolved(schema, &[r#"{"p": "unheard-of"}"#, r#"{"p": 38}"#]);
    let of_values: Vec<_> = evolution
        .proposals
        .iter()
        .filter(|one| one.kind == "add-value")
        .collect();
    let [values] = of_values[..] else {
        panic!("{:?}", evolution.proposals)
    };
    assert!(
        values.title.starts_with("Add 2 values to the `enum` of"),
        "{}",
        values.title
    );
    assert_eq!((values.edits.len(), values.evidence.len()), (2, 1), "{values:?}");
    assert!(
        evolution.texts.own.contains(r#"["a", "unheard-of", 38]"#),
        "{}",
        evolution.texts.own
    );
    assert!(evolution.left.is_empty(), "{:?}", evolution.left);
}

#[test]
fn nothing_is_offered_after_which_something_still_drifts() {
    // More properties than are left out one by one.
    let members: Vec<_> = ('a'..='z')
        .flat_map(|one| [format!("\"{one}_one\": 1"), format!("\"{one}_two\": 1")])
        .collect();
    let body = members.join(",");
    let sample = test_samples::sample([interaction(&format!("{{{body}}}"))], Source::Recording);
    assert_eq!(test_samples::evolved(DOCUMENT, &sample).proposals.len(), 52);
    // No edit helps here: the document stays as it is.
    let unchanged = Texts {
        own: DOCUMENT.to_owned(),
        ..Texts::default()
    };
    let evolution = test_samples::evolved_as(DOCUMENT, &sample, &|_| test_samples::parsed(&unchanged));
    assert!(evolution.proposals.is_empty(), "{:?}", evolution.proposals.len());
    assert_eq!(evolution.texts.own, DOCUMENT);
    assert_eq!(evolution.left.len(), 52);
    let reasons: Vec<_> = evolution.left.iter().map(|left| left.reason.as_str()).collect();
    assert!(
        reasons.iter().all(|reason| reason.contains("all recordings conform")),
        "{reasons:?}"
    );
}

/// A change that cannot be made does not make each of the others one of its own, and leaves them as they are.
#[test]
fn one_change_that_fails_is_found_by_halves() {
    let names = ["able", "baker", "charlie", "dog", "easy", "fox", "george", "how"];
    let names: Vec<String> = names
        .iter()
        .flat_map(|one| names.map(|two| format!("{one}_{two}")))
        .collect();
    let members: Vec<_> = names.iter().map(|name| format!("\"{name}\": 1")).collect();
    let body = |blank: &str| interaction(&format!("{{{blank}{}}}", members.join(",")));
    let sample = test_samples::sample([body(""), body(" ")], Source::Recording);
    let whole = test_samples::evolved(DOCUMENT, &sample);
    assert_eq!(whole.proposals.len(), names.len());
    for failing in [&["how_how"][..], &["able_able", "easy_dog"]] {
        let parses = Cell::new(0);
        let evolution = test_samples::evolved_as(DOCUMENT, &sample, &|texts| {
            parses.set(parses.get() + 1);
            match failing.iter().any(|name| texts.own.contains(name)) {
                true => Err("it is not valid".to_owned()),
                false => test_samples::parsed(texts),
            }
        });
        // Those that can be made, in the order in which they are made together.
        let names = |evolution: &Evolution| {
            evolution
                .edits
                .iter()
                .map(|edit| format!("{edit:?}"))
                .collect::<Vec<_>>()
        };
        let is_made = |edit: &String| !failing.iter().any(|name| edit.contains(name));
        let expected: Vec<_> = names(&whole).into_iter().filter(is_made).collect();
        assert_eq!(names(&evolution), expected);
        let reasons: BTreeSet<_> = evolution.left.iter().map(|left| left.reason.as_str()).collect();
        assert_eq!(
            reasons,
            BTreeSet::from(["the document would not be valid: it is not valid"])
        );
        // One to begin with, and for each that fails two for each half on the way.
        let most = 2 + failing.len() * 2 * 7;
        assert!(parses.get() <= most, "{} for {failing:?}", parses.get());
    }
}
