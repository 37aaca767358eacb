//! `regenerate`: what it writes, what it never touches, and what is left of a run that fails or dies.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{HEADER_MARK, SourceFile};
use common::{Sandbox, files, golden, here};
use xtask::Exit;
use xtask::writer::{self, State, Step, Target};

const CLIENT: &str = "generated-client/src/generated";
const DRIVER: &str = "generated-client/driver/src/generated";

#[test]
fn a_first_run_writes_and_a_second_writes_nothing() {
    let sandbox = Sandbox::new("first-run");
    sandbox.write("spec/recordings/page.json", conforming());
    let ran = sandbox.run(&["regenerate"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    golden("regenerate-first.txt", &ran.seen());
    let written = files(&sandbox.root);
    assert!(
        written
            .iter()
            .any(|(path, text, _)| path.ends_with("client.rs") && text.starts_with(HEADER_MARK))
    );
    assert!(sandbox.root.join(DRIVER).join("mod.rs").is_file());

    let again = sandbox.run(&["regenerate"]);
    golden("regenerate-again.txt", &again.seen());
    assert_eq!(
        files(&sandbox.root),
        written,
        "a file was written, or its time was changed"
    );
    let check = sandbox.run(&["regenerate", "--check"]);
    assert_eq!((check.exit, check.out.as_str()), (Exit::Fine, ""));
}

#[test]
fn an_added_property_gives_a_small_diff_and_check_writes_nothing() {
    let sandbox = Sandbox::new("added");
    sandbox.run(&["regenerate"]);
    let document = sandbox.read("spec/hss.openapi.yaml");
    let content = "        content:\n          type: string\n";
    let property = "        agent_id:\n          type: string\n          description: The agent.\n";
    assert!(document.contains(content));
    sandbox.write(
        "spec/hss.openapi.yaml",
        document.replace(content, &format!("{property}{content}")),
    );
    let before = files(&sandbox.root);
    let ran = sandbox.run(&["regenerate", "--check"]);
    assert_eq!(ran.exit, Exit::Findings);
    assert_eq!(files(&sandbox.root), before);
    assert!(ran.out.contains("+    pub agent_id: "), "{}", ran.out);
    assert!(
        !ran.out.lines().any(|line| line.starts_with("-    pub ")),
        "{}",
        ran.out
    );

    // The diff is one that `git apply` takes: applied, the files are those that `regenerate` writes.
    sandbox.write("change.patch", &ran.out);
    let applied = Command::new("git")
        .args(["apply", "change.patch"])
        .current_dir(&sandbox.root)
        .status()
        .unwrap();
    assert!(applied.success());
    assert_eq!(sandbox.run(&["regenerate", "--check"]).exit, Exit::Fine);

    let json = sandbox.run(&["regenerate", "--check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["summary"]["fresh"], report["files"].as_array().unwrap().len());
}

#[test]
fn violations_are_reported_after_writing() {
    let sandbox = Sandbox::new("violations");
    sandbox.record("null-list");
    let ran = sandbox.run(&["regenerate"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("regenerate-violations.txt", &ran.seen());
    assert!(sandbox.root.join(CLIENT).join("client.rs").is_file());
    let json = Sandbox::new("violations-json");
    json.record("null-list");
    let ran = json.run(&["regenerate", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["check"]["violations"][0]["rule"], "null");
    assert_eq!(
        (ran.exit, report["summary"]["missing"].as_u64()),
        (Exit::Findings, Some(7))
    );
}

#[test]
fn a_warning_is_reported_and_does_not_fail() {
    let sandbox = Sandbox::new("warning");
    let document = sandbox.read("spec/hss.openapi.yaml");
    let relative = document.replace("https://hss.{region}.myhuaweicloud.com", "/hss/{region}");
    assert_ne!(document, relative);
    sandbox.write("spec/hss.openapi.yaml", relative);
    let ran = sandbox.run(&["regenerate"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(ran.err.matches("warning[").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("--> spec/hss.openapi.yaml:"), "{}", ran.err);
    let json = sandbox.run(&["regenerate", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (&report["warnings"][0]["level"], json.err.as_str()),
        (&"warning".into(), "")
    );
}

#[test]
fn one_run_reports_what_is_invalid_with_what_cannot_be_generated_and_warnings() {
    let sandbox = Sandbox::new("one-run");
    let document = sandbox.read("spec/hss.openapi.yaml");
    let relative = document.replace("https://hss.{region}.myhuaweicloud.com", "/hss/{region}");
    let odd = "      parameters:\n      - {name: odd, in: query, style: deepObject, schema: {type: string}}\n";
    let generated = relative.replacen("      parameters:\n", odd, 1);
    let invalid = "  schemas:\n    Wrong:\n      type: arry\n";
    let all = generated.replace("  schemas:\n", invalid);
    let rules = |text: &str| -> Vec<String> {
        sandbox.write("spec/hss.openapi.yaml", text);
        let ran = sandbox.run(&["regenerate", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let found = report["refused"].as_array().or(report["warnings"].as_array()).unwrap();
        let mut rules: Vec<_> = found
            .iter()
            .map(|found| found["rule"].as_str().unwrap().to_owned())
            .collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(&relative), ["relative-server"]);
    assert_eq!(rules(&all).len(), 3, "{:?}", rules(&all));
    // Whatever is corrected, nothing new is found.
    for (text, corrected) in [(&generated, "unknown-type"), (&relative, "the style")] {
        let (all, left) = (rules(&all), rules(text));
        assert!(
            left.iter().all(|rule| all.contains(rule)),
            "{corrected}: {left:?} after {all:?}"
        );
    }
}

#[test]
fn what_is_left_out_is_counted_and_denied_on_request() {
    let sandbox = Sandbox::new("lossy");
    let document = sandbox.read("spec/hss.openapi.yaml");
    let odd = "        content:\n          allOf: [{type: string}, {type: object, properties: {a: {type: string}}}]\n";
    let content = "        content:\n          type: string\n";
    assert!(document.contains(content));
    sandbox.write("spec/hss.openapi.yaml", document.replace(content, odd));
    let before = files(&sandbox.root);
    let denied = sandbox.run(&["regenerate", "--deny-lossy"]);
    assert_eq!(denied.exit, Exit::Incomplete, "{}", denied.err);
    assert!(denied.err.contains("error[composition-lowered]"), "{}", denied.err);
    assert_eq!(files(&sandbox.root), before);
    let ran = sandbox.run(&["regenerate"]);
    assert!(ran.err.contains("warning[composition-lowered]"), "{}", ran.err);
    assert!(
        ran.err.contains("client: 0 of 1 operation in full, 1 in part"),
        "{}",
        ran.err
    );
    let json = sandbox.run(&["regenerate", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        report["operations"],
        serde_json::json!({"all": 1, "in_full": 0, "in_part": 1, "left_out": 0})
    );
    sandbox.write("spec/hss.openapi.yaml", document);
    let whole = sandbox.run(&["regenerate", "--deny-lossy"]);
    assert_eq!(whole.exit, Exit::Fine, "{}", whole.err);
    assert!(
        whole.err.contains("client: 1 of 1 operation in full\n"),
        "{}",
        whole.err
    );
}

#[test]
fn a_document_of_openapi_3_1_becomes_a_client_and_its_recordings_are_checked() {
    let sandbox = Sandbox::new("later-version");
    sandbox.record("null-list");
    let document = sandbox.read("spec/hss.openapi.yaml");
    assert!(document.contains("openapi: 3.0.3"));
    let content = "        content:\n          type: string\n";
    let later = document.replace("openapi: 3.0.3", "openapi: 3.1.0");
    sandbox.write(
        "spec/hss.openapi.yaml",
        later.replace(content, "        content:\n          type: [string, 'null']\n"),
    );
    let ran = sandbox.run(&["regenerate"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    assert!(ran.err.contains("client: 1 of 1 operation in full"), "{}", ran.err);
    let found = "error[null]: the value is null, but the document declares a list";
    assert!(ran.err.contains(found), "{}", ran.err);
    let check = sandbox.run(&["check"]);
    assert_eq!(check.exit, Exit::Findings);
    assert!(check.err.contains(found), "{}", check.err);
}

#[test]
fn mistakes_in_the_document_of_somebody_else_are_left_out() {
    let sandbox = Sandbox::new("theirs");
    let document = sandbox.read("spec/hss.openapi.yaml");
    let wrong = document.replacen("type: array", "type: arry", 1);
    assert_ne!(document, wrong);
    sandbox.write("theirs.yaml", wrong);
    let arguments = ["regenerate", "--document", "theirs.yaml", "--out", "theirs"];
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(ran.err.contains("warning[unknown-type]"), "{}", ran.err);
    assert!(
        ran.err.contains("client: 0 of 1 operation in full, 1 in part"),
        "{}",
        ran.err
    );
    assert!(sandbox.root.join("theirs/client.rs").is_file());
    let denied = sandbox.run(&[&arguments[..], &["--deny-lossy"]].concat());
    assert_eq!(denied.exit, Exit::Incomplete, "{}", denied.err);
    assert!(denied.err.contains("error[unknown-type]"), "{}", denied.err);
}

#[test]
fn a_refused_document_changes_nothing() {
    let sandbox = Sandbox::new("refused");
    sandbox.run(&["regenerate"]);
    let document = sandbox.read("spec/hss.openapi.yaml");
    sandbox.write("spec/hss.openapi.yaml", document.replace("type: array", "type: arry"));
    let before = files(&sandbox.root);
    for arguments in [&["regenerate"][..], &["regenerate", "--check"], &["check"]] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.exit, Exit::Incomplete);
        assert!(ran.err.contains("spec/hss.openapi.yaml:102:"), "{}", ran.err);
        assert_eq!(files(&sandbox.root), before);
    }
    let json = sandbox.run(&["regenerate", "--format", "json"]);
    let refusal: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (json.exit, refusal["refused"][0]["line"].as_u64()),
        (Exit::Incomplete, Some(102))
    );
}

#[test]
fn a_document_that_is_too_long_is_not_read() {
    let sandbox = Sandbox::new("too-long");
    // It has a length, and nothing in it: reading it would take its time and its memory.
    File::create(sandbox.root.join("long.yaml"))
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let ran = sandbox.run(&["regenerate", "--document", "long.yaml"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(ran.err.contains("error[too-large]"), "{}", ran.err);
    assert_eq!(sandbox.run(&["check", "--document", "spec"]).exit, Exit::Incomplete);
    assert_eq!(
        sandbox.run(&["check", "--document", "nowhere.yaml"]).exit,
        Exit::Incomplete
    );
}

#[test]
fn another_folder_gets_only_the_client() {
    let sandbox = Sandbox::new("out");
    sandbox.record("null-list");
    let ran = sandbox.run(&["regenerate", "--out", "elsewhere/client"]);
    assert_eq!(ran.exit, Exit::Fine, "the recordings were checked: {}", ran.err);
    assert!(sandbox.root.join("elsewhere/client/types.rs").is_file());
    assert!(!sandbox.root.join("generated-client").exists());
}

#[test]
fn only_generated_files_are_touched() {
    let sandbox = Sandbox::new("orphans");
    sandbox.run(&["regenerate"]);
    sandbox.write(
        &format!("{CLIENT}/old.rs"),
        format!("{HEADER_MARK}\n// of an earlier version\n"),
    );
    sandbox.write(&format!("{CLIENT}/by_hand.rs"), "// written by a person\n");
    sandbox.write(&format!("{CLIENT}/notes.txt"), format!("{HEADER_MARK}\n"));
    sandbox.write(&format!("{CLIENT}/deeper/old.rs"), format!("{HEADER_MARK}\n"));
    let check = sandbox.run(&["regenerate", "--check"]);
    assert_eq!(check.exit, Exit::Findings);
    golden("regenerate-orphan.txt", &check.seen());
    assert_eq!(sandbox.run(&["regenerate"]).exit, Exit::Fine);
    assert!(!sandbox.root.join(CLIENT).join("old.rs").exists());
    for kept in ["by_hand.rs", "notes.txt", "deeper/old.rs"] {
        assert!(sandbox.root.join(CLIENT).join(kept).exists(), "{kept} is gone");
    }
}

#[test]
fn a_failed_write_changes_nothing() {
    let sandbox = Sandbox::new("in-the-way");
    sandbox.run(&["regenerate"]);
    // Something would be written besides.
    fs::remove_file(sandbox.root.join(CLIENT).join("api.rs")).unwrap();
    let types = sandbox.root.join(CLIENT).join("types.rs");
    let good = fs::read_to_string(&types).unwrap();
    let refuses = |words: &str| {
        let before = files(&sandbox.root);
        for arguments in [&["regenerate"][..], &["regenerate", "--check"]] {
            let ran = sandbox.run(arguments);
            assert_eq!(ran.exit, Exit::Incomplete);
            assert!(
                ran.err.starts_with("error: generated-client/src/generated/types.rs") && ran.err.contains(words),
                "{}",
                ran.err
            );
            assert_eq!(files(&sandbox.root), before);
        }
    };
    sandbox.write(&format!("{CLIENT}/types.rs"), "// written by a person\n");
    refuses("does not begin with the header");

    sandbox.write(&format!("{CLIENT}/types.rs"), format!("{good}// edited\n"));
    let mut permissions = fs::metadata(&types).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&types, permissions).unwrap();
    refuses("is read-only");

    fs::remove_file(&types).unwrap();
    fs::create_dir(&types).unwrap();
    refuses("is not a file");

    fs::remove_dir(&types).unwrap();
    assert_eq!(sandbox.run(&["regenerate"]).exit, Exit::Fine);
    assert_eq!(fs::read_to_string(&types).unwrap(), good);
}

/// Two folders with a stale file, a missing one, and an orphan.
fn change(root: &Path) -> Vec<Target> {
    let text = |text: &str| format!("{HEADER_MARK}\n{text}\n");
    let file = |path: &str, words: &str| SourceFile {
        path: path.into(),
        text: text(words),
    };
    let target = |name: &str| Target {
        folder: root.join(name),
        files: vec![
            file("stale.rs", "new"),
            file("missing.rs", "new"),
            file("fresh.rs", "same"),
        ],
    };
    vec![target("one"), target("two")]
}

fn prepare(sandbox: &Sandbox) -> Vec<Target> {
    for folder in ["one", "two"] {
        sandbox.write(&format!("{folder}/stale.rs"), format!("{HEADER_MARK}\nold\n"));
        sandbox.write(&format!("{folder}/fresh.rs"), format!("{HEADER_MARK}\nsame\n"));
        sandbox.write(&format!("{folder}/orphan.rs"), format!("{HEADER_MARK}\norphan\n"));
    }
    change(&sandbox.root)
}

/// Every generated file is whole, the old or the new one, and after another run all are new and nothing else is left.
fn is_complete_and_repairs(sandbox: &Sandbox, targets: &[Target]) {
    for (path, text, _) in files(&sandbox.root)
        .iter()
        .filter(|(path, ..)| path.extension().is_some_and(|e| e == "rs"))
    {
        let inner = text
            .strip_prefix(HEADER_MARK)
            .unwrap_or_else(|| panic!("{} is cut: {text}", path.display()));
        assert!(
            ["\nold\n", "\nnew\n", "\nsame\n", "\norphan\n"].contains(&inner),
            "{}",
            path.display()
        );
    }
    writer::apply(&writer::compare(targets).unwrap(), &mut |_| Ok(())).unwrap();
    let plan = writer::compare(targets).unwrap();
    assert!(plan.leftovers.is_empty() && plan.entries.iter().all(|entry| entry.state() == State::Fresh));
    for folder in ["one", "two"] {
        assert_eq!(fs::read_dir(sandbox.root.join(folder)).unwrap().count(), 3);
    }
}

#[test]
fn a_failed_step_leaves_every_file_complete() {
    let steps = {
        let sandbox = Sandbox::new("steps");
        let mut steps = 0;
        writer::apply(&writer::compare(&prepare(&sandbox)).unwrap(), &mut |_| {
            steps += 1;
            Ok(())
        })
        .unwrap();
        steps
    };
    assert_eq!(steps, 4 + 4 + 2);
    for failing in 0..steps {
        let sandbox = Sandbox::new(&format!("step-{failing}"));
        let targets = prepare(&sandbox);
        let before = files(&sandbox.root);
        let (mut step, mut renamed) = (0, false);
        let result = writer::apply(&writer::compare(&targets).unwrap(), &mut |what| {
            step += 1;
            if step > failing {
                return Err(io::ErrorKind::StorageFull.into());
            }
            renamed |= matches!(what, Step::Rename(_));
            Ok(())
        });
        assert!(result.unwrap_err().to_string().contains("cannot be"));
        if !renamed {
            assert_eq!(
                files(&sandbox.root),
                before,
                "step {failing} changed something before the first rename"
            );
        }
        assert!(
            writer::compare(&targets).unwrap().leftovers.is_empty(),
            "staged files were left behind"
        );
        is_complete_and_repairs(&sandbox, &targets);
    }
}

/// The process that is killed by the test below: it kills itself before the step of the given number.
#[test]
#[ignore = "the test of killed runs starts it"]
fn a_driver_that_exits_early() {
    let root = PathBuf::from(std::env::var_os("XTASK_TEST_ROOT").unwrap());
    let last: usize = std::env::var("XTASK_TEST_STEP").unwrap().parse().unwrap();
    let mut step = 0;
    drop(writer::apply(&writer::compare(&change(&root)).unwrap(), &mut |_| {
        step += 1;
        if step > last {
            // Nothing of this process runs any more after this: no destructor, no handler.
            Command::new("kill")
                .args(["-9", &std::process::id().to_string()])
                .status()
                .unwrap();
            std::thread::sleep(std::time::Duration::from_secs(60));
        }
        Ok(())
    }));
}

#[test]
#[cfg(unix)]
fn a_killed_run_is_repaired_by_the_next() {
    use std::os::unix::process::ExitStatusExt as _;
    let mut left_something = false;
    for step in 0..10 {
        let sandbox = Sandbox::new(&format!("killed-{step}"));
        let targets = prepare(&sandbox);
        let killed = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "a_driver_that_exits_early"])
            .env("XTASK_TEST_ROOT", &sandbox.root)
            .env("XTASK_TEST_STEP", step.to_string())
            .output()
            .unwrap();
        assert_eq!(
            killed.status.signal(),
            Some(9),
            "{}",
            String::from_utf8_lossy(&killed.stdout)
        );
        left_something |= !writer::compare(&targets).unwrap().leftovers.is_empty();
        is_complete_and_repairs(&sandbox, &targets);
    }
    assert!(left_something, "no run was killed between staging and renaming");
}

/// A recording that holds.
fn conforming() -> String {
    let text = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
    text.replace("\"data_list\": null", "\"data_list\": []")
}
