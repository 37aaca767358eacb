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

/// Where a credential is a name or a value that a finding quotes.
#[test]
fn no_credential_is_quoted_in_a_finding() {
    let sandbox = Sandbox::new("quoted");
    let mut entries = Vec::new();
    for secret in [SECRET, "amber-falcon-river"] {
        for change in [
            |entry: &mut Value, secret: &str| {
                let text = json!({"data_list": [{secret: 1}], secret: {"a": 1}}).to_string();
                entry["response"]["content"]["text"] = text.into();
            },
            |entry: &mut Value, secret: &str| {
                let url = format!(
                    "{}?{secret}=1&limit={secret}",
                    entry["request"]["url"].as_str().unwrap()
                );
                entry["request"]["url"] = url.into();
            },
            |entry: &mut Value, secret: &str| {
                entry["response"]["headers"][0]["value"] = format!("application/{secret}").into();
            },
            |entry: &mut Value, secret: &str| {
                entry["request"]["headers"][0]["name"] = secret.into();
            },
        ] {
            let mut entry = entry(&format!("{OWN}{PATH}"), &json!([]));
            entry["request"]["headers"][1]["value"] = secret.into();
            change(&mut entry, secret);
            entry["response"]["content"]["size"] = Value::from(-1);
            entries.push(entry);
        }
    }
    sandbox.write("capture.har", har(&entries));
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let ran = sandbox.run(&["check", "--all", "--format", format, "capture.har"]);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
        for text in [&ran.out, &ran.err] {
            assert!(
                !text.contains(SECRET) && !text.contains("amber-falcon-river"),
                "{format}: {text}"
            );
        }
        // They are reported nevertheless.
        if format == "human" {
            for seen in ["the property `…` is not documented", "query:…"] {
                assert!(ran.err.contains(seen), "{}", ran.err);
            }
        }
    }
    // The names of others are shown.
    let mut other = entry(&format!("{OWN}{PATH}"), &json!([]));
    other["response"]["content"] = json!({"mimeType": "application/json", "text": "{\"plum-tree\": 1}"});
    sandbox.write("capture.har", har(&[other]));
    let ran = sandbox.run(&["check", "--all", "capture.har"]);
    assert!(ran.err.contains("`plum-tree` is not documented"), "{}", ran.err);
}
