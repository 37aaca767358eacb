//! Edits as overlays, applied with the implementation of `codegen`.

use super::cases;
use super::notation::Expected;
use super::random::{Style, edit, edited, map};
use codegen::Document;
use codegen::document::pointer;
use fastrand::Rng;
use xtask::edit::{Action, Edit, EditErrorKind, OverlayInfo, Value, overlay};

fn info() -> OverlayInfo {
    OverlayInfo {
        title: "What was seen".to_owned(),
        version: "1.0.0".to_owned(),
        extends: Some("https://example.com/openapi.yaml".to_owned()),
        extensions: Vec::new(),
    }
}

fn read(text: &str) -> Document {
    Document::parse("api.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

/// The members of all mappings by name: overlays do not say their order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Map(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Map(members)
        }
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn applied(before: &str, text: &str) -> Value {
    let changed = codegen::overlay(read(before), "overlay.yaml", text.as_bytes(), true);
    let changed = changed.unwrap_or_else(|found| panic!("{text}\n{found}"));
    sorted(changed.root().into())
}

#[test]
fn an_overlay_and_the_edited_text_mean_the_same() {
    let mut count = 0;
    for case in cases::all() {
        let Expected::Text(after) = &case.expected else {
            continue;
        };
        let text = overlay("api.yaml", &case.before, &info(), &case.edits);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(
            applied(&case.before, &text),
            sorted(read(after).root().into()),
            "{}\n{text}",
            case.name
        );
        count += 1;
    }
    assert!(count > 150, "only {count}");
}

#[test]
fn random_edits_are_the_same_as_overlays() {
    let mut same = 0;
    for seed in 0..1_000 {
        let mut rng = Rng::with_seed(seed);
        let size = rng.usize(1..6);
        let root = map(&mut rng, 0, size);
        let text = Style::random(&mut rng).write(&mut rng, &root);
        let Some(edit) = edit(&mut rng, &root) else { continue };
        let steps: Vec<String> = pointer::steps(&edit.pointer).collect();
        match overlay("random", &text, &info(), std::slice::from_ref(&edit)) {
            Ok(overlay) => {
                let expected = sorted(edited(&root, &steps, &edit.action));
                assert_eq!(applied(&text, &overlay), expected, "{text}\n{edit:?}\n{overlay}");
                same += 1;
            }
            // The only edit that no overlay expresses.
            Err(error) => {
                assert_eq!(error.kind(), EditErrorKind::Unsupported, "{text}\n{edit:?}\n{error}");
                assert_eq!(edit.pointer, "", "{text}\n{edit:?}\n{error}");
                let is_map = matches!(edit.action, Action::Replace(Value::Map(_)));
                assert!(!is_map, "{text}\n{edit:?}\n{error}");
            }
        }
    }
    assert!(same > 850, "only {same}");
}

#[test]
fn overlays_are_written_for_people() {
    let before = "paths:\n  /a/{id}:\n    get:\n      parameters: [{name: id}, {name: it's}]\n      type: string\n";
    let edit = |pointer: &str, action: Action| Edit {
        pointer: pointer.to_owned(),
        action,
    };
    let string = |text: &str| Value::String(text.to_owned());
    let edits = [
        edit(
            "/paths/~1a~1{id}/get/parameters",
            Action::Append(Value::Map(vec![("name".to_owned(), string("limit"))])),
        ),
        edit("/paths/~1a~1{id}/get/parameters/1", Action::Remove),
        edit(
            "/paths/~1a~1{id}/get/type",
            Action::Replace(Value::List(vec![string("string"), string("null")])),
        ),
        edit(
            "/paths",
            Action::Insert {
                key: "/it's".to_owned(),
                value: Value::Map(vec![("get".to_owned(), Value::Map(Vec::new()))]),
                after: None,
            },
        ),
        edit("/paths/~1it's/get", Action::Remove),
    ];
    let text = overlay("api.yaml", before, &info(), &edits).unwrap();
    assert_eq!(
        text,
        "overlay: 1.1.0
info:
  title: What was seen
  version: 1.0.0
extends: https://example.com/openapi.yaml
actions:
  - target: $.paths['/a/{id}'].get.parameters
    update:
      name: limit
  - target: $.paths['/a/{id}'].get.parameters[1]
    remove: true
  - target: $.paths['/a/{id}'].get.type
    remove: true
  - target: $.paths['/a/{id}'].get
    update:
      type:
        - string
        - 'null'
  - target: $.paths
    update:
      /it's:
        get: {}
  - target: $.paths['/it\\'s'].get
    remove: true
"
    );
}
