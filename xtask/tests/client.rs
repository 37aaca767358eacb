//! `check --client`: what is made of the driver's responses. The driver here is a script; the real one is started in
//! CI, by the command itself.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use codegen::Document;
use common::{Ran, Sandbox, golden, here};
use xtask::Exit;

/// A workspace with two recordings that hold, and a driver that says these lines and then does the rest.
fn workspace(name: &str, hello: Option<&str>, answers: &[&str], rest: &str) -> Sandbox {
    let mut sandbox = Sandbox::new(name);
    let text = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
    let page = text.replace("\"data_list\": null", "\"data_list\": []");
    sandbox.write("spec/recordings/a.json", &page);
    sandbox.write("spec/recordings/b.json", &page);
    let document = sandbox.read("spec/hss.openapi.yaml");
    let sha256 = Document::parse("", document.as_bytes()).unwrap().sha256().to_owned();
    let hello = hello.map_or_else(
        || format!(r#"{{"version":1,"document_sha256":"{sha256}"}}"#),
        str::to_owned,
    );
    let mut script = format!("#!/bin/sh\necho \"$@\" > arguments\necho '{hello}'\n");
    for answer in answers {
        script.push_str(&format!("read -r line; echo \"$line\" >> questions; echo '{answer}'\n"));
    }
    script.push_str(rest);
    sandbox.write(
        "cargo.sh",
        script
            .replace("> arguments", &format!("> {}/arguments", sandbox.root.display()))
            .replace(">> questions", &format!(">> {}/questions", sandbox.root.display())),
    );
    let path = sandbox.root.join("cargo.sh");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.cargo = path.into();
    sandbox
}

const GOOD: [&str; 2] = [
    r#"{"id":0,"findings":[],"unknown":[],"typed":true}"#,
    r#"{"id":1,"findings":[],"unknown":[],"typed":true}"#,
];
const LOSES: &str = r#"{"id":0,"findings":[{"rule":"client-loses","pointer":"/total_num","message":"the response has 0, and the client drops it"}],"unknown":[],"typed":true}"#;
const REFUSES: &str = r#"{"id":1,"findings":[{"rule":"client-refuses","pointer":"/data_list","message":"expected a map"}],"unknown":[],"typed":true}"#;

fn check(sandbox: &Sandbox) -> Ran {
    sandbox.run(&["check", "--client"])
}

#[test]
fn a_client_that_decodes_everything_has_no_findings() {
    let sandbox = workspace("client-good", None, &GOOD, "");
    let ran = check(&sandbox);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(
        sandbox
            .read("arguments")
            .starts_with("run --quiet --package driver --manifest-path ")
    );
    let questions = sandbox.read("questions");
    let first: serde_json::Value = serde_json::from_str(questions.lines().next().unwrap()).unwrap();
    assert_eq!((&first["id"], &first["status"]), (&0.into(), &200.into()));
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD
        .decode(first["body"].as_str().unwrap())
        .unwrap();
    assert!(String::from_utf8(body).unwrap().contains("data_list"));
}

#[test]
fn refusals_and_losses_of_the_client_are_reported() {
    let sandbox = workspace("client-bad", None, &[LOSES, REFUSES], "");
    let ran = check(&sandbox);
    assert_eq!(ran.exit, Exit::Findings);
    golden("client-findings.txt", &ran.seen());
}

/// The fingerprints in a report for machines.
fn fingerprints(sandbox: &Sandbox) -> Vec<String> {
    let ran = sandbox.run(&["check", "--client", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let drift = report["drift"].as_array().unwrap();
    drift
        .iter()
        .map(|drift| drift["fingerprint"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn accepted_client_findings_are_hidden_and_unused_entries_reported() {
    let entry = |fingerprint: &str| format!("[[accepted]]\nfingerprint = \"{fingerprint}\"\nreason = \"it is so\"\n");
    let sandbox = workspace("client-accepted", None, &[LOSES, GOOD[1]], "");
    let [loses] = &fingerprints(&sandbox)[..] else {
        panic!("one finding")
    };
    sandbox.write("spec/accepted.toml", entry(loses));
    let ran = check(&sandbox);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(ran.err.contains("1 accepted"), "{}", ran.err);

    sandbox.write(
        "spec/accepted.toml",
        entry(loses) + &entry("client-refuses:000000000000"),
    );
    let ran = check(&sandbox);
    assert_eq!(ran.exit, Exit::Findings);
    golden("client-accepted-unused.txt", &ran.seen());
    // Of the recordings that were not looked at, nothing can be said; nor of the client where it is not asked.
    let sandbox_of_one = workspace("client-accepted-one", None, &[LOSES], "");
    sandbox_of_one.write("spec/accepted.toml", sandbox.read("spec/accepted.toml"));
    let ran = sandbox_of_one.run(&["check", "--client", "spec/recordings/a.json"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
}

#[test]
fn a_client_of_another_document_is_not_used() {
    let sandbox = workspace(
        "client-other",
        Some(r#"{"version":1,"document_sha256":"0"}"#),
        &[],
        "exec sleep 60",
    );
    let ran = check(&sandbox);
    assert_eq!(ran.exit, Exit::Incomplete);
    golden("client-other-document.txt", &ran.seen());
}

#[test]
fn a_failing_driver_is_reported_without_waiting() {
    let swapped = [GOOD[1], GOOD[0]];
    for (name, hello, answers, rest, words) in [
        (
            "mute",
            Some(""),
            &[][..],
            "exit 101",
            "the driver's first line is invalid",
        ),
        (
            "broken",
            Some("error"),
            &[],
            "echo 'error: it does not compile' >&2; exit 101",
            "error: it does not compile",
        ),
        (
            "version",
            Some(r#"{"version":2,"document_sha256":""}"#),
            &[],
            "",
            "another version",
        ),
        ("ends", None, &GOOD[..1], "exit 0", "ended before it responded"),
        ("fails", None, &GOOD[..], "exit 3", "did not end well"),
        ("swaps", None, &swapped[..], "exec sleep 60", "another request"),
        ("babbles", None, &["yes"], "exec sleep 60", "response is invalid"),
        (
            "errs",
            None,
            &[r#"{"id":0,"error":"no base64"}"#],
            "exec sleep 60",
            "no base64",
        ),
    ] {
        let sandbox = workspace(&format!("client-{name}"), hello, answers, rest);
        let ran = check(&sandbox);
        assert_eq!(ran.exit, Exit::Incomplete, "{name}");
        assert!(ran.err.contains(words), "{name}: {}", ran.err);
    }
    let mut nothing = workspace("client-nothing", None, &[], "");
    nothing.cargo = "/nonexistent/cargo".into();
    let ran = check(&nothing);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("cannot be started"),
        "{}",
        ran.err
    );
}
