//! What is not documented is added.

use serde_json::json;
use xtask::Exit;

use super::world::{World, becomes, get, ok, response, with_schema};

const THING: &str = "Thing:\n  type: object\n  properties:\n    a:\n      type: string";

const SEEN: &str = "description: Seen in recordings. Not documented by the provider.";

#[test]
fn a_property_is_added_with_the_type_that_was_seen() {
    for (name, version, bodies, schema) in [
        ("string", "3.0.3", &[r#"{"b": "x"}"#][..], "type: string\n      DESC"),
        (
            "integer",
            "3.0.3",
            &[r#"{"b": 1}"#],
            "type: integer\n      format: int64\n      DESC",
        ),
        (
            "number",
            "3.0.3",
            &[r#"{"b": 1}"#, r#"{"b": 1.5}"#],
            "type: number\n      DESC",
        ),
        ("boolean", "3.1.0", &[r#"{"b": true}"#], "type: boolean\n      DESC"),
        ("null", "3.0.3", &[r#"{"b": null}"#], "DESC"),
        (
            "nullable",
            "3.0.3",
            &[r#"{"b": null}"#, r#"{"b": "x"}"#],
            "type: string\n      nullable: true\n      DESC",
        ),
        (
            "nullable-31",
            "3.1.0",
            &[r#"{"b": null}"#, r#"{"b": "x"}"#],
            "type:\n      - string\n      - 'null'\n      DESC",
        ),
        (
            "list",
            "3.0.3",
            &[r#"{"b": ["x"]}"#, r#"{"b": []}"#],
            "type: array\n      DESC\n      items:\n        type: string",
        ),
        (
            "union",
            "3.0.3",
            &[r#"{"b": ["x"]}"#, r#"{"b": [1]}"#],
            "type: array\n      DESC\n      items:\n        anyOf:\n        - type: string\n        - type: integer\n          format: int64",
        ),
        (
            "union-of-all-kinds",
            "3.0.3",
            &[
                r#"{"b": ["x", 1, 1.5, true, [1], {}]}"#,
                r#"{"b": [null, {}, [2], false, 2, "y"]}"#,
            ],
            "type: array\n      DESC\n      items: {}",
        ),
        ("mixed", "3.0.3", &[r#"{"b": "x"}"#, r#"{"b": 1}"#], "DESC"),
        (
            "object",
            "3.0.3",
            &[r#"{"b": {"d": 1, "c": "x"}}"#, r#"{"b": {}}"#],
            "type: object\n      DESC\n      properties:\n        c:\n          type: string\n        d:\n          type: integer\n          format: int64",
        ),
        (
            "data-names",
            "3.0.3",
            &[r#"{"b": {"10.0.0.1": 1}}"#, r#"{"b": {"10.0.0.2": 2}}"#],
            "type: object\n      DESC\n      additionalProperties:\n        type: integer\n        format: int64",
        ),
    ] {
        let after = format!("{THING}\n    b:\n      {}", schema.replace("DESC", SEEN));
        becomes(name, version, THING, bodies, &after);
    }
}

#[test]
fn a_union_needs_more_than_one_interaction() {
    let after = format!("{THING}\n    b:\n      type: array\n      {SEEN}\n      items: {{}}");
    becomes("one-union", "3.0.3", THING, &[r#"{"b": ["x", 1]}"#], &after);
}

#[test]
fn a_format_needs_as_many_values_as_the_option_says() {
    let bodies: Vec<_> = (10..30).map(|day| format!("{{\"b\": \"2026-01-{day}\"}}")).collect();
    let bodies: Vec<_> = bodies.iter().map(String::as_str).collect();
    let schema = |format: &str| format!("{THING}\n    b:\n      type: string{format}\n      {SEEN}");
    becomes("format", "3.0.3", THING, &bodies, &schema("\n      format: date"));
    becomes("few", "3.0.3", THING, &bodies[..19], &schema(""));
    // The same value again is no further one, and one of another form is against it.
    let twice = [&bodies[..19], &bodies[..19]].concat();
    becomes("twice", "3.0.3", THING, &twice, &schema(""));
    let other = [&bodies[..], &[r#"{"b": "soon"}"#]].concat();
    becomes("other", "3.0.3", THING, &other, &schema(""));
    let mut world = World::new("option", &with_schema("3.0.3", THING));
    world.responses(&bodies[..3]);
    let report = world.json(&["--format-samples", "3"]);
    assert!(
        report["diff"].as_str().unwrap().contains("+          format: date"),
        "{report}"
    );
}

/// A name that no person should choose does not open the schema: it is a property, if the policy keeps it.
#[test]
fn odd_names_are_left_for_a_person_or_added_as_they_are() {
    for (number, (name, pointer, key)) in [
        ("a/b", "/a~1b", "a/b"),
        ("a~b", "/a~0b", "a~b"),
        ("#", "/#", "'#'"),
        ("%41", "/%41", "'%41'"),
        ("a \\\"b\\\"", "/a \\\"b\\\"", "a \"b\""),
        ("it's", "/it's", "it's"),
        ("a: b", "/a: b", "'a: b'"),
        ("é", "/é", "é"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("{{\"{name}\": true}}");
        let mut world = World::new(&format!("odd-name-{number}"), &with_schema("3.0.3", THING));
        world.responses(&[&body, &body]);
        let ran = world.sandbox.run(&["evolve"]);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::Fine, ""), "{name}: {}", ran.seen());
        assert!(
            ran.err.contains("the name of the property") && ran.err.contains("no short word"),
            "{name}: {}",
            ran.err
        );
        world
            .sandbox
            .write("spec/redaction.toml", format!("keep = [\"{pointer}\"]\n"));
        world.write();
        let added = format!("{THING}\n    {key}:\n      type: boolean\n      {SEEN}");
        assert_eq!(world.document(), with_schema("3.0.3", &added), "{name}");
    }
}

/// What begins with a digit is data, and no name of a property.
#[test]
fn a_name_that_begins_with_a_digit_opens_the_object() {
    let body = r#"{"50%25": true}"#;
    let after = format!("{THING}\n  additionalProperties:\n    type: boolean\n    {SEEN}");
    becomes("digit", "3.0.3", THING, &[body, body], &after);
}

/// Words that are something else in YAML, or have a meaning elsewhere in OpenAPI, are names like any other.
#[test]
fn names_that_look_like_other_values_are_quoted() {
    for (name, key) in [
        ("true", "'true'"),
        ("null", "'null'"),
        ("No", "'No'"),
        ("$ref", "$ref"),
        ("x-y", "x-y"),
        ("type", "type"),
        ("nullable", "nullable"),
        ("properties", "properties"),
    ] {
        let body = format!("{{\"{name}\": true}}");
        let after = format!("{THING}\n    {key}:\n      type: boolean\n      {SEEN}");
        becomes(&format!("name-{name}"), "3.0.3", THING, &[&body, &body], &after);
    }
}

#[test]
fn many_names_that_are_data_are_no_properties() {
    let empty = "Thing:\n  type: object\n  properties: {}";
    let bodies: Vec<_> = (0..30)
        .map(|number| format!("{{\"host-{number:02}.example\": {{\"up\": true}}}}"))
        .collect();
    let bodies: Vec<_> = bodies.iter().map(String::as_str).collect();
    let after = format!(
        "{empty}\n  additionalProperties:\n    type: object\n    {SEEN}\n    properties:\n      up:\n        type: boolean"
    );
    becomes("map", "3.0.3", empty, &bodies, &after);
}

/// A property of one of several alternatives is described there, and one of several beside them.
#[test]
fn a_property_is_added_to_the_alternative_that_has_it() {
    let schemas = |kinds: &str, thing: &str, cat: &str, dog: &str| {
        format!(
            "Thing:\n  oneOf:\n  - $ref: '#/components/schemas/Cat'\n  - $ref: '#/components/schemas/Dog'{kinds}{thing}\nCat:\n  type: object\n  required: [kind, lives]\n  properties:\n    kind:\n      type: string\n    lives:\n      type: integer{cat}\nDog:\n  type: object\n  required: [kind, tricks]\n  properties:\n    kind:\n      type: string\n    tricks:\n      type: integer{dog}"
        )
    };
    let named = "\n  discriminator:\n    propertyName: kind\n    mapping:\n      miau: '#/components/schemas/Cat'";
    let added = |indent: &str| format!("\n{indent}tag:\n{indent}  type: string\n{indent}  {SEEN}");
    let cats = [
        r#"{"kind": "miau", "lives": 1, "tag": "x"}"#,
        r#"{"kind": "miau", "lives": 2, "tag": "y"}"#,
    ];
    let dog = r#"{"kind": "Dog", "tricks": 1, "tag": "x"}"#;
    for (name, kinds) in [("shape", ""), ("discriminator", named)] {
        let before = schemas(kinds, "", "", "");
        let of = |part: &str| format!("alternative-of-{name}-{part}");
        becomes(
            &of("cats"),
            "3.0.3",
            &before,
            &cats,
            &schemas(kinds, "", &added("    "), ""),
        );
        becomes(
            &of("dogs"),
            "3.0.3",
            &before,
            &[dog],
            &schemas(kinds, "", "", &added("    ")),
        );
        let beside = format!("\n  properties:{}", added("    "));
        let both = schemas(kinds, &beside, "", "");
        becomes(&of("both"), "3.0.3", &before, &[cats[0], cats[1], dog], &both);
    }
}

/// What is under names that are data is one place, and none of the names is in a report.
#[test]
fn what_is_under_names_that_are_data_is_seen_together() {
    let line = |ids: &[&str], inner: &str| {
        let map: serde_json::Map<_, _> = ids.iter().map(|id| ((*id).to_owned(), json!({inner: 1}))).collect();
        format!(
            "{}\n",
            json!({"request": get("/things"), "response": ok(json!({"a": "x", "map": map}))})
        )
    };
    let ids = ["5f0c1a7e90b2430d8c1e", "5f0c1a7e90b2430d8c1f", "5f0c1a7e90b2430d8c20"];
    for (name, lines) in [
        ("several", line(&ids[..2], "size") + &line(&ids[2..], "size")),
        // Several names of one interaction do not make several interactions.
        ("one", line(&ids, "size") + &line(&[], "size")),
    ] {
        let world = World::new(&format!("data-names-{name}"), &with_schema("3.0.3", THING));
        world.sandbox.write("new.ndjson", lines);
        let ran = world.sandbox.run(&["evolve", "new.ndjson", "--write"]);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
        assert!(!ran.seen().contains("5f0c1a7e"), "{}", ran.seen());
        assert_eq!(world.document().contains("size"), name == "several", "{}", ran.seen());
    }
}

#[test]
fn an_object_like_a_component_is_a_reference_to_it() {
    let known = "Owner:\n  type: object\n  properties:\n    id:\n      type: string\n    name:\n      type: string";
    let before = format!("{THING}\n{known}");
    let after = format!("{THING}\n    b:\n      $ref: '#/components/schemas/Owner'\n{known}");
    becomes(
        "reference",
        "3.0.3",
        &before,
        &[r#"{"b": {"id": "1", "name": "x"}}"#],
        &after,
    );
    // Of another type, or with other names, it is another one.
    for (name, body) in [
        ("type", r#"{"b": {"id": 1, "name": "x"}}"#),
        ("names", r#"{"b": {"id": "1", "size": "x"}}"#),
    ] {
        let mut world = World::new(&format!("no-reference-{name}"), &with_schema("3.0.3", &before));
        world.responses(&[body]);
        world.write();
        assert!(!world.document().contains("schemas/Owner'"), "{}", world.document());
    }
}

#[test]
fn a_property_is_added_where_the_schema_has_its_properties() {
    // Without `properties`, in a part of `allOf`, and in an object that is closed.
    let closed = "Thing:\n  type: object\n  additionalProperties: false\n  properties:\n    a:\n      type: string";
    let after = format!("{closed}\n    b:\n      type: string\n      {SEEN}");
    becomes("closed", "3.0.3", closed, &[r#"{"b": "x"}"#], &after);
    let composed = "Thing:\n  allOf:\n  - $ref: '#/components/schemas/Base'\n  - type: object\n    properties:\n      a:\n        type: string";
    let base = "\nBase:\n  type: object\n  properties:\n    id:\n      type: string";
    becomes(
        "all-of",
        "3.0.3",
        &format!("{composed}{base}"),
        &[r#"{"b": "x", "id": "1"}"#],
        &format!("{composed}\n      b:\n        type: string\n        {SEEN}{base}"),
    );
}

#[test]
fn a_property_that_users_of_a_component_disagree_about_is_added_where_it_is_used() {
    let schemas = |one: &str, other: &str| {
        format!(
            "Thing:\n  type: object\n  properties:\n    one:\n      {one}\n    other:\n      {other}\nShared:\n  type: object\n  \
             properties:\n    id:\n      type: string"
        )
    };
    let reference = "$ref: '#/components/schemas/Shared'";
    let part = |kind: &str| {
        format!(
            "allOf:\n      - {reference}\n      - type: object\n        properties:\n          b:\n            type: {kind}\n            {SEEN}"
        )
    };
    let beside =
        |kind: &str| format!("{reference}\n      properties:\n        b:\n          type: {kind}\n          {SEEN}");
    let body = r#"{"one": {"id": "1", "b": "x"}, "other": {"b": true}}"#;
    let before = schemas(reference, reference);
    becomes(
        "users",
        "3.0.3",
        &before,
        &[body],
        &schemas(&part("string"), &part("boolean")),
    );
    becomes(
        "users-31",
        "3.1.0",
        &before,
        &[body],
        &schemas(&beside("string"), &beside("boolean")),
    );
    // Where they agree, it is a property of the component.
    let agreed = r#"{"one": {"id": "1", "b": "x"}, "other": {"b": "y"}}"#;
    let after = format!("{before}\n    b:\n      type: string\n      {SEEN}");
    becomes("agreed", "3.0.3", &before, &[agreed], &after);
}

#[test]
fn statuses_refer_to_the_error_schema_that_they_match() {
    let error =
        "\nError:\n  type: object\n  properties:\n    code:\n      type: string\n    message:\n      type: string";
    let document = with_schema("3.0.3", &format!("{THING}{error}"));
    let document = document.replace(
        "components:\n",
        "  /others:\n    get:\n      operationId: others\n      responses:\n        '400':\n          description: Bad\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Error'\ncomponents:\n",
    );
    let mut world = World::new("status", &document);
    world.record(get("/things"), response(409, json!({"code": "x", "message": "y"})));
    world.record(get("/things"), response(503, json!({"reason": 1})));
    world.write();
    let expected = format!(
        "                $ref: '#/components/schemas/Thing'\n        '409':\n          {SEEN}\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Error'\n        '503':\n          {SEEN}\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  reason:\n                    type: integer\n                    format: int64\n"
    );
    assert!(world.document().contains(&expected), "{}", world.document());
}

/// The schema of errors is loosened first: it describes the new status only afterwards.
#[test]
fn a_status_refers_to_the_error_schema_that_is_loosened_with_it() {
    let error = "\nError:\n  type: object\n  properties:\n    code:\n      type: string\n      maxLength: 3";
    let document = with_schema("3.0.3", &format!("{THING}{error}"));
    let bad = "        '400':\n          description: Bad\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Error'\n";
    let mut world = World::new(
        "status-loosened",
        &document.replace("components:\n", &format!("{bad}components:\n")),
    );
    world.record(get("/things"), response(400, json!({"code": "x1234"})));
    world.record(get("/things"), response(409, json!({"code": "y1234"})));
    world.write();
    let new = bad.replace("400", "409").replace("description: Bad", SEEN);
    let text = world.document();
    assert!(text.contains(&format!("{bad}{new}")), "{text}");
    assert!(!text.contains("maxLength"), "{text}");
}

#[test]
fn parameters_media_types_and_bodies_are_added() {
    let mut world = World::new("parts", &with_schema("3.0.3", THING));
    world.record(get("/things?sort=asc&tag=a&tag=b"), ok(json!({})));
    let mut text = ok(json!({}));
    text["headers"]["Content-Type"] = json!("text/csv");
    text["body"] = json!({"text": "a,b"});
    world.record(get("/things"), text);
    let mut sent = get("/things");
    sent["headers"]["Content-Type"] = json!("application/json");
    sent["body"] = json!({"json": {"wanted": 1}});
    world.record(sent, ok(json!({})));
    world.write();
    let document = world.document();
    for expected in [
        format!("      - name: sort\n        in: query\n        {SEEN}\n        schema:\n          type: string\n"),
        format!(
            "      - name: tag\n        in: query\n        {SEEN}\n        schema:\n          type: array\n          items:\n            type: string\n"
        ),
        "            text/csv:\n              schema:\n                type: string\n".to_owned(),
        format!(
            "      requestBody:\n        {SEEN}\n        content:\n          application/json:\n            schema:\n              type: object\n              properties:\n                wanted:\n"
        ),
    ] {
        assert!(document.contains(&expected), "{expected}\n{document}");
    }
    assert!(!document.contains("required"), "{document}");
}

#[test]
fn operations_are_added_with_a_path_template() {
    let mut world = World::new("operation", &with_schema("3.0.3", THING));
    for id in [
        "550e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-446655440001",
    ] {
        world.record(get(&format!("/hosts/{id}/disks")), ok(json!({"disks": []})));
    }
    let mut delete = get("/things");
    delete["method"] = json!("DELETE");
    world.record(delete, json!({"status": 204, "headers": {}, "body": {"text": ""}}));
    let ran = world.write();
    let document = world.document();
    for expected in [
        "  /hosts/{host_id}/disks:\n    get:\n      operationId: getHostsDisks\n      x-made-up-operation-id: true\n",
        "      - name: host_id\n        in: path\n        required: true\n",
        "    delete:\n      operationId: deleteThings\n      x-made-up-operation-id: true\n",
        "        '204':\n          description: Seen in recordings. Not documented by the provider.\n",
    ] {
        assert!(document.contains(expected), "{expected}\n{document}");
    }
    assert!(ran.err.contains("the operationId was made up"), "{}", ran.err);
    assert!(!document.contains("550e8400"), "{document}");
}

#[test]
fn the_order_and_duplicates_of_recordings_do_not_matter() {
    let bodies = [
        r#"{"b": "x"}"#,
        r#"{"c": [1], "b": null}"#,
        r#"{"c": ["y"], "d": {"e": 1.5}}"#,
    ];
    let mut reversed = bodies;
    reversed.reverse();
    let twice = [bodies, reversed].concat();
    let documents = [&bodies[..], &reversed, &twice].map(|bodies| {
        let mut world = World::new(
            &format!("order-{}-{}", bodies.len(), bodies[0].len()),
            &with_schema("3.0.3", THING),
        );
        world.responses(bodies);
        let fingerprints = world.json(&[])["proposals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["fingerprint"].to_string())
            .collect::<Vec<_>>();
        world.write();
        (world.document(), fingerprints)
    });
    assert_eq!(documents[0], documents[1]);
    assert_eq!(documents[0], documents[2]);
}

#[test]
fn what_is_accepted_is_left_alone() {
    let mut world = World::new("accepted", &with_schema("3.0.3", THING));
    world.responses(&[r#"{"b": "x"}"#, r#"{"c": "x"}"#]);
    let proposals = world.json(&[])["proposals"].clone();
    let of_b = proposals
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["title"].as_str().unwrap().contains("`b`"))
        .unwrap();
    let accepted = format!("[[drift]]\nfingerprint = {}\nreason = \"so\"\n", of_b["drift"][0]);
    world.sandbox.write("spec/accepted.toml", accepted);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(
        world.document().contains("    c:\n") && !world.document().contains("    b:\n"),
        "{}",
        world.document()
    );
}
