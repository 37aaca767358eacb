//! What an object may have but for its properties: `additionalProperties`, `patternProperties` and the like.

use std::collections::{BTreeMap, BTreeSet};

use codegen::document::Node;
use codegen::view::Place;

use super::effective::Effective;
use super::pair::{Found, Next, Pair};
use super::side::Side;
use super::slot::Slot;
use super::text::cut;
use crate::diff::Wire;
use crate::diff::rules::{
    ADDITIONAL_ALLOWED, ADDITIONAL_FORBIDDEN, ADDITIONAL_NOT_STATED, ADDITIONAL_STATED, DEPENDENT_REQUIRED_ADDED,
    DEPENDENT_REQUIRED_REMOVED, PATTERN_PROPERTIES_ADDED, PATTERN_PROPERTIES_REMOVED, PROPERTY_NAMES_ADDED,
    PROPERTY_NAMES_REMOVED,
};

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
        others(pair, keyword, found);
    }
    patterns(pair, found);
    names(pair, found);
    dependent_required(pair, found);
}

/// A keyword for all other properties.
fn others<'b, 'r>(pair: &Pair<'_, 'b, 'r>, keyword: &str, found: &mut Found<'b, 'r>) {
    let is_closed = |node: &Node| node.as_bool() == Some(false);
    let base_closed = pair.base.all(keyword).any(|stated| is_closed(stated.node));
    let revision_closed = pair.revision.all(keyword).any(|stated| is_closed(stated.node));
    let (base, revision) = (pair.base.side(keyword), pair.revision.side(keyword));
    match (base_closed, revision_closed) {
        (true, true) => {}
        (false, true) => {
            let what = format!("properties that the document does not have are forbidden now (`{keyword}: false`)");
            let draft = pair.keyword(&ADDITIONAL_FORBIDDEN, keyword, &what);
            // Who has read them loses them.
            let is_lost = pair.base.has(keyword) && !pair.way.is_request();
            found
                .drafts
                .push(if is_lost { draft.level(Wire::Silent) } else { draft });
        }
        (true, false) => {
            let what = "properties that the document does not have are allowed now";
            found.drafts.push(pair.keyword(&ADDITIONAL_ALLOWED, keyword, what));
        }
        (false, false) if base.places.is_empty() && revision.places.is_empty() => {
            let (sides, what) = match (pair.base.has(keyword), pair.revision.has(keyword)) {
                (false, true) => (&ADDITIONAL_STATED, "it states that it may have other properties"),
                (true, false) => (
                    &ADDITIONAL_NOT_STATED,
                    "it no longer states that it may have other properties",
                ),
                _ => return,
            };
            found.drafts.push(pair.keyword(sides, keyword, what));
        }
        (false, false) => found.next(base, revision, pair.way),
    }
}

/// The schemas of a map, by name.
pub(super) fn by_name<'d>(effective: &Effective<'d>, keyword: &str) -> BTreeMap<&'d str, Vec<Place<'d>>> {
    let mut all: BTreeMap<&str, Vec<Place<'d>>> = BTreeMap::new();
    for stated in effective.all(keyword) {
        let Some(map) = effective.schema(stated).raw(keyword) else {
            continue;
        };
        for (member, place) in stated.node.members().iter().zip(map.children()) {
            all.entry(&member.key).or_default().push(place);
        }
    }
    all
}

/// `patternProperties`
fn patterns<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "patternProperties";
    let (mut base, mut revision) = (by_name(pair.base, keyword), by_name(pair.revision, keyword));
    let names: BTreeSet<&str> = base.keys().chain(revision.keys()).copied().collect();
    let way = match is_untyped(pair.base) {
        true => pair.way.opaque(),
        false => pair.way,
    };
    for name in names {
        let shown = cut(name);
        match (base.remove(name), revision.remove(name)) {
            (Some(base), Some(revision)) => found.next.push(Next {
                base: Side::all(base),
                revision: Side::all(revision),
                way,
                slot: Slot::OPTIONAL,
            }),
            (None, _) => {
                let what = format!("properties that match `{shown}` have a schema now");
                found
                    .drafts
                    .push(pair.keyword(&PATTERN_PROPERTIES_ADDED, keyword, &what));
            }
            (_, None) => {
                let what = format!("properties that match `{shown}` no longer have a schema");
                found
                    .drafts
                    .push(pair.keyword(&PATTERN_PROPERTIES_REMOVED, keyword, &what));
            }
        }
    }
}

/// Whether the generated clients read the other properties of an object as any JSON: a map has one type of values, which there
/// is none for with several patterns, or with other properties beside a pattern.
fn is_untyped(effective: &Effective<'_>) -> bool {
    let mut patterns = effective.all("patternProperties");
    let (Some(one), None) = (patterns.next(), patterns.next()) else {
        return false;
    };
    let additional = effective.schema(one).node.get("additionalProperties");
    one.node.members().len() > 1 || additional.is_some_and(|rest| rest.as_bool() != Some(false))
}

/// `propertyNames`
fn names<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "propertyNames";
    let (base, revision) = (pair.base.side(keyword), pair.revision.side(keyword));
    match (base.places.is_empty(), revision.places.is_empty()) {
        (true, true) => {}
        (true, false) => {
            let what = "the names of properties are restricted now";
            found.drafts.push(pair.keyword(&PROPERTY_NAMES_ADDED, keyword, what));
        }
        (false, true) => {
            let what = "the names of properties are no longer restricted";
            found.drafts.push(pair.keyword(&PROPERTY_NAMES_REMOVED, keyword, what));
        }
        (false, false) => found.next(base, revision, pair.way),
    }
}

/// `dependentRequired`
fn dependent_required<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    fn all<'d>(effective: &Effective<'d>) -> BTreeSet<(&'d str, &'d str)> {
        let members = effective
            .all("dependentRequired")
            .flat_map(|stated| stated.node.members());
        let pairs = members.flat_map(|member| {
            let names = member.node.items().iter().filter_map(Node::as_str);
            names.map(|name| (member.key.as_str(), name))
        });
        pairs.collect()
    }
    let keyword = "dependentRequired";
    let (base, revision) = (all(pair.base), all(pair.revision));
    for (with, name) in revision.difference(&base) {
        let what = format!("`{name}` is required where `{with}` is present");
        let draft = pair.keyword(&DEPENDENT_REQUIRED_ADDED, keyword, &what);
        found.drafts.push(draft.when(&format!("`{with}` without `{name}`")));
    }
    for (with, name) in base.difference(&revision) {
        let what = format!("`{name}` is no longer required where `{with}` is present");
        found
            .drafts
            .push(pair.keyword(&DEPENDENT_REQUIRED_REMOVED, keyword, &what));
    }
}
