//! The test suite of JSON Schema, draft 4: everything in it that OpenAPI 3.0 can say, with the results of the suite.
//!
//! `goldens/draft4.txt` says how much that is, and names what has no counterpart in OpenAPI 3.0, with the reason.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

#[path = "../common/mod.rs"]
mod common;
mod convert;
#[path = "../common/suite.rs"]
#[allow(dead_code, reason = "each test takes what it needs")]
mod suite;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use codegen::Document;
use common::interactions::json_response;
use convert::Reason;
use recording::json::to_text;
use suite::{Group, Test};
use xtask::contract::{Contract, Evidence, Level, Source};

/// What came out.
#[derive(Default)]
struct Tally {
    tests: usize,
    checked: usize,
    wrong: Vec<String>,
    /// The tests without a counterpart by reason and group.
    left_out: BTreeMap<Reason, BTreeMap<(String, String), usize>>,
}

#[test]
fn draft_4_cases_in_openapi_have_the_result_of_the_suite() {
    let mut tally = Tally::default();
    for group in suite::groups("draft4") {
        tally.tests += group.tests.len();
        run(&group, &mut tally);
    }
    assert!(
        tally.wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        tally.wrong.len(),
        tally.checked,
        tally.wrong.join("\n")
    );
    common::golden("draft4.txt", &ledger(&tally));
}

fn run(group: &Group, tally: &mut Tally) {
    let mut leave_out = |reason: Reason, tests: usize| {
        let groups = tally.left_out.entry(reason).or_default();
        *groups
            .entry((group.file.clone(), group.description.clone()))
            .or_default() += tests;
    };
    let converted = match of_format(group) {
        Some(reason) => Err(reason),
        None => convert::document(&group.schema),
    };
    let document = match converted {
        Ok(document) => to_text(&document),
        Err(reason) => return leave_out(reason, group.tests.len()),
    };
    let name = format!("{}: {}", group.file, group.description);
    let document = match Document::parse("converted.json", document.as_bytes()) {
        Ok(document) => document,
        Err(found) => {
            tally.checked += group.tests.len();
            return tally.wrong.push(format!("{name}: refused:\n{found}"));
        }
    };
    let contract = Contract::new(&document);
    for test in &group.tests {
        if is_annotation(group, test) {
            leave_out(convert::ANNOTATION, 1);
            continue;
        }
        tally.checked += 1;
        let response = json_response(to_text(&test.data).into_bytes());
        let checked = [
            contract.check(&response, Source::Traffic),
            contract.check_with(&response, Source::Traffic, &mut Evidence::new(&contract)),
        ];
        for checked in checked {
            let errors: Vec<_> = checked
                .violations
                .iter()
                .filter(|violation| violation.rule.level == Level::Error)
                .map(|violation| format!("{} at {:?}", violation.rule.id, violation.pointer))
                .collect();
            if errors.is_empty() != test.valid {
                let valid = if test.valid { "valid" } else { "invalid" };
                tally
                    .wrong
                    .push(format!("{name}: {}: is {valid}, found: {errors:?}", test.description));
            }
        }
    }
}

/// Whether a group is about a format of which OpenAPI 3.0 says nothing.
fn of_format(group: &Group) -> Option<Reason> {
    let files = ["email", "hostname", "uri"].map(|format| format!("optional/format/{format}.json"));
    files.contains(&group.file).then_some(convert::FORMAT)
}

/// Whether a test says that a format of OpenAPI 3.0 does not count: another file of the suite has it the other way.
fn is_annotation(group: &Group, test: &Test) -> bool {
    let format = group.schema.get("format").and_then(|format| format.as_str());
    group.file == "format.json" && test.description.ends_with("only an annotation by default") && {
        matches!(format, Some("date-time" | "ipv4" | "ipv6"))
    }
}

/// What is in the suite, in a form that is reviewed when it changes.
fn ledger(tally: &Tally) -> String {
    let sum = |groups: &BTreeMap<_, usize>| groups.values().sum::<usize>();
    let left_out: usize = tally.left_out.values().map(sum).sum();
    assert_eq!(tally.checked + left_out, tally.tests);
    let mut text = format!(
        "json/tests/draft4 of jsonschema 4.23.0: {} tests\n{} are run, all with the result that the suite expects\n\
         {left_out} have no counterpart in OpenAPI 3.0:\n",
        tally.tests, tally.checked
    );
    for (reason, groups) in &tally.left_out {
        writeln!(text, "\n{reason}: {}", sum(groups)).unwrap();
        for ((file, group), tests) in groups {
            writeln!(text, "  {file}: {group} ({tests})").unwrap();
        }
    }
    text
}
