//! What the contract means, phrase by phrase: for each, what breaks it, and what comes close and does not.
//!
//! Each table holds a document or a part of one, an interaction, and everything that is reported for it: `rule place`,
//! where the place is the pointer into a body, or the part of the interaction. An empty list says that nothing is
//! reported.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod credentials;
mod grouping;
mod inheritance;
#[path = "../common/interactions.rs"]
mod interactions;
mod parameters;
mod properties;
mod raw;
mod responses;
mod routing;
mod schemas;
mod secrets;
mod servers;

use codegen::Document;
use interactions::interaction;
use recording::{Header, Interaction};
use xtask::contract::{Checked, Contract, Evidence, Source};

fn headers(pairs: &[(&str, &str)]) -> Vec<Header> {
    pairs.iter().map(|(name, value)| Header::new(*name, *value)).collect()
}

fn document(text: &str) -> Document {
    Document::parse("test.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{text}"))
}

fn check_interaction(text: &str, interaction: &Interaction) -> Checked {
    let document = document(text);
    let contract = Contract::new(&document);
    let checked = contract.check(interaction, Source::Traffic);
    // A pass over the text that checks exactly only what is wrong reports the same.
    let passed = contract.check_with(interaction, Source::Traffic, &mut Evidence::new(&contract));
    assert_eq!(format!("{passed:#?}"), format!("{checked:#?}"));
    for violation in &checked.violations {
        let promise = violation.document.as_deref().unwrap();
        assert!(document.at(promise).is_some(), "nothing is at {promise}: {violation:?}");
    }
    checked
}

/// What is reported: `rule place`.
fn reported(checked: &Checked) -> Vec<String> {
    let one = |violation: &xtask::contract::Violation| {
        let location = violation.location.to_string();
        let place = if location.ends_with(".body") {
            &violation.pointer
        } else {
            &location
        };
        format!("{} {place}", violation.rule.id).trim_end().to_owned()
    };
    checked.violations.iter().map(one).collect()
}

/// Collects what is not as it should be, so that one run shows all of it.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn expect(&mut self, what: &str, text: &str, interaction: &Interaction, expected: &[&str]) {
        let checked = check_interaction(text, interaction);
        let reported = reported(&checked);
        if reported != expected {
            let messages: Vec<_> = checked
                .violations
                .iter()
                .map(|reported| reported.message.as_str())
                .collect();
            self.0.push(format!(
                "{what}\n    {reported:?}\n    instead of {expected:?}\n    {messages:?}"
            ));
        }
    }
}

impl Drop for Wrong {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.is_empty(), "{}", self.0.join("\n"));
        }
    }
}

/// A document of one operation, `GET /x`, with these parameters (a list of YAML) and this schema of its response.
fn one(parameters: &str, schema: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\nservers: [{{url: 'https://example.com'}}]\npaths:\n  /x:\n    \
         get:\n      operationId: x\n      parameters: {parameters}\n      responses:\n        '200':\n          \
         description: d\n          content: {{application/json: {{schema: {schema}}}}}\ncomponents:\n  schemas: \
         {{{schemas}}}\n"
    )
}

/// What is sent, and what is reported for it.
type Sent<'t, T> = [(T, &'t [&'t str])];

/// A schema, a body, and what is reported for it.
type OfSchema<'t> = (&'t str, &'t str, &'t [&'t str]);

fn schemas(named: &str, cases: &[OfSchema<'_>]) {
    let mut wrong = Wrong::default();
    for (schema, body, expected) in cases {
        let answered = interaction("GET", "https://example.com/x", body.as_bytes());
        wrong.expect(
            &format!("{schema} with {body}"),
            &one("[]", schema, named),
            &answered,
            expected,
        );
    }
}
