//! Captures in which parts are missing: nothing of that is said to be missing from the traffic.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs;

use codegen::Document;
use common::{Sandbox, here};
use recording::{Unobserved, har};
use serde_json::{Value, json};
use xtask::Exit;
use xtask::contract::{Contract, Evidence, Shape, Source};

/// What `check` reports of a capture: its rules.
fn rules(sandbox: &Sandbox, file: &str) -> Vec<String> {
    let ran = sandbox.run(&["check", "--document", "document.yaml", "--format", "json", file]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    let violations = report["violations"].as_array().unwrap().iter();
    violations.map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

/// A workspace with the files of a folder of captures.
fn sandbox(name: &str, folder: &str, document: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for file in fs::read_dir(here().join("tests/captures").join(folder)).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let name = if name == document { "document.yaml" } else { name };
        sandbox.write(name, fs::read(&path).unwrap());
    }
    sandbox
}

#[test]
fn a_body_that_was_not_captured_is_not_missing() {
    let sandbox = sandbox("not-captured-bodies", "request-body-not-captured", "base.yaml");
    for file in ["pd_notext", "pm_missing", "pw_attach", "r_trunc", "redocly0"] {
        let rules = rules(&sandbox, &format!("{file}.har"));
        let of_bodies = |rule: &&String| rule.contains("body") || *rule == "json" || *rule == "type";
        assert_eq!(rules.iter().find(of_bodies), None, "{file}: {rules:?}");
    }
    // A body that was seen to be empty is missing.
    let text = sandbox.read("pm_missing.har");
    sandbox.write("none.har", text.replace("\"25\"", "\"0\""));
    assert_eq!(rules(&sandbox, "none.har"), ["body-missing"]);
    let text = sandbox.read("pd_notext.har");
    sandbox.write(
        "none.har",
        text.replace("\"25\"", "\"0\"")
            .replace("\"bodySize\": 25", "\"bodySize\": 0"),
    );
    assert_eq!(rules(&sandbox, "none.har"), ["body-missing"]);
    // A response that was seen to be cut by the server is not JSON.
    let text = sandbox.read("r_trunc.har");
    sandbox.write("cut.har", text.replace("4000", "12"));
    assert_eq!(rules(&sandbox, "cut.har"), ["json"]);
}

/// Both passes over the text count them: the line and the entries conform but for what is not there.
#[test]
fn bodies_that_were_not_captured_are_counted() {
    let sandbox = sandbox("not-captured-count", "request-body-not-captured", "base.yaml");
    let request = |method: &str, size: i64| {
        let url = "https://api.example.com/things";
        json!({"method": method, "url": url, "headers": [{"name": "Accept", "value": "*/*"}], "bodySize": size})
    };
    let response = |status: u16, size: Option<i64>, text: Option<&str>| {
        let headers = json!([{"name": "Content-Type", "value": "application/json"}]);
        let mut content = json!({"mimeType": "application/json"});
        if let Some(size) = size {
            content["size"] = size.into();
        }
        if let Some(text) = text {
            content["text"] = text.into();
        }
        json!({"status": status, "headers": headers, "content": content, "bodySize": -1})
    };
    let listed = Some("[]");
    for (request, response, expected) in [
        (request("GET", 0), response(200, Some(2), listed), [0, 0]),
        (request("GET", -1), response(200, Some(2), listed), [0, 0]),
        (request("GET", 9), response(200, Some(2), listed), [1, 0]),
        (request("GET", 0), response(200, Some(4711), None), [0, 1]),
        (request("GET", 0), response(200, Some(4711), Some("")), [0, 1]),
        (request("GET", 0), response(200, None, None), [0, 1]),
        (request("POST", -1), response(201, Some(4711), None), [1, 1]),
        (request("POST", 25), response(201, Some(9), Some("{\"id\": 1}")), [1, 0]),
    ] {
        let har = json!({"log": {"version": "1.2", "entries": [{"request": request, "response": response}]}});
        assert_eq!(not_captured(&sandbox, "one.har", &har.to_string()), expected, "{har}");
    }
    let sent = json!({"method": "POST", "url": "https://api.example.com/things", "headers": {"Content-Length": "25"}});
    let received = json!({"status": 201, "headers": {"Content-Length": "25", "Content-Type": "application/json"}});
    let line = json!({"request": sent, "response": received});
    let two = format!("{line}\n{line}\n");
    assert_eq!(not_captured(&sandbox, "lines.ndjson", &two), [2, 2]);
    let ran = sandbox.run(&["check", "--document", "document.yaml", "lines.ndjson"]);
    let expected = "not captured, and not checked: the bodies of 2 requests and 2 responses\n";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

/// How many bodies of requests and responses were not captured, as `check` counts them.
fn not_captured(sandbox: &Sandbox, file: &str, text: &str) -> [u64; 2] {
    sandbox.write(file, text);
    let ran = sandbox.run(&["check", "--document", "document.yaml", "--format", "json", file]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    let counts = &report["summary"]["not_captured"];
    ["request_bodies", "response_bodies"].map(|name| counts[name].as_u64().unwrap())
}

#[test]
fn headers_that_were_not_captured_are_not_missing() {
    let sandbox = sandbox("not-captured-headers", "headers-not-captured", "sec2.yaml");
    assert_eq!(rules(&sandbox, "cookarr.har"), Vec::<String>::new());
    assert_eq!(rules(&sandbox, "min.har"), Vec::<String>::new());
}

/// An entry of an operation that wants credentials.
fn entry(headers: &Value) -> Value {
    let mut sent = vec![
        json!({"name": "X-Tenant", "value": "t"}),
        json!({"name": "Accept", "value": "*/*"}),
    ];
    sent.extend(headers.as_array().unwrap().iter().cloned());
    json!({
        "startedDateTime": "2026-01-31T00:00:00.000Z",
        "request": {"method": "GET", "url": "https://api.example.com/things", "headers": sent, "cookies": [], "bodySize": 0, "headersSize": -1},
        "response": {
            "status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}], "cookies": [],
            "content": {"size": 9, "mimeType": "application/json", "text": "{\"id\": 1}"}, "bodySize": 9, "headersSize": -1,
        },
    })
}

#[test]
fn credentials_that_an_export_has_removed_are_one_note() {
    let sandbox = sandbox("sanitized", "headers-not-captured", "sec2.yaml");
    let har = |entries: &[Value]| {
        json!({"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "entries": entries}})
            .to_string()
    };
    let (without, with) = (
        entry(&json!([])),
        entry(&json!([{"name": "Authorization", "value": "Bearer x"}])),
    );
    sandbox.write("sanitized.har", har(&vec![without.clone(); 3000]));
    let ran = sandbox.run(&["check", "--document", "document.yaml", "sanitized.har"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(ran.err.matches("credentials").count(), 1, "{}", ran.err);
    let ran = sandbox.run(&[
        "check",
        "--document",
        "document.yaml",
        "--format",
        "json",
        "sanitized.har",
    ]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["violations"], json!([]));

    // Where some have them, those of the others are missing: `security`, and the cookie and the header that are
    // required.
    for place in [0, 2] {
        let mut entries = vec![without.clone(); 3];
        entries[place] = with.clone();
        sandbox.write("some.har", har(&entries));
        let rules = rules(&sandbox, "some.har");
        let count = |wanted: &str| rules.iter().filter(|rule| *rule == wanted).count();
        assert_eq!(
            (count("security"), count("param-missing"), count("header-missing")),
            (2, 3, 3),
            "{rules:?}"
        );
    }
    // One request alone is no evidence that the export has removed anything.
    sandbox.write("one.har", har(&[without]));
    assert!(rules(&sandbox, "one.har").contains(&"security".to_owned()));
}

#[test]
fn a_secret_is_not_written_where_the_policy_keeps_its_place() {
    let keep = "keep = [\"/error_code\", \"/extra/*/n\", \"/id\"]\nkeep_query = [\"q\"]\n";
    for (folder, document, secret, files) in [
        (
            "secret-repeated-in-kept-value",
            "sec.yaml",
            "zwetschge4711x",
            &["s_basic", "s_userinfo", "s_query_undeclared"][..],
        ),
        (
            "secret-as-member-name",
            "base.yaml",
            "amber-falcon-river",
            &["k_bearer", "k_qname"],
        ),
    ] {
        let sandbox = sandbox("secrets-kept", folder, document);
        sandbox.write("spec/redaction.toml", keep);
        for file in files {
            let from = format!("{file}.har");
            let ran = sandbox.run(&["record", "--document", "document.yaml", "--from", &from, "--out", file]);
            assert!(ran.err.contains("wrote "), "{file}: {}", ran.err);
            let written = common::files(&sandbox.root.join(file));
            assert_eq!(written.len(), 1, "{file}");
            for text in [&written[0].1, &ran.out, &ran.err] {
                assert!(!text.to_lowercase().contains(secret), "{file}: {text}");
            }
        }
    }
}

#[test]
fn access_logs_are_checked_by_method_url_and_status() {
    let sandbox = sandbox("access-logs", "request-body-not-captured", "base.yaml");
    let lines = [
        r#"{"request_method":"GET","request_uri":"/things?q=1","host":"api.example.com","scheme":"https","status":"200"}"#,
        r#"{"request":"POST /things HTTP/1.1","status":201}"#,
        r#"{"request":"GET /thing HTTP/1.1","host":"api.example.com","status":200}"#,
        r#"{"request":"GET /things HTTP/1.1","host":"api.example.com","status":500}"#,
        r#"{"message":"started"}"#,
    ];
    sandbox.write("access.ndjson", lines.join("\n"));
    let arguments = [
        "check",
        "--document",
        "document.yaml",
        "--format",
        "json",
        "access.ndjson",
    ];
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["interactions"], 4);
    let reported: Vec<_> = report["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["recording"], &one["rule"]))
        .collect();
    assert_eq!(
        reported,
        [
            (&json!("access.ndjson#2"), &json!("path")),
            (&json!("access.ndjson#3"), &json!("status"))
        ]
    );
    let problems = &ran.err;
    assert!(
        problems.contains("neither an interaction") && problems.contains("request_method"),
        "{problems}"
    );
}

/// The compiled reader accepts no entry that the exact one finds something in, and counts the same, whatever a capture
/// says of the sizes of its parts.
#[test]
fn both_readers_check_the_same_parts() {
    let document = fs::read(here().join("tests/captures/request-body-not-captured/base.yaml")).unwrap();
    let document = Document::parse("base.yaml", &document).unwrap();
    let contract = Contract::new(&document);
    let sizes = [
        json!(null),
        json!(-1),
        json!(0),
        json!(5),
        json!(9),
        json!(17),
        json!(4000),
    ];
    let bodies = ["", "{\"id\": 1}", "{\"id\": 1, \"n", "{\"name\": \"é\"}"];
    let headers = [
        json!([]),
        json!([{"name": "Content-Type", "value": "application/json"}]),
        json!([{"name": "Content-Type", "value": "application/json"}, {"name": "Content-Length", "value": "17"}]),
        json!([{"name": "Content-Type", "value": "application/json"}, {"name": "Transfer-Encoding", "value": "chunked"}]),
    ];
    let (mut accepted, mut all) = (0, 0);
    for number in 0..20_000_usize {
        // Mixed so that each choice meets each other one.
        let pick = |salt: usize, length: usize| (number.wrapping_mul(2_654_435_761) >> salt) % length;
        let size = |salt: usize| sizes[pick(salt, sizes.len())].clone();
        let (method, status) = [("GET", 200), ("POST", 201)][pick(3, 2)];
        let cookies = match pick(11, 2) {
            0 => json!([]),
            _ => json!([{"name": "a", "value": "b"}]),
        };
        let mut entry = json!({
            "request": {
                "method": method, "url": "https://api.example.com/things",
                "headers": headers[pick(5, 4)], "headersSize": size(7), "bodySize": size(9),
                "cookies": cookies,
            },
            "response": {
                "status": status, "headers": headers[pick(13, 4)], "headersSize": size(15), "bodySize": size(17),
                "content": {"size": size(19), "mimeType": "application/json", "text": bodies[pick(21, 4)]},
            },
        });
        if pick(23, 3) > 0 {
            entry["request"]["postData"] = json!({"mimeType": "application/json", "text": bodies[pick(25, 4)]});
        }
        let text = entry.to_string();
        let mut compiled = Evidence::new(&contract);
        all += 1;
        if !contract.accepts(text.as_bytes(), Shape::Entry, &mut compiled) {
            continue;
        }
        accepted += 1;
        let captured = har::interaction(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
        let mut exact = Evidence::new(&contract);
        let checked = contract.check_in_full(&captured.interaction, Source::Traffic, &mut exact);
        assert!(
            checked.violations.is_empty() && checked.notes.is_empty(),
            "{text}: {checked:?}"
        );
        assert_eq!(compiled.counts(), exact.counts(), "{text}");
        // Bodies that were not captured are counted by the exact one.
        let unobserved = &captured.interaction.unobserved;
        let is_body = |part: &Unobserved| matches!(part, Unobserved::RequestBody | Unobserved::ResponseBody);
        assert!(!unobserved.iter().any(is_body), "{text}: {unobserved:?}");
    }
    // Most of these sizes say that a part is missing, which the exact reader counts.
    assert!(accepted > 170, "{accepted} of {all}");
}
