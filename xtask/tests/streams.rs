//! Interactions that come many at a time: HAR, NDJSON, folders, standard input, compressed or not.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;
#[path = "common/sarif.rs"]
mod sarif;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{Ran, Sandbox, golden, here};
use flate2::Compression;
use flate2::write::GzEncoder;
use sarif::valid_sarif;
use serde_json::{Value, json};
use xtask::Exit;

/// Traffic as it was: a page with these records.
fn page(records: Value) -> Value {
    json!({
        "request": {
            "method": "GET",
            "url": "https://hss.eu-west-101.myhuaweicloud.com/v5/p/container/image/events?limit=10",
            "headers": {"X-Auth-Token": "secret-of-a-test"},
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": {"json": {"total_num": 2, "data_list": records}},
        },
    })
}

fn good() -> Value {
    page(json!([{"event_id": "a", "time": 1}]))
}

fn bad() -> Value {
    page(json!([{"event_id": "a", "time": 1}, {"event_id": 7, "time": 2}]))
}

fn lines(interactions: &[Value]) -> String {
    interactions.iter().map(|one| format!("{one}\n")).collect()
}

fn har(interactions: &[Value]) -> String {
    let pairs = |headers: &Value| -> Value {
        let members = headers.as_object().unwrap().iter();
        members
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect()
    };
    let entry = |one: &Value| {
        json!({
            "startedDateTime": "2026-01-31T00:00:00.000Z",
            "request": {
                "method": one["request"]["method"],
                "url": one["request"]["url"],
                "headers": pairs(&one["request"]["headers"]),
            },
            "response": {
                "status": one["response"]["status"],
                "headers": pairs(&one["response"]["headers"]),
                "content": {"mimeType": "application/json", "text": one["response"]["body"]["json"].to_string()},
            },
        })
    };
    let entries: Vec<_> = interactions.iter().map(entry).collect();
    json!({"log": {"version": "1.2", "creator": {"name": "a test", "version": "1"}, "entries": entries}}).to_string()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn violations(ran: &Ran) -> Vec<(String, String)> {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    let violations = report["violations"].as_array().unwrap().iter();
    violations
        .map(|one| {
            (
                one["recording"].as_str().unwrap().into(),
                one["pointer"].as_str().unwrap().into(),
            )
        })
        .collect()
}

#[test]
fn every_kind_of_input_gives_the_same_interactions() {
    let sandbox = Sandbox::new("kinds");
    let interactions = [good(), bad(), good()];
    let (lines, har) = (lines(&interactions), har(&interactions));
    sandbox.write("traffic.ndjson", lines.replace('\n', "\r\n\n"));
    sandbox.write("traffic.jsonl.gz", gzip(&lines));
    sandbox.write("traffic.har", &har);
    sandbox.write("browser.json", &har);
    sandbox.write("traffic.har.gz", gzip(&har));
    sandbox.write("traffic.log", &lines);
    for file in [
        "traffic.ndjson",
        "traffic.jsonl.gz",
        "traffic.har",
        "browser.json",
        "traffic.har.gz",
        "traffic.log",
    ] {
        let ran = sandbox.run(&["check", "--format", "json", file]);
        assert_eq!(ran.exit, Exit::Findings, "{file}: {}", ran.err);
        assert_eq!(
            violations(&ran),
            [(format!("{file}#1"), "/data_list/1/event_id".to_owned())]
        );
        assert!(!ran.out.contains("secret-of-a-test"), "{file}");
    }
}

#[test]
fn a_folder_is_read_recursively() {
    let sandbox = Sandbox::new("folder");
    sandbox.record("null-list");
    sandbox.write("spec/recordings/deep/er/traffic.ndjson", lines(&[bad()]));
    sandbox.write("spec/recordings/deep/capture.har", har(&[good(), bad()]));
    sandbox.write("spec/recordings/notes.txt", "not for us");
    let ran = sandbox.run(&["check", "--format", "json"]);
    let names: Vec<_> = violations(&ran).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "spec/recordings/deep/capture.har#1",
            "spec/recordings/deep/er/traffic.ndjson#0",
            "spec/recordings/null-list.json"
        ]
    );
}

#[test]
fn the_report_shows_the_payload_around_the_place() {
    let sandbox = Sandbox::new("payload");
    sandbox.write("traffic.ndjson", lines(&[good(), bad(), bad()]));
    sandbox.write("traffic.har", har(&[bad()]));
    let ran = sandbox.run(&["check", "traffic.ndjson"]);
    golden("check-ndjson.txt", &ran.seen());
    let ran = sandbox.run(&["check", "traffic.har"]);
    golden("check-har.txt", &ran.seen());
}

#[test]
fn a_recording_in_a_line_is_read() {
    let sandbox = Sandbox::new("envelopes");
    let text = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
    let recording: Value = serde_json::from_str(&text).unwrap();
    sandbox.write("traffic.ndjson", lines(&[recording.clone(), recording]));
    let ran = sandbox.run(&["check", "--format", "json", "traffic.ndjson"]);
    assert_eq!(
        violations(&ran),
        [0, 1].map(|index| (format!("traffic.ndjson#{index}"), "/data_list".to_owned()))
    );
}

#[test]
fn one_interaction_is_read_under_any_file_name() {
    let sandbox = Sandbox::new("one-raw");
    sandbox.write("one.log", lines(&[bad()]));
    sandbox.write("one.json", serde_json::to_string_pretty(&bad()).unwrap());
    sandbox.write("mark.ndjson", format!("\u{FEFF}{}", lines(&[bad()])));
    for file in ["one.log", "one.json", "mark.ndjson"] {
        let ran = sandbox.run(&["check", "--format", "json", file]);
        assert_eq!(ran.exit, Exit::Findings, "{file}: {}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(
            report["violations"][0]["place"]["line"],
            if file == "one.json" { 18 } else { 1 }
        );
    }
}

#[test]
fn no_control_character_of_traffic_reaches_a_terminal() {
    let sandbox = Sandbox::new("control");
    let mut one = page(json!([{"event_id": "a", "\u{1b}[2J": 1}]));
    one["request"]["url"] =
        "https://hss.eu-west-101.myhuaweicloud.com/v5/p/container/image/events?%1B%5D0%3Bpwned%07=1".into();
    sandbox.write("traffic.ndjson", lines(&[one]));
    let ran = sandbox.run(&["check", "traffic.ndjson"]);
    assert_eq!(ran.exit, Exit::Findings);
    assert!(ran.err.contains("pwned") && ran.err.contains("[2J"), "{}", ran.err);
    assert!(!ran.err.chars().any(|c| c.is_control() && c != '\n'), "{:?}", ran.err);
}

#[test]
fn a_refused_document_is_reported_in_every_format() {
    let sandbox = Sandbox::new("refused-formats");
    sandbox.record("null-list");
    sandbox.write(
        "broken.yaml",
        "openapi: 4.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n",
    );
    for document in ["broken.yaml", "none.yaml"] {
        for format in ["json", "sarif", "github"] {
            let ran = sandbox.run(&["check", "--document", document, "--format", format]);
            assert_eq!(ran.exit, Exit::Incomplete);
            match format {
                "json" => {
                    let report: Value = serde_json::from_str(&ran.out).unwrap();
                    assert_eq!(report["refused"].as_array().map(Vec::len), Some(1), "{}", ran.out);
                }
                "sarif" => {
                    let invocation = &valid_sarif(&ran)["runs"][0]["invocations"][0];
                    assert_eq!(invocation["executionSuccessful"], false);
                    assert_eq!(
                        invocation["toolExecutionNotifications"].as_array().map(Vec::len),
                        Some(1)
                    );
                }
                _ => assert!(ran.out.starts_with(&format!("::error file={document}")), "{}", ran.out),
            }
        }
    }
}

#[test]
fn nothing_to_check_is_in_the_report_too() {
    let sandbox = Sandbox::new("nothing-formats");
    let ran = sandbox.run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.exit, &report["summary"]["problems"]),
        (Exit::Incomplete, &json!(1))
    );
    let ran = sandbox.run(&["check", "--format", "sarif"]);
    assert_eq!(
        valid_sarif(&ran)["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}

#[test]
fn unreadable_input_is_reported_and_the_rest_is_checked() {
    let sandbox = Sandbox::new("unreadable-lines");
    let text = format!(
        "{}no JSON\n{}{{\"request\": 1}}\n{}",
        lines(&[good()]),
        lines(&[bad()]),
        &lines(&[bad()])[..40]
    );
    sandbox.write("traffic.ndjson", text);
    let ran = sandbox.run(&["check", "traffic.ndjson"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    golden("check-unreadable-lines.txt", &ran.seen());

    let whole = har(&[good(), bad()]);
    sandbox.write("cut.har", &whole[..whole.len() - 20]);
    let ran = sandbox.run(&["check", "cut.har"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    golden("check-cut-har.txt", &ran.seen());
    // A compressed file that is cut.
    let packed = gzip(&lines(&[good(), bad(), good()]));
    sandbox.write("cut.ndjson.gz", &packed[..packed.len() - 9]);
    let ran = sandbox.run(&["check", "cut.ndjson.gz"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(ran.err.contains("reading failed"), "{}", ran.err);
}

#[test]
fn a_confirmation_for_a_cache_is_a_note() {
    let sandbox = Sandbox::new("revalidation");
    sandbox.write(
        "document.yaml",
        "
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://api.example.com}]
paths: {/x: {get: {operationId: getX, responses: {'200': {description: d}}}}}
",
    );
    let line = |status: u16, headers: Value| {
        json!({
            "request": {"method": "GET", "url": "https://api.example.com/x", "headers": headers},
            "response": {"status": status, "headers": {}},
        })
        .to_string()
    };
    // Only a 304, and only if the request has asked for it.
    for (line, exit) in [
        (line(304, json!({"If-None-Match": "a"})), Exit::Fine),
        (
            line(304, json!({"if-modified-since": "Sat, 31 Jan 2026 00:00:00 GMT"})),
            Exit::Fine,
        ),
        (line(304, json!({})), Exit::Findings),
        (line(302, json!({"If-None-Match": "a"})), Exit::Findings),
    ] {
        sandbox.write("traffic.ndjson", &line);
        let ran = sandbox.run(&["check", "--document", "document.yaml", "traffic.ndjson"]);
        assert_eq!(ran.exit, exit, "{line}: {}", ran.seen());
        let is_noted = ran.err.contains("note[not-checked]: the status 304 only says");
        assert_eq!(is_noted, exit == Exit::Fine, "{}", ran.seen());
    }
}

/// What is no text is named, and a pipe in a folder is not waited for.
#[test]
fn files_that_are_not_text_are_named() {
    let sandbox = Sandbox::new("not-text");
    let text = har(&[good()]);
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let marked = [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat();
    let twice = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&gzip(&text)).unwrap();
        encoder.finish().unwrap()
    };
    for (bytes, what) in [
        (marked, "UTF-16"),
        (wide(u16::to_le_bytes), "UTF-16"),
        (wide(u16::to_be_bytes), "UTF-16"),
        (twice, "compressed twice"),
        (b"PK\x03\x04 and so on".to_vec(), "ZIP"),
        (b"\x28\xB5\x2F\xFD and so on".to_vec(), "zstd"),
    ] {
        for name in ["capture.har", "capture.ndjson", "capture.json"] {
            sandbox.write(&format!("in/{name}"), &bytes);
            let ran = sandbox.run(&["check", "in"]);
            assert_eq!(ran.exit, Exit::Incomplete);
            assert!(
                ran.err.contains(&format!("{name}: cannot be read: it is")),
                "{}",
                ran.err
            );
            assert!(ran.err.contains(what), "{}", ran.err);
            fs::remove_file(sandbox.root.join("in").join(name)).unwrap();
        }
    }
    let pipe = sandbox.root.join("in/pipe.har");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    sandbox.write("in/traffic.ndjson", lines(&[good()]));
    let ran = sandbox.run(&["check", "in"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    assert!(
        ran.err.contains("pipe.har: cannot be read: it is not a regular file"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("1 interaction checked"), "{}", ran.err);
}

/// Runs the program itself, with this on its standard input.
fn piped(sandbox: &Sandbox, arguments: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(&sandbox.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // The first bytes come one by one, so that the format is not detected too early.
        let (first, rest) = input.split_at(input.len().min(12));
        for byte in first {
            drop(stdin.write_all(&[*byte]));
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        drop(stdin.write_all(rest));
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn standard_input_is_read_too() {
    let sandbox = Sandbox::new("stdin");
    let interactions = [good(), bad()];
    for input in [
        lines(&interactions).into_bytes(),
        gzip(&lines(&interactions)),
        har(&interactions).into_bytes(),
    ] {
        let (code, out, err) = piped(&sandbox, &["check", "--format", "json", "-"], &input);
        assert_eq!(code, Some(1), "{err}");
        assert!(out.contains("\"recording\": \"stdin#1\""), "{out}");
    }
    // What comes in pieces is the same.
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&har(&interactions)).unwrap()).unwrap();
    let (code, out, err) = piped(&sandbox, &["check", "--format", "json", "-"], pretty.as_bytes());
    assert_eq!(code, Some(1), "{err}");
    assert!(out.contains("\"recording\": \"stdin#1\""), "{out}");
    let (code, _, err) = piped(&sandbox, &["check", "-"], b"");
    assert_eq!(code, Some(2));
    assert!(err.contains("nothing found to check in -"), "{err}");
}

#[test]
fn parallel_runs_report_the_same() {
    let sandbox = Sandbox::new("jobs");
    // Some batches, with findings here and there.
    let filler = "x".repeat(4000);
    let one = |number: usize| match number % 7 {
        3 => bad(),
        5 => page(json!([{"event_id": "a", "time": "soon", filler.as_str(): 1}])),
        _ => page(json!([{"event_id": filler, "time": number}])),
    };
    let interactions: Vec<_> = (0..700).map(one).collect();
    sandbox.write("traffic.ndjson", lines(&interactions));
    let seen = |jobs: &str, format: &str| {
        sandbox
            .run(&["check", "-j", jobs, "--format", format, "traffic.ndjson"])
            .seen()
            // The last line of a report repeats the arguments.
            .replace(&format!("-j {jobs}"), "-j N")
    };
    for format in ["human", "json", "sarif", "github"] {
        let alone = seen("1", format);
        assert!(alone.contains("traffic.ndjson"), "{alone}");
        // The last line repeats the arguments.
        assert_eq!(alone, seen("7", format).replace("-j 7", "-j 1"), "{format}");
    }
}

#[test]
fn sarif_is_valid_and_names_every_violation() {
    let sandbox = Sandbox::new("sarif");
    for fixture in ["null-list", "string-for-number", "unknown-host", "no-credentials"] {
        sandbox.record(fixture);
    }
    sandbox.write("spec/recordings/a b.har", har(&[bad()]));
    sandbox.write("spec/recordings/broken.json", "no JSON");
    let ran = sandbox.run(&["check", "--format", "sarif"]);
    assert_eq!(ran.exit, Exit::Incomplete);
    let report = valid_sarif(&ran);
    let results = report["runs"][0]["results"].as_array().unwrap();
    let json = sandbox.run(&["check", "--format", "json"]);
    assert_eq!(results.len(), violations(&json).len());
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "spec/recordings/a%20b.har"
    );
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            report["runs"][0]["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
    }
    assert_eq!(report["runs"][0]["invocations"][0]["executionSuccessful"], false);

    // A report without findings is valid as well.
    let fine = Sandbox::new("sarif-fine");
    fine.write("traffic.ndjson", lines(&[good()]));
    let ran = fine.run(&["check", "--format", "sarif", "traffic.ndjson"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(valid_sarif(&ran)["runs"][0]["results"], json!([]));
    // The schema is one: it refuses what is none.
    assert!(!sarif::schema().is_valid(&json!({"version": "2.1.0", "runs": [{"results": []}]})));
}

#[test]
fn a_pull_request_gets_an_annotation_for_each_drift() {
    let sandbox = Sandbox::new("github");
    sandbox.record("string-for-number");
    sandbox.record("undocumented-properties");
    let ran = sandbox.run(&["check", "--format", "github"]);
    assert_eq!(ran.exit, Exit::Findings);
    golden("check-github.txt", &ran.seen());
}

/// A document that has secrets in its bodies.
const WITH_SECRETS: &str = "
openapi: 3.0.3
info: {title: t, version: v1}
servers: [{url: 'https://example.com'}]
paths:
  /tokens:
    post:
      operationId: login
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
components:
  schemas:
    User:
      type: object
      properties:
        name: {type: string, maxLength: 3}
        password: {type: string, format: password, maxLength: 3}
        pin: {type: string, writeOnly: true, maxLength: 3}
";

#[test]
fn no_report_shows_a_secret_of_a_body_or_of_a_path() {
    let sandbox = Sandbox::new("body-secrets");
    sandbox.write("spec/hss.openapi.yaml", WITH_SECRETS);
    let body = |name: &str| json!({"name": name, "password": "canary-password", "pin": "canary-pin"});
    let one = |url: &str, sent: Value| {
        json!({
            "request": {"method": "POST", "url": url, "headers": {"Content-Type": "application/json"}, "body": {"json": sent}},
            "response": {
                "status": 200, "headers": {"Content-Type": "application/json"}, "body": {"json": body("shown")},
            },
        })
    };
    let all = [
        one("https://example.com/tokens", body("canary-name")),
        one("https://hooks.example.com/services/canary-path/tokens", json!({})),
    ];
    sandbox.write("traffic.ndjson", lines(&all));
    for format in ["human", "json", "sarif", "github"] {
        let server = ["--server", "https://hooks.example.com"];
        let ran = sandbox.run(&[&["check", "--all", "--format", format, "traffic.ndjson"][..], &server].concat());
        let seen = ran.seen();
        assert_eq!(ran.exit, Exit::Findings);
        assert!(
            seen.contains("`shown` has 5 characters") && seen.contains("/…/…/tokens"),
            "{seen}"
        );
        assert!(seen.contains("write-only") && seen.contains("/password"), "{seen}");
        assert!(!seen.contains("canary"), "{format}: {seen}");
    }
}

#[test]
fn additions_of_browsers_and_proxies_are_no_findings() {
    let sandbox = Sandbox::new("browser");
    let mut log: Value = serde_json::from_str(&har(&[good(), good(), good(), good()])).unwrap();
    let entries = &mut log["log"]["entries"];
    entries[0]["request"]["method"] = "CONNECT".into();
    entries[0]["request"]["url"] = "hss.eu-west-101.myhuaweicloud.com:443".into();
    let url = entries[1]["request"]["url"]
        .as_str()
        .unwrap()
        .replace("https:", "http:");
    entries[1]["request"]["url"] = url.into();
    entries[1]["response"] = json!({
        "status": 307, "headers": [{"name": "Non-Authoritative-Reason", "value": "HSTS"}],
        "content": {"size": 0, "mimeType": "x-unknown"},
    });
    // Under `default` a body would be expected, were there one.
    entries[2]["response"]["status"] = 304.into();
    entries[2]["response"]["bodySize"] = 0.into();
    sandbox.write("browser.har", log.to_string());
    let ran = sandbox.run(&["check", "--format", "json", "browser.har"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.out);
    assert_eq!(
        (&report["interactions"], &report["violations"]),
        (&json!(2), &json!([]))
    );
}

#[test]
fn no_report_shows_a_secret_of_raw_traffic() {
    let sandbox = Sandbox::new("raw-secrets");
    let document = sandbox.read("spec/hss.openapi.yaml");
    // The token is a parameter as well, and bounded.
    let parameter = "      parameters:\n      - {name: X-Auth-Token, in: header, schema: {type: string, maxLength: 3, pattern: '^[0-9]+$'}}\n";
    sandbox.write(
        "spec/hss.openapi.yaml",
        document.replacen("      parameters:\n", parameter, 1),
    );
    let mut one = bad();
    one["request"]["url"] =
        "https://user:canary-url@elsewhere.example/v5/p/container/image/events?token=canary-query#canary-fragment"
            .into();
    one["request"]["headers"] = json!({
        "X-Auth-Token": "canary-token",
        "Authorization": "canary-authorization",
        "Cookie": "session=canary-cookie",
        "X-Internal": "canary-header",
    });
    let mut cut = lines(&[one.clone()]);
    cut.truncate(cut.len() - 30);
    sandbox.write("traffic.ndjson", lines(&[one.clone()]) + &cut);
    sandbox.write("traffic.har", har(&[one]));
    for format in ["human", "json", "sarif", "github"] {
        for file in ["traffic.ndjson", "traffic.har"] {
            let server = ["--server", "https://elsewhere.example"];
            let ran = sandbox.run(&[&["check", "--format", format, file][..], &server].concat());
            let seen = ran.seen();
            assert!(seen.contains("event_id"), "{seen}");
            assert!(!seen.contains("canary"), "{format} {file}: {seen}");
        }
    }
}
