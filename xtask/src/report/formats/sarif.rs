//! SARIF 2.1.0, as code scanning takes it.

use serde_json::{Value, json};

/// How many results a run may have: code scanning refuses a run with more.
pub(crate) const RESULTS: usize = 25_000;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The beginning of a log, up to its first run.
pub(crate) fn begin_log() -> String {
    format!("{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[")
}

/// The beginning of a run, up to its first result. Each of several runs has its own identity.
pub(crate) fn begin_run(id: &str, rules: &[Value]) -> String {
    let driver = json!({"name": "xtask", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let id = json!({ "id": id });
    format!(
        "{{\"tool\":{{\"driver\":{driver}}},\n\"automationDetails\":{id},\n\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

/// The end of a run: how it went.
pub(crate) fn end_run(invocation: &Value, properties: Option<&Value>) -> String {
    let properties = properties.map(|properties| format!(",\n\"properties\":{properties}"));
    format!("],\n\"invocations\":[{invocation}]{}}}", properties.unwrap_or_default())
}

/// The end of a log.
pub(crate) const END_LOG: &str = "]}";

/// A whole log of a run that did not take place.
pub(crate) fn not_run(notifications: &[Value]) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "xtask", "version": env!("CARGO_PKG_VERSION")}},
            "results": [],
            "invocations": [{"executionSuccessful": false, "toolExecutionNotifications": notifications}],
        }],
    })
}

/// A rule. `text` is what it finds, and why that matters.
pub(crate) fn rule(id: &str, level: &str, [summary, why]: [&str; 2], reference: &str) -> Value {
    let mut rule = json!({
        "id": id,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": format!("{summary}: {why}")},
        "defaultConfiguration": {"level": level},
    });
    if reference.starts_with("https://") {
        rule["helpUri"] = reference.into();
    }
    rule
}

/// A place in a file; the line and column are counted from 1.
pub(crate) fn physical(file: &str, at: Option<(usize, usize)>) -> Value {
    let mut location = json!({"artifactLocation": {"uri": uri(file)}});
    if let Some((line, column)) = at {
        location["region"] = json!({"startLine": line, "startColumn": column});
    }
    location
}

/// The name of a file as a reference, relative to the root of the workspace unless the file is outside of it.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    if file.starts_with('/') {
        format!("file://{uri}")
    } else {
        uri
    }
}
