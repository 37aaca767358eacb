//! Documents of several files: each change is made in the file in which the value is written.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use xtask::Exit;

use super::world::{DOCUMENT, World, get, ok};
use crate::common::Sandbox;

const SEEN: &str = "description: Seen in recordings. Not documented by the provider.";

/// A document with paths, each with what its `get` returns or refers to.
fn document(paths: &[(&str, &str)]) -> String {
    let paths: String = paths
        .iter()
        .map(|(path, item)| format!("  {path}:\n    {}\n", item.replace('\n', "\n    ")))
        .collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: v1}}\nservers:\n- url: https://api.example.com\npaths:\n{paths}"
    )
}

/// An operation that returns a schema.
fn returns(operation: &str, schema: &str) -> String {
    format!(
        "get:\n  operationId: {operation}\n  responses:\n    '200':\n      description: OK\n      content:\n        application/json:\n          schema:\n            {schema}"
    )
}

/// Applies the diff of a report with git, and compares every file with what `--write` makes of it.
fn git_apply_does_the_same(world: &World, files: &[&str]) {
    let before: Vec<_> = files.iter().map(|file| world.sandbox.read(file)).collect();
    let report = world.json(&[]);
    let mut git = Command::new("git")
        .args(["apply", "-"])
        .current_dir(&world.sandbox.root)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let diff = report["diff"].as_str().unwrap();
    git.stdin.take().unwrap().write_all(diff.as_bytes()).unwrap();
    assert!(git.wait().unwrap().success(), "{diff}");
    let applied: Vec<_> = files.iter().map(|file| world.sandbox.read(file)).collect();
    for (file, text) in files.iter().zip(&before) {
        world.sandbox.write(file, text);
    }
    world.write();
    let written: Vec<_> = files.iter().map(|file| world.sandbox.read(file)).collect();
    assert_eq!(applied, written);
}

#[test]
fn each_file_is_edited_in_its_own_style() {
    let own = document(&[("/things", &returns("things", "$ref: schemas/thing.yaml#/Thing"))]);
    let thing = "# Shared by several documents.\nThing:\n    type: object\n    properties:\n        a:\n            $ref: '../parts/part.json'\n        b: {type: string}\n";
    let part = "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"x\": {\"type\": \"string\"}\n  }\n}\n";
    let mut world = World::new("several", &own);
    world.sandbox.write("spec/schemas/thing.yaml", thing);
    world.sandbox.write("spec/parts/part.json", part);
    world.responses(&[r#"{"a": {"x": null, "y": true}, "b": "x", "c": true}"#]);

    let overlay = world.sandbox.run(&["evolve", "--overlay", "drift.overlay.yaml"]);
    assert_eq!(overlay.exit, Exit::Findings, "{}", overlay.seen());
    let check = world.sandbox.run(&["check", "--overlay", "drift.overlay.yaml"]);
    assert_eq!(check.exit, Exit::Fine, "{}", check.seen());

    git_apply_does_the_same(&world, &["spec/schemas/thing.yaml", "spec/parts/part.json"]);
    assert_eq!(world.document(), own);
    let c = format!("        c:\n            type: boolean\n            {SEEN}\n");
    assert_eq!(world.sandbox.read("spec/schemas/thing.yaml"), format!("{thing}{c}"));
    assert_eq!(
        world.sandbox.read("spec/parts/part.json"),
        "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"x\": {\"type\": \"string\", \"nullable\": true},\n    \"y\": {\"type\": \"boolean\", \"description\": \"Seen in recordings. Not documented by the provider.\"}\n  }\n}\n"
    );
}

/// A path item that two paths refer to is one text: the change is one of both.
#[test]
fn a_file_that_is_used_twice_is_edited_once() {
    let own = document(&[
        ("/things", "$ref: paths/things.yaml"),
        ("/others", "$ref: ./paths/things.yaml"),
    ]);
    let item = "get:\n  responses:\n    '200':\n      description: OK\n      content:\n        application/json:\n          schema:\n            type: object\n            properties:\n              a: {type: string}\n";
    let mut world = World::new("several-twice", &own);
    world.sandbox.write("spec/paths/things.yaml", item);
    world.record(get("/things"), ok(serde_json::json!({"b": true})));
    let ran = world.write();
    let review = "= review: these lines are used more than once, so the change is also made at `/paths/~1others/";
    assert!(ran.err.contains(review), "{}", ran.err);
    assert_eq!(
        world.sandbox.read("spec/paths/things.yaml"),
        format!("{item}              b: {{type: boolean, {SEEN}}}\n")
    );
    assert_eq!(world.document(), own);
}

/// What is new refers to a schema by the way from its own file.
#[test]
fn references_lead_from_file_to_file() {
    let own = document(&[
        ("/things", &returns("things", "$ref: 'schemas/thing.yaml'")),
        ("/tags", &returns("tags", "$ref: 'common.yaml#/Tag'")),
    ]);
    let thing = "type: object\nproperties:\n  a: {type: string}\n";
    let mut world = World::new("several-references", &own);
    world.sandbox.write("spec/schemas/thing.yaml", thing);
    world.sandbox.write(
        "spec/common.yaml",
        "Tag:\n  type: object\n  properties:\n    key: {type: string}\n    label: {type: string}\n",
    );
    world.responses(&[r#"{"tag": {"key": "k", "label": "v"}}"#]);
    world.write();
    let seen = world.sandbox.read("spec/schemas/thing.yaml");
    assert_eq!(seen, format!("{thing}  tag: {{$ref: ../common.yaml#/Tag}}\n"));
}

/// A part of the document itself that another file refers to is edited in the document.
#[test]
fn a_file_that_refers_back_leads_to_the_document() {
    let schemas =
        "components:\n  schemas:\n    Base:\n      type: object\n      properties:\n        a: {type: string}\n";
    let own = document(&[("/things", &returns("things", "$ref: 'schemas/thing.yaml#/Thing'"))]) + schemas;
    let thing =
        "Thing:\n  type: object\n  properties:\n    base: {$ref: '../hss.openapi.yaml#/components/schemas/Base'}\n";
    let mut world = World::new("several-back", &own);
    world.sandbox.write("spec/schemas/thing.yaml", thing);
    world.responses(&[r#"{"base": {"b": true}}"#]);
    world.write();
    assert_eq!(world.document(), format!("{own}        b: {{type: boolean, {SEEN}}}\n"));
    assert_eq!(world.sandbox.read("spec/schemas/thing.yaml"), thing);
}

/// Nothing is written, unless everything can be.
#[test]
fn a_file_that_is_read_only_keeps_all_of_them_as_they_are() {
    let own = document(&[(
        "/things",
        &returns(
            "things",
            "type: object\nproperties:\n  a: {$ref: 'part.yaml#/A'}"
                .replace('\n', "\n            ")
                .as_str(),
        ),
    )]);
    let part = "A: {type: object, properties: {x: {type: string}}}\n";
    let mut world = World::new("several-read-only", &own);
    world.sandbox.write("spec/part.yaml", part);
    world.responses(&[r#"{"a": {"y": true}, "b": true}"#]);
    let path = world.sandbox.root.join("spec/part.yaml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    assert!(
        ran.err.contains("spec/part.yaml") && ran.err.contains("it is read-only"),
        "{}",
        ran.err
    );
    assert_eq!(
        (world.document(), world.sandbox.read("spec/part.yaml")),
        (own, part.to_owned())
    );
}

/// What is outside of the workspace belongs to somebody else.
#[test]
fn a_file_outside_is_left_and_the_rest_is_proposed() {
    let outside = Sandbox::new("evolve-outside");
    let part = "A: {type: object, properties: {x: {type: string}}}\n";
    outside.write("part.yaml", part);
    let file = outside.root.canonicalize().unwrap().join("part.yaml");
    let mut world = World::new("several-outside", "");
    let mut way = String::new();
    for _ in world
        .sandbox
        .root
        .canonicalize()
        .unwrap()
        .join("spec")
        .components()
        .skip(1)
    {
        way.push_str("../");
    }
    let reference = format!("{way}{}", file.strip_prefix("/").unwrap().display());
    let schema = format!("type: object\nproperties:\n  a: {{$ref: '{reference}#/A'}}").replace('\n', "\n            ");
    let own = document(&[("/things", &returns("things", &schema))]);
    world.sandbox.write(DOCUMENT, &own);
    world.responses(&[r#"{"a": {"y": true}, "b": true}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(
        ran.err.contains("no file is edited outside of the workspace"),
        "{}",
        ran.err
    );
    assert_eq!(outside.read("part.yaml"), part);
    assert!(
        world.document().contains("\n                  b:"),
        "{}",
        world.document()
    );
}

/// Files have names from the root of the workspace, wherever the command runs; a file of the same name from there is another.
#[test]
fn the_working_directory_does_not_choose_the_file() {
    let own = document(&[("/things", &returns("things", "$ref: part.yaml#/A"))]);
    let part = "A: {type: object, properties: {x: {type: string}}}\n";
    let mut world = World::new("several-directory", &own);
    world.sandbox.write("spec/part.yaml", part);
    world.sandbox.write("inner/spec/part.yaml", part);
    world.responses(&[r#"{"y": true}"#]);
    let ran = world.sandbox.run_in("inner", &["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(ran.err.contains("written: 1 change of spec/part.yaml"), "{}", ran.err);
    assert_eq!(world.document(), own);
    assert_eq!(
        world.sandbox.read("spec/part.yaml"),
        format!("A: {{type: object, properties: {{x: {{type: string}}, y: {{type: boolean, {SEEN}}}}}}}\n")
    );
    assert_eq!(world.sandbox.read("inner/spec/part.yaml"), part);
}

/// An edit by one name would change what is read by the other one.
#[cfg(unix)]
#[test]
fn a_file_with_two_names_is_left() {
    let own = document(&[
        ("/things", &returns("things", "$ref: part.yaml#/A")),
        ("/others", &returns("others", "$ref: same.yaml#/A")),
    ]);
    let part = "A: {type: object, properties: {x: {type: string}}}\n";
    let mut world = World::new("several-names", &own);
    world.sandbox.write("spec/part.yaml", part);
    std::os::unix::fs::symlink("part.yaml", world.sandbox.root.join("spec/same.yaml")).unwrap();
    world.responses(&[r#"{"y": true}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert!(
        ran.err.contains(
            "spec/part.yaml, which the document also refers to as spec/same.yaml: refer to a file by one path"
        ),
        "{}",
        ran.seen()
    );
    assert_eq!(
        (world.document(), world.sandbox.read("spec/part.yaml")),
        (own, part.to_owned())
    );
}

#[test]
fn a_released_document_is_left() {
    let own = document(&[("/things", &returns("things", "$ref: released/part.yaml#/A"))]);
    let part = "A: {type: object, properties: {x: {type: string}}}\n";
    let mut world = World::new("several-released", &own);
    world.sandbox.write("spec/released/part.yaml", part);
    world.responses(&[r#"{"y": true}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert!(
        ran.err.contains("what was released or recorded stays as it is"),
        "{}",
        ran.seen()
    );
    assert_eq!(world.sandbox.read("spec/released/part.yaml"), part);
}
