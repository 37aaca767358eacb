//! Parameters: those of the operation and of its path item, which ones are the same, and what has changed in each.

use std::collections::HashMap;

use codegen::document::Node;
use codegen::view::{Direction, Operation, Parameter, ParameterLocation, Place, is_json};

use super::encoding;
use super::found::Found;
use super::media;
use super::members::{self, By, Table};
use super::pairs::Pair;
use super::schema::{Slot, Subject, Use};
use crate::diff::rules::*;
use crate::diff::{Change, Wire};

static PARAMETER: Table = &[
    ("name", By::Code),
    ("in", By::Code),
    ("required", By::Code),
    ("style", By::Code),
    ("explode", By::Code),
    ("schema", By::Code),
    ("content", By::Code),
    ("deprecated", By::Flag(&PARAMETER_DEPRECATED, &PARAMETER_REACTIVATED)),
    (
        "allowReserved",
        By::Flag(&PARAMETER_RESERVED_ALLOWED, &PARAMETER_RESERVED_REFUSED),
    ),
    (
        "allowEmptyValue",
        By::Flag(&PARAMETER_EMPTY_ALLOWED, &PARAMETER_EMPTY_REFUSED),
    ),
    (
        "x-client-parameter",
        By::Flag(&CLIENT_PARAMETER_SET, &CLIENT_PARAMETER_UNSET),
    ),
];

/// Compares the parameters of an operation.
pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (base, revision) = (&pair.base.parameters, &pair.revision.parameters);
    siblings(pair, found);
    let known: HashMap<_, _> = revision
        .iter()
        .enumerate()
        .map(|(at, one)| (key(one, one.name), at))
        .collect();
    let mut taken = vec![false; revision.len()];
    let mut left = Vec::new();
    for one in base {
        let at = known.get(&key(one, pair.renamed(one))).filter(|at| !taken[**at]);
        match at {
            Some(&at) => {
                taken[at] = true;
                same(one, &revision[at], found);
            }
            None => left.push(one),
        }
    }
    for one in left {
        let is_moved = |(at, other): &(usize, &Parameter<'_>)| {
            !taken[*at] && other.name.eq_ignore_ascii_case(one.name) && !is_ignored(other)
        };
        match revision.iter().enumerate().find(is_moved).filter(|_| !is_ignored(one)) {
            Some((at, other)) => {
                taken[at] = true;
                moved(one, other, found);
            }
            None => {
                let rule = if is_ignored(one) {
                    &IGNORED_PARAMETER_CHANGED
                } else {
                    &PARAMETER_REMOVED
                };
                found.removed(rule, &one.place, format!("{} was removed", subject(one)));
            }
        }
    }
    for (one, _) in revision.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        let (rule, kind) = match one.required {
            _ if is_ignored(one) => (&IGNORED_PARAMETER_CHANGED, "the"),
            true => (&PARAMETER_ADDED_REQUIRED, "the required"),
            false => (&PARAMETER_ADDED, "the optional"),
        };
        let message = format!("{kind} {} was added", name(one));
        found.added(rule, &one.place, message);
    }
}

/// Compares what stands next to the references to parameters.
fn siblings(pair: &Pair<'_, '_, '_>, found: &mut Found<'_, '_>) {
    let has_any = |operation: &Operation<'_>| {
        let lists = [&operation.place, &operation.path_item].map(|owner| owner.node.get("parameters"));
        let mut items = lists.into_iter().flatten().flat_map(Node::items);
        items.any(|item| item.get("$ref").is_some() && item.members().len() > 1)
    };
    if !has_any(pair.base) && !has_any(pair.revision) {
        return;
    }
    let before = written(pair.base);
    for (one, after) in written(pair.revision) {
        let same = |(other, _): &&(Parameter<'_>, Place<'_>)| key(other, pair.renamed(other)) == key(&one, one.name);
        if let Some((_, before)) = before.iter().find(same) {
            members::siblings(before, &after, &|| subject(&one), found);
        }
    }
}

/// The parameters of an operation with the places where they are written.
fn written<'d>(operation: &Operation<'d>) -> Vec<(Parameter<'d>, Place<'d>)> {
    let lists = [&operation.place, &operation.path_item].map(|owner| owner.raw("parameters"));
    let items = lists.iter().flatten().flat_map(Place::children);
    items
        .filter_map(|place| Some((Parameter::of(place.resolved())?, place)))
        .collect()
}

/// Compares a parameter that is sent in another part of the request now.
fn moved<'b, 'r>(base: &Parameter<'b>, revision: &Parameter<'r>, found: &mut Found<'b, 'r>) {
    let (from, to) = (base.location.name(), revision.location.name());
    let message = format!("the parameter `{}` was in the {from} and is in the {to}", revision.name);
    let mut change = Change::new(&PARAMETER_MOVED, message)
        .from(&base.place)
        .to(&revision.place);
    if revision.required {
        change.wire = Wire::Breaking;
    }
    found.add(change);
    definition(base, revision, found);
}

/// Compares a parameter that is in both documents.
fn same<'b, 'r>(base: &Parameter<'b>, revision: &Parameter<'r>, found: &mut Found<'b, 'r>) {
    if !found.can_compare(&base.place, &revision.place) {
        return;
    }
    if is_ignored(revision) {
        let subject = subject(revision);
        let (base, revision) = (Some(&base.place), Some(&revision.place));
        super::leaves::compare(base, revision, true, &mut |base, revision| {
            members::leaf(&IGNORED_PARAMETER_CHANGED, base, revision, &subject, found);
        });
        return;
    }
    if base.location == ParameterLocation::Header && base.name != revision.name {
        let message = format!("the header `{}` is written `{}` now", base.name, revision.name);
        found.changed(&HEADER_NAME_CASE_CHANGED, &base.place, &revision.place, message);
    }
    if base.required != revision.required {
        let (rule, what) = match revision.required {
            true => (&PARAMETER_BECAME_REQUIRED, "required"),
            false => (&PARAMETER_BECAME_OPTIONAL, "optional"),
        };
        let message = format!("{} is {what} now", subject(revision));
        let mut change = members::at_member_change("required", rule, (&base.place, &revision.place), message);
        // It is always sent, whatever the document says.
        if base.location == ParameterLocation::Path {
            (change.wire, change.condition) = (Wire::Safe, None);
        }
        found.add(change);
    }
    let style = base.style != revision.style && base.content.is_none() && revision.content.is_none();
    if style {
        let how = |one: &Parameter<'_>| format!("`{}` with `explode: {}`", one.style.name, one.style.explode);
        let message = format!(
            "{} was of the style {} and is {}",
            subject(revision),
            how(base),
            how(revision)
        );
        let key = if base.style.name == revision.style.name {
            "explode"
        } else {
            "style"
        };
        let effect = encoding::effect(base.style, revision.style, base.schema.as_ref());
        encoding::add(
            &PARAMETER_STYLE_CHANGED,
            effect,
            key,
            (&base.place, &revision.place),
            message,
            found,
        );
    }
    definition(base, revision, found);
}

/// Compares what a parameter says of its values.
fn definition<'b, 'r>(base: &Parameter<'b>, revision: &Parameter<'r>, found: &mut Found<'b, 'r>) {
    members::compare(&base.place, &revision.place, PARAMETER, &|| subject(revision), found);
    let places = (&base.place, &revision.place);
    let subject = subject(revision);
    let of = Use {
        operation: &found.operation.clone().unwrap_or_default(),
        direction: Direction::Request,
        subject: &subject,
        kind: Subject::Parameter,
        slot: Slot {
            is_always_sent: base.required || base.location == ParameterLocation::Path,
            list: encoding::separator(base.style, revision.style, base.location)
                .filter(|_| base.location == revision.location),
            ..Slot::default()
        },
    };
    match (&base.content, &revision.content) {
        (None, None) => {
            let rules = (&PARAMETER_SCHEMA_ADDED, &PARAMETER_SCHEMA_REMOVED);
            media::schemas("schema", places, rules, &of, found);
        }
        (None, Some(_)) => {
            let message = format!("{subject} is written in a media type now");
            members::at_member("content", &PARAMETER_CONTENT_ADDED, places, message, found);
        }
        (Some(_), None) => {
            let message = format!("{subject} is not written in a media type any more");
            members::at_member("content", &PARAMETER_CONTENT_REMOVED, places, message, found);
        }
        (Some(base), Some(revision)) => {
            let (before, after) = (base.entries.first(), revision.entries.first());
            let (Some(before), Some(after)) = (before, after) else {
                return;
            };
            if before.essence != after.essence {
                let message = format!("{subject} was written as `{}` and is `{}`", before.name, after.name);
                return found.changed(&PARAMETER_MEDIA_TYPE_CHANGED, &before.place, &after.place, message);
            }
            if before.name != after.name {
                let message = format!("{subject} was written as `{}` and is `{}`", before.name, after.name);
                found.changed(&MEDIA_TYPE_PARAMETERS_CHANGED, &before.place, &after.place, message);
            }
            let kind = if is_json(&after.essence) {
                Subject::RequestBody
            } else {
                Subject::Parameter
            };
            let rules = (&PARAMETER_SCHEMA_ADDED, &PARAMETER_SCHEMA_REMOVED);
            media::entry(
                before,
                after,
                rules,
                &Use {
                    kind,
                    slot: Slot { list: None, ..of.slot },
                    ..of
                },
                found,
            );
        }
    }
}

/// What makes two parameters the same one: the location and the name. Names of headers are compared without regard to case.
fn key(one: &Parameter<'_>, name: &str) -> (ParameterLocation, String) {
    match one.location {
        ParameterLocation::Header => (one.location, name.to_ascii_lowercase()),
        _ => (one.location, name.to_owned()),
    }
}

/// Whether OpenAPI ignores a parameter: other parts of a document describe these headers.
fn is_ignored(one: &Parameter<'_>) -> bool {
    let names = ["accept", "content-type", "authorization"];
    one.location == ParameterLocation::Header && names.contains(&one.name.to_ascii_lowercase().as_str())
}

fn subject(one: &Parameter<'_>) -> String {
    format!("the {}", name(one))
}

fn name(one: &Parameter<'_>) -> String {
    format!("{} parameter `{}`", one.location.name(), one.name)
}
