//! `cargo xtask` and `cargo xtask status`: where the workspace stands, at each step of the work.

use serde_json::Value;
use xtask::Exit;

use crate::common::repository::{commit, git, release};
use crate::common::{Sandbox, golden};

const DOCUMENT: &str = "spec/hss.openapi.yaml";

/// A workspace in a repository, whose client is generated and committed.
fn workspace(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    let manifest = "[package]\nname = \"api\"\nversion = \"0.3.1\"\n";
    sandbox.write("generated-client/Cargo.toml", manifest);
    sandbox.run(&["regenerate"]);
    git(&sandbox.root, &["init", "--quiet", "--initial-branch", "main"]);
    commit(&sandbox.root, "first");
    sandbox
}

fn json(sandbox: &Sandbox) -> (Exit, Value) {
    let ran = sandbox.run(&["status", "--format", "json"]);
    assert_eq!(ran.err, "");
    (ran.exit, serde_json::from_str(&ran.out).unwrap())
}

fn next(status: &Value) -> &str {
    status["next"]["command"].as_str().unwrap_or("none")
}

/// What a person sees; the commit differs from run to run.
fn seen(sandbox: &Sandbox) -> String {
    let head = git(&sandbox.root, &["rev-parse", "main"]);
    sandbox.run(&[]).seen().replace(&head[..12], "COMMIT")
}

fn edit(sandbox: &Sandbox, old: &str, new: &str) {
    let text = sandbox.read(DOCUMENT);
    assert_eq!(text.matches(old).count(), 1, "{old}");
    sandbox.write(DOCUMENT, text.replace(old, new));
}

#[test]
fn each_step_of_the_work_has_its_next_command() {
    let sandbox = workspace("status-steps");
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Findings, "cargo xtask record --help"));
    golden("status-no-recordings.txt", &seen(&sandbox));

    sandbox.write("spec/recordings/a.json", conforming());
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Fine, "cargo xtask release --dry-run"));
    assert_eq!(status["recordings"]["provenance"]["synthetic"], 1);
    assert_eq!(status["recordings"]["age_days"], 88);
    assert_eq!(
        (&status["unreleased"]["changes"], &status["unreleased"]["released"]),
        (&0.into(), &false.into())
    );
    golden("status-fresh.txt", &seen(&sandbox));

    release(&sandbox, "0.3.1", &sandbox.read(DOCUMENT));
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Fine, "cargo xtask check --client"));

    edit(
        &sandbox,
        "        event_name:\n",
        "        severity:\n          type: string\n        event_name:\n",
    );
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Findings, "cargo xtask regenerate"));
    assert_eq!(status["client"]["state"], "stale");
    golden("status-stale.txt", &seen(&sandbox));

    sandbox.run(&["regenerate"]);
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Fine, "cargo xtask diff"));
    let unreleased = &status["unreleased"];
    assert_eq!(unreleased["wire"], "safe");
    assert_eq!(
        (&unreleased["crate"], &unreleased["next"]),
        (&"minor".into(), &"0.3.2".into())
    );

    sandbox.record("undocumented-properties");
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Findings, "cargo xtask evolve"));
    assert_ne!(status["drift"]["warnings"], 0);
    golden("status-drift.txt", &seen(&sandbox));
}

#[test]
fn what_cannot_be_found_out_is_an_error_and_the_rest_is_shown() {
    let sandbox = workspace("status-problems");
    sandbox.write("spec/recordings/a.json", conforming());
    sandbox.write("spec/recordings/b.json", "{");
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Incomplete, "cargo xtask check"));
    assert_eq!(
        (&status["drift"]["problems"], &status["client"]["state"]),
        (&1.into(), &"fresh".into())
    );
    let not_checked = status["drift"]["not_checked"][0].as_str().unwrap();
    assert!(not_checked.starts_with("spec/recordings/b.json:1:2: "), "{status}");

    sandbox.write("spec/released/0.3.1.openapi.yaml", "openapi: 3.0.3\n");
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, &status["unreleased"]), (Exit::Incomplete, &Value::Null));
    assert_eq!(status["problems"].as_array().unwrap().len(), 1);
    golden("status-no-base.txt", &seen(&sandbox));

    sandbox.write(DOCUMENT, "openapi: 3.0.3\ninfo: {\n");
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, next(&status)), (Exit::Incomplete, "cargo xtask check"));
    assert_eq!(
        (&status["document"]["valid"], &status["client"]),
        (&false.into(), &Value::Null)
    );
    golden("status-invalid.txt", &seen(&sandbox));

    std::fs::remove_file(sandbox.root.join(DOCUMENT)).unwrap();
    let (exit, status) = json(&sandbox);
    assert_eq!((exit, &status["document"]["valid"]), (Exit::Incomplete, &false.into()));
    assert!(status["problems"][0].as_str().unwrap().contains(DOCUMENT), "{status}");
}

#[test]
fn the_status_writes_nothing() {
    let sandbox = workspace("status-reads");
    let before = crate::common::files(&sandbox.root.join("spec"));
    sandbox.run(&["status"]);
    assert_eq!(crate::common::files(&sandbox.root.join("spec")), before);
    assert_eq!(git(&sandbox.root, &["status", "--porcelain"]), "");
}

/// A recording that agrees with the document.
fn conforming() -> String {
    let text = std::fs::read_to_string(crate::common::here().join("tests/fixtures/null-list.json")).unwrap();
    text.replace("\"data_list\": null", "\"data_list\": []")
}

#[test]
fn what_cannot_be_read_is_not_called_none_or_invalid() {
    let sandbox = workspace("status-unreadable");
    sandbox.write("spec/recordings/a.json", "{");
    let text = seen(&sandbox);
    assert!(text.contains("recordings none that can be read\n"), "{text}");
    assert!(
        text.contains("drift      not known: no recording can be read; "),
        "{text}"
    );
    // The place in the file is named, of several inputs that of each.
    assert!(text.contains("\nerror: spec/recordings/a.json:1:2: "), "{text}");
    sandbox.write("spec/recordings/a.json", conforming());
    sandbox.write("spec/accepted.toml", "\n[[drift]]\nfingerprint = \n");
    let text = seen(&sandbox);
    assert!(text.contains("\nerror: spec/accepted.toml:3:15: "), "{text}");
    for name in ["b", "c", "d", "e"] {
        sandbox.write(&format!("spec/recordings/{name}.json"), "{");
    }
    let text = seen(&sandbox);
    assert!(text.contains("\nerror: spec/recordings/b.json:1:2: "), "{text}");
    assert!(
        text.contains("\nerror: 2 more inputs could not be checked in full\n"),
        "{text}"
    );
    std::fs::remove_file(sandbox.root.join(DOCUMENT)).unwrap();
    let text = seen(&sandbox);
    assert!(
        text.contains("document   spec/hss.openapi.yaml: cannot be read\n"),
        "{text}"
    );
}
