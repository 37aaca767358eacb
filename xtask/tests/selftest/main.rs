//! The self-test of generated clients, on documents of this project that together have what the generator supports.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::sync::{Mutex, PoisonError};

use codegen::mutants::MUTANTS;
use codegen::view::Api;
use codegen::{Document, Model};
use common::{Ran, here, run};
use serde_json::Value;
use xtask::{Environment, Exit};

/// The crate of a document is in one folder, whichever test builds it.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn selftest(document: &str, more: &[&str]) -> Ran {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
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
    for (document, requests, responses) in [
        ("codegen/example/media-types", 40, 4),
        ("codegen/example/notes", 30, 50),
        ("codegen/example/streams", 17, 19),
        ("codegen/example/values", 4, 4),
        ("codegen/example/wire", 120, 60),
        ("xtask/tests/selftest/newer", 2, 1),
    ] {
        let (exit, report) = report(&format!("{document}.openapi.yaml"), &[]);
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

/// Each fault of the generator with the operation of a document in which it is made: no operation has two of them.
fn mutants(document: &str, without: &BTreeSet<&str>) -> Vec<(&'static str, String)> {
    let text = fs::read(here().parent().unwrap().join(document)).unwrap();
    let document = Document::parse(document, &text).unwrap();
    let mut model = Model::new(&document).unwrap();
    let api = Api::of(&document);
    let mut open: Vec<_> = api
        .operations
        .iter()
        .map(|one| format!("{} {}", one.method, one.path.text))
        .collect();
    let wanted = MUTANTS.iter().filter(|mutant| !without.contains(mutant.name));
    let made = wanted.filter_map(|mutant| {
        let place = open.iter().position(|operation| mutant.apply(&mut model, operation))?;
        Some((mutant.name, open.remove(place)))
    });
    made.collect()
}

/// Makes faults of the generator, one in an operation, and returns those that the self-test does not find.
fn missed(document: &str, mutants: &[(&'static str, String)]) -> Vec<String> {
    let arguments = mutants
        .iter()
        .flat_map(|(name, operation)| ["--mutant".to_owned(), format!("{name}={operation}")]);
    let arguments: Vec<String> = arguments.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (exit, report) = report(document, &arguments);
    assert_eq!(exit, Exit::Findings);
    let text = fs::read(here().parent().unwrap().join(document)).unwrap();
    let document = Document::parse(document, &text).unwrap();
    let api = Api::of(&document);
    let names: HashMap<_, _> = api
        .operations
        .iter()
        .map(|one| (one.name(), format!("{} {}", one.method, one.path.text)))
        .collect();
    let failed = report["failed"].as_array().unwrap().iter();
    let failed: BTreeSet<_> = failed
        .map(|one| names[one["operation"].as_str().unwrap()].clone())
        .collect();
    // What has no fault is as good as ever: otherwise a fault would be found by what another one does.
    let without = failed
        .iter()
        .filter(|operation| mutants.iter().all(|(_, mutated)| mutated != *operation));
    assert_eq!(without.collect::<Vec<_>>(), Vec::<&String>::new(), "{report}");
    let missed = mutants.iter().filter(|(_, operation)| !failed.contains(operation));
    missed
        .map(|(name, operation)| format!("{name} in {operation}"))
        .collect()
}

/// The faults for which an operation need not have several media types: few have several.
fn of_any_media_type() -> impl Iterator<Item = &'static str> {
    let names = MUTANTS.iter().map(|mutant| mutant.name);
    names.filter(|name| !name.contains("other"))
}

/// A sample of the faults: those of one document.
#[test]
fn faults_of_the_generator_are_found() {
    for (document, least) in [("wire", 15), ("media-types", 3)] {
        let document = format!("codegen/example/{document}.openapi.yaml");
        let mut without = BTreeSet::new();
        if least == 3 {
            without.extend(of_any_media_type());
        }
        let mutants = mutants(&document, &without);
        assert!(mutants.len() >= least, "{mutants:#?}");
        assert_eq!(missed(&document, &mutants), Vec::<String>::new());
    }
}

/// All of them: `cargo test -p xtask --test selftest -- --ignored`.
#[test]
#[ignore = "builds several clients"]
fn each_fault_of_the_generator_is_found() {
    let documents = [
        "codegen/example/media-types.openapi.yaml",
        "codegen/example/wire.openapi.yaml",
        "codegen/example/notes.openapi.yaml",
        "codegen/example/streams.openapi.yaml",
        "xtask/tests/selftest/faults.openapi.yaml",
    ];
    let (mut made, mut all, mut not_found) = (BTreeSet::new(), 0, Vec::new());
    for document in documents {
        let mut without = made.clone();
        if document.contains("media-types") {
            without.extend(of_any_media_type());
        }
        let mutants = mutants(document, &without);
        made.extend(mutants.iter().map(|(name, _)| *name));
        all += mutants.len();
        not_found.extend(missed(document, &mutants));
    }
    let nowhere: Vec<_> = MUTANTS
        .iter()
        .map(|mutant| mutant.name)
        .filter(|name| !made.contains(name))
        .collect();
    assert_eq!(nowhere, Vec::<&str>::new(), "no document has what these faults need");
    assert!(
        all >= 20 && not_found.len() * 20 <= all,
        "{} of {all} not found: {not_found:#?}",
        not_found.len()
    );
}

/// Faults of the runtime are those of all operations, so each has a client of its own.
#[test]
#[ignore = "builds several clients"]
fn each_fault_of_uploads_and_streams_is_found() {
    let parts = ("wire", "POST /bodies/multipart");
    for (fault, (document, operation)) in [
        ("runtime-file-cut", parts),
        ("runtime-file-name-lost", parts),
        ("runtime-file-media-type-lost", parts),
        ("runtime-files-without-name", parts),
        ("runtime-bytes-lost", ("wire", "PUT /bodies/bytes")),
        ("runtime-last-line-lost", ("streams", "GET /lines")),
        ("runtime-event-joined", ("streams", "GET /events")),
        ("runtime-last-event-id-lost", ("streams", "GET /events")),
        ("runtime-piece-cut", ("streams", "GET /file")),
    ] {
        let mutant = format!("{fault}={operation}");
        let document = &format!("codegen/example/{document}.openapi.yaml");
        let (exit, report) = report(document, &["--operation", operation, "--mutant", &mutant]);
        assert_eq!(exit, Exit::Findings, "{fault}: {report}");
        assert_ne!(report["failed"], Value::Array(Vec::new()), "{fault}");
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
