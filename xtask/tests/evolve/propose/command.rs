//! The command: its reports, its exit codes, and what it writes.

use std::process::Command;

use xtask::Exit;

use super::world::{DOCUMENT, World, with_schema};
use crate::common::golden;

const THING: &str = "Thing:\n  type: object\n  required: [a]\n  properties:\n    a:\n      type: string # the name\n    o:\n      oneOf:\n      - type: string\n      - type: boolean";

fn drifted(name: &str) -> World {
    let mut world = World::new(name, &with_schema("3.0.3", THING));
    world.sandbox.write(
        "generated-client/Cargo.toml",
        "[package]\nname = \"things\"\nversion = \"1.2.3\"\n",
    );
    for number in 0..40 {
        let agent = match number {
            0 | 1 => String::new(),
            number => format!(", \"agent_id\": \"{number:032x}\""),
        };
        let o = if number == 7 { ", \"o\": 1" } else { "" };
        world.responses(&[&format!("{{\"a\": \"{number}\"{agent}{o}}}")]);
    }
    world
}

#[test]
fn reports_are_as_expected() {
    let world = drifted("reports");
    for (name, arguments) in [
        ("evolve-human.txt", &["evolve"][..]),
        ("evolve-json.txt", &["evolve", "--format", "json"]),
        ("evolve-markdown.txt", &["evolve", "--format", "markdown"]),
    ] {
        let ran = world.sandbox.run(arguments);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
        golden(name, &ran.seen());
    }
    golden("evolve-write.txt", &world.sandbox.run(&["evolve", "--write"]).seen());
    golden("evolve-again.txt", &world.sandbox.run(&["evolve"]).seen());
}

#[test]
fn the_diff_applies_and_write_does_the_same() {
    let world = drifted("apply");
    let ran = world.sandbox.run(&["evolve"]);
    world.sandbox.write("change.patch", &ran.out);
    let before = world.document();
    let applied = Command::new("git")
        .args(["apply", "change.patch"])
        .current_dir(&world.sandbox.root)
        .status()
        .unwrap();
    assert!(applied.success());
    let applied = world.document();
    world.sandbox.write(DOCUMENT, &before);
    let written = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(world.document(), applied, "{}", written.seen());
    // The client is generated from it.
    assert_eq!(world.sandbox.run(&["regenerate", "--check"]).exit, Exit::Fine);
    let client = world.sandbox.read("generated-client/src/generated/types.rs");
    assert!(client.contains("agent_id"), "{client}");
}

#[test]
fn incomplete_runs_say_so() {
    let world = World::new("nothing", &with_schema("3.0.3", THING));
    let ran = world.sandbox.run(&["evolve"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    assert!(
        ran.err.contains("nothing found to read in spec/recordings"),
        "{}",
        ran.err
    );
    world.sandbox.write("spec/recordings/broken.json", "{");
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    world.sandbox.write(DOCUMENT, "openapi: 3.0.3\n");
    let ran = world.sandbox.run(&["evolve"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
}

/// What depends on a mistake of the document was not looked at, so that nothing to propose does not mean that all conforms.
#[test]
fn mistakes_of_the_document_are_said() {
    let twice = format!("{THING}\nThing: {{type: object}}");
    let mut world = World::new("mistakes", &with_schema("3.0.3", &twice));
    world.responses(&[r#"{"new": 1}"#, r#"{"new": 2}"#]);
    let ran = world.sandbox.run(&["evolve"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Incomplete, ""), "{}", ran.seen());
    let expected = "spec/hss.openapi.yaml is not valid OpenAPI in all its parts (1 mistake)";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn new_traffic_is_read_with_the_recordings() {
    let mut world = World::new("new", &with_schema("3.0.3", THING));
    world.responses(&[r#"{"a": "x"}"#]);
    let line = |b: &str| {
        format!(
            "{{\"request\": {{\"method\": \"GET\", \"url\": \"https://api.example.com/things\", \"headers\": {{}}}}, \
             \"response\": {{\"status\": 200, \"headers\": {{\"Content-Type\": \"application/json\"}}, \"body\": {{\"json\": {{\"a\": \"y\", \"b\": {b}}}}}}}}}\n"
        )
    };
    world.sandbox.write("new.ndjson", line("1") + &line("2"));
    let report = world.json(&["new.ndjson"]);
    assert_eq!(report["interactions"], 3, "{report}");
    assert_eq!(report["proposals"][0]["kind"], "add-property", "{report}");
    // A name that was seen once in traffic that was not redacted does not enter the document.
    world.sandbox.write("new.ndjson", line("1"));
    let report = world.json(&["new.ndjson"]);
    assert_eq!(report["proposals"].as_array().unwrap().len(), 0, "{report}");
    assert!(
        report["left"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("one interaction"),
        "{report}"
    );
}
