//! Request bodies.

use codegen::view::{Content, Direction, MediaType, RequestBody};

use super::found::Found;
use super::media::{self, Fit};
use super::members::{self, By, Table};
use super::pairs::Pair;
use super::parts;
use super::schema::{Slot, Subject, Use};
use crate::diff::rules::*;
use crate::diff::{Change, Wire};

static BODY: Table = &[("required", By::Code), ("content", By::Code)];

/// Compares the request bodies of an operation.
pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let raw = (
        pair.base.place.raw("requestBody"),
        pair.revision.place.raw("requestBody"),
    );
    if let (Some(base), Some(revision)) = &raw {
        members::siblings(base, revision, &|| "the request body".to_owned(), found);
    }
    match (&pair.base.request_body, &pair.revision.request_body) {
        (None, None) => {}
        (Some(base), None) => {
            let place = raw.0.as_ref().unwrap_or(&base.place);
            found.removed(&REQUEST_BODY_REMOVED, place, "the request body was removed");
        }
        (None, Some(revision)) => {
            let (rule, kind) = match revision.required {
                true => (&REQUEST_BODY_ADDED_REQUIRED, "a required"),
                false => (&REQUEST_BODY_ADDED, "an optional"),
            };
            let place = raw.1.as_ref().unwrap_or(&revision.place);
            found.added(rule, place, format!("{kind} request body was added"));
        }
        (Some(base), Some(revision)) if found.can_compare(&base.place, &revision.place) => {
            both(base, revision, found);
        }
        _ => {}
    }
}

fn both<'b, 'r>(base: &RequestBody<'b>, revision: &RequestBody<'r>, found: &mut Found<'b, 'r>) {
    let places = (&base.place, &revision.place);
    members::compare(
        &base.place,
        &revision.place,
        BODY,
        &|| "the request body".to_owned(),
        found,
    );
    if base.required != revision.required {
        let (rule, what) = match revision.required {
            true => (&REQUEST_BODY_BECAME_REQUIRED, "required"),
            false => (&REQUEST_BODY_BECAME_OPTIONAL, "optional"),
        };
        members::at_member(
            "required",
            rule,
            places,
            format!("the request body is {what} now"),
            found,
        );
    }
    let (Some(before), Some(after)) = (&base.content, &revision.content) else {
        // It is invalid without a `content`.
        for content in base.content.iter() {
            let all: Vec<_> = content.entries.iter().collect();
            all.iter().for_each(|entry| removed(content, entry, found));
        }
        for entry in revision.content.iter().flat_map(|content| &content.entries) {
            added(entry, found);
        }
        return;
    };
    let entries = media::entries(before, after);
    entries.removed.iter().for_each(|entry| removed(before, entry, found));
    entries.added.iter().for_each(|entry| added(entry, found));
    for (before, after, fit) in entries.both {
        let message = format!("the request body was of `{}` and is of `{}`", before.name, after.name);
        match fit {
            Fit::Same => {}
            Fit::Widened => found.changed(&REQUEST_MEDIA_TYPE_WIDENED, &before.place, &after.place, message),
            Fit::Narrowed => found.changed(&REQUEST_MEDIA_TYPE_NARROWED, &before.place, &after.place, message),
        }
        let is_text = after.essence == "application/x-www-form-urlencoded"
            || after.essence.starts_with("multipart/")
            || after.essence.starts_with("text/");
        let of = Use {
            operation: &found.operation.clone().unwrap_or_default(),
            direction: Direction::Request,
            subject: "the request body",
            kind: if is_text {
                Subject::Parameter
            } else {
                Subject::RequestBody
            },
            slot: Slot {
                is_always_sent: base.required,
                has_fields: parts::are_repeated(before, after),
                ..Slot::default()
            },
        };
        parts::entry(
            before,
            after,
            (&REQUEST_BODY_SCHEMA_ADDED, &REQUEST_BODY_SCHEMA_REMOVED),
            &of,
            found,
        );
    }
}

fn added(entry: &MediaType<'_>, found: &mut Found<'_, '_>) {
    let message = format!("the request body may also be of `{}`", entry.name);
    found.added(&REQUEST_MEDIA_TYPE_ADDED, &entry.place, message);
}

/// A media type is not accepted any more. Of several, the client sends JSON, or else the first one.
fn removed(content: &Content<'_>, entry: &MediaType<'_>, found: &mut Found<'_, '_>) {
    let message = format!("the request body must not be of `{}` any more", entry.name);
    let mut change = Change::new(&REQUEST_MEDIA_TYPE_REMOVED, message).from(&entry.place);
    let preferred = content.assumed().or(content.entries.first());
    if preferred.is_some_and(|preferred| preferred.name != entry.name) {
        change.wire = Wire::BreakingIf;
        change.condition = Some(format!("the caller sends a body of `{}`", entry.name));
    }
    found.add(change);
}
