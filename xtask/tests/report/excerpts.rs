//! What is shown around a violation in traffic: never a credential.

use serde_json::{Value, json};
use xtask::Exit;

use crate::common::Sandbox;
use crate::traffic::{OWN, PATH, entry, har};

const SECRET: &str = "Zwetschge4711x";

/// A capture with a body of which a property has the wrong type, next to this one.
fn capture(shown: &Value) -> String {
    let mut entry = entry(&format!("{OWN}{PATH}"), &json!([]));
    let mut body = shown.clone();
    body["total_num"] = json!("wrong");
    entry["request"]["headers"][1]["value"] = SECRET.into();
    entry["response"]["content"]["text"] = body.to_string().into();
    entry["response"]["content"]["size"] = body.to_string().len().into();
    har(&[entry])
}

#[test]
fn no_credential_is_shown_around_a_violation() {
    let sandbox = Sandbox::new("excerpts");
    for shown in [
        json!({"access_token": "Zwetschge4711x"}),
        json!({"next": "https://mira:Zwetschge4711x@a/x"}),
        json!({"note": "the token Zwetschge4711x has expired"}),
        json!({"note": "Wndldh4NzExeA== WndldHNjaGdlNDcxMXg="}),
        json!({"Zwetschge4711x": 1}),
        json!({"a": ["Zwetschge4711x"]}),
    ] {
        sandbox.write("capture.har", capture(&shown));
        let ran = sandbox.run(&["check", "--all", "capture.har"]);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
        let seen = ran.seen();
        let around: Vec<&str> = seen.lines().filter(|line| line.contains(" | ")).collect();
        let text = around.join("\n");
        assert!(text.contains("\"total_num\": \"wrong\""), "{seen}");
        assert!(text.contains("REDACTED"), "{seen}");
        for form in [SECRET, "WndldHNjaGdlNDcxMXg"] {
            assert!(!text.contains(form), "{seen}");
        }
    }
    // What is no credential is shown.
    sandbox.write("capture.har", capture(&json!({"note": "plums"})));
    let ran = sandbox.run(&["check", "--all", "capture.har"]);
    assert!(ran.seen().contains("plums"), "{}", ran.seen());
}
