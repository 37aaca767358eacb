//! The contract engine on cases made for it: each reports its one fault, at its place, and none reports one that is not
//! there.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::cases::{self, Case, Reported};
use common::{Ran, Sandbox, here};
use serde_json::Value;
use xtask::Exit;

#[test]
fn every_case_has_its_expected_findings() {
    let wrong: Vec<_> = cases::all()
        .iter()
        .filter_map(|case| case.mismatch(&case.interaction()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A workspace with the documents of the cases.
fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for case in cases::all() {
        sandbox.write(&case.document(), fs::read(here().join(case.document())).unwrap());
    }
    sandbox
}

/// Checks a file of the cases of one document, each of which is an interaction, and says what is not as it should be.
fn check(sandbox: &Sandbox, cases: &[&Case], file: &str, jobs: &str) -> Vec<String> {
    let document = cases[0].document();
    let arguments = ["check", "--document", &document, "--format", "json", "-j", jobs, file];
    let Ran { exit, out, err } = sandbox.run(&arguments);
    let wanted = match cases.iter().any(|case| case.is_wrong()) {
        true => Exit::Findings,
        false => Exit::Fine,
    };
    assert_eq!(exit, wanted, "{arguments:?}: {out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["interactions"], cases.len());
    let reported: Vec<_> = report["violations"].as_array().unwrap().iter().collect();
    let known = |reported: &&&Value| (0..cases.len()).any(|index| reported["recording"] == format!("{file}#{index}"));
    assert_eq!(reported.iter().filter(known).count(), reported.len(), "{out}");
    let of_cases = cases.iter().enumerate().filter_map(|(index, case)| {
        let recording = format!("{file}#{index}");
        let reported = reported.iter().filter(|reported| reported["recording"] == *recording);
        case.differs(reported.map(|reported| Reported::from(*reported)))
    });
    of_cases.map(|wrong| format!("{file}, {jobs} jobs: {wrong}")).collect()
}

#[test]
fn the_command_gives_the_same_findings() {
    let sandbox = sandbox("cases");
    let mut wrong = Vec::new();
    for case in &cases::all() {
        let (har, line) = (format!("{}.har", case.name()), format!("{}.ndjson", case.name()));
        sandbox.write(&har, fs::read(here().join("tests/har").join(&har)).unwrap());
        sandbox.write(&line, case.line());
        for file in [har, line] {
            for jobs in ["1", "2"] {
                wrong.extend(check(&sandbox, &[case], &file, jobs));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn many_cases_in_one_file_are_distinguished() {
    let sandbox = sandbox("many-cases");
    let all = cases::all();
    let mut by_document: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in &all {
        by_document.entry(case.document()).or_default().push(case);
    }
    let mut wrong = Vec::new();
    for cases in by_document.values() {
        // So long that there are several batches of them.
        let filler = " ".repeat(100_000);
        let lines = cases.iter().map(|case| format!("{filler}{}", case.line()));
        sandbox.write("all.ndjson", lines.collect::<String>());
        let entry = |case: &&Case| {
            let har = fs::read(here().join(format!("tests/har/{}.har", case.name()))).unwrap();
            let mut har: Value = serde_json::from_slice(&har).unwrap();
            har["log"]["entries"][0].take()
        };
        let entries: Vec<_> = cases.iter().map(entry).collect();
        sandbox.write(
            "all.har",
            serde_json::json!({"log": {"version": "1.2", "entries": entries}}).to_string(),
        );
        for file in ["all.ndjson", "all.har"] {
            for jobs in ["1", "2"] {
                wrong.extend(check(&sandbox, cases, file, jobs));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
