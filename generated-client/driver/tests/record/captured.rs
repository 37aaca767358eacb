//! What others captured, made into recordings.

use recording::{Kind, Recording, Unobserved};
use serde_json::{Value, json};
use xtask::Exit;

use crate::support::Workspace;

const OPERATION: &str = "ListContainerImageLogs";

fn entry(day: &str, url: &str, status: u16, body: &str) -> Value {
    json!({
        "startedDateTime": format!("{day}T10:00:00.000Z"),
        "request": {"method": "GET", "url": url, "headers": [{"name": "X-Auth-Token", "value": "hunter2"}]},
        "response": {
            "status": status,
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": body.len(), "text": body},
        },
    })
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "a proxy", "version": "1"}, "entries": entries}}).to_string()
}

fn url(host: &str, user: &str) -> String {
    format!("https://{host}/v5/2b31ed520c9f4e1d8edb6e57a1b2c3d4/container/image/events?limit=10&user_name={user}")
}

#[test]
fn one_recording_is_written_for_each_distinct_response() {
    let workspace = Workspace::new("capture");
    let host = "hss.eu-west-101.myhuaweicloud.eu";
    let page = |user: &str| format!(r#"{{"total_num":1,"data_list":[{{"user_name":"{user}"}}]}}"#);
    let entries = [
        entry("2026-01-30", &url(host, "alice"), 200, &page("alice")),
        // Another day and another name of the same shape: redacted, it is the same.
        entry("2026-01-31", &url(host, "clara"), 200, &page("clara")),
        entry("2026-01-31", &url(host, "bob"), 200, &page("alice")),
        entry(
            "2026-01-31",
            &url(host, "bob"),
            403,
            r#"{"error_code":"HSS.0001","error_msg":"no"}"#,
        ),
        entry("2026-01-31", "https://example.com/else", 200, "{}"),
        json!({"request": {"method": "GET", "url": url(host, "x"), "headers": []}, "response": {"status": 0}}),
    ];
    workspace.write("capture.har", &har(&entries));
    let ran = workspace.run(&["record", "--from", "capture.har", "--format", "json"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let paths: Vec<_> = report["recordings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["path"].clone())
        .collect();
    let path = |name: &str| format!("spec/recordings/{OPERATION}/{name}.json");
    let names = ["200-capture-001", "200-capture-002", "403-capture-001"].map(path);
    assert_eq!(paths, names);
    assert_eq!(report["entries"], 6);
    assert_eq!(
        report["skipped"],
        json!({"foreign": 1, "other": 0, "same": 1, "unanswered": 1})
    );
    assert_eq!(report["check"]["interactions"], 3);

    let recording = Recording::parse(workspace.read(&names[0]).as_bytes()).expect("a recording");
    let interaction = recording.interaction();
    assert_eq!(
        (interaction.provenance.kind, &*interaction.provenance.date),
        (Kind::Capture, "2026-01-30")
    );
    assert_eq!(
        interaction.request.url,
        "https://hss.eu-west-101.myhuaweicloud.eu/v5/0a00aa000a0a0a0a0aaa0a00a0a0a0a0/container/image/events\
         ?limit=10&user_name=aaaaa"
    );
    assert!(!interaction.is_unobserved(Unobserved::RequestHeaders));
    // Again, it is all there.
    let again = workspace.run(&["record", "--from", "capture.har"]);
    assert_eq!(again.exit, Exit::Fine);
    assert_eq!(again.err.matches("fresh spec/").count(), 3, "{}", again.err);
}

#[test]
fn another_host_is_redacted_unless_it_is_named_as_the_service() {
    let workspace = Workspace::new("capture-elsewhere");
    let entries = [entry(
        "2026-01-31",
        &url("127.0.0.1:8443", "alice"),
        200,
        r#"{"total_num":0,"data_list":[]}"#,
    )];
    workspace.write("capture.har", &har(&entries));
    let ran = workspace.run(&["record", "--from", "capture.har", "--slug", "elsewhere"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    assert!(ran.err.contains("error[server]"), "{}", ran.err);
    let text = workspace.read(&format!("spec/recordings/{OPERATION}/200-elsewhere-001.json"));
    assert!(
        text.contains("https://redacted.invalid/v5/") && !text.contains("127.0.0.1"),
        "{text}"
    );

    let ran = workspace.run(&[
        "record",
        "--from",
        "capture.har",
        "--endpoint",
        "https://127.0.0.1:8443",
    ]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let text = workspace.read(&format!("spec/recordings/{OPERATION}/200-capture-001.json"));
    assert!(
        text.contains("https://hss.ap-southeast-1.myhuaweicloud.com/v5/"),
        "{text}"
    );
}

#[test]
fn a_truncated_file_gives_its_complete_entries_and_an_error() {
    let workspace = Workspace::new("capture-cut");
    let host = "hss.eu-west-101.myhuaweicloud.eu";
    let whole = har(&[
        entry("2026-01-31", &url(host, "alice"), 200, "{}"),
        entry("2026-01-31", &url(host, "bob"), 200, "{}"),
    ]);
    workspace.write("capture.har", &whole[..whole.len() - 40]);
    let ran = workspace.run(&["record", "--from", "capture.har"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(
        ran.err.contains("error: capture.har:1:") && ran.err.contains("200-capture-001.json"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("hunter2"), "{}", ran.err);
}

#[test]
fn only_the_operations_that_were_named_are_taken() {
    let workspace = Workspace::new("capture-operations");
    workspace.write("capture.har", &har(&[]));
    let ran = workspace.run(&[
        "record",
        "--from",
        "capture.har",
        "--operation",
        "ListContainerImageLog",
    ]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("near it: `ListContainerImageLogs`"),
        "{}",
        ran.err
    );
    let ran = workspace.run(&["record", "--from", "capture.har", "--operation", OPERATION]);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("nothing was recorded"),
        "{}",
        ran.err
    );
}

#[test]
fn a_policy_that_does_not_fit_the_document_is_refused() {
    let workspace = Workspace::new("capture-policy");
    workspace.write("capture.har", &har(&[]));
    for (policy, words) in [
        ("keep = [\"/a\"", "error: spec/redaction.toml:1:"),
        (
            "[operation.ListContainerImageLog]\n",
            "spec/redaction.toml:1:12: the document has no operation",
        ),
        ("keep = [\"/a/X-Auth-Token\"]\n", "`X-Auth-Token` is never kept"),
    ] {
        workspace.write("spec/redaction.toml", policy);
        let ran = workspace.run(&["record", "--from", "capture.har"]);
        assert!(
            ran.exit == Exit::Incomplete && ran.err.contains(words),
            "{policy}: {}",
            ran.err
        );
    }
}
