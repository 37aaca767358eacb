//! What does not conform is reported: each fixture is a response that breaks the contract, and its golden is what a
//! person sees then.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{Sandbox, golden, here};
use recording::Recording;
use xtask::Exit;

fn names() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(here().join("tests/fixtures"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn each_is_reported() {
    let sandbox = Sandbox::new("fixtures");
    assert!(names().len() >= 25);
    for name in names() {
        sandbox.record(&name);
        let path = format!("spec/recordings/{name}.json");
        let ran = sandbox.run(&["check", &path]);
        assert_eq!(ran.exit, Exit::Findings, "{name}: {}", ran.err);
        assert!(ran.out.is_empty(), "{}", ran.out);
        golden(&format!("check/{name}.txt"), &ran.seen());
    }
}

#[test]
fn each_is_written_as_this_crate_writes_it() {
    for name in names() {
        let path = here().join(format!("tests/fixtures/{name}.json"));
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(Recording::parse(text.as_bytes()).unwrap().to_text(), text, "{name}");
    }
}

#[test]
fn findings_are_grouped_and_counted() {
    let sandbox = Sandbox::new("together");
    for name in [
        "null-list",
        "string-for-number",
        "undocumented-properties",
        "html-of-a-gateway",
    ] {
        sandbox.record(name);
    }
    let ran = sandbox.run(&["check"]);
    golden("check-many.txt", &ran.seen());
    let json = sandbox.run(&["check", "--format", "json"]);
    assert_eq!((json.exit, json.err.as_str()), (Exit::Findings, ""));
    golden("check-many.json", &json.out);

    // The counts of the summary are those of the list, and each drift has its violations.
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let violations = report["violations"].as_array().unwrap();
    let level = |level: &str| {
        violations
            .iter()
            .filter(|violation| violation["level"] == level)
            .count()
    };
    assert_eq!(report["summary"]["errors"], level("error"));
    assert_eq!(report["summary"]["warnings"], level("warning"));
    let rules = |list: &serde_json::Value| -> BTreeSet<String> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| one["rule"].to_string())
            .collect()
    };
    assert_eq!(rules(&report["violations"]), rules(&report["drift"]));
}

#[test]
fn unreadable_input_does_not_hide_the_rest() {
    let sandbox = Sandbox::new("unreadable");
    sandbox.record("null-list");
    let secret = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
    sandbox.write("spec/recordings/secret.json", secret.replace("REDACTED", "hunter2"));
    sandbox.write(
        "spec/recordings/version.json",
        secret.replace("\"version\": 1", "\"version\": 7"),
    );
    sandbox.write("spec/recordings/text.json", "no JSON");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(!ran.err.contains("hunter2"));
    golden("check-unreadable.txt", &ran.seen());
    let json = sandbox.run(&["check", "--format", "json"]);
    assert_eq!(json.exit, Exit::Incomplete);
    assert!(
        json.out.contains("\"rule\": \"null\"") && !json.out.contains("hunter2"),
        "{}",
        json.out
    );
    assert!(json.err.contains("secret.json:13:7"), "{}", json.err);
}

#[test]
fn nothing_to_check_is_not_a_success() {
    let sandbox = Sandbox::new("nothing");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    golden("check-nothing.txt", &ran.seen());
    assert_eq!(sandbox.run(&["check", "spec/no-such-file.json"]).exit, Exit::Incomplete);
}

#[test]
fn a_removed_property_is_reported_with_its_place() {
    let sandbox = Sandbox::new("removed");
    let documented = fs::read_to_string(here().join("tests/documents/base.yaml")).unwrap();
    sandbox.write("spec/recordings/page.json", {
        let text = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
        text.replace("\"data_list\": null", "\"data_list\": []")
    });
    assert_eq!(sandbox.run(&["check"]).exit, Exit::Fine);
    sandbox.write(
        "spec/hss.openapi.yaml",
        documented.replace("        data_list:\n          type: array\n          description: Container image usage logs\n          items:\n            $ref: '#/components/schemas/ContainerImageLogResponseInfo'\n", ""),
    );
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    golden("check-removed-property.txt", &ran.seen());
}

#[test]
fn endless_schemas_are_reported_and_not_followed() {
    let sandbox = Sandbox::new("nested");
    let chain = |i: usize| format!("    S{i}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}]}}\n", i + 1);
    let document = sandbox.read("spec/hss.openapi.yaml");
    let (before, after) = document.split_once("    ListContainerImageLogsResponse:\n").unwrap();
    let chained: String = (0..5000).map(chain).collect();
    let last = "    S5000:\n      type: string\n";
    sandbox.write(
        "spec/hss.openapi.yaml",
        format!("{before}{chained}{last}    ListContainerImageLogsResponse:\n{after}").replacen(
            "'#/components/schemas/ListContainerImageLogsResponse'",
            "'#/components/schemas/S0'",
            1,
        ),
    );
    sandbox.record("null-list");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(
        ran.err.contains("more than 2000 schemas are nested in each other"),
        "{}",
        ran.err
    );
}
