//! Conditions on values in every place of a request and a response.

use serde_json::{Value, json};

use super::{Exchange, change, received, run};
use crate::sandbox::workspace;

#[test]
fn a_value_of_another_alternative_does_not_reach_the_place() {
    let sandbox = workspace("diff-recordings-choice", "base");
    let document = |nullable: bool| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /thing:\n    get:\n      operationId: showThing\n      \
             responses:\n        '200':\n          description: ok\n          content: {{application/json: {{schema: \
             {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]}}}}}}\ncomponents:\n  \
             schemas:\n    Cat: {{type: object, required: [cat, name], properties: {{cat: {{type: boolean}}, name: \
             {{type: string, nullable: {nullable}}}}}}}\n    Dog: {{type: object, required: [dog], properties: {{dog: \
             {{type: boolean}}, name: {{type: string, nullable: true}}}}}}\n"
        )
    };
    sandbox.write("base.yaml", document(false));
    sandbox.write("new.yaml", document(true));
    for (body, shown) in [
        (json!({"dog": true, "name": null}), "not-reached"),
        (json!({"cat": true, "name": "x"}), "not-fulfilled"),
        (json!({"cat": true, "name": null}), "fulfilled"),
    ] {
        sandbox.write("seen.json", received(body).text("live"));
        let change = change(&sandbox, "response-null-allowed", "seen.json");
        assert_eq!(change["evidence"]["shown"], shown, "{change:#}");
    }
}

/// A document with values in many places; each `#name` is a schema.
const PLACES: &str = "openapi: VERSION
info: {title: t, version: '1'}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string#path}}
      - {$ref: '#/components/parameters/Sort'}
    post:
      operationId: changeThing
      parameters:
        - {name: X-Kind, in: header, schema: {type: string#header}}
        - {name: mark, in: cookie, schema: {type: string#cookie}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {size: {type: integer#deep}}}}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses:
        '200':
          description: ok
          headers: {X-Left: {schema: {type: integer#left}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Seen'}}}}
components:
  parameters:
    Sort: {name: sort, in: query, schema: {type: array, items: {type: string, enum: [a, b#sort]}}}
  schemas:
    Thing:
      allOf:
        - {$ref: '#/components/schemas/Part'}
        - {type: object, properties: {limit: {type: integer#limit}, code: {type: string, enum: [x#code]}}}
      required: [limit#required]
    Part: {type: object, properties: {note: {$ref: '#/components/schemas/Note'}, tag: {type: string}}}
    Note: {type: string#note}
    Seen:
      type: object
      properties:
        ratio: {type: #ratio}
        map: {type: object, additionalProperties: {type: string, nullable: #map}}
        list: {type: array, items: {type: integer, format: #item}}
        self: {$ref: '#/components/schemas/Seen'}
";

/// The document with what stands at some of the places.
fn places(values: &[(&str, &str)]) -> String {
    let mut text = PLACES.replace("VERSION", "3.0.3");
    for (name, value) in values {
        text = text.replace(&format!("#{name}"), value);
    }
    for (name, usual) in [
        ("left", ", format: int32"),
        ("ratio", "integer"),
        ("map", "false"),
        ("item", "int32"),
    ] {
        text = text.replace(&format!("#{name}"), usual);
    }
    let rest = [
        "path", "header", "cookie", "deep", "sort", "limit", "code", "required", "note",
    ];
    rest.iter().fold(text, |text, name| {
        text.replace(&format!("#{name}}}"), "}")
            .replace(&format!("#{name}]"), "]")
    })
}

/// An exchange that uses every place.
fn everywhere(change: impl Fn(&mut Value)) -> Exchange {
    let url = "/things/ab?sort=a&sort=b&filter%5Bsize%5D=5";
    let mut exchange = json!({
        "request": {"limit": 5, "code": "x", "note": "ab", "tag": "t"},
        "response": [{"ratio": 1, "map": {"k": "v"}, "list": [1], "self": {"list": [2]}}],
        "url": url,
        "header": "ab",
        "cookie": "mark=ab",
        "left": "7",
    });
    change(&mut exchange);
    let url = exchange["url"].as_str().unwrap();
    let mut made = Exchange::url("POST", url, 200)
        .with("request", "application/json", json!({"json": exchange["request"]}))
        .with("response", "application/json", json!({"json": exchange["response"]}));
    made.request["headers"]["X-Kind"] = exchange["header"].clone();
    made.request["headers"]["Cookie"] = exchange["cookie"].clone();
    made.response["headers"]["X-Left"] = exchange["left"].clone();
    made
}

/// Traffic as it was, which has all headers.
fn traffic(exchange: &Exchange) -> String {
    let mut line = json!({"request": exchange.request, "response": exchange.response});
    line["request"]["body"] = exchange.request["body"].clone();
    format!("{line}\n")
}

/// A rule, what is at a place in the base and in the revision, a member of the exchange and its value that does what the
/// condition says, and where that is.
type Row = (
    &'static str,
    (&'static str, &'static str),
    &'static str,
    &'static str,
    Value,
    &'static str,
);

#[test]
fn values_in_every_place_decide() {
    let sandbox = workspace("diff-recordings-places", "base");
    let rows: &[Row] = &[
        (
            "request-pattern-added",
            ("", ", pattern: '^[a-z]+$'"),
            "path",
            "/url",
            json!("/things/A1"),
            "path:id",
        ),
        (
            "request-pattern-added",
            ("", ", pattern: '^[a-z]+$'"),
            "header",
            "/header",
            json!("A1"),
            "header:X-Kind",
        ),
        (
            "request-limit-added",
            ("", ", maxLength: 2"),
            "cookie",
            "/cookie",
            json!("mark=abc"),
            "cookie:mark",
        ),
        (
            "request-limit-added",
            ("", ", maximum: 9"),
            "deep",
            "/url",
            json!("/things/ab?filter%5Bsize%5D=10"),
            "query:filter",
        ),
        (
            "request-enum-value-removed",
            (", c", ""),
            "sort",
            "/url",
            json!("/things/ab?sort=a&sort=c"),
            "query:sort",
        ),
        (
            "request-limit-added",
            ("", ", minimum: 5"),
            "limit",
            "/request/limit",
            json!(4),
            "request.body /limit",
        ),
        (
            "request-enum-value-removed",
            (", y", ""),
            "code",
            "/request/code",
            json!("y"),
            "request.body /code",
        ),
        (
            "request-property-became-required",
            ("", ", tag"),
            "required",
            "/request",
            json!({"limit": 5}),
            "request.body /tag",
        ),
        (
            "request-pattern-added",
            ("", ", pattern: '^[a-z]+$'"),
            "note",
            "/request/note",
            json!("A1"),
            "request.body /note",
        ),
        (
            "response-type-widened",
            ("integer", "number"),
            "ratio",
            "/response/0/ratio",
            json!(1.5),
            "response.body /0/ratio",
        ),
        (
            "response-null-allowed",
            ("false", "true"),
            "map",
            "/response/0/map/k",
            json!(null),
            "response.body /0/map/*",
        ),
        (
            "response-integer-widened",
            ("int32", "int64"),
            "item",
            "/response/0/self/list/0",
            json!(5_000_000_000_u64),
            "response.body /0/self/list/0",
        ),
    ];
    let mut wrong = Vec::new();
    for (rule, (before, after), place, member, value, expected) in rows {
        sandbox.write("base.yaml", places(&[(place, before)]));
        sandbox.write("new.yaml", places(&[(place, after)]));
        let usual = everywhere(|_| {});
        let other = everywhere(|exchange| *exchange.pointer_mut(member).unwrap() = value.clone());
        for (exchange, shown) in [(usual, "not-fulfilled"), (other, "fulfilled")] {
            sandbox.write("seen.ndjson", traffic(&exchange));
            let ran = sandbox.run(&[
                "diff",
                "base.yaml",
                "new.yaml",
                "--recordings",
                "seen.ndjson",
                "--format",
                "json",
            ]);
            let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{place}: {}", ran.seen()));
            let mut changes = report["changes"].as_array().unwrap().iter();
            let evidence = changes
                .find(|change| change["rule"] == *rule)
                .map(|change| &change["evidence"]);
            let evidence = evidence.unwrap_or_else(|| panic!("{place}: {report:#}"));
            let at = if shown == "fulfilled" {
                json!(expected)
            } else {
                Value::Null
            };
            if evidence["shown"] != shown || evidence["examples"][0]["place"] != at {
                wrong.push(format!("{rule} at {place}: expected {shown} at {at}, found {evidence}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn changes_of_one_schema_are_distinguished() {
    let sandbox = workspace("diff-recordings-apart", "base");
    sandbox.write("base.yaml", places(&[("code", ", y, z")]));
    sandbox.write(
        "new.yaml",
        places(&[("limit", ", minimum: 3, maximum: 9"), ("code", "")]),
    );
    let exchange = everywhere(|exchange| {
        exchange["request"]["limit"] = 20.into();
        exchange["request"]["code"] = "z".into();
    });
    sandbox.write("seen.ndjson", traffic(&exchange));
    let (_, report) = run(&sandbox, &["--recordings", "seen.ndjson"]);
    let changes = report["changes"].as_array().unwrap().iter();
    let mut found: Vec<_> = changes
        .filter(|change| !change["evidence"].is_null())
        .map(|change| {
            (
                change["condition"].as_str().unwrap(),
                change["evidence"]["shown"].as_str().unwrap(),
            )
        })
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("the caller sends `y`", "not-fulfilled"),
            ("the caller sends `z`", "fulfilled"),
            ("the caller sends less than 3", "not-fulfilled"),
            ("the caller sends more than 9", "fulfilled"),
        ],
        "{report:#}"
    );
}

#[test]
fn recordings_of_an_operation_at_its_old_path_decide() {
    let sandbox = workspace("diff-recordings-moved", "base");
    sandbox.write("base.yaml", places(&[]));
    let moved = places(&[("item", "int64"), ("note", ", maxLength: 2")]);
    sandbox.write("new.yaml", moved.replace("/things/{id}:", "/v2/things/{id}:"));
    let exchange = everywhere(|exchange| {
        exchange["response"][0]["list"][0] = 5_000_000_000_u64.into();
        exchange["request"]["note"] = "abc".into();
    });
    sandbox.write("seen.ndjson", traffic(&exchange));
    for rule in ["response-integer-widened", "request-limit-added"] {
        let change = change(&sandbox, rule, "seen.ndjson");
        assert_eq!(change["evidence"]["shown"], "fulfilled", "{change:#}");
    }
}
