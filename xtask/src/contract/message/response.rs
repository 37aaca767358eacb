//! The response: status, headers, media type and body.

use codegen::document::pointer;
use codegen::view::{Direction, Operation, Place, Response, essence, is_json};
use recording::headers::{HeaderPolicy, header_policy};
use recording::{Header, REDACTED, Unobserved};

use super::body::{self, Body};
use super::parameter_value::{self, ParameterCheck};
use super::security;
use super::subject::Subject;
use super::unusable;
use crate::contract::findings::rules::{self, Rule};
use crate::contract::findings::{Checked, Location, Note, Violation};
use crate::contract::source::Source;

/// Checks the response.
pub(crate) fn check(subject: &Subject<'_, '_>, checked: &mut Checked) {
    let status = subject.interaction.response.status;
    let Some(responses) = &subject.operation.responses else {
        let operation = &subject.operation.place;
        let pointer = pointer::child(&operation.pointer, "responses");
        // From OpenAPI 3.1 on they may be missing.
        if operation.document.is_broken(&pointer) {
            unusable::note(checked, Location::Status, &pointer);
        }
        return;
    };
    let Some((index, declared)) = responses.by_status(status) else {
        if let Some(place) = unusable::place(&responses.place) {
            return unusable::note(checked, Location::Status, &place);
        }
        if is_revalidation(subject) {
            let message =
                "the status 304 only says that what the browser has cached is still current: nothing to check";
            checked.notes.push(Note {
                location: Location::Status,
                pointer: String::new(),
                message: message.to_owned(),
            });
            return;
        }
        let names: Vec<_> = responses.entries.iter().map(|entry| entry.key).collect();
        let message = format!(
            "the status {status} is not documented; the document has {}",
            names.join(", ")
        );
        checked.violations.push(Violation {
            rule: &rules::STATUS,
            location: Location::Status,
            pointer: String::new(),
            general: status.to_string(),
            message,
            document: Some(responses.place.pointer.clone()),
        });
        return;
    };
    subject.saw((subject.counters().statuses..).nth(index));
    if let Some(place) = unusable::place(&declared.place) {
        return unusable::note(checked, Location::ResponseBody, &place);
    }
    headers(subject, declared, checked);
    if !subject.interaction.is_unobserved(Unobserved::ResponseBody) {
        body(subject, declared, checked);
    }
}

/// Whether a response only confirms to a cache that its copy is current. The client sends no such requests.
fn is_revalidation(subject: &Subject<'_, '_>) -> bool {
    let request = &subject.interaction.request;
    let is_conditional = ["If-None-Match", "If-Modified-Since"]
        .iter()
        .any(|name| Header::find(&request.headers, name).is_some());
    subject.interaction.response.status == 304 && subject.source == Source::Traffic && is_conditional
}

/// The schema of a response's body, if the document has one.
pub(crate) fn schema<'d>(operation: &Operation<'d>, response: &recording::Response) -> Option<Place<'d>> {
    let (_, declared) = operation.responses.as_ref()?.by_status(response.status)?;
    let content = declared.content.as_ref()?;
    let entry = match Header::find(&response.headers, "Content-Type") {
        Some(name) => content.find(name)?,
        None => content.assumed()?,
    };
    entry.schema.clone()
}

fn headers(subject: &Subject<'_, '_>, declared: &Response<'_>, checked: &mut Checked) {
    let seen = &subject.interaction.response.headers;
    for header in &declared.headers {
        let name = header.name;
        let location = Location::ResponseHeader(name.to_owned());
        let lines = security::lines(seen, name);
        if let Some(place) = unusable::place(&header.place) {
            unusable::note(checked, location, &place);
        } else if lines.is_empty() {
            // A recording does not keep every header, nor does every capture: what is dropped is not missing.
            let dropped = (subject.source == Source::Recording && header_policy(name) == HeaderPolicy::Nothing)
                || subject.interaction.is_unobserved(Unobserved::ResponseHeaders);
            if header.required && !dropped {
                let message = "the required header is missing".to_owned();
                report(
                    &rules::HEADER_MISSING,
                    location,
                    message,
                    &header.place.pointer,
                    checked,
                );
            }
        } else {
            let value = ParameterCheck {
                declared: &header.place,
                secret: parameter_value::is_secret(subject, &location),
                location,
                direction: Direction::Response,
                redacted: false,
                keywords: &subject.prepared.keywords,
            };
            match lines.contains(&REDACTED) {
                true => value.note_hidden(checked),
                false => value.check_lines(checked, &lines),
            }
        }
    }
}

fn body(subject: &Subject<'_, '_>, declared: &Response<'_>, checked: &mut Checked) {
    let response = &subject.interaction.response;
    let unexpected = |checked: &mut Checked, rule: &'static Rule, why: &str, document: &str| {
        if !response.body.is_empty() {
            let bytes = match response.body.len() {
                1 => "1 byte".to_owned(),
                length => format!("{length} bytes"),
            };
            let message = format!("the response has a body of {bytes}, {why}");
            report(rule, Location::ResponseBody, message, document, checked);
        }
    };
    if matches!(response.status, 100..200 | 204 | 205 | 304) || subject.operation.method == "HEAD" {
        return unexpected(
            checked,
            &rules::BODY_UNEXPECTED,
            "where HTTP allows none",
            &declared.place.pointer,
        );
    }
    if let Some(place) = declared
        .content
        .as_ref()
        .and_then(|content| unusable::place(&content.place))
    {
        return unusable::note(checked, Location::ResponseBody, &place);
    }
    let Some(content) = declared.content.as_ref().filter(|content| !content.entries.is_empty()) else {
        return unexpected(
            checked,
            &rules::BODY_UNDOCUMENTED,
            "and the document declares no `content`",
            &declared.place.pointer,
        );
    };
    let header = Header::find(&response.headers, "Content-Type");
    let of_type = header.and_then(|name| content.find(name).map(|entry| (essence(name), entry)));
    // A text may be empty; what is JSON may not.
    let may_be_empty = of_type.as_ref().is_some_and(|(essence, _)| !is_json(essence));
    if response.body.is_empty() && !may_be_empty {
        let message = format!("the body is empty, and the document declares {}", content.names());
        report(
            &rules::BODY_MISSING,
            Location::ResponseBody,
            message,
            &content.place.pointer,
            checked,
        );
        return;
    }
    let seen = !subject.interaction.is_unobserved(Unobserved::ResponseHeaders);
    let found = match header {
        Some(_) => of_type,
        None if seen => None,
        None => match content.assumed() {
            Some(entry) => Some((entry.essence.clone(), entry)),
            None => return,
        },
    };
    let Some((essence, entry)) = found else {
        let sent = header.map_or_else(|| "missing".to_owned(), |name| format!("`{name}`"));
        let message = format!(
            "the Content-Type is {sent}, and the document declares {}",
            content.names()
        );
        let location = Location::ResponseHeader("Content-Type".to_owned());
        report(&rules::CONTENT_TYPE, location, message, &content.place.pointer, checked);
        return;
    };
    let body = Body {
        bytes: &response.body,
        essence: &essence,
        encoding: Header::find(&response.headers, "Content-Encoding"),
        entry,
        location: Location::ResponseBody,
        direction: Direction::Response,
    };
    body::check(subject, &body, checked);
}

fn report(rule: &'static Rule, location: Location, message: String, document: &str, checked: &mut Checked) {
    let document = Some(document.to_owned());
    checked.violations.push(Violation {
        rule,
        location,
        pointer: String::new(),
        general: String::new(),
        message,
        document,
    });
}
