//! Objects: properties that were added, removed or renamed, and which are required.

use codegen::view::Place;

use super::draft::Draft;
use super::effective::Effective;
use super::pair::{Found, Next, Pair};
use super::properties::{Properties, Property};
use super::side::Side;
use super::slot::{Separator, Slot};
use super::text::canonical;
use super::types::Types;
use super::way::Meaning;
use crate::diff::Wire;
use crate::diff::rules::{
    PROPERTY_ADDED, PROPERTY_BECAME_OPTIONAL, PROPERTY_BECAME_REQUIRED, PROPERTY_REMOVED, PROPERTY_RENAMED,
    READ_ONLY_ADDED, READ_ONLY_REMOVED, REQUIRED_PROPERTY_ADDED, REQUIRED_PROPERTY_REMOVED, WRITE_ONLY_ADDED,
    WRITE_ONLY_REMOVED,
};

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (base, revision) = (Properties::of(pair.base), Properties::of(pair.revision));
    let mut removed = Vec::new();
    for before in &base.all {
        match revision.get(before.name) {
            Some(now) => both(pair, before, now, found),
            None => removed.push(before),
        }
    }
    let added: Vec<_> = revision.all.iter().filter(|now| base.get(now.name).is_none()).collect();
    if let ([before], [now]) = (&removed[..], &added[..])
        && let Some(draft) = renamed(pair, before, now)
    {
        return found.drafts.push(draft);
    }
    for before in removed {
        remove(pair, before, found);
    }
    for now in added {
        add(pair, now, found);
    }
}

/// A property of both sides.
fn both<'b, 'r>(pair: &Pair<'_, 'b, 'r>, before: &Property<'b>, now: &Property<'r>, found: &mut Found<'b, 'r>) {
    let way = pair.way;
    let draft = |sides, what: &str| {
        at(pair, sides, now.place(), what)
            .from(Some(before.site()))
            .to(Some(now.site()))
    };
    let marked = before.read_only != now.read_only || before.write_only != now.write_only;
    match (before.is_required(way), now.is_required(way)) {
        // A change of the marks says it already.
        _ if marked && before.goes(way) != now.goes(way) => {}
        (false, true) => {
            let mut draft = draft(&PROPERTY_BECAME_REQUIRED, "it is required now");
            draft
                .revision
                .clone_from(&now.required.as_ref().map(|site| placed(site, now)));
            found.drafts.push(draft.condition(leave_out(now.name)).about(now.name));
        }
        (true, false) => {
            let mut draft = draft(&PROPERTY_BECAME_OPTIONAL, "it is optional now");
            draft
                .base
                .clone_from(&before.required.as_ref().map(|site| placed(site, before)));
            found.drafts.push(
                draft
                    .condition(format!("the server leaves `{}` out", before.name))
                    .about(before.name),
            );
        }
        _ => {
            // Of what goes the other way, it is no more than said.
            if before.required.is_some() != now.required.is_some() {
                let (sides, what) = match now.required.is_some() {
                    true => (&PROPERTY_BECAME_REQUIRED, "it is required now"),
                    false => (&PROPERTY_BECAME_OPTIONAL, "it is optional now"),
                };
                found.drafts.push(draft(sides, what).level(Wire::Safe));
            }
        }
    }
    if marked {
        marks(pair, before, now, found, &draft);
    }
    // What is returned now may be in the type of released clients already.
    let goes = now.goes(way) && (before.goes(way) || !way.is_request());
    let slot = Slot {
        is_optional: !before.is_required(way) || is_list_or_map(&before.side()),
        is_always_sent: way.is_request() && before.is_required(way),
        list: pair.slot.has_fields.then_some(Separator::None),
        has_fields: false,
    };
    let way = if goes { way } else { way.meaning(Meaning::Unused) };
    if !(before.declared.is_empty() && now.declared.is_empty()) {
        found.next.push(Next {
            base: before.side(),
            revision: now.side(),
            way,
            slot,
        });
    }
}

/// Whether a property is a list or a map, which released clients read as empty where it is `null`.
fn is_list_or_map(side: &Side<'_>) -> bool {
    let effective = Effective::of(side);
    let types = Types::of(&effective).0;
    types.is_list() || (types.is_object() && !effective.has("properties") && effective.has("additionalProperties"))
}

/// `readOnly` and `writeOnly`
fn marks<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    before: &Property<'b>,
    now: &Property<'r>,
    found: &mut Found<'b, 'r>,
    draft: &dyn Fn(&'static crate::diff::rules::Sides, &str) -> Draft,
) {
    let request = pair.way.is_request();
    match (before.read_only, now.read_only) {
        (false, true) => found.drafts.push(draft(&READ_ONLY_ADDED, "it is readOnly now")),
        (true, false) => {
            let draft = draft(&READ_ONLY_REMOVED, "it is no longer readOnly");
            found.drafts.push(match request && now.is_required(pair.way) {
                true => draft.level(Wire::Breaking),
                false => draft,
            });
        }
        _ => {}
    }
    match (before.write_only, now.write_only) {
        (false, true) => {
            let draft = draft(&WRITE_ONLY_ADDED, "it is writeOnly now");
            found.drafts.push(match !request && before.is_required(pair.way) {
                true => draft.level(Wire::Breaking),
                false => draft,
            });
        }
        (true, false) => found
            .drafts
            .push(draft(&WRITE_ONLY_REMOVED, "it is no longer writeOnly")),
        _ => {}
    }
}

/// A property that only the base has.
fn remove<'b, 'r>(pair: &Pair<'_, 'b, 'r>, before: &Property<'b>, found: &mut Found<'b, 'r>) {
    let is_required = before.is_required(pair.way);
    let sides = if is_required {
        &REQUIRED_PROPERTY_REMOVED
    } else {
        &PROPERTY_REMOVED
    };
    let mut draft = at(pair, sides, before.place(), "it was removed").from(Some(before.site()));
    if before.declared.is_empty() {
        // It was required, and nothing was said of its value.
        let draft = at(
            pair,
            &PROPERTY_BECAME_OPTIONAL,
            before.place(),
            &format!("`{}` is optional now", before.name),
        );
        let draft = draft
            .from(Some(before.site()))
            .condition(format!("the server leaves `{}` out", before.name))
            .about(before.name);
        return found.drafts.push(draft);
    }
    if !before.goes(pair.way) {
        draft = draft.level(Wire::Safe);
    } else if pair.way.is_request() && is_closed(pair.revision) {
        draft = match is_required {
            true => draft.level(Wire::Breaking),
            false => draft
                .level(Wire::BreakingIf)
                .when(&format!("`{}`", before.name))
                .about(before.name),
        };
    }
    found.drafts.push(draft);
    let other = pair.revision.side("additionalProperties");
    if before.goes(pair.way) && !other.places.is_empty() && !is_closed(pair.revision) {
        next(before.side(), other, pair, found);
    }
}

/// A property that only the revision has.
fn add<'b, 'r>(pair: &Pair<'_, 'b, 'r>, now: &Property<'r>, found: &mut Found<'b, 'r>) {
    if now.declared.is_empty() {
        let draft = at(
            pair,
            &PROPERTY_BECAME_REQUIRED,
            now.place(),
            &format!("`{}` is required now", now.name),
        );
        let draft = draft.to(Some(now.site()));
        // Without a map of other properties, released clients have no way to send it.
        let is_sent_by_none = pair.way.is_request() && pair.base.places("additionalProperties").is_empty();
        return found.drafts.push(match is_sent_by_none {
            true => draft.level(Wire::Breaking),
            false => draft.condition(leave_out(now.name)).about(now.name),
        });
    }
    let sides = if now.is_required(pair.way) {
        &REQUIRED_PROPERTY_ADDED
    } else {
        &PROPERTY_ADDED
    };
    found
        .drafts
        .push(at(pair, sides, now.place(), "it was added").to(Some(now.site())));
    let other = pair.base.side("additionalProperties");
    if now.goes(pair.way) && !other.places.is_empty() && !is_closed(pair.base) {
        next(other, now.side(), pair, found);
    }
}

/// One property that was removed, and one of the same content that was added.
fn renamed<'b, 'r>(pair: &Pair<'_, 'b, 'r>, before: &Property<'b>, now: &Property<'r>) -> Option<Draft> {
    let ([from], [to]) = (&before.declared[..], &now.declared[..]) else {
        return None;
    };
    let same = canonical(from.node) == canonical(to.node) && before.goes(pair.way) == now.goes(pair.way);
    let typed = pair.base.side("additionalProperties").places.is_empty()
        && pair.revision.side("additionalProperties").places.is_empty();
    if !same || !typed || from.node.members().is_empty() {
        return None;
    }
    let required = (before.is_required(pair.way), now.is_required(pair.way));
    let what = format!("it was `{}` and is `{}`, it seems", before.name, now.name);
    let draft = at(pair, &PROPERTY_RENAMED, to, &what)
        .from(Some(before.site()))
        .to(Some(now.site()));
    let level = match (pair.way.is_request(), required) {
        _ if !before.goes(pair.way) => Wire::Safe,
        (true, (_, true)) | (false, (true, _)) => Wire::Breaking,
        (true, (true, _)) if is_closed(pair.revision) => Wire::Breaking,
        (true, _) if is_closed(pair.revision) => Wire::BreakingIf,
        _ => Wire::Silent,
    };
    let proposal = format!(
        "`x-rust-name: {}` at `{}` keeps the name of the field in Rust",
        before.name, now.name
    );
    let draft = draft.level(level).when(&format!("`{}`", before.name));
    Some(draft.about(before.name).propose(proposal))
}

fn leave_out(name: &str) -> String {
    format!("the caller leaves `{name}` out")
}

/// The site of `required`, with the pointer of the property.
fn placed(site: &crate::diff::Site, property: &Property<'_>) -> crate::diff::Site {
    crate::diff::Site {
        pointer: property.place().pointer.clone(),
        ..site.clone()
    }
}

fn at(pair: &Pair<'_, '_, '_>, sides: &'static crate::diff::rules::Sides, place: &Place<'_>, what: &str) -> Draft {
    Draft::new(sides, pair.way, format!("{}: {what}", pair.name_of(place)))
}

fn next<'b, 'r>(base: Side<'b>, revision: Side<'r>, pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    found.next.push(Next {
        base,
        revision,
        way: pair.way,
        slot: Slot::OPTIONAL,
    });
}

/// Whether properties that the document does not have are forbidden.
pub(super) fn is_closed(effective: &Effective<'_>) -> bool {
    let is_false = |keyword| {
        effective
            .all(keyword)
            .any(|stated| stated.node.as_bool() == Some(false))
    };
    is_false("additionalProperties") || is_false("unevaluatedProperties")
}
