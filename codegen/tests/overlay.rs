//! Overlays: what they change, what is wrong with them, and where findings about what they add are.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use codegen::document::{Node, Value};
use codegen::{Diagnostics, Document, Model, validate};

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /a:
    get:
      operationId: getA
      tags: [a, b]
      parameters:
        - {name: filter, in: query, schema: {type: string}}
        - {name: dummy, in: query, schema: {type: string}}
      responses: {'200': {description: A.}}
  /b:
    get:
      operationId: getB
      tags: [b]
      responses: {'200': {description: B.}}
";

/// The document with the actions of one overlay applied.
fn apply(version: &str, actions: &str, strict: bool) -> Result<Document, Diagnostics> {
    let overlay = format!("overlay: {version}\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}");
    let document = Document::parse("api.yaml", DOCUMENT.as_bytes()).unwrap();
    codegen::overlay(document, "over.yaml", overlay.as_bytes(), strict)
}

fn applied(actions: &str) -> Document {
    apply("1.1.0", actions, true).unwrap_or_else(|found| panic!("{found}"))
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => text.parse::<serde_json::Number>().unwrap().into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.clone(), json(&member.node)))
            .collect(),
    }
}

#[track_caller]
fn is(document: &Document, pointer: &str, expected: &str) {
    let found = document.at(pointer).map_or(serde_json::Value::Null, json);
    assert_eq!(
        found,
        serde_json::from_str::<serde_json::Value>(expected).unwrap(),
        "{pointer}"
    );
}

#[test]
fn objects_merge_and_lists_grow() {
    let document = applied(
        "- target: $.info
  update: {title: New, contact: {name: Me}}
- target: $.info
  update: {contact: {email: me@example.com}}
- target: $.tags
  update: {name: d}
- target: $.tags
  update: [{name: e}, {name: f}]
- target: $
  update: {paths: {/a: {get: {tags: [z]}}}, x-new: {a: 1}}
",
    );
    is(&document, "/info/title", "\"New\"");
    is(&document, "/info/version", "\"1\"");
    is(
        &document,
        "/info/contact",
        r#"{"name": "Me", "email": "me@example.com"}"#,
    );
    is(
        &document,
        "/tags",
        r#"[{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}, {"name": "e"}, {"name": "f"}]"#,
    );
    is(&document, "/paths/~1a/get/tags", r#"["a", "b", "z"]"#);
    is(&document, "/x-new", r#"{"a": 1}"#);
}

#[test]
fn expressions_match_many_values() {
    let document = applied(
        "- target: $.paths.*.get
  update: {x-safe: true}
- target: $.paths.*.get.parameters[?@.name == 'filter' && @.in == 'query']
  update: {required: true}
- target: $.paths.*.get.parameters[?@.name == 'dummy']
  remove: true
- target: $.paths.*.get.tags[?@ == 'b']
  remove: true
- target: $.tags[0,2]
  remove: true
- target: $.paths['/a'].get.operationId
  update: renamed
- target: $..description
  update: The same.
- target: $.paths[?@.get.operationId == 'getB']
  remove: true
",
    );
    is(&document, "/paths/~1a/get/x-safe", "true");
    is(
        &document,
        "/paths/~1a/get/parameters",
        r#"[{"name": "filter", "in": "query", "schema": {"type": "string"}, "required": true}]"#,
    );
    is(&document, "/paths/~1a/get/tags", r#"["a"]"#);
    is(&document, "/tags", r#"[{"name": "b"}]"#);
    is(&document, "/paths/~1a/get/operationId", "\"renamed\"");
    is(&document, "/paths/~1a/get/responses/200/description", "\"The same.\"");
    is(&document, "/paths/~1b", "null");
}

#[test]
fn values_are_copied_and_moved() {
    let document = applied(
        "- target: $.paths
  update: {/c: {}, /d: {}}
- target: $.paths['/c', '/d']
  copy: $.paths['/a']
- target: $.paths['/a']
  remove: true
- target: $.paths['/c'].get.tags
  copy: $.tags[0].name
",
    );
    is(&document, "/paths/~1a", "null");
    is(&document, "/paths/~1d/get/operationId", "\"getA\"");
    is(&document, "/paths/~1c/get/tags", r#"["a", "b", "a"]"#);
    // What is copied is still where it was written.
    let position = document.position("/paths/~1d/get/operationId").unwrap();
    assert_eq!((document.file(position), position.line), ("api.yaml", 7));
}

#[test]
fn what_an_overlay_adds_is_shown_in_the_overlay() {
    let document =
        applied("- target: $.paths['/a'].get.parameters[0].schema\n  update: {format: uuid, maxLength: x}\n");
    let found = validate(&document);
    assert_eq!(found.iter().count(), 1, "{found}");
    let shown = found.to_string();
    assert!(shown.contains(" --> over.yaml:5:26\n"), "{shown}");
    assert!(shown.contains("5 |   update: {format: uuid, maxLength: x}"), "{shown}");
}

#[test]
fn several_overlays_apply_in_their_order_and_change_the_hash() {
    let overlay = |title: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions: [{{target: $.info, update: {{title: {title}}}}}]\n"
        )
    };
    let both = |first: &str, second: &str| {
        let document = Document::parse("api.yaml", DOCUMENT.as_bytes()).unwrap();
        let document = codegen::overlay(document, "1.yaml", overlay(first).as_bytes(), true).unwrap();
        codegen::overlay(document, "2.yaml", overlay(second).as_bytes(), true).unwrap()
    };
    let (one, other) = (both("A", "B"), both("B", "A"));
    is(&one, "/info/title", "\"B\"");
    is(&other, "/info/title", "\"A\"");
    assert_ne!(one.sha256(), other.sha256());
    assert_eq!(one.sha256(), both("A", "B").sha256());
    let position = one.at("/info/title").unwrap().position;
    assert_eq!(one.file(position), "2.yaml");
}

#[test]
fn an_action_without_a_match_is_a_warning_or_an_error() {
    let actions = "- target: $.paths['/none']\n  update: {x-a: 1}\n";
    let document = apply("1.0.0", actions, false).unwrap();
    let warnings = validate(&document);
    let shown = warnings.to_string();
    assert_eq!((warnings.errors(), warnings.warnings()), (0, 1));
    assert!(
        shown.starts_with("warning[overlay-without-match]: `$.paths['/none']` matches nothing"),
        "{shown}"
    );
    assert!(shown.contains(" --> over.yaml:4:11\n"), "{shown}");
    // It stops nothing.
    let model = Model::new(&document).unwrap();
    assert!(
        model
            .warnings()
            .iter()
            .any(|warning| warning.rule == "overlay-without-match")
    );
    let shown = apply("1.0.0", actions, true).unwrap_err().to_string();
    assert!(
        shown.starts_with("error[bad-overlay]: `$.paths['/none']` matches nothing"),
        "{shown}"
    );
}

#[test]
fn mistakes_in_an_overlay_have_their_place() {
    for (actions, place, message) in [
        ("- target: $.info[\n  update: {}\n", "4:11", "is not a JSONPath"),
        (
            "- target: 1\n  update: {}\n",
            "4:11",
            "`target` must be a JSONPath, not number",
        ),
        ("- update: {}\n", "4:3", "the action has no `target`"),
        ("- target: $.info\n", "4:3", "the action does nothing"),
        ("- target: $.info\n  remove: false\n", "4:3", "the action does nothing"),
        (
            "- target: $.info\n  remove: 'yes'\n",
            "5:3",
            "`remove` must be true or false, not string",
        ),
        (
            "- target: $.info\n  remove: true\n  update: {}\n",
            "4:3",
            "several of `update`, `remove` and `copy`",
        ),
        (
            "- target: $.info\n  updates: {}\n  remove: true\n",
            "5:3",
            "`updates` has no meaning here",
        ),
        (
            "- target: $\n  remove: true\n",
            "4:11",
            "the whole document cannot be removed",
        ),
        (
            "- target: $.info\n  update: x\n",
            "5:11",
            "/info is an object, which a single value cannot be merged into",
        ),
        (
            "- target: $\n  update: {tags: {a: 1}}\n",
            "5:11",
            "/tags is a list, which an object cannot be merged into",
        ),
        (
            "- target: $.info.*\n  update: {}\n",
            "5:11",
            "is a single value, which an object cannot be merged into",
        ),
        (
            "- target: $['info', 'tags']\n  update: {}\n",
            "4:11",
            "matches an object and a list",
        ),
        (
            "- target: $.info\n  copy: $.paths.*\n",
            "5:9",
            "`$.paths.*` matches 2 values; a copy has one source",
        ),
        (
            "- target: $.info\n  copy: $.none\n",
            "5:9",
            "`$.none` matches 0 values; a copy has one source",
        ),
        ("- 1\n", "4:3", "an action must be an object, not number"),
        (
            "- target: $.info\n  update: {a: 1, a: 2}\n",
            "5:18",
            "the key `a` occurs twice",
        ),
        ("  []\n", "3:1", "`actions` must be a list with at least one action"),
    ] {
        let found = apply("1.1.0", actions, false).unwrap_err();
        let shown = found.to_string();
        assert!(shown.contains(message), "{actions}{shown}");
        assert!(shown.contains(&format!("--> over.yaml:{place}\n")), "{actions}{shown}");
        assert_eq!(found.errors(), 1, "{shown}");
    }
    let parenthesised = format!(
        "- target: $[?{}@.a{}]\n  remove: true\n",
        "(".repeat(9000),
        ")".repeat(9000)
    );
    let shown = apply("1.1.0", &parenthesised, false).unwrap_err().to_string();
    assert!(shown.contains("the JSONPath is longer than"), "{shown}");
}

#[test]
fn other_files_are_no_overlays() {
    let document = || Document::parse("api.yaml", DOCUMENT.as_bytes()).unwrap();
    for (overlay, message) in [
        (DOCUMENT, "this is not an overlay"),
        (
            "overlay: 2.0.0\nactions: [{target: $, update: {}}]",
            "`2.0.0` is no version",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $, update: {}}]",
            "`info` is missing",
        ),
        ("overlay: [", "syntax error"),
    ] {
        let shown = codegen::overlay(document(), "over.yaml", overlay.as_bytes(), false)
            .unwrap_err()
            .to_string();
        assert!(shown.contains(message), "{shown}");
        assert!(shown.contains("--> over.yaml:"), "{shown}");
    }
}

#[test]
fn a_document_does_not_grow_without_bounds() {
    let copies = "- target: $.x\n  copy: $.x\n";
    let mut actions = String::from("- target: $\n  update: {x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}\n");
    actions.push_str(&copies.repeat(40));
    let shown = apply("1.1.0", &actions, false).unwrap_err().to_string();
    assert!(shown.contains("the document would have more than"), "{shown}");
    let nested = format!("{}{{}}{}", "{a: ".repeat(40), "}".repeat(40));
    let actions = format!(
        "- target: $\n  update: {{x: {nested}}}\n- target: $.x{}\n  update: {nested}\n",
        ".a".repeat(40)
    );
    let shown = apply("1.1.0", &actions, false).unwrap_err().to_string();
    assert!(shown.contains("nested more than 64 levels deep"), "{shown}");
}
