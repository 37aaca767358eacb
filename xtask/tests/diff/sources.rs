//! Where the two documents come from: files, released versions, git.

use std::fs;

use serde_json::Value;
use xtask::{Environment, Exit};

use crate::common::{Sandbox, run};
use crate::sandbox::{case, commit, git, outside, release, repository, workspace};

pub(crate) fn report(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ran = sandbox.run(&[&["diff", "--format", "json"], arguments].concat());
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    serde_json::from_str(&ran.out).unwrap()
}

fn rules(report: &Value) -> Vec<&str> {
    let changes = report["changes"].as_array().unwrap();
    changes.iter().map(|change| change["rule"].as_str().unwrap()).collect()
}

/// The error of a command that could not compare.
pub(crate) fn refused(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = sandbox.run(&[&["diff"], arguments].concat());
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Incomplete, ""), "{}", ran.err);
    assert!(!ran.err.contains("safe"), "it must not look good: {}", ran.err);
    ran.err
}

#[test]
fn files_are_compared_by_their_paths() {
    let sandbox = workspace("diff-files", "base");
    sandbox.write("new/api.yaml", case("operation-removed"));
    for arguments in [
        &["spec/hss.openapi.yaml", "new/api.yaml"][..],
        &["./spec/../spec/hss.openapi.yaml", "new/api.yaml"],
    ] {
        let report = report(&sandbox, arguments);
        assert_eq!(rules(&report), ["operation-removed"]);
        assert_eq!(report["base"]["document"], "spec/hss.openapi.yaml");
        assert_eq!(report["changes"][0]["base"]["file"], "spec/hss.openapi.yaml");
    }
    // A document against itself.
    let same = report(&sandbox, &["spec/hss.openapi.yaml"]);
    assert_eq!(rules(&same), [""; 0]);
    assert_eq!(same["verdict"]["wire"], "safe");
}

#[test]
fn a_revision_is_a_branch_a_tag_or_a_commit_with_or_without_a_path() {
    let sandbox = repository("diff-git", "base");
    git(&sandbox.root, &["tag", "v0.3.0"]);
    sandbox.write("spec/hss.openapi.yaml", case("operation-removed"));
    sandbox.write("other.yaml", case("path-renamed"));
    commit(&sandbox.root, "second");
    sandbox.write("spec/hss.openapi.yaml", case("operation-id-case-only"));
    let first = git(&sandbox.root, &["rev-parse", "HEAD~1"]);
    for (arguments, expected) in [
        (&["main:"][..], &["operation-added", "operation-id-changed"][..]),
        (&["main"], &["operation-added", "operation-id-changed"]),
        (&["HEAD~1:"], &["operation-id-changed"]),
        (&["v0.3.0:", "main:"], &["operation-removed"]),
        (&["v0.3.0", "HEAD"], &["operation-removed"]),
        (&[&first, "main:spec/hss.openapi.yaml"], &["operation-removed"]),
        (&["HEAD~1:", "main:other.yaml"], &["operation-moved"]),
        (
            &["HEAD~1:./spec/hss.openapi.yaml", "main:./other.yaml"],
            &["operation-moved"],
        ),
    ] {
        let report = report(&sandbox, arguments);
        let mut found = rules(&report);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, expected, "{arguments:?}");
    }
    let report = report(&sandbox, &["v0.3.0:", "main:"]);
    assert_eq!(report["changes"][0]["base"]["file"], "v0.3.0:spec/hss.openapi.yaml");
    assert_eq!(report["revision"]["name"], "main:spec/hss.openapi.yaml");
}

#[test]
fn the_default_is_the_last_release_or_else_the_merge_base() {
    let sandbox = repository("diff-default", "base");
    git(&sandbox.root, &["switch", "--quiet", "--create", "work"]);
    sandbox.write("spec/hss.openapi.yaml", case("operation-removed"));
    commit(&sandbox.root, "on the branch");
    // What main does meanwhile is not a change of this branch.
    git(&sandbox.root, &["switch", "--quiet", "main"]);
    sandbox.write("spec/hss.openapi.yaml", case("operation-added"));
    commit(&sandbox.root, "on main");
    git(&sandbox.root, &["switch", "--quiet", "work"]);
    let merge_base = git(&sandbox.root, &["rev-parse", "HEAD~1"]);
    let default = report(&sandbox, &[]);
    assert_eq!(rules(&default), ["operation-removed"]);
    let name = default["base"]["name"].as_str().unwrap();
    assert!(
        name.contains(&merge_base[..12]) && name.ends_with("the merge base with main"),
        "{name}"
    );
    assert_eq!(default["verdict"]["version"]["current"], "0.3.1");

    for (version, document) in [("0.2.0", "base"), ("0.10.0", "path-renamed"), ("0.9.0", "base")] {
        release(&sandbox, version, &case(document));
    }
    let released = report(&sandbox, &[]);
    assert_eq!(released["base"]["name"], "release 0.10.0");
    assert_eq!(released["verdict"]["version"]["current"], "0.10.0");
    let named = report(&sandbox, &["0.2.0"]);
    assert_eq!(rules(&named), ["operation-removed"]);
    assert_eq!(named["verdict"]["version"]["current"], "0.2.0");
    // Of another document there are no releases.
    sandbox.write("other.yaml", case("base"));
    commit(&sandbox.root, "other");
    sandbox.write("other.yaml", case("operation-removed"));
    let other = sandbox.run(&["diff", "--document", "other.yaml", "HEAD:", "--format", "json"]);
    let other: Value = serde_json::from_str(&other.out).unwrap();
    assert_eq!(rules(&other), ["operation-removed"]);
    assert_eq!(other["verdict"]["version"]["next"], Value::Null);
}

#[test]
fn files_and_overlays_of_a_revision_are_those_of_the_revision() {
    let sandbox = repository("diff-parts", "base");
    let document = |schema: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
             parameters:\n        - $ref: '../common/parts.yaml#/limit'\n      responses: {{'204': {{description: d}}}}\n{schema}"
        )
    };
    let parts = |required: &str| {
        format!("limit: {{name: limit, in: query, required: {required}, schema: {{type: integer}}}}\n")
    };
    sandbox.write("spec/api.yaml", document(""));
    sandbox.write("common/parts.yaml", parts("false"));
    let overlay = |update: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: o, version: '1'}}\nactions:\n  - target: $.paths['/a'].get\n    update: {update}\n"
        )
    };
    sandbox.write("spec/overlay.yaml", overlay("{deprecated: false}"));
    commit(&sandbox.root, "parts");
    sandbox.write("common/parts.yaml", parts("true"));
    let changed = ["--document", "spec/api.yaml", "HEAD:"];
    let report_of_parts = report(&sandbox, &changed);
    assert_eq!(rules(&report_of_parts)[0], "parameter-became-required");
    let change = &report_of_parts["changes"][0];
    assert_eq!(change["base"]["file"], "HEAD:common/parts.yaml");
    assert_eq!(change["revision"]["file"], "common/parts.yaml");

    sandbox.write("common/parts.yaml", parts("false"));
    sandbox.write("spec/overlay.yaml", overlay("{deprecated: true}"));
    let with = [&changed[..], &["--overlay", "spec/overlay.yaml"]].concat();
    assert_eq!(rules(&report(&sandbox, &with)), ["operation-deprecated"]);
    assert_eq!(rules(&report(&sandbox, &changed)), [""; 0]);
    // From another folder, too.
    let environment = Environment {
        directory: sandbox.root.join("spec"),
        program: None,
        cargo: "/nonexistent/cargo".into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let ran = run(
        &[
            "diff",
            "--document",
            "api.yaml",
            "--overlay",
            "overlay.yaml",
            "HEAD:./api.yaml",
        ],
        &environment,
    );
    assert!(ran.err.contains("operation-deprecated"), "{}", ran.err);

    sandbox.write("spec/new-overlay.yaml", overlay("{deprecated: true}"));
    let error = refused(
        &sandbox,
        &[&changed[..], &["--overlay", "spec/new-overlay.yaml"]].concat(),
    );
    assert!(
        error.contains("the overlay spec/new-overlay.yaml is not in `HEAD`"),
        "{error}"
    );
}

#[test]
fn a_link_in_a_revision_is_followed_within_the_repository() {
    let sandbox = repository("diff-links", "base");
    std::os::unix::fs::symlink("spec/hss.openapi.yaml", sandbox.root.join("link.yaml")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", sandbox.root.join("out.yaml")).unwrap();
    std::os::unix::fs::symlink("nowhere.yaml", sandbox.root.join("dangling.yaml")).unwrap();
    commit(&sandbox.root, "links");
    assert_eq!(rules(&report(&sandbox, &["HEAD:link.yaml"])), [""; 0]);
    let error = refused(&sandbox, &["HEAD:out.yaml"]);
    assert!(error.contains("is a link that leads out of the repository"), "{error}");
    let error = refused(&sandbox, &["HEAD:dangling.yaml"]);
    assert!(error.contains("is a link that leads nowhere"), "{error}");
}

#[test]
fn what_cannot_be_found_is_an_error_with_what_to_do() {
    let sandbox = repository("diff-missing", "base");
    git(&sandbox.root, &["tag", "-m", "a file", "a-file", "main:Cargo.toml"]);
    release(&sandbox, "0.2.0", &case("base"));
    for (argument, words) in [
        ("nowhere.yaml", "neither a file, nor a released version, nor a revision"),
        ("nowhere:", "`nowhere` is no revision of this repository"),
        ("main:nowhere.yaml", "the document nowhere.yaml is not in `main`"),
        ("main:spec", "the document spec of `main` is a folder"),
        ("main:../a.yaml", "leads out of the repository"),
        ("0.4.0", "0.4.0 is not a released version: released are 0.2.0"),
        (":", "is no revision"),
        ("main:a\nb.yaml", "has a line break in its name"),
        ("a..b:", "is no revision"),
        ("", "is neither a file"),
        ("main^{tree}:", "`main^{tree}` names a tree of git, and not a commit"),
        ("a-file:", "`a-file` names a file of git, and not a commit"),
    ] {
        let error = refused(&sandbox, &["--", argument]);
        assert!(error.contains(words), "{argument:?}: {error}");
        assert!(
            error.contains("help: ") || argument.contains(".."),
            "{argument:?}: {error}"
        );
    }
    // Nothing that begins with a dash is an option of git.
    let error = refused(&sandbox, &["--", "--help:"]);
    assert!(error.contains("`--help` is no revision"), "{error}");
    // A document that was not there yet.
    sandbox.write("new.yaml", case("base"));
    let error = refused(&sandbox, &["--document", "new.yaml", "main:"]);
    assert!(error.contains("the document new.yaml is not in `main`"), "{error}");
    let ran = sandbox.run(&["diff", "nowhere:", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(
        report["verdict"].is_null() && report["refused"][0]["rule"] == "unreadable",
        "{report}"
    );
}

#[test]
fn outside_of_a_repository_and_without_a_default_branch_a_base_must_be_named() {
    let folder = outside("nowhere");
    for path in ["xtask", "codegen", "spec"] {
        fs::create_dir_all(folder.join(path)).unwrap();
    }
    crate::common::write(&folder.join("xtask/Cargo.toml"), "");
    crate::common::write(&folder.join("spec/hss.openapi.yaml"), &case("base"));
    let environment = Environment {
        directory: folder.clone(),
        program: None,
        cargo: "/nonexistent/cargo".into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let ran = run(&["diff"], &environment);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(ran.err.contains("is not in a working tree of git"), "{}", ran.err);
    git(&folder, &["init", "--quiet", "--initial-branch", "trunk"]);
    commit(&folder, "first");
    let ran = run(&["diff"], &environment);
    assert!(
        ran.err.contains("no default branch") && ran.err.contains("cargo xtask diff BRANCH:"),
        "{}",
        ran.err
    );
    assert_eq!(run(&["diff", "trunk:"], &environment).exit, Exit::Fine);
    fs::remove_dir_all(folder).unwrap();
}

/// The client of this workspace and its version are those of its own document alone.
#[test]
fn the_version_of_the_client_is_not_that_of_documents_of_others() {
    let sandbox = workspace("diff-foreign", "base");
    sandbox.write("old.yaml", case("base"));
    sandbox.write("new.yaml", case("operation-removed"));
    let version = |arguments: &[&str]| {
        let ran = sandbox.run(&[&["diff", "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        report["verdict"]["version"]["current"].as_str().map(str::to_owned)
    };
    let own = Some("0.3.1".to_owned());
    assert_eq!(version(&["old.yaml", "new.yaml"]), None);
    assert_eq!(version(&["old.yaml", "--document", "new.yaml"]), None);
    assert_eq!(version(&["old.yaml"]), own);
    assert_eq!(version(&["spec/hss.openapi.yaml", "new.yaml"]), own);
    assert_eq!(
        version(&["old.yaml", "new.yaml", "--document", "spec/hss.openapi.yaml"]),
        None
    );
    assert_eq!(
        version(&["old.yaml", "new.yaml", "--current-version", "2.0.0"]),
        Some("2.0.0".to_owned())
    );
    let people = sandbox.run(&["diff", "old.yaml", "new.yaml"]);
    assert!(
        people
            .err
            .contains("version:  unknown: name the version of the base with `--current-version`"),
        "{}",
        people.err
    );
}
