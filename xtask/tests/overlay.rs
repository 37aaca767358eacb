//! Overlays on the command line: with every command that takes a document.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use common::Sandbox;
use xtask::Exit;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: https://things.example.com}]
paths:
  /things:
    get:
      operationId: ListThings
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema: {type: array, items: {$ref: schemas.yaml#/Thing}}
";

const OVERLAY: &str = "overlay: 1.0.0
info: {title: Ids, version: '1'}
actions:
  - target: $.components.schemas.Thing.properties
    update:
      id: {type: integer}
";

const TRAFFIC: &str = r#"{"request": {"method": "GET", "url": "https://things.example.com/things"}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"json": [{"id": "a"}]}}}
"#;

fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.write("other/api.yaml", DOCUMENT);
    sandbox.write("other/schemas.yaml", "Thing: {type: object, properties: {}}\n");
    sandbox.write("ids.overlay.yaml", OVERLAY);
    sandbox.write("traffic.ndjson", TRAFFIC);
    sandbox
}

#[test]
fn a_client_is_generated_from_the_document_with_its_overlays() {
    let sandbox = sandbox("overlay-client");
    let mut arguments = vec!["regenerate", "--document", "other/api.yaml", "--out", "out"];
    arguments.extend(["--overlay", "ids.overlay.yaml"]);
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    assert!(sandbox.read("out/types.rs").contains("pub id: "));
    arguments.push("--check");
    assert_eq!(sandbox.run(&arguments).exit, Exit::Fine);
    // The files are out of date if the overlay changes, or is left out.
    sandbox.write("ids.overlay.yaml", OVERLAY.replace("id: {", "number: {"));
    assert_eq!(sandbox.run(&arguments).exit, Exit::Findings);
    arguments.retain(|argument| !["--overlay", "ids.overlay.yaml"].contains(argument));
    assert_eq!(sandbox.run(&arguments).exit, Exit::Findings);
}

#[test]
fn a_check_shows_the_overlay_where_it_makes_the_promise() {
    let sandbox = sandbox("overlay-check");
    let mut arguments = vec!["check", "--document", "other/api.yaml", "traffic.ndjson"];
    let ran = sandbox.run(&arguments);
    assert!(ran.err.contains("undocumented-property"), "{}", ran.err);
    arguments.extend(["--overlay", "ids.overlay.yaml"]);
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    assert!(ran.err.contains("= document: ids.overlay.yaml:6:"), "{}", ran.err);
    assert!(ran.err.contains("6 |       id: {type: integer}"), "{}", ran.err);
}

#[test]
fn an_action_without_a_match_warns_or_stops() {
    let sandbox = sandbox("overlay-strict");
    sandbox.write("ids.overlay.yaml", OVERLAY.replace("Thing", "Thin"));
    sandbox.write("traffic.ndjson", TRAFFIC.replace(r#"{"id": "a"}"#, "{}"));
    for command in [
        &["check", "traffic.ndjson", "--document", "other/api.yaml"][..],
        &["regenerate", "--out", "out", "--document", "other/api.yaml"],
    ] {
        let mut arguments = command.to_vec();
        arguments.extend(["--overlay", "ids.overlay.yaml"]);
        let ran = sandbox.run(&arguments);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
        assert!(ran.err.contains("warning[overlay-without-match]: "), "{}", ran.err);
        assert!(ran.err.contains("--> ids.overlay.yaml:4:13\n"), "{}", ran.err);
        arguments.push("--strict-overlay");
        let ran = sandbox.run(&arguments);
        assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
        assert!(ran.err.contains("error[bad-overlay]: "), "{}", ran.err);
    }
}

#[test]
fn an_overlay_that_cannot_be_used_stops_every_command() {
    let sandbox = sandbox("overlay-bad");
    sandbox.write("bad.yaml", OVERLAY.replace("target", "targe"));
    for command in ["regenerate", "check", "selftest", "record"] {
        let mut arguments = vec![command, "--document", "other/api.yaml", "--format", "json"];
        if command == "record" {
            arguments.push("ListThings");
        }
        arguments.extend(["--overlay", "ids.overlay.yaml", "--overlay"]);
        let bad = sandbox.run(&[&arguments[..], &["bad.yaml"]].concat());
        assert_eq!(bad.exit, Exit::Incomplete, "{}", bad.seen());
        assert!(
            bad.out.contains("bad.yaml") && bad.out.contains("the action has no `target`"),
            "{}",
            bad.seen()
        );
        let missing = sandbox.run(&[&arguments[..], &["none.yaml"]].concat());
        assert_eq!(missing.exit, Exit::Incomplete, "{}", missing.seen());
        assert!(
            missing.err.contains("the overlay none.yaml cannot be read"),
            "{}",
            missing.err
        );
    }
}
