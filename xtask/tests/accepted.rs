//! `spec/accepted.toml`: drift that a person accepted is not reported, until its day has passed or it occurs no more.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use common::{Sandbox, golden};
use serde_json::Value;
use xtask::Exit;

fn report(sandbox: &Sandbox) -> (Exit, Value) {
    let ran = sandbox.run(&["check", "--format", "json"]);
    (ran.exit, serde_json::from_str(&ran.out).unwrap())
}

fn entry(fingerprint: &str, rest: &str) -> String {
    format!("[[drift]]\nfingerprint = \"{fingerprint}\"\nreason = \"the service will be fixed\"\n{rest}")
}

#[test]
fn accepted_drift_is_counted_and_does_not_fail() {
    let sandbox = Sandbox::new("accepted");
    sandbox.record("null-list");
    sandbox.record("string-for-number");
    let (exit, before) = report(&sandbox);
    assert_eq!(exit, Exit::Findings);
    let fingerprints: Vec<_> = before["drift"]
        .as_array()
        .unwrap()
        .iter()
        .map(|drift| drift["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(fingerprints.len(), 2);

    // One of the two: the other is reported as before.
    sandbox.write("spec/accepted.toml", entry(fingerprints[0], ""));
    let (exit, one) = report(&sandbox);
    assert_eq!(exit, Exit::Findings);
    assert_eq!(
        one["drift"].as_array().unwrap(),
        &before["drift"].as_array().unwrap()[1..]
    );
    assert_eq!(one["accepted"][0]["fingerprint"], fingerprints[0]);
    assert_eq!(one["accepted"][0]["reason"], "the service will be fixed");
    assert!(
        one["violations"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["rule"] == "type")
    );

    // Both, up to the day of the test and beyond.
    let both = entry(fingerprints[0], "expires = 2026-06-30\n") + &entry(fingerprints[1], "expires = \"2027-01-01\"\n");
    sandbox.write("spec/accepted.toml", both);
    let (exit, both) = report(&sandbox);
    assert_eq!(exit, Exit::Fine);
    assert_eq!(
        (&both["violations"], &both["drift"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
    assert_eq!(both["summary"]["accepted"], 3);
}

#[test]
fn it_remains_accepted_when_lines_move() {
    let sandbox = Sandbox::new("accepted-moved");
    sandbox.record("null-list");
    let (_, before) = report(&sandbox);
    let document = sandbox.read("spec/hss.openapi.yaml");
    sandbox.write("spec/hss.openapi.yaml", format!("# A line more.\n\n{document}"));
    let (_, after) = report(&sandbox);
    assert_ne!(
        before["drift"][0]["document"]["line"],
        after["drift"][0]["document"]["line"]
    );
    assert_eq!(before["drift"][0]["fingerprint"], after["drift"][0]["fingerprint"]);
}

#[test]
fn expired_and_unused_entries_are_reported() {
    let sandbox = Sandbox::new("accepted-over");
    sandbox.record("null-list");
    let (_, before) = report(&sandbox);
    let null = before["drift"][0]["fingerprint"].as_str().unwrap();
    let entries = entry(null, "expires = 2026-06-29\n") + &entry("type:000000000000", "");
    sandbox.write("spec/accepted.toml", entries);
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("accepted-over.txt", &ran.seen());
    // A check of a part cannot know what the rest needs.
    let ran = sandbox.run(&["check", "spec/recordings/null-list.json"]);
    assert!(
        !ran.err.contains("accepted-unused") && ran.err.contains("accepted-expired"),
        "{}",
        ran.err
    );
}

#[test]
fn an_unreadable_file_accepts_nothing() {
    let sandbox = Sandbox::new("accepted-broken");
    sandbox.record("null-list");
    sandbox.write("spec/accepted.toml", "[[drift]]\nfingerprint = \"null:1\"\n");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(ran.err.contains("error[null]"), "{}", ran.err);
    assert!(
        ran.err.contains("spec/accepted.toml:1:1: `reason` is missing"),
        "{}",
        ran.err
    );
}
