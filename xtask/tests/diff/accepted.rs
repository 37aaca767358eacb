//! `[[change]]` of `spec/accepted.toml`: changes that a person accepted.

use serde_json::Value;
use xtask::Exit;

use crate::common::Sandbox;
use crate::sandbox::{case, release, workspace};

/// A workspace in which an operation was removed since the last release.
fn removed(name: &str) -> (Sandbox, Value) {
    let sandbox = workspace(name, "operation-removed");
    release(&sandbox, "0.3.0", &case("base"));
    let report = report(&sandbox, &[]);
    let changes = report["changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["rule"] == "operation-removed");
    (sandbox, change.unwrap().clone())
}

fn report(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ran = sandbox.run(&[&["diff", "--format", "json"], arguments].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.seen()))
}

fn entry(change: &Value, rest: &str) -> String {
    format!(
        "[[change]]\nrule = {}\nplace = {}\nfingerprint = {}\nreason = \"nobody calls it\"\n{rest}",
        change["rule"], change["place"], change["fingerprint"]
    )
}

const FAIL: [&str; 3] = ["diff", "--fail-on", "breaking,major"];

#[test]
fn an_accepted_change_is_shown_and_does_not_fail() {
    let (sandbox, change) = removed("diff-accepted");
    assert_eq!(sandbox.run(&FAIL).exit, Exit::Findings);
    sandbox.write("spec/accepted.toml", entry(&change, "expires = 2026-06-30\n"));
    let ran = sandbox.run(&FAIL);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(
        ran.err.contains("breaking[operation-removed]") && ran.err.contains("accepted: nobody calls it"),
        "{}",
        ran.err
    );
    let report = report(&sandbox, &[]);
    let accepted = report["changes"].as_array().unwrap().iter();
    assert_eq!(
        accepted
            .filter(|change| change["accepted"] == "nobody calls it")
            .count(),
        1
    );
    assert_eq!(report["verdict"]["wire"], "breaking");
    // It needs the version all the same.
    let ran = sandbox.run(&["diff", "--require-version", "0.3.9"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_lists_grow() {
    let (sandbox, change) = removed("diff-accepted-moved");
    let document = sandbox.read("spec/hss.openapi.yaml");
    sandbox.write("spec/hss.openapi.yaml", format!("# A line more.\n\n{document}"));
    release(&sandbox, "0.3.0", &format!("# Another one.\n{}", case("base")));
    let moved = report(&sandbox, &[]);
    let changes = moved["changes"].as_array().unwrap();
    let again = changes
        .iter()
        .find(|change| change["rule"] == "operation-removed")
        .unwrap();
    assert_ne!(again["base"]["line"], change["base"]["line"]);
    assert_eq!(again["fingerprint"], change["fingerprint"]);

    // A parameter before the one that changed.
    let fingerprint = |document: &str| {
        sandbox.write("new.yaml", document);
        let report = report(&sandbox, &["spec/released/0.3.0.openapi.yaml", "new.yaml"]);
        let changes = report["changes"].as_array().unwrap().clone();
        let mut found = changes
            .into_iter()
            .filter(|change| change["rule"] == "parameter-became-required");
        let change = found.next().unwrap();
        (
            change["pointer"].clone(),
            change["fingerprint"].clone(),
            change["place"].clone(),
        )
    };
    let required = case("header-param-made-required");
    let before = "        - {name: X-Language,";
    let longer = required.replacen(
        before,
        &format!("        - {{name: more, in: query, schema: {{type: string}}}}\n{before}"),
        1,
    );
    let (one, other) = (fingerprint(&required), fingerprint(&longer));
    assert_ne!(one.0, other.0);
    assert_eq!((one.1, one.2), (other.1, other.2));
}

#[test]
fn expired_and_unused_entries_are_findings() {
    let (sandbox, change) = removed("diff-accepted-over");
    sandbox.write("spec/accepted.toml", entry(&change, "expires = 2026-06-29\n"));
    let ran = sandbox.run(&FAIL);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.err.contains("warning[accepted-expired]"), "{}", ran.err);

    let mut other = change.clone();
    other["place"] = "/paths/~1other/get".into();
    for (entries, count) in [
        (
            entry(&change, "")
                + &entry(&other, "").replace(
                    change["fingerprint"].as_str().unwrap(),
                    "operation-removed:000000000000",
                ),
            1,
        ),
        // The fingerprint alone is not enough, and there are no wildcards.
        (entry(&other, ""), 1),
    ] {
        sandbox.write("spec/accepted.toml", entries);
        let ran = sandbox.run(&FAIL);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
        assert_eq!(
            ran.err.matches("warning[accepted-unused]").count(),
            count,
            "{}",
            ran.err
        );
        // Of two other documents, other changes may have been accepted.
        let two = sandbox.run(&[
            "diff",
            "spec/released/0.3.0.openapi.yaml",
            "spec/released/0.3.0.openapi.yaml",
        ]);
        assert!(!two.err.contains("accepted-unused"), "{}", two.err);
    }
}

#[test]
fn each_command_reads_its_own_entries() {
    let (sandbox, change) = removed("diff-accepted-own");
    let drift = "[[drift]]\nfingerprint = \"type:000000000000\"\nreason = \"it is so\"\n";
    sandbox.write("spec/accepted.toml", format!("{}{drift}", entry(&change, "")));
    let ran = sandbox.run(&FAIL);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    sandbox.record("null-list");
    let checked = sandbox.run(&["check"]);
    assert!(
        checked.err.contains("`type:000000000000`") && !checked.err.contains("operation-removed"),
        "{}",
        checked.err
    );
    // A mistake in one's own entries is not passed over.
    sandbox.write("spec/accepted.toml", "[[change]]\nrule = \"operation-removed\"\n");
    let ran = sandbox.run(&["diff"]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("spec/accepted.toml:1:1: `fingerprint` is missing"),
        "{}",
        ran.err
    );
}

/// A parameter is named in the place, as `header:X-Language`; the pointer, with its number in the list, is taken as well.
#[test]
fn a_change_of_a_parameter_is_accepted_by_its_name_or_its_pointer() {
    let sandbox = workspace("diff-accepted-parameter", "header-param-made-required");
    release(&sandbox, "0.3.0", &case("base"));
    let changes = report(&sandbox, &[])["changes"].clone();
    let mut changes = changes.as_array().unwrap().iter();
    let change = changes
        .find(|change| change["rule"] == "parameter-became-required")
        .unwrap();
    let named = "/paths/~1v5~1{project_id}~1container~1image~1events/get/parameters/header:X-Language/required";
    let of_list = named.replace("header:X-Language", "1");
    assert_eq!(
        (&change["place"], &change["pointer"]),
        (&named.into(), &of_list.clone().into())
    );
    let other = named.replace("header:", "query:");
    for (place, exit) in [(named, Exit::Fine), (&*of_list, Exit::Fine), (&*other, Exit::Findings)] {
        let mut accepted = change.clone();
        accepted["place"] = place.into();
        sandbox.write("spec/accepted.toml", entry(&accepted, ""));
        let ran = sandbox.run(&FAIL);
        assert_eq!(ran.exit, exit, "{place}: {}", ran.err);
    }
}
