//! What is absent, `null`, empty and a value: a builder sends what was set of it, and reading is tolerant.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::answer_once;
use example_build_script::values::Client;
use example_build_script::values::types::{Draft, DraftOrText, Stamp};
use serde_json::{Value, from_value, json};

/// The body that a call sends.
macro_rules! body {
    (|$client:ident| $call:expr) => {{
        let (url, served) = answer_once("200 OK", "application/json", r#"{"at":"soon"}"#);
        let $client = Client::builder().endpoint(url).build().unwrap();
        $call.send().await.unwrap();
        let request = served.join().unwrap();
        serde_json::from_str::<Value>(request.lines().last().unwrap()).unwrap()
    }};
}

#[tokio::test]
async fn a_builder_sends_what_was_set() {
    for (found, expected) in [
        (
            body!(|c| c.put_stamp("d").body(Stamp::builder().at("a"))),
            json!({"at": "a"}),
        ),
        (
            body!(|c| c.put_stamp("d").body(Stamp::builder().at("a").lasts_null())),
            json!({"at": "a", "lasts": null}),
        ),
        (
            body!(|c| c.put_stamp("d").body(Stamp::builder().at("a").history(vec![]))),
            json!({"at": "a", "history": []}),
        ),
        (
            body!(|c| c
                .put_stamp("d")
                .body(Stamp::builder().at("a").by_id(Default::default()))),
            json!({"at": "a", "byId": {}}),
        ),
        (
            body!(|c| c.put_stamp("d").body(Stamp::builder().at("a").lasts(""))),
            json!({"at": "a", "lasts": ""}),
        ),
        (
            body!(|c| c.put_stamp("d").at("a").lasts_null().history(vec![])),
            json!({"at": "a", "lasts": null, "history": []}),
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_value_that_was_built_keeps_apart_what_is_absent_null_and_empty() {
    let draft = |id| Draft::builder().id(id).marks(vec![]);
    let drafts = [
        draft(1),
        draft(2)
            .tags(vec![])
            .notes(vec![])
            .title("")
            .by_name(Default::default()),
        draft(3).notes_null().title_null().marks_null(),
        draft(4)
            .tags(vec!["a".to_owned()])
            .notes(vec!["b".to_owned()])
            .title("c"),
    ];
    // What is in a list of a choice has to be finished.
    let built = drafts.map(|draft| draft.build().unwrap());
    let again = built
        .clone()
        .map(|draft| from_value(serde_json::to_value(draft).unwrap()).unwrap());
    assert_eq!(built, again);
    let built: Vec<DraftOrText> = built.into_iter().map(DraftOrText::from).collect();
    assert_eq!(
        body!(|c| c.send_drafts().body(built)),
        json!([
            {"id": 1, "marks": []},
            {"id": 2, "marks": [], "tags": [], "notes": [], "title": "", "by_name": {}},
            {"id": 3, "marks": null, "notes": null, "title": null},
            {"id": 4, "marks": [], "tags": ["a"], "notes": ["b"], "title": "c"},
        ])
    );
}

#[test]
fn reading_takes_null_and_emptiness_for_absence() {
    for value in [
        json!({"at": "a"}),
        json!({"at": "a", "lasts": null, "history": null, "byId": null, "day": null}),
        json!({"at": "a", "history": [], "byId": {}, "unknown": 1}),
    ] {
        let stamp: Stamp = from_value(value).unwrap();
        assert!(stamp.lasts.is_none() && stamp.history.is_empty() && stamp.by_id.is_empty() && stamp.day.is_none());
    }
    assert!(
        from_value::<Stamp>(json!({})).is_err(),
        "what is required is not made up"
    );
    assert!(
        from_value::<Stamp>(json!({"at": null})).is_err(),
        "what is required is not null"
    );
}

#[test]
fn bounds_and_patterns_are_not_enforced_on_what_is_read() {
    let stamp: Stamp = from_value(json!({"at": "a", "bounded": "too long"})).unwrap();
    assert_eq!(stamp.bounded.as_deref(), Some("too long"));
    assert!(from_value::<Stamp>(json!({"at": 1})).is_err(), "a number is no string");
    assert!(
        from_value::<Stamp>(json!({"at": "a", "counts": {"int8": 128}})).is_err(),
        "beyond the width"
    );
}

#[test]
#[deny(deprecated, reason = "the test is that these are deprecated")]
fn what_the_document_calls_deprecated_is_deprecated() {
    #[expect(deprecated, reason = "the field and the setter are")]
    let other = Stamp::builder().at("a").other("b").build().unwrap().other;
    assert_eq!(other.as_deref(), Some("b"));
    let client = Client::builder().endpoint("http://127.0.0.1:1").build().unwrap();
    #[expect(deprecated, reason = "the parameter is")]
    let call = client.put_stamp("d").old("a");
    drop(call);
}
