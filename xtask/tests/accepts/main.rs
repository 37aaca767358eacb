//! The fast look against the exact one, on random schemas and values: what it accepts, the exact check finds nothing
//! in; and where no alternatives are involved, it accepts whatever the exact check finds nothing in.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
mod random;

use codegen::Document;
use common::{forms, interactions};
use random::{Keywords, NAMED, Random, Schemas, Values, spoil};
use recording::{Captured, Interaction, Recording, har, ndjson};
use serde_json::{Value, json};
use xtask::contract::{Contract, Evidence, Shape, Source};

/// A document whose one operation responds, and is called, with the first of some schemas.
fn document(schemas: &[Value]) -> Option<Document> {
    let named: serde_json::Map<String, Value> = (0..)
        .zip(schemas)
        .map(|(index, schema): (usize, _)| (format!("S{index}"), schema.clone()))
        .collect();
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/x": {"post": {
            "operationId": "x",
            "requestBody": {"content": content},
            "responses": {"200": {"description": "d", "content": content}},
        }}},
        "components": {"schemas": named},
    });
    Document::parse("random.json", document.to_string().as_bytes())
        .ok()
        .filter(|document| {
            codegen::validate(document)
                .of_class(codegen::Class::NotOpenApi)
                .is_empty()
        })
}

fn interaction(body: Vec<u8>, sent: Option<Vec<u8>>) -> Interaction {
    let mut interaction = interactions::interaction("POST", "https://example.com/x", body);
    interaction.request.headers = vec![interactions::json()];
    interaction.request.body = sent;
    interaction
}

/// How many cases there were of each kind.
#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    refused: usize,
    cases: usize,
    conforming: usize,
    accepted: usize,
    spoiled: usize,
}

/// One document with many values. `CASES=1000 SEED=7` runs more of them, from another seed on.
fn run(seed: u64, keywords: Keywords, tally: &mut Tally) {
    let random = &mut Random::new(seed);
    let schemas = Schemas { keywords };
    let named: Vec<Value> = (0..NAMED).map(|_| schemas.one(random, 0)).collect();
    let Some(document) = document(&named) else {
        tally.refused += 1;
        return;
    };
    tally.documents += 1;
    let contract = Contract::new(&document);
    let values = Values { named: &named };
    for _ in 0..24 {
        let mut body = values.text(random, &named[0], 0).into_bytes();
        let spoiled = random.one_in(4);
        if spoiled {
            spoil(random, &mut body);
        }
        let sent = random.one_in(3).then(|| values.text(random, &named[0], 0).into_bytes());
        let interaction = interaction(body, sent);
        let (accepted, missed) = forms::agree(&contract, &interaction);
        let checked = contract.check(&interaction, Source::Traffic);
        let conforms = checked.violations.is_empty() && checked.notes.is_empty();
        assert!(
            keywords == Keywords::All || missed.is_empty(),
            "seed {seed}: missed as {missed:?}: {}\n{}",
            String::from_utf8_lossy(&interaction.response.body),
            serde_json::to_string(&named).unwrap()
        );
        tally.cases += 1;
        tally.spoiled += usize::from(spoiled);
        tally.conforming += usize::from(conforms);
        tally.accepted += usize::from(accepted > 0);
        spoilt_texts(random, &contract, &interaction, seed);
    }
}

/// Spoils the texts themselves: what is accepted then is what another reader reads there, and conforms.
fn spoilt_texts(random: &mut Random, contract: &Contract<'_>, interaction: &Interaction, seed: u64) {
    for form in forms::forms(interaction) {
        let mut evidence = Evidence::new(contract);
        let mut text = form.text;
        spoil(random, &mut text);
        if !contract.accepts(&text, form.shape, &mut evidence) {
            continue;
        }
        let shown = String::from_utf8_lossy(&text).into_owned();
        let read = match form.shape {
            Shape::Recording => Recording::parse(&text).map(Captured::from),
            Shape::Line => ndjson::interaction(&text),
            Shape::Entry => har::interaction(&text),
        };
        let read = read.unwrap_or_else(|error| panic!("seed {seed}: accepted, and cannot be read: {error}: {shown}"));
        let source = if read.whole { Source::Traffic } else { Source::Recording };
        let mut exact = Evidence::new(contract);
        let checked = contract.check_with(&read.interaction, source, &mut exact);
        assert_eq!(
            evidence.counts(),
            exact.counts(),
            "seed {seed}: counted otherwise: {shown}"
        );
        assert!(
            checked.violations.is_empty() && checked.notes.is_empty(),
            "seed {seed}: accepted: {shown}\n{checked:?}"
        );
    }
}

fn many(keywords: Keywords) -> Tally {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (first, count) = (number("SEED", 1), number("CASES", 60));
    let mut tally = Tally::default();
    for seed in first..first + count {
        run(seed, keywords, &mut tally);
    }
    tally
}

#[test]
fn plain_schemas_are_checked_the_same() {
    let tally = many(Keywords::Plain);
    assert!(tally.documents > tally.refused * 2, "{tally:?}");
    assert!(
        tally.conforming > tally.cases / 8 && tally.conforming < tally.cases,
        "{tally:?}"
    );
    assert_eq!(tally.accepted, tally.conforming, "{tally:?}");
}

#[test]
fn accepted_values_conform_under_every_schema() {
    let tally = many(Keywords::All);
    assert!(tally.documents > tally.refused * 2, "{tally:?}");
    assert!(
        tally.accepted > tally.cases / 8 && tally.accepted < tally.cases,
        "{tally:?}"
    );
}
