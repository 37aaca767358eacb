//! What released clients hand over as it is, as text or as any JSON: what changes there breaks no decoding, and a change that
//! is judged lower than `breaking` is one that clients do not read.

use codegen::Document;
use xtask::diff::{Wire, compare};

fn document(headers: &str, content: &str) -> Document {
    let text = format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
servers: [{{url: 'https://x.test'}}]
paths:
  /things:
    get:
      operationId: showThing
      responses:
        '200': {{description: d, headers: {{{headers}}}, content: {{{content}}}}}
"
    );
    Document::parse("api.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{text}"))
}

fn assert_wire(base: &Document, revision: &Document, wire: Wire, what: &str) {
    let found = compare(base, revision);
    let messages: Vec<_> = found.changes.iter().map(|change| &change.message).collect();
    assert_eq!(found.wire(), wire, "{what}: {messages:?}");
    assert!(!messages.is_empty(), "{what}");
}

#[test]
fn headers_break_nothing() {
    use Wire::{Safe, Silent};
    for (base, revision, wire) in [
        ("{type: string, format: date-time}", "{type: string}", Safe),
        (
            "{type: string, format: date-time}",
            "{type: string, format: uuid}",
            Safe,
        ),
        ("{type: string}", "{type: integer}", Safe),
        (
            "{type: array, items: {type: integer}}",
            "{type: array, items: {type: string}}",
            Silent,
        ),
        ("{type: array, items: {type: string}}", "{type: string}", Silent),
        ("{type: string}", "{type: array, items: {type: string}}", Silent),
        ("{type: string}", "{type: object}", Silent),
        ("{allOf: [{type: integer}]}", "{type: string}", Silent),
        ("{type: string, enum: [a]}", "{type: string, enum: [a, b]}", Silent),
        // These are read, or else absent.
        ("{type: integer}", "{type: string}", Silent),
        ("{type: boolean}", "{type: string}", Silent),
        ("{type: [integer, 'null']}", "{type: string}", Silent),
        ("{type: integer}", "{type: array, items: {type: integer}}", Silent),
        ("{type: integer}", "{type: object}", Silent),
        ("{type: integer, format: int64}", "{type: integer}", Silent),
        ("{type: integer}", "{type: integer, format: int32}", Safe),
    ] {
        let of = |schema: &str| document(&format!("X-N: {{schema: {schema}}}"), "application/json: {schema: {}}");
        assert_wire(&of(base), &of(revision), wire, &format!("{base} to {revision}"));
    }
}

#[test]
fn parts_of_a_schema_without_a_type_are_any_json() {
    use Wire::{Breaking, Silent};
    let changed = |schema: &str| schema.replace("CHANGED: string", "type: integer");
    let base = |schema: &str| schema.replace("CHANGED: string", "type: string");
    for (schema, wire) in [
        ("{type: array, items: {CHANGED: string}}", Breaking),
        ("{type: array, prefixItems: [{CHANGED: string}]}", Silent),
        (
            "{type: array, prefixItems: [{type: string}], items: {CHANGED: string}}",
            Silent,
        ),
        (
            "{allOf: [{type: array, prefixItems: [{type: string}]}, {type: array, items: {CHANGED: string}}]}",
            Breaking,
        ),
        ("{type: object, patternProperties: {'^a': {CHANGED: string}}}", Breaking),
        (
            "{type: object, patternProperties: {'^a': {CHANGED: string}, '^b': {type: string}}}",
            Silent,
        ),
        (
            "{type: object, patternProperties: {'^a': {CHANGED: string}}, additionalProperties: {type: boolean}}",
            Silent,
        ),
        (
            "{type: object, if: {required: [k]}, then: {properties: {x: {CHANGED: string}}}}",
            Silent,
        ),
        (
            "{type: object, dependentSchemas: {k: {properties: {x: {CHANGED: string}}}}}",
            Silent,
        ),
    ] {
        let of = |schema: &str| {
            let content = format!("application/json: {{schema: {{type: object, properties: {{v: {schema}}}}}}}");
            document("", &content)
        };
        assert_wire(&of(&base(schema)), &of(&changed(schema)), wire, schema);
    }
}

#[test]
fn bodies_are_decoded_if_they_are_json() {
    use Wire::{Breaking, Silent};
    for (media_type, wire) in [
        ("application/json", Breaking),
        ("application/vnd.x+json", Breaking),
        ("application/x-ndjson", Breaking),
        ("'*/*'", Breaking),
        ("'text/*'", Silent),
        ("application/json-seq", Silent),
        ("application/xml", Silent),
        ("text/plain", Silent),
    ] {
        let of = |kind: &str| {
            let schema = format!("{{type: object, properties: {{v: {{type: {kind}}}}}}}");
            document("", &format!("{media_type}: {{schema: {schema}}}"))
        };
        assert_wire(&of("string"), &of("object"), wire, media_type);
    }
}
