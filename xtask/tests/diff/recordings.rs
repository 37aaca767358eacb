//! Recordings as evidence for the conditions of changes, with the documents of the rules' pages, and the real program.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::Sandbox;
use crate::pages::{Page, rules};
use crate::sandbox::workspace;

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

/// A rule, and recordings that do what its condition says, that do not, and of which it is unknown.
struct Row {
    rule: &'static str,
    fulfils: Exchange,
    place: &'static str,
    fulfils_not: Exchange,
    redacted: Option<Exchange>,
}

fn row(rule: &'static str, place: &'static str, fulfils: Exchange, fulfils_not: Exchange) -> Row {
    Row {
        rule,
        fulfils,
        place,
        fulfils_not,
        redacted: None,
    }
}

impl Row {
    /// The recording that fulfils the condition, with this value redacted.
    fn hidden(self, place: &str) -> Self {
        let redacted = self.fulfils.clone().redacted(place);
        self.or(redacted)
    }

    /// A recording of which it is unknown.
    fn or(mut self, redacted: Exchange) -> Self {
        self.redacted = Some(redacted);
        self
    }
}

/// Conditions on the values of bodies that are sent.
fn of_requests() -> Vec<Row> {
    let value = |value: Value| sent(json!({ "value": value }));
    let at = "request.body /value";
    let hidden = "request.body:/value";
    let of = |rule, yes: Value, no: Value| row(rule, at, value(yes), value(no));
    vec![
        of("request-type-narrowed", json!(1.5), json!(1)),
        of("request-null-no-longer-allowed", json!(null), json!("x")),
        of("request-integer-narrowed", json!(2_147_483_648_u64), json!(7)).hidden(hidden),
        of(
            "request-format-added",
            json!("no uuid"),
            json!("0b3c2d1e-0000-4000-8000-000000000000"),
        )
        .hidden(hidden),
        of(
            "request-format-changed",
            json!("2026-06-01"),
            json!("2026-06-01T00:00:00Z"),
        )
        .hidden(hidden),
        of("request-limit-added", json!("x".repeat(65)), json!("x".repeat(64))).hidden(hidden),
        of("request-limit-tightened", json!(150), json!(100))
            .or(value(json!(111)).redacted(hidden))
            .or(value(json!(150)).redacted(hidden)),
        of("request-multiple-of-added", json!(15), json!(20)).hidden(hidden),
        of("request-multiple-of-changed", json!(20), json!(30)).hidden(hidden),
        of("request-pattern-added", json!("A1"), json!("abc")).hidden(hidden),
        of("request-pattern-changed", json!("a1"), json!("abc")).hidden(hidden),
        of("request-enum-value-removed", json!("medium"), json!("low")).hidden(hidden),
        of("request-became-enum", json!("other"), json!("low")).hidden(hidden),
        of("request-no-longer-choice", json!(1), json!("x")),
        of("request-not-added", json!("none"), json!("some")).or(value(json!("some")).redacted(hidden)),
        of("request-unique-items-added", json!(["a", "a"]), json!(["a", "b"])),
        of("request-contains-added", json!(["a"]), json!(["a", "main"]))
            .or(value(json!(["a"])).redacted("request.body:/value/0")),
        row(
            "request-items-forbidden",
            "request.body /value/1",
            value(json!(["a", "b"])),
            value(json!(["a"])),
        ),
        row(
            "request-property-became-required",
            at,
            sent(json!({})),
            value(json!("x")),
        ),
        row(
            "request-additional-properties-forbidden",
            "request.body /other",
            sent(json!({"value": "x", "other": 1})),
            value(json!("x")),
        ),
        row(
            "request-pattern-properties-added",
            "request.body /x_a",
            sent(json!({"x_a": 1})),
            sent(json!({"x_a": "1"})),
        ),
        row(
            "request-dependent-required-added",
            "request.body /unit",
            value(json!("x")),
            sent(json!({"value": "x", "unit": "m"})),
        ),
        row(
            "request-condition-added",
            "request.body /unit",
            value(json!("x")),
            sent(json!({"value": "x", "unit": "m"})),
        ),
        row(
            "request-value-forbidden",
            "request.body /remark",
            sent(json!({"remark": "x"})),
            sent(json!({"value": "x"})),
        ),
        row(
            "request-alternative-removed",
            "request.body",
            sent(json!({"milk": 1.5})),
            sent(json!({"lives": 9})),
        ),
        row(
            "request-choice-became-exclusive",
            "request.body",
            sent(json!({"lives": 9, "bark": "wuff"})),
            sent(json!({"lives": 9})),
        ),
        row(
            "request-discriminator-added",
            "request.body /kind",
            sent(json!({"kind": "cow", "sort": "x", "bark": "moo"})),
            sent(json!({"kind": "Dog", "sort": "x", "bark": "wuff"})),
        )
        .hidden("request.body:/kind"),
        row(
            "request-mapping-removed",
            "request.body /kind",
            sent(json!({"kind": "puppy", "sort": "x", "bark": "wuff"})),
            sent(json!({"kind": "Dog", "sort": "x", "bark": "wuff"})),
        )
        .hidden("request.body:/kind"),
        row(
            "request-mapping-changed",
            "request.body /kind",
            sent(json!({"kind": "pet", "sort": "x"})),
            sent(json!({"kind": "Dog", "sort": "x"})),
        )
        .hidden("request.body:/kind"),
    ]
}

/// Conditions on the values of bodies that are received.
fn of_responses() -> Vec<Row> {
    let value = |value: Value| received(json!({ "value": value }));
    let at = "response.body /value";
    let of = |rule, yes: Value, no: Value| row(rule, at, value(yes), value(no));
    vec![
        of("response-type-widened", json!(1.5), json!(1)),
        of("response-null-allowed", json!(null), json!("x")),
        of("response-integer-widened", json!(5_000_000_000_u64), json!(7))
            .or(value(json!(1_111_111_111)).redacted("/value")),
        of("response-became-choice", json!(1), json!("x")),
        row(
            "response-items-allowed",
            "response.body /value/1",
            value(json!(["a", "b"])),
            value(json!(["a"])),
        ),
        row(
            "response-property-became-optional",
            at,
            received(json!({})),
            value(json!("x")),
        ),
        row(
            "response-condition-removed",
            "response.body /unit",
            value(json!("x")),
            received(json!({"value": "x", "unit": "m"})),
        ),
        row(
            "response-pattern-properties-removed",
            "response.body /x_a",
            received(json!({"x_a": 1})),
            received(json!({"x_a": "1"})),
        ),
        row(
            "response-value-no-longer-forbidden",
            "response.body /remark",
            received(json!({"remark": "x"})),
            received(json!({"value": "x"})),
        ),
    ]
}

/// Conditions on requests and responses as a whole.
fn of_messages() -> Vec<Row> {
    let post = |kind: &str, body: Value| Exchange::url("POST", "/things", 200).with("request", kind, body);
    let png = json!({"base64": "iVBORw0KGgo="});
    let key = |name: &str| {
        let mut exchange = query("");
        exchange.request["headers"][name] = "REDACTED".into();
        exchange
    };
    vec![
        row("parameter-became-required", "query:limit", query(""), query("?limit=1")),
        row(
            "parameter-empty-refused",
            "query:name",
            query("?name="),
            query("?name=x"),
        ),
        row(
            "parameter-reserved-refused",
            "query:path",
            query("?path=a/b"),
            query("?path=a%2Fb"),
        )
        .or(query("?path=ab").redacted("query:path")),
        row(
            "parameter-style-changed",
            "query:tags",
            query("?tags=a&tags=b"),
            query("?tags=a"),
        ),
        row(
            "parameter-schema-added",
            "query:filter",
            query("?filter=1"),
            query("?filter=%22a%22"),
        ),
        row(
            "request-body-became-required",
            "request.body",
            Exchange::url("POST", "/things", 200),
            post("application/json", json!({"json": "x"})),
        ),
        row(
            "request-body-schema-added",
            "request.body",
            post("application/json", json!({"json": 1})),
            post("application/json", json!({"json": "x"})),
        ),
        row(
            "request-media-type-narrowed",
            "header:Content-Type",
            post("image/gif", png.clone()),
            post("image/png", png.clone()),
        ),
        row(
            "request-media-type-removed",
            "header:Content-Type",
            post("text/plain", json!({"text": "x"})),
            post("application/json", json!({"json": "x"})),
        ),
        row(
            "response-media-type-widened",
            "response.header:Content-Type",
            query("").with("response", "image/gif", png.clone()),
            query("").with("response", "image/png", png),
        ),
        row("success-status-added", "status", query("").status(202), query("")),
        row("redirect-status-added", "status", query("").status(307), query("")),
        row(
            "security-alternative-removed",
            "security",
            key("Authorization"),
            key("X-Key"),
        ),
    ]
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

/// Looks at one row: with no recording at the place, with each alone, and with all.
fn check(sandbox: &Sandbox, row: &Row) -> Vec<String> {
    let page = Page::of(rules().find(|rule| rule.id == row.rule).unwrap()).unwrap();
    sandbox.write("base.yaml", page.base);
    sandbox.write("new.yaml", page.revision);
    drop(std::fs::remove_dir_all(sandbox.root.join("seen")));
    // One that was refused, or failed, shows nothing of what is sent or received.
    let elsewhere = row
        .fulfils_not
        .clone()
        .status(if row.rule.starts_with("response-") { 500 } else { 400 });
    let reaches_always = row.rule.contains("-status-") || row.rule.starts_with("response-media");
    sandbox.write("seen/none/elsewhere.json", elsewhere.text("live"));
    sandbox.write("seen/not/not.json", row.fulfils_not.text("live"));
    sandbox.write("seen/yes/yes.json", row.fulfils.text("live"));
    let mut wrong = Vec::new();
    let mut expect = |folder: &str, wire: &str, shown: &str, reached: u64, fulfilled: u64| {
        let change = change(sandbox, row.rule, folder);
        let evidence = &change["evidence"];
        let found = (
            change["wire"].as_str().unwrap_or_default().to_owned(),
            evidence["shown"].as_str().unwrap_or_default().to_owned(),
            evidence["reached"].as_u64(),
            evidence["fulfilled"].as_u64(),
        );
        let expected = (wire.to_owned(), shown.to_owned(), Some(reached), Some(fulfilled));
        if found != expected {
            wrong.push(format!("{} {folder}: expected {expected:?}, found {found:?}", row.rule));
        }
        if fulfilled > 0 {
            let example = &evidence["examples"][0];
            if example["recording"] != "seen/yes/yes.json" || example["place"] != row.place {
                wrong.push(format!("{} {folder}: {example}, expected {}", row.rule, row.place));
            }
        }
    };
    if !reaches_always {
        expect("seen/none", "breaking-if", "not-reached", 0, 0);
    }
    expect("seen/not", "breaking-if", "not-fulfilled", 1, 0);
    expect("seen/yes", "breaking", "fulfilled", 1, 1);
    let mut all = 2;
    if let Some(redacted) = &row.redacted {
        sandbox.write("seen/hidden/hidden.json", redacted.text("live"));
        expect("seen/hidden", "breaking-if", "redacted", 1, 0);
        all += 1;
    }
    if !reaches_always {
        expect("seen", "breaking", "fulfilled", all, 1);
    }
    wrong
}

fn check_all(name: &str, rows: &[Row]) {
    let sandbox = workspace(name, "base");
    let wrong: Vec<_> = rows.iter().flat_map(|row| check(&sandbox, row)).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn values_that_are_sent_decide() {
    check_all("diff-recordings-sent", &of_requests());
}

#[test]
fn values_that_are_received_decide() {
    check_all("diff-recordings-received", &of_responses());
}

#[test]
fn requests_and_responses_as_a_whole_decide() {
    check_all("diff-recordings-messages", &of_messages());
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

#[test]
fn digits_decide_where_they_are_enough() {
    let sandbox = workspace("diff-recordings-digits", "base");
    two(&sandbox);
    let limit = |limit: u32| query(&format!("?limit={limit}")).redacted("query:limit");
    for (exchange, pointer, expected) in [
        // Eleven digits are more than any value of int32 has, nine are fewer.
        (
            counted(11_111_111_111).redacted("/count"),
            "/count",
            "1 recording does this: seen.json at response.body /count",
        ),
        (
            counted(111_111_111).redacted("/count"),
            "/count",
            "1 recording reaches the place, and does not do this",
        ),
        (
            counted(1_111_111_111).redacted("/count"),
            "/count",
            "redacted: 1 recording reaches the place, without the value",
        ),
        (
            limit(11),
            "/schema",
            "1 recording reaches the place, and does not do this",
        ),
        (limit(111), "/schema", "1 recording does this: seen.json at query:limit"),
        // It may be more than the base allows, too.
        (
            limit(1111),
            "/schema",
            "redacted: 1 recording reaches the place, without the value",
        ),
    ] {
        sandbox.write("seen.json", exchange.text("live"));
        let (_, report) = run(&sandbox, &["--recordings", "seen.json"]);
        let (wire, text) = evidence(&report, pointer);
        assert_eq!(text, expected, "{}", exchange.text("live"));
        assert_eq!(wire == "breaking", text.contains("does this"), "{text}");
    }
}

#[test]
fn what_somebody_wrote_by_hand_proves_nothing() {
    let sandbox = workspace("diff-recordings-synthetic", "base");
    two(&sandbox);
    sandbox.write("seen/a.json", counted(5_000_000_000).text("synthetic"));
    sandbox.write("seen/b.json", counted(7).text("live"));
    let (_, report) = run(&sandbox, &["--recordings", "seen"]);
    let expected = "1 synthetic recording of 2 does this: seen/a.json (synthetic) at response.body /count";
    assert_eq!(
        evidence(&report, "/count"),
        ("breaking-if".to_owned(), expected.to_owned())
    );
    assert_eq!(report["verdict"]["wire"], "breaking-if");
    sandbox.write("seen/c.json", counted(5_000_000_000).text("capture"));
    let (_, report) = run(&sandbox, &["--recordings", "seen"]);
    let expected = "2 recordings (1 synthetic) of 3 do this: seen/c.json at response.body /count, seen/a.json (synthetic) \
                    at response.body /count";
    assert_eq!(
        evidence(&report, "/count"),
        ("breaking".to_owned(), expected.to_owned())
    );
    assert_eq!(report["verdict"]["wire"], "breaking");
    // The others say nothing for the other change, and against it.
    assert_eq!(
        evidence(&report, "/schema").1,
        "none of 3 recordings (1 synthetic) does this"
    );
}

#[test]
fn the_recordings_of_the_workspace_are_read_for_its_document() {
    let sandbox = workspace("diff-recordings-own", "base");
    two(&sandbox);
    sandbox.write("spec/hss.openapi.yaml", sandbox.read("base.yaml"));
    sandbox.write(
        "spec/recordings/listThings/200-many.json",
        counted(5_000_000_000).text("live"),
    );
    let own = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml"]);
    let line = "= evidence: 1 recording does this: spec/recordings/listThings/200-many.json at response.body /count; so it \
                is breaking";
    assert!(own.err.contains(line), "{}", own.err);
    let other = sandbox.run(&["diff", "base.yaml", "new.yaml"]);
    assert!(!other.err.contains("evidence"), "{}", other.err);
    // Of changes without a condition, none is read.
    sandbox.write("spec/recordings/broken.json", "{");
    let same = sandbox.run(&["diff", "spec/hss.openapi.yaml", "base.yaml"]);
    assert_eq!(same.exit, xtask::Exit::Fine, "{}", same.err);
    let broken = sandbox.run(&["diff", "spec/hss.openapi.yaml", "new.yaml"]);
    assert_eq!(broken.exit, xtask::Exit::Incomplete, "{}", broken.err);
    assert!(
        broken
            .err
            .contains("error[not-judged]: recordings: spec/recordings/broken.json:1:2")
            && broken.err.contains(line),
        "{}",
        broken.err
    );
}

#[test]
fn what_is_named_and_not_there_is_not_judged() {
    let sandbox = workspace("diff-recordings-nothing", "base");
    two(&sandbox);
    sandbox.write("empty/readme.txt", "");
    for (path, problem) in [
        ("nowhere", "recordings: nowhere: cannot be read: "),
        ("empty", "recordings: no recording of this API is in empty"),
    ] {
        let (code, report) = run(&sandbox, &["--recordings", path]);
        assert_eq!(code, Some(2), "{report:#}");
        let said = report["not_judged"][0].as_str().unwrap();
        assert!(said.starts_with(problem), "{said}");
    }
}

#[test]
fn each_format_shows_the_evidence() {
    let sandbox = workspace("diff-recordings-formats", "base");
    two(&sandbox);
    sandbox.write("seen/many.json", counted(5_000_000_000).text("live"));
    for format in ["human", "json", "markdown", "sarif", "github", "gitlab", "junit"] {
        let ran = sandbox.run(&[
            "diff",
            "base.yaml",
            "new.yaml",
            "--recordings",
            "seen",
            "--format",
            format,
            "--fail-on",
            "breaking",
        ]);
        assert_eq!(ran.exit, xtask::Exit::Findings, "{}", ran.err);
        let text = ran.seen().replace('\\', "");
        assert!(
            text.contains("1 recording does this: seen/many.json at response.body /count"),
            "{format}: {text}"
        );
        assert!(
            text.contains("1 recording reaches the place, and does not do this"),
            "{format}: {text}"
        );
        // Never the value itself.
        assert!(!text.contains("5000000000"), "{format}: {text}");
    }
}

#[test]
fn accepted_changes_stay_accepted() {
    let sandbox = workspace("diff-recordings-accepted", "base");
    two(&sandbox);
    sandbox.write("seen.json", counted(5_000_000_000).text("live"));
    let (_, before) = run(&sandbox, &[]);
    let (_, after) = run(&sandbox, &["--recordings", "seen.json"]);
    let of = |report: &Value| {
        let changes = report["changes"].as_array().unwrap().iter();
        let mut all: Vec<_> = changes
            .map(|change| (change["pointer"].to_string(), change["fingerprint"].to_string()))
            .collect();
        all.sort();
        all
    };
    assert_eq!(of(&before), of(&after));
    assert_eq!(before["changes"][0]["wire"], "breaking-if");
    assert_eq!(before["changes"][0]["evidence"], Value::Null);
    // The worst comes first.
    assert_eq!(after["changes"][0]["wire"], "breaking");
    assert!(
        after["changes"][0]["pointer"].as_str().unwrap().ends_with("/count"),
        "{after:#}"
    );
    assert_eq!(after["changes"][0]["condition"], before_condition(&before, "/count"));
}

fn before_condition(report: &Value, pointer: &str) -> Value {
    let mut changes = report["changes"].as_array().unwrap().iter();
    let change = changes.find(|change| change["pointer"].as_str().unwrap().ends_with(pointer));
    change.unwrap()["condition"].clone()
}

/// A line of traffic as it was.
fn line(url: &str, body: &Value) -> String {
    let line = json!({
        "request": {"method": "GET", "url": url, "headers": {}},
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"json": body}},
    });
    format!("{line}\n")
}

#[test]
fn only_traffic_shows_which_server_was_used() {
    let sandbox = workspace("diff-recordings-servers", "base");
    for (rule, used, other) in [
        (
            "server-removed",
            "https://b.example.com/things",
            "https://a.example.com/things",
        ),
        (
            "server-variable-value-removed",
            "https://us.example.com/things",
            "https://eu.example.com/things",
        ),
        (
            "server-variable-limited",
            "https://ap.example.com/things",
            "https://us.example.com/things",
        ),
    ] {
        let page = Page::of(rules().find(|known| known.id == rule).unwrap()).unwrap();
        sandbox.write("base.yaml", page.base);
        sandbox.write("new.yaml", page.revision);
        sandbox.write("used.ndjson", line(used, &json!({})));
        sandbox.write("other.ndjson", line(other, &json!({})));
        sandbox.write("recorded.json", Exchange::url("GET", used, 200).text("live"));
        for (file, wire, shown) in [
            ("used.ndjson", "breaking", "fulfilled"),
            ("other.ndjson", "breaking-if", "not-fulfilled"),
            // It is written under an address of the document, whatever the host was.
            ("recorded.json", "breaking-if", "redacted"),
        ] {
            let change = change(&sandbox, rule, file);
            let found = (
                change["wire"].as_str().unwrap(),
                change["evidence"]["shown"].as_str().unwrap(),
            );
            assert_eq!(found, (wire, shown), "{rule}: {file}");
        }
    }
}

#[test]
fn names_that_no_document_has_are_not_shown() {
    let sandbox = workspace("diff-recordings-names", "base");
    two(&sandbox);
    let body = json!({"names": {"alice@example.com": 5_000_000_000_u64}});
    sandbox.write("seen.ndjson", line("https://api.example.com/things?limit=1", &body));
    let ran = sandbox.run(&["diff", "base.yaml", "new.yaml", "--recordings", "seen.ndjson", "--all"]);
    assert!(
        ran.err.contains("seen.ndjson#0 at response.body /names/*"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("alice"), "{}", ran.err);
}

#[test]
fn many_recordings_are_counted_and_the_first_are_named() {
    let sandbox = workspace("diff-recordings-many", "base");
    two(&sandbox);
    let lines = (0..9_000_u64).map(|number| {
        let count = if number % 3 == 1 { 5_000_000_000 } else { number };
        line("https://api.example.com/things", &json!({ "count": count }))
    });
    sandbox.write("seen.ndjson", lines.collect::<String>());
    let (_, report) = run(&sandbox, &["--recordings", "seen.ndjson"]);
    let at = "at response.body /count";
    assert_eq!(
        evidence(&report, "/count").1,
        format!(
            "3000 recordings of 9000 do this: seen.ndjson#1 {at}, seen.ndjson#4 {at}, seen.ndjson#7 {at} and 2997 more"
        )
    );
    assert_eq!(
        evidence(&report, "/schema").1,
        "no recording reaches the place (9000 read)"
    );
}

#[test]
fn a_value_of_another_alternative_does_not_reach_the_place() {
    let sandbox = workspace("diff-recordings-choice", "base");
    let document = |nullable: bool| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /thing:\n    get:\n      operationId: showThing\n      \
             responses:\n        '200':\n          description: ok\n          content: {{application/json: {{schema: \
             {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]}}}}}}\ncomponents:\n  \
             schemas:\n    Cat: {{type: object, required: [cat, name], properties: {{cat: {{type: boolean}}, name: \
             {{type: string, nullable: {nullable}}}}}}}\n    Dog: {{type: object, required: [dog], properties: {{dog: \
             {{type: boolean}}, name: {{type: string, nullable: true}}}}}}\n"
        )
    };
    sandbox.write("base.yaml", document(false));
    sandbox.write("new.yaml", document(true));
    for (body, shown) in [
        (json!({"dog": true, "name": null}), "not-reached"),
        (json!({"cat": true, "name": "x"}), "not-fulfilled"),
        (json!({"cat": true, "name": null}), "fulfilled"),
    ] {
        sandbox.write("seen.json", received(body).text("live"));
        let change = change(&sandbox, "response-null-allowed", "seen.json");
        assert_eq!(change["evidence"]["shown"], shown, "{change:#}");
    }
}

#[test]
fn what_no_recording_can_show_is_said() {
    let sandbox = workspace("diff-recordings-not-shown", "base");
    for (rule, why) in [
        (
            "oauth-flow-removed",
            "they have neither tokens nor how they were obtained",
        ),
        ("callback-changed", "they have no requests to receivers"),
        (
            "request-content-encoding-changed",
            "how a text encodes its content is not checked",
        ),
    ] {
        let page = Page::of(rules().find(|known| known.id == rule).unwrap()).unwrap();
        sandbox.write("base.yaml", page.base);
        sandbox.write("new.yaml", page.revision);
        // Any interaction of the API.
        let urls = ["/things", "/thing"].map(|path| Exchange::url("POST", path, 200).text("live"));
        sandbox.write("seen/a.json", &urls[0]);
        sandbox.write("seen/b.json", &urls[1]);
        sandbox.write("seen/c.json", query("").text("live"));
        let change = change(&sandbox, rule, "seen");
        let text = change["evidence"]["text"].as_str().unwrap();
        assert_eq!(text, format!("recordings cannot show it: {why}"), "{rule}");
        assert_eq!(change["wire"], "breaking-if");
    }
}
