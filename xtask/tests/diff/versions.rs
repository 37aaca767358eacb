//! The same API in the words of OpenAPI 3.0 and of 3.1: clients see no difference.

use codegen::Document;
use xtask::diff::{Wire, compare};

/// A document with one operation that sends a body and gets one.
fn document(version: &str, request: &str, response: &str) -> Document {
    let text = format!(
        "openapi: {version}
info: {{title: T, version: '1'}}
servers: [{{url: 'https://x.test'}}]
paths:
  /things:
    post:
      operationId: addThing
      requestBody: {{required: true, content: {{{request}}}}}
      responses:
        '200': {{description: d, content: {{{response}}}}}
components:
  schemas:
    V: {{type: object, properties: {{a: {{type: string}}}}}}
"
    );
    Document::parse("api.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{text}"))
}

#[test]
fn the_same_in_both_versions_is_safe_and_makes_the_same_crate() {
    let json = |schema: &str| format!("application/json: {{schema: {schema}}}");
    let of = |value: &str| json(&format!("{{type: object, required: [v], properties: {{v: {value}}}}}"));
    let form = |value: &str| {
        format!("multipart/form-data: {{schema: {{type: object, properties: {{f: {value}, n: {{type: string}}}}}}}}")
    };
    let plain = json("{}");
    for (old, new) in [
        (
            of("{type: string, format: byte}"),
            of("{type: string, contentEncoding: base64}"),
        ),
        (
            of("{nullable: true, allOf: [{$ref: '#/components/schemas/V'}]}"),
            of("{anyOf: [{$ref: '#/components/schemas/V'}, {type: 'null'}]}"),
        ),
        (of("{type: array, items: {}}"), of("{type: array}")),
        (
            of("{type: string, nullable: true, enum: [a, b, null]}"),
            of("{type: [string, 'null'], enum: [a, b, null]}"),
        ),
        (
            of("{type: integer, minimum: 0, exclusiveMinimum: true}"),
            of("{type: integer, exclusiveMinimum: 0}"),
        ),
        (of("{type: string, enum: [a]}"), of("{const: a}")),
        (of("{type: string, example: x}"), of("{type: string, examples: [x]}")),
        (
            form("{type: string, format: binary}"),
            form("{type: string, contentMediaType: application/octet-stream}"),
        ),
        (
            "application/octet-stream: {schema: {type: string, format: binary}}".to_owned(),
            "application/octet-stream: {schema: {type: string, contentMediaType: application/octet-stream}}".to_owned(),
        ),
        (
            "application/octet-stream: {schema: {type: string, format: binary}}".to_owned(),
            "application/octet-stream: {}".to_owned(),
        ),
    ] {
        let has_schema = new.contains("schema");
        let is_form = old.starts_with("multipart");
        for is_sent in [true, false] {
            // A part of a response has no type.
            if is_form && !is_sent {
                continue;
            }
            let place = |version: &str, content: &str| match is_sent {
                true => document(version, content, &plain),
                false => document(version, &plain, content),
            };
            let (old, new) = (place("3.0.3", &old), place("3.1.0", &new));
            // The other way round, the server says of bytes what it takes.
            let is_back = has_schema || !is_sent;
            for (base, revision) in [(&old, &new), (&new, &old)].into_iter().take(1 + usize::from(is_back)) {
                let found = compare(base, revision);
                let messages: Vec<_> = found.changes.iter().map(|change| &change.message).collect();
                assert_eq!(found.wire(), Wire::Safe, "{messages:?}");
                assert_eq!(found.bump().word(), "none", "{messages:?}");
                assert!(found.not_judged.is_empty(), "{:?}", found.not_judged);
            }
        }
    }
}

#[test]
fn the_dialect_that_is_usual_may_be_stated() {
    let of = |line: &str| {
        let text = format!("openapi: 3.1.0\n{line}info: {{title: T, version: '1'}}\npaths: {{}}\n");
        Document::parse("api.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
    };
    let (none, usual, other) = (
        of(""),
        of("jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n"),
        of("jsonSchemaDialect: https://json-schema.org/draft/2019-09/schema\n"),
    );
    for (base, revision, wire) in [
        (&none, &usual, Wire::Safe),
        (&usual, &none, Wire::Safe),
        (&none, &other, Wire::BreakingIf),
        (&other, &usual, Wire::BreakingIf),
    ] {
        let found = compare(base, revision);
        assert_eq!(found.changes.len(), 1);
        assert_eq!(found.wire(), wire);
    }
}
