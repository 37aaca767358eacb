//! What recordings contradict is loosened by the smallest step.

use serde_json::json;
use xtask::Exit;

use super::world::{World, becomes, get, ok, with_schema};

fn property(lines: &str) -> String {
    let lines: String = lines.lines().map(|line| format!("\n      {line}")).collect();
    format!("Thing:\n  type: object\n  properties:\n    a:{lines}")
}

#[test]
fn bounds_are_dropped() {
    for (name, version, before, body, after) in [
        ("maximum", "3.0.3", "type: integer\nmaximum: 3", "9", "type: integer"),
        (
            "minimum",
            "3.0.3",
            "type: integer\nminimum: 3\nmaximum: 5",
            "1",
            "type: integer\nmaximum: 5",
        ),
        (
            "exclusive",
            "3.1.0",
            "type: integer\nexclusiveMinimum: 3",
            "3",
            "type: integer",
        ),
        (
            "multiple",
            "3.0.3",
            "type: integer\nmultipleOf: 3",
            "2",
            "type: integer",
        ),
        (
            "max-length",
            "3.0.3",
            "type: string\nmaxLength: 3",
            "\"abcd\"",
            "type: string",
        ),
        (
            "min-length",
            "3.0.3",
            "type: string\nminLength: 3",
            "\"a\"",
            "type: string",
        ),
        (
            "pattern",
            "3.0.3",
            "type: string\npattern: ^a+$",
            "\"b\"",
            "type: string",
        ),
        ("format", "3.0.3", "type: string\nformat: date", "\"b\"", "type: string"),
        (
            "int32",
            "3.0.3",
            "type: integer\nformat: int32",
            "3000000000",
            "type: integer\nformat: int64",
        ),
        (
            "int64",
            "3.0.3",
            "type: integer\nformat: int64",
            "9223372036854775808",
            "type: integer",
        ),
        (
            "max-items",
            "3.0.3",
            "type: array\nmaxItems: 1\nitems: {}",
            "[1, 2]",
            "type: array\nitems: {}",
        ),
        (
            "unique",
            "3.0.3",
            "type: array\nuniqueItems: true\nitems: {}",
            "[1, 1]",
            "type: array\nitems: {}",
        ),
        (
            "max-properties",
            "3.0.3",
            "type: object\nmaxProperties: 1",
            "{\"x\": 1, \"y\": 1}",
            "type: object",
        ),
        ("number", "3.0.3", "type: integer\nformat: int64", "1.5", "type: number"),
        ("type", "3.0.3", "type: string", "1", "{}"),
        ("type-31", "3.1.0", "type: string", "1", "type:\n- string\n- integer"),
        ("null", "3.0.3", "type: string", "null", "type: string\nnullable: true"),
        ("null-31", "3.1.0", "type: string", "null", "type:\n- string\n- 'null'"),
        (
            "null-enum",
            "3.0.3",
            "type: string\nenum: [a]",
            "null",
            "type: string\nnullable: true\nenum: [a, null]",
        ),
        (
            "enum",
            "3.0.3",
            "type: string\nenum: [on, off]",
            "\"idle\"",
            "type: string\nenum: [on, off, idle]",
        ),
        (
            "enum-block",
            "3.0.3",
            "type: string\nenum:\n- 'on'",
            "\"idle\"",
            "type: string\nenum:\n- 'on'\n- idle",
        ),
    ] {
        // A value of another type needs no place of its own.
        let (before, after) = (
            property(before),
            match after {
                "{}" => property("").replace("a:", "a: {}"),
                after => property(after),
            },
        );
        becomes(name, version, &before, &[&format!("{{\"a\": {body}}}")], &after);
    }
}

/// In OpenAPI 3.0, `nullable` says something of a `type` that stands beside it, and of nothing else.
#[test]
fn a_type_that_is_dropped_takes_nullable_along() {
    for (name, before) in [
        ("not-nullable", "type: string"),
        ("nullable", "type: string\nnullable: true"),
    ] {
        becomes(
            name,
            "3.0.3",
            &property(before),
            &[r#"{"a": 1}"#, r#"{"a": null}"#],
            &property("").replace("a:", "a: {}"),
        );
    }
    // A type that only becomes a wider one stays beside it.
    becomes(
        "wider",
        "3.0.3",
        &property("type: integer"),
        &[r#"{"a": 1.5}"#, r#"{"a": null}"#],
        &property("type: number\nnullable: true"),
    );
}

#[test]
fn evidence_calls_integers_what_are_integers() {
    let document = with_schema("3.0.3", &property("type: integer\nmaximum: 3")).replace(
        "operationId: listThings\n",
        "operationId: listThings\n      parameters:\n      - name: limit\n        in: query\n        schema: {type: integer, maximum: 10}\n",
    );
    let mut world = World::new("integers", &document);
    world.record(get("/things?limit=100"), ok(json!({"a": 9})));
    let json = world.json(&[]).to_string();
    assert!(json.contains("integers above `maximum: 10`"), "{json}");
    assert!(json.contains("integers above `maximum: 3`"), "{json}");
}

#[test]
fn names_that_are_missing_are_no_longer_required() {
    let thing = |required: &str| {
        format!(
            "Thing:\n  type: object\n{required}  properties:\n    a:\n      type: string\n    b:\n      type: string"
        )
    };
    let both = thing("  required:\n  - a\n  - b\n");
    becomes(
        "one",
        "3.0.3",
        &both,
        &[r#"{"a": "x"}"#],
        &thing("  required:\n  - a\n"),
    );
    // No empty list stays: OpenAPI 3.0 has none.
    becomes("all", "3.0.3", &both, &["{}"], &thing(""));
    becomes("each", "3.0.3", &both, &[r#"{"a": "x"}"#, r#"{"b": "x"}"#], &thing(""));
}

#[test]
fn null_is_allowed_where_a_schema_is_used() {
    let owner = "\nOwner:\n  type: object\n  properties:\n    id:\n      type: string";
    let thing = |property: &str| format!("{}{owner}", self::property(property));
    becomes(
        "reference-null",
        "3.0.3",
        &thing("$ref: '#/components/schemas/Owner'"),
        &[r#"{"a": null}"#],
        &thing("anyOf:\n- $ref: '#/components/schemas/Owner'\n- type: object\n  nullable: true\n  enum:\n  - null"),
    );
    becomes(
        "reference-null-31",
        "3.1.0",
        &thing("$ref: '#/components/schemas/Owner'"),
        &[r#"{"a": null}"#],
        &thing("anyOf:\n- $ref: '#/components/schemas/Owner'\n- type: 'null'"),
    );
}

/// Several lists refer to one schema, and each had null in it.
#[test]
fn null_is_allowed_at_each_use_that_showed_it() {
    let thing = |items: &str| {
        format!(
            "Thing:\n  type: object\n  properties:\n    a:\n      type: array\n      items:\n{items}    b:\n      type: array\n      items:\n{items}    c:\n      type: array\n      items:\n        $ref: '#/components/schemas/Part'\nPart:\n  type: object"
        )
    };
    becomes(
        "uses",
        "3.1.0",
        &thing("        $ref: '#/components/schemas/Part'\n"),
        &[r#"{"a": [null, {}], "b": [null], "c": [{}]}"#],
        &thing("        anyOf:\n        - $ref: '#/components/schemas/Part'\n        - type: 'null'\n"),
    );
}

#[test]
fn items_of_another_kind_make_a_union() {
    becomes(
        "items-union",
        "3.0.3",
        &property("type: array\nitems:\n  type: string"),
        &[r#"{"a": [1]}"#, r#"{"a": ["x", 2]}"#],
        &property("type: array\nitems:\n  anyOf:\n  - type: string\n  - type: integer\n    format: int64"),
    );
    // Each further kind is an alternative.
    becomes(
        "items-three-kinds",
        "3.0.3",
        &property("type: array\nitems:\n  type: string"),
        &[r#"{"a": [1, true]}"#, r#"{"a": ["x", 2, false]}"#],
        &property(
            "type: array\nitems:\n  anyOf:\n  - type: string\n  - type: integer\n    format: int64\n  - type: boolean",
        ),
    );
}

/// The alternatives are compared with the object, and not with the value that chooses one.
#[test]
fn a_new_value_of_a_discriminator_is_left_with_the_nearest_alternatives() {
    let before = "Thing:\n  oneOf:\n  - $ref: '#/components/schemas/Cat'\n  - $ref: '#/components/schemas/Dog'\n  discriminator:\n    propertyName: kind\nCat:\n  type: object\n  required: [kind]\n  properties: {kind: {type: string}}\nDog:\n  type: object\n  required: [kind, tricks]\n  properties: {kind: {type: string}, tricks: {type: integer}}";
    let mut world = World::new("discriminator", &with_schema("3.0.3", before));
    world.responses(&[r#"{"kind": "fish"}"#]);
    let report = world.json(&[]);
    let reason = report["left"][0]["reason"].as_str().unwrap();
    assert_eq!(
        reason,
        "the value of the discriminator is new; the nearest are `Cat` fits; `Dog`: a required property is missing, at `Dog.required.1`"
    );
}

/// Where items have alternatives, a further kind is one more of them.
#[test]
fn a_union_of_items_gets_another_alternative() {
    let items = |alternatives: &str| property(&format!("type: array\nitems:\n  {alternatives}"));
    let seen = [r#"{"a": [true]}"#, r#"{"a": ["x", 1, false]}"#];
    for (name, version, before, bodies, after) in [
        (
            "any-of",
            "3.0.3",
            "anyOf:\n  - type: string\n  - type: integer # a number",
            seen,
            "anyOf:\n  - type: string\n  - type: integer # a number\n  - type: boolean",
        ),
        (
            "one-of",
            "3.1.0",
            "oneOf:\n  - type: string\n  - type: integer",
            seen,
            "oneOf:\n  - type: string\n  - type: integer\n  - type: boolean",
        ),
        (
            "null",
            "3.1.0",
            "oneOf:\n  - type: string\n  - type: integer",
            [r#"{"a": [null]}"#, r#"{"a": [null, 1]}"#],
            "oneOf:\n  - type: string\n  - type: integer\n  - type: 'null'",
        ),
        // A number beside an integer would be both.
        (
            "fractions",
            "3.0.3",
            "oneOf:\n  - type: string\n  - type: integer",
            [r#"{"a": [1.5]}"#, r#"{"a": [2.5, 1]}"#],
            "oneOf:\n  - type: string\n  - type: number",
        ),
    ] {
        let name = format!("items-wider-{name}");
        becomes(&name, version, &items(before), &bodies, &items(after));
    }
    // One that says nothing any more goes.
    let all = [
        r#"{"a": [1, true, [1], {"b": 1}]}"#,
        r#"{"a": [2, true, [1], {"b": 1}]}"#,
    ];
    let before = items("anyOf:\n  - type: string\n  - type: integer");
    becomes(
        "items-wider-all",
        "3.0.3",
        &before,
        &all,
        &property("type: array\nitems: {}"),
    );
    // One interaction does not show it, and in 3.0 null has no type of its own.
    for (name, bodies) in [
        ("once", &[r#"{"a": [true]}"#][..]),
        ("null-3-0", &[r#"{"a": [null]}"#, r#"{"a": [null, 1]}"#]),
    ] {
        let mut world = World::new(&format!("items-wider-{name}"), &with_schema("3.0.3", &before));
        world.responses(bodies);
        let ran = world.sandbox.run(&["evolve"]);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Fine, ""), "{}", ran.seen());
        assert!(ran.err.contains("to decide[any-of]"), "{}", ran.err);
    }
}

/// A union of all kinds would say nothing.
#[test]
fn items_of_all_kinds_are_open() {
    let all = r#"{"a": ["x", 1, 1.5, true, null, [1], {"b": 1}]}"#;
    for (name, version, items) in [
        ("items-open", "3.0.3", "type: string\n  format: date"),
        ("items-open-null", "3.0.3", "type: string\n  nullable: true"),
        ("items-open-3-1", "3.1.0", "type: [string, 'null']"),
    ] {
        becomes(
            name,
            version,
            &property(&format!("type: array\nitems:\n  {items}")),
            &[all, all],
            &property("type: array\nitems: {}"),
        );
    }
}

#[test]
fn what_no_edit_follows_from_is_left_for_a_person() {
    let before = property("oneOf:\n- type: string\n- type: boolean");
    let mut world = World::new("one-of", &with_schema("3.0.3", &before));
    world.responses(&[r#"{"a": 1}"#, r#"{"b": 1}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(world.document().contains("    b:\n"), "{}", world.document());
    assert!(ran.err.contains("to decide[one-of]"), "{}", ran.err);
    // What is left is no proposal.
    let again = world.sandbox.run(&["evolve"]);
    assert_eq!(again.exit, Exit::Fine, "{}", again.seen());
    assert!(again.err.contains("to decide[one-of]"), "{}", again.err);
}

#[test]
fn the_alternative_that_lacks_one_thing_is_extended() {
    let cat = |required: &str, lives: &str, moods: &str| {
        format!(
            "Thing:\n  oneOf:\n  - $ref: '#/components/schemas/Cat'\n  - $ref: '#/components/schemas/Dog'\nCat:\n  type: object\n  required: [{required}]\n  properties:\n    kind:\n      type: string\n      enum: [cat]\n    lives:\n      type: {lives}\n    mood:\n      type: string\n      enum: [{moods}]\nDog:\n  type: object\n  required: [kind, tricks]\n  properties:\n    kind:\n      type: string\n      enum: [dog]\n    tricks:\n      type: integer"
        )
    };
    let before = cat("kind, lives", "integer", "calm, wild");
    for (name, bodies, after) in [
        (
            "alternative-required",
            [r#"{"kind": "cat"}"#, r#"{"kind": "dog", "tricks": 1}"#],
            cat("kind", "integer", "calm, wild"),
        ),
        (
            "alternative-number",
            [r#"{"kind": "cat", "lives": 1.5}"#, r#"{"kind": "cat", "lives": 1}"#],
            cat("kind, lives", "number", "calm, wild"),
        ),
        (
            "alternative-value",
            [
                r#"{"kind": "cat", "lives": 1, "mood": "idle"}"#,
                r#"{"kind": "cat", "lives": 2, "mood": "idle"}"#,
            ],
            cat("kind, lives", "integer", "calm, wild, idle"),
        ),
    ] {
        becomes(name, "3.0.3", &before, &bodies, &after);
    }
    // A new kind is for a person, and so is what lacks as much of one as of another; the reason names the nearest.
    for (name, body) in [
        ("alternative-new", r#"{"kind": "fish", "lives": 1}"#),
        ("alternative-type", r#"{"kind": "cat", "lives": "nine"}"#),
    ] {
        let mut world = World::new(name, &with_schema("3.0.3", &before));
        world.responses(&[body]);
        let report = world.json(&[]);
        assert_eq!(report["proposals"].as_array().unwrap().len(), 0, "{report}");
        let reason = report["left"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("the nearest are `Cat`: "), "{reason}");
        assert!(reason.contains("`Dog`: "), "{reason}");
    }
}
