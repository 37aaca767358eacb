//! A body whose media type is documented: its bytes are decoded, read, and checked against the schema.

use std::collections::HashSet;

use codegen::view::{Direction, MediaType, Place, Shape, is_json, may_be};
use recording::decoded;
use recording::json::{self, FlawKind, Index, Node, position};

use super::reading;
use super::subject::Subject;
use super::unusable;
use crate::contract::findings::rules;
use crate::contract::findings::{Checked, Location, Note, Repeats, Violation};
use crate::contract::value::{self, Context, Found};

/// A body, and what the document says of it.
pub(crate) struct Body<'b, 'd> {
    pub(crate) bytes: &'b [u8],
    /// The type and subtype, in lower case.
    pub(crate) essence: &'b str,
    pub(crate) encoding: Option<&'b str>,
    /// The entry of `content`.
    pub(crate) entry: &'b MediaType<'d>,
    pub(crate) location: Location,
    pub(crate) direction: Direction,
}

/// A pointer into a body with `*` for the index of each item. What are keys of maps, no schema says here.
pub(crate) fn general(bytes: &[u8], pointer: &str) -> String {
    match json::parse(bytes) {
        Ok(parsed) => Found::default().general(&parsed.root, &Index::default(), pointer, false),
        Err(_) => pointer.to_owned(),
    }
}

/// Checks a body against its schema.
pub(crate) fn check(subject: &Subject<'_, '_>, body: &Body<'_, '_>, checked: &mut Checked) {
    if let Some(place) = unusable::place(&body.entry.place) {
        return unusable::note(checked, body.location.clone(), &place);
    }
    let bytes = match decoded(body.bytes, body.encoding) {
        Ok(bytes) => bytes,
        Err(message) => {
            checked.notes.push(Note {
                location: body.location.clone(),
                pointer: String::new(),
                message,
            });
            return;
        }
    };
    if is_json(body.essence) {
        return json(subject, body, &bytes, checked);
    }
    let Some(schema) = &body.entry.schema else {
        return;
    };
    if body.essence.starts_with("text/") && may_be(schema, Shape::Scalar) {
        // In another charset, only a decoder of that charset can check it.
        if let Ok(text) = std::str::from_utf8(&bytes) {
            plain(subject, body, schema, text, checked);
        }
    } else if body.essence != "application/octet-stream" {
        let message = format!("a body of type `{}` is not decoded", body.essence);
        checked.notes.push(Note {
            location: body.location.clone(),
            pointer: String::new(),
            message,
        });
    }
}

/// A text that is its own value: of the schema's type, if it can be parsed so.
fn plain(subject: &Subject<'_, '_>, body: &Body<'_, '_>, schema: &Place<'_>, text: &str, checked: &mut Checked) {
    let readings = reading::readings(schema).filter(|reading| reading.shape == Shape::Scalar);
    let found = reading::best(readings, |reading| {
        let mut found = Checked::default();
        against(
            subject,
            body,
            schema,
            &reading::scalar(schema, text, reading),
            &mut found,
        );
        found
    });
    checked.absorb(found);
}

fn json(subject: &Subject<'_, '_>, body: &Body<'_, '_>, bytes: &[u8], checked: &mut Checked) {
    let schema = &body.entry.schema;
    // Where a value was replaced, only the exact check knows what to pass over.
    let replaced = body.direction == Direction::Response && !subject.interaction.redacted.is_empty();
    if let Some(schema) = schema.as_ref().filter(|_| !replaced)
        && subject.report(schema, bytes, (&body.location, body.direction), checked)
    {
        return;
    }
    let reported = |rule, pointer: &str, message: String| Violation {
        rule,
        location: body.location.clone(),
        pointer: pointer.to_owned(),
        general: String::new(),
        message,
        document: Some(schema.as_ref().unwrap_or(&body.entry.place).pointer.clone()),
    };
    let parsed = match json::parse(bytes) {
        Ok(parsed) => parsed,
        Err(broken) => {
            let place = position(bytes, broken.offset);
            let of_schema = |schema| subject.is_secret(schema, body.direction, &broken.pointer);
            let secret = schema.as_ref().map_or(body.direction == Direction::Request, of_schema);
            let what = match broken.what.split_once(", found `") {
                Some((expected, _)) if secret => format!("{expected}, found something else"),
                _ => broken.what,
            };
            let message = format!(
                "the body is not valid JSON: {what} (line {}, column {} of the body)",
                place.line, place.column
            );
            return checked
                .violations
                .push(reported(&rules::JSON, &broken.pointer, message));
        }
    };
    let flaws = parsed.flaws.iter().map(|flaw| {
        let (rule, message) = match flaw.kind {
            FlawKind::DuplicateKey => (&rules::DUPLICATE_KEY, "the member occurs twice in its object"),
            FlawKind::LoneSurrogate => (&rules::LONE_SURROGATE, "half of a surrogate pair is in the string"),
        };
        reported(rule, &flaw.pointer, message.to_owned())
    });
    let mut repeats = Repeats::default();
    flaws.for_each(|flaw| repeats.push(flaw));
    let before = checked.violations.len();
    checked.extend(repeats.take());
    let after = checked.violations.len();
    let found = match &schema {
        Some(schema) => against(subject, body, schema, &parsed.root, checked),
        None => Found::default(),
    };
    let index = Index::default();
    for flaw in &mut checked.violations[before..after] {
        flaw.general = found.general(&parsed.root, &index, &flaw.pointer, false);
    }
    subject.seen.borrow_mut().extend(found.seen());
}

fn against(
    subject: &Subject<'_, '_>,
    body: &Body<'_, '_>,
    schema: &Place<'_>,
    value: &Node,
    checked: &mut Checked,
) -> Found {
    let replaced: HashSet<&str> = match body.direction {
        Direction::Response => subject.interaction.redacted.iter().map(String::as_str).collect(),
        Direction::Request => subject.interaction.redacted_in_request().collect(),
    };
    // The value itself, or one that encloses it.
    let redacted = |pointer: &str| {
        let mut around = std::iter::successors(Some(pointer), |at| at.rsplit_once('/').map(|(outer, _)| outer));
        !replaced.is_empty() && around.any(|at| replaced.contains(at))
    };
    let secret = |pointer: &str| subject.is_secret(schema, body.direction, pointer);
    let context = Context {
        direction: body.direction,
        keywords: &subject.prepared.keywords,
        counters: Some(&subject.prepared.counters),
        redacted: &redacted,
        secret: &secret,
    };
    value::check(checked, schema, value, body.location.clone(), context)
}
