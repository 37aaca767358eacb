//! Where references lead in OpenAPI 3.1: beside other keywords, by `$id` and by anchors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use codegen::Document;
use codegen::document::Keywords;
use codegen::view::{Api, Place, parts, schemas_in_use};

const SCHEMAS: &str = "
    Text: {type: string, minLength: 1}
    Plain: {$ref: '#/components/schemas/Text', description: as it is}
    Short: {$ref: '#/components/schemas/Text', maxLength: 3}
    ByAnchor: {$ref: '#size'}
    Sized: {$defs: {Size: {$anchor: size, type: number}}}
    Resource:
      $id: https://example.com/schemas/resource
      $defs: {Inner: {$anchor: inner, type: integer}, Same: {$ref: '#inner'}, Up: {$ref: text}}
      $ref: '#/$defs/Same'
    Other: {$id: 'https://example.com/schemas/text', type: [string, 'null']}
    ByUri: {$ref: 'https://example.com/schemas/resource#inner'}
    ByPointer: {$ref: 'https://example.com/schemas/resource#/$defs/Up'}
    Escaped: {$ref: '#/components/schemas/Sized/%24defs/Size'}
    Nowhere: {$ref: 'https://example.com/nowhere'}
    Data: {const: {$id: 'https://example.com/data', $anchor: data}, default: {$anchor: data}}
    ToData: {$ref: '#data'}
    Named: {properties: {$id: {type: string}, $anchor: {type: string}, default: {$anchor: named}}}
    ToNamed: {$ref: '#named'}
    Dialect: {$schema: 'https://json-schema.org/draft/2020-12/schema', items: {format: date}}
";

fn document(openapi: &str) -> Document {
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Short'}}}";
    let text = format!(
        "openapi: {openapi}\ninfo: {{title: t, version: '1'}}\npaths:\n  /x: {{$ref: '#/components/pathItems/X'}}\n\
         components:\n  pathItems:\n    X: {{get: {{responses: {{'200': {{description: d, {content}}}}}}}}}\n  \
         schemas:{SCHEMAS}"
    );
    Document::parse("test.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

fn schema<'d>(document: &'d Document, name: &str) -> Place<'d> {
    Place::at_pointer(document, &format!("/components/schemas/{name}")).unwrap()
}

#[test]
fn references_lead_where_the_text_says() {
    let document = document("3.1.0");
    for (from, to) in [
        ("Plain", "Text"),
        ("Short", "Short"),
        ("ByAnchor", "Sized/$defs/Size"),
        ("Resource/$defs/Same", "Resource/$defs/Inner"),
        ("Resource/$defs/Up", "Other"),
        ("ByUri", "Resource/$defs/Inner"),
        ("ByPointer", "Other"),
        ("Escaped", "Sized/$defs/Size"),
        ("Nowhere", "Nowhere"),
        ("ToData", "ToData"),
        ("ToNamed", "Named/properties/default"),
    ] {
        let resolved = schema(&document, from).resolved();
        assert_eq!(resolved.pointer, format!("/components/schemas/{to}"), "{from}");
    }
    assert_eq!(
        schema(&document, "Nowhere").broken_reference(),
        Some("https://example.com/nowhere")
    );
}

#[test]
fn what_is_beside_a_reference_counts_with_it() {
    let document = document("3.1.0");
    let short = schema(&document, "Short");
    let pointers = |places: Vec<Place<'_>>| places.into_iter().map(|place| place.pointer).collect::<Vec<_>>();
    assert_eq!(pointers(short.all_of()), ["/components/schemas/Text"]);
    assert_eq!(
        pointers(parts(&short)),
        ["/components/schemas/Short", "/components/schemas/Text"]
    );
    let api = Api::of(&document);
    assert_eq!(api.operations.len(), 1);
    let used = schemas_in_use(&api.operations);
    assert_eq!(
        pointers(used.into_iter().map(|used| used.schema).collect()),
        ["/components/schemas/Short", "/components/schemas/Text"]
    );
}

#[test]
fn openapi_3_0_knows_pointers_alone() {
    let document = document("3.0.3");
    for (from, to) in [
        ("Plain", "Text"),
        ("Short", "Text"),
        ("ByAnchor", "ByAnchor"),
        ("ByUri", "ByUri"),
    ] {
        let resolved = schema(&document, from).resolved();
        assert_eq!(resolved.pointer, format!("/components/schemas/{to}"), "{from}");
    }
    assert!(schema(&document, "Short").all_of().is_empty());
}

#[test]
fn the_dialect_of_a_schema_is_that_around_it() {
    let document = document("3.1.0");
    assert_eq!(schema(&document, "Text").keywords(), Keywords::ALL);
    let items = schema(&document, "Dialect").raw("items").unwrap();
    let json_schema = Keywords {
        validation: true,
        format: false,
    };
    assert_eq!(items.keywords(), json_schema);
}
