//! What is read, and what reports say of it.

use serde_json::Value;

use super::{counted, evidence, query, run, two};
use crate::sandbox::workspace;

#[test]
fn digits_decide_where_they_are_enough() {
    let sandbox = workspace("diff-recordings-digits", "base");
    two(&sandbox);
    let limit = |limit: u32| query(&format!("?limit={limit}")).redacted("query:limit");
    for (exchange, pointer, expected) in [
        // Eleven digits are more than any value of int32 has, nine are fewer.
        (
            counted(11_111_111_111).redacted("/count"),
            "/count",
            "1 recording does this: seen.json at response.body /count",
        ),
        (
            counted(111_111_111).redacted("/count"),
            "/count",
            "1 recording reaches the place, and does not do this",
        ),
        (
            counted(1_111_111_111).redacted("/count"),
            "/count",
            "redacted: 1 recording reaches the place, without the value",
        ),
        (
            limit(11),
            "/schema",
            "1 recording reaches the place, and does not do this",
        ),
        (limit(111), "/schema", "1 recording does this: seen.json at query:limit"),
        // It may be more than the base allows, too.
        (
            limit(1111),
            "/schema",
            "redacted: 1 recording reaches the place, without the value",
        ),
    ] {
        sandbox.write("seen.json", exchange.text("live"));
        let (_, report) = run(&sandbox, &["--recordings", "seen.json"]);
        let (wire, text) = evidence(&report, pointer);
        assert_eq!(text, expected, "{}", exchange.text("live"));
        assert_eq!(wire == "breaking", text.contains("does this"), "{text}");
    }
}

#[test]
fn what_somebody_wrote_by_hand_proves_nothing() {
    let sandbox = workspace("diff-recordings-synthetic", "base");
    two(&sandbox);
    sandbox.write("seen/a.json", counted(5_000_000_000).text("synthetic"));
    sandbox.write("seen/b.json", counted(7).text("live"));
    let (_, report) = run(&sandbox, &["--recordings", "seen"]);
    let expected = "1 synthetic recording of 2 does this: seen/a.json (synthetic) at response.body /count";
    assert_eq!(
        evidence(&report, "/count"),
        ("breaking-if".to_owned(), expected.to_owned())
    );
    assert_eq!(report["verdict"]["wire"], "breaking-if");
    sandbox.write("seen/c.json", counted(5_000_000_000).text("capture"));
    let (_, report) = run(&sandbox, &["--recordings", "seen"]);
    let expected = "2 recordings (1 synthetic) of 3 do this: seen/c.json at response.body /count, seen/a.json (synthetic) \
                    at response.body /count";
    assert_eq!(
        evidence(&report, "/count"),
        ("breaking".to_owned(), expected.to_owned())
    );
    assert_eq!(report["verdict"]["wire"], "breaking");
    // The others say nothing for the other change, and against it.
    assert_eq!(
        evidence(&report, "/schema").1,
        "none of 3 recordings (1 synthetic) does this"
    );
}

#[test]
fn the_recordings_of_the_workspace_are_read_for_its_document() {
    let sandbox = workspace("diff-recordings-own", "base");
    two(&sandbox);
    sandbox.write("spec/hss.openapi.yaml", sandbox.read("base.yaml"));
    sandbox.write(
        "spec/recordings/listThings/200-many.json",
        counted(5_000_000_000).text("live"),
    );
    let own = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml"]);
    let line = "= evidence: 1 recording does this: spec/recordings/listThings/200-many.json at response.body /count; so it \
                is breaking";
    assert!(own.err.contains(line), "{}", own.err);
    let other = sandbox.run(&["diff", "base.yaml", "new.yaml"]);
    assert!(!other.err.contains("evidence"), "{}", other.err);
    // Of changes without a condition, none is read.
    sandbox.write("spec/recordings/broken.json", "{");
    let same = sandbox.run(&["diff", "spec/hss.openapi.yaml", "base.yaml"]);
    assert_eq!(same.exit, xtask::Exit::Fine, "{}", same.err);
    let broken = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml"]);
    assert_eq!(broken.exit, xtask::Exit::Incomplete, "{}", broken.err);
    assert!(
        broken
            .err
            .contains("error[not-judged]: recordings: spec/recordings/broken.json:1:2")
            && broken.err.contains(line),
        "{}",
        broken.err
    );
}

#[test]
fn what_is_named_and_not_there_is_not_judged() {
    let sandbox = workspace("diff-recordings-nothing", "base");
    two(&sandbox);
    sandbox.write("empty/readme.txt", "");
    for (path, problem) in [
        ("nowhere", "recordings: nowhere: cannot be read: "),
        ("empty", "recordings: no recording of this API is in empty"),
    ] {
        let (code, report) = run(&sandbox, &["--recordings", path]);
        assert_eq!(code, Some(2), "{report:#}");
        let said = report["not_judged"][0].as_str().unwrap();
        assert!(said.starts_with(problem), "{said}");
    }
}

#[test]
fn each_format_shows_the_evidence() {
    let sandbox = workspace("diff-recordings-formats", "base");
    two(&sandbox);
    sandbox.write("seen/many.json", counted(5_000_000_000).text("live"));
    for format in ["human", "json", "markdown", "sarif", "github", "gitlab", "junit"] {
        let ran = sandbox.run(&[
            "diff",
            "base.yaml",
            "new.yaml",
            "--recordings",
            "seen",
            "--format",
            format,
            "--fail-on",
            "breaking",
        ]);
        assert_eq!(ran.exit, xtask::Exit::Findings, "{}", ran.err);
        let text = ran.seen().replace('\\', "");
        assert!(
            text.contains("1 recording does this: seen/many.json at response.body /count"),
            "{format}: {text}"
        );
        assert!(
            text.contains("1 recording reaches the place, and does not do this"),
            "{format}: {text}"
        );
        // Never the value itself.
        assert!(!text.contains("5000000000"), "{format}: {text}");
    }
}

#[test]
fn accepted_changes_stay_accepted() {
    let sandbox = workspace("diff-recordings-accepted", "base");
    two(&sandbox);
    sandbox.write("seen.json", counted(5_000_000_000).text("live"));
    let (_, before) = run(&sandbox, &[]);
    let (_, after) = run(&sandbox, &["--recordings", "seen.json"]);
    let of = |report: &Value| {
        let changes = report["changes"].as_array().unwrap().iter();
        let mut all: Vec<_> = changes
            .map(|change| (change["pointer"].to_string(), change["fingerprint"].to_string()))
            .collect();
        all.sort();
        all
    };
    assert_eq!(of(&before), of(&after));
    assert_eq!(before["changes"][0]["wire"], "breaking-if");
    assert_eq!(before["changes"][0]["evidence"], Value::Null);
    // The worst comes first.
    assert_eq!(after["changes"][0]["wire"], "breaking");
    assert!(
        after["changes"][0]["pointer"].as_str().unwrap().ends_with("/count"),
        "{after:#}"
    );
    assert_eq!(after["changes"][0]["condition"], before_condition(&before, "/count"));
}

fn before_condition(report: &Value, pointer: &str) -> Value {
    let mut changes = report["changes"].as_array().unwrap().iter();
    let change = changes.find(|change| change["pointer"].as_str().unwrap().ends_with(pointer));
    change.unwrap()["condition"].clone()
}
