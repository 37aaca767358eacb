//! What a response or an error means for its call.

use reqwest::{
    Url,
    header::{CONTENT_TYPE, LOCATION, RETRY_AFTER},
};

use super::Http;
use crate::runtime::{
    attempt_outcome::Failure,
    authenticate::Authenticate,
    decode::{Accepted, RawResponse},
    error::{Class, Error, ErrorKind},
    facts::Operation,
    outgoing::Outgoing,
    retry,
};

/// How the body of a success is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// In a media type that the operation requests.
    Preferred,
    /// In another one, of which the facts of the operation say nothing.
    Other,
    /// By the caller, as bytes.
    Raw,
    /// By the caller, while it arrives.
    Later,
}

impl Http {
    /// What an error means for the call in which `sent` was sent.
    pub(super) fn failure(
        &self,
        error: Error,
        authenticate: Option<&dyn Authenticate>,
        mut sent: Option<Box<Outgoing>>,
    ) -> Failure {
        let error = error.classified(self.0.classifier);
        let class = match error.status() {
            // Whatever the code.
            Some(401) => Some(Class::Unauthorized),
            _ if error.kind() == ErrorKind::Api => error.class(),
            _ => None,
        };
        if error.status().is_some() && class != Some(Class::Unauthorized) {
            accepted(authenticate, &mut sent);
        }
        match class {
            None => Failure::Attempt(error),
            Some(Class::Throttled) => Failure::Attempt(error.transient()),
            Some(Class::Unauthorized) => Failure::Refused(error, sent),
            Some(Class::Forbidden | Class::NotFound) => Failure::Lasting(error),
        }
    }

    /// Distinguishes a success from an error, by the status and by the body.
    pub(super) fn accept(
        &self,
        response: RawResponse,
        url: &Url,
        operation: Option<&'static Operation>,
        reading: Reading,
    ) -> Result<Accepted, Error> {
        let shape = &self.0.api.error_body;
        let most_values = self.0.limits.values;
        let status = response.head.status;
        let succeeds = match operation {
            Some(operation) if reading != Reading::Raw => operation.succeeds(status),
            _ => status / 100 == 2,
        };
        let declared = operation.filter(|_| reading != Reading::Other);
        let declared = declared.and_then(|operation| operation.declared);
        if status / 100 >= 4 && !succeeds {
            let wait = response.header(RETRY_AFTER.as_str());
            // A date is one of the service's clock.
            let now = response.head.date().unwrap_or_else(std::time::SystemTime::now);
            let wait = wait.and_then(|text| retry::retry_after(text, now));
            return Err(response.into_api_error(shape, most_values).with_retry_after(wait));
        }
        let accepted = Accepted {
            response,
            declared: declared.filter(|_| status / 100 == 2),
            shape,
            most_values,
            expected_items: None,
            secrets: Vec::new(),
        };
        if succeeds {
            let content_type = accepted.response.header(CONTENT_TYPE.as_str()).unwrap_or_default();
            let essence = content_type.split(';').next().unwrap_or_default().trim();
            let undecoded = operation.is_some_and(|operation| operation.leaves_undecoded(status, essence));
            if undecoded && reading == Reading::Preferred {
                let essence = essence.to_owned();
                return Err(accepted.response.in_other_media_type(&essence));
            }
            return Ok(accepted);
        }
        let response = accepted.into_success()?;
        let error = match response.head.headers.get(LOCATION) {
            Some(target) if status / 100 == 3 => {
                let target = target.to_str().ok().and_then(|target| url.join(target).ok());
                let host = target
                    .as_ref()
                    .and_then(Url::host_str)
                    .unwrap_or("an address that cannot be read");
                Error::quoting(
                    ErrorKind::UnexpectedStatus,
                    "the server redirects to ",
                    host,
                    "; redirects are not followed",
                )
            }
            _ => Error::new(ErrorKind::UnexpectedStatus, "the document does not declare this status"),
        };
        let RawResponse { head, body } = response;
        Err(error
            .with_status(status)
            .with_request_id(head.request_id)
            .with_headers(head.headers)
            .with_raw_body(body))
    }
}

/// Reports that the service accepted the credentials of `sent`, and drops the guard of the request.
pub(super) fn accepted(authenticate: Option<&dyn Authenticate>, sent: &mut Option<Box<Outgoing>>) {
    if let (Some(authenticate), Some(sent)) = (authenticate, sent) {
        authenticate.accepted();
        sent.release();
    }
}
