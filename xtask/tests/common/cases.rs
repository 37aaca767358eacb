//! The cases made for the contract engine, and how each must be judged.
//!
//! `cases/*.json` hold an interaction, what is expected (a class of rules, or `ok`), where, and the document in
//! `documents/` that it is held against.

use std::fs;

use base64::Engine as _;
use codegen::Document;
use recording::{Header, Interaction, Kind, Provenance, Request, Response};
use serde_json::Value;
use xtask::contract::{Contract, Kept, Level, Location, Violation};

use super::forms::agree;
use super::here;

/// One case.
pub(crate) struct Case(Value);

/// All of the cases, by their names.
pub(crate) fn all() -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(here().join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 56);
    let read = |file| Case(serde_json::from_slice(&fs::read(file).unwrap()).unwrap());
    files.into_iter().map(read).collect()
}

impl Case {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    /// How its HAR keeps the body: `raw`, `decoded`, or nothing in particular.
    pub(crate) fn har_content(&self) -> Option<&str> {
        self.0["har_content"].as_str()
    }

    pub(crate) fn interaction(&self) -> Interaction {
        interaction(&self.0)
    }

    /// What is wrong with the verdict on an interaction that is this case, if anything.
    pub(crate) fn judge(&self, interaction: &Interaction) -> Option<String> {
        let case = &self.0;
        let variant = case["spec_variant"].as_str().unwrap_or("base");
        let name = format!("tests/documents/{variant}.yaml");
        let document = Document::parse(&name, &fs::read(here().join(&name)).unwrap()).unwrap();
        let contract = Contract::new(&document);
        let checked = contract.check(interaction, Kept::All);
        let (_, missed) = agree(&contract, interaction);
        // What is compressed is left to the exact look.
        assert!(
            missed.is_empty() || self.name().contains("gzip"),
            "{}: {missed:?}",
            self.name()
        );
        for violation in &checked.violations {
            let pointer = violation.document.as_deref().unwrap();
            assert!(
                document.at(pointer).is_some(),
                "{}: nothing stands at {pointer}",
                self.name()
            );
            let drift = case["level"] == "drift";
            assert_eq!(violation.rule.level == Level::Warning, drift, "{}", self.name());
        }
        let told: Vec<_> = checked.violations.iter().map(|v| (class(v), place(v))).collect();
        let expected = match case["expect"].as_str().unwrap() {
            "ok" => Vec::new(),
            class => vec![(class, case["where"].as_str().unwrap().to_owned())],
        };
        (told != expected).then(|| format!("{}: {told:?} instead of {expected:?}", self.name()))
    }
}

fn headers(of: &Value) -> Vec<Header> {
    let headers = of["headers"].as_object().unwrap();
    headers
        .iter()
        .map(|(name, value)| Header::new(name, value.as_str().unwrap()))
        .collect()
}

fn interaction(case: &Value) -> Interaction {
    let (request, response) = (&case["request"], &case["response"]);
    let body = match (&response["body"], &response["body_base64"]) {
        (Value::String(text), _) => text.as_bytes().to_owned(),
        (_, Value::String(text)) => base64::engine::general_purpose::STANDARD.decode(text).unwrap(),
        _ => Vec::new(),
    };
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a case".into(),
            date: "2026-01-31".into(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: request["method"].as_str().unwrap().into(),
            url: request["url"].as_str().unwrap().into(),
            headers: headers(request),
            body: None,
        },
        response: Response {
            status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
            headers: headers(response),
            body,
        },
        redacted: Vec::new(),
    }
}

/// The class of a violation, in the words of the cases.
fn class(violation: &Violation) -> &'static str {
    match (violation.rule.id, &violation.location) {
        ("header-missing", _) => "param-missing",
        ("undocumented-property", _) => "undocumented",
        (rule @ ("param-missing" | "param-undocumented"), _) => rule,
        (_, Location::Path(_) | Location::Query(_) | Location::Header(_)) => "param",
        (rule, _) => rule,
    }
}

/// Where a violation is, in the words of the cases.
fn place(violation: &Violation) -> String {
    match &violation.location {
        Location::Path(_) | Location::Query(_) | Location::Header(_) => violation.location.to_string(),
        // The cases name the header that is missing.
        Location::Security => {
            let name = violation.message.split('`').nth(1).unwrap();
            format!("header:{name}")
        }
        _ => violation.pointer.clone(),
    }
}
