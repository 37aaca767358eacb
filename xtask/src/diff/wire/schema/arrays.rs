//! Lists: their items, and whether these have to be different.

use codegen::view::Place;

use super::effective::Effective;
use super::pair::{Found, Pair};
use super::side::Side;
use super::way::{Meaning, Way};
use crate::diff::Wire;
use crate::diff::rules::{
    CONTAINS_ADDED, CONTAINS_REMOVED, ITEMS_ALLOWED, ITEMS_FORBIDDEN, UNIQUE_ADDED, UNIQUE_REMOVED,
};

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let way = match are_any(pair.base) {
        true => pair.way.opaque(),
        false => pair.way,
    };
    let is_unique = |effective: &Effective<'_>| {
        effective
            .all("uniqueItems")
            .any(|stated| stated.node.as_bool() == Some(true))
    };
    match (is_unique(pair.base), is_unique(pair.revision)) {
        (false, true) => {
            found
                .drafts
                .push(pair.keyword(&UNIQUE_ADDED, "uniqueItems", "its items have to be different now"))
        }
        (true, false) => found
            .drafts
            .push(pair.keyword(&UNIQUE_REMOVED, "uniqueItems", "its items may be equal now")),
        _ => {}
    }
    let (base, revision) = (prefix(pair.base), prefix(pair.revision));
    for index in 0..base.len().max(revision.len()) {
        let before = base
            .get(index)
            .map_or_else(|| rest(pair.base), |place| Side::one(place.clone()));
        let now = revision
            .get(index)
            .map_or_else(|| rest(pair.revision), |place| Side::one(place.clone()));
        if !(before.places.is_empty() && now.places.is_empty()) {
            found.next(before, now, way);
        }
    }
    for keyword in ["items", "unevaluatedItems"] {
        others(pair, keyword, way, found);
    }
    contains(pair, found);
}

/// Whether the generated clients read the items as any JSON: they have no type for a list whose first items are described one
/// by one. What `items` says of the others then has no effect, unless another schema says it.
fn are_any(effective: &Effective<'_>) -> bool {
    let has_prefix = |place: &Place<'_>| place.node.get("prefixItems").is_some();
    let mut items = effective.all("items").map(|stated| effective.schema(stated));
    effective.has("prefixItems") && items.all(has_prefix)
}

/// The schemas of the first items.
fn prefix<'d>(effective: &Effective<'d>) -> Vec<Place<'d>> {
    effective
        .places("prefixItems")
        .iter()
        .flat_map(Place::children)
        .collect()
}

/// The schema of all other items.
fn rest<'d>(effective: &Effective<'d>) -> Side<'d> {
    effective.side("items")
}

fn others<'b, 'r>(pair: &Pair<'_, 'b, 'r>, keyword: &str, way: Way, found: &mut Found<'b, 'r>) {
    let is_closed = |effective: &Effective<'_>| {
        effective
            .all(keyword)
            .any(|stated| stated.node.as_bool() == Some(false))
    };
    // Where `items` applies to all other items, none is left.
    let is_empty = keyword == "unevaluatedItems" && pair.base.has("items") && pair.revision.has("items");
    let (base, revision) = (pair.base.side(keyword), pair.revision.side(keyword));
    match (is_closed(pair.base), is_closed(pair.revision)) {
        (true, true) => {}
        (false, true) => {
            let what = format!("other items are forbidden now (`{keyword}: false`)");
            let draft = pair.keyword(&ITEMS_FORBIDDEN, keyword, &what).means(way.meaning);
            found
                .drafts
                .push(if is_empty { draft.level(Wire::Safe) } else { draft });
        }
        (true, false) => {
            let draft = pair
                .keyword(&ITEMS_ALLOWED, keyword, "other items are allowed now")
                .means(way.meaning);
            found
                .drafts
                .push(if is_empty { draft.level(Wire::Safe) } else { draft });
        }
        (false, false) if base.places.is_empty() && revision.places.is_empty() => {}
        (false, false) => found.next(base, revision, way),
    }
}

fn contains<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "contains";
    let (base, revision) = (pair.base.side(keyword), pair.revision.side(keyword));
    match (pair.base.has(keyword), pair.revision.has(keyword)) {
        (false, true) => {
            found
                .drafts
                .push(pair.keyword(&CONTAINS_ADDED, keyword, "it has to contain a certain item now"));
        }
        (true, false) => {
            found
                .drafts
                .push(pair.keyword(&CONTAINS_REMOVED, keyword, "it no longer has to contain a certain item"));
        }
        (true, true) => {
            let is_limited = pair.base.has("maxContains") || pair.revision.has("maxContains");
            let meaning = if is_limited { Meaning::Either } else { pair.way.meaning };
            found.next(base, revision, pair.way.meaning(meaning));
        }
        (false, false) => {}
    }
}
