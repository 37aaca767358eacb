//! Two changes of the base document at once have verdicts that are at least as severe as those of each alone. The changes
//! are those of the cases and of `edits.txt`, composed where they are at different lines.
//!
//! A sample of the pairs runs with the other tests; all of them with
//! `cargo test --package xtask --test diff -- --ignored composed`, which takes half an hour; `EVERY=10` takes every tenth.

use std::cell::OnceCell;
use std::fs;

use codegen::Document;
use similar::{DiffTag, TextDiff};
use xtask::diff::{Bump, Wire, compare};

use crate::common::here;
use crate::edits::{Hunk, document, edits};
use crate::sandbox::case;

type Verdicts = (Wire, Bump);

/// A change of the base.
struct Single {
    name: String,
    hunks: Vec<Hunk>,
    /// Its verdicts, once they were asked for.
    verdicts: OnceCell<Verdicts>,
}

/// The lines in which a case differs from the base.
fn hunks(base: &str, revision: &str) -> Vec<Hunk> {
    let diff = TextDiff::from_lines(base, revision);
    let lines = |text: &str, range: std::ops::Range<usize>| -> Vec<String> {
        text.lines()
            .skip(range.start)
            .take(range.len())
            .map(str::to_owned)
            .collect()
    };
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let hunk = |op: &similar::DiffOp| Hunk {
        at: op.old_range().start,
        removed: lines(base, op.old_range()),
        added: lines(revision, op.new_range()),
    };
    changed.map(hunk).collect()
}

fn singles(text: &str) -> Vec<Single> {
    let expected = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    let names = expected.lines().skip(1).filter_map(|row| row.split('\t').next());
    let cases = names.map(|name| (name.to_owned(), hunks(text, &case(name))));
    let edits = edits().into_iter().filter(|edit| edit.base.is_empty());
    let edits = edits.map(|edit| (edit.name, edit.revision));
    let single = |(name, hunks)| Single {
        name,
        hunks,
        verdicts: OnceCell::new(),
    };
    cases.chain(edits).map(single).collect()
}

/// The hunks of both, in order; none if they are at the same lines or side by side.
fn both(one: &Single, other: &Single) -> Option<Vec<Hunk>> {
    let mut all: Vec<Hunk> = one.hunks.iter().chain(&other.hunks).cloned().collect();
    all.sort_by_key(|hunk| hunk.at);
    let is_apart = all
        .windows(2)
        .all(|pair| pair[0].at + pair[0].removed.len() < pair[1].at);
    is_apart.then_some(all)
}

fn verdicts(base: &Document, revision: &Document) -> Verdicts {
    let found = compare(base, revision);
    (found.wire(), found.bump())
}

fn is_as_severe(verdicts: Verdicts, other: Verdicts) -> bool {
    verdicts.0 >= other.0 && verdicts.1 >= other.1
}

/// Compares the pairs whose number `is_wanted`.
fn compare_pairs(is_wanted: &dyn Fn(usize) -> bool, least: usize) {
    let text = case("base");
    let base = document(&text, "base.yaml", &[]);
    let singles = singles(&text);
    let (mut number, mut compared, mut masked, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for (index, one) in singles.iter().enumerate() {
        for other in &singles[index + 1..] {
            let Some(hunks) = both(one, other) else { continue };
            number += 1;
            if !is_wanted(number) {
                continue;
            }
            compared += 1;
            let composed = document(&text, "both.yaml", &hunks);
            let found = verdicts(&base, &composed);
            for (this, that) in [(one, other), (other, one)] {
                let alone = |single: &Single| document(&text, &single.name, &single.hunks);
                let of_this = *this.verdicts.get_or_init(|| verdicts(&base, &alone(this)));
                if is_as_severe(found, of_this) {
                    continue;
                }
                // A change of what the other one removes or replaces has no effect: not on top of it, either.
                let on_top = verdicts(&alone(that), &composed);
                let message = format!("{} with {}: {found:?}, but alone: {of_this:?}", this.name, that.name);
                match is_as_severe(on_top, of_this) {
                    true => wrong.push(message),
                    false => masked.push(message),
                }
            }
        }
    }
    assert!(compared >= least, "{compared}");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        masked.len() * 20 <= compared,
        "{} of {compared}:\n{}",
        masked.len(),
        masked.join("\n")
    );
}

#[test]
fn a_sample_of_composed_changes_is_as_severe_as_each() {
    compare_pairs(&|number| number % 1_009 == 0, 20);
}

#[test]
#[ignore = "compares tens of thousands of pairs of documents"]
fn all_composed_changes_are_as_severe_as_each() {
    let every = std::env::var("EVERY").map_or(1, |every| every.parse().unwrap());
    compare_pairs(&|number| number % every == 0, 10_000 / every);
}
