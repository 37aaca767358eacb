//! The contract engine on cases made for it: each tells its one fault, at its place, and none tells one that is not there.
//!
//! `cases/*.json` hold an interaction, what is expected (a class of rules, or `ok`), where, and the document in
//! `documents/` that it is held against.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use codegen::Document;
use recording::{Header, Interaction, Kind, Provenance, Request, Response};
use serde_json::Value;
use xtask::contract::{Contract, Kept, Level, Location, Violation};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
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

#[test]
fn every_case_is_judged_as_it_should_be() {
    let mut wrong = Vec::new();
    let mut all_accepted = 0;
    let mut files: Vec<_> = fs::read_dir(folder("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 56);
    for file in files {
        let case: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let variant = case["spec_variant"].as_str().unwrap_or("base");
        let name = format!("documents/{variant}.yaml");
        let document = Document::parse(&name, &fs::read(folder(&name)).unwrap()).unwrap();
        let contract = Contract::new(&document);
        let checked = contract.check(&interaction(&case), Kept::All);
        let (accepted, missed) = common::forms::agree(&contract, &interaction(&case));
        // What is compressed is left to the exact look.
        let compressed = case["name"].as_str().unwrap().contains("gzip");
        assert!(missed.is_empty() || compressed, "{}: {missed:?}", case["name"]);
        all_accepted += accepted;
        let told: Vec<_> = checked.violations.iter().map(|v| (class(v), place(v))).collect();
        let expected = match case["expect"].as_str().unwrap() {
            "ok" => Vec::new(),
            class => vec![(class, case["where"].as_str().unwrap().to_owned())],
        };
        if told != expected {
            wrong.push(format!("{}: {told:?} instead of {expected:?}", case["name"]));
        }
        for violation in &checked.violations {
            let pointer = violation.document.as_deref().unwrap();
            assert!(
                document.at(pointer).is_some(),
                "{}: nothing stands at {pointer}",
                case["name"]
            );
            let drift = case["level"] == "drift";
            assert_eq!(violation.rule.level == Level::Warning, drift, "{}", case["name"]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all_accepted > 80, "{all_accepted}");
}
