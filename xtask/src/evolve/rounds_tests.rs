//! What is offered where edits do not help.

use std::collections::BTreeMap;

use codegen::Document;
use recording::redaction::Policy;

use super::random_tests::interaction;
use super::{Input, Sample, Totals, evolve};
use crate::contract::Source;
use crate::runner::Drifted;

const DOCUMENT: &str = r#"{
  "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
  "paths": {"/things": {"get": {"operationId": "things", "responses": {"200": {"description": "d",
    "content": {"application/json": {"schema": {"type": "object", "properties": {}}}}}}}}}
}"#;

#[test]
fn nothing_is_offered_after_which_something_still_drifts() {
    // More properties than are left out one by one.
    let members: Vec<_> = ('a'..='z')
        .flat_map(|one| [format!("\"{one}_one\": 1"), format!("\"{one}_two\": 1")])
        .collect();
    let body = members.join(",");
    let drifted = Drifted {
        name: "new.json".to_owned(),
        interaction: interaction(&format!("{{{body}}}")),
        source: Source::Recording,
        keys: Vec::new(),
        violations: 1,
    };
    let mut sample = Sample::default();
    sample.take(drifted, &["drift".to_owned()], false);
    let evolved = |parse: &dyn Fn(&str) -> Result<Document, String>| {
        let input = Input {
            name: "a.json",
            text: DOCUMENT,
            parse,
            servers: &[],
            is_accepted: &|_| false,
            policy: &Policy::default(),
            totals: &Totals::default(),
            excluded: &BTreeMap::new(),
            format_samples: 20,
        };
        evolve(&input, &sample).unwrap()
    };
    let document = |text: &str| Document::parse("a.json", text.as_bytes()).map_err(|error| format!("{error:?}"));
    assert_eq!(evolved(&document).proposals.len(), 52);
    // No edit helps here: the document stays as it is.
    let evolution = evolved(&|_| document(DOCUMENT));
    assert!(evolution.proposals.is_empty(), "{:?}", evolution.proposals.len());
    assert_eq!(evolution.text, DOCUMENT);
    assert_eq!(evolution.left.len(), 52);
    let reasons: Vec<_> = evolution.left.iter().map(|left| left.reason.as_str()).collect();
    assert!(
        reasons.iter().all(|reason| reason.contains("all recordings conform")),
        "{reasons:?}"
    );
}
