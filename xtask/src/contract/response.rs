//! What was answered: status, headers, media type and body.

use recording::headers::{Keep, keep};
use recording::{Header, REDACTED, Response, Unobserved};

use super::body::{self, Body};
use super::operation::Operation;
use super::place::Place;
use super::schema::Direction;
use super::valued::{self, Carrier};
use super::{Checked, Kept, Location, Subject, Violation, media, rules};

/// Holds the response against the operation.
pub(super) fn check(subject: &Subject<'_, '_>, checked: &mut Checked) {
    let status = subject.interaction.response.status;
    let Some(responses) = subject.operation.place.get("responses") else {
        return;
    };
    let Some((index, declared)) = by_status(&responses, status) else {
        let names: Vec<_> = responses
            .node
            .members()
            .iter()
            .map(|member| member.key.as_str())
            .collect();
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
            document: Some(responses.pointer),
        });
        return;
    };
    subject.saw((subject.counters().statuses..).nth(index));
    if !subject.interaction.is_unobserved(Unobserved::ResponseHeaders) {
        headers(subject, &declared, checked);
    }
    if !subject.interaction.is_unobserved(Unobserved::ResponseBody) {
        body(subject, &declared, checked);
    }
}

/// The response of a status: its own, that of its range, or the default; and which of the responses it is.
fn by_status<'d>(responses: &Place<'d>, status: u16) -> Option<(usize, Place<'d>)> {
    let range = format!("{}XX", status / 100);
    let names = [&*status.to_string(), &range, &range.to_lowercase(), "default"];
    let find = |name| responses.node.members().iter().position(|member| member.key == name);
    let index = names.into_iter().find_map(find)?;
    let member = &responses.node.members()[index];
    Some((index, responses.get(&member.key)?))
}

/// The schema of an answer's body, if the document has one.
pub(super) fn schema<'d>(operation: &Operation<'d>, response: &Response) -> Option<Place<'d>> {
    let (_, declared) = by_status(&operation.place.get("responses")?, response.status)?;
    let content = declared.get("content")?;
    let entry = match Header::find(&response.headers, "Content-Type") {
        Some(name) => media::entry(&content, name)?,
        None => media::assumed(&content)?.1,
    };
    entry.get("schema")
}

fn headers(subject: &Subject<'_, '_>, declared: &Place<'_>, checked: &mut Checked) {
    let seen = &subject.interaction.response.headers;
    for (name, header) in declared.get("headers").iter().flat_map(Place::members) {
        // The standard gives this one to `content`.
        if name.eq_ignore_ascii_case("Content-Type") {
            continue;
        }
        let location = Location::ResponseHeader(name.to_owned());
        let lines = valued::lines(seen, name);
        if lines.is_empty() {
            // A recording does not keep every header: what it drops is not missing.
            let dropped = subject.kept == Kept::Recording && keep(name) == Keep::Nothing;
            if header.is("required") && !dropped {
                let message = "the required header is missing".to_owned();
                tell(&rules::HEADER_MISSING, location, message, &header.pointer, checked);
            }
        } else if !lines.contains(&REDACTED) {
            let carrier = Carrier {
                declared: &header,
                secret: valued::is_secret(subject, &location),
                location,
                direction: Direction::Response,
                redacted: false,
                patterns: &subject.contract.patterns,
            };
            carrier.hold_lines(checked, &lines);
        }
    }
}

fn body(subject: &Subject<'_, '_>, declared: &Place<'_>, checked: &mut Checked) {
    let response = &subject.interaction.response;
    let unexpected = |checked: &mut Checked, why: &str, document: &str| {
        if !response.body.is_empty() {
            let message = format!("a body of {} bytes stands {why}", response.body.len());
            tell(
                &rules::BODY_UNEXPECTED,
                Location::ResponseBody,
                message,
                document,
                checked,
            );
        }
    };
    if matches!(response.status, 100..200 | 204 | 205 | 304) || subject.operation.method == "HEAD" {
        return unexpected(checked, "where HTTP has none", &declared.pointer);
    }
    let Some(content) = declared
        .get("content")
        .filter(|content| !content.node.members().is_empty())
    else {
        return unexpected(checked, "where the document has none", &declared.pointer);
    };
    let header = Header::find(&response.headers, "Content-Type");
    let of_type = header.and_then(|name| media::entry(&content, name).map(|entry| (media::essence(name), entry)));
    // A text may be empty; what is JSON may not.
    let may_be_empty = of_type.as_ref().is_some_and(|(essence, _)| !media::is_json(essence));
    if response.body.is_empty() && !may_be_empty {
        let message = format!("the body is empty, and the document has {}", media::names(&content));
        tell(
            &rules::BODY_MISSING,
            Location::ResponseBody,
            message,
            &content.pointer,
            checked,
        );
        return;
    }
    let seen = !subject.interaction.is_unobserved(Unobserved::ResponseHeaders);
    let found = match header {
        Some(_) => of_type,
        None if seen => None,
        None => match media::assumed(&content) {
            Some((name, entry)) => Some((media::essence(name), entry)),
            None => return,
        },
    };
    let Some((essence, entry)) = found else {
        let sent = header.map_or_else(|| "missing".to_owned(), |name| format!("`{name}`"));
        let message = format!(
            "the Content-Type is {sent}, and the document has {}",
            media::names(&content)
        );
        let location = Location::ResponseHeader("Content-Type".to_owned());
        tell(&rules::CONTENT_TYPE, location, message, &content.pointer, checked);
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

fn tell(rule: &'static super::Rule, location: Location, message: String, document: &str, checked: &mut Checked) {
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
