//! The test suite of JSON Schema 2020-12: all of its required tests, in documents of OpenAPI 3.1, with the results of the
//! suite.
//!
//! The schemas that a test expects at other addresses are in its document, under their URIs.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/suite.rs"]
mod suite;

use codegen::{Class, Document};
use common::interactions::json_response;
use recording::json::{Member, Node, Value, to_text};
use suite::Group;
use xtask::contract::{Contract, Evidence, Level, Shape, Source};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What came out.
#[derive(Default)]
struct Tally {
    judged: usize,
    wrong: Vec<String>,
}

#[test]
fn required_cases_have_the_result_of_the_suite() {
    let remotes: Vec<(String, Node)> = suite::remotes("draft2020-12")
        .into_iter()
        .map(|(path, schema)| (format!("http://localhost:1234/{path}"), schema))
        .collect();
    let metaschemas = suite::metaschemas();
    let mut tally = Tally::default();
    let groups = suite::groups("draft2020-12");
    let required = groups.iter().filter(|group| !group.file.starts_with("optional/"));
    let mut tests = 0;
    for group in required {
        tests += group.tests.len();
        let text = to_text(&without_dialect(&group.schema));
        let mut others: Vec<Node> = Vec::new();
        if text.contains("localhost:1234") {
            // Those of no draft alone where a test wants them: most are of another one.
            let wanted = remotes
                .iter()
                .filter(|(uri, _)| uri.contains("/draft2020-12/") || text.contains(uri.as_str()));
            others.extend(wanted.flat_map(|(uri, schema)| fetched(schema, uri)));
        }
        // The remote schemas refer to them.
        if !others.is_empty() || text.contains("json-schema.org/draft") {
            others.extend(metaschemas.iter().cloned());
        }
        run(group, &group.schema, &others, &mut tally);
    }
    assert!(
        tally.wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        tally.wrong.len(),
        tally.judged,
        tally.wrong.join("\n")
    );
    assert_eq!((tests, tally.judged), (1245, 1245));
}

/// In the dialect of OpenAPI, which is the one that is compiled, the same is valid, but for formats.
#[test]
fn the_dialect_of_openapi_differs_by_its_formats_alone() {
    let mut tally = Tally::default();
    let groups = suite::groups("draft2020-12");
    let of_others = ["optional/", "format.json", "refRemote.json", "vocabulary.json"];
    for group in &groups {
        let schema = without_dialect(&group.schema);
        let text = to_text(&schema);
        let is_left_out = of_others.iter().any(|file| group.file.starts_with(file));
        if is_left_out || text.contains("localhost:1234") || text.contains("json-schema.org/draft") {
            continue;
        }
        run(group, &schema, &[], &mut tally);
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.judged > 1000, "{}", tally.judged);
}

fn run(group: &Group, schema: &Node, others: &[Node], tally: &mut Tally) {
    let name = format!("{}: {}", group.file, group.description);
    let document = match Document::parse("test.json", document(schema, others).as_bytes()) {
        Ok(document) => document,
        Err(found) => {
            tally.judged += group.tests.len();
            return tally.wrong.push(format!("{name}: refused:\n{found}"));
        }
    };
    let found = codegen::validate(&document).of_class(Class::NotOpenApi);
    if found.errors() > 0 {
        tally.wrong.push(format!("{name}: not OpenAPI:\n{found}"));
    }
    let contract = Contract::new(&document);
    for test in &group.tests {
        tally.judged += 1;
        let response = json_response(to_text(&test.data).into_bytes());
        let checked = [
            contract.check(&response, Source::Traffic),
            contract.check_with(&response, Source::Traffic, &mut Evidence::new(&contract)),
        ];
        for checked in checked {
            let errors: Vec<_> = checked
                .violations
                .iter()
                .filter(|violation| violation.rule.level == Level::Error)
                .map(|violation| {
                    format!(
                        "{} at {:?}: {}",
                        violation.rule.id, violation.pointer, violation.message
                    )
                })
                .collect();
            if errors.is_empty() != test.valid || !checked.notes.is_empty() {
                let valid = if test.valid { "valid" } else { "invalid" };
                let notes: Vec<_> = checked.notes.iter().map(|note| &note.message).collect();
                let description = &test.description;
                tally.wrong.push(format!(
                    "{name}: {description}: is {valid}, found: {errors:?} {notes:?}"
                ));
            }
        }
        let line = serde_json::json!({
            "request": {"method": "GET", "url": "https://example.com/x", "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "body": {"text": to_text(&test.data)},
            },
        });
        let accepted = contract.accepts(line.to_string().as_bytes(), Shape::Line, &mut Evidence::new(&contract));
        if accepted && !test.valid {
            tally
                .wrong
                .push(format!("{name}: {}: is invalid, accepted", test.description));
        }
    }
}

/// A document with one operation whose response has this schema, and with other schemas.
fn document(schema: &Node, others: &[Node]) -> String {
    let schema = to_text(&identified(schema.clone(), "https://example.com/the/schema"));
    let others: Vec<_> = others
        .iter()
        .enumerate()
        .map(|(index, other)| format!(",\"R{index}\":{}", to_text(other)))
        .collect();
    let content = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}"##;
    format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},
        "paths":{{"/x":{{"get":{{"operationId":"x","responses":{{"200":{{"description":"d","content":{content}}}}}}}}}}},
        "components":{{"schemas":{{"S":{schema}{}}}}}}}"#,
        others.concat()
    )
}

/// A schema as a resource of its own: with a URI, if it has none.
fn identified(mut schema: Node, uri: &str) -> Node {
    let has_uri = schema.get("$id").is_some();
    if let Value::Object(members) = &mut schema.value
        && !has_uri
    {
        members.push(member("$id", uri));
    }
    schema
}

/// A schema as it is found at a URI. One that has another URI of its own is found under both.
fn fetched(schema: &Node, uri: &str) -> Vec<Node> {
    let own = schema.get("$id").and_then(Node::as_str).unwrap_or(uri);
    let alias = node(Value::Object(vec![member("$id", uri), member("$ref", own)]));
    let alias = (own != uri).then_some(alias);
    std::iter::once(identified(schema.clone(), uri)).chain(alias).collect()
}

fn member(key: &str, text: &str) -> Member {
    Member {
        key: key.to_owned(),
        start: 0,
        node: node(Value::String(text.to_owned())),
    }
}

fn node(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}

fn without_dialect(schema: &Node) -> Node {
    let mut schema = schema.clone();
    if let Value::Object(members) = &mut schema.value {
        members.retain(|member| member.key != "$schema" || member.node.as_str() != Some(DIALECT));
    }
    schema
}
