//! Schemas under a condition, schemas that must not match, and references whose target depends on the way to them.

use std::collections::BTreeSet;

use super::additional::by_name;
use super::pair::{Found, Pair};
use super::side::Side;
use super::text::{canonical, cut};
use super::way::Meaning;
use crate::diff::rules::{CONDITION_ADDED, CONDITION_REMOVED, DYNAMIC_REFERENCE_CHANGED, NOT_ADDED, NOT_REMOVED};

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    not(pair, found);
    branches(pair, found);
    dependent(pair, found);
    dynamic(pair, found);
}

/// `not`: several of them are pairs by their content first, then in their order.
fn not<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (mut base, mut revision) = (pair.base.places("not"), pair.revision.places("not"));
    let way = pair.way.meaning(Meaning::Either);
    let mut index = 0;
    while index < base.len() {
        let text = canonical(base[index].node);
        match revision.iter().position(|other| canonical(other.node) == text) {
            Some(other) => found.next(Side::one(base.remove(index)), Side::one(revision.remove(other)), way),
            None => index += 1,
        }
    }
    let both = base.len().min(revision.len());
    for _ in base.iter().skip(both) {
        found
            .drafts
            .push(pair.keyword(&NOT_REMOVED, "not", "a schema that it must not match was removed"));
    }
    for _ in revision.iter().skip(both) {
        found
            .drafts
            .push(pair.keyword(&NOT_ADDED, "not", "a schema that it must not match was added"));
    }
    for (base, revision) in base.into_iter().zip(revision) {
        found.next(Side::one(base), Side::one(revision), way);
    }
}

/// `if`, `then`, `else`
fn branches<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    match (pair.base.has("if"), pair.revision.has("if")) {
        (false, true) => found
            .drafts
            .push(pair.keyword(&CONDITION_ADDED, "if", "a condition was added")),
        (true, false) => found
            .drafts
            .push(pair.keyword(&CONDITION_REMOVED, "if", "a condition was removed")),
        (true, true) => {
            let either = pair.way.meaning(Meaning::Either);
            found.next(pair.base.side("if"), pair.revision.side("if"), either);
            // The generated clients have no types for what is there on a condition. What always applies is compared on its own.
            for keyword in ["then", "else"] {
                found.next(pair.base.side(keyword), pair.revision.side(keyword), pair.way.opaque());
            }
        }
        // They have no meaning then.
        (false, false) => {
            let unused = pair.way.meaning(Meaning::Unused);
            for keyword in ["then", "else"] {
                found.next(pair.base.side(keyword), pair.revision.side(keyword), unused);
            }
        }
    }
}

/// `dependentSchemas`
fn dependent<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "dependentSchemas";
    let (mut base, mut revision) = (by_name(pair.base, keyword), by_name(pair.revision, keyword));
    let names: BTreeSet<&str> = base.keys().chain(revision.keys()).copied().collect();
    for name in names {
        let shown = cut(name);
        match (base.remove(name), revision.remove(name)) {
            (Some(base), Some(revision)) => found.next(Side::all(base), Side::all(revision), pair.way.opaque()),
            (None, _) => {
                let what = format!("a schema was added that applies where `{shown}` is present");
                found.drafts.push(pair.keyword(&CONDITION_ADDED, keyword, &what));
            }
            (_, None) => {
                let what = format!("the schema was removed that applies where `{shown}` is present");
                found.drafts.push(pair.keyword(&CONDITION_REMOVED, keyword, &what));
            }
        }
    }
}

/// `$dynamicRef`
fn dynamic<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "$dynamicRef";
    let base: BTreeSet<_> = pair
        .base
        .all(keyword)
        .filter_map(|stated| stated.node.as_str())
        .collect();
    let revision: BTreeSet<_> = pair
        .revision
        .all(keyword)
        .filter_map(|stated| stated.node.as_str())
        .collect();
    if base != revision {
        let shown = |all: &BTreeSet<&str>| all.iter().map(|text| cut(text)).collect::<Vec<_>>().join(" and ");
        let what = match (base.is_empty(), revision.is_empty()) {
            (true, _) => format!("`$dynamicRef` was none and is {}", shown(&revision)),
            (_, true) => format!("`$dynamicRef` was {} and is none", shown(&base)),
            _ => format!("`$dynamicRef` was {} and is {}", shown(&base), shown(&revision)),
        };
        return found
            .drafts
            .push(pair.keyword(&DYNAMIC_REFERENCE_CHANGED, keyword, &what));
    }
    let target = |place: &codegen::view::Place<'b>| place.target(place.node.as_str()?);
    let base: Vec<_> = pair.base.places(keyword).iter().filter_map(target).collect();
    let target = |place: &codegen::view::Place<'r>| place.target(place.node.as_str()?);
    let revision: Vec<_> = pair.revision.places(keyword).iter().filter_map(target).collect();
    if !base.is_empty() && !revision.is_empty() {
        found.next(Side::all(base), Side::all(revision), pair.way);
    }
}
