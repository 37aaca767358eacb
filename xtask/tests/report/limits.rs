//! Errors first, the first places of each rule, a table, and one line to run next.

use serde_json::{Map, Value, json};
use xtask::Exit;

use crate::common::{Sandbox, golden};
use crate::traffic::{OWN, PATH, entry, har, line};

/// A capture with many warnings and, at its end, an error.
fn noisy(sandbox: &Sandbox) {
    let mut entries = Vec::new();
    for page in 0..5 {
        let members: Map<String, Value> = (0..25).map(|at| (format!("new_{page}_{at:02}"), json!(1))).collect();
        entries.push(entry(&format!("{OWN}{PATH}"), &json!([members])));
    }
    entries.push(entry(
        &format!("{OWN}{PATH}"),
        &Value::from(vec![json!({"time": "soon"}); 9]),
    ));
    sandbox.write("capture.har", har(&entries));
}

#[test]
fn errors_come_first_with_three_places_of_each_rule() {
    let sandbox = Sandbox::new("limits");
    noisy(&sandbox);
    let ran = sandbox.run(&["check", "capture.har"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("check-limits.txt", &ran.seen());
    let at = |text: &str| ran.err.find(text).unwrap_or_else(|| panic!("no {text} in {}", ran.err));
    assert!(at("error[type]") < at("warning[undocumented-property]"));
    assert!(ran.err.contains("and 6 more of `type`; `--all` shows them\n"));
    assert!(
        ran.err
            .contains("and 122 more of `undocumented-property`; `--all` shows them\n")
    );
    assert_eq!(ran.err.matches("warning[").count(), 3);
    assert_eq!(ran.err.matches("^\n").count(), 4, "each has its lines: {}", ran.err);
    assert!(ran.err.lines().count() < 100, "{}", ran.err);
}

#[test]
fn all_places_are_shown_on_request() {
    let sandbox = Sandbox::new("limits-all");
    noisy(&sandbox);
    let ran = sandbox.run(&["check", "--all", "capture.har"]);
    assert_eq!(ran.err.matches("warning[undocumented-property]").count(), 125);
    assert_eq!(ran.err.matches("= also: ").count(), 8, "{}", ran.err);
    assert!(!ran.err.contains(" more of "));
}

#[test]
fn reports_for_programs_have_everything() {
    let sandbox = Sandbox::new("limits-machines");
    noisy(&sandbox);
    let json: Value = serde_json::from_str(&sandbox.run(&["check", "capture.har", "--format", "json"]).out).unwrap();
    assert_eq!(json["violations"].as_array().unwrap().len(), 134);
    assert_eq!(json["drift"].as_array().unwrap().len(), 126);
    let sarif: Value = serde_json::from_str(&sandbox.run(&["check", "capture.har", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 134);
    let github = sandbox.run(&["check", "capture.har", "--format", "github"]).out;
    assert!(github.starts_with("::error "), "{github}");
    assert_eq!(github.matches("::warning ").count(), 125);
}

#[test]
fn no_run_of_sarif_has_more_results_than_code_scanning_takes() {
    let sandbox = Sandbox::new("limits-sarif");
    let records = Value::from(vec![json!({"time": "soon"}); 100]);
    let lines: String = (0..260)
        .map(|_| line(&format!("{OWN}{PATH}"), &records) + "\n")
        .collect();
    sandbox.write("capture.ndjson", lines);
    let ran = sandbox.run(&["check", "capture.ndjson", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&ran.out).unwrap();
    let runs = sarif["runs"].as_array().unwrap();
    let results: Vec<_> = runs
        .iter()
        .map(|run| run["results"].as_array().unwrap().len())
        .collect();
    assert_eq!(results, [25_000, 1_000]);
    assert!(runs[0]["automationDetails"]["id"] != runs[1]["automationDetails"]["id"]);
    assert_eq!(runs[1]["properties"]["interactions"], 260);
}

#[test]
fn warnings_leave_room_for_errors() {
    let sandbox = Sandbox::new("limits-room");
    let mut lines = String::new();
    for page in 0..12 {
        let members: Map<String, Value> = (0..1_000).map(|at| (format!("new_{page}_{at}"), json!(1))).collect();
        lines += &(line(&format!("{OWN}{PATH}"), &json!([members])) + "\n");
    }
    lines += &line(&format!("{OWN}{PATH}"), &json!([{"time": "soon"}]));
    sandbox.write("capture.ndjson", lines);
    let ran = sandbox.run(&["check", "capture.ndjson"]);
    assert!(ran.err.starts_with("error[type]"), "{}", ran.err);
    assert!(
        ran.err.contains("and 11997 more of `undocumented-property`"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("1 error, 12000 warnings"), "{}", ran.err);
}

#[test]
fn the_next_command_can_be_pasted() {
    let sandbox = Sandbox::new("limits-next");
    noisy(&sandbox);
    let capture = sandbox.read("capture.har");
    sandbox.write("it's a capture.har", capture);
    let ran = sandbox.run(&["check", "it's a capture.har", "-j", "1"]);
    let pasted = r"then `cargo xtask check 'it'\''s a capture.har' -j 1`";
    assert!(ran.err.trim_end().ends_with(pasted), "{}", ran.err);
    let document = sandbox
        .read("spec/hss.openapi.yaml")
        .replace("openapi: 3.0.3", "openapi: 4.0.0");
    sandbox.write("other api.yaml", document);
    for command in ["check", "regenerate"] {
        let ran = sandbox.run(&[command, "--document", "other api.yaml"]);
        let pasted = format!("then run `cargo xtask {command} --document 'other api.yaml'`");
        assert!(ran.err.trim_end().ends_with(&pasted), "{}", ran.err);
    }
}

#[test]
fn findings_about_a_document_are_limited_too() {
    let sandbox = Sandbox::new("limits-document");
    let mut document = sandbox.read("spec/hss.openapi.yaml");
    assert_eq!(document.matches("  schemas:\n").count(), 1);
    let wrong: String = (0..9).map(|at| format!("    Wrong{at}:\n      type: arry\n")).collect();
    document = document.replace("  schemas:\n", &format!("  schemas:\n{wrong}"));
    sandbox.write("spec/hss.openapi.yaml", document);
    let ran = sandbox.run(&["regenerate"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    golden("regenerate-limits.txt", &ran.seen());
    assert!(ran.err.contains("and 6 more of "), "{}", ran.err);
    let all = sandbox.run(&["regenerate", "--all"]);
    assert!(!all.err.contains(" more of "), "{}", all.err);
    let json: Value = serde_json::from_str(&sandbox.run(&["regenerate", "--format", "json"]).out).unwrap();
    assert_eq!(json["refused"].as_array().unwrap().len(), 9);
}
