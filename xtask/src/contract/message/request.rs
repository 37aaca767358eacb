//! What was asked: parameters, credentials and body.

use codegen::view::{Direction, Url, Variables, essence};
use recording::{Header, Unobserved};

use super::body::{self, Body};
use super::subject::Subject;
use super::{parameters, security};
use crate::contract::findings::rules;
use crate::contract::findings::{Checked, Location, Violation};

/// Holds the request against the operation.
pub(crate) fn check(subject: &Subject<'_, '_>, variables: &Variables<'_, '_>, checked: &mut Checked) {
    if let Some(url) = Url::parse(&subject.interaction.request.url) {
        parameters::check(subject, &url, variables, checked);
        checked.violations.extend(security::check(subject, &url));
    }
    if !subject.interaction.is_unobserved(Unobserved::RequestBody) {
        body(subject, checked);
    }
}

fn body(subject: &Subject<'_, '_>, checked: &mut Checked) {
    let request = &subject.interaction.request;
    let sent = request.body.as_deref().filter(|bytes| !bytes.is_empty());
    let mut tell = |rule, message: String, document: String| {
        let location = Location::RequestBody;
        checked.violations.push(Violation {
            rule,
            location,
            pointer: String::new(),
            general: String::new(),
            message,
            document: Some(document),
        });
    };
    let (declared, bytes) = match (&subject.operation.request_body, sent) {
        (None, None) => return,
        (None, Some(_)) => {
            let message = "the request has a body, and the document declares no `requestBody`".to_owned();
            return tell(
                &rules::BODY_UNDOCUMENTED,
                message,
                subject.operation.place.pointer.clone(),
            );
        }
        (Some(declared), None) if declared.required => {
            return tell(
                &rules::BODY_MISSING,
                "the required body was not sent".to_owned(),
                declared.place.at("required"),
            );
        }
        (Some(_), None) => return,
        (Some(declared), Some(bytes)) => (declared, bytes),
    };
    let Some(content) = &declared.content else { return };
    let seen = !subject.interaction.is_unobserved(Unobserved::RequestHeaders);
    let found = match Header::find(&request.headers, "Content-Type") {
        Some(name) => content.find(name).map(|entry| (essence(name), entry)),
        None if seen => None,
        None => match content.assumed() {
            Some(entry) => Some((entry.essence.clone(), entry)),
            None => return,
        },
    };
    match found {
        None => {
            let sent =
                Header::find(&request.headers, "Content-Type").map_or("none".to_owned(), |name| format!("`{name}`"));
            let message = format!("the Content-Type is {sent}, and the document has {}", content.names());
            tell(&rules::CONTENT_TYPE, message, content.place.pointer.clone());
        }
        Some((essence, entry)) => {
            let body = Body {
                bytes,
                essence: &essence,
                encoding: Header::find(&request.headers, "Content-Encoding"),
                entry,
                location: Location::RequestBody,
                direction: Direction::Request,
            };
            body::check(subject, &body, checked);
        }
    }
}
