//! From a response to a value, or to an error that says where the response is not what the document says.
//!
//! The content type is ignored: services label JSON in many ways, and a body that is not JSON fails to parse.

mod failure;

use std::time::SystemTime;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

pub(super) use self::failure::DecodeFailure;
use super::{
    budget::Budget,
    error::{Error, ErrorKind},
    error_body::{self, Level},
    facts::ErrorBody,
    json_path::path_at,
    redact::redact_identifier,
    response::Head,
    secret::Secret,
    shape, undeclared,
    values::{self, without_bom},
};

/// How much of a body is looked through to quote its beginning: a secret that it repeats must be there whole, or it is
/// not known. The error shows less of it.
const QUOTED: usize = 256 << 10;

/// A response, read whole.
pub(crate) struct RawResponse {
    pub(super) head: Head,
    pub(super) body: Bytes,
}

impl RawResponse {
    /// The value of a header, if the response has it and it is text. Of several, the first.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// When it was sent, by the server's clock.
    pub(crate) fn date(&self) -> Option<SystemTime> {
        self.head.date()
    }

    /// The body, whole and not compressed.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Removes secrets from what an error shows of a response, which is the request's ID.
    pub(super) fn without(mut self, secrets: &[Secret]) -> Self {
        redact_identifier(&mut self.head.request_id, secrets);
        self
    }

    /// The error that the service reported. A body of another shape is the message, without a code.
    pub(super) fn into_api_error(self, shape: &ErrorBody, most_values: usize) -> Error {
        let Self { head, body } = self;
        let found = if values::exceed(&body, most_values) {
            error_body::Found::default()
        } else {
            error_body::read(&body, shape)
        };
        let error = match found.message {
            Some(message) => Error::new(ErrorKind::Api, message).quoted(),
            None => match text_of(&body) {
                Some(text) => Error::new(ErrorKind::Api, text).quoting_body(),
                None => Error::new(ErrorKind::Api, "the response is empty"),
            },
        };
        error
            .with_details(found.details)
            .with_status(head.status)
            .with_code(found.code)
            .with_date(head.date())
            .with_request_id(head.request_id.or(found.request_id))
            .with_headers(head.headers)
            .with_raw_body(body)
    }

    /// The error of a response in a documented media type that the client does not decode.
    pub(super) fn in_other_media_type(self, essence: &str) -> Error {
        let after = "`, which the client does not decode";
        Error::quoting(ErrorKind::Decode, "the response is of the media type `", essence, after)
            .with_status(self.head.status)
            .with_request_id(self.head.request_id)
            .with_headers(self.head.headers)
            .with_raw_body(self.body)
            .after(self.head.attempts)
    }

    /// The error of a response that is not what the document says.
    fn undecodable(self, failure: DecodeFailure) -> Error {
        failure.into_error(&self.head, self.body)
    }
}

/// A response with the status of a success. It may be an error all the same, so that nothing is read but by way of a
/// look at that.
pub(super) struct Accepted {
    pub(super) response: RawResponse,
    /// The properties that the document declares; `None` if the body may contain anything.
    pub(super) declared: Option<&'static [&'static str]>,
    /// How an error looks.
    pub(super) shape: &'static ErrorBody,
    /// How many values of JSON are decoded.
    pub(super) most_values: usize,
    /// How many items its list probably has.
    pub(super) expected_items: Option<usize>,
    /// What no error may show.
    pub(super) secrets: Vec<Secret>,
}

impl Accepted {
    /// Removes secrets from what is shown of a response.
    pub(super) fn without(mut self, secrets: Vec<Secret>) -> Self {
        self.response = self.response.without(&secrets);
        self.secrets = secrets;
        self
    }

    /// Sets how many items its list probably has.
    pub(super) fn expecting(mut self, items: Option<usize>) -> Self {
        self.expected_items = items;
        self
    }

    /// Refuses a body of JSON with more values than are decoded.
    pub(super) fn countable(self) -> Result<Self, Error> {
        if !values::exceed(&self.response.body, self.most_values) {
            return Ok(self);
        }
        let RawResponse { head, .. } = self.response;
        let message = format!(
            "the response has more than {} JSON values; the client's `response_value_limit` allows more",
            self.most_values
        );
        let date = head.date();
        let error = Error::new(ErrorKind::TooLarge, message).with_status(head.status);
        Err(error.with_request_id(head.request_id).with_date(date))
    }

    /// What its value may take of memory.
    pub(super) fn budget(&self) -> Budget {
        Budget::new(self.most_values).expecting(self.expected_items)
    }

    /// The response, unless it is an error although its status says otherwise.
    pub(super) fn into_success(self) -> Result<RawResponse, Error> {
        if self.declared.is_none_or(<[_]>::is_empty) {
            return Ok(self.response);
        }
        let accepted = self.countable()?;
        let members = error_body::object(without_bom(&accepted.response.body));
        let hides = members.is_some_and(|members| accepted.hides_error(members));
        if hides {
            Err(accepted.into_error())
        } else {
            Ok(accepted.response)
        }
    }

    /// Whether these are the members of an error: code and message are undeclared properties, and
    /// nothing that it declares has a value.
    pub(super) fn hides_error(&self, mut members: Level<'_>) -> bool {
        let Some(declared) = self.declared else { return false };
        let has_value = |name: &&str| members.get(*name).is_some_and(|value| !error_body::is_empty(value));
        if declared.is_empty() || declared.iter().any(has_value) {
            return false;
        }
        members.retain(|name, _| !declared.contains(&name.as_str()));
        error_body::hidden_in(&members, self.shape)
    }

    /// The response as an error.
    pub(super) fn into_error(self) -> Error {
        self.response.into_api_error(self.shape, self.most_values)
    }

    /// The value of a response of JSON. Members that the document does not declare are found while it is read.
    pub(super) fn json<T: DeserializeOwned>(self) -> Result<(T, Head), Error> {
        let accepted = self.countable()?;
        let text = without_bom(&accepted.response.body);
        let budget = accepted.budget();
        let read = accepted
            .declared
            .zip(std::str::from_utf8(text).ok())
            .and_then(|(declared, text)| undeclared::read(text, declared, &budget));
        match read {
            // The rare response that looks like an error is read once more, to see whether it has a declared value.
            Some((_, undeclared))
                if error_body::hidden_in(&undeclared, accepted.shape)
                    && error_body::object(text).is_some_and(|members| accepted.hides_error(members)) =>
            {
                Err(accepted.into_error())
            }
            Some((value, _)) => Ok((value, accepted.response.head)),
            None if budget.is_exceeded() => Err(accepted.response.undecodable(DecodeFailure::too_large(&budget))),
            None => {
                let budget = accepted.budget();
                json(accepted.into_success()?, &budget)
            }
        }
    }
}

/// The beginning of a body as text, if there is any.
fn text_of(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(QUOTED)]);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The value of a JSON response.
fn json<T: DeserializeOwned>(response: RawResponse, budget: &Budget) -> Result<(T, Head), Error> {
    match value(without_bom(&response.body), budget) {
        Ok(value) => Ok((value, response.head)),
        Err(failure) => Err(response.undecodable(failure)),
    }
}

/// Decodes a text of JSON. The value takes its memory from `budget`.
pub(super) fn value<T: DeserializeOwned>(text: &[u8], budget: &Budget) -> Result<T, DecodeFailure> {
    if text.trim_ascii().is_empty() {
        return Err(DecodeFailure::new("the response is empty"));
    }
    if text.trim_ascii_start().starts_with(b"[") && shape::is_object::<T>() {
        return Err(DecodeFailure::new(
            "the response is a list, and the document says an object",
        ));
    }
    let read = match std::str::from_utf8(text) {
        // Checking that the whole text is UTF-8 is much faster than checking each string.
        Ok(text) => whole(serde_json::Deserializer::from_str(text), budget),
        // It may fit all the same: the string that is not UTF-8 may be in a property that is ignored.
        Err(_) => whole(serde_json::Deserializer::from_slice(text), budget),
    };
    read.map_err(|cause| match cause.classify() {
        _ if budget.is_exceeded() => DecodeFailure::too_large(budget),
        Category::Data => {
            let path = path_at(text, cause.line(), cause.column());
            DecodeFailure::new("the response does not fit the document")
                .because(cause)
                .at(path)
        }
        _ => DecodeFailure::no_json(&cause),
    })
}

/// The value of a text with nothing behind it.
fn whole<'t, T: DeserializeOwned>(
    mut json: serde_json::Deserializer<impl serde_json::de::Read<'t>>,
    budget: &Budget,
) -> Result<T, serde_json::Error> {
    let value = T::deserialize(budget.count(&mut json))?;
    json.end()?;
    Ok(value)
}

/// The text of a response.
pub(super) fn text(mut response: RawResponse) -> Result<(String, Head), Error> {
    match String::from_utf8(std::mem::take(&mut response.body).into()) {
        Ok(text) => Ok((text, response.head)),
        Err(cause) => {
            let failure = DecodeFailure::new("the response is not UTF-8 text").because(cause.utf8_error());
            response.body = cause.into_bytes().into();
            Err(response.undecodable(failure))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_takes_its_memory_once_and_gives_back_no_other() {
        let taken = 5 * size_of::<String>();
        for (left, is_enough) in [(0, true), (1, false)] {
            let budget = Budget::new(100);
            assert!(value::<Vec<String>>(br#"["a","b","c"]"#, &budget).is_ok());
            assert!(value::<Vec<String>>(br#"["a",1]"#, &budget).is_err());
            assert_eq!(budget.take(budget.limit() - taken + left), is_enough);
        }
    }
}
