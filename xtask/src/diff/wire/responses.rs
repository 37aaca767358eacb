//! Responses: which statuses there are, and what each returns.
//!
//! A status that only one document names is compared with what the other one says of it all the same: that of its range, or
//! `default`.

use codegen::view::{Content, Direction, Response, Responses, StatusKey, is_json, is_stream};

use super::found::Found;
use super::headers;
use super::media::{self, Fit};
use super::members::{self, By, Table};
use super::pairs::Pair;
use super::parts;
use super::schema::{Slot, Subject, Use};
use crate::diff::rules::*;
use crate::diff::{Change, Site, Wire};

static RESPONSES: Table = &[];

static RESPONSE: Table = &[("headers", By::Code), ("content", By::Code), ("links", By::Code)];

/// Compares the responses of an operation.
pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (Some(base), Some(revision)) = (&pair.base.responses, &pair.revision.responses) else {
        for response in pair.base.responses.iter().flat_map(|all| &all.entries) {
            removed(response, pair.base.responses.as_ref(), None, found);
        }
        for response in pair.revision.responses.iter().flat_map(|all| &all.entries) {
            added(response, None, pair.revision.responses.as_ref(), found);
        }
        return;
    };
    let is_no_status = |key: &str| StatusKey::parse(key) == StatusKey::Other;
    members::compare_where(
        &base.place,
        &revision.place,
        RESPONSES,
        is_no_status,
        &|| "the responses".to_owned(),
        found,
    );
    let method = pair.revision.method;
    for before in statuses(base) {
        let after = statuses(revision).find(|after| after.status == before.status);
        if let Some(after) = after {
            both((before, base), (after, revision), method, found);
            continue;
        }
        removed(before, Some(base), Some(revision), found);
        if let Some(after) = instead(before.status, revision)
            && succeeds(before.status, base) == succeeds(after.status, revision)
        {
            both((before, base), (after, revision), method, found);
        }
    }
    for after in statuses(revision) {
        if statuses(base).any(|before| before.status == after.status) {
            continue;
        }
        added(after, Some(base), Some(revision), found);
        if let Some(before) = instead(after.status, base)
            && succeeds(before.status, base) == succeeds(after.status, revision)
        {
            both((before, base), (after, revision), method, found);
        }
    }
}

fn statuses<'a, 'd>(all: &'a Responses<'d>) -> impl Iterator<Item = &'a Response<'d>> {
    all.entries
        .iter()
        .filter(|response| response.status != StatusKey::Other)
}

/// The response that a status has which has none of its own.
fn instead<'a, 'd>(status: StatusKey, all: &'a Responses<'d>) -> Option<&'a Response<'d>> {
    let keys = match status {
        StatusKey::Exact(status) => vec![StatusKey::Range(status / 100), StatusKey::Default],
        StatusKey::Range(_) => vec![StatusKey::Default],
        _ => Vec::new(),
    };
    keys.into_iter()
        .find_map(|key| statuses(all).find(|response| response.status == key))
}

/// The hundred of a status.
fn hundred(status: StatusKey) -> Option<u16> {
    match status {
        StatusKey::Exact(status) => Some(status / 100),
        StatusKey::Range(hundred) => Some(hundred),
        _ => None,
    }
}

/// Whether a call with this status succeeds: with 2xx, or without any in the document with 3xx, or else with `default`.
fn succeeds(status: StatusKey, all: &Responses<'_>) -> bool {
    let has = |wanted: Option<u16>| statuses(all).any(|response| hundred(response.status) == wanted);
    match hundred(status) {
        Some(2) => true,
        Some(3) => !has(Some(2)),
        Some(_) => false,
        None => !has(Some(2)) && !has(Some(3)),
    }
}

/// Whether the server may still succeed with a status that released clients take for a success.
fn keeps_a_success(base: &Responses<'_>, revision: &Responses<'_>) -> bool {
    let covers = |one: StatusKey, other: StatusKey| match one {
        StatusKey::Default => true,
        StatusKey::Range(range) => hundred(other) == Some(range),
        _ => one == other,
    };
    let known = || statuses(base).filter(|before| succeeds(before.status, base));
    statuses(revision)
        .filter(|after| succeeds(after.status, revision))
        .any(|after| known().any(|before| covers(before.status, after.status) || covers(after.status, before.status)))
}

fn subject(response: &Response<'_>) -> String {
    match response.status {
        StatusKey::Default => "the default response".to_owned(),
        _ => format!("the response {}", response.key),
    }
}

/// The member of the responses, not what its reference leads to: a status belongs to its operation.
fn site(response: &Response<'_>, all: &Responses<'_>) -> Option<Site> {
    all.place.raw(response.key).map(|place| Site::of(&place))
}

fn removed(
    response: &Response<'_>,
    base: Option<&Responses<'_>>,
    revision: Option<&Responses<'_>>,
    found: &mut Found<'_, '_>,
) {
    let Some(base) = base else { return };
    let was_success = succeeds(response.status, base);
    let rule = match hundred(response.status) {
        _ if was_success => &SUCCESS_STATUS_REMOVED,
        Some(3) => &REDIRECT_STATUS_REMOVED,
        _ => &ERROR_STATUS_REMOVED,
    };
    let mut change = Change::new(rule, format!("{} was removed", subject(response)));
    change.base = site(response, base);
    let is_left = revision.is_some_and(|all| statuses(all).any(|one| succeeds(one.status, all)));
    if was_success && !is_left {
        change.wire = Wire::BreakingIf;
        change.condition = Some("the server succeeds with a status that the document does not describe".to_owned());
    }
    found.add(change);
}

fn added(
    response: &Response<'_>,
    base: Option<&Responses<'_>>,
    revision: Option<&Responses<'_>>,
    found: &mut Found<'_, '_>,
) {
    let Some(revision) = revision else { return };
    let is_success = succeeds(response.status, revision);
    let rule = match (hundred(response.status), response.status) {
        _ if is_success => &SUCCESS_STATUS_ADDED,
        // A client that has nothing cached gets no 304.
        (Some(3), status) if status != StatusKey::Exact(304) => &REDIRECT_STATUS_ADDED,
        _ => &ERROR_STATUS_ADDED,
    };
    let mut change = Change::new(rule, format!("{} was added", subject(response)));
    change.revision = site(response, revision);
    if let Some(base) = base {
        // It was a success before, by its range or by `default`; and without any success in the document, every 2xx is one.
        let covered = instead(response.status, base).is_some_and(|one| succeeds(one.status, base));
        let any = !statuses(base).any(|one| succeeds(one.status, base)) && hundred(response.status) == Some(2);
        if is_success && (covered || any) {
            change.wire = Wire::Safe;
            change.condition = None;
        } else if is_success && !keeps_a_success(base, revision) {
            change.wire = Wire::Breaking;
            change.condition = None;
        }
    }
    if change.wire == Wire::BreakingIf {
        change.condition = Some(match response.status {
            StatusKey::Default => "the server returns a status that was not documented".to_owned(),
            _ => format!("the server returns {}", response.key),
        });
    }
    found.add(change);
}

/// Compares two responses of the same status.
fn both<'b, 'r>(
    (base, of_base): (&Response<'b>, &Responses<'b>),
    (revision, of_revision): (&Response<'r>, &Responses<'r>),
    method: &str,
    found: &mut Found<'b, 'r>,
) {
    let raw = (of_base.place.raw(base.key), of_revision.place.raw(revision.key));
    if let (Some(base), Some(after)) = raw {
        members::siblings(&base, &after, &|| subject(revision), found);
    }
    if !found.can_compare(&base.place, &revision.place) {
        return;
    }
    let subject = subject(revision);
    // The description of another status did not change into this one.
    if base.status == revision.status {
        members::compare(&base.place, &revision.place, RESPONSE, &|| subject.clone(), found);
    }
    let links = (base.place.raw("links"), revision.place.raw("links"));
    let rules = (&LINK_ADDED, &LINK_REMOVED, (|_| &LINK_CHANGED) as members::Choose);
    members::map((links.0.as_ref(), links.1.as_ref()), rules, "link", &subject, found);
    headers::of_response(base, revision, &subject, found);
    let kind = match base.status {
        // HTTP has no bodies here, whatever the document says.
        _ if method == "HEAD" => Kind::Empty,
        StatusKey::Exact(204 | 205 | 304) => Kind::Empty,
        status if succeeds(status, of_base) => Kind::Success,
        _ => Kind::Error,
    };
    body((base, revision), kind, &subject, found);
}

/// What a client does with the body of a response.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It decodes it, or fails.
    Success,
    /// It decodes what it can.
    Error,
    /// There is none.
    Empty,
}

/// Whether the generated clients hand over a body of this media type as text or bytes, whatever its schema says. They decode
/// JSON, and the items of streams.
fn is_handed_over(essence: &str) -> bool {
    // What a range like `*/*` is, the response says.
    let may_be_json = ["*/*", "application/*"].contains(&essence);
    !is_json(essence) && !is_stream(essence) && !may_be_json
}

fn body<'b, 'r>(
    (base, revision): (&Response<'b>, &Response<'r>),
    kind: Kind,
    subject: &str,
    found: &mut Found<'b, 'r>,
) {
    let entries = |content: &Option<Content<'_>>| content.as_ref().is_some_and(|content| !content.entries.is_empty());
    let (before, after) = match (&base.content, &revision.content) {
        (Some(before), Some(after)) if entries(&base.content) && entries(&revision.content) => (before, after),
        (before, after) => {
            let places = (&base.place, &revision.place);
            let message = |what: &str| format!("the body of {subject} was {what}");
            if entries(before) {
                let mut change = members::member_change("content", &RESPONSE_BODY_REMOVED, places, message("removed"));
                let has_json = before
                    .iter()
                    .flat_map(|all| &all.entries)
                    .any(|entry| is_json(&entry.essence));
                change.wire = match kind {
                    Kind::Success if has_json => Wire::Breaking,
                    Kind::Success | Kind::Error => Wire::Silent,
                    Kind::Empty => Wire::Safe,
                };
                found.add(change);
            } else if entries(after) {
                found.add(members::member_change(
                    "content",
                    &RESPONSE_BODY_ADDED,
                    places,
                    message("added"),
                ));
            }
            return;
        }
    };
    let entries = media::entries(before, after);
    for entry in &entries.removed {
        let mut change = Change::new(
            &RESPONSE_MEDIA_TYPE_REMOVED,
            format!("{subject} is not of `{}` any more", entry.name),
        )
        .from(&entry.place);
        // JSON is requested where there is any, and otherwise all media types.
        let has_json = before.entries.iter().any(|entry| is_json(&entry.essence));
        let is_used = |essence: &str| !has_json || is_json(essence);
        let is_left = entries.both.iter().any(|(known, ..)| is_used(&known.essence));
        change.wire = match kind {
            // Released clients have a method for each media type that is not requested by default.
            Kind::Success if !is_used(&entry.essence) => Wire::BreakingIf,
            _ if is_left || !is_used(&entry.essence) => Wire::Safe,
            Kind::Success => Wire::Breaking,
            Kind::Error => Wire::Silent,
            Kind::Empty => Wire::Safe,
        };
        if change.wire == Wire::BreakingIf {
            change.condition = Some(format!("the caller requests `{}`", entry.name));
        }
        found.add(change);
    }
    for entry in &entries.added {
        let message = format!("{subject} may also be of `{}`", entry.name);
        found.added(&RESPONSE_MEDIA_TYPE_ADDED, &entry.place, message);
    }
    for (before, after, fit) in entries.both {
        let message = format!("{subject} was of `{}` and is of `{}`", before.name, after.name);
        match fit {
            Fit::Same => {}
            Fit::Widened => {
                let mut change = Change::new(&RESPONSE_MEDIA_TYPE_WIDENED, message);
                if kind != Kind::Success {
                    change.wire = Wire::Safe;
                    change.condition = None;
                }
                found.add(change.from(&before.place).to(&after.place));
            }
            Fit::Narrowed => found.changed(&RESPONSE_MEDIA_TYPE_NARROWED, &before.place, &after.place, message),
        }
        let of = Use {
            operation: &found.operation.clone().unwrap_or_default(),
            direction: Direction::Response,
            subject,
            kind: match is_handed_over(&before.essence) {
                true => Subject::Text,
                false => Subject::ResponseBody,
            },
            slot: Slot::default(),
        };
        parts::entry(
            before,
            after,
            (&RESPONSE_BODY_SCHEMA_ADDED, &RESPONSE_BODY_SCHEMA_REMOVED),
            &of,
            found,
        );
    }
}
