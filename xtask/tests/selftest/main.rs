//! The self-test of generated clients, on documents of this project that together have what the generator supports.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;

use common::{Ran, here, run};
use serde_json::Value;
use xtask::{Environment, Exit};

fn selftest(document: &str, more: &[&str]) -> Ran {
    let environment = Environment {
        directory: here().parent().unwrap().to_owned(),
        program: None,
        cargo: env!("CARGO").into(),
        colour: false,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    run(&[&["selftest", "--document", document], more].concat(), &environment)
}

/// The report of a self-test, which must have run.
fn report(document: &str, more: &[&str]) -> (Exit, Value) {
    let ran = selftest(document, &[&["--format", "json"], more].concat());
    let report = serde_json::from_str(&ran.out);
    (
        ran.exit,
        report.unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err)),
    )
}

#[test]
fn the_clients_of_our_documents_send_and_decode_what_the_documents_say() {
    for (document, requests, responses) in [("notes", 30, 50), ("values", 4, 4), ("wire", 120, 60)] {
        let (exit, report) = report(&format!("codegen/example/{document}.openapi.yaml"), &[]);
        assert_eq!(report["failed"], Value::Array(Vec::new()), "{document}");
        assert_eq!(report["skipped"], Value::Array(Vec::new()), "{document}");
        assert_eq!(report["called"], report["operations"], "{document}");
        for (what, least) in [("requests", requests), ("responses", responses)] {
            assert_eq!(report[what]["made"], report[what]["ok"], "{document}");
            assert!(report[what]["made"].as_u64().unwrap() >= least, "{document}: {report}");
        }
        assert_eq!(exit, Exit::Fine, "{document}");
    }
}

#[test]
fn what_cannot_be_tested_is_an_error() {
    let unknown = selftest("codegen/example/notes.openapi.yaml", &["--operation", "nothing"]);
    assert_eq!(unknown.exit, Exit::Incomplete);
    assert!(unknown.err.contains("no operation `nothing`"), "{}", unknown.err);
    let absent = selftest("codegen/example/absent.yaml", &[]);
    assert_eq!(absent.exit, Exit::Incomplete);
    assert!(absent.err.contains("cannot be read"), "{}", absent.err);
}
