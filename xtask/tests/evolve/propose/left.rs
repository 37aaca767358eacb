//! What is left for a person, and that the rest is proposed all the same.

use std::fmt::Write as _;

use serde_json::{Value, json};
use xtask::Exit;

use super::world::{DOCUMENT, World, get, ok, response, with_schema};

const THING: &str = "Thing:\n  type: object\n  properties:\n    a:\n      type: string\n    o:\n      oneOf:\n      - type: string\n      - type: boolean";

fn line(body: &Value) -> String {
    format!("{}\n", json!({"request": get("/things"), "response": ok(body.clone())}))
}

#[test]
fn more_drifted_traffic_than_fits_into_memory_is_proposed_for() {
    let world = World::new("large", &with_schema("3.0.3", THING));
    let pad = "x".repeat(1 << 20);
    let mut lines = String::new();
    for number in 0..36 {
        // The rare drift is in one of many interactions, and another one is left for a person.
        let mut body = json!({"a": format!("{number}{pad}"), "b": number});
        if number == 17 {
            body["o"] = json!(1);
        }
        if number == 23 {
            body["b"] = json!("text");
        }
        lines.push_str(&line(&body));
    }
    world.sandbox.write("new.ndjson", lines);
    let report = world.json(&["new.ndjson"]);
    let proposals = report["proposals"].as_array().unwrap();
    assert_eq!(proposals.len(), 1, "{report}");
    assert_eq!(proposals[0]["title"], "Add the optional property `b` to `Thing`");
    // Its type is that of all interactions, and not of those in memory alone.
    assert!(!report["diff"].as_str().unwrap().contains("type: integer"), "{report}");
    let evidence = proposals[0]["evidence"][0].as_str().unwrap();
    assert!(
        evidence.starts_with("`b` in all 36 interactions of `listThings`"),
        "{evidence}"
    );
    assert_eq!(report["left"][0]["rule"], "one-of", "{report}");
    assert_eq!(report["left"].as_array().unwrap().len(), 1, "{report}");
}

#[test]
fn what_is_left_after_writing_is_said() {
    let mut world = World::new("left-written", &with_schema("3.0.3", THING));
    world.responses(&[r#"{"o": 1, "b": 1}"#, r#"{"o": 2}"#]);
    let ran = world.sandbox.run(&["evolve", "--write"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
    for expected in [
        "written, and not everything conforms: 1 change",
        "1 question for a person to decide",
        "checked again: 2 violations left in 2 interactions",
        "Next: decide what is listed above, review the change",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    // Nothing more can be proposed, and the summary does not pass for success.
    let again = world.sandbox.run(&["evolve"]);
    assert_eq!(again.exit, Exit::Fine, "{}", again.seen());
    let expected = "nothing to propose, and not everything conforms: 2 interactions read, 2 drifted; 1 question";
    assert!(again.err.contains(expected), "{}", again.err);
    // An entry that has expired is left as well: `check` reports it.
    let fingerprint = world.json(&[])["left"][0]["fingerprint"].as_str().unwrap().to_owned();
    let accepted = format!("[[drift]]\nfingerprint = \"{fingerprint}\"\nreason = \"so\"\nexpires = \"2020-01-01\"\n");
    world.sandbox.write("spec/accepted.toml", accepted);
    let ran = world.sandbox.run(&["evolve"]);
    assert!(ran.err.contains("to decide[accepted-expired]"), "{}", ran.err);
    assert!(ran.err.contains("2 questions for a person to decide"), "{}", ran.err);
}

#[test]
fn each_question_is_asked_once_with_its_interactions_and_choices() {
    let world = World::new("questions", &with_schema("3.0.3", THING));
    let mut lines = String::new();
    // Two names that are no words, each in one interaction, and one that is seen once.
    let long = "a_name_that_is_longer_than_any_that_a_person_chooses";
    for name in [&format!("{long}_x"), &format!("{long}_y"), "c_once"] {
        lines.push_str(&line(&json!({ name: 1 })));
    }
    world.sandbox.write("new.ndjson", lines);
    let ran = world.sandbox.run(&["evolve", "new.ndjson"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    assert_eq!(ran.err.matches("it is no short word").count(), 1, "{}", ran.err);
    assert_eq!(
        ran.err.matches("seen in one interaction of traffic").count(),
        1,
        "{}",
        ran.err
    );
    for expected in [
        "  = seen: new.ndjson#0, new.ndjson#1\n",
        "  = seen: new.ndjson#2\n",
        "  = choose: if it is public, write `keep = [\"/…/NAME\"]`",
        "under `[operation.listThings]`",
        "in spec/accepted.toml, a `[[drift]]` for each of `fingerprint = \"undocumented-property:",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    assert!(!ran.seen().contains(long), "{}", ran.seen());
}

#[test]
fn what_a_new_element_leaves_out_is_listed() {
    let world = World::new("left-out", &with_schema("3.0.3", THING));
    let mut lines = String::new();
    for number in 0..2 {
        // A new status and a new operation, each with a name that must not enter the document.
        let secret = json!({"a_name_that_is_longer_than_any_that_a_person_chooses": number, "plain": 1});
        let status = json!({"request": get("/things"), "response": response(409, secret.clone())});
        let operation = json!({"request": get("/disks?x1y2z3a4b5c6=1"), "response": ok(secret)});
        write!(lines, "{status}\n{operation}\n").unwrap();
    }
    world.sandbox.write("new.ndjson", lines);
    let report = world.json(&["new.ndjson"]);
    let left: Vec<_> = report["left"].as_array().unwrap().iter().collect();
    let of = |title: &str| {
        let mine = left
            .iter()
            .filter(|left| left["message"].as_str().unwrap().starts_with(title));
        mine.map(|left| left["reason"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (status, operation) = (of("Document the status 409"), of("Document GET `/disks`"));
    assert_eq!(status.len(), 1, "{report}");
    assert!(
        status[0].starts_with("the properties of an object are left out"),
        "{report}"
    );
    assert_eq!(operation.len(), 1, "{report}");
    assert!(
        operation[0].starts_with("the properties of an object are left out"),
        "{report}"
    );
    // What the operation lacks is drift of the operation.
    assert!(left.iter().any(|left| left["rule"] == "param-undocumented"), "{report}");
    let seen: Vec<_> = left.iter().map(|left| left["seen"][0].as_str().unwrap()).collect();
    assert!(
        seen.iter().all(|name| ["new.ndjson#0", "new.ndjson#1"].contains(name)),
        "{report}"
    );
    assert_eq!(report["proposals"].as_array().unwrap().len(), 2, "{report}");
}

#[test]
fn values_of_paths_headers_and_cookies_are_added_to_their_lists() {
    let mut document = with_schema("3.0.3", THING).replace(
        "      operationId: listThings\n",
        "      operationId: listThings\n      parameters:\n      - {name: kind, in: path, required: true, schema: {type: string, enum: [one]}}\n      - {name: X-Mode, in: header, schema: {type: string, enum: [fast]}}\n      - {name: tint, in: cookie, schema: {type: string, enum: [red]}}\n      - {name: sort, in: query, style: form, explode: false, schema: {type: array, items: {type: string, enum: [up]}}}\n",
    );
    document = document.replace("  /things:\n", "  /things/{kind}:\n");
    let world = World::new("parameter-values", &document);
    let mut request = get("/things/two?sort=up,down");
    request["headers"] = json!({"X-Mode": "slow", "Cookie": "tint=blue"});
    let lines = format!("{}\n", json!({"request": request, "response": ok(json!({}))}));
    let other = lines.replace("{\\\"a\\\"", "");
    world.sandbox.write(
        "new.ndjson",
        lines.clone() + &other.replace("\"headers\":{\"Cookie\"", "\"headers\":{\"Accept\":\"*/*\",\"Cookie\""),
    );
    let ran = world.sandbox.run(&["evolve", "new.ndjson", "--write"]);
    let document = world.sandbox.read(DOCUMENT);
    for expected in [
        "enum: [one, two]",
        "enum: [fast, slow]",
        "enum: [red, blue]",
        "enum: [up, down]",
    ] {
        assert!(document.contains(expected), "{expected}: {document}\n{}", ran.seen());
    }
    // What is kept for one variable is not kept elsewhere.
    let world = World::new("variable-kept", &with_schema("3.0.3", THING).replace("  /things:\n", "  /things/{kind}:\n").replace(
        "      operationId: listThings\n",
        "      operationId: listThings\n      parameters:\n      - {name: kind, in: path, required: true, schema: {type: string, enum: [one]}}\n",
    ));
    let once = format!(
        "{}\n",
        json!({"request": get("/things/k1k2k3k4k5k6"), "response": ok(json!({}))})
    );
    world.sandbox.write("new.ndjson", once);
    assert!(!world.json(&["new.ndjson"])["left"].as_array().unwrap().is_empty());
    world.sandbox.write("spec/redaction.toml", "keep_path = [\"kind\"]\n");
    let report = world.json(&["new.ndjson"]);
    assert!(
        report["diff"].as_str().unwrap().contains("[one, k1k2k3k4k5k6]"),
        "{report}"
    );
}

/// The edits need the positions of YAML 1.2: a text that only the lenient reader takes is checked, and not edited.
#[test]
fn a_text_that_only_the_lenient_reader_takes_is_refused_with_its_line() {
    let thing = "Thing:\n  type: object\n  properties:\n    a:\n      type: string";
    let text = with_schema("3.0.3", thing);
    for (name, from, to, line) in [
        (
            "brackets",
            "operationId: listThings\n",
            "operationId: listThings\n      tags: [\n    one,\n  two]\n",
            10,
        ),
        ("quotes", "description: OK\n", "description: \"it\n  is\"\n", 11),
    ] {
        let written = text.replace(from, to);
        assert_ne!(written, text);
        let mut world = World::new(&format!("lenient-{name}"), &written);
        world.responses(&[r#"{"a": "x"}"#]);
        // It is read, and nothing is wrong yet.
        let check = world.sandbox.run(&["check"]);
        assert_eq!(check.exit, Exit::Fine, "{}", check.seen());
        world.responses(&[r#"{"a": 1}"#]);
        let ran = world.sandbox.run(&["evolve", "--write"]);
        let reason = format!("spec/hss.openapi.yaml:{line}: the text is not YAML 1.2");
        assert!(ran.err.contains(&reason), "{}", ran.seen());
        assert!(ran.err.contains("write this part in another way"), "{}", ran.seen());
        assert_eq!(world.document(), written);
        // Once the line is indented, the same drift is an edit.
        world.sandbox.write(
            DOCUMENT,
            written
                .replace("\n    one,\n  two]", "\n        one,\n        two]")
                .replace("\n  is\"", "\n            is\""),
        );
        world.write();
    }
}
