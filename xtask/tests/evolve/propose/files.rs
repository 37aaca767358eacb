//! Documents as people write them: in JSON, with CRLF, with other files, anchors and aliases.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use xtask::Exit;

use super::world::{DOCUMENT, World, get, ok, with_schema};

const THING: &str = "Thing:\n  type: object\n  properties:\n    a:\n      type: string";

#[test]
fn line_ends_and_what_is_around_stay() {
    let document = with_schema("3.0.3", THING).replace('\n', "\r\n") + "\r\n# the end\r\n";
    let mut world = World::new("crlf", &document);
    world.responses(&[r#"{"b": "x"}"#]);
    world.write();
    let new = world.document();
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    let added = "\r\n        b:\r\n          type: string\r\n          description: Seen in recordings. Not documented by the provider.";
    assert_eq!(new.replacen(added, "", 1), document);
}

#[test]
fn a_json_document_is_edited_in_its_style() {
    let mut world = World::new("json", &with_schema("3.0.3", THING));
    let document = "{\n    \"openapi\": \"3.0.3\",\n    \"info\": {\"title\": \"T\", \"version\": \"1\"},\n    \"servers\": [{\"url\": \"https://api.example.com\"}],\n    \"paths\": {\"/things\": {\"get\": {\"operationId\": \"things\", \"responses\": {\"200\": {\"description\": \"OK\", \"content\": {\"application/json\": {\"schema\": {\n        \"type\": \"object\",\n        \"properties\": {\n            \"a\": {\"type\": \"string\"}\n        }\n    }}}}}}}}\n}\n";
    world.sandbox.write("api.json", document);
    world.responses(&[r#"{"b": "x"}"#]);
    let ran = world.sandbox.run(&["evolve", "--document", "api.json", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    let new = world.sandbox.read("api.json");
    let expected = document.replace(
        "            \"a\": {\"type\": \"string\"}\n",
        "            \"a\": {\"type\": \"string\"},\n            \"b\": {\"type\": \"string\", \"description\": \"Seen in recordings. Not documented by the provider.\"}\n",
    );
    assert_eq!(new, expected);
    // The client is that of another document.
    assert!(!world.sandbox.root.join("generated-client").exists());
    let again = world.sandbox.run(&["evolve", "--document", "api.json"]);
    assert_eq!(again.exit, Exit::Fine, "{}", again.seen());
}

#[test]
fn what_an_alias_repeats_is_changed_at_all_its_places() {
    let schemas = "Thing:\n  type: object\n  properties:\n    a: &shared\n      type: object # an object\n      properties:\n        x:\n          type: string\n    c: *shared";
    let mut world = World::new("alias", &with_schema("3.0.3", schemas));
    world.responses(&[r#"{"a": {"y": 1}, "b": 1}"#]);
    let ran = world.write();
    let review = "= review: these lines are used more than once, so the change is also made at `Thing.c`";
    assert!(ran.err.contains(review), "{}", ran.err);
    let after = schemas.replace(
        "        x:\n          type: string\n",
        "        x:\n          type: string\n        y:\n          type: integer\n          format: int64\n          description: Seen in recordings. Not documented by the provider.\n",
    );
    let b = "\n    b:\n      type: integer\n      format: int64\n      description: Seen in recordings. Not documented by the provider.";
    assert_eq!(world.document(), with_schema("3.0.3", &(after + b)));
}

/// What of an anchor cannot go is left for a person, with the reason.
#[test]
fn an_anchor_that_is_needed_stays_and_the_rest_is_proposed() {
    let schemas = "Thing:\n  type: object\n  required: &names [a]\n  properties:\n    a:\n      type: object\n      required: *names\n      properties:\n        a:\n          type: string";
    let mut world = World::new("alias-needed", &with_schema("3.0.3", schemas));
    world.responses(&[r#"{"b": 1}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(
        ran.err.contains("cannot be edited safely") && ran.err.contains("`*names` on line"),
        "{}",
        ran.err
    );
    let new = world.document();
    assert!(new.contains("    b:\n") && new.contains("&names [a]"), "{new}");
}

/// A merge key takes over what a schema has elsewhere: the change is made there, if it is no change of its own.
#[test]
fn what_is_merged_is_changed_where_it_stands() {
    for (name, before, bodies, after) in [
        (
            "merge-type",
            "Base: &base\n  type: object\n  properties:\n    a:\n      type: integer # a count\n      maximum: 3\nThing:\n  <<: *base\n  description: A thing.",
            &[r#"{"a": 4}"#][..],
            "Base: &base\n  type: object\n  properties:\n    a:\n      type: integer # a count\nThing:\n  <<: *base\n  description: A thing.",
        ),
        (
            "merge-properties",
            "Base: &base\n  type: object\n  properties: &properties\n    a: {type: string}\nThing:\n  type: object\n  properties:\n    <<: *properties\n    c: {type: string}",
            &[r#"{"b": "x"}"#],
            "Base: &base\n  type: object\n  properties: &properties\n    a: {type: string}\nThing:\n  type: object\n  properties:\n    <<: *properties\n    c: {type: string}\n    b: {type: string, description: Seen in recordings. Not documented by the provider.}",
        ),
        (
            "merge-own",
            "Base: &base\n  type: object\n  additionalProperties: false\n  properties:\n    a: {type: string}\nThing:\n  <<: *base\n  properties:\n    b: {type: string}",
            &[r#"{"c": "x"}"#],
            "Base: &base\n  type: object\n  additionalProperties: false\n  properties:\n    a: {type: string}\nThing:\n  <<: *base\n  properties:\n    b: {type: string}\n    c: {type: string, description: Seen in recordings. Not documented by the provider.}",
        ),
    ] {
        let (before, after) = (with_schema("3.0.3", before), with_schema("3.0.3", after));
        let mut world = World::new(name, &before);
        world.responses(bodies);
        world.write();
        let seen = world.document();
        assert!(seen == after, "{name}\n--- expected\n{after}\n--- seen\n{seen}");
    }
}

/// What is merged often stands below an extension; and an overlay says the same as the edit.
#[test]
fn what_is_merged_from_an_extension_is_changed_there() {
    let schema = with_schema("3.0.3", "Thing:\n  type: object\n  properties:\n    <<: [*base]");
    let document = |base: &str| format!("x-base: &base\n  a: {base}\n{schema}");
    let mut world = World::new("merge-extension", &document("{type: string}"));
    world.responses(&[r#"{"a": null}"#]);
    let ran = world.sandbox.run(&["evolve", "--overlay", "drift.overlay.yaml"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    let check = world.sandbox.run(&["check", "--overlay", "drift.overlay.yaml"]);
    assert_eq!(check.exit, Exit::Fine, "{}", check.seen());
    world.write();
    assert_eq!(world.document(), document("{type: string, nullable: true}"));
}

#[test]
fn standard_input_is_read_once() {
    let world = World::new("stdin", &with_schema("3.0.3", THING));
    let exchange = |path: &str, body: Value| format!("{}\n", json!({"request": get(path), "response": ok(body)}));
    let run = |lines: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(["evolve", "--format=human", "-"])
            .current_dir(&world.sandbox.root);
        let command = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    // What only allows more needs no second reading.
    let property = exchange("/things", json!({"b": 1})) + &exchange("/things", json!({"b": 2}));
    let (code, seen) = run(&property);
    assert_eq!(code, Some(1), "{seen}");
    // Its next step can be run: what was piped in is gone.
    assert!(
        seen.contains("Next: review the diff, save the traffic to a file, then run `cargo xtask evolve --write FILE`"),
        "{seen}"
    );
    // A path may take requests away from another one.
    let path = exchange("/hosts", json!({})) + &exchange("/hosts", json!([]));
    let (code, seen) = run(&(property + &path));
    assert_eq!(code, Some(2), "{seen}");
    assert!(seen.contains("standard input cannot be"), "{seen}");
    assert!(seen.contains("then run `cargo xtask evolve --write FILE`"), "{seen}");
}

#[test]
fn an_overlay_gives_the_same_as_the_edit() {
    let schemas = "Thing:\n  type: object\n  required: [a, n]\n  properties:\n    a:\n      type: string\n      maxLength: 2\n    n:\n      type: integer\n    s:\n      type: string\n      enum: [on]";
    let mut world = World::new("overlay", &with_schema("3.0.3", schemas));
    world.responses(&[
        r#"{"a": "abc", "n": 1.5, "b": {"c": [1]}}"#,
        r#"{"a": null, "s": "idle"}"#,
    ]);
    let before = world.document();
    let ran = world.sandbox.run(&["evolve", "--overlay", "change.overlay.yaml"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert_eq!(world.document(), before);
    assert!(ran.err.contains("wrote change.overlay.yaml"), "{}", ran.err);
    let check = ["check", "--document", DOCUMENT, "spec/recordings"];
    let with = world
        .sandbox
        .run(&[&check[..], &["--overlay", "change.overlay.yaml", "--strict-overlay"]].concat());
    assert_eq!(with.exit, Exit::Fine, "{}", with.seen());
    // The document with the overlay, and the edited document, have no difference.
    let overlaid = codegen::Document::parse("a", before.as_bytes()).unwrap();
    let overlay = world.sandbox.read("change.overlay.yaml");
    let overlaid = codegen::overlay(overlaid, "o", overlay.as_bytes(), true).unwrap();
    world.write();
    let edited = codegen::Document::parse("a", world.document().as_bytes()).unwrap();
    let difference = xtask::diff::compare(&overlaid, &edited);
    assert!(difference.changes.is_empty(), "{:?}", difference.changes);
    // Its own overlay is replaced, another one and another file are not.
    world.sandbox.write(DOCUMENT, &before);
    world
        .sandbox
        .write("change.overlay.yaml", overlay.replace("maxLength", "minLength"));
    world.sandbox.run(&["evolve", "--overlay", "change.overlay.yaml"]);
    assert_eq!(world.sandbox.read("change.overlay.yaml"), overlay);
    for other in [
        overlay.replace("x-written-by", "x-by"),
        overlay.replace("cargo xtask evolve", "somebody"),
        "overlay: 1.1.0\ninfo: {title: Mine, version: '1'}\nactions: []\n".to_owned(),
        "overlay: [\n".to_owned(),
        String::new(),
    ] {
        world.sandbox.write("mine.yaml", &other);
        let ran = world.sandbox.run(&["evolve", "--overlay", "mine.yaml"]);
        assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
        assert!(
            ran.err.contains("mine.yaml is there already") && ran.err.contains("name another file"),
            "{}",
            ran.err
        );
        assert_eq!(world.sandbox.read("mine.yaml"), other);
    }
    let ran = world.sandbox.run(&["evolve", "--overlay", DOCUMENT]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    assert!(
        ran.err.contains("is not an overlay that `cargo xtask evolve` wrote"),
        "{}",
        ran.err
    );
    assert_eq!(world.document(), before);
}
