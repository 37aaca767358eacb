//! Properties: those that are documented nowhere, and those that go only one way.

use super::{OfSchema, Wrong, headers, interaction, schemas};

const NAMED: &str = "
      A: {type: object, properties: {a: {type: integer}}},
      B: {type: object, properties: {b: {type: integer}}},
      Both: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]},
      Closed: {type: object, additionalProperties: false, properties: {c: {type: integer}}},
      Map: {type: object, additionalProperties: {type: integer}, properties: {m: {type: string}}},
      Open: {type: object, additionalProperties: true, properties: {o: {type: integer}}},
      Free: {type: object},
      Nested: {type: object, properties: {n: {$ref: '#/components/schemas/A'}, l: {type: array, items: {$ref: '#/components/schemas/B'}}}}";

/// The schema of a name of [`NAMED`].
fn named(name: &str) -> String {
    format!("{{$ref: '#/components/schemas/{name}'}}")
}

#[test]
fn without_compositions() {
    let reported: &[&str] = &["undocumented-property /x"];
    let cases: &[OfSchema<'_>] = &[
        ("{$ref: '#/components/schemas/A'}", "{\"a\":1}", &[]),
        ("{$ref: '#/components/schemas/A'}", "{\"a\":1,\"x\":1}", reported),
        // Once, and nothing of what is within.
        (
            "{$ref: '#/components/schemas/A'}",
            "{\"x\":{\"y\":{\"z\":1}}}",
            reported,
        ),
        (
            "{$ref: '#/components/schemas/Nested'}",
            "{\"n\":{\"x\":1}}",
            &["undocumented-property /n/x"],
        ),
        (
            "{$ref: '#/components/schemas/Nested'}",
            "{\"l\":[{\"b\":1},{\"x\":1},{\"x\":1}]}",
            &["undocumented-property /l/1/x", "undocumented-property /l/2/x"],
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/A'}}",
            "[{\"x\":1}]",
            &["undocumented-property /0/x"],
        ),
        // What names no property says nothing of any.
        ("{}", "{\"x\":1}", &[]),
        ("{$ref: '#/components/schemas/Free'}", "{\"x\":{\"y\":1}}", &[]),
        ("{type: object, properties: {}}", "{\"x\":1}", reported),
        ("{type: object, minProperties: 1}", "{\"x\":1}", &[]),
        ("{type: object, not: {minProperties: 2}}", "{\"x\":1}", &[]),
        ("{properties: {a: {}}}", "{\"a\":{\"any\":1},\"x\":1}", reported),
        ("{$ref: '#/components/schemas/Open'}", "{\"x\":{\"y\":1}}", &[]),
        ("{$ref: '#/components/schemas/Map'}", "{\"m\":\"s\",\"x\":1}", &[]),
        (
            "{$ref: '#/components/schemas/Map'}",
            "{\"m\":1,\"x\":\"s\"}",
            &["type /m", "type /x"],
        ),
        ("{type: object, additionalProperties: {}}", "{\"x\":{\"y\":1}}", &[]),
        (
            "{type: object, additionalProperties: {$ref: '#/components/schemas/A'}}",
            "{\"k\":{\"x\":1}}",
            &["undocumented-property /k/x"],
        ),
        // What is closed is reported as that alone.
        (
            "{$ref: '#/components/schemas/Closed'}",
            "{\"c\":1,\"x\":1}",
            &["additional-properties /x"],
        ),
        (
            "{type: object, additionalProperties: false}",
            "{\"x\":1}",
            &["additional-properties /x"],
        ),
    ];
    schemas(NAMED, cases);
}

#[test]
fn under_compositions_they_are_reported_at_the_root() {
    let reported: &[&str] = &["undocumented-property /x"];
    let of = |keyword: &str, list: &[&str]| {
        format!(
            "{{{keyword}: [{}]}}",
            list.iter().map(|name| named(name)).collect::<Vec<_>>().join(", ")
        )
    };
    let own = |keyword: &str, list: &[&str]| of(keyword, list).replacen('{', "{properties: {p: {}}, ", 1);
    let cases: &[(String, &str, &[&str])] = &[
        (of("allOf", &["A", "B"]), "{\"a\":1,\"b\":1}", &[]),
        (of("allOf", &["A", "B"]), "{\"a\":1,\"b\":1,\"x\":1}", reported),
        (of("allOf", &["Both"]), "{\"a\":1,\"b\":1,\"x\":1}", reported),
        (own("allOf", &["Both"]), "{\"p\":{\"any\":1},\"a\":1,\"b\":1,\"x\":1}", reported),
        // A branch without properties opens nothing; one that is open does.
        (of("allOf", &["A", "Free"]), "{\"a\":1,\"x\":1}", reported),
        (of("allOf", &["Free"]), "{\"x\":1}", &[]),
        (of("allOf", &["A", "Open"]), "{\"a\":1,\"x\":1}", &[]),
        (of("allOf", &["A", "Map"]), "{\"a\":1,\"x\":1}", &[]),
        (of("allOf", &["A", "Closed"]), "{\"c\":1}", &[]),
        (of("allOf", &["A", "Closed"]), "{\"a\":1,\"c\":1}", &["additional-properties /a"]),
        (of("allOf", &["A", "Closed"]), "{\"x\":1}", &["additional-properties /x"]),
        // Of alternatives those count that fit.
        (of("oneOf", &["Closed", "A"]), "{\"a\":1}", &[]),
        (of("anyOf", &["A", "B"]), "{\"a\":1,\"b\":1}", &[]),
        (of("anyOf", &["A", "B"]), "{\"a\":1,\"b\":\"s\"}", &["undocumented-property /b"]),
        (of("anyOf", &["A", "B"]), "{\"a\":1,\"x\":1}", reported),
        (of("anyOf", &["A", "Free"]), "{\"a\":1,\"x\":1}", reported),
        (of("anyOf", &["A", "Open"]), "{\"a\":1,\"x\":1}", &[]),
        ("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {type: object, required: [b], properties: {b: {type: integer}}}]}".into(), "{\"a\":1,\"x\":1}", reported),
        ("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {type: object, required: [b], additionalProperties: {type: integer}}]}".into(), "{\"b\":1,\"x\":1}", &[]),
        ("{properties: {p: {}}, oneOf: [{required: [p]}, {minProperties: 3}]}".into(), "{\"p\":1,\"x\":1}", reported),
        ("{oneOf: [{maxProperties: 2}, {minProperties: 3}]}".into(), "{\"p\":1,\"x\":1}", &[]),
        // Where none fits, that is what is reported: of the properties of all, no others.
        ("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {type: object, required: [b], properties: {b: {type: integer}}}]}".into(), "{\"a\":\"s\",\"b\":\"s\"}", &["one-of"]),
        // Compositions in compositions, and within properties.
        (format!("{{allOf: [{}, {{oneOf: [{}, {{type: string}}]}}]}}", named("A"), named("B")), "{\"a\":1,\"b\":1,\"x\":1}", reported),
        (format!("{{allOf: [{}, {}]}}", named("Nested"), named("Nested")), "{\"n\":{\"a\":1,\"x\":1}}", &["undocumented-property /n/x"]),
        ("{allOf: [{properties: {n: {properties: {a: {}}}}}, {properties: {n: {properties: {b: {}}}}}]}".into(), "{\"n\":{\"a\":1,\"b\":1,\"x\":1}}", &["undocumented-property /n/x"]),
        ("{allOf: [{properties: {n: {type: object}}}, {properties: {n: {properties: {b: {}}}}}]}".into(), "{\"n\":{\"b\":1,\"x\":1}}", &["undocumented-property /n/x"]),
        ("{allOf: [{properties: {l: {items: {properties: {a: {}}}}}}, {properties: {l: {items: {properties: {b: {}}}}}}]}".into(), "{\"l\":[{\"a\":1,\"b\":1,\"x\":1}]}", &["undocumented-property /l/0/x"]),
        // What a `not` excludes is not documented by it.
        ("{properties: {a: {}}, not: {required: [z], properties: {x: {}, z: {}}}}".into(), "{\"a\":1,\"x\":1}", reported),
    ];
    let cases: Vec<OfSchema<'_>> = cases
        .iter()
        .map(|(schema, body, expected)| (schema.as_str(), *body, *expected))
        .collect();
    schemas(NAMED, &cases);
}

#[test]
fn read_only_and_write_only_properties() {
    schemas(
        NAMED,
        &[
            ("{properties: {s: {type: string, writeOnly: true}}}", "{}", &[]),
            (
                "{properties: {s: {type: string, writeOnly: true}}}",
                "{\"s\":\"x\"}",
                &["write-only /s"],
            ),
            (
                "{properties: {s: {type: string, writeOnly: false}}}",
                "{\"s\":\"x\"}",
                &[],
            ),
            (
                "{properties: {s: {type: string, readOnly: true}}}",
                "{\"s\":\"x\"}",
                &[],
            ),
            (
                "{required: [s], properties: {s: {type: string, writeOnly: true}}}",
                "{}",
                &[],
            ),
            (
                "{required: [s], properties: {s: {type: string, readOnly: true}}}",
                "{}",
                &["required /s"],
            ),
            // `required` may be nested in another branch than the property.
            (
                "{allOf: [{properties: {s: {type: string, writeOnly: true}}}, {required: [s]}]}",
                "{}",
                &[],
            ),
            (
                "{allOf: [{required: [s]}, {allOf: [{properties: {s: {type: string, writeOnly: true}}}]}]}",
                "{}",
                &[],
            ),
            (
                "{allOf: [{required: [s]}, {properties: {s: {type: string}}}]}",
                "{}",
                &["required /s"],
            ),
            (
                "{properties: {s: {type: string, writeOnly: true}}, oneOf: [{required: [s]}, {minProperties: 2}]}",
                "{}",
                &[],
            ),
            // It is reported for the matching alternative.
            (
                "{oneOf: [{required: [s], properties: {s: {type: string, writeOnly: true}}}, {type: string}]}",
                "{\"s\":\"x\"}",
                &["write-only /s"],
            ),
            (
                "{type: array, items: {properties: {s: {type: string, writeOnly: true}}}}",
                "[{},{\"s\":\"x\"}]",
                &["write-only /1/s"],
            ),
        ],
    );
    let text = "openapi: 3.0.3\ninfo: {title: t, version: v1}\npaths:\n  /x:\n    post:\n      operationId: x\n      \
                requestBody: {content: {application/json: {schema: {required: [r, w], properties: {r: {type: integer, \
                readOnly: true}, w: {type: integer, writeOnly: true}}}}}}\n      responses: {'204': {description: d}}\n";
    let mut wrong = Wrong::default();
    for (body, expected) in [
        ("{\"w\":1}", &[][..]),
        ("{}", &["required /w"]),
        ("{\"w\":1,\"r\":1}", &["read-only /r"]),
    ] {
        let mut asked = interaction("POST", "https://example.com/x", b"");
        asked.request.body = Some(body.as_bytes().to_vec());
        asked.request.headers = headers(&[("Content-Type", "application/json")]);
        asked.response.status = 204;
        wrong.expect(body, text, &asked, expected);
    }
}
