//! What each format says of a few cases.

use serde_json::Value;
use xtask::Exit;

use crate::common::{Sandbox, golden};
use crate::sandbox::{case, workspace};
use crate::sarif::valid_sarif;

const FORMATS: [(&str, &str); 7] = [
    ("human", "txt"),
    ("json", "json"),
    ("markdown", "md"),
    ("sarif", "sarif"),
    ("github", "github.txt"),
    ("gitlab", "gitlab.json"),
    ("junit", "xml"),
];

fn compare(sandbox: &Sandbox, revision: &str, arguments: &[&str]) -> crate::common::Ran {
    sandbox.write("new.yaml", revision);
    sandbox.run(&[&["diff", "spec/hss.openapi.yaml", "new.yaml"], arguments].concat())
}

#[test]
fn each_format_is_as_expected() {
    let sandbox = workspace("diff-formats", "base");
    for (format, ending) in FORMATS {
        let ran = compare(&sandbox, &case("operation-removed"), &["--format", format]);
        assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
        let text = if format == "sarif" {
            // The rules are listed elsewhere.
            let mut report = valid_sarif(&ran);
            report["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
            report["runs"][0]["results"][0]["ruleIndex"] = Value::Null;
            serde_json::to_string_pretty(&report).unwrap()
        } else {
            ran.seen()
        };
        golden(&format!("diff/operation-removed.{ending}"), &text);
    }
}

#[test]
fn people_see_what_changed() {
    let sandbox = workspace("diff-human", "base");
    for name in [
        "response-property-int64-to-int32",
        "shared-enum-value-added",
        "param-default-changed",
        "doc-operation-description-changed",
        "control-key-order",
    ] {
        let ran = compare(&sandbox, &case(name), &[]);
        golden(&format!("diff/{name}.txt"), &ran.seen());
    }
}

#[test]
fn json_has_the_members_that_are_promised() {
    let sandbox = workspace("diff-json", "base");
    let ran = compare(
        &sandbox,
        &case("response-property-int64-to-int32"),
        &["--format", "json"],
    );
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["version"], 1);
    let verdict = &report["verdict"];
    assert!(verdict["wire"].is_string() && verdict["crate"].is_string(), "{verdict}");
    assert_eq!(verdict["version"]["current"], "0.3.1");
    assert!(verdict["version"]["next"].is_string());
    assert!(report["not_judged"].as_array().unwrap().is_empty());
    let change = &report["changes"][0];
    for member in ["rule", "wire", "crate", "pointer", "message"] {
        assert!(change[member].is_string(), "{member}: {change}");
    }
    for side in ["base", "revision"] {
        assert!(
            change[side]["line"].is_u64() && change[side]["column"].is_u64(),
            "{change}"
        );
    }
    assert!(
        change["used_in"].is_array() && change.get("operation").is_some(),
        "{change}"
    );
}

/// A document of many operations, each of which is different in the revision.
fn many(count: usize, suffix: &str) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n".to_owned();
    for number in 0..count {
        text += &format!(
            "  /{suffix}{number}:\n    get:\n      operationId: get_{suffix}_{number}\n      description: '{}'\n      \
             responses: {{'204': {{description: d}}}}\n",
            "x<&>@`|_".repeat(20)
        );
    }
    text
}

#[test]
fn a_comment_is_short_and_counts_the_rest() {
    let sandbox = workspace("diff-comment", "base");
    sandbox.write("spec/hss.openapi.yaml", many(700, "a"));
    let ran = compare(&sandbox, &many(700, "b"), &["--format", "markdown"]);
    assert!(ran.out.len() < 65_536, "{}", ran.out.len());
    assert_eq!(ran.out.matches("<details>").count(), 1);
    assert_eq!(ran.out.matches("</details>").count(), 1);
    let open = ran.out.split("<details>").next().unwrap();
    assert_eq!(open.matches("**breaking** · ").count(), 5, "{open}");
    assert!(
        ran.out.contains(" changes that this comment has no room for"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("1400 changes"), "{}", ran.out);
}

#[test]
fn one_rule_does_not_fill_the_screen() {
    let sandbox = workspace("diff-many", "base");
    sandbox.write("spec/hss.openapi.yaml", many(100, "a"));
    let ran = compare(&sandbox, &many(100, "b"), &[]);
    assert!(
        ran.err
            .contains("and 77 more of `operation-removed`; `--all` shows them"),
        "{}",
        ran.err
    );
    assert!(ran.err.lines().count() < 120, "{}", ran.err);
    let all = compare(&sandbox, &many(100, "b"), &["--all"]);
    assert_eq!(all.err.matches("breaking[operation-removed]").count(), 100);
}

#[test]
fn check_has_the_formats_of_gitlab_and_junit() {
    let sandbox = Sandbox::new("check-gitlab-junit");
    sandbox.record("null-list");
    sandbox.record("string-for-number");
    let ran = sandbox.run(&["check", "--format", "gitlab"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("check-gitlab.json", &ran.seen());
    let ran = sandbox.run(&["check", "--format", "junit"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("check-junit.xml", &ran.seen());
    let xml = roxmltree::Document::parse(&ran.out).unwrap();
    let suite = xml.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    assert_eq!(
        (suite.attribute("tests"), suite.attribute("failures")),
        (Some("3"), Some("2"))
    );
}

/// Code that compiles and fails is no more than `minor` for cargo: every format says so beside the verdict.
#[test]
fn each_format_says_that_calls_may_fail() {
    let sandbox = workspace("diff-behaviour", "base");
    let revision = case("request-property-maxlength-added");
    for (format, _) in FORMATS.iter().filter(|(format, _)| *format != "json") {
        let ran = compare(&sandbox, &revision, &["--format", format]);
        let said = "with 1 change of behaviour that no compiler reports (calls that worked may fail)";
        let said = match *format {
            // It has issues only, and none for the verdict.
            "gitlab" => "calls that worked may fail",
            "sarif" => "\"behaviour\":{\"changes\":1,\"mayFail\":1}",
            _ => said,
        };
        assert!(ran.seen().contains(said), "{format}: {}", ran.seen());
    }
    let ran = compare(&sandbox, &revision, &["--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["verdict"]["crate"], "minor");
    assert_eq!(
        report["verdict"]["behaviour"],
        serde_json::json!({"changes": 1, "may_fail": 1})
    );
    let ran = compare(&sandbox, &case("param-default-changed"), &[]);
    assert!(
        ran.err
            .contains("with 1 change of behaviour that no compiler reports (calls do something else)"),
        "{}",
        ran.err
    );
}
