//! Discriminators: the property that shows which schema a value has, and the schemas that its values choose.

use std::collections::BTreeSet;

use codegen::document::Node;
use codegen::view::{Discriminators, Place};

use super::draft::{Draft, keyword_site};
use super::effective::{Effective, component};
use super::pair::{Found, Pair};
use super::side::Side;
use super::text::canonical;
use crate::diff::Site;
use crate::diff::rules::{
    DISCRIMINATOR_ADDED, DISCRIMINATOR_REMOVED, DISCRIMINATOR_RENAMED, MAPPING_ADDED, MAPPING_CHANGED, MAPPING_REMOVED,
    SCHEMA_EXTENSION_CHANGED, Sides,
};

/// The discriminators of both documents.
pub(super) struct Both {
    pub(super) base: Discriminators,
    pub(super) revision: Discriminators,
}

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, both: &Both, found: &mut Found<'b, 'r>) {
    let (base, revision) = (schemas(pair.base), schemas(pair.revision));
    for ((before, is_own), (now, _)) in base.iter().zip(&revision) {
        one(pair, both, before, now, *is_own, found);
    }
    for (before, _) in base.iter().skip(revision.len()) {
        let what = format!("the discriminator `{}` was removed", property(before));
        found
            .drafts
            .push(draft(pair, &DISCRIMINATOR_REMOVED, before, &what).from(Some(keyword_site(before, "discriminator"))));
    }
    for (now, _) in revision.iter().skip(base.len()) {
        let what = format!("the discriminator `{}` was added", property(now));
        found
            .drafts
            .push(draft(pair, &DISCRIMINATOR_ADDED, now, &what).to(Some(keyword_site(now, "discriminator"))));
    }
}

/// The schemas that have a discriminator, and whether they are there and not behind a reference.
fn schemas<'d>(effective: &Effective<'d>) -> Vec<(Place<'d>, bool)> {
    let parts = effective.parts.iter();
    parts
        .filter(|part| {
            part.place
                .node
                .get("discriminator")
                .is_some_and(|node| !node.members().is_empty())
        })
        .map(|part| (part.place.clone(), part.is_own))
        .collect()
}

fn property<'d>(schema: &Place<'d>) -> &'d str {
    let discriminator = schema.node.get("discriminator");
    discriminator
        .and_then(|node| node.get("propertyName")?.as_str())
        .unwrap_or_default()
}

fn draft(pair: &Pair<'_, '_, '_>, sides: &'static Sides, schema: &Place<'_>, what: &str) -> Draft {
    Draft::new(sides, pair.way, format!("{}: {what}", pair.name_of(schema)))
}

fn one<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    both: &Both,
    before: &Place<'b>,
    now: &Place<'r>,
    is_own: bool,
    found: &mut Found<'b, 'r>,
) {
    let at = |sides, what: &str| {
        let sites: (Site, Site) = (
            keyword_site(before, "discriminator"),
            keyword_site(now, "discriminator"),
        );
        draft(pair, sides, now, what).from(Some(sites.0)).to(Some(sites.1))
    };
    if property(before) != property(now) {
        let what = format!(
            "the discriminator was `{}` and is `{}`",
            property(before),
            property(now)
        );
        found.drafts.push(at(&DISCRIMINATOR_RENAMED, &what));
    }
    if other_members(before) != other_members(now) {
        found.drafts.push(at(
            &SCHEMA_EXTENSION_CHANGED,
            "an extension of the discriminator was changed",
        ));
    }
    let (Some(base), Some(revision)) = (both.base.get(&before.pointer), both.revision.get(&now.pointer)) else {
        return;
    };
    let values: BTreeSet<&str> = base.values().chain(revision.values()).collect();
    let has_list = before.has_any(&["oneOf", "anyOf"]) && now.has_any(&["oneOf", "anyOf"]);
    // A list of alternatives says itself which ones were added or removed.
    let (listed_before, listed_now) = (listed(before), listed(now));
    for value in values {
        let schemas = (
            base.by_value(before.document, value),
            revision.by_value(now.document, value),
        );
        match schemas {
            (Some(from), Some(to)) => {
                let names = (component(&from.pointer), component(&to.pointer));
                if names.0 != names.1 {
                    let name = |name: Option<String>| name.unwrap_or_else(|| "another schema".to_owned());
                    let what = format!("`{value}` chose `{}` and chooses `{}`", name(names.0), name(names.1));
                    found
                        .drafts
                        .push(at(&MAPPING_CHANGED, &what).when(&format!("`{value}`")).about(value));
                }
                if is_own && !has_list {
                    found.next(Side::one(from), Side::one(to), pair.way);
                }
            }
            (Some(from), None)
                if !(has_list && listed_before.contains(&from.pointer) && !named_in(now, &from.pointer)) =>
            {
                let what = format!("the value `{value}` was removed from the discriminator");
                found
                    .drafts
                    .push(at(&MAPPING_REMOVED, &what).when(&format!("`{value}`")).about(value));
            }
            (None, Some(to)) if !(has_list && listed_now.contains(&to.pointer) && !named_in(before, &to.pointer)) => {
                let what = format!("the value `{value}` was added to the discriminator");
                found.drafts.push(at(&MAPPING_ADDED, &what));
            }
            _ => {}
        }
    }
}

/// The pointers of the alternatives of a schema.
fn listed(schema: &Place<'_>) -> BTreeSet<String> {
    let lists = ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.raw(keyword));
    lists
        .flat_map(|list| list.items().map(|item| item.pointer).collect::<Vec<_>>())
        .collect()
}

/// Whether a schema of another document lists the schema with this pointer.
fn named_in(schema: &Place<'_>, pointer: &str) -> bool {
    listed(schema).contains(pointer)
}

/// What is in a discriminator but for the property and the mapping.
fn other_members(schema: &Place<'_>) -> Vec<(String, String)> {
    let members = schema.node.get("discriminator").map(Node::members).unwrap_or_default();
    let mut members: Vec<_> = members
        .iter()
        .filter(|member| !["propertyName", "mapping"].contains(&member.key.as_str()))
        .map(|member| (member.key.clone(), canonical(&member.node)))
        .collect();
    members.sort();
    members
}
