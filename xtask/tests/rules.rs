//! Every rule on small documents of its own: what breaks it, and what comes close and does not.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::collections::BTreeSet;
use std::sync::Mutex;

use codegen::Document;
use common::interactions;
use recording::{Header, Interaction, Response, Unobserved};
use xtask::contract::{Contract, RULES, Source};

/// The rules that were seen broken.
static BROKEN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

fn interaction(method: &str, url: &str) -> Interaction {
    interactions::interaction(method, url, "{}")
}

/// What breaks: `rule location` or, in a body, `rule pointer`.
fn check(document: &str, interaction: &Interaction) -> Vec<String> {
    let document = Document::parse("test.yaml", document.as_bytes()).unwrap_or_else(|d| panic!("{d}\n{document}"));
    let contract = Contract::new(&document);
    common::forms::agree(&contract, interaction);
    let checked = contract.check(interaction, Source::Traffic);
    let reported = |violation: &xtask::contract::Violation| {
        BROKEN.lock().unwrap().insert(violation.rule.id);
        assert!(
            document.at(violation.document.as_deref().unwrap()).is_some(),
            "{violation:?}"
        );
        let location = violation.location.to_string();
        let place = if location.ends_with(".body") {
            violation.pointer.clone()
        } else {
            location
        };
        format!("{} {place}", violation.rule.id)
    };
    checked.violations.iter().map(reported).collect()
}

/// A document whose one response has this schema.
fn answering(schema: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\nservers: [{{url: 'https://example.com'}}]\npaths:\n  /x:\n    \
         get:\n      operationId: x\n      responses:\n        '200':\n          description: d\n          content: \
         {{application/json: {{schema: {schema}}}}}\ncomponents:\n  schemas: {{{schemas}}}\n"
    )
}

#[test]
fn schemas() {
    const NAMED: &str = "
      A: {type: object, required: [a], properties: {a: {type: integer}}},
      B: {type: object, required: [b], properties: {b: {type: integer}}},
      Tree: {type: object, properties: {v: {type: integer}, kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}},
      Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}},
      Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]},
      Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [bark], properties: {bark: {type: boolean}}}]}";
    let one_of = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    let any_of = "{anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    let all_of = "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    let nested = "{allOf: [{type: object, properties: {n: {type: object, properties: {a: {type: integer}}}}}, {type: object, properties: {n: {type: object, properties: {b: {type: integer}}}}}]}";
    let pet = "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {tom: '#/components/schemas/Cat'}}}";
    // Schemas without names, as some frameworks write them: the value of a discriminator can name none of them, so the list
    // decides.
    let inline = "{oneOf: [{type: object, required: [type, value], properties: {type: {type: string, enum: [json]}, value: {}}}, {type: object, required: [type, value], properties: {type: {type: string, enum: [regex]}, value: {type: string}}}], discriminator: {propertyName: type}}";
    let cases: &[(&str, &str, &[&str])] = &[
        // Types
        ("{type: integer}", "1", &[]),
        ("{type: integer}", "-0", &[]),
        ("{type: integer}", "1.0", &["type "]),
        ("{type: integer}", "1e2", &["type "]),
        ("{type: integer}", "18446744073709551616", &[]),
        ("{type: number}", "1e400", &[]),
        ("{type: number, format: double}", "1e400", &["format "]),
        ("{type: integer, format: int64}", "1e400", &["format "]),
        ("{type: boolean}", "0", &["type "]),
        ("{type: string}", "null", &["null "]),
        ("{type: string, nullable: true}", "null", &[]),
        ("{type: string, nullable: true, enum: [a]}", "null", &["enum "]),
        ("{type: string, nullable: true, enum: [a, null]}", "null", &[]),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/A'}]}",
            "null",
            &["null "],
        ),
        ("{}", "[null, {\"a\": [1]}]", &[]),
        // Enumerations
        ("{type: integer, enum: [1, 2]}", "2", &[]),
        ("{type: number, enum: [1, 2]}", "2.0", &[]),
        ("{type: string, enum: ['1']}", "\"2\"", &["enum "]),
        ("{enum: [{a: [1]}]}", "{\"a\": [1.0]}", &[]),
        // Numbers
        ("{type: integer, minimum: 0}", "-1", &["bounds "]),
        ("{type: integer, minimum: 0, exclusiveMinimum: true}", "0", &["bounds "]),
        (
            "{type: number, maximum: 0.1}",
            "0.1000000000000000000000000000001",
            &["bounds "],
        ),
        (
            "{type: integer, maximum: 9223372036854775807}",
            "9223372036854775807",
            &[],
        ),
        (
            "{type: integer, maximum: 9223372036854775807}",
            "9223372036854775808",
            &["bounds "],
        ),
        ("{type: number, multipleOf: 0.1}", "0.3", &[]),
        ("{type: number, multipleOf: 0.1}", "0.35", &["multiple-of "]),
        // Strings
        ("{type: string, minLength: 2, maxLength: 2}", "\"😀😀\"", &[]),
        ("{type: string, maxLength: 1}", "\"😀😀\"", &["length "]),
        ("{type: string, minLength: 1}", "\"\"", &["length "]),
        ("{type: string, pattern: '^a+$'}", "\"aa\"", &[]),
        ("{type: string, pattern: 'a+'}", "\"baab\"", &[]),
        ("{type: string, pattern: '^a+$'}", "\"b\"", &["pattern "]),
        ("{type: string, pattern: '^.$'}", "\"😀\"", &[]),
        ("{type: string, format: date}", "\"2024-02-30\"", &["format "]),
        ("{type: string, format: whatever}", "\"x\"", &[]),
        // Lists
        ("{type: array, minItems: 1, maxItems: 2, items: {}}", "[]", &["items "]),
        ("{type: array, minItems: 1, maxItems: 2, items: {}}", "[1, 2]", &[]),
        (
            "{type: array, minItems: 1, maxItems: 2, items: {}}",
            "[1, 2, 3]",
            &["items "],
        ),
        ("{type: array, uniqueItems: true, items: {}}", "[1, 1.0]", &["unique "]),
        (
            "{type: array, uniqueItems: true, items: {}}",
            "[1, \"1\", true, [1]]",
            &[],
        ),
        (
            "{type: array, uniqueItems: true, items: {}}",
            "[{\"a\":1,\"b\":2}, {\"b\":2,\"a\":1}]",
            &["unique "],
        ),
        (
            "{type: array, items: {type: integer}}",
            "[1, \"2\", 3, null]",
            &["type /1", "null /3"],
        ),
        // Objects
        ("{$ref: '#/components/schemas/A'}", "{}", &["required /a"]),
        (
            "{$ref: '#/components/schemas/A'}",
            "{\"a\": 1, \"x/y~z\": 2}",
            &["undocumented-property /x~1y~0z"],
        ),
        ("{type: object}", "{\"anything\": 1}", &[]),
        (
            "{type: object, properties: {}}",
            "{\"anything\": 1}",
            &["undocumented-property /anything"],
        ),
        ("{type: object, additionalProperties: true}", "{\"anything\": 1}", &[]),
        (
            "{type: object, additionalProperties: false}",
            "{\"anything\": 1}",
            &["additional-properties /anything"],
        ),
        (
            "{type: object, additionalProperties: {type: integer}}",
            "{\"a\": 1, \"b\": \"x\"}",
            &["type /b"],
        ),
        ("{type: object, minProperties: 1}", "{}", &["properties "]),
        (
            "{type: object, maxProperties: 1}",
            "{\"a\": 1, \"b\": 2}",
            &["properties "],
        ),
        (
            "{type: object, properties: {s: {type: string, writeOnly: true}}}",
            "{\"s\": \"x\"}",
            &["write-only /s"],
        ),
        (
            "{type: object, required: [s], properties: {s: {type: string, writeOnly: true}}}",
            "{}",
            &[],
        ),
        (
            "{type: object, required: [s], properties: {s: {type: string, readOnly: true}}}",
            "{}",
            &["required /s"],
        ),
        (
            "{$ref: '#/components/schemas/Tree'}",
            "{\"kids\": [{\"kids\": [{\"v\": \"x\", \"w\": 1}]}]}",
            &["type /kids/0/kids/0/v", "undocumented-property /kids/0/kids/0/w"],
        ),
        // Compositions
        (all_of, "{\"a\": 1, \"b\": 2}", &[]),
        (
            all_of,
            "{\"a\": 1, \"c\": 2}",
            &["required /b", "undocumented-property /c"],
        ),
        (
            "{type: object, allOf: [{$ref: '#/components/schemas/A'}]}",
            "1",
            &["type "],
        ),
        (nested, "{\"n\": {\"a\": 1, \"b\": 2}}", &[]),
        (nested, "{\"n\": {\"a\": 1, \"c\": 2}}", &["undocumented-property /n/c"]),
        (any_of, "{\"a\": 1, \"b\": 2}", &[]),
        (any_of, "{\"a\": 1, \"b\": \"x\"}", &["undocumented-property /b"]),
        (any_of, "{\"c\": 1}", &["any-of ", "undocumented-property /c"]),
        (one_of, "{\"a\": 1}", &[]),
        (one_of, "{\"a\": 1, \"b\": 2}", &["one-of "]),
        (one_of, "{\"a\": \"x\"}", &["one-of "]),
        ("{oneOf: [{type: string}, {type: integer}]}", "1", &[]),
        ("{not: {type: string}}", "\"x\"", &["not "]),
        ("{not: {type: string}}", "1", &[]),
        // Discriminators
        (pet, "{\"kind\": \"Dog\", \"bark\": true}", &[]),
        (pet, "{\"kind\": \"tom\", \"lives\": 9}", &[]),
        (pet, "{\"kind\": \"Cow\"}", &["discriminator /kind"]),
        (pet, "{\"lives\": 9}", &["discriminator /kind"]),
        (pet, "{\"kind\": \"Dog\", \"bark\": \"loud\"}", &["type /bark"]),
        (
            "{$ref: '#/components/schemas/Pet'}",
            "{\"kind\": \"Dog\", \"bark\": true}",
            &[],
        ),
        (
            "{$ref: '#/components/schemas/Pet'}",
            "{\"kind\": \"Dog\", \"bark\": 1}",
            &["type /bark"],
        ),
        (inline, "{\"type\": \"json\", \"value\": 1}", &[]),
        (inline, "{\"type\": \"regex\", \"value\": \"a\"}", &[]),
        (inline, "{\"type\": \"regex\", \"value\": 1}", &["one-of "]),
        (inline, "{\"type\": \"other\", \"value\": 1}", &["one-of "]),
        (inline, "{\"value\": 1}", &["one-of "]),
        // The text itself
        ("{}", "", &["body-missing "]),
        ("{}", "{} x", &["json "]),
        ("{}", "[1,]", &["json /1"]),
        ("{}", "{\"a\":{\"b\":1,\"b\":2}}", &["duplicate-key /a/b"]),
        ("{}", "[\"\\udc00\"]", &["lone-surrogate /0"]),
    ];
    let mut wrong = Vec::new();
    for (schema, body, expected) in cases {
        let mut interaction = interaction("GET", "https://example.com/x");
        interaction.response.body = body.as_bytes().to_vec();
        let reported = check(&answering(schema, NAMED), &interaction);
        if reported != *expected {
            wrong.push(format!("{schema} with {body}: {reported:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Both alternatives of every level lead to the next one: trying each anew would take 2^100 steps.
#[test]
fn nested_alternatives_are_checked_in_time() {
    const NAMED: &str = "
      E: {oneOf: [{$ref: '#/components/schemas/L'}, {$ref: '#/components/schemas/R'}]},
      L: {type: object, required: [l], properties: {l: {type: integer}, e: {$ref: '#/components/schemas/E'}}},
      R: {type: object, required: [r], properties: {r: {type: integer}, e: {$ref: '#/components/schemas/E'}}}";
    let nested = |inner: &str| format!("{}{inner}{}", "{\"r\":1,\"e\":".repeat(100), "}".repeat(100));
    let with = |body: String| {
        let mut deep = interaction("GET", "https://example.com/x");
        deep.response.body = body.into_bytes();
        check(&answering("{$ref: '#/components/schemas/E'}", NAMED), &deep)
    };
    assert!(with(nested("{\"l\":1}")).is_empty());
    assert_eq!(with(nested("{\"l\":\"x\"}")), ["one-of "]);
}

#[test]
fn redacted_values_are_not_checked_but_their_types_are() {
    let schema =
        "{type: object, properties: {ip: {type: string, format: ipv4, maxLength: 3}, n: {type: integer, maximum: 1}}}";
    let mut masked = interaction("GET", "https://example.com/x");
    masked.response.body = br#"{"ip": "10.0.***", "n": 7}"#.to_vec();
    assert_eq!(
        check(&answering(schema, ""), &masked),
        ["length /ip", "format /ip", "bounds /n"]
    );
    masked.redacted = vec!["/ip".into(), "/n".into()];
    assert!(check(&answering(schema, ""), &masked).is_empty());
    masked.response.body = br#"{"ip": 1, "n": "x"}"#.to_vec();
    assert_eq!(check(&answering(schema, ""), &masked), ["type /ip", "type /n"]);
}

const REQUESTS: &str = "
openapi: 3.0.3
info: {title: t, version: v1}
servers:
  - {url: 'https://{region}.example.com/base', variables: {region: {default: one, enum: [one, two]}}}
  - {url: 'https://other.example.org:8443'}
security: [{token: []}, {key: [], second: []}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: shared, in: query, schema: {type: integer}}
    get:
      operationId: one
      parameters:
        - {name: list, in: query, schema: {type: array, items: {type: integer}}}
        - {name: joined, in: query, explode: false, schema: {type: array, maxItems: 2, items: {type: integer}}}
        - {name: piped, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: deep, in: query, style: deepObject, explode: true, schema: {type: object, properties: {a: {type: integer}}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}}
        - {name: rest, in: query, schema: {type: object, properties: {r: {type: integer}}}}
        - {name: flag, in: query, schema: {type: boolean}}
        - {name: either, in: query, schema: {oneOf: [{type: integer}, {type: boolean}]}}
        - {name: X-Count, in: header, schema: {type: integer}}
        - {name: X-Need, in: header, required: true, schema: {type: string}}
      responses:
        '200': {description: d, headers: {X-Left: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {type: object}}}}
        '204': {description: d}
        2XX: {description: d, content: {text/plain: {schema: {type: string, maxLength: 3}}}}
        4XX: {description: d, content: {application/json: {schema: {type: object}}}}
  /things/mine:
    get:
      operationId: mine
      security: []
      parameters:
        - {name: any, in: query, schema: {type: object, additionalProperties: {type: integer}}}
        - {name: word, in: query, schema: {type: string}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}
  /things:
    post:
      operationId: make
      security: [{}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}
components:
  securitySchemes:
    token: {type: apiKey, in: header, name: X-Token}
    key: {type: apiKey, in: query, name: key}
    second: {type: http, scheme: bearer}
";

/// A good request of the first operation.
fn good() -> Interaction {
    let mut good = interaction("GET", "https://one.example.com/base/things/7");
    good.request.headers = vec![Header::new("X-Token", "REDACTED"), Header::new("X-Need", "REDACTED")];
    good.response.headers.push(Header::new("X-Left", "3"));
    good
}

#[test]
fn urls_and_parameters() {
    let base = "https://one.example.com/base/things/7";
    let cases: &[(&str, &[&str])] = &[
        (base, &[]),
        ("HTTPS://TWO.example.com:443/base/things/7", &[]),
        ("https://three.example.com/base/things/7", &[]),
        ("https://other.example.org:8443/things/7", &[]),
        ("https://other.example.org/things/7", &["server url"]),
        ("http://one.example.com/base/things/7", &["server url"]),
        ("https://a.b.example.com/base/things/7", &["server url"]),
        ("https://one.example.com/things/7", &["server url"]),
        ("https://one.example.com/base/things/7/", &["path url"]),
        ("https://one.example.com/base/things//7", &["path url"]),
        ("https://one.example.com/base/thing/7", &["path url"]),
        ("https://one.example.com/base/things/seven", &["type path:id"]),
        ("https://one.example.com/base/%74hings/%37", &[]),
        ("/base/things/7", &["path url"]),
        ("?shared=x", &["type query:shared"]),
        ("?shared=1.0", &["type query:shared"]),
        ("?shared=1&shared=2", &["param-style query:shared"]),
        ("?list=1&list=2", &[]),
        ("?list=1&list=x", &["type query:list"]),
        ("?joined=1,2", &[]),
        ("?joined=1,2,3", &["items query:joined"]),
        ("?piped=1|2%7C3", &[]),
        ("?piped=1,2", &["type query:piped"]),
        ("?deep[a]=1", &[]),
        ("?deep%5Ba%5D=x", &["type query:deep"]),
        ("?deep[b]=1", &["undocumented-property query:deep"]),
        ("?filter=%7B%22a%22%3A1%7D", &[]),
        ("?filter=%7B%22a%22%3A%22x%22%7D", &["type query:filter"]),
        ("?filter=nothing", &["json query:filter"]),
        ("?flag=true", &[]),
        ("?r=1", &[]),
        ("?r=x", &["type query:rest"]),
        ("?flag=yes", &["type query:flag"]),
        ("?either=5", &[]),
        ("?either=x", &["one-of query:either"]),
        (
            "?unknown=1&unknown=2&a+b=1",
            &["param-undocumented query:unknown", "param-undocumented query:a b"],
        ),
        ("?key=secret", &[]),
    ];
    let mut wrong = Vec::new();
    for (url, expected) in cases {
        let mut interaction = good();
        interaction.request.url = if url.starts_with('?') {
            format!("{base}{url}")
        } else {
            (*url).to_owned()
        };
        let reported = check(REQUESTS, &interaction);
        if reported != *expected {
            wrong.push(format!("{url}: {reported:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_header_of_an_idempotency_key_is_documented() {
    let checked = |document: &str| {
        let mut interaction = interaction("POST", "https://example.com/x");
        interaction.request.headers = vec![Header::new("x-request-key", "k"), Header::new("X-Other", "o")];
        check(document, &interaction)
    };
    let document = answering("{type: object}", "").replace("    get:\n", "    post:\n");
    let with_key = document.replace(
        "operationId: x\n",
        "operationId: x\n      x-idempotency-key: X-Request-Key\n",
    );
    assert_ne!(document, with_key);
    assert_eq!(
        checked(&document),
        [
            "param-undocumented header:x-request-key",
            "param-undocumented header:X-Other"
        ]
    );
    assert_eq!(checked(&with_key), ["param-undocumented header:X-Other"]);
}

#[test]
fn headers_and_credentials() {
    let with = |headers: &[(&str, &str)], url: &str| {
        let mut interaction = good();
        interaction.request.headers = headers.iter().map(|(name, value)| Header::new(*name, *value)).collect();
        interaction.request.url.push_str(url);
        check(REQUESTS, &interaction)
    };
    let nothing: [&str; 0] = [];
    assert_eq!(
        with(&[("x-token", "REDACTED"), ("x-need", "y"), ("X-Count", "REDACTED")], ""),
        nothing
    );
    assert_eq!(
        with(&[("X-Token", ""), ("X-Need", "y"), ("X-Count", "many")], ""),
        ["type header:X-Count"]
    );
    assert_eq!(with(&[("X-Token", "")], ""), ["param-missing header:X-Need"]);
    assert_eq!(with(&[("X-Need", "")], ""), ["security security"]);
    assert_eq!(
        with(&[("X-Need", ""), ("Authorization", "REDACTED")], ""),
        ["security security"]
    );
    assert_eq!(
        with(&[("X-Need", ""), ("Authorization", "REDACTED")], "?key=k"),
        nothing
    );
    assert_eq!(
        with(
            &[
                ("X-Token", ""),
                ("X-Need", ""),
                ("User-Agent", "x"),
                ("Sec-Fetch-Mode", "x"),
                ("traceparent", "x"),
                ("X-Odd", "x")
            ],
            ""
        ),
        ["param-undocumented header:X-Odd"]
    );
    let mut unseen = good();
    unseen.request.headers.clear();
    unseen.unobserved = vec![Unobserved::RequestHeaders];
    assert_eq!(check(REQUESTS, &unseen), nothing);
    unseen.unobserved = vec![Unobserved::Request];
    unseen.request.url = "https://nobody.example.net/base/things/seven?unknown=1".into();
    assert_eq!(check(REQUESTS, &unseen), nothing);
    // A path without variables is meant before one with them, and this one needs no credentials.
    assert_eq!(
        check(
            REQUESTS,
            &interaction("GET", "https://one.example.com/base/things/mine")
        ),
        nothing
    );
    assert_eq!(
        check(
            REQUESTS,
            &interaction("PUT", "https://one.example.com/base/things/mine")
        ),
        ["method method"]
    );
}

#[test]
fn requests_that_the_service_refused_are_not_checked() {
    let mut refused = interaction("GET", "https://nobody.example.net/base/things/seven?unknown=1");
    refused.response.status = 404;
    let nothing: [&str; 0] = [];
    assert_eq!(check(REQUESTS, &refused), nothing);
    refused.request.url = "https://one.example.com/nowhere".into();
    assert_eq!(check(REQUESTS, &refused), nothing);
    refused.response.status = 500;
    assert_eq!(check(REQUESTS, &refused), ["path url"]);
}

#[test]
fn request_bodies() {
    let with = |content_type: Option<&str>, body: Option<&str>| {
        let mut interaction = interaction("POST", "https://one.example.com/base/things");
        interaction
            .request
            .headers
            .extend(content_type.map(|name| Header::new("Content-Type", name)));
        interaction.request.body = body.map(|body| body.as_bytes().to_vec());
        check(REQUESTS, &interaction)
    };
    let nothing: [&str; 0] = [];
    assert_eq!(
        with(Some("application/json; charset=utf-8"), Some(r#"{"name": "x"}"#)),
        nothing
    );
    assert_eq!(with(Some("application/json"), Some(r#"{"name": 1}"#)), ["type /name"]);
    assert_eq!(with(Some("application/json"), Some(r#"{"id": 1}"#)), ["read-only /id"]);
    assert_eq!(with(Some("text/plain"), Some("{}")), ["content-type "]);
    assert_eq!(with(None, Some("{}")), ["content-type "]);
    assert_eq!(with(None, None), ["body-missing "]);
    let mut unexpected = good();
    unexpected.request.body = Some(b"{}".to_vec());
    assert_eq!(check(REQUESTS, &unexpected), ["body-undocumented "]);
}

#[test]
fn statuses_media_types_and_headers_of_responses() {
    let with = |status: u16, headers: &[(&str, &str)], body: &str| {
        let mut interaction = good();
        interaction.response = Response {
            status,
            headers: headers.iter().map(|(name, value)| Header::new(*name, *value)).collect(),
            body: body.as_bytes().to_vec(),
        };
        check(REQUESTS, &interaction)
    };
    let nothing: [&str; 0] = [];
    let json = ("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(with(200, &[json, ("x-left", "3"), ("X-Any", "thing")], "{}"), nothing);
    assert_eq!(with(200, &[json], "{}"), ["header-missing response.header:X-Left"]);
    assert_eq!(
        with(200, &[json, ("X-Left", "many")], "{}"),
        ["type response.header:X-Left"]
    );
    assert_eq!(with(200, &[json, ("X-Left", "1")], ""), ["body-missing "]);
    assert_eq!(
        with(200, &[("X-Left", "1")], "{}"),
        ["content-type response.header:Content-Type"]
    );
    assert_eq!(
        with(
            200,
            &[("X-Left", "1"), ("Content-Type", "application/problem+json")],
            "{}"
        ),
        ["content-type response.header:Content-Type"]
    );
    assert_eq!(with(204, &[], ""), nothing);
    assert_eq!(with(204, &[json], "{}"), ["body-unexpected "]);
    assert_eq!(with(201, &[("Content-Type", "text/plain")], "abc"), nothing);
    assert_eq!(with(201, &[("Content-Type", "text/plain")], "abcd"), ["length "]);
    assert_eq!(with(418, &[json], "{}"), nothing);
    assert_eq!(with(500, &[json], "{}"), ["status status"]);
    // What a recording does not keep is not missing from it.
    let document = Document::parse("", REQUESTS.as_bytes()).unwrap();
    let mut recorded = good();
    recorded.response.headers.truncate(1);
    assert!(
        Contract::new(&document)
            .check(&recorded, Source::Recording)
            .violations
            .is_empty()
    );
}

/// The keywords of JSON Schema 2020-12, in documents of OpenAPI 3.1.
#[test]
fn schemas_of_openapi_3_1() {
    let cases: &[(&str, &str, &[&str])] = &[
        // Types
        ("{type: [string, 'null']}", "null", &[]),
        ("{type: [string, integer]}", "true", &["type "]),
        ("{type: string, nullable: true}", "null", &["null "]),
        ("{type: 'null'}", "0", &["type "]),
        ("{type: integer}", "1.0", &[]),
        ("{type: integer}", "1.5", &["type "]),
        ("{type: [integer, 'null'], minimum: 2}", "1", &["bounds "]),
        // One value
        ("{const: a}", "\"a\"", &[]),
        ("{const: a}", "\"b\"", &["const "]),
        ("{const: 1}", "1.0", &[]),
        ("{const: {a: [null]}}", "{\"a\": [null]}", &[]),
        ("{const: {a: [null]}}", "{\"a\": [0]}", &["const "]),
        ("{const: null}", "null", &[]),
        // Bounds
        ("{exclusiveMinimum: 1}", "1", &["bounds "]),
        ("{exclusiveMinimum: 1, minimum: 0}", "1.5", &[]),
        ("{exclusiveMaximum: 1, maximum: 0.5}", "0.75", &["bounds "]),
        // Booleans
        ("true", "1", &[]),
        ("{properties: {a: false}}", "{\"a\": 1}", &["forbidden /a"]),
        ("{items: false}", "[1]", &["forbidden /0"]),
        ("{items: true}", "[1]", &[]),
        // Lists
        (
            "{prefixItems: [{type: integer}], items: {type: string}}",
            "[1, \"a\"]",
            &[],
        ),
        (
            "{prefixItems: [{type: integer}], items: {type: string}}",
            "[\"a\", 1]",
            &["type /0", "type /1"],
        ),
        ("{contains: {type: integer}}", "[\"a\"]", &["contains "]),
        ("{contains: {type: integer}, minContains: 0}", "[\"a\"]", &[]),
        ("{contains: {type: integer}, maxContains: 1}", "[1, 2]", &["contains "]),
        (
            "{contains: {type: integer}, minContains: 2, maxContains: 2}",
            "[1, \"a\", 2]",
            &[],
        ),
        (
            "{prefixItems: [{}], unevaluatedItems: false}",
            "[1, 2]",
            &["unevaluated-items /1"],
        ),
        (
            "{contains: {type: integer}, unevaluatedItems: {type: string}}",
            "[1, \"a\"]",
            &[],
        ),
        // Objects
        (
            "{patternProperties: {'^a': {type: integer}}}",
            "{\"ab\": \"c\"}",
            &["type /ab"],
        ),
        (
            "{patternProperties: {'^a': {}}, additionalProperties: false}",
            "{\"ab\": 1, \"b\": 1}",
            &["additional-properties /b"],
        ),
        (
            "{patternProperties: {'^a': {}}}",
            "{\"b\": 1}",
            &["undocumented-property /b"],
        ),
        (
            "{propertyNames: {maxLength: 2}}",
            "{\"abc\": 1}",
            &["property-names /abc"],
        ),
        (
            "{properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}",
            "{\"a\": 1}",
            &["dependent-required /b"],
        ),
        (
            "{properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}",
            "{\"b\": 1}",
            &[],
        ),
        (
            "{properties: {a: {}}, dependentSchemas: {a: {properties: {b: {type: integer}}}}}",
            "{\"a\": 1, \"b\": \"c\"}",
            &["type /b"],
        ),
        (
            "{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}",
            "{\"a\": 1, \"b\": 2}",
            &["unevaluated-properties /b"],
        ),
        (
            "{allOf: [{properties: {a: {}}}, {unevaluatedProperties: false}]}",
            "{\"a\": 1}",
            &["unevaluated-properties /a"],
        ),
        (
            "{properties: {a: {}}, unevaluatedProperties: {type: integer}}",
            "{\"a\": 1, \"b\": \"c\"}",
            &["type /b"],
        ),
        // Conditions
        (
            "{if: {properties: {a: {const: 1}}}, then: {required: [b]}, else: {properties: {b: {}}}}",
            "{\"a\": 1}",
            &["required /b"],
        ),
        (
            "{if: {type: integer}, then: {minimum: 2}, else: {type: string}}",
            "true",
            &["type "],
        ),
        (
            "{if: {type: integer}, then: {minimum: 2}, else: {type: string}}",
            "\"a\"",
            &[],
        ),
        // References
        (
            "{$ref: '#/components/schemas/A', maxProperties: 1}",
            "{\"a\": 1, \"c\": 1}",
            &["properties ", "undocumented-property /c"],
        ),
        (
            "{$ref: '#/components/schemas/A', properties: {c: {}}}",
            "{\"a\": 1, \"c\": 1}",
            &[],
        ),
        ("{$ref: '#text'}", "1", &["type "]),
        (
            "{$ref: 'https://example.com/schemas/list'}",
            "[1, [2, [\"a\"]]]",
            &["any-of /1"],
        ),
        (
            "{$ref: 'https://example.com/schemas/texts'}",
            "[\"a\", [1]]",
            &["any-of /1"],
        ),
        // Annotations
        (
            "{type: string, contentEncoding: base64, contentMediaType: image/png}",
            "\"%\"",
            &[],
        ),
        ("{type: string, examples: [a], $comment: c}", "\"b\"", &[]),
        ("{type: string, format: date}", "\"b\"", &["format "]),
        (
            "{$schema: 'https://json-schema.org/draft/2020-12/schema', type: string, format: date}",
            "\"b\"",
            &[],
        ),
    ];
    const NAMED: &str = "
      A: {type: object, properties: {a: {type: integer}}},
      Text: {$anchor: text, type: string},
      List: {$id: 'https://example.com/schemas/list', type: array, items: {anyOf: [{$dynamicRef: '#item'}, {$ref: list}]},
             $defs: {Item: {$dynamicAnchor: item, type: integer}}},
      Texts: {$id: 'https://example.com/schemas/texts', $ref: list, $defs: {Item: {$dynamicAnchor: item, type: string}}}";
    let mut wrong = Vec::new();
    for (schema, body, expected) in cases {
        let document = answering(schema, NAMED).replacen("openapi: 3.0.3", "openapi: 3.1.0", 1);
        let mut response = interaction("GET", "https://example.com/x");
        response.response.body = body.as_bytes().to_vec();
        let broken = check(&document, &response);
        if broken != *expected {
            wrong.push(format!("{schema} with {body}: {broken:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs the others, then looks for rules that none of them broke. Those of `check --client` have tests of their own.
#[test]
fn every_rule_is_broken_by_some_case() {
    schemas();
    schemas_of_openapi_3_1();
    urls_and_parameters();
    headers_and_credentials();
    requests_that_the_service_refused_are_not_checked();
    request_bodies();
    statuses_media_types_and_headers_of_responses();
    let broken = BROKEN.lock().unwrap();
    let elsewhere = ["client-refuses", "client-loses", "accepted-unused", "accepted-expired"];
    let silent: Vec<_> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !broken.contains(id) && !elsewhere.contains(id))
        .collect();
    assert!(silent.is_empty(), "no case breaks {silent:?}");
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "two rules have one name");
}
