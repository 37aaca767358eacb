//! The keywords of schemas.

use super::{OfSchema, Wrong, interaction, one, schemas};

#[test]
fn null() {
    let named = "
      Text: {type: string}, Maybe: {type: string, nullable: true}, Object: {type: object, properties: {a: {type: string}}}";
    let cases: &[OfSchema<'_>] = &[
        ("{type: string}", "null", &["null"]),
        ("{type: string, nullable: false}", "null", &["null"]),
        ("{type: string, nullable: true}", "null", &[]),
        ("{type: object, nullable: true, minProperties: 1}", "null", &[]),
        ("{type: array, nullable: true, minItems: 1, items: {}}", "null", &[]),
        ("{}", "null", &[]),
        // It says something beside `type` alone.
        ("{nullable: true, $ref: '#/components/schemas/Text'}", "null", &["null"]),
        ("{$ref: '#/components/schemas/Maybe'}", "null", &[]),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Text'}]}",
            "null",
            &["null"],
        ),
        (
            "{type: string, nullable: true, allOf: [{$ref: '#/components/schemas/Text'}]}",
            "null",
            &["null"],
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Maybe'}]}",
            "null",
            &[],
        ),
        (
            "{nullable: true, oneOf: [{$ref: '#/components/schemas/Text'}]}",
            "null",
            &["one-of"],
        ),
        (
            "{nullable: true, anyOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Maybe'}]}",
            "null",
            &[],
        ),
        // A list of values has to have it.
        ("{type: string, nullable: true, enum: [a]}", "null", &["enum"]),
        ("{type: string, nullable: true, enum: [a, null]}", "null", &[]),
        ("{type: string, enum: [a, null]}", "null", &["null"]),
        ("{enum: [a, null]}", "null", &[]),
        ("{enum: [a, 'null']}", "null", &["enum"]),
        ("{type: array, items: {type: integer}}", "[1, null]", &["null /1"]),
        (
            "{type: array, items: {type: integer, nullable: true}}",
            "[1, null]",
            &[],
        ),
        (
            "{type: object, properties: {a: {type: integer}}}",
            "{\"a\": null}",
            &["null /a"],
        ),
        (
            "{type: object, additionalProperties: {type: integer}}",
            "{\"a\": null}",
            &["null /a"],
        ),
    ];
    schemas(named, cases);
}

#[test]
fn types_and_enumerations() {
    schemas(
        "",
        &[
            ("{type: string}", "1", &["type"]),
            ("{type: integer}", "\"1\"", &["type"]),
            ("{type: number}", "1", &[]),
            ("{type: number}", "\"1\"", &["type"]),
            ("{type: boolean}", "\"true\"", &["type"]),
            ("{type: boolean}", "0", &["type"]),
            ("{type: array, items: {}}", "{}", &["type"]),
            ("{type: object}", "[]", &["type"]),
            // Without a type, keywords check only the values of their type.
            ("{minLength: 2}", "1", &[]),
            ("{minLength: 2}", "\"1\"", &["length"]),
            ("{minimum: 2}", "\"1\"", &[]),
            ("{minProperties: 1}", "[]", &[]),
            ("{properties: {a: {type: string}}}", "{\"a\": 1}", &["type /a"]),
            ("{type: string, enum: [a, b]}", "\"b\"", &[]),
            ("{type: string, enum: [a, b]}", "\"B\"", &["enum"]),
            ("{type: string, enum: ['1']}", "\"1\"", &[]),
            ("{type: string, enum: [yes, 'no', on]}", "\"on\"", &[]),
            ("{enum: ['1']}", "1", &["enum"]),
            ("{enum: [1]}", "\"1\"", &["enum"]),
            ("{type: number, enum: [1]}", "1.0", &[]),
            ("{type: number, enum: [100]}", "1e2", &[]),
            ("{enum: [true]}", "1", &["enum"]),
            ("{enum: [{a: 1, b: [2]}]}", "{\"b\": [2.0], \"a\": 1}", &[]),
            ("{enum: [[1, 2]]}", "[2, 1]", &["enum"]),
        ],
    );
}

#[test]
fn bounds() {
    schemas(
        "",
        &[
            ("{type: integer, minimum: 1, maximum: 3}", "1", &[]),
            ("{type: integer, minimum: 1, maximum: 3}", "3", &[]),
            ("{type: integer, minimum: 1, maximum: 3}", "0", &["bounds"]),
            ("{type: integer, minimum: 1, maximum: 3}", "4", &["bounds"]),
            ("{type: number, minimum: 1, exclusiveMinimum: true}", "1.0", &["bounds"]),
            (
                "{type: number, minimum: 1, exclusiveMinimum: true}",
                "1.00000000000000000001",
                &[],
            ),
            ("{type: number, maximum: 3, exclusiveMaximum: true}", "3", &["bounds"]),
            (
                "{type: number, maximum: 3, exclusiveMaximum: true}",
                "2.99999999999999999999",
                &[],
            ),
            ("{type: number, minimum: 1, exclusiveMinimum: false}", "1", &[]),
            ("{type: number, exclusiveMinimum: true}", "-5", &[]),
            ("{type: number, minimum: -0.5}", "-0.5", &[]),
            ("{type: number, multipleOf: 0.01}", "19.99", &[]),
            ("{type: number, multipleOf: 0.01}", "19.999", &["multiple-of"]),
            ("{type: number, multipleOf: 0.1}", "0.3", &[]),
            ("{type: integer, multipleOf: 3}", "123456789012345678901234567890", &[]),
            (
                "{type: integer, multipleOf: 3}",
                "123456789012345678901234567891",
                &["multiple-of"],
            ),
            ("{type: integer, multipleOf: 7}", "0", &[]),
            ("{type: integer, multipleOf: 7}", "-14", &[]),
            (
                "{type: number, multipleOf: 1e-30}",
                "0.000000000000000000000000000001",
                &[],
            ),
            (
                "{type: number, multipleOf: 123456789012345678901234567890}",
                "246913578024691357802469135780",
                &[],
            ),
            (
                "{type: number, multipleOf: 123456789012345678901234567890}",
                "246913578024691357802469135781",
                &["multiple-of"],
            ),
            ("{type: array, minItems: 1, maxItems: 2, items: {}}", "[]", &["items"]),
            ("{type: array, minItems: 1, maxItems: 2, items: {}}", "[1,2]", &[]),
            (
                "{type: array, minItems: 1, maxItems: 2, items: {}}",
                "[1,2,3]",
                &["items"],
            ),
            (
                "{type: object, minProperties: 1, maxProperties: 2}",
                "{}",
                &["properties"],
            ),
            (
                "{type: object, minProperties: 1, maxProperties: 2}",
                "{\"a\":1,\"b\":2}",
                &[],
            ),
            (
                "{type: object, minProperties: 1, maxProperties: 2}",
                "{\"a\":1,\"b\":2,\"c\":3}",
                &["properties"],
            ),
            ("{type: array, uniqueItems: true, items: {}}", "[1,1.0]", &["unique"]),
            ("{type: array, uniqueItems: true, items: {}}", "[100,1e2]", &["unique"]),
            (
                "{type: array, uniqueItems: true, items: {}}",
                "[{\"a\":1,\"b\":[2]},{\"b\":[2.0],\"a\":1}]",
                &["unique"],
            ),
            (
                "{type: array, uniqueItems: true, items: {}}",
                "[1,\"1\",true,null,[1],{\"a\":1},[],{},0,false,\"\"]",
                &[],
            ),
            ("{type: array, uniqueItems: true, items: {}}", "[[1,2],[2,1]]", &[]),
            ("{type: array, uniqueItems: false, items: {}}", "[1,1]", &[]),
            (
                "{type: array, items: {type: array, uniqueItems: true, items: {}}}",
                "[[1],[1,1]]",
                &["unique /1"],
            ),
        ],
    );
}

#[test]
fn texts() {
    schemas(
        "",
        &[
            // Characters are code points: neither bytes nor halves of pairs nor what a reader sees as one.
            ("{type: string, minLength: 2, maxLength: 2}", "\"😀😀\"", &[]),
            ("{type: string, minLength: 2, maxLength: 2}", "\"\\ud83d\\ude00é\"", &[]),
            ("{type: string, maxLength: 1}", "\"e\\u0301\"", &["length"]),
            ("{type: string, maxLength: 4}", "\"👨‍👩‍👧\"", &["length"]),
            ("{type: string, minLength: 1}", "\"\"", &["length"]),
            // ECMA-262: anywhere in the text, by code points.
            ("{type: string, pattern: 'b+'}", "\"abbc\"", &[]),
            ("{type: string, pattern: '^b+$'}", "\"abbc\"", &["pattern"]),
            ("{type: string, pattern: '^b+$'}", "\"b\\n\"", &["pattern"]),
            ("{type: string, pattern: '^.$'}", "\"😀\"", &[]),
            ("{type: string, pattern: '^\\u{1F600}$'}", "\"😀\"", &[]),
            ("{type: string, pattern: '^\\p{L}+$'}", "\"Grüße\"", &[]),
            ("{type: string, pattern: '^\\d+$'}", "\"١٢\"", &["pattern"]),
            ("{type: string, pattern: '^\\w+$'}", "\"é\"", &["pattern"]),
            ("{type: string, pattern: '^(?!x)[a-z]+$'}", "\"abc\"", &[]),
            ("{type: string, pattern: '^(?!x)[a-z]+$'}", "\"xbc\"", &["pattern"]),
            ("{type: string, pattern: '^(a|b)\\1$'}", "\"aa\"", &[]),
            ("{type: string, pattern: '^(a|b)\\1$'}", "\"ab\"", &["pattern"]),
            ("{type: string, pattern: '^[\\w-]+\\/\\@$'}", "\"a-b/@\"", &[]),
            ("{type: string, pattern: ''}", "\"any\"", &[]),
        ],
    );
}

#[test]
fn formats() {
    const GOOD: &[(&str, &str)] = &[
        ("date-time", "2024-02-29T23:59:59Z"),
        ("date-time", "2024-02-29t23:59:59z"),
        ("date-time", "2024-01-31T10:00:00.123456789+05:30"),
        ("date-time", "2024-01-31T10:00:00-00:00"),
        ("date-time", "2016-12-31T23:59:60Z"),
        ("date-time", "2017-01-01T05:29:60+05:30"),
        ("date", "2024-02-29"),
        ("ipv4", "0.0.0.0"),
        ("ipv4", "255.255.255.255"),
        ("ipv6", "::"),
        ("ipv6", "2001:DB8::1"),
        ("ipv6", "::ffff:192.0.2.1"),
        ("uuid", "00000000-0000-0000-0000-000000000000"),
        ("uuid", "123E4567-E89B-12D3-A456-426614174000"),
        ("byte", ""),
        ("byte", "TWE="),
        ("byte", "+/+/"),
        // What is not checked
        ("binary", "any"),
        ("password", "any"),
        ("email", "no address"),
        ("uri", "::"),
        ("hostname", "!"),
        ("int32", "no number"),
        ("ipv4-of-ours", "x"),
    ];
    const BAD: &[(&str, &str)] = &[
        ("date-time", "2024-01-31T10:00:00"),
        ("date-time", "2024-01-31 10:00:00Z"),
        ("date-time", "2024-01-31T10:00Z"),
        ("date-time", "2024-01-31T10:00:00.Z"),
        ("date-time", "2024-01-31T10:00:00+0100"),
        ("date-time", "2024-01-31T24:00:00Z"),
        ("date-time", "2024-01-31T10:60:00Z"),
        ("date-time", "2024-01-31T10:00:60Z"),
        ("date-time", "2023-02-29T10:00:00Z"),
        ("date-time", "2024-01-31"),
        ("date-time", "1706695200"),
        ("date", "2024-2-9"),
        ("date", "2023-02-29"),
        ("date", "2024-01-31T10:00:00Z"),
        ("date", "24-01-31"),
        ("ipv4", "256.0.0.1"),
        ("ipv4", "1.2.3"),
        ("ipv4", "1.2.3.04"),
        ("ipv4", "1.2.3.4/24"),
        ("ipv4", " 1.2.3.4"),
        ("ipv4", "10.0.0.***"),
        ("ipv6", "fe80::1%eth0"),
        ("ipv6", "1:2:3:4:5:6:7"),
        ("ipv6", "::1::"),
        ("ipv6", "[::1]"),
        ("ipv6", "12345::"),
        ("uuid", "123e4567e89b12d3a456426614174000"),
        ("uuid", "{123e4567-e89b-12d3-a456-426614174000}"),
        ("uuid", "123e4567-e89b-12d3-a456-42661417400g"),
        ("byte", "TWE"),
        ("byte", "T-_="),
        ("byte", "TW E="),
        ("byte", "===="),
    ];
    let mut wrong = Wrong::default();
    for (list, expected) in [(GOOD, &[][..]), (BAD, &["format"])] {
        for (format, text) in list {
            let received = interaction("GET", "https://example.com/x", format!("\"{text}\"").as_bytes());
            wrong.expect(
                &format!("{format}: {text}"),
                &one("[]", &format!("{{type: string, format: {format}}}"), ""),
                &received,
                expected,
            );
        }
    }
}

#[test]
fn references_and_recursion() {
    let named = "
      Tree: {type: object, required: [v], properties: {v: {type: integer}, kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}},
      Loop: {allOf: [{$ref: '#/components/schemas/Loop2'}, {type: object, properties: {a: {type: integer}}}]},
      Loop2: {type: object, properties: {next: {$ref: '#/components/schemas/Loop'}}},
      Text: {type: string, maxLength: 2}";
    schemas(
        named,
        &[
            (
                "{$ref: '#/components/schemas/Tree'}",
                "{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[]}]}",
                &[],
            ),
            (
                "{$ref: '#/components/schemas/Tree'}",
                "{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[{}]}]}",
                &["required /kids/0/kids/0/v"],
            ),
            (
                "{$ref: '#/components/schemas/Loop'}",
                "{\"a\":1,\"next\":{\"a\":2,\"next\":{}}}",
                &[],
            ),
            (
                "{$ref: '#/components/schemas/Loop'}",
                "{\"next\":{\"next\":{\"a\":\"x\",\"b\":1}}}",
                &["type /next/next/a", "undocumented-property /next/next/b"],
            ),
            // What is beside a reference is ignored.
            (
                "{$ref: '#/components/schemas/Text', type: integer, maxLength: 9, description: d}",
                "\"ab\"",
                &[],
            ),
            (
                "{$ref: '#/components/schemas/Text', type: integer, maxLength: 9, enum: [abc]}",
                "\"abc\"",
                &["length"],
            ),
        ],
    );
}

#[test]
fn compositions() {
    let named = "
      A: {type: object, required: [a], properties: {a: {type: integer}}},
      B: {type: object, required: [b], properties: {b: {type: integer}}}";
    let all = "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    let any = "{anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    let one_of = "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
    schemas(
        named,
        &[
            (all, "{\"a\":1,\"b\":2}", &[]),
            (all, "{\"a\":1}", &["required /b"]),
            (all, "{\"a\":1,\"b\":\"x\"}", &["type /b"]),
            (all, "1", &["type", "type"]),
            (any, "{\"a\":1}", &[]),
            (any, "{\"a\":1,\"b\":2}", &[]),
            (any, "{}", &["any-of"]),
            (one_of, "{\"a\":1}", &[]),
            (one_of, "{\"b\":1}", &[]),
            // Two that match are one too many.
            (one_of, "{\"a\":1,\"b\":2}", &["one-of"]),
            (one_of, "{}", &["one-of"]),
            ("{oneOf: [{type: integer}, {type: number}]}", "1", &["one-of"]),
            ("{oneOf: [{type: integer}, {type: number}]}", "1.5", &[]),
            (
                "{oneOf: [{type: string, maxLength: 2}, {type: string, minLength: 4}]}",
                "\"abc\"",
                &["one-of"],
            ),
            ("{not: {type: string}}", "\"x\"", &["not"]),
            ("{not: {type: string}}", "1", &[]),
            ("{not: {not: {type: string}}}", "1", &["not"]),
            ("{type: string, not: {enum: [a]}}", "\"a\"", &["not"]),
            (
                "{type: object, not: {required: [a], properties: {a: {}}}}",
                "{\"b\":1}",
                &[],
            ),
            (
                "{type: object, properties: {k: {type: string}}, oneOf: [{required: [k]}, {minProperties: 2}]}",
                "{\"k\":\"x\"}",
                &[],
            ),
            (
                "{type: array, items: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}}",
                "[{\"a\":1},\"x\",2]",
                &["one-of /2"],
            ),
            (
                "{type: object, allOf: [{type: object, properties: {n: {oneOf: [{type: integer}, {type: string}]}}}]}",
                "{\"n\":true}",
                &["one-of /n"],
            ),
        ],
    );
}

#[test]
fn discriminators() {
    let named = "
      Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}},
      Dog: {type: object, required: [kind, bark], properties: {kind: {type: string}, bark: {type: boolean}}},
      Base: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {small: '#/components/schemas/Child'}}},
      Child: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [n], properties: {n: {type: integer}}}]},
      Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}";
    let list = "[{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]";
    let plain = format!("{{oneOf: {list}, discriminator: {{propertyName: kind}}}}");
    let mapped = format!(
        "{{oneOf: {list}, discriminator: {{propertyName: kind, mapping: {{tom: '#/components/schemas/Cat', rex: Dog}}}}}}"
    );
    let any = format!("{{anyOf: {list}, discriminator: {{propertyName: kind}}}}");
    let base = "{$ref: '#/components/schemas/Base'}";
    schemas(
        named,
        &[
            (&plain, "{\"kind\":\"Cat\",\"lives\":9}", &[]),
            (&plain, "{\"kind\":\"Dog\",\"bark\":true}", &[]),
            (&plain, "{\"kind\":\"Cow\"}", &["discriminator /kind"]),
            (&plain, "{\"kind\":\"cat\"}", &["discriminator /kind"]),
            (&plain, "{\"kind\":\"tom\"}", &["discriminator /kind"]),
            (&plain, "{\"kind\":7,\"lives\":9}", &["discriminator /kind"]),
            (&plain, "{\"lives\":9}", &["discriminator /kind"]),
            (&plain, "{}", &["discriminator /kind"]),
            (&plain, "[]", &["one-of"]),
            // The one that it names counts, even where another fits as well.
            (&plain, "{\"kind\":\"Dog\",\"bark\":1}", &["type /bark"]),
            (
                &plain,
                "{\"kind\":\"Cat\",\"lives\":9,\"claws\":1}",
                &["undocumented-property /claws"],
            ),
            (&plain, "{\"kind\":\"Dog\",\"lives\":9}", &["discriminator"]),
            (&mapped, "{\"kind\":\"tom\",\"lives\":9}", &[]),
            (&mapped, "{\"kind\":\"rex\",\"bark\":true}", &[]),
            (&mapped, "{\"kind\":\"Cat\",\"lives\":9}", &[]),
            (&mapped, "{\"kind\":\"felix\",\"lives\":9}", &["discriminator /kind"]),
            (&any, "{\"kind\":\"Cat\",\"lives\":9}", &[]),
            (&any, "{\"kind\":\"Cow\"}", &["discriminator /kind"]),
            // No step of the way to the schema is the name of an alternative.
            (&plain, "{\"kind\":\"schema\",\"lives\":9}", &["discriminator /kind"]),
            (
                &format!("{{type: array, items: {plain}}}"),
                "[{\"kind\":\"items\"}]",
                &["discriminator /0/kind"],
            ),
            (
                &format!("{{type: object, properties: {{pet: {plain}}}}}"),
                "{\"pet\":{\"kind\":\"pet\"}}",
                &["discriminator /pet/kind"],
            ),
            (
                "{$ref: '#/components/schemas/Pet'}",
                "{\"kind\":\"Pet\"}",
                &["discriminator /kind"],
            ),
            // Of a schema on which others build.
            (base, "{\"kind\":\"Child\",\"n\":1}", &[]),
            (base, "{\"kind\":\"small\",\"n\":1}", &[]),
            (base, "{\"kind\":\"small\",\"n\":\"x\"}", &["type /n"]),
            (base, "{\"kind\":\"small\"}", &["required /n"]),
            (base, "{\"kind\":\"Base\"}", &[]),
            (base, "{\"kind\":\"Other\"}", &["discriminator /kind"]),
            (base, "{}", &["required /kind"]),
            (
                "{$ref: '#/components/schemas/Child'}",
                "{\"kind\":\"Child\",\"n\":1}",
                &[],
            ),
            (
                &format!("{{type: array, items: {plain}}}"),
                "[{\"kind\":\"Cat\"},{\"kind\":\"Cow\"}]",
                &["discriminator /1/kind"],
            ),
        ],
    );
}

#[test]
fn values_that_were_replaced() {
    let document = one(
        "[]",
        "{type: object, properties: {ip: {type: string, format: ipv4}, n: {type: integer, maximum: 5}, e: {enum: [a]}, l: {type: array, items: {type: string, pattern: '^x'}}, d: {oneOf: [{type: object, required: [k], properties: {k: {enum: [one]}}}, {type: object, required: [k], properties: {k: {enum: [two]}}}]}, z: {type: string, not: {pattern: '^a'}}}}",
        "",
    );
    let body = br#"{"ip": "10.0.0.***", "n": 9, "e": "b", "l": ["y"], "d": {"k": "three"}, "z": "abc"}"#;
    let all = [
        "format /ip",
        "bounds /n",
        "enum /e",
        "pattern /l/0",
        "one-of /d",
        "not /z",
    ];
    let mut wrong = Wrong::default();
    let mut received = interaction("GET", "https://example.com/x", body);
    // That a value looks masked says nothing; that its place is listed does.
    wrong.expect("nothing is listed", &document, &received, &all);
    for (pointer, hidden) in [
        ("/ip", &["format /ip"][..]),
        ("/n", &["bounds /n"]),
        ("/e", &["enum /e"]),
        ("/l", &["pattern /l/0"]),
        ("/l/0", &["pattern /l/0"]),
        ("/d/k", &["one-of /d"]),
        ("/z", &["not /z"]),
        ("/i", &[]),
        ("", &all),
    ] {
        received.redacted = vec![pointer.to_owned()];
        let expected: Vec<_> = all
            .iter()
            .copied()
            .filter(|reported| !hidden.contains(reported))
            .collect();
        wrong.expect(&format!("{pointer} is listed"), &document, &received, &expected);
    }
    // The structure is what it was.
    received.redacted = vec![String::new()];
    received.response.body = br#"{"ip": 1, "n": "x", "l": {}, "d": {}, "y": 1}"#.to_vec();
    let structure = [
        "type /ip",
        "type /n",
        "type /l",
        "one-of /d",
        "undocumented-property /y",
    ];
    wrong.expect("structure", &document, &received, &structure);
}

/// An engine that tries every way would take years.
#[test]
fn an_adversarial_text_is_matched_in_time() {
    let body = format!("\"{}!\"", "a".repeat(5000));
    for pattern in ["^(\\w+\\s?)*$", "^(a|a)*$", "^(.*a){12}$", "(x+x+)+y|^([a-z]+)+$"] {
        let schema = format!("{{type: string, pattern: '{pattern}'}}");
        schemas("", &[(&schema, &body, &["pattern"])]);
    }
}

#[test]
fn a_violation_on_several_branches_is_reported_once() {
    let named = "
      Base: {type: object, properties: {s: {type: string, writeOnly: true}, t: {}}},
      A: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {a: {}}}]},
      B: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {b: {}}}]}";
    let [base, a, b] = ["Base", "A", "B"].map(|name| format!("{{$ref: '#/components/schemas/{name}'}}"));
    let secret = "{\"s\":\"x\"}";
    schemas(
        named,
        &[
            (&format!("{{anyOf: [{a}, {b}]}}"), secret, &["write-only /s"]),
            (&format!("{{allOf: [{a}, {b}]}}"), secret, &["write-only /s"]),
            (
                &format!("{{allOf: [{a}, {b}, {base}]}}"),
                "{\"s\":1}",
                &["write-only /s", "type /s"],
            ),
            (
                &format!("{{allOf: [{base}], anyOf: [{a}]}}"),
                secret,
                &["write-only /s"],
            ),
            (&format!("{{anyOf: [{a}], oneOf: [{b}]}}"), secret, &["write-only /s"]),
            (
                &format!("{{type: array, items: {{anyOf: [{a}, {b}]}}}}"),
                "[{\"s\":1},{\"s\":\"x\",\"u\":1}]",
                &["any-of /0", "write-only /1/s", "undocumented-property /1/u"],
            ),
        ],
    );
}
