//! Traffic to hosts that are no server of the document.

use serde_json::{Value, json};
use xtask::Exit;

use crate::common::{Sandbox, golden};
use crate::traffic::{OWN, PATH, entry, har, line};

/// The report for programs on a file.
fn report(sandbox: &Sandbox, arguments: &[&str]) -> (Exit, Value) {
    let ran = sandbox.run(&[&["check", "--format", "json"], arguments].concat());
    (ran.exit, serde_json::from_str(&ran.out).unwrap())
}

fn wrong() -> Value {
    json!([{"time": "soon"}])
}

#[test]
fn other_hosts_of_a_capture_are_counted_in_one_note() {
    let sandbox = Sandbox::new("hosts");
    let mut entries = vec![entry(&format!("{OWN}{PATH}"), &json!([]))];
    for number in 0..40 {
        let host = format!("https://cdn{}.example.net/a.js", number % 12);
        entries.push(entry(&host, &wrong()));
    }
    entries.push(entry("https://user:secretword@login.example.org/x", &wrong()));
    entries.push(entry("data:image/png;base64,AAAA", &wrong()));
    sandbox.write("capture.har", har(&entries));
    let ran = sandbox.run(&["check", "capture.har"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    golden("check-other-hosts.txt", &ran.seen());
    let lines: String = ["https://cdn1.example.net/a.js".to_owned(), format!("{OWN}{PATH}")]
        .iter()
        .map(|url| line(url, &json!([])) + "\n")
        .collect();
    sandbox.write("capture.ndjson", lines);
    for (file, interactions, requests) in [("capture.har", 1, 41), ("capture.ndjson", 1, 1)] {
        let (exit, report) = report(&sandbox, &[file]);
        assert_eq!(exit, Exit::Fine, "{report:#}");
        assert_eq!(report["interactions"], interactions);
        let notes = report["notes"].as_array().unwrap();
        let notes: Vec<_> = notes.iter().filter(|note| note["rule"] == "other-hosts").collect();
        assert_eq!((notes.len(), &notes[0]["seen"]), (1, &json!(requests)));
        assert!(!report.to_string().contains("secretword"));
    }
}

#[test]
fn checking_nothing_sets_the_exit_code() {
    let sandbox = Sandbox::new("hosts-nothing");
    sandbox.write(
        "my capture.har",
        har(&[entry(&format!("http://localhost:8080{PATH}"), &json!([]))]),
    );
    let ran = sandbox.run(&["check", "my capture.har"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    let pasted = "`cargo xtask check --server http://localhost:8080 'my capture.har'`";
    assert!(ran.err.contains(pasted), "{}", ran.err);
}

#[test]
fn a_given_address_is_checked_like_a_server_of_the_document() {
    let sandbox = Sandbox::new("hosts-given");
    for (address, url) in [
        ("http://localhost:8080", format!("http://localhost:8080{PATH}")),
        ("http://LOCALHOST:8080/", format!("http://localhost:8080{PATH}")),
        (
            "http://127.0.0.1/proxy/hss",
            format!("http://127.0.0.1/proxy/hss{PATH}"),
        ),
        (
            "https://staging.example.com",
            format!("https://staging.example.com:443{PATH}"),
        ),
    ] {
        for (file, text) in [
            ("capture.har", har(&[entry(&url, &json!([])), entry(&url, &wrong())])),
            (
                "capture.ndjson",
                format!("{}\n{}\n", line(&url, &json!([])), line(&url, &wrong())),
            ),
        ] {
            sandbox.write(file, text);
            let (exit, report) = report(&sandbox, &["--server", address, file]);
            assert_eq!(
                (exit, &report["interactions"]),
                (Exit::Findings, &json!(2)),
                "{address}: {report:#}"
            );
            assert_eq!(report["violations"].as_array().unwrap().len(), 1, "{report:#}");
            assert_eq!(report["violations"][0]["rule"], "type");
        }
    }
    // Another path of the same host is one that the document does not have.
    sandbox.write(
        "capture.har",
        har(&[entry(&format!("http://localhost:8080/other{PATH}"), &json!([]))]),
    );
    let (_, other) = report(&sandbox, &["--server", "http://localhost:8080/proxy", "capture.har"]);
    assert_eq!(other["violations"][0]["rule"], "path", "{other:#}");
}

#[test]
fn an_address_replaces_a_server_including_its_path() {
    let sandbox = Sandbox::new("hosts-base");
    let document = sandbox.read("spec/hss.openapi.yaml").replace("  /v5/", "  /");
    let document = document.replace(".com\n", ".com/v5\n");
    assert!(document.contains("/v5\n"), "{document}");
    sandbox.write("spec/hss.openapi.yaml", document);
    let bare = PATH.trim_start_matches("/v5");
    for (address, path) in [
        ("http://localhost:1", PATH),
        ("http://localhost:1", bare),
        ("http://localhost:1/api", &format!("/api{bare}")),
    ] {
        sandbox.write(
            "capture.har",
            har(&[entry(&format!("http://localhost:1{path}"), &json!([]))]),
        );
        let (exit, report) = report(&sandbox, &["--server", address, "capture.har"]);
        assert_eq!(
            (exit, &report["interactions"]),
            (Exit::Fine, &json!(1)),
            "{address} {path}: {report:#}"
        );
    }
}

#[test]
fn servers_without_a_host_are_distinguished_by_paths() {
    let sandbox = Sandbox::new("hosts-relative");
    let document = sandbox.read("spec/hss.openapi.yaml");
    let start = document.find("servers:").unwrap();
    let end = start + document[start..].find("\nsecurity").unwrap();
    let document = format!("{}servers: [{{url: /}}]{}", &document[..start], &document[end..]);
    sandbox.write("spec/hss.openapi.yaml", document);
    let entries = [
        entry(&format!("https://anywhere.example.com{PATH}"), &wrong()),
        entry("https://fonts.example.net/font", &wrong()),
    ];
    sandbox.write("capture.har", har(&entries));
    let (_, all) = report(&sandbox, &["capture.har"]);
    assert_eq!(
        (&all["interactions"], all["violations"].as_array().unwrap().len()),
        (&json!(1), 1)
    );
    let (_, given) = report(&sandbox, &["--server", "https://fonts.example.net", "capture.har"]);
    assert_eq!(
        (&given["interactions"], &given["violations"][0]["rule"]),
        (&json!(1), &json!("path"))
    );
}

#[test]
fn lines_of_an_access_log_without_a_host_are_checked() {
    let sandbox = Sandbox::new("hosts-log");
    let line = |host: &str| format!("{{\"request\":\"GET {PATH} HTTP/1.1\",\"status\":200{host}}}\n");
    let other = line(",\"host\":\"other.example.net\"");
    sandbox.write("access.ndjson", line("") + &other);
    let (_, report) = report(&sandbox, &["access.ndjson"]);
    assert_eq!(
        (&report["interactions"], &report["violations"]),
        (&json!(1), &json!([])),
        "{report:#}"
    );
}

#[test]
fn a_recording_of_another_host_is_a_violation() {
    let sandbox = Sandbox::new("hosts-recording");
    sandbox.record("unknown-host");
    let (exit, report) = report(&sandbox, &[]);
    assert_eq!(
        (exit, &report["violations"][0]["rule"]),
        (Exit::Findings, &json!("server"))
    );
}

#[test]
fn an_invalid_address_is_refused() {
    let sandbox = Sandbox::new("hosts-usage");
    for (address, words) in [
        ("localhost:8080", "write it with its scheme"),
        ("ftp://localhost", "http or https"),
        ("http://", "write it with its scheme"),
        ("https://a:b@localhost", "leave out the user"),
        ("https://localhost/?a=1", "leave out the user"),
        ("https://localhost:99999", "is not valid"),
        ("https://localhost:port", "is not valid"),
        ("https://local host", "is not valid"),
        ("https://{region}.example.com", "is not valid"),
    ] {
        let ran = sandbox.run(&["check", "--server", address, "x.har"]);
        assert!(ran.exit == Exit::Incomplete && ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let sandbox = Sandbox::new("hosts-password");
    for arguments in [
        &["check", "--server", "http://someone:pa55word@localhost"][..],
        &["check", "--server=http://someone:pa55word@localhost"],
        &["check", "--server", "someone:pa55word@localhost"],
        &["check", "--server", "ftp://someone:pa55word@localhost"],
        &["evolve", "--server", "http://someone:pa55word@localhost"],
        &[
            "record",
            "--from",
            "a.har",
            "--server",
            "http://someone:pa55word@localhost",
        ],
        &[
            "record",
            "ListThings",
            "--endpoint",
            "http://someone:pa55word@localhost",
        ],
        &["record", "ListThings", "--endpoint=http://someone:pa55word@localhost"],
        &["record", "ListThings", "http://someone:pa55word@localhost"],
        &["diff", "--server", "http://someone:pa55word@localhost"],
        &["diff", "--fail-on", "http://someone:pa55word@localhost"],
        &["status", "http://someone:pa55word@localhost"],
        &["selftest", "--jobs", "http://someone:pa55word@localhost"],
        &["http://someone:pa55word@localhost"],
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.exit, Exit::Incomplete, "{arguments:?}: {}", ran.seen());
        assert!(!ran.seen().contains("pa55word"), "{arguments:?}: {}", ran.seen());
        assert!(!ran.err.trim().is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_capture_at_an_address_is_recorded_under_the_server_of_the_document() {
    let sandbox = Sandbox::new("hosts-record");
    let urls = [
        format!("http://localhost:1{PATH}"),
        format!("https://staging.example.com/hss{PATH}"),
    ];
    let entries: Vec<_> = urls
        .iter()
        .enumerate()
        .map(|(at, url)| entry(url, &json!([{"time": at}])))
        .collect();
    sandbox.write("capture.har", har(&entries));
    let ran = sandbox.run(&[
        "record",
        "--from",
        "capture.har",
        "--server",
        "http://localhost:1",
        "--server",
        "https://staging.example.com/hss/",
    ]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    let recorded = crate::common::files(&sandbox.root.join("spec/recordings"));
    assert_eq!(recorded.len(), 2, "{}", ran.seen());
    assert!(
        recorded.iter().all(|(_, text, _)| text.contains("\"https://hss.")),
        "{}",
        ran.seen()
    );
}
