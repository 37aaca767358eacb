//! OpenAPI 3.1 and 3.2: a document gives the client that the same document in the words of 3.0 gives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use codegen::{Document, Model, Options};

/// The generated files of a document, without the header that names it.
fn client(text: &str) -> String {
    let document = Document::parse("test.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let model = Model::new(&document).unwrap_or_else(|found| panic!("{found}\n{text}"));
    let files = codegen::generate(&model, &Options::default()).unwrap().client;
    let without_header = files.iter().map(|file| file.text.splitn(4, '\n').last().unwrap());
    without_header.collect::<Vec<_>>().join("\n")
}

/// Fails with the lines that differ.
fn assert_same(new: &str, old: &str, what: &str) {
    let without = |lines: &str, others: &str| -> Vec<String> {
        let others: Vec<&str> = others.lines().collect();
        lines
            .lines()
            .filter(|line| !others.contains(line))
            .map(str::to_owned)
            .collect()
    };
    assert!(
        new == old,
        "{what}:\n{:#?}\nin place of\n{:#?}",
        without(new, old),
        without(old, new)
    );
}

/// A document with the property `value` of this schema, in what is sent and in what is returned.
fn document(version: &str, value: &str, rest: &str) -> String {
    format!(
        "openapi: {version}
info: {{title: Things, version: '1'}}
paths:
  /things:
    put:
      operationId: putThing
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
      responses:
        '200':
          description: The thing.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
components:
  schemas:
    Thing:
      type: object
      properties:
        value: {value}
    Other:
      type: object
      properties:
        name: {{type: string}}
{rest}"
    )
}

#[test]
fn each_keyword_gives_what_its_counterpart_gives() {
    for (new, old) in [
        ("{type: [string, 'null']}", "{type: string, nullable: true}"),
        (
            "{type: ['null', integer], format: int32}",
            "{type: integer, format: int32, nullable: true}",
        ),
        ("{type: [string]}", "{type: string}"),
        ("{type: [integer, number]}", "{type: number}"),
        (
            "{type: [string, integer], minLength: 2, minimum: 1}",
            "{anyOf: [{type: string, minLength: 2}, {type: integer, minimum: 1}]}",
        ),
        (
            "{type: [array, string, 'null'], items: {type: [integer, 'null']}}",
            "{nullable: true, anyOf: [{type: array, items: {type: integer, nullable: true}}, {type: string}]}",
        ),
        (
            "{type: [string, number, boolean, array, object, 'null']}",
            "{nullable: true}",
        ),
        ("{type: 'null'}", "{enum: [null], nullable: true}"),
        ("true", "{}"),
        ("{type: array, items: true}", "{type: array, items: {}}"),
        ("{type: array}", "{type: array, items: {}}"),
        (
            "{type: [array, string]}",
            "{anyOf: [{type: array, items: {}}, {type: string}]}",
        ),
        ("{const: on}", "{enum: [on]}"),
        ("{type: string, const: 'on'}", "{type: string, enum: ['on']}"),
        ("{type: string, enum: [a, b]}", "{type: string, enum: [a, b]}"),
        ("{enum: [a, b, null]}", "{enum: [a, b, null], nullable: true}"),
        (
            "{type: integer, exclusiveMinimum: 0}",
            "{type: integer, minimum: 0, exclusiveMinimum: true}",
        ),
        (
            "{type: integer, minimum: 5, exclusiveMinimum: 0, exclusiveMaximum: 9, maximum: 9}",
            "{type: integer, minimum: 5, maximum: 9, exclusiveMaximum: true}",
        ),
        (
            "{anyOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}]}",
            "{nullable: true, anyOf: [{$ref: '#/components/schemas/Other'}]}",
        ),
        (
            "{oneOf: [{type: string}, {type: 'null'}, {type: boolean}]}",
            "{nullable: true, oneOf: [{type: string}, {type: boolean}]}",
        ),
        (
            "{oneOf: [{const: red, title: Red}, {const: blue}]}",
            "{oneOf: [{enum: [red], title: Red}, {enum: [blue]}]}",
        ),
        (
            "{$ref: '#/components/schemas/Other', description: The other one.}",
            "{description: The other one., allOf: [{$ref: '#/components/schemas/Other'}]}",
        ),
        (
            "{$ref: '#/components/schemas/Other', title: Ignored}",
            "{$ref: '#/components/schemas/Other'}",
        ),
        (
            "{$ref: '#/components/schemas/Other', properties: {size: {type: [integer, 'null']}}}",
            "{allOf: [{$ref: '#/components/schemas/Other'}, {properties: {size: {type: integer, nullable: true}}}]}",
        ),
        (
            "{type: string, contentEncoding: base64}",
            "{type: string, format: byte}",
        ),
        (
            "{type: string, contentEncoding: binary}",
            "{type: string, format: binary}",
        ),
        (
            "{type: string, contentMediaType: application/octet-stream}",
            "{type: string, format: binary}",
        ),
        (
            "{type: object, patternProperties: {'^x': {type: integer}}}",
            "{type: object, additionalProperties: {type: integer}}",
        ),
        (
            "{type: object, unevaluatedProperties: {type: integer}}",
            "{type: object, additionalProperties: {type: integer}}",
        ),
        ("{type: object, unevaluatedProperties: false}", "{type: object}"),
        (
            "{type: object, propertyNames: {pattern: '^x'}, minProperties: 1}",
            "{type: object, minProperties: 1}",
        ),
        ("{type: string, examples: [one, two]}", "{type: string, example: one}"),
        (
            "{type: string, format: date-time, $comment: x, unknownKeyword: y}",
            "{type: string, format: date-time}",
        ),
        (
            "{type: object, properties: {then: {type: string}}}",
            "{type: object, properties: {then: {type: string}}}",
        ),
    ] {
        for version in ["3.1.0", "3.1.1", "3.2.0"] {
            let clients = (client(&document(version, new, "")), client(&document("3.0.3", old, "")));
            assert_same(&clients.0, &clients.1, new);
        }
    }
}

#[test]
fn definitions_within_a_schema_are_types_named_after_them() {
    let new = "{type: object, properties: {part: {$ref: '#/components/schemas/Thing/properties/value/$defs/Part'}}, \
               $defs: {Part: {type: object, properties: {id: {type: string}}}}}";
    let old = "{type: object, properties: {part: {$ref: '#/components/schemas/Part'}}}";
    let part = "    Part: {type: object, properties: {id: {type: string}}}\n";
    assert_eq!(
        client(&document("3.1.0", new, "")),
        client(&document("3.0.3", old, part))
    );
    // A name that is taken gets the name of the schema around it.
    let other = new.replace("Part", "Other");
    let text = client(&document("3.1.0", &other, ""));
    assert!(text.contains("pub struct ValueOther"), "{text}");
    assert!(text.contains("pub struct Other"), "{text}");
}

#[test]
fn anchors_lead_to_their_schemas() {
    let anchored = "    Named: {$anchor: here, type: object, properties: {id: {type: string}}}\n";
    let plain = "    Named: {type: object, properties: {id: {type: string}}}\n";
    for reference in ["{$ref: '#here'}", "{$dynamicRef: '#here'}"] {
        let new = client(&document("3.1.0", reference, anchored));
        let old = client(&document("3.0.3", "{$ref: '#/components/schemas/Named'}", plain));
        assert_same(&new, &old, reference);
    }
}

#[test]
fn a_document_of_components_alone_gives_its_types() {
    let text = "openapi: 3.1.0\ninfo: {title: Things, version: '1', summary: All things.}\n\
        jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n\
        webhooks: {thing: {post: {responses: {'200': {description: Done.}}}}}\n\
        components: {schemas: {Thing: {type: object, properties: {id: {type: [string, 'null']}}}}}\n";
    assert!(client(text).contains("pub struct Thing"));
}

#[test]
fn path_items_of_the_components_are_paths() {
    let text = "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\n\
        paths: {/things: {$ref: '#/components/pathItems/Things'}}\n\
        components: {pathItems: {Things: {get: {operationId: listThings, responses: {'204': {description: Done.}}}}}}\n";
    assert!(client(text).contains("pub fn list_things"));
}

#[test]
fn what_is_new_in_a_later_version_is_left_out_with_a_note() {
    let text = "openapi: 3.2.0\n$self: https://example.com/api\ninfo: {title: Things, version: '1'}\n\
        paths: {/things: {query: {operationId: queryThings, responses: {'204': {description: Done.}}}, \
        get: {operationId: listThings, responses: {'204': {description: Done.}}}}}\n";
    let document = Document::parse("test.yaml", text.as_bytes()).unwrap();
    let model = Model::new(&document).unwrap_or_else(|found| panic!("{found}"));
    let lost: Vec<_> = model.warnings().iter().filter(|found| found.is_loss).collect();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!(
        (lost[0].pointer.as_str(), lost[0].position.unwrap().line),
        ("/paths/~1things/query", 4)
    );
}
