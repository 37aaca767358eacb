//! What describes values and does not restrict them, and what the comparison does not know.

use std::collections::{BTreeMap, BTreeSet};

use codegen::document::Node;

use super::as_string::text;
use super::draft::{Draft, keyword_site};
use super::effective::{Effective, Stated};
use super::pair::{Found, Pair};
use super::side::{Side, has_beside};
use super::text::{canonical, shown};
use crate::diff::rules::{
    DEFAULT_ADDED, DEFAULT_CHANGED, DEFAULT_REMOVED, DIALECT_CHANGED, IDENTIFIER_CHANGED, IGNORED_BESIDE_REFERENCE,
    IGNORED_KEYWORD, SCHEMA_DESCRIPTION_CHANGED, SCHEMA_DOCS_CHANGED, SCHEMA_EXAMPLE_CHANGED, SCHEMA_EXTENSION_CHANGED,
    Sides, TITLE_CHANGED, UNHANDLED_IN_SCHEMA, VALUE_DEPRECATED, VALUE_UNDEPRECATED, XML_CHANGED,
};
use crate::diff::{Site, Wire};

/// The keywords of a kind, the rule for changes of them, and what they are called.
const KINDS: &[(&[&str], &Sides, &str)] = &[
    (&["title"], &TITLE_CHANGED, "title"),
    (&["description"], &SCHEMA_DESCRIPTION_CHANGED, "description"),
    (&["example", "examples"], &SCHEMA_EXAMPLE_CHANGED, "example"),
    (&["externalDocs"], &SCHEMA_DOCS_CHANGED, "link to documentation"),
    (&["xml"], &XML_CHANGED, "form in XML"),
    (&["$id"], &IDENTIFIER_CHANGED, "`$id`"),
    (&["$anchor"], &IDENTIFIER_CHANGED, "`$anchor`"),
    (&["$dynamicAnchor"], &IDENTIFIER_CHANGED, "`$dynamicAnchor`"),
    (&["$comment"], &IDENTIFIER_CHANGED, "`$comment`"),
    (&["$schema"], &DIALECT_CHANGED, "dialect"),
    (&["$vocabulary"], &DIALECT_CHANGED, "vocabulary"),
];

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    for (keywords, sides, name) in KINDS {
        kind(pair, keywords, sides, name, found);
    }
    default(pair, found);
    let is_deprecated = |effective: &Effective<'_>| {
        effective
            .all("deprecated")
            .any(|stated| stated.node.as_bool() == Some(true))
    };
    match (is_deprecated(pair.base), is_deprecated(pair.revision)) {
        (false, true) => found
            .drafts
            .push(pair.keyword(&VALUE_DEPRECATED, "deprecated", "it is deprecated now")),
        (true, false) => {
            found
                .drafts
                .push(pair.keyword(&VALUE_UNDEPRECATED, "deprecated", "it is no longer deprecated"))
        }
        _ => {}
    }
    rest(pair, found);
}

/// What several parts say under some keywords: what both sides say is left out, the rest is what changed.
fn kind<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    keywords: &[&'static str],
    sides: &'static Sides,
    name: &str,
    found: &mut Found<'b, 'r>,
) {
    let mut base = values(pair.base, keywords);
    let mut revision = values(pair.revision, keywords);
    if base.is_empty() && revision.is_empty() {
        return;
    }
    base.retain(|(text, _, _)| {
        let same = revision.iter().position(|(other, _, _)| other == text);
        same.map(|index| revision.remove(index)).is_none()
    });
    let mut revision = revision.into_iter();
    for (_, stated, before) in base {
        let now = revision.next();
        let what = match now {
            Some(_) => format!("the {name} was changed"),
            None => format!("the {name} was removed"),
        };
        let mut draft = pair.keyword(sides, stated.keyword, &what).from(Some(before));
        if let Some((_, _, now)) = now {
            draft = draft.to(Some(now));
        }
        found.drafts.push(draft);
    }
    for (_, stated, now) in revision {
        let what = format!("the {name} was added");
        found
            .drafts
            .push(pair.keyword(sides, stated.keyword, &what).to(Some(now)));
    }
}

/// The values under some keywords, each of `examples` on its own.
fn values<'d>(effective: &Effective<'d>, keywords: &[&'static str]) -> Vec<(String, Stated<'d>, Site)> {
    let mut all = Vec::new();
    for stated in keywords.iter().flat_map(|keyword| effective.all(keyword)) {
        let list: Vec<&Node> = match stated.keyword {
            "examples" => stated.node.items().iter().collect(),
            _ => vec![stated.node],
        };
        let site = keyword_site(effective.schema(stated), stated.keyword);
        all.extend(list.into_iter().map(|node| (canonical(node), stated, site.clone())));
    }
    all
}

/// `default`: the first one counts.
fn default<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = "default";
    let (base, revision) = (pair.base.all(keyword).next(), pair.revision.all(keyword).next());
    // Nothing takes the place of what is always sent.
    let is_sent = pair.slot.is_always_sent;
    let note = if is_sent {
        "; no default applies to a required value"
    } else {
        ""
    };
    let draft = match (base, revision) {
        (None, Some(now)) => {
            let what = format!("the default was none and is {}{note}", shown(now.node));
            pair.keyword(&DEFAULT_ADDED, keyword, &what)
        }
        (Some(before), None) => {
            let what = format!("the default was {} and is none{note}", shown(before.node));
            pair.keyword(&DEFAULT_REMOVED, keyword, &what)
        }
        // The same text has no type.
        (Some(before), Some(now))
            if pair.way.is_text && text(before.node).is_some_and(|was| text(now.node) == Some(was)) =>
        {
            return;
        }
        (Some(before), Some(now)) if canonical(before.node) != canonical(now.node) => {
            let what = format!(
                "the default was {} and is {}{note}",
                shown(before.node),
                shown(now.node)
            );
            pair.keyword(&DEFAULT_CHANGED, keyword, &what)
        }
        _ => return,
    };
    found.drafts.push(match is_sent {
        true => draft.level(Wire::Safe),
        false => draft,
    });
}

/// Extensions, and keywords that the comparison does not know: compared as they were written.
fn rest<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    fn by_keyword<'d>(effective: &Effective<'d>) -> BTreeMap<&'d str, Vec<(String, Stated<'d>)>> {
        let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for stated in &effective.rest {
            all.entry(stated.keyword)
                .or_default()
                .push((canonical(stated.node), *stated));
        }
        all.values_mut()
            .for_each(|values| values.sort_by(|one, other| one.0.cmp(&other.0)));
        all
    }
    if pair.base.rest.is_empty() && pair.revision.rest.is_empty() {
        return;
    }
    let (base, revision) = (by_keyword(pair.base), by_keyword(pair.revision));
    let names: BTreeSet<&str> = base.keys().chain(revision.keys()).copied().collect();
    for name in names {
        let (before, now) = (base.get(name), revision.get(name));
        let texts = |values: Option<&Vec<(String, Stated<'_>)>>| -> Vec<String> {
            values.into_iter().flatten().map(|(text, _)| text.clone()).collect()
        };
        if texts(before) == texts(now) {
            continue;
        }
        // OpenAPI 3.1 has no `nullable`. Where only the version changed, what values may be `null` is said already.
        let is_old = name == "nullable"
            && before
                .into_iter()
                .chain(now)
                .flatten()
                .all(|(_, stated)| stated.node.as_bool().is_some());
        if is_old && (pair.base.has(name) || pair.revision.has(name)) {
            continue;
        }
        let verb = match (before, now) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        let sides = match name {
            _ if name.starts_with("x-") => &SCHEMA_EXTENSION_CHANGED,
            _ if is_old => &IGNORED_KEYWORD,
            _ => &UNHANDLED_IN_SCHEMA,
        };
        let what = match is_old {
            true => format!("`{name}`, which OpenAPI 3.1 does not have, was {verb}"),
            false => format!("`{name}` was {verb}"),
        };
        let mut draft: Draft = pair.keyword(sides, name, &what);
        if let Some((_, stated)) = before.and_then(|values| values.first()) {
            draft = draft.from(Some(keyword_site(pair.base.schema(*stated), name)));
        }
        if let Some((_, stated)) = now.and_then(|values| values.first()) {
            draft = draft.to(Some(keyword_site(pair.revision.schema(*stated), name)));
        }
        found.drafts.push(draft);
    }
}

/// What is beside a reference in OpenAPI 3.0, where it is ignored.
pub(super) fn ignored<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    found: &mut Found<'b, 'r>,
) {
    fn beside<'d>(side: &Side<'d>) -> BTreeMap<&'d str, String> {
        let places = side.places.iter();
        let ignored = places.filter(|place| !place.document.version().has_json_schema() && has_beside(place));
        let members = ignored.flat_map(|place| place.node.members());
        let members = members.filter(|member| member.key != "$ref");
        members
            .map(|member| (member.key.as_str(), canonical(&member.node)))
            .collect()
    }
    let (before, now) = (beside(base), beside(revision));
    let names: BTreeSet<&str> = before.keys().chain(now.keys()).copied().collect();
    for name in names {
        let verb = match (before.get(name), now.get(name)) {
            (one, other) if one == other => continue,
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        let place = revision
            .places
            .first()
            .map(|place| pair.name_of(place))
            .unwrap_or_default();
        let message = format!("{place}: `{name}` beside `$ref`, which OpenAPI 3.0 ignores, was {verb}");
        let draft = Draft::new(&IGNORED_BESIDE_REFERENCE, pair.way, message);
        let (from, to) = (base.places.first().map(Site::of), revision.places.first().map(Site::of));
        found.drafts.push(draft.from(from).to(to));
    }
}
