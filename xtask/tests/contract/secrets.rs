//! What no message shows: values that the document calls secrets, and what a client sends.

use recording::Header;
use xtask::contract::Contract;

use super::{check_interaction, document, interaction, one, reported};

/// A secret that breaks every rule there is for it, and a number that does.
const TEXT: &str = "hunter2";
const NUMBER: &str = "31337.5";

const NAMED: &str = "
      Secret: {type: string, format: password, maxLength: 3},
      Base: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}},
      Child: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {p: {$ref: '#/components/schemas/Secret'}}}]},
      Tree: {type: object, properties: {kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}, p: {$ref: '#/components/schemas/Secret'}}}";

/// What is reported for a body, and every message of it.
fn reported_for(schema: &str, body: &str) -> (Vec<String>, String) {
    let checked = check_interaction(
        &one("[]", schema, NAMED),
        &interaction("GET", "https://example.com/x", body.as_bytes()),
    );
    let messages: Vec<_> = checked
        .violations
        .iter()
        .map(|reported| reported.message.as_str())
        .collect();
    (reported(&checked), messages.join("\n"))
}

#[test]
fn values_that_the_document_calls_secrets() {
    let password = |rest: &str| format!("{{type: object, properties: {{s: {{format: password, {rest}}}}}}}");
    let of = |value: &str| format!("{{\"s\":{value}}}");
    let (text, number) = (format!("\"{TEXT}\""), NUMBER.to_owned());
    let rules = [
        ("type: string, minLength: 8", &text, "length /s"),
        ("type: string, maxLength: 3", &text, "length /s"),
        ("type: string, pattern: '^[0-9]+$'", &text, "pattern /s"),
        ("type: string, enum: [a]", &text, "enum /s"),
        ("type: integer", &number, "type /s"),
        ("maximum: 1", &number, "bounds /s"),
        ("multipleOf: 2", &number, "multiple-of /s"),
        ("enum: [1]", &number, "enum /s"),
        ("oneOf: [{maxLength: 3}, {pattern: '^[0-9]'}]", &text, "one-of /s"),
        ("anyOf: [{enum: [a]}, {maxLength: 1}]", &text, "any-of /s"),
    ];
    for (schema, value, expected) in rules {
        let (reported, messages) = reported_for(&password(schema), &of(value));
        assert_eq!(reported, [expected], "{schema}");
        assert!(!messages.contains(TEXT) && !messages.contains("31337"), "{messages}");
        // What is no secret is shown: it is what a person looks for.
        let plain = password(schema).replace("format: password, ", "");
        let (reported, messages) = reported_for(&plain, &of(value));
        assert_eq!(reported, [expected], "{schema}");
        assert!(messages.contains(TEXT) || messages.contains("31337"), "{messages}");
    }
    let elsewhere: &[(&str, &str, &[&str])] = &[
        (
            "{type: object, properties: {s: {type: string, writeOnly: true, maxLength: 3}}}",
            "{\"s\":\"hunter2\"}",
            &["write-only /s", "length /s"],
        ),
        // Within one, and beside the rule that is broken.
        (
            "{type: object, properties: {s: {type: object, writeOnly: true, properties: {a: {type: array, items: {enum: [x]}}}}}}",
            "{\"s\":{\"a\":[\"hunter2\"]}}",
            &["write-only /s", "enum /s/a/0"],
        ),
        (
            "{allOf: [{properties: {s: {maxLength: 3}}}, {properties: {s: {format: password}}}]}",
            "{\"s\":\"hunter2\"}",
            &["length /s"],
        ),
        (
            "{properties: {s: {$ref: '#/components/schemas/Secret'}}}",
            "{\"s\":\"hunter2\"}",
            &["length /s"],
        ),
        (
            "{additionalProperties: {$ref: '#/components/schemas/Secret'}}",
            "{\"7\":\"hunter2\"}",
            &["length /7"],
        ),
        (
            "{$ref: '#/components/schemas/Tree'}",
            "{\"kids\":[{\"kids\":[{\"p\":\"hunter2\"}]}]}",
            &["length /kids/0/kids/0/p"],
        ),
        (
            "{$ref: '#/components/schemas/Base'}",
            "{\"kind\":\"Child\",\"p\":\"hunter2\"}",
            &["length /p"],
        ),
        (
            "{properties: {s: {oneOf: [{type: object}, {$ref: '#/components/schemas/Secret'}]}}}",
            "{\"s\":\"hunter2\"}",
            &["one-of /s"],
        ),
        (
            "{properties: {s: {type: object, writeOnly: true, properties: {k: {type: string}}, oneOf: [{$ref: '#/components/schemas/Tree'}], discriminator: {propertyName: k}}}}",
            "{\"s\":{\"k\":\"hunter2\"}}",
            &["write-only /s", "discriminator /s/k"],
        ),
        ("{properties: {s: {format: password}}}", "{\"s\":hunter2}", &["json /s"]),
    ];
    for (schema, body, expected) in elsewhere {
        let (reported, messages) = reported_for(schema, body);
        assert_eq!(reported, *expected, "{schema}");
        assert!(!messages.contains(TEXT), "{messages}");
    }
}

#[test]
fn places_in_a_body() {
    let schema = "{type: object, properties: {s: {type: object, writeOnly: true}, l: {type: array, items: {$ref: '#/components/schemas/Tree'}}}, additionalProperties: {$ref: '#/components/schemas/Secret'}}";
    let body = br#"{"s":{"a":1},"l":[{"p":"x"},{"kids":[{"p":"y","q":"z"}]}],"a/b":"w"}"#;
    let text = one("[]", schema, NAMED);
    let document = document(&text);
    let contract = Contract::new(&document);
    let mut answered = interaction("GET", "https://example.com/x", body);
    assert_eq!(contract.secrets(&answered), ["/s", "/l/0/p", "/l/1/kids/0/p", "/a~1b"]);
    answered.response.status = 404;
    assert!(contract.secrets(&answered).is_empty());
    answered.response.status = 200;
    answered.response.body = b"{".to_vec();
    assert!(contract.secrets(&answered).is_empty());
}

#[test]
fn values_in_requests() {
    const TEXT: &str = "
openapi: 3.0.3
info: {title: t, version: v1}
paths:
  /x:
    post:
      operationId: x
      parameters:
        - {name: p, in: query, schema: {type: string, format: password, maxLength: 3}}
        - {name: d, in: query, style: deepObject, schema: {type: object, properties: {s: {type: string, writeOnly: true, maxLength: 3}}}}
        - {name: j, in: query, content: {application/json: {schema: {format: password}}}}
        - {name: q, in: query, schema: {type: string, maxLength: 3}}
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {a: {type: string, maxLength: 3}, n: {type: integer}}}}
          text/plain: {schema: {type: string, pattern: '^[0-9]+$'}}
      responses: {'200': {description: d}}
";
    let messages = |query: &str, media: &str, body: &str| {
        let mut sent = interaction("POST", &format!("https://example.com/x?{query}"), b"");
        sent.request.headers = vec![Header::new("Content-Type", media)];
        sent.request.body = Some(body.as_bytes().to_vec());
        let checked = check_interaction(TEXT, &sent);
        let messages: Vec<_> = checked
            .violations
            .iter()
            .map(|reported| reported.message.clone())
            .collect();
        (reported(&checked), messages.join("\n"))
    };
    let json = "application/json";
    for (query, media, body, expected) in [
        ("p=hunter2", json, "{}", "length query:p"),
        ("d[s]=hunter2", json, "{}", "length query:d"),
        ("j=hunter2", json, "{}", "json query:j"),
        ("", json, "{\"a\":\"hunter2\"}", "length /a"),
        ("", json, "{\"n\":7.5}", "type /n"),
        ("", json, "{\"a\":hunter2}", "json /a"),
        ("", json, "hunter2", "json"),
        ("", "text/plain", "hunter2", "pattern"),
    ] {
        let (reported, messages) = messages(query, media, body);
        assert_eq!(reported, [expected], "{query} {body}");
        assert!(!messages.contains("hunter") && !messages.contains("7.5"), "{messages}");
    }
    let (_, messages) = messages("q=hunter2", json, "{}");
    assert!(messages.contains("`hunter2` has 7 characters"), "{messages}");
}
