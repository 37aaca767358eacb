//! Traffic as it was: servers, names that may be secrets, and very many interactions.

use serde_json::json;

use super::{Exchange, change, evidence, line, run, two};
use crate::pages::{Page, rules};
use crate::sandbox::workspace;

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
    let lines = (0..5_000_u64).map(|number| {
        let count = if number % 3 == 1 { 5_000_000_000 } else { number };
        line("https://api.example.com/things", &json!({ "count": count }))
    });
    sandbox.write("seen.ndjson", lines.collect::<String>());
    let (_, report) = run(&sandbox, &["--recordings", "seen.ndjson"]);
    let at = "at response.body /count";
    assert_eq!(
        evidence(&report, "/count").1,
        format!(
            "1667 recordings of 5000 do this: seen.ndjson#1 {at}, seen.ndjson#4 {at}, seen.ndjson#7 {at} and 1664 more"
        )
    );
    assert_eq!(
        evidence(&report, "/schema").1,
        "no recording reaches the place (5000 read)"
    );
}
