//! Each kind of condition, with the documents of the pages of its rules: a recording that fulfils it, one that does not, one
//! with the value redacted, and one that does not reach the place.

use serde_json::{Value, json};

use super::{Exchange, change, query, received, sent};
use crate::common::Sandbox;
use crate::pages::{Page, rules};
use crate::sandbox::workspace;

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
            json!("www.example.com"),
            json!("123e4567-e89b-12d3-a456-426614174000"),
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
