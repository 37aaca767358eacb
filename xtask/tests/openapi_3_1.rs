//! A document of OpenAPI 3.1 from the command line: what is reported of traffic, and what is said of the document.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use common::{Ran, Sandbox, golden};
use serde_json::{Value, json};
use xtask::Exit;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /things: {$ref: '#/components/pathItems/Things'}
webhooks:
  thingMade: {post: {responses: {'204': {description: Done.}}}}
components:
  pathItems:
    Things:
      get:
        operationId: listThings
        parameters:
          - {name: limit, in: query, schema: {type: [integer, 'null'], exclusiveMinimum: 0}}
        responses:
          '200':
            description: Things.
            content:
              application/json:
                schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
  schemas:
    Thing:
      type: object
      required: [id, kind]
      properties:
        id: {type: [integer, string]}
        kind: {const: thing}
        note: {type: [string, 'null']}
        old: {type: string, nullable: true}
        name: {$ref: '#/components/schemas/Text', maxLength: 4}
        size: {$ref: '#size'}
        point: {prefixItems: [{type: number}, {type: number}], items: false}
      $defs:
        Size: {$anchor: size, type: number, exclusiveMinimum: 0}
    Text: {type: string, minLength: 2}
";

/// A line of traffic with this list in its response.
fn line(query: &str, things: &Value) -> String {
    json!({
        "request": {"method": "GET", "url": format!("https://api.example.com/things{query}"), "headers": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "body": {"json": things},
        },
    })
    .to_string()
}

fn check(name: &str, document: &str, lines: &[String], format: &str) -> Ran {
    let sandbox = Sandbox::new(name);
    sandbox.write("document.yaml", document);
    sandbox.write("traffic.ndjson", format!("{}\n", lines.join("\n")));
    let arguments = [
        "check",
        "--document",
        "document.yaml",
        "--format",
        format,
        "traffic.ndjson",
    ];
    sandbox.run(&arguments)
}

#[test]
fn traffic_that_conforms_has_no_findings() {
    let things = json!([
        {"id": 1, "kind": "thing", "note": null, "name": "abc", "size": 1.5, "point": [1, 2]},
        {"id": "one", "kind": "thing", "note": "n", "old": "o"},
    ]);
    let ran = check("openapi-3-1-fine", DOCUMENT, &[line("?limit=2", &things)], "json");
    assert_eq!(ran.exit, Exit::Fine, "{}{}", ran.out, ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["interactions"], 1);
}

#[test]
fn each_difference_is_reported_at_its_place() {
    let things = json!([
        {"id": 1.5, "kind": "thing", "note": 1, "old": null, "name": "a", "size": 0, "point": [1, 2, 3]},
        {"id": "one", "kind": "other", "name": "abcde", "point": ["x"], "more": true},
        {"id": "two", "kind": "other"},
    ]);
    let ran = check("openapi-3-1-findings", DOCUMENT, &[line("?limit=0", &things)], "human");
    golden("openapi-3-1.txt", &ran.seen());
}
