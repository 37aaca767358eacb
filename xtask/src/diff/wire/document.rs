//! The document itself: its description and its tags, and what it says for all operations.

use std::collections::{HashMap, HashSet};

use codegen::view::{Api, Place};

use super::found::Found;
use super::leaves;
use super::members::{self, By, Table};
use crate::diff::Wire;
use crate::diff::rules::*;

static ROOT: Table = &[
    ("openapi", By::Rule(&OPENAPI_VERSION_CHANGED)),
    ("jsonSchemaDialect", By::Code),
    ("x-error-body", By::Rule(&ERROR_BODY_CHANGED)),
    ("info", By::Code),
    ("tags", By::Code),
    ("paths", By::Code),
    ("webhooks", By::Code),
    ("components", By::Code),
    ("servers", By::Code),
    ("security", By::Code),
];

static INFO: Table = &[
    ("title", By::Rule(&INFO_CHANGED)),
    ("version", By::Rule(&INFO_CHANGED)),
    ("termsOfService", By::Rule(&INFO_CHANGED)),
    ("contact", By::Inner(&INFO_CHANGED)),
    ("license", By::Inner(&INFO_CHANGED)),
];

static TAG: Table = &[
    ("name", By::Code),
    ("parent", By::Rule(&DESCRIPTION_CHANGED)),
    ("kind", By::Rule(&DESCRIPTION_CHANGED)),
];

const DIALECT: &str = "jsonSchemaDialect";

/// The dialects in which each schema means what it means where none is stated.
const USUAL: &[&str] = &[
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://spec.openapis.org/oas/3.1/dialect/2024-11-10",
    "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
];

/// Compares what the document says of itself.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>, found: &mut Found<'_, '_>) {
    let (base, revision) = (Place::root(base.document), Place::root(revision.document));
    members::compare(&base, &revision, ROOT, &|| "the document".to_owned(), found);
    let dialects = (base.str(DIALECT), revision.str(DIALECT));
    if dialects.0 != dialects.1 {
        let shown = |stated: Option<&str>| stated.map_or_else(|| "none".to_owned(), |uri| format!("`{uri}`"));
        let message = format!(
            "`{DIALECT}` of the document was {} and is {}",
            shown(dialects.0),
            shown(dialects.1)
        );
        let mut change = members::member_change(DIALECT, &DOCUMENT_DIALECT_CHANGED, (&base, &revision), message);
        let is_usual = |stated: Option<&str>| stated.is_none_or(|uri| USUAL.contains(&uri.trim_end_matches('#')));
        if is_usual(dialects.0) && is_usual(dialects.1) {
            change.wire = Wire::Safe;
            change.condition = None;
        }
        found.add(change);
    }
    match (base.raw("info"), revision.raw("info")) {
        (Some(base), Some(revision)) => {
            members::compare(
                &base,
                &revision,
                INFO,
                &|| "the description of the API".to_owned(),
                found,
            );
        }
        (None, None) => {}
        _ => {
            let places = (&base, &revision);
            let message = "`info` was added or removed";
            found.add(members::member_change("info", &INFO_CHANGED, places, message));
        }
    }
    tags(&base, &revision, found);
}

fn tags(base: &Place<'_>, revision: &Place<'_>, found: &mut Found<'_, '_>) {
    let before = base.raw("tags").as_ref().map(Place::children).unwrap_or_default();
    let after = revision.raw("tags").as_ref().map(Place::children).unwrap_or_default();
    // A document may have thousands of tags. Of several with one name, the first counts.
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(after.len());
    for (at, tag) in after.iter().enumerate() {
        places.entry(name(tag)).or_insert(at);
    }
    let known: HashSet<&str> = before.iter().map(name).collect();
    let mut order = Vec::new();
    for tag in &before {
        let subject = format!("the tag `{}`", name(tag));
        match places.get(name(tag)) {
            Some(&at) => {
                order.push(at);
                members::compare(tag, &after[at], TAG, &|| subject.clone(), found);
            }
            None => found.removed(&TAG_UNDECLARED, tag, format!("{subject} was removed from the document")),
        }
    }
    for tag in after.iter().filter(|tag| !known.contains(name(tag))) {
        found.added(
            &TAG_DECLARED,
            tag,
            format!("the tag `{}` was added to the document", name(tag)),
        );
    }
    if order.windows(2).any(|pair| pair[0] > pair[1]) {
        members::at_member(
            "tags",
            &TAGS_REORDERED,
            (base, revision),
            "the tags of the document are in another order",
            found,
        );
    }
}

fn name<'d>(tag: &Place<'d>) -> &'d str {
    tag.str("name").unwrap_or_default()
}

/// Compares the lists of the document that are for all operations, where no operation of that document uses them.
pub(super) fn overridden(
    base: &Api<'_>,
    revision: &Api<'_>,
    (used_before, used_after): (&HashSet<String>, &HashSet<String>),
    found: &mut Found<'_, '_>,
) {
    let (base, revision) = (Place::root(base.document), Place::root(revision.document));
    for key in ["security", "servers"] {
        let (before, after) = (base.raw(key), revision.raw(key));
        let is_compared = |place: &Option<Place<'_>>, used: &HashSet<String>| {
            place.as_ref().is_none_or(|place| used.contains(&place.pointer))
        };
        if is_compared(&before, used_before) && is_compared(&after, used_after) {
            continue;
        }
        leaves::compare(before.as_ref(), after.as_ref(), false, &mut |before, after| {
            members::leaf(&OVERRIDDEN_DEFAULT_CHANGED, before, after, "the document", found);
        });
    }
}
