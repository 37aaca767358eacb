//! Documents of which a part is broken: it is reported, what depends on it is counted, and the rest is checked.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Ran, Sandbox};
use serde_json::{Value, json};
use xtask::Exit;

/// A document with two operations, in which nothing is broken.
const WHOLE: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /fine:
    get:
      operationId: getFine
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/Fine'}}}
  /other:
    get:
      operationId: getOther
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}
components:
  schemas:
    Fine: {type: object, properties: {id: {type: integer}}}
    Other: {type: object, properties: {id: {type: integer}, name: {type: string}}}
";

/// Traffic in which both operations return a wrong `id`.
fn traffic() -> String {
    let line = |path: &str| {
        json!({
            "request": {"method": "GET", "url": format!("https://api.example.com{path}?limit=1"), "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Type", "value": "application/json"}],
                "body": {"json": {"id": "wrong", "name": "n"}},
            },
        })
    };
    format!("{}\n{}\n", line("/fine"), line("/other"))
}

fn check(document: &str, format: &str) -> Ran {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let sandbox = Sandbox::new(&format!("broken-documents-{number}"));
    sandbox.write("document.yaml", document);
    sandbox.write("traffic.ndjson", traffic());
    sandbox.run(&[
        "check",
        "--document",
        "document.yaml",
        "traffic.ndjson",
        "--format",
        format,
    ])
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.seen()))
}

/// The rule and the operation of each violation by an error.
fn errors(report: &Value) -> Vec<String> {
    let all = report["violations"].as_array().unwrap().iter();
    all.filter(|one| one["level"] == "error")
        .map(|one| {
            format!(
                "{} {}",
                one["rule"].as_str().unwrap(),
                one["operation"].as_str().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn a_valid_document_checks_everything() {
    let ran = check(WHOLE, "json");
    let report = report(&ran);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert_eq!(errors(&report), ["type getFine", "type getOther"]);
    assert_eq!(report["summary"]["not_checked"], 0);
    assert!(report["diagnostics"].is_null());
}

#[test]
fn a_broken_part_does_not_prevent_other_checks() {
    // What is changed in the document, the rule of the finding, and what is still found in the other operation.
    let cases = [
        ("Other'}}}", "Missing'}}}", "unresolved-ref", &[][..]),
        ("Other'}}}", "Other'}, $ref: 1}}", "unknown-keyword", &["type getOther"]),
        (
            "{type: object, properties: {id: {type: integer}, name: {type: string}}}",
            "{type: thing}",
            "unknown-type",
            &[],
        ),
        (
            "id: {type: integer}, name",
            "id: {type: int}, name",
            "unknown-type",
            &[],
        ),
        (
            "id: {type: integer}, name: {type: string}",
            "id: {type: integer}, name: {type: text}",
            "unknown-type",
            &["type getOther"],
        ),
        (
            "name: {type: string}",
            "name: {type: string, minLength: '1'}",
            "wrong-kind",
            &["type getOther"],
        ),
        (
            "name: {type: string}",
            "name: {type: string, description: 1}",
            "wrong-kind",
            &["type getOther"],
        ),
        (
            "        - {name: limit, in: query, schema: {type: integer}}",
            "        - {$ref: '#/components/parameters/P'}",
            "unresolved-ref",
            &["type getOther"],
        ),
        (
            "        - {name: limit, in: query, schema",
            "        - {name: limit, in: body, schema",
            "unknown-value",
            &["type getOther"],
        ),
        (
            "        - {name: limit, in: query, schema: {type: integer}}",
            "        - {name: limit, in: query}",
            "schema-or-content",
            &["type getOther"],
        ),
        (
            "      operationId: getOther",
            "      operationId: getOther\n      security: [{nobody: []}]",
            "undefined-security-scheme",
            &["type getOther"],
        ),
        (
            "      operationId: getOther",
            "      operationId: getOther\n      requestBody: {$ref: '#/components/requestBodies/B'}",
            "unresolved-ref",
            &["type getOther"],
        ),
        (
            "  /other:\n    get:",
            "  /other:\n    $ref: 'other.yaml'\n  /third:\n    get:",
            "external-ref",
            &[],
        ),
        ("  /other:", "  other:", "bad-path", &[]),
        ("getOther", "getFine", "duplicate-operation-id", &["type getFine"]),
        (
            "'200':\n          description: d\n          content: {application/json: {schema: {$ref: '#/components/schemas/Other",
            "'2000':\n          description: d\n          content: {application/json: {schema: {$ref: '#/components/schemas/Other",
            "bad-status",
            &[],
        ),
        ("name: {type: string}", "name: true", "wrong-kind", &["type getOther"]),
        ("name: {type: string}", "name: []", "wrong-kind", &["type getOther"]),
        ("name: {type: string}", "name:", "wrong-kind", &["type getOther"]),
        (
            "name: {type: string}",
            "name: {$ref: 5}",
            "wrong-kind",
            &["type getOther"],
        ),
        (
            "      responses:\n        '200':\n          description: d\n          content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}\n",
            "",
            "missing-field",
            &[],
        ),
        (
            "    Other:",
            "    Ot her: {}\n    Other:",
            "bad-component-name",
            &["type getOther"],
        ),
    ];
    for (from, to, rule, also) in cases {
        assert!(WHOLE.contains(from), "{from}");
        // The second operation is the last one.
        let (before, after) = WHOLE.rsplit_once(from).unwrap();
        let document = format!("{before}{to}{after}");
        let ran = check(&document, "json");
        let report = report(&ran);
        let rules = report["diagnostics"]
            .as_array()
            .unwrap_or_else(|| panic!("{to}: {}", ran.seen()))
            .iter();
        let rules: Vec<_> = rules.map(|one| one["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, [rule], "{to}: {}", ran.seen());
        let mut expected = vec!["type getFine"];
        expected.extend(also);
        assert_eq!(errors(&report), expected, "{to}: {}", ran.seen());
        assert_eq!(ran.exit, Exit::Incomplete, "{to}");
        assert!(ran.err.contains(&format!("[{rule}]")), "{to}: {}", ran.err);
        let not_checked = report["summary"]["not_checked"].as_u64().unwrap();
        let harmless = ["unknown-keyword", "duplicate-operation-id", "bad-component-name"].contains(&rule)
            || to.contains("description: 1");
        assert_eq!(not_checked == 0, harmless, "{to}: {}", ran.seen());
    }
}

#[test]
fn the_report_shows_broken_parts_and_what_was_not_checked() {
    let ran = check(&WHOLE.replace("Other'}}}", "Missing'}}}"), "human");
    for text in [
        "error[unresolved-ref]: `#/components/schemas/Missing` does not exist",
        "document.yaml is not valid OpenAPI in all its parts (1 mistake): what depends on them was not checked",
        "the value was not checked: its schema at ",
        "1 value not checked",
        "incomplete: ",
    ] {
        assert!(ran.err.contains(text), "{text}: {}", ran.seen());
    }
    assert_eq!(ran.exit, Exit::Incomplete);
}

#[test]
fn a_document_without_operations_is_named_as_the_reason() {
    let (before, _) = WHOLE.split_once("  /fine:").unwrap();
    let ran = check(&format!("{} {{}}", before.trim_end()), "human");
    assert_eq!(ran.exit, Exit::Incomplete);
    let why = "nothing was checked: document.yaml has no operations";
    assert!(ran.err.contains(why), "{}", ran.seen());
}

#[test]
fn check_ignores_limits_of_the_generator() {
    for (from, to) in [
        ("      operationId: getOther\n", ""),
        ("name: {type: string}", "name: {type: string, minimum: 1}"),
        (
            "    Other: {type: object,",
            "    Other: {type: object, required: [nothing_of_this], x-a: {}, oneOf: [{}],",
        ),
        (
            "  /other:",
            "  /{any}/x: {get: {parameters: [{name: any, in: path, required: true, schema: {}}], responses: {'200': {description: d}}}}\n  /a/{x}: {get: {parameters: [{name: x, in: path, required: true, schema: {}}], responses: {'200': {description: d}, '201': {description: d, content: {application/json: {schema: {type: string}}}}}}}\n  /other:",
        ),
    ] {
        let ran = check(&WHOLE.replacen(from, to, 1), "json");
        assert_ne!(ran.exit, Exit::Incomplete, "{to}: {}", ran.seen());
        assert!(report(&ran)["diagnostics"].is_null(), "{to}: {}", ran.seen());
    }
}

#[test]
fn a_document_of_another_kind_is_refused_completely() {
    for (from, to) in [
        ("openapi: 3.0.3", "openapi: 4.0.0"),
        ("paths:", "paths: 1\nx-paths:"),
        ("openapi", "swagger"),
    ] {
        let ran = check(&WHOLE.replacen(from, to, 1), "json");
        assert_eq!(ran.exit, Exit::Incomplete);
        assert!(report(&ran)["refused"].is_array(), "{}", ran.seen());
    }
}
