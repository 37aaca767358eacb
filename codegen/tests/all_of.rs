//! What a type is of which several schemas of an `allOf` say something.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::{Document, Model, Options, generate, load};

/// The schemas that the rows use beside their own.
const SCHEMAS: &str = "
    Kind: {type: string, enum: [cat, dog, fish], description: The kind of an animal.}
    Color: {type: string, enum: [red, green], x-enum-varnames: [Rouge, Vert]}
    SameColor: {type: string, enum: [red, green], x-enum-varnames: [Rouge, Vert]}
    Text: {type: string}
    Names: {type: array, items: {type: string}}
    Base: {type: object, required: [id], properties: {id: {type: integer}, kind: {type: string}, note: {type: string}}}
    Owner: {type: object, required: [name], properties: {name: {type: string}}}
    Person: {allOf: [{$ref: '#/components/schemas/Owner'}, {type: object, properties: {age: {type: integer}}}]}
    Address: {type: object, required: [city], properties: {city: {type: string}}}
    Either: {oneOf: [{$ref: '#/components/schemas/Owner'}, {$ref: '#/components/schemas/Address'}]}
    Pet: {type: object, required: [type], properties: {type: {type: string}}, discriminator: {propertyName: type}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {size: {type: integer}}}]}
";

/// A document whose schema `Answer` is this one.
fn document(schema: &str) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: getA\n      \
        responses:\n        '200':\n          description: D\n          content:\n            application/json:\n              \
        schema: {$ref: '#/components/schemas/Answer'}\ncomponents:\n  schemas:";
    let schema = schema.replace("$$", "#/components/schemas/");
    format!("{head}{SCHEMAS}    Answer: {schema}\n")
}

/// The fields of the struct `Answer` with this schema, its text, and the rules that warn.
fn generated(schema: &str) -> (Vec<String>, String, Vec<&'static str>) {
    let text = document(schema);
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{schema}"));
    let generated = generate(&model, &Options::default()).unwrap();
    let types = &generated
        .client
        .iter()
        .find(|file| file.path == "types.rs")
        .unwrap()
        .text;
    let own = types.split("pub struct Answer {").nth(1);
    let own = own.and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
    let fields = own.lines().filter_map(|line| line.trim().strip_prefix("pub "));
    let fields = fields.map(|field| field.trim_end_matches(',').to_owned()).collect();
    (
        fields,
        types.clone(),
        model.warnings().iter().map(|warning| warning.rule).collect(),
    )
}

/// An object of two parts of which each says something of the property `p`.
fn both(first: &str, second: &str) -> String {
    format!("{{allOf: [{{type: object, properties: {{p: {first}}}}}, {{type: object, properties: {{p: {second}}}}}]}}")
}

#[test]
fn a_property_of_two_parts_has_the_type_that_both_allow() {
    for (first, second, ty) in [
        // One says more than the other.
        ("{type: string}", "{description: D}", "Option<String>"),
        ("{type: string}", "{}", "Option<String>"),
        ("{type: string}", "{type: string}", "Option<String>"),
        ("{type: string}", "{type: string, format: date}", "Option<format::Date>"),
        ("{type: string}", "{format: date}", "Option<format::Date>"),
        (
            "{$ref: '$$Text'}",
            "{type: string, format: uuid}",
            "Option<format::Uuid>",
        ),
        ("{type: string}", "{enum: [a, b]}", "Option<AnswerP>"),
        ("{type: string}", "{$ref: '$$Kind'}", "Option<Kind>"),
        ("{type: number}", "{type: integer}", "Option<i64>"),
        ("{type: integer}", "{type: integer, format: int32}", "Option<i32>"),
        (
            "{type: integer, format: int64}",
            "{type: integer, format: uint16}",
            "Option<u16>",
        ),
        (
            "{type: number, format: double}",
            "{type: integer, format: int32}",
            "Option<i32>",
        ),
        ("{type: boolean}", "{type: boolean, readOnly: true}", "Option<bool>"),
        (
            "{type: array, items: {type: string}}",
            "{type: array, items: {}}",
            "Vec<String>",
        ),
        ("{type: array, items: {type: string}}", "{minItems: 1}", "Vec<String>"),
        (
            "{$ref: '$$Names'}",
            "{type: array, items: {format: date}}",
            "Vec<format::Date>",
        ),
        (
            "{type: array, items: {type: string}}",
            "{type: array, items: {$ref: '$$Kind'}}",
            "Vec<Kind>",
        ),
        ("{type: object}", "{$ref: '$$Owner'}", "Option<Owner>"),
        ("{$ref: '$$Owner'}", "{$ref: '$$Person'}", "Option<Person>"),
        (
            "{type: object}",
            "{type: object, additionalProperties: {type: integer}}",
            "BTreeMap<String, i64>",
        ),
        (
            "{type: object, additionalProperties: {type: string}}",
            "{additionalProperties: {$ref: '$$Kind'}}",
            "BTreeMap<String, Kind>",
        ),
        // Each says something.
        ("{$ref: '$$Kind'}", "{enum: [cat, dog, cow]}", "Option<AnswerP>"),
        ("{$ref: '$$Owner'}", "{$ref: '$$Address'}", "Option<AnswerP>"),
        (
            "{type: object, properties: {a: {type: string}}}",
            "{type: object, properties: {b: {type: string}}}",
            "Option<AnswerP>",
        ),
        (
            "{type: integer, minimum: 0}",
            "{type: integer, maximum: 18446744073709551615}",
            "Option<u64>",
        ),
        // The same through different references.
        ("{$ref: '$$Color'}", "{$ref: '$$SameColor'}", "Option<SameColor>"),
        ("{$ref: '$$Kind'}", "{$ref: '$$Kind'}", "Option<Kind>"),
        (
            "{$ref: '$$Kind'}",
            "{allOf: [{$ref: '$$Kind'}], description: D}",
            "Option<Kind>",
        ),
        // Choices.
        (
            "{anyOf: [{type: string, format: date}]}",
            "{type: string}",
            "Option<format::Date>",
        ),
        ("{anyOf: [{$ref: '$$Owner'}]}", "{type: object}", "Option<Owner>"),
        ("{$ref: '$$Either'}", "{$ref: '$$Owner'}", "Option<Owner>"),
        ("{$ref: '$$Pet'}", "{$ref: '$$Cat'}", "Option<Cat>"),
        (
            "{anyOf: [{type: string}, {type: integer}]}",
            "{type: string, format: date}",
            "Option<format::Date>",
        ),
        (
            "{oneOf: [{enum: [a]}, {enum: [b]}]}",
            "{type: string}",
            "Option<AnswerP>",
        ),
        (
            "{anyOf: [{type: string}, {$ref: '$$Owner'}]}",
            "{type: array, items: {}}",
            "Option<::serde_json::Value>",
        ),
    ] {
        let is_contradiction = ty == "Option<::serde_json::Value>";
        for schema in [both(first, second), both(second, first)] {
            // Of the same content, the later one is the type.
            let ty = if first.contains("$Color") && schema.rfind("$Color") > schema.rfind("$SameColor") {
                "Option<Color>"
            } else {
                ty
            };
            let (fields, types, warnings) = generated(&schema);
            assert_eq!(fields, [format!("p: {ty}")], "{schema}\n{types}");
            let expected: &[&str] = if is_contradiction {
                &["composition-lowered"]
            } else {
                &[]
            };
            assert_eq!(warnings, expected, "{schema}");
        }
    }
}

#[test]
fn what_is_said_of_a_property_beside_its_type_is_not_lost() {
    let (_, types, _) = generated(&both(
        "{type: string, description: What it is called., minLength: 2, maxLength: 9}",
        "{type: string, readOnly: true, deprecated: true, maxLength: 5, example: ab}",
    ));
    for text in [
        "What it is called.",
        "Only in responses.",
        "example: `ab`",
        "minimum length: `2`",
        "maximum length: `5`",
        "#[deprecated]",
    ] {
        let shown = types.to_lowercase().contains(&text.to_lowercase());
        assert!(shown, "{text} is not in\n{types}");
    }
    // What a part says at the place goes before what it refers to.
    let (_, types, _) = generated(&both("{type: string, description: Ours.}", "{$ref: '$$Kind'}"));
    assert!(types.contains("/// Ours."), "{types}");
    // The values that both list, with their names.
    let (_, types, _) = generated(&both("{$ref: '$$Color'}", "{type: string, enum: [green, blue]}"));
    let own = types
        .split("pub enum AnswerP {")
        .nth(1)
        .unwrap()
        .split("\n}")
        .next()
        .unwrap();
    assert!(
        own.contains("Vert") && !own.contains("Rouge") && !own.contains("Blue"),
        "{own}"
    );
}

#[test]
fn null_is_a_value_only_if_all_allow_it() {
    for (first, second, ty) in [
        ("{type: string, nullable: true}", "{type: string}", "String"),
        (
            "{type: string, nullable: true}",
            "{type: string, nullable: true}",
            "Option<String>",
        ),
        ("{type: string, nullable: true}", "{description: D}", "Option<String>"),
        ("{$ref: '$$Kind'}", "{type: string, nullable: true}", "Kind"),
        (
            "{allOf: [{$ref: '$$Kind'}], nullable: true}",
            "{type: string, nullable: true}",
            "Option<Kind>",
        ),
    ] {
        for (first, second) in [(first, second), (second, first)] {
            let schema = both(first, second).replacen("{allOf:", "{required: [p], allOf:", 1);
            assert_eq!(generated(&schema).0, [format!("p: {ty}")], "{schema}");
        }
    }
}

#[test]
fn parts_of_parts_are_merged_in_the_same_way() {
    let inner = "{allOf: [{$ref: '$$Base'}, {type: object, properties: {kind: {$ref: '$$Kind'}}}]}";
    let (fields, ..) = generated(&format!(
        "{{allOf: [{inner}, {{type: object, properties: {{kind: {{enum: [cat]}}, note: {{format: date}}}}}}]}}"
    ));
    assert_eq!(
        fields,
        ["id: i64", "kind: Option<AnswerKind>", "note: Option<format::Date>"]
    );
    // Objects within: their properties, too.
    let (fields, types, _) = generated(&both(
        "{type: object, properties: {q: {type: string}, r: {type: integer}}}",
        "{type: object, required: [q], properties: {q: {format: date}}}",
    ));
    assert_eq!(fields, ["p: Option<AnswerP>"]);
    let own = types
        .split("pub struct AnswerP {")
        .nth(1)
        .unwrap()
        .split("\n}")
        .next()
        .unwrap();
    assert!(
        own.contains("pub q: format::Date,") && own.contains("pub r: Option<i64>,"),
        "{own}"
    );
}

#[test]
fn a_part_may_require_what_another_part_has() {
    for schema in [
        "{allOf: [{$ref: '$$Base'}, {required: [note]}]}",
        "{allOf: [{required: [note]}, {$ref: '$$Base'}]}",
        "{allOf: [{$ref: '$$Base'}, {type: object, required: [note]}]}",
        "{allOf: [{$ref: '$$Base'}, {allOf: [{required: [note]}]}]}",
        "{required: [note], allOf: [{$ref: '$$Base'}]}",
    ] {
        let (fields, ..) = generated(schema);
        assert_eq!(fields, ["id: i64", "kind: Option<String>", "note: String"], "{schema}");
    }
    // What it requires already needs no type of its own.
    let (fields, types, _) =
        generated("{type: object, properties: {p: {allOf: [{$ref: '$$Base'}, {required: [id]}]}}}");
    assert_eq!(fields, ["p: Option<Base>"], "{types}");
}

#[test]
fn additional_properties_of_all_parts_count() {
    for (schema, extra) in [
        (
            "{allOf: [{$ref: '$$Owner'}, {type: object, additionalProperties: {type: integer}}]}",
            "extra: BTreeMap<String, i64>",
        ),
        (
            "{allOf: [{$ref: '$$Owner'}, {additionalProperties: {type: string}}, {additionalProperties: {format: date}}]}",
            "extra: BTreeMap<String, format::Date>",
        ),
        (
            "{allOf: [{$ref: '$$Owner'}, {additionalProperties: {$ref: '$$Kind'}}, {additionalProperties: {}}]}",
            "extra: BTreeMap<String, Kind>",
        ),
    ] {
        let (fields, ..) = generated(schema);
        assert_eq!(fields, ["name: String", extra], "{schema}");
    }
    let within = |schema: &str| generated(&format!("{{type: object, properties: {{p: {schema}}}}}")).0;
    assert_eq!(
        within("{allOf: [{type: object, additionalProperties: {type: integer}}, {type: object, maxProperties: 3}]}"),
        ["p: BTreeMap<String, i64>"]
    );
    assert_eq!(
        within("{allOf: [{type: object}, {type: object}]}"),
        ["p: ::serde_json::Map<String, ::serde_json::Value>"]
    );
}

#[test]
fn an_all_of_of_other_types_is_what_all_of_them_allow() {
    for (schema, ty) in [
        ("{allOf: [{type: string}, {enum: [a, b]}]}", "Option<AnswerP>"),
        ("{allOf: [{$ref: '$$Text'}, {$ref: '$$Kind'}]}", "Option<Kind>"),
        (
            "{allOf: [{type: number}, {type: integer, format: int32}]}",
            "Option<i32>",
        ),
        (
            "{allOf: [{type: array, items: {}}, {items: {type: string}}]}",
            "Vec<String>",
        ),
        (
            "{allOf: [{type: array, items: {type: string}}, {items: {format: date}}]}",
            "Vec<format::Date>",
        ),
        (
            "{allOf: [{anyOf: [{type: string}, {type: integer}]}, {type: integer}]}",
            "Option<i64>",
        ),
        (
            "{allOf: [{type: string, nullable: true}, {type: string, nullable: true}]}",
            "Option<String>",
        ),
    ] {
        let (fields, types, warnings) = generated(&format!("{{type: object, properties: {{p: {schema}}}}}"));
        assert_eq!(fields, [format!("p: {ty}")], "{schema}\n{types}");
        assert!(warnings.is_empty(), "{schema}: {warnings:?}");
    }
}

#[test]
fn a_contradiction_is_a_loss_at_its_place() {
    for (first, second) in [
        ("{type: string}", "{type: integer}"),
        ("{$ref: '$$Kind'}", "{enum: [cow]}"),
        ("{$ref: '$$Owner'}", "{type: array, items: {}}"),
        ("{$ref: '$$Either'}", "{type: string}"),
    ] {
        let (fields, _, warnings) = generated(&both(first, second));
        assert_eq!(fields, ["p: Option<::serde_json::Value>"]);
        assert_eq!(warnings, ["composition-lowered"], "{first} and {second}");
    }
    // Two choices: every value has the type of the last one.
    let (fields, _, warnings) = generated(&both(
        "{anyOf: [{type: string}, {type: integer}, {type: boolean}]}",
        "{anyOf: [{type: string}, {type: integer}]}",
    ));
    assert_eq!(fields, ["p: Option<AnswerP>"]);
    assert_eq!(warnings, ["composition-lowered"]);
}

#[test]
fn schemas_that_lead_back_to_themselves_end() {
    for schema in [
        "{allOf: [{oneOf: [{$ref: '$$Answer'}, {type: string}]}, {type: string}]}",
        "{allOf: [{type: object, properties: {p: {$ref: '$$Answer'}}}, {type: object, properties: {p: {allOf: [{$ref: '$$Answer'}, {description: D}]}}}]}",
        "{type: object, properties: {p: {allOf: [{type: array, items: {$ref: '$$Answer/properties/p'}}, {type: array, items: {$ref: '$$Answer/properties/p'}}]}}}",
    ] {
        let document = Document::parse("a.yaml", document(schema).as_bytes()).unwrap();
        let model = Model::lossy(&document).unwrap();
        assert_eq!(model.coverage().operations, 1, "{schema}");
    }
}
