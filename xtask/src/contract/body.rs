//! A body whose media type is documented: its bytes are decoded, read, and held against the schema.

use recording::decoded;
use recording::json::{self, FlawKind, Node, Value, position};

use super::place::Place;
use super::schema::{self, Direction};
use super::{Checked, Location, Note, Subject, Violation, media, rules};

/// A body, and what the document says of it.
pub(super) struct Body<'b, 'd> {
    pub(super) bytes: &'b [u8],
    /// The type and subtype, in lower case.
    pub(super) essence: &'b str,
    pub(super) encoding: Option<&'b str>,
    pub(super) schema: Option<Place<'d>>,
    pub(super) location: Location,
    pub(super) direction: Direction,
}

/// Holds a body against its schema.
pub(super) fn check(subject: &Subject<'_, '_>, body: &Body<'_, '_>, checked: &mut Checked) {
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
    if media::is_json(body.essence) {
        json(subject, body, &bytes, checked);
    } else if body.essence.starts_with("text/")
        && let (Ok(text), Some(schema)) = (std::str::from_utf8(&bytes), &body.schema)
    {
        let value = Node {
            start: 0,
            end: bytes.len(),
            value: Value::String(text.to_owned()),
        };
        against(subject, body, schema, &value, checked);
    } else if body.schema.is_some() && !matches!(body.essence, "application/octet-stream") {
        let message = format!("a body of type `{}` is not looked into", body.essence);
        checked.notes.push(Note {
            location: body.location.clone(),
            pointer: String::new(),
            message,
        });
    }
}

fn json(subject: &Subject<'_, '_>, body: &Body<'_, '_>, bytes: &[u8], checked: &mut Checked) {
    let document = body.schema.as_ref().map(|schema| schema.pointer.clone());
    let mut tell = |rule, pointer: &str, message: String| {
        checked.violations.push(Violation {
            rule,
            location: body.location.clone(),
            pointer: pointer.to_owned(),
            message,
            document: document.clone(),
        });
    };
    let parsed = match json::parse(bytes) {
        Ok(parsed) => parsed,
        Err(broken) => {
            let place = position(bytes, broken.offset);
            let message = format!(
                "the body is no JSON: {broken} (line {}, column {} of the body)",
                place.line, place.column
            );
            return tell(&rules::JSON, &broken.pointer, message);
        }
    };
    for flaw in &parsed.flaws {
        match flaw.kind {
            FlawKind::DuplicateKey => {
                tell(
                    &rules::DUPLICATE_KEY,
                    &flaw.pointer,
                    "the member stands twice in its object".to_owned(),
                );
            }
            FlawKind::LoneSurrogate => {
                tell(
                    &rules::LONE_SURROGATE,
                    &flaw.pointer,
                    "half of a surrogate pair stands in the string".to_owned(),
                );
            }
        }
    }
    if let Some(schema) = &body.schema {
        against(subject, body, schema, &parsed.root, checked);
    }
}

fn against(subject: &Subject<'_, '_>, body: &Body<'_, '_>, schema: &Place<'_>, value: &Node, checked: &mut Checked) {
    let redacted = |pointer: &str| match body.direction {
        Direction::Response => subject.interaction.is_redacted(pointer),
        Direction::Request => subject.interaction.is_redacted_in_request(pointer),
    };
    let patterns = &subject.contract.patterns;
    schema::check(
        checked,
        schema,
        value,
        body.location.clone(),
        body.direction,
        patterns,
        &redacted,
    );
}
