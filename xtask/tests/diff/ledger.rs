//! Tables beside the rules: what another tool checks, and which rules are each other's opposites.

use std::collections::{BTreeMap, BTreeSet};

use xtask::diff::compare_wire;

use crate::pages::{Page, read, rules};

/// The ids of the checks of oasdiff, whose names are facts.
const IDS: &str = include_str!("oasdiff-ids.txt");
/// What answers each: our rules, or `-`, and the reason.
const LEDGER: &str = include_str!("../../src/diff/rules/oasdiff.tsv");
/// For each rule, the one for the change in the other direction, or `-` and the reason.
const OPPOSITES: &str = include_str!("../../src/diff/rules/opposites.tsv");

/// The rows of a table without its head.
fn rows(table: &'static str) -> Vec<[&'static str; 3]> {
    let columns = |line: &'static str| -> [&'static str; 3] {
        let columns: Vec<_> = str::split(line, '\t').collect();
        columns
            .try_into()
            .unwrap_or_else(|_| panic!("not three columns: {line:?}"))
    };
    table.lines().skip(1).map(columns).collect()
}

/// The rules that a change of each rule has in the other direction.
pub(crate) fn opposites() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut opposites: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for [rule, opposite, _] in rows(OPPOSITES) {
        let opposite = if opposite == "-" { rule } else { opposite };
        opposites.entry(rule).or_default().insert(opposite);
        opposites.entry(opposite).or_default().insert(rule);
    }
    opposites
}

#[test]
fn each_check_of_oasdiff_is_answered() {
    let ids: BTreeSet<_> = IDS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let known: BTreeSet<_> = rules().map(|rule| rule.id).collect();
    let mut answered = BTreeSet::new();
    for [id, answer, reason] in rows(LEDGER) {
        assert!(ids.contains(id), "oasdiff has no check {id}");
        assert!(answered.insert(id), "{id} is answered twice");
        assert!(
            answer != "-" || !reason.is_empty(),
            "{id} has neither a rule nor a reason"
        );
        for rule in answer.split(' ').filter(|rule| *rule != "-") {
            assert!(known.contains(rule), "{id} names the rule {rule}, which does not exist");
        }
    }
    let missing: Vec<_> = ids.difference(&answered).collect();
    assert!(missing.is_empty(), "no answer to {missing:?}");
}

#[test]
fn each_rule_has_an_opposite_or_a_waiver() {
    let known: BTreeSet<_> = rules().map(|rule| rule.id).collect();
    let mut named = BTreeSet::new();
    for [rule, opposite, reason] in rows(OPPOSITES) {
        assert!(known.contains(rule), "there is no rule {rule}");
        assert!(
            opposite == "-" || known.contains(opposite),
            "there is no rule {opposite}"
        );
        assert!(
            opposite != "-" || !reason.is_empty(),
            "{rule} has neither an opposite nor a reason"
        );
        named.extend([rule, opposite]);
    }
    let missing: Vec<_> = known.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?} have neither an opposite nor a waiver");
}

#[test]
fn the_documents_of_a_page_exchanged_give_the_opposite() {
    let opposites = opposites();
    let mut wrong = Vec::new();
    for rule in rules() {
        let page = Page::of(rule).unwrap();
        let (base, revision) = (read("base", &page.base), read("revision", &page.revision));
        let found = compare_wire(&revision, &base);
        let found: BTreeSet<_> = found.changes.iter().map(|change| change.rule.id).collect();
        let expected = opposites.get(rule.id).cloned().unwrap_or_default();
        if found.is_disjoint(&expected) {
            wrong.push(format!("{}: expected one of {expected:?}, found {found:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
