//! Headers, of responses and of the parts of a request.

use codegen::view::{Content, Direction, ParameterLocation, Place, Response, Style};

use super::encoding::{self, Effect};
use super::found::Found;
use super::leaves;
use super::media;
use super::members::{self, By, Table};
use super::schema::{Slot, Subject, Use};
use crate::diff::rules::*;
use crate::diff::{Change, Rule};

static HEADER: Table = &[
    ("required", By::Code),
    ("style", By::Code),
    ("explode", By::Code),
    ("schema", By::Code),
    ("content", By::Code),
    (
        "deprecated",
        By::Flag(&RESPONSE_HEADER_DEPRECATED, &RESPONSE_HEADER_REACTIVATED),
    ),
];

/// The rules for headers in one direction.
struct Rules {
    added: &'static Rule,
    added_required: &'static Rule,
    removed: &'static Rule,
    became_required: &'static Rule,
    became_optional: &'static Rule,
    encoding: &'static Rule,
    schema: (&'static Rule, &'static Rule),
}

static OF_RESPONSE: Rules = Rules {
    added: &RESPONSE_HEADER_ADDED,
    added_required: &RESPONSE_HEADER_ADDED,
    removed: &RESPONSE_HEADER_REMOVED,
    became_required: &RESPONSE_HEADER_BECAME_REQUIRED,
    became_optional: &RESPONSE_HEADER_BECAME_OPTIONAL,
    encoding: &RESPONSE_HEADER_ENCODING_CHANGED,
    schema: (&RESPONSE_HEADER_SCHEMA_ADDED, &RESPONSE_HEADER_SCHEMA_REMOVED),
};

static OF_PART: Rules = Rules {
    added: &PART_HEADER_ADDED,
    added_required: &PART_HEADER_ADDED_REQUIRED,
    removed: &PART_HEADER_REMOVED,
    became_required: &PART_HEADER_BECAME_REQUIRED,
    became_optional: &PART_HEADER_BECAME_OPTIONAL,
    encoding: &PART_STYLE_CHANGED,
    schema: (&PARAMETER_SCHEMA_ADDED, &PARAMETER_SCHEMA_REMOVED),
};

/// Compares the headers of a response.
pub(super) fn of_response<'b, 'r>(
    base: &Response<'b>,
    revision: &Response<'r>,
    subject: &str,
    found: &mut Found<'b, 'r>,
) {
    let of = Use {
        operation: &found.operation.clone().unwrap_or_default(),
        direction: Direction::Response,
        subject,
        kind: Subject::Header,
        slot: Slot::default(),
    };
    all((&base.place, &revision.place), subject, &OF_RESPONSE, &of, found);
}

/// Compares the headers of a part of a request.
pub(super) fn of_part<'b, 'r>(
    places: (&Place<'b>, &Place<'r>),
    subject: &str,
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let of = Use {
        kind: Subject::Parameter,
        ..*of
    };
    all(places, subject, &OF_PART, &of, found);
}

fn all<'b, 'r>(
    (base, revision): (&Place<'b>, &Place<'r>),
    owner: &str,
    rules: &Rules,
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let (of_base, of_revision) = (base.get("headers"), revision.get("headers"));
    let before: Vec<_> = of_base.iter().flat_map(Place::members).collect();
    let after: Vec<_> = of_revision.iter().flat_map(Place::members).collect();
    for (name, place) in &before {
        let subject = format!("the header `{name}` of {owner}");
        match after.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((other, _)) if is_ignored(name) && name != other => {}
            Some((_, other)) if is_ignored(name) => {
                leaves::compare(Some(place), Some(other), true, &mut |base, revision| {
                    members::leaf(&IGNORED_HEADER_CHANGED, base, revision, &subject, found);
                });
            }
            Some((other_name, other)) => {
                let raw = (
                    of_base.as_ref().and_then(|all| all.raw(name)),
                    of_revision.as_ref().and_then(|all| all.raw(other_name)),
                );
                if let (Some(before), Some(after)) = raw {
                    members::siblings(&before, &after, &|| subject.clone(), found);
                }
                if name != other_name {
                    let message = format!("{subject} is written `{other_name}` now");
                    found.changed(&HEADER_NAME_CASE_CHANGED, place, other, message);
                }
                if found.can_compare(place, other) {
                    one(
                        (place, other),
                        &subject,
                        rules,
                        &Use {
                            subject: &subject,
                            ..*of
                        },
                        found,
                    );
                }
            }
            None => {
                let rule = if is_ignored(name) {
                    &IGNORED_HEADER_CHANGED
                } else {
                    rules.removed
                };
                found.removed(rule, place, format!("{subject} was removed"));
            }
        }
    }
    for (name, place) in &after {
        if before.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            continue;
        }
        let rule = match place.is("required") {
            _ if is_ignored(name) => &IGNORED_HEADER_CHANGED,
            true => rules.added_required,
            false => rules.added,
        };
        found.added(rule, place, format!("the header `{name}` of {owner} was added"));
    }
}

fn one<'b, 'r>(
    places: (&Place<'b>, &Place<'r>),
    subject: &str,
    rules: &Rules,
    of: &Use<'_>,
    found: &mut Found<'b, 'r>,
) {
    let kind = match of.kind {
        Subject::Header if is_text(places.0) => Subject::Text,
        kind => kind,
    };
    let of = &Use { kind, ..*of };
    members::compare(places.0, places.1, HEADER, &|| subject.to_owned(), found);
    let required = (places.0.is("required"), places.1.is("required"));
    if required.0 != required.1 {
        let (rule, what) = match required.1 {
            true => (rules.became_required, "always there"),
            false => (rules.became_optional, "optional"),
        };
        members::at_member("required", rule, places, format!("{subject} is {what} now"), found);
    }
    let content = (places.0.get("content"), places.1.get("content"));
    let encoded = format!("{subject} is written in another way");
    let (before, after) = match content {
        (None, None) => {
            let style = (
                Style::of(places.0, ParameterLocation::Header),
                Style::of(places.1, ParameterLocation::Header),
            );
            if style.0 != style.1 {
                let effect = encoding::effect(style.0, style.1, places.0.get("schema").as_ref());
                let key = if style.0.name == style.1.name {
                    "explode"
                } else {
                    "style"
                };
                encoding::add(rules.encoding, effect, key, places, encoded, found);
            }
            let slot = Slot {
                list: encoding::separator(style.0, style.1, ParameterLocation::Header),
                ..of.slot
            };
            return media::schemas("schema", places, rules.schema, &Use { slot, ..*of }, found);
        }
        (Some(before), Some(after)) => (Content::of(before), Content::of(after)),
        _ => {
            let mut change: Change = members::member_change("content", rules.encoding, places, encoded);
            change.operation = None;
            return found.add(change);
        }
    };
    let first = (before.entries.first(), after.entries.first());
    if first.0.is_some() != first.1.is_some() {
        return encoding::add(rules.encoding, Effect::Other, "content", places, encoded, found);
    }
    if let (Some(before), Some(after)) = first {
        if before.essence != after.essence {
            encoding::add(rules.encoding, Effect::Other, "content", places, encoded, found);
        }
        media::entry(before, after, rules.schema, of, found);
    }
}

/// Whether the generated clients hand a header over as text: they read numbers and booleans, as the schema itself says.
fn is_text(header: &Place<'_>) -> bool {
    let is_read = |schema: &Place<'_>| {
        let types = schema.types().unwrap_or_default();
        types.iter().any(|name| ["boolean", "integer", "number"].contains(name))
    };
    let Some(schema) = header.raw("schema") else {
        return true;
    };
    !is_read(&schema) && !is_read(&schema.resolved())
}

/// Whether OpenAPI ignores a header: the media type of a body is described by `content`.
fn is_ignored(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-type")
}
