//! Runs each example of the client as a process, against a local server.
#![allow(
    clippy::disallowed_methods,
    reason = "nothing reads the files of a test while they are written"
)]

#[path = "../../../tests/export/built.rs"]
mod built;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use driver::server::{CannedResponse, Handler, Listing, Names, Received, Record, Server};
use serde_json::json;

/// The examples. That of `export` has tests of its own, in the driver.
const EXAMPLES: [&str; 11] = [
    "blocking",
    "call",
    "credentials",
    "errors",
    "list",
    "metrics",
    "middleware",
    "mock",
    "raw",
    "resume",
    "tracing",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// An example that calls a server, with the settings in its environment alone.
fn example(name: &str, server: &Server) -> Command {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| built::examples(&EXAMPLES));
    let mut command = Command::new(&built[name]);
    command
        .env_clear()
        .env("HUAWEICLOUD_SDK_REGION", "eu-west-101")
        .env("HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101", server.endpoint())
        .env("HUAWEICLOUD_SDK_PROJECT_ID", "p1")
        .env("HUAWEICLOUD_SDK_AK", "canary-id")
        .env("HUAWEICLOUD_SDK_SK", "canary-key");
    command
}

/// Runs a command. Returns what it printed, and its code. Keys are in neither output.
fn run(command: &mut Command) -> (String, Option<i32>) {
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    let (out, errors) = (text(stdout), text(stderr));
    assert!(
        !out.contains("canary-key") && !errors.contains("canary"),
        "{out}{errors}"
    );
    assert_eq!(errors, "", "{out}");
    (out, status.code())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("text")
}

/// Five records, the newest first: `event-5` to `event-1`.
fn listing() -> Listing {
    let names = Names {
        limit: "limit",
        offset: "offset",
        from: "start_time",
        to: "end_time",
        items: "data_list",
        total: "total_num",
    };
    let record = |time: i64| Record {
        time,
        value: json!({
            "event_id": format!("event-{time}"),
            "event_name": "push",
            "user_name": if time % 2 == 0 { "ann" } else { "bob" },
            "time": time,
        }),
    };
    Listing::new(names, (1..=5).map(record))
}

fn start(handler: impl Handler) -> Server {
    Server::start(handler).expect("a free port")
}

/// A response with one status and body.
fn always(status: u16, body: &'static str) -> Server {
    let headers = [("Content-Type", "application/json"), ("X-Request-Id", "r-1")];
    start(move |_: &Received| CannedResponse::new(status, &headers, body))
}

#[test]
fn each_example_is_run_and_short() {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let lines = fs::read_to_string(&path).expect("text").lines().count();
        assert!(name == "export" || lines <= 60, "{name}: {lines} lines");
        found.push(name);
    }
    found.retain(|name| name != "export");
    found.sort();
    assert_eq!(found, EXAMPLES);
}

#[test]
fn call_prints_a_page() {
    let server = start(listing());
    let (out, code) = run(&mut example("call", &server));
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(
        out,
        "Some(5) Some(\"push\")\nSome(4) Some(\"push\")\nSome(5) in all\nrequest None, attempt 1\n"
    );
    let received = server.received();
    assert_eq!(received[0].path(), "/v5/p1/container/image/events");
    assert_eq!(received[0].query(), "limit=2&user_name=ann");
    let authorization = received[0].header("authorization").expect("it is signed");
    assert!(
        authorization.starts_with("SDK-HMAC-SHA256 Access=canary-id"),
        "{authorization}"
    );
}

#[test]
fn list_counts_all_records() {
    let server = start(listing().clamp(2));
    assert_eq!(
        run(&mut example("list", &server)),
        ("ann: 2\nbob: 3\n".to_owned(), Some(0))
    );
    assert!(server.received().len() >= 3);
}

#[test]
fn resume_goes_on_where_the_last_run_stopped() {
    let server = start(listing());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("position");
    let out = || run(example("resume", &server).arg(&file));
    let first = "Some(\"event-5\")\nSome(\"event-4\")\nSome(\"event-3\")\n";
    assert_eq!(out(), (first.to_owned(), Some(0)));
    let second = "Some(\"event-2\")\nSome(\"event-1\")\nthat is all\n";
    assert_eq!(out(), (second.to_owned(), Some(0)));
}

#[test]
fn errors_advises_by_the_failure() {
    for (status, body, expected) in [
        (200, r#"{"total_num":3}"#, "Some(3) logs\n"),
        (
            400,
            r#"{"error_code":"APIGW.0308","error_msg":"too many"}"#,
            "ListContainerImageLogs: status 400, code APIGW.0308: too many (request r-1)\ncall again in None\n",
        ),
        (
            401,
            r#"{"error_code":"APIGW.0301","error_msg":"no"}"#,
            "ListContainerImageLogs: status 401, code APIGW.0301: no (request r-1)\nchange the credentials\n",
        ),
        (
            403,
            r#"{"error_code":"HSS.1","error_msg":"no"}"#,
            "ListContainerImageLogs: status 403, code HSS.1: no (request r-1)\n\
             have the permission granted that Some(\"HSS.1\") is about\n",
        ),
        (
            404,
            r#"{"error_code":"HSS.2","error_msg":"gone"}"#,
            "ListContainerImageLogs: status 404, code HSS.2: gone (request r-1)\n\
             ask the service's support about the request Some(\"r-1\")\n",
        ),
    ] {
        let (out, code) = run(&mut example("errors", &always(status, body)));
        assert_eq!((&*out, code), (expected, Some(i32::from(status != 200))));
    }
    // A response that is not as documented: the cause is on the same line.
    let (out, code) = run(&mut example("errors", &always(200, r#"{"total_num":"x"}"#)));
    assert_eq!(code, Some(1));
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].contains("(request r-1): invalid type: string"), "{out}");
    assert_eq!(
        lines[1],
        "report the response: Some(\"total_num\") is not as documented"
    );
}

#[test]
fn credentials_takes_the_token_of_the_file() {
    let server = start(|request: &Received| match request.header("x-auth-token") {
        Some("canary-token") => CannedResponse::json(200, r#"{"total_num":3}"#),
        _ => CannedResponse::json(401, r#"{"error_code":"APIGW.0301","error_msg":"no"}"#),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    fs::write(&file, "canary-token\n").expect("it is written");
    let out = run(example("credentials", &server).arg(&file));
    assert_eq!(out, ("Some(3) logs, attempt 1\n".to_owned(), Some(0)));
}

#[test]
fn middleware_adds_a_header_and_logs_attempts() {
    let server = start(listing());
    let (out, code) = run(&mut example("middleware", &server));
    assert_eq!((&*out, code), ("ListContainerImageLogs 1: Some(200)\n", Some(0)));
    let received = server.received();
    assert_eq!(received[0].header("x-team"), Some("payments"));
    let authorization = received[0].header("authorization").expect("it is signed");
    assert!(authorization.contains("x-team"), "{authorization}");
}

#[test]
fn mock_calls_no_server() {
    let server = start(listing());
    let out = run(&mut example("mock", &server));
    let expected = "GET /v5/test/container/image/events: ok\n";
    assert_eq!(out, (expected.to_owned(), Some(0)));
    assert_eq!(server.connections(), 0);
}

#[test]
fn blocking_waits_and_iterates() {
    let server = start(listing());
    let (out, code) = run(&mut example("blocking", &server));
    assert_eq!(code, Some(0));
    let events = (1..=5).rev().map(|number| format!("Some(\"event-{number}\")\n"));
    assert_eq!(out, format!("Some(5) logs\n{}", events.collect::<String>()));
}

#[test]
fn raw_reads_what_is_not_described() {
    let server = start(|request: &Received| match request.path() {
        "/v5/p1/hosts" => CannedResponse::json(200, r#"{"total_num":7}"#),
        _ => CannedResponse::new(
            200,
            &[("Content-Type", "application/json"), ("X-Served-By", "a")],
            r#"{"total_num":1,"new":true}"#,
        ),
    });
    let (out, code) = run(&mut example("raw", &server));
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(
        out,
        "undeclared: Some({\"/new\": Bool(true)})\nheader: Some(\"a\")\n26 bytes\nhosts: 7\n"
    );
    assert_eq!(server.received()[0].header("x-trace"), Some("7f3a"));
}

#[test]
fn metrics_counts_calls() {
    let server = start(listing());
    let (out, code) = run(&mut example("metrics", &server));
    assert_eq!(code, Some(0));
    let calls: Vec<_> = out
        .lines()
        .filter(|line| line.starts_with("api_client_calls_total"))
        .collect();
    assert_eq!(
        calls,
        [
            "api_client_calls_total[\"client=huaweicloud-hss\", \"operation=ListContainerImageLogs\", \
          \"outcome=success\"] +1"
        ]
    );
}

#[test]
fn tracing_logs_calls_and_attempts() {
    let server = start(listing());
    let (out, code) = run(&mut example("tracing", &server));
    assert_eq!(code, Some(0));
    for expected in [
        "url.template=\"/v5/{project_id}/container/image/events\"",
        "close",
        "DEBUG",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
}
