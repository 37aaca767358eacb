//! Recordings as evidence for the conditions of changes, by the real program.

mod places;
mod reports;
mod rules;
mod traffic;

use std::process::Command;

use serde_json::{Value, json};

use crate::common::Sandbox;

/// A recording of an exchange.
#[derive(Clone)]
struct Exchange {
    request: Value,
    response: Value,
    redacted: Vec<String>,
}

impl Exchange {
    fn url(method: &str, url: &str, status: u16) -> Self {
        let url = match url.contains("://") {
            true => url.to_owned(),
            false => format!("https://api.example.com{url}"),
        };
        Self {
            request: json!({"method": method, "url": url, "headers": {}}),
            response: json!({"status": status, "headers": {}}),
            redacted: Vec::new(),
        }
    }

    fn with(mut self, part: &str, kind: &str, body: Value) -> Self {
        let part = match part {
            "request" => &mut self.request,
            _ => &mut self.response,
        };
        part["headers"]["Content-Type"] = kind.into();
        part["body"] = body;
        self
    }

    fn redacted(mut self, place: &str) -> Self {
        self.redacted.push(place.to_owned());
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.response["status"] = status.into();
        self
    }

    fn text(&self, kind: &str) -> String {
        json!({
            "version": 1,
            "provenance": {"kind": kind, "source": "a test", "date": "2026-06-01"},
            "request": self.request,
            "response": self.response,
            "redacted": self.redacted,
        })
        .to_string()
    }
}

/// What was sent as the body of a request.
fn sent(body: Value) -> Exchange {
    Exchange::url("POST", "/thing", 204).with("request", "application/json", json!({ "json": body }))
}

/// What was received.
fn received(body: Value) -> Exchange {
    Exchange::url("GET", "/thing", 200).with("response", "application/json", json!({ "json": body }))
}

/// A request for a list, with this query.
fn query(query: &str) -> Exchange {
    Exchange::url("GET", &format!("/things{query}"), 200)
}

/// Runs the program itself.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(&sandbox.root)
        .args(["diff", "base.yaml", "new.yaml", "--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let report = serde_json::from_str(&text);
    let report = report.unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report)
}

/// The change of a rule, in a comparison of the documents of its page.
fn change(sandbox: &Sandbox, rule: &str, recordings: &str) -> Value {
    let (code, report) = run(sandbox, &["--recordings", recordings]);
    assert_eq!(code, Some(0), "{rule}: {report:#}");
    let changes = report["changes"].as_array().unwrap();
    let found = changes.iter().find(|change| change["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule}: {report:#}")).clone()
}

/// Documents in which a count that is returned became wider, and a limit of what is sent tighter.
fn two(sandbox: &Sandbox) {
    let document = |format: &str, most: u32| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /things:\n    get:\n      \
             operationId: listThings\n      parameters:\n        - {{name: limit, in: query, schema: {{type: integer, \
             maximum: {most}}}}}\n      responses:\n        '200':\n          description: ok\n          content:\n            \
             application/json: {{schema: {{type: object, properties: {{count: {{type: integer, format: {format}}}, \
             names: {{type: object, additionalProperties: {{type: integer, format: {format}}}}}}}}}}}\n"
        )
    };
    sandbox.write("base.yaml", document("int32", 1000));
    sandbox.write("new.yaml", document("int64", 100));
}

fn counted(count: u64) -> Exchange {
    query("?limit=50").with("response", "application/json", json!({"json": {"count": count}}))
}

/// The changes of a comparison by their places.
fn evidence(report: &Value, pointer: &str) -> (String, String) {
    let mut changes = report["changes"].as_array().unwrap().iter();
    let change = changes.find(|change| change["pointer"].as_str().unwrap().ends_with(pointer));
    let change = change.unwrap_or_else(|| panic!("{report:#}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&change["wire"]), text(&change["evidence"]["text"]))
}

/// A line of traffic as it was.
fn line(url: &str, body: &Value) -> String {
    let line = json!({
        "request": {"method": "GET", "url": url, "headers": {}},
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"json": body}},
    });
    format!("{line}\n")
}
