//! One value that became a list, or a list that became one value, where both are written as text: `p=a` is a list of one
//! value, too.

use super::effective::Effective;
use super::pair::{Found, Next, Pair, Question};
use super::side::Side;
use super::slot::{Separator, Slot};
use super::types::{self, Types};
use crate::diff::Wire;
use crate::diff::rules::{BECAME_LIST, NO_LONGER_LIST};

const SEVERAL: &str = "a list with more than one value";
const NOT_ONE: &str = "a list with more than one value, or with none";

/// Compares a list with a value that is none. Says whether the sides are such a pair, which has nothing else to compare.
pub(super) fn compare<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    found: &mut Found<'b, 'r>,
) -> bool {
    let Some(separator) = pair.slot.list.filter(|_| pair.way.is_text) else {
        return false;
    };
    let types = (Types::of(pair.base).0, Types::of(pair.revision).0);
    let became_list = match (types.0.is_scalar(), types.1.is_scalar()) {
        (true, false) if types.1.is_list() => true,
        (false, true) if types.0.is_list() => false,
        _ => return false,
    };
    types::null(pair, found);
    let (sides, list, value) = match became_list {
        true => (&BECAME_LIST, pair.revision, pair.base),
        false => (&NO_LONGER_LIST, pair.base, pair.revision),
    };
    let what = format!("the type was {} and is {}", types.0.shown(), types.1.shown());
    let draft = pair.keyword(sides, "type", &what);
    // Whether it is written as one value by the one side, and read as a list by the other one, or the other way round.
    let is_read_as_list = became_list == pair.way.is_request();
    let (least, most) = counts(list);
    // No bounds are enforced on what is received.
    if (least > 1 || most == 0) && (pair.way.is_request() || became_list) {
        found.drafts.push(draft.level(Wire::Breaking));
        return true;
    }
    let breaks_with = match (is_read_as_list, separator) {
        (true, Separator::Characters { any, name }) => may_have(value, any).then(|| format!("a value with {name}")),
        (true, Separator::None) => None,
        // What may be left out is left out where the list is empty.
        (false, _) if pair.slot.is_always_sent && least == 0 => Some(NOT_ONE.to_owned()),
        (false, _) => (most > 1).then(|| SEVERAL.to_owned()),
    };
    let items = "a value that only one of the documents allows";
    let draft = draft.level(Wire::BreakingIf).when(&match &breaks_with {
        Some(other) => format!("{other}, or {items}"),
        None => items.to_owned(),
    });
    let next = |base: Side<'b>, revision: Side<'r>| Next {
        base,
        revision,
        way: pair.way,
        slot: Slot::default(),
    };
    let trial = match became_list {
        true => next(base.clone(), pair.revision.side("items")),
        false => next(pair.base.side("items"), revision.clone()),
    };
    found.questions.push(Question {
        draft,
        trials: vec![("its items".to_owned(), trial)],
        all: false,
        some_fit: false,
        breaks_with,
    });
    true
}

/// How many values a list has at least and at most.
fn counts(list: &Effective<'_>) -> (u64, u64) {
    let number = |keyword| {
        let stated = list.all(keyword).filter_map(|stated| stated.node.as_number());
        stated.filter_map(|text| text.parse::<u64>().ok()).collect::<Vec<_>>()
    };
    let least = number("minItems").into_iter().max().unwrap_or(0);
    let most = number("maxItems").into_iter().min().unwrap_or(u64::MAX);
    (least, most)
}

/// Whether a value may have one of the characters that separate those of a list.
fn may_have(value: &Effective<'_>, characters: &[char]) -> bool {
    if !Types::of(value).0.has_string() {
        // A number has a point.
        return characters.contains(&'.') && !Types::of(value).0.is_integer();
    }
    let has = |text: &str| text.contains(characters);
    let mut lists = value.all("enum").chain(value.all("const")).peekable();
    if lists.peek().is_none() {
        return true;
    }
    lists.any(|stated| match stated.keyword {
        "const" => stated.node.as_str().is_some_and(has),
        _ => stated.node.items().iter().filter_map(|item| item.as_str()).any(has),
    })
}
