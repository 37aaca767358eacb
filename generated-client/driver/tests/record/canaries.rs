//! Canaries: secrets in every place that a request and a response have. None of them is ever written, in whatever
//! encoding.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use driver::server::{CannedResponse, Handler, Received, Server, Step};
use serde_json::json;
use xtask::Exit;

use crate::support::{ACCESS_KEY, Ran, SECRET_KEY, Workspace, always};

const OPERATION: &str = "ListContainerImageLogs";

/// The canary of a place.
fn canary(place: &str) -> String {
    let number = place
        .bytes()
        .fold(7_u32, |number, byte| number.wrapping_mul(31).wrapping_add(byte.into()));
    format!("canary-{place}-{number:08x}q7")
}

/// The texts under which a secret could be found in what was written.
fn forms(secret: &str) -> Vec<String> {
    let each = |form: fn(u8) -> String| secret.bytes().map(form).collect::<String>();
    let mut forms = vec![
        secret.to_owned(),
        secret.to_uppercase(),
        each(|byte| format!("%{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("{byte:02x}")),
        each(|byte| format!("{byte:02X}")),
        each(|byte| format!("\\u{byte:04x}")),
        secret.replace('-', "%2D"),
        secret.chars().rev().collect(),
    ];
    // Base64 of a longer text holds that of the secret at one of three places, but for its ends.
    for before in 0..3 {
        let longer = format!("{}{secret}", "x".repeat(before));
        let encoded = STANDARD.encode(longer);
        forms.push(encoded.trim_end_matches('=')[4..encoded.len() - 4].to_owned());
    }
    forms
}

/// Fails if a canary is in anything that was written.
fn assert_none(secrets: &[String], workspace: &Workspace, ran: &[&Ran]) {
    let mut written = workspace.files();
    // It holds the keys for the driver.
    written.retain(|(name, _)| name != "cargo.sh" && !name.ends_with(".har"));
    for ran in ran {
        written.push(("standard output".to_owned(), ran.out.clone().into_bytes()));
        written.push(("standard error".to_owned(), ran.err.clone().into_bytes()));
    }
    for (name, bytes) in &written {
        let text = String::from_utf8_lossy(bytes);
        for secret in secrets {
            for form in forms(secret) {
                assert!(!text.contains(&form), "{name} holds `{secret}` as `{form}`:\n{text}");
                assert!(!name.contains(&form), "{name} is called `{secret}`");
            }
        }
    }
}

/// A body with canaries, each made by what is given the name of its place.
type Body = fn(&mut dyn FnMut(&str) -> String) -> String;

/// A response with canaries in every place, and their list.
fn canned(status: u16, body: Body) -> (CannedResponse, Vec<String>) {
    let mut planted = Vec::new();
    let mut plant = |place: &str| {
        planted.push(canary(place));
        canary(place)
    };
    let body = body(&mut plant);
    let mut head = format!("HTTP/1.1 {status} {}\r\n", plant("status-text"));
    for (name, value) in [
        (plant("header-name"), "1".to_owned()),
        (
            "Content-Type".to_owned(),
            format!("application/json; token={}", plant("media-type")),
        ),
        ("Content-Language".to_owned(), plant("language")),
        ("Retry-After".to_owned(), plant("retry-after")),
        ("Allow".to_owned(), plant("allow")),
        ("X-Auth-Token".to_owned(), plant("auth-token")),
        ("X-Subject-Token".to_owned(), plant("subject-token")),
        ("X-Security-Token".to_owned(), plant("security-token")),
        ("X-Request-Id".to_owned(), plant("request-id")),
        ("Set-Cookie".to_owned(), format!("session={}", plant("cookie"))),
        (
            "Location".to_owned(),
            format!("https://example.com/{}", plant("location")),
        ),
        ("X-Other".to_owned(), plant("other-header")),
        ("Content-Length".to_owned(), body.len().to_string()),
    ] {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let bytes = format!("{head}\r\n{body}").into_bytes();
    (CannedResponse::steps([Step::Send(bytes)]), planted)
}

fn page(plant: &mut dyn FnMut(&str) -> String) -> String {
    json!({
        "total_num": 21,
        plant("body-name"): {plant("inner-name"): [plant("inner-value"), {"deep": [[plant("deep-value")]]}]},
        "data_list": [{
            "resource_name": plant("value"),
            "source_ip": "10.77.88.99",
            "user_name": format!("{}@corp.example", plant("user")),
            "content": format!("said: {} ünd \"{}\"\n", plant("text"), plant("quoted")),
            "time": 8_317_465_650_731_i64,
            "event_id": plant("id").to_uppercase(),
            "event_name": ["kept nowhere", plant("list-value")],
            "event_type": {"type": plant("object-value")},
        }],
    })
    .to_string()
}

#[test]
fn a_call_writes_no_secret() {
    let bodies: [(&str, u16, Body); 7] = [
        ("page", 200, page),
        ("error", 403, |plant| {
            format!(
                r#"{{"error_code":"HSS.0001","error_msg":"{0} said {1}","{2}":1}}"#,
                plant("error-text"),
                plant("error-more"),
                plant("error-name")
            )
        }),
        ("cut", 200, |plant| {
            format!(
                r#"{{"total_num":1,"{}":["{}","{}"#,
                plant("cut-name"),
                plant("cut-value"),
                plant("cut")
            )
        }),
        ("html", 502, |plant| format!("<html>{}</html>", plant("html"))),
        ("twice", 200, |plant| {
            format!(
                r#"{{"a":"{0}","a":"\ud800{1}","b":NaN}} {2}"#,
                plant("twice"),
                plant("half"),
                plant("trailing")
            )
        }),
        ("bare", 200, |plant| format!("\u{FEFF}\"{}\"", plant("bare"))),
        ("escaped", 200, |plant| {
            let escaped: String = plant("escaped").bytes().map(|byte| format!("\\u{byte:04x}")).collect();
            format!(r#"{{"{escaped}":"{escaped}"}}"#)
        }),
    ];
    for (name, status, body) in bodies {
        let workspace = Workspace::new(&format!("canaries-{name}"));
        let (response, mut planted) = canned(status, body);
        let server = always(response);
        let arguments = [canary("query"), canary("project")];
        planted.extend(arguments.clone());
        planted.extend([ACCESS_KEY, SECRET_KEY, "10.77.88.99", "8317465650731"].map(str::to_owned));
        let [query, project] = arguments;
        let endpoint = server.endpoint();
        let (query, project) = (format!("user_name={query}"), format!("project_id={project}"));
        let record = [
            "record",
            OPERATION,
            "--endpoint",
            &endpoint,
            "--query",
            &query,
            "--path",
            &project,
        ];
        let ran = workspace.run(&record);
        let shown = workspace.run(&[&record[..], &["--dry-run"]].concat());
        let report = workspace.run(&[&record[..], &["--format", "json", "--slug", "machine"]].concat());
        let path = format!("spec/recordings/{OPERATION}/{status}-local.json");
        assert!(ran.err.contains(&format!("wrote {path}")), "{name}: {}", ran.err);
        assert!(
            server
                .received()
                .iter()
                .all(|received| received.target.contains("canary-query"))
        );
        assert_none(&planted, &workspace, &[&ran, &shown, &report]);
    }
}

#[test]
fn values_that_repeat_the_credentials_are_redacted_everywhere() {
    struct Echo(Arc<Mutex<Vec<String>>>);
    impl Handler for Echo {
        fn respond(&self, received: &Received) -> CannedResponse {
            let signature = received.header("authorization").expect("a signature").to_owned();
            let secret = signature.rsplit_once("Signature=").expect("a signature").1.to_owned();
            self.0.lock().expect("a lock").push(secret.clone());
            let body = json!({"total_num": 1, "data_list": [{"event_type": ACCESS_KEY, "event_name": secret}]});
            CannedResponse::json(200, body.to_string())
        }
    }
    let workspace = Workspace::new("canaries-echo");
    let seen = Arc::default();
    let server = Server::start(Echo(Arc::clone(&seen))).expect("a port");
    let ran = workspace.run(&["record", OPERATION, "--endpoint", &server.endpoint()]);
    assert!(ran.err.contains("wrote"), "{}", ran.err);
    let mut planted = seen.lock().expect("a lock").clone();
    planted.push(ACCESS_KEY.to_owned());
    assert_none(&planted, &workspace, &[&ran]);
}

#[test]
fn a_call_that_fails_shows_no_secret() {
    let workspace = Workspace::new("canaries-failure");
    let before = workspace.files();
    let (query, project) = (canary("query"), canary("project"));
    let server = always(CannedResponse::steps([
        Step::Send(format!("{query} {project}\r\n\r\n").into_bytes()),
        Step::Close,
    ]));
    let (endpoint, pair, variable) = (
        server.endpoint(),
        format!("user_name={query}"),
        format!("project_id={project}"),
    );
    let ran = workspace.run(&[
        "record",
        OPERATION,
        "--endpoint",
        &endpoint,
        "--query",
        &pair,
        "--path",
        &variable,
    ]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert_eq!(workspace.files(), before);
    assert_none(
        &[query, project, ACCESS_KEY.to_owned(), SECRET_KEY.to_owned()],
        &workspace,
        &[&ran],
    );
}

#[test]
fn a_capture_writes_no_secret() {
    let workspace = Workspace::new("canaries-capture");
    let mut planted = Vec::new();
    let mut plant = |place: &str| {
        planted.push(canary(place));
        canary(place)
    };
    let header = |name: &str, value: String| json!({"name": name, "value": value});
    let url = format!(
        "https://{}:{}@hss.eu-west-101.myhuaweicloud.eu/v5/{}/container/image/events?user_name={}&{}={}#{}",
        plant("user"),
        plant("password"),
        plant("project"),
        plant("query"),
        plant("query-name"),
        plant("query-value"),
        plant("fragment"),
    );
    let body = page(&mut plant);
    let har = json!({"log": {
        "version": "1.2",
        "creator": {"name": plant("creator"), "version": "1"},
        "entries": [{
            "startedDateTime": "2026-01-30T10:00:00Z",
            "comment": plant("comment"),
            "request": {
                "method": "GET",
                "url": url,
                "headers": [
                    header("X-Auth-Token", plant("token")),
                    header("Cookie", format!("a={}", plant("sent-cookie"))),
                    header("Accept", plant("accept")),
                    header("User-Agent", plant("agent")),
                    header(&plant("sent-header"), "1".to_owned()),
                ],
                "postData": {"mimeType": "application/json", "text": json!({plant("sent-name"): plant("sent-value")}).to_string()},
            },
            "response": {
                "status": 200,
                "statusText": plant("status-text"),
                "headers": [header("Content-Type", "application/json".to_owned()), header("X-Subject-Token", plant("subject"))],
                "content": {"mimeType": "application/json", "size": body.len(), "text": body},
            },
        }, {
            "startedDateTime": "2026-01-30T10:00:00Z",
            "request": {"method": "GET", "url": format!("https://example.com/{}", plant("foreign")), "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": plant("foreign-body")}},
        }, {
            "request": {"method": plant("method"), "url": plant("no-url"), "headers": []},
            "response": {"status": plant("status"), "headers": []},
        }],
    }});
    workspace.write("capture.har", &har.to_string());
    let ran = workspace.run(&["record", "--from", "capture.har"]);
    assert!(
        ran.err
            .contains("wrote spec/recordings/ListContainerImageLogs/200-capture-001.json"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("of no operation of the document"), "{}", ran.err);
    let shown = workspace.run(&["record", "--from", "capture.har", "--dry-run"]);
    let report = workspace.run(&[
        "record",
        "--from",
        "capture.har",
        "--format",
        "json",
        "--slug",
        "machine",
    ]);
    let again = workspace.run(&["record", "--from", "capture.har"]);
    assert!(again.err.contains("fresh spec/"), "{}", again.err);
    assert_none(&planted, &workspace, &[&ran, &shown, &report, &again]);
}
