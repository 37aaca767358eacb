//! The 76 changes of `cases/base.yaml`, one in each document, with the verdicts of `expected.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use codegen::Document;
use xtask::diff::{Comparison, Wire, compare, compare_wire};

use crate::common::here;

/// A row of `expected.tsv`.
struct Expected {
    name: String,
    wire: String,
    condition: String,
    bump: String,
    behaviour: bool,
    rules: BTreeSet<String>,
}

#[test]
fn each_change_has_both_verdicts_as_expected() {
    let base = document("base");
    let mut wrong = Vec::new();
    let all = expected();
    assert_eq!(all.len(), 76);
    for expected in &all {
        let found = compare(&base, &document(&expected.name));
        let differences = differences(expected, &found);
        if !differences.is_empty() {
            wrong.push(format!("{}: {}", expected.name, differences.join("; ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n")
    );
}

/// The way back is the mirror image: as many changes, each at the same places.
#[test]
fn the_way_back_has_the_same_places() {
    let base = document("base");
    for expected in expected() {
        let revision = document(&expected.name);
        let (there, back) = (compare_wire(&base, &revision), compare_wire(&revision, &base));
        let sites = |comparison: &Comparison, turned: bool| -> BTreeSet<(Option<String>, Option<String>)> {
            let pointer = |site: &Option<xtask::diff::Site>| site.as_ref().map(|site| site.pointer.clone());
            let changes = comparison.changes.iter();
            let pairs = changes.map(|change| (pointer(&change.base), pointer(&change.revision)));
            pairs
                .map(|(base, revision)| if turned { (revision, base) } else { (base, revision) })
                .collect()
        };
        assert_eq!(sites(&there, false), sites(&back, true), "{}", expected.name);
    }
}

fn differences(expected: &Expected, found: &Comparison) -> Vec<String> {
    let mut differences = Vec::new();
    let mut differ = |what: &str, wanted: &str, got: &str| {
        if wanted != got {
            differences.push(format!("{what}: expected {wanted:?}, got {got:?}"));
        }
    };
    differ("wire", &expected.wire, found.wire().word());
    differ("crate", &expected.bump, found.bump().word());
    let mut items = found.changes.iter().flat_map(|change| &change.items);
    let behaviour = items.any(|item| item.behaviour);
    differ("behaviour", &expected.behaviour.to_string(), &behaviour.to_string());
    let conditions: Vec<_> = found
        .changes
        .iter()
        .filter(|change| change.wire == Wire::BreakingIf)
        .collect();
    let stated = conditions.iter().filter_map(|change| change.condition.as_deref());
    let stated: Vec<_> = stated.collect();
    if !expected.condition.is_empty() && !stated.iter().any(|stated| stated.contains(&expected.condition)) {
        differ("condition", &expected.condition, &stated.join(" | "));
    }
    let rules: BTreeSet<_> = found.changes.iter().map(|change| change.rule.id.to_owned()).collect();
    let joined = |rules: &BTreeSet<String>| rules.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    differ("rules", &joined(&expected.rules), &joined(&rules));
    differ("not judged", "", &found.not_judged.join("; "));
    differences
}

/// The verdicts of each case, wire and crate, with a `+` behind the crate's if code compiles and acts differently.
pub(crate) fn verdicts() -> BTreeMap<String, (String, String)> {
    let of_crate = |row: &Expected| format!("{}{}", row.bump, if row.behaviour { "+" } else { "" });
    let rows = expected().into_iter();
    rows.map(|row| (row.name.clone(), (row.wire.clone(), of_crate(&row))))
        .collect()
}

fn document(name: &str) -> Document {
    let path = here().join("tests/diff/cases").join(format!("{name}.yaml"));
    let text = fs::read(path).unwrap();
    Document::parse(&format!("{name}.yaml"), &text).unwrap_or_else(|found| panic!("{name}: {found}"))
}

fn expected() -> Vec<Expected> {
    let text = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let [name, wire, condition, bump, behaviour, rules, ..] = cells[..] else {
                panic!("a row of expected.tsv has too few cells: {line}");
            };
            Expected {
                name: name.to_owned(),
                wire: wire.to_owned(),
                condition: condition.to_owned(),
                bump: bump.to_owned(),
                behaviour: behaviour == "yes",
                rules: rules.split_whitespace().map(str::to_owned).collect(),
            }
        })
        .collect()
}
