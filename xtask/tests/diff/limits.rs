//! Exit codes: `--fail-on`, `--require-version`, and what could not be judged.

use serde_json::Value;
use xtask::Exit;

use crate::sandbox::{case, release, workspace};

#[test]
fn fail_on_sets_the_exit_code() {
    let sandbox = workspace("diff-fail-on", "base");
    for (revision, level, exit) in [
        ("operation-removed", "breaking", Exit::Findings),
        ("operation-removed", "major", Exit::Findings),
        ("operation-removed", "minor", Exit::Findings),
        ("header-param-made-required", "breaking", Exit::Findings),
        ("operation-added", "breaking", Exit::Fine),
        ("operation-added", "major", Exit::Fine),
        ("operation-added", "minor", Exit::Findings),
        ("operation-added", "breaking,major", Exit::Fine),
        ("operation-added", "breaking,minor", Exit::Findings),
        ("operation-id-case-only", "minor", Exit::Fine),
        ("doc-operation-description-changed", "minor", Exit::Fine),
    ] {
        sandbox.write("new.yaml", case(revision));
        let ran = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml", "--fail-on", level]);
        assert_eq!(ran.exit, exit, "{revision} {level}: {}", ran.err);
        assert_eq!(ran.err.contains("failed: "), exit == Exit::Findings, "{}", ran.err);
        let plain = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml"]);
        assert_eq!(plain.exit, Exit::Fine, "{revision}: {}", plain.err);
    }
}

#[test]
fn the_required_version_must_be_high_enough() {
    let sandbox = workspace("diff-require", "base");
    let compare = |revision: &str, rest: &[&str]| {
        sandbox.write("new.yaml", case(revision));
        sandbox.run(&[&["diff", "spec/hss.openapi.yaml", "new.yaml"], rest].concat())
    };
    // The client's manifest has 0.3.1.
    for (revision, arguments, exit) in [
        ("operation-removed", &["--require-version", "0.3.2"][..], Exit::Findings),
        ("operation-removed", &["--require-version", "0.4.0"], Exit::Fine),
        ("operation-removed", &["--require-version", "1.0.0"], Exit::Fine),
        ("operation-removed", &["--require-version"], Exit::Findings),
        ("operation-added", &["--require-version=0.3.2"], Exit::Fine),
        ("operation-added", &["--require-version=0.3.1"], Exit::Findings),
        (
            "operation-removed",
            &["--current-version", "0.2.0", "--require-version"],
            Exit::Fine,
        ),
        (
            "operation-removed",
            &["--current-version", "1.4.0", "--require-version", "1.9.0"],
            Exit::Findings,
        ),
        (
            "operation-added",
            &["--current-version", "1.4.0", "--require-version", "1.5.0"],
            Exit::Fine,
        ),
        ("control-key-order", &["--require-version"], Exit::Fine),
    ] {
        let ran = compare(revision, arguments);
        assert_eq!(ran.exit, exit, "{revision} {arguments:?}: {}", ran.err);
    }
    let ran = compare("operation-removed", &["--require-version", "0.3.2"]);
    assert!(ran.err.contains("the version 0.3.2 is lower than 0.4.0"), "{}", ran.err);
    let ran = sandbox.run(&["diff", "--require-version", "new.yaml"]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("put BASE before the option"),
        "{}",
        ran.err
    );
    // Of another document, the version of the base is not known.
    let arguments = [
        "diff",
        "--document",
        "new.yaml",
        "new.yaml",
        "--require-version",
        "1.0.0",
    ];
    let ran = sandbox.run(&arguments);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("--current-version"),
        "{}",
        ran.err
    );
}

#[test]
fn what_could_not_be_judged_is_never_good() {
    let sandbox = workspace("diff-not-judged", "base");
    let broken = case("base").replace(
        "schema: {$ref: '#/components/schemas/Severity'}",
        "schema: {$ref: '#/components/schemas/Nowhere'}",
    );
    assert_ne!(broken, case("base"));
    sandbox.write("broken.yaml", &broken);
    for arguments in [
        ["diff", "broken.yaml", "spec/hss.openapi.yaml"],
        ["diff", "spec/hss.openapi.yaml", "broken.yaml"],
    ] {
        let ran = sandbox.run(&arguments);
        assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.err);
        assert!(
            ran.err.contains("error[not-judged]") && ran.err.contains("Nowhere"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("wire:     at least "), "{}", ran.err);
        let json = sandbox.run(&[&arguments[..], &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(report["verdict"]["complete"], false);
        assert!(!report["not_judged"].as_array().unwrap().is_empty());
    }
    // 2 takes precedence over 1.
    sandbox.write("removed.yaml", case("operation-removed"));
    let ran = sandbox.run(&["diff", "broken.yaml", "removed.yaml", "--fail-on", "breaking"]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("failed: "),
        "{}",
        ran.err
    );
    // A document that cannot be read at all.
    sandbox.write("no.yaml", "a: [");
    for format in ["json", "sarif", "github", "gitlab", "junit", "markdown"] {
        let ran = sandbox.run(&["diff", "no.yaml", "--format", format]);
        assert_eq!(ran.exit, Exit::Incomplete);
        assert!(
            ran.out.contains("no.yaml") || ran.out.contains("refused"),
            "{format}: {}",
            ran.seen()
        );
    }
}

#[test]
fn a_release_needs_its_surface() {
    let sandbox = workspace("diff-surface", "base");
    release(&sandbox, "0.3.0", &case("base"));
    let ran = sandbox.run(&["diff"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    // Another generator made it: there was an item more.
    let surface = sandbox.read("spec/released/0.3.0.surface.json");
    let mut changed: Value = serde_json::from_str(&surface).unwrap();
    let items = changed["items"].as_object_mut().unwrap();
    let one = items.values().next().unwrap().clone();
    items.insert("types::Gone".to_owned(), one);
    sandbox.write("spec/released/0.3.0.surface.json", changed.to_string());
    let ran = sandbox.run(&["diff", "--fail-on", "major"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    assert!(ran.err.contains("the generator needs major"), "{}", ran.err);
    std::fs::remove_file(sandbox.root.join("spec/released/0.3.0.surface.json")).unwrap();
    let ran = sandbox.run(&["diff"]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("what the generator changed since 0.3.0"),
        "{}",
        ran.err
    );
}
