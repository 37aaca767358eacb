//! What the service returns, recorded.

use driver::server::CannedResponse;
use recording::{Kind, Recording};
use xtask::Exit;

use crate::support::{Workspace, always};

const OPERATION: &str = "ListContainerImageLogs";

const PAGE: &str = r#"{
  "total_num": 21,
  "data_list": [
    {"resource_name": "shop/backend:1.4", "event_name": "pullArtifact", "event_id": "f989aa25-b3a4-4d88-b05a-ccaa0acd1205",
     "source_ip": "100.93.10.7", "user_name": "alice", "time": 1737465650731, "content": "pull shop/backend:1.4"},
    {"resource_name": "shop/backend:1.4", "event_name": "pushArtifact", "event_id": "f989aa25-b3a4-4d88-b05a-ccaa0acd1206",
     "source_ip": "100.93.10.8", "user_name": "bob", "time": 1737465650732, "content": ""}
  ]
}"#;

fn record<'a>(endpoint: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "record",
        OPERATION,
        "--endpoint",
        endpoint,
        "--query",
        "limit=2",
        "--query",
        "user_name=alice",
    ];
    arguments.extend(more);
    arguments
}

#[test]
fn a_page_is_recorded_redacted_and_checked() {
    let workspace = Workspace::new("page");
    let before = workspace.files();
    let server = always(CannedResponse::json(200, PAGE));
    let ran = workspace.run(&record(&server.endpoint(), &[]));
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let path = format!("spec/recordings/{OPERATION}/200-local.json");
    let mut after = workspace.files();
    after.retain(|(name, _)| *name != path);
    assert_eq!(after, before, "another file was written");
    assert!(ran.err.contains(&format!("wrote {path}")), "{}", ran.err);
    assert!(ran.err.contains("1 interaction"), "{}", ran.err);

    let text = workspace.read(&path);
    let recording = Recording::parse(text.as_bytes()).expect("a recording");
    let interaction = recording.interaction();
    // A server of this machine is not the service.
    assert_eq!(interaction.provenance.kind, Kind::Synthetic);
    assert!(interaction.provenance.source.contains("not from the service"));
    assert_eq!(interaction.provenance.date, "2026-01-31");
    assert_eq!(
        interaction.request.url,
        "https://hss.ap-southeast-1.myhuaweicloud.com/v5/0a00aa000a0a0a0a0aaa0a00a0a0a0a0/container/image/events\
         ?limit=2&user_name=aaaaa"
    );
    let body: serde_json::Value = serde_json::from_slice(&interaction.response.body).expect("JSON");
    let expected = serde_json::json!({
        "total_num": 21,
        "data_list": [
            {"resource_name": "aaaa/aaaaaaa:0.0", "event_name": "pullArtifact",
             "event_id": "00000000-0000-4000-8000-000000000001", "source_ip": "192.0.2.1", "user_name": "aaaaa",
             "time": 1_000_000_000_001_i64, "content": "aaaa aaaa/aaaaaaa:0.0"},
            {"resource_name": "aaaa/aaaaaaa:0.0", "event_name": "pushArtifact",
             "event_id": "00000000-0000-4000-8000-000000000002", "source_ip": "192.0.2.2", "user_name": "aaa",
             "time": 1_000_000_000_002_i64, "content": ""},
        ],
    });
    assert_eq!(body, expected);
    assert!(interaction.redacted.contains(&"query:user_name".to_owned()));
    assert!(interaction.redacted.contains(&"/data_list/1/user_name".to_owned()));
    // The signature was sent, and the name of its header was recorded.
    assert!(server.received()[0].header("authorization").is_some());
    assert!(text.contains(r#""Authorization": "REDACTED""#), "{text}");
}

#[test]
fn the_same_bytes_give_the_same_file() {
    let workspace = Workspace::new("same");
    let server = always(CannedResponse::json(200, PAGE));
    let path = format!("spec/recordings/{OPERATION}/200-local.json");
    assert_eq!(workspace.run(&record(&server.endpoint(), &[])).exit, Exit::Fine);
    let first = workspace.read(&path);
    // At another port, on another day: what was seen first stays.
    let server = always(CannedResponse::json(200, PAGE));
    let workspace = workspace.on("2027-01-31");
    let ran = workspace.run(&record(&server.endpoint(), &[]));
    assert!(ran.err.contains(&format!("fresh {path}")), "{}", ran.err);
    assert_eq!(workspace.read(&path), first);
    let ran = workspace.run(&record(&server.endpoint(), &["--slug", "again"]));
    assert_eq!(ran.exit, Exit::Fine);
    let again = workspace.read(&format!("spec/recordings/{OPERATION}/200-again.json"));
    assert_eq!(again.replace("2027-01-31", "2026-01-31"), first);
}

#[test]
fn another_recording_is_replaced_only_by_force() {
    let workspace = Workspace::new("force");
    let path = format!("spec/recordings/{OPERATION}/200-local.json");
    let server = always(CannedResponse::json(200, PAGE));
    assert_eq!(workspace.run(&record(&server.endpoint(), &[])).exit, Exit::Fine);
    let first = workspace.read(&path);
    let server = always(CannedResponse::json(200, r#"{"total_num":0,"data_list":[]}"#));
    let ran = workspace.run(&record(&server.endpoint(), &[]));
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(
        ran.err.contains("is another recording") && ran.err.contains("--force"),
        "{}",
        ran.err
    );
    assert_eq!(workspace.read(&path), first);
    // What a killed run has left behind goes with it.
    let leftover = format!("spec/recordings/{OPERATION}/.200-local.json.1.xtask-staged");
    workspace.write(&leftover, "{");
    let ran = workspace.run(&record(&server.endpoint(), &["--force"]));
    assert!(!workspace.root.join(&leftover).exists());
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(
        ran.err.contains("replaced") && workspace.read(&path) != first,
        "{}",
        ran.err
    );
}

#[test]
fn a_response_with_an_error_is_recorded_once_and_not_retried() {
    let workspace = Workspace::new("error");
    let server = always(CannedResponse::json(
        503,
        r#"{"error_code":"HSS.0001","error_msg":"alice is not known"}"#,
    ));
    let ran = workspace.run(&record(&server.endpoint(), &["--slug", "busy", "--format", "json"]));
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["recordings"][0]["state"], "wrote");
    assert_eq!(report["recordings"][0]["status"], 503);
    assert_eq!(report["check"]["summary"]["errors"], 0);
    let text = workspace.read(&format!("spec/recordings/{OPERATION}/503-busy.json"));
    assert!(
        text.contains("HSS.0001") && text.contains("aaaaa aa aaa aaaaa"),
        "{text}"
    );
    assert_eq!(server.received().len(), 1);
}

#[test]
fn an_unset_project_is_looked_up_and_a_listed_region_is_used() {
    let iam = always(CannedResponse::json(
        200,
        r#"{"projects":[{"id":"0123456789abcdef0123456789abcdef"}]}"#,
    ));
    let workspace = Workspace::new("project").with_iam(&iam.endpoint());
    let server = always(CannedResponse::json(200, PAGE));
    let ran = workspace.run(&record(&server.endpoint(), &["--region", "eu-west-101"]));
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(iam.received()[0].path(), "/v3/projects");
    let target = &server.received()[0].target;
    assert!(target.contains("0123456789abcdef0123456789abcdef"), "{target}");
    let text = workspace.read(&format!("spec/recordings/{OPERATION}/200-local.json"));
    assert!(
        text.contains("https://hss.eu-west-101.myhuaweicloud.eu/v5/0000000000aaaaaa0000000000aaaaaa/"),
        "{text}"
    );
}

/// A document that the client was not generated from.
const OTHER: &str = r#"
openapi: 3.0.3
info: {title: Things, version: "1"}
servers: [{url: "https://things.example.com/v2"}]
security: [{signing: []}]
paths:
  /things/{thing_id}:
    post:
      operationId: MakeThing
      parameters:
        - {name: thing_id, in: path, required: true, schema: {type: string}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string, enum: [red, blue]}}}
        - {name: X-Reason, in: header, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {name: {type: string, maxLength: 8}, size: {type: integer}}
      responses:
        "201":
          description: Made.
          headers: {X-Place: {required: true, schema: {type: string}}}
          content:
            application/json:
              schema: {type: object, properties: {id: {type: string, format: uuid}}}
components:
  securitySchemes:
    signing: {type: apiKey, in: header, name: Authorization, x-signing: sdk-hmac-sha256}
"#;

#[test]
fn an_operation_that_the_client_does_not_know_is_called_by_the_document() {
    let workspace = Workspace::new("other");
    workspace.write("spec/other.yaml", OTHER);
    workspace.write(
        "spec/redaction.toml",
        "[operation.MakeThing]\nkeep = [\"/size\"]\nkeep_query = []\n",
    );
    workspace.write("body.json", r#"{"name": "my thing", "size": 42}"#);
    let made = r#"{"id":"f989aa25-b3a4-4d88-b05a-ccaa0acd1205"}"#;
    let server = always(CannedResponse::new(
        201,
        &[("Content-Type", "application/json"), ("X-Place", "hunter2")],
        made,
    ));
    let endpoint = server.endpoint();
    let mut arguments = vec![
        "record",
        "MakeThing",
        "--document",
        "spec/other.yaml",
        "--endpoint",
        &endpoint,
    ];
    let ran = workspace.run(&arguments);
    assert!(
        ran.exit == Exit::Incomplete && ran.err.contains("--path thing_id=VALUE"),
        "{}",
        ran.err
    );
    arguments.extend([
        "--path",
        "thing_id=thing one/x",
        "--query",
        "tags=red",
        "--body",
        "body.json",
    ]);
    arguments.extend(["--header", "X-Reason=hunter2"]);
    let ran = workspace.run(&arguments);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let received = &server.received()[0];
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("POST", "/things/thing%20one%2Fx?tags=red")
    );
    assert_eq!(received.body, br#"{"name": "my thing", "size": 42}"#);
    assert!(received.header("authorization").is_some() && received.header("x-reason") == Some("hunter2"));

    let text = workspace.read("spec/recordings/MakeThing/201-local.json");
    let recording = Recording::parse(text.as_bytes()).expect("a recording");
    let interaction = recording.interaction();
    assert_eq!(
        interaction.request.url,
        "https://things.example.com/v2/things/aaaaa%20aaa%2Fa?tags=aaa"
    );
    let sent: serde_json::Value =
        serde_json::from_slice(interaction.request.body.as_ref().expect("a body")).expect("JSON");
    assert_eq!(sent, serde_json::json!({"name": "aa aaaaa", "size": 42}));
    assert_eq!(
        interaction.redacted,
        ["path:thing_id", "query:tags", "request.body:/name", "/id"]
    );
    // The names of headers that the document declares are recorded.
    assert_eq!(
        text.matches("\"X-Place\": \"REDACTED\"").count() + text.matches("\"x-reason\": \"REDACTED\"").count(),
        2
    );
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn a_preview_writes_nothing() {
    let workspace = Workspace::new("dry");
    let before = workspace.files();
    let server = always(CannedResponse::json(200, PAGE));
    let ran = workspace.run(&record(&server.endpoint(), &["--dry-run"]));
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    Recording::parse(ran.out.as_bytes()).expect("a recording");
    assert_eq!(workspace.files(), before);
}

#[test]
fn a_violation_is_recorded_and_reported() {
    let workspace = Workspace::new("drift");
    let server = always(CannedResponse::json(
        200,
        r#"{"total_num":"21","agent":{"alice smith":1}}"#,
    ));
    let ran = workspace.run(&record(&server.endpoint(), &[]));
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
    assert!(
        ran.err.contains("error[type]") && ran.err.contains("undocumented-property"),
        "{}",
        ran.err
    );
    let text = workspace.read(&format!("spec/recordings/{OPERATION}/200-local.json"));
    assert!(text.contains("\"agent\"") && text.contains("\"key-1\": 3"), "{text}");
}

#[test]
fn wrong_arguments_are_reported_and_nothing_is_sent() {
    let workspace = Workspace::new("wrong");
    let before = workspace.files();
    let server = always(CannedResponse::json(200, PAGE));
    let endpoint = server.endpoint();
    for (arguments, words) in [
        (
            &["record", "ListContainerImageLog"][..],
            "near it: `ListContainerImageLogs`",
        ),
        (&["record", OPERATION, "--query", "limits=1"], "near it: `limit`"),
        (
            &["record", OPERATION, "--query", "hunter2"],
            "--query number 1: write it as",
        ),
        (
            &["record", OPERATION, "--header", "X-Auth-Token=hunter2"],
            "no header parameter `X-Auth-Token`",
        ),
        (
            &["record", OPERATION, "--path", "project=hunter2"],
            "no path parameter `project`",
        ),
        (&["record", OPERATION, "--body", "nothing"], "takes no body"),
        (
            &["record", OPERATION, "--endpoint", "http://hunter2.example.com"],
            "must begin with `https://`",
        ),
        (
            &["record", OPERATION, "--endpoint", "https://u:hunter2@example.com"],
            "leave out the user",
        ),
        (
            &["record", OPERATION, "--region", "hunter2.example.com/"],
            "`region` must consist of letters",
        ),
        (&["record", "--from", "nothing.har"], "cannot be read"),
        (&["record"], "required"),
    ] {
        let mut arguments = arguments.to_vec();
        if !arguments
            .iter()
            .any(|argument| ["--endpoint", "--region", "--from"].contains(argument))
            && arguments.len() > 1
        {
            arguments.extend(["--endpoint", &endpoint]);
        }
        let ran = workspace.run(&arguments);
        assert_eq!(ran.exit, Exit::Incomplete, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("hunter2"), "{arguments:?}: {}", ran.err);
    }
    assert!(server.received().is_empty());
    assert_eq!(workspace.files(), before);
}
