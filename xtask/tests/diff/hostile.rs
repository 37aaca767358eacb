//! Text of a document stays text in every format.

use std::fmt::Write as _;

use roxmltree::Document;
use serde_json::Value;

use crate::common::Ran;
use crate::sandbox::workspace;
use crate::sarif::valid_sarif;

/// Whatever a format or a terminal may obey.
const HOSTILE: &str = "</details><script>alert(1)</script> @everyone #1 [x](https://evil.example) | \u{1b}[31m ]]> \
                       <!-- -->\u{202e}\u{0}& \"'\n::error::injected\n# heading ``` `code` https://evil.example www.evil.example";

fn document(name: &str, description: &str) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap().replace('\u{202e}', "\\u202e");
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      summary: {}\n      \
         parameters:\n        - {{name: {}, in: query, required: true, schema: {{type: string, default: {}}}}}\n      \
         responses: {{'204': {{description: d}}}}\n",
        text(description),
        text(name),
        text(description),
    )
}

fn run(format: &str) -> Ran {
    let sandbox = workspace(&format!("diff-hostile-{format}"), "base");
    sandbox.write("old.yaml", document(&format!("a {HOSTILE}"), HOSTILE));
    sandbox.write("new.yaml", document(&format!("b {HOSTILE}"), "other"));
    let ran = sandbox.run(&["diff", "old.yaml", "new.yaml", "--all", "--format", format]);
    assert!(ran.out.len() + ran.err.len() > 500, "{}", ran.seen());
    ran
}

#[test]
fn a_terminal_obeys_nothing() {
    let ran = run("human");
    assert!(ran.err.contains("everyone"), "{}", ran.err);
    let obeyed = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
    assert!(!ran.err.contains(obeyed), "{:?}", ran.err);
}

#[test]
fn markdown_has_no_markup_of_the_document() {
    let ran = run("markdown");
    // What is in code is displayed as it is.
    let mut outside = String::new();
    let mut rest = ran.out.as_str();
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let fence = rest[start..].chars().take_while(|character| *character == '`').count();
        if rest[..start].ends_with('\\') {
            rest = &rest[start + 1..];
            continue;
        }
        let after = &rest[start + fence..];
        // Its end is a run of as many backticks.
        let mut at = 0;
        let end = loop {
            let found = at + after[at..].find('`').expect("code ends");
            let length = after[found..].chars().take_while(|character| *character == '`').count();
            if length == fence {
                break found;
            }
            at = found + length;
        };
        rest = &after[end + fence..];
    }
    outside.push_str(rest);
    for word in [
        "<script",
        "<!--",
        "@everyone",
        "#1",
        "https://evil",
        "www.evil",
        "](",
        "::error::injected\n",
        "\n# ",
    ] {
        assert!(!outside.contains(word), "{word}: {outside}");
    }
    assert_eq!(
        outside.matches("</details>").count(),
        outside.matches("<details>").count(),
        "{outside}"
    );
    assert!(outside.lines().all(|line| !line.starts_with("::")), "{outside}");
}

#[test]
fn workflow_commands_are_ours() {
    let ran = run("github");
    for line in ran.out.lines() {
        let known = ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|start| line.starts_with(start));
        assert!(known, "{line}");
    }
    assert!(ran.out.contains("%0A"), "{}", ran.out);
    assert!(
        ran.out
            .lines()
            .filter(|line| line.contains("injected"))
            .all(|line| line.contains("title="))
    );
}

#[test]
fn xml_json_and_sarif_are_valid() {
    let junit = run("junit").out;
    let xml = Document::parse(&junit).unwrap_or_else(|error| panic!("{error}: {junit}"));
    let suite = xml.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    let cases = suite.children().filter(|node| node.has_tag_name("testcase"));
    assert_eq!(Some(cases.count().to_string().as_str()), suite.attribute("tests"));
    assert!(!xml.descendants().any(|node| node.has_tag_name("script")));

    let issues: Value = serde_json::from_str(&run("gitlab").out).unwrap();
    let mut fingerprints = Vec::new();
    for issue in issues.as_array().unwrap() {
        for member in ["description", "check_name", "fingerprint", "severity"] {
            assert!(issue[member].is_string(), "{issue}");
        }
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        fingerprints.push(issue["fingerprint"].to_string());
    }
    let count = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert!(count > 1 && fingerprints.len() == count, "{issues}");

    let sarif = valid_sarif(&run("sarif"));
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
    let json: Value = serde_json::from_str(&run("json").out).unwrap();
    assert!(json["changes"].to_string().contains("everyone"));
}

#[test]
fn code_scanning_gets_the_worst_within_its_limits() {
    let sandbox = workspace("diff-scanning", "base");
    // The descriptions of tags make no code, so that this takes seconds. What breaks clients comes last.
    let document = |description: &str, kind: &str| {
        let mut text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\ntags:\n".to_owned();
        for number in 0..26_000 {
            writeln!(text, "  - {{name: t{number}, description: {description}-{number}}}").unwrap();
        }
        write!(
            text,
            "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: d\n          \
             content: {{application/json: {{schema: {{type: {kind}}}}}}}\n"
        )
        .unwrap();
        text
    };
    sandbox.write("old.yaml", document("old", "string"));
    sandbox.write("new.yaml", document("new", "integer"));
    let ran = sandbox.run(&["diff", "old.yaml", "new.yaml", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&ran.out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["level"], "error", "{}", results[0]);
    let notifications = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notifications.contains("beyond the limits"), "{notifications}");
}
