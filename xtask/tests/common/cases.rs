//! The cases made for the contract engine, and the expected findings of each.
//!
//! `cases/*.json` hold an interaction, what is expected (a class of rules, or `ok`), where, and the document in
//! `documents/` that it is checked against.

use std::fs;

use base64::Engine as _;
use codegen::Document;
use recording::{Header, Interaction, Kind, Provenance, Request, Response};
use serde_json::Value;
use xtask::contract::{Contract, Source, Violation};

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

    /// The document that it is checked against, below this crate.
    pub(crate) fn document(&self) -> String {
        let variant = self.0["spec_variant"].as_str().unwrap_or("base");
        format!("tests/documents/{variant}.yaml")
    }

    /// The interaction as a line of NDJSON.
    pub(crate) fn line(&self) -> String {
        format!("{}\n", self.0)
    }

    /// Whether it has findings.
    pub(crate) fn is_wrong(&self) -> bool {
        self.0["expect"] != "ok"
    }

    /// What is wrong with the verdict on an interaction that is this case, if anything.
    pub(crate) fn mismatch(&self, interaction: &Interaction) -> Option<String> {
        let name = self.document();
        let document = Document::parse(&name, &fs::read(here().join(&name)).unwrap()).unwrap();
        let contract = Contract::new(&document);
        let checked = contract.check(interaction, Source::Traffic);
        let (_, missed) = agree(&contract, interaction);
        // What is compressed is left to the exact check.
        assert!(
            missed.is_empty() || self.name().contains("gzip"),
            "{}: {missed:?}",
            self.name()
        );
        for violation in &checked.violations {
            let pointer = violation.document.as_deref().unwrap();
            assert!(
                document.at(pointer).is_some(),
                "{}: nothing is at {pointer}",
                self.name()
            );
        }
        self.differs(checked.violations.iter().map(Reported::from))
    }

    /// How what is reported differs from what should be, if it does.
    pub(crate) fn differs(&self, reported: impl Iterator<Item = Reported>) -> Option<String> {
        let case = &self.0;
        let level = if case["level"] == "drift" { "warning" } else { "error" };
        let expected = match case["expect"].as_str().unwrap() {
            "ok" => Vec::new(),
            class => {
                let place = case["where"].as_str().unwrap();
                vec![(class, level, location(class, place), place)]
            }
        };
        let reported: Vec<_> = reported.collect();
        let found: Vec<_> = reported
            .iter()
            .map(|reported| {
                (
                    reported.class(),
                    &*reported.level,
                    &*reported.location,
                    reported.place(),
                )
            })
            .collect();
        (found != expected).then(|| format!("{}: {found:?} instead of {expected:?}", self.name()))
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

/// What is reported for an interaction.
pub(crate) struct Reported {
    rule: String,
    level: String,
    location: String,
    pointer: String,
    message: String,
}

impl From<&Violation> for Reported {
    fn from(violation: &Violation) -> Self {
        Self {
            rule: violation.rule.id.into(),
            level: violation.rule.level.word().into(),
            location: violation.location.to_string(),
            pointer: violation.pointer.clone(),
            message: violation.message.clone(),
        }
    }
}

impl From<&Value> for Reported {
    /// From one of the violations of a report in JSON.
    fn from(violation: &Value) -> Self {
        let text = |member: &str| violation[member].as_str().unwrap().to_owned();
        Self {
            rule: text("rule"),
            level: text("level"),
            location: text("location"),
            pointer: text("pointer"),
            message: text("message"),
        }
    }
}

impl Reported {
    /// The class, in the words of the cases.
    fn class(&self) -> &str {
        let of_parameter = ["path:", "query:", "header:"];
        match &*self.rule {
            "header-missing" => "param-missing",
            "undocumented-property" => "undocumented",
            rule @ ("param-missing" | "param-undocumented") => rule,
            _ if of_parameter.iter().any(|kind| self.location.starts_with(kind)) => "param",
            rule => rule,
        }
    }

    /// The place, in the words of the cases.
    fn place(&self) -> &str {
        match self.location.split_once(':') {
            Some(("path" | "query" | "header", _)) => &self.location,
            // The cases name the header that is missing.
            _ if self.location == "security" => {
                let name = self.message.split('`').nth(1).unwrap();
                assert_eq!(name, "X-Auth-Token");
                "header:X-Auth-Token"
            }
            _ => &self.pointer,
        }
    }
}

/// The part of the interaction in which a case has its fault.
fn location<'c>(class: &'c str, place: &'c str) -> &'c str {
    match class {
        "path" => "url",
        "content-type" => "response.header:Content-Type",
        "method" | "status" | "security" => class,
        _ if class.starts_with("param") => place,
        _ => "response.body",
    }
}
