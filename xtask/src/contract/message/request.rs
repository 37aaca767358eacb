//! The request: parameters, credentials and body.

use codegen::view::{Direction, SecurityRequirements, Url, Variables, essence};
use recording::{Header, Unobserved};

use super::body::{self, Body};
use super::subject::Subject;
use super::{parameters, security, unusable};
use crate::contract::findings::rules;
use crate::contract::findings::{Checked, Location, Violation};

/// Checks the request.
pub(crate) fn check(subject: &Subject<'_, '_>, variables: &Variables<'_, '_>, checked: &mut Checked) {
    if let Some(url) = Url::parse(&subject.interaction.request.url) {
        parameters::check(subject, &url, variables, checked);
        match subject.operation.security.as_ref().and_then(broken_security) {
            Some(place) => unusable::note(checked, Location::Security, &place),
            None => checked.violations.extend(security::check(subject, &url)),
        }
    }
    if !subject.interaction.is_unobserved(Unobserved::RequestBody) {
        body(subject, checked);
    }
}

/// The broken part because of which it is not known which credentials a request needs.
fn broken_security(security: &SecurityRequirements<'_>) -> Option<String> {
    let alternatives = security.alternatives.iter();
    let schemes = alternatives
        .flat_map(|alternative| &alternative.requirements)
        .filter_map(|requirement| requirement.scheme.as_ref());
    unusable::place(&security.place).or_else(|| schemes.map(|scheme| &scheme.place).find_map(unusable::place))
}

fn body(subject: &Subject<'_, '_>, checked: &mut Checked) {
    let declared = subject.operation.place.raw("requestBody");
    let content = subject
        .operation
        .request_body
        .as_ref()
        .and_then(|body| body.content.as_ref());
    let broken = declared.as_ref().and_then(unusable::place);
    if let Some(place) = broken.or_else(|| content.and_then(|content| unusable::place(&content.place))) {
        return unusable::note(checked, Location::RequestBody, &place);
    }
    let request = &subject.interaction.request;
    let sent = request.body.as_deref().filter(|bytes| !bytes.is_empty());
    let mut report = |rule, message: String, document: String| {
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
            return report(
                &rules::BODY_UNDOCUMENTED,
                message,
                subject.operation.place.pointer.clone(),
            );
        }
        (Some(declared), None) if declared.required => {
            return report(
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
            let message = format!(
                "the Content-Type is {sent}, and the document declares {}",
                content.names()
            );
            report(&rules::CONTENT_TYPE, message, content.place.pointer.clone());
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
