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

/// A document whose response has each keyword of JSON Schema 2020-12 that OpenAPI 3.0 does not have.
const KEYWORDS: &str = "
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
components:
  schemas:
    Thing:
      type: object
      properties:
        const: {const: one}
        types: {type: [integer, 'null']}
        forbidden: false
        contains: {contains: {const: x}, maxContains: 1}
        tuple: {prefixItems: [{type: string}], unevaluatedItems: false}
        map: {propertyNames: {pattern: '^[a-z]+$'}, additionalProperties: {type: integer}}
        pattern: {patternProperties: {'^n': {type: integer}}, additionalProperties: false}
        dependent:
          properties: {card: {type: string}, address: {type: string}, zip: {type: string}}
          dependentRequired: {card: [address]}
          dependentSchemas: {address: {required: [zip]}}
        condition:
          properties: {country: {type: string}, code: {type: string}}
          if: {properties: {country: {const: nl}}}
          then: {properties: {code: {pattern: '^[0-9]{4}'}}}
          else: {properties: {code: {maxLength: 3}}}
        extended:
          $ref: '#/components/schemas/Base'
          properties: {own: {type: string}}
          unevaluatedProperties: false
        tree: {$ref: 'https://api.example.com/strict'}
    Base: {type: object, properties: {id: {type: integer}}}
    Tree:
      $id: https://api.example.com/tree
      $dynamicAnchor: node
      type: object
      properties: {data: true, children: {type: array, items: {$dynamicRef: '#node'}}}
    Strict:
      $id: https://api.example.com/strict
      $dynamicAnchor: node
      $ref: tree
      unevaluatedProperties: false
";

/// Every keyword is reported by a rule, at a place, with the place of the document; the same thing twice is one drift.
#[test]
fn each_keyword_is_reported_and_grouped() {
    let thing = json!({
        "const": "two",
        "types": "1",
        "forbidden": 1,
        "contains": ["x", "x"],
        "tuple": ["a", "b"],
        "map": {"A1": 1, "B2": 2},
        "pattern": {"n1": "1", "n2": "2", "m": 1},
        "dependent": {"card": "c"},
        "condition": {"country": "nl", "code": "abc"},
        "extended": {"id": 1, "own": "o", "more": 1},
        "tree": {"children": [{"daat": 1}]},
    });
    let other = json!({
        "const": "three",
        "contains": [],
        "dependent": {"address": "a"},
        "condition": {"country": "de", "code": "abcd"},
        "tree": {"children": [{"children": [{"daat": 1}]}]},
    });
    let lines = [line("", &json!([thing])), line("", &json!([thing, other]))];
    let ran = check("openapi-3-1-keywords", KEYWORDS, &lines, "json");
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let mut text = String::new();
    for found in report["violations"].as_array().unwrap() {
        let word = |key: &str| found[key].as_str().unwrap_or_default();
        let (rule, message, document) = (word("rule"), word("message"), &found["document"]);
        let place = format!("{} {}", word("recording"), word("pointer"));
        text += &format!("{rule} {place}\n  {message}\n  {document}\n");
    }
    text += "\n";
    for drift in report["drift"].as_array().unwrap() {
        text += &format!("{drift}\n");
    }
    golden("openapi-3-1-keywords.txt", &text);
}
