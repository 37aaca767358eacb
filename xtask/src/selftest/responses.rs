//! The responses that the server sends: each documented status, with bodies made from its schema and with its examples.

use codegen::view::{Direction, MediaType, Operation, Response, ResponseHeader, StatusKey, is_json};
use recording::json::{Node, Value, to_text};
use recording::{Header, Response as Sent};

use super::arguments::describes_json;
use super::data::{Fill, Maker, Texts, json, of_document};
use super::plain::text;
use crate::contract::Contract;

/// A response to be sent.
pub(super) struct Case<'d> {
    /// What it is called in a report: `201 application/json`.
    pub(super) name: String,
    /// Its key in the document.
    pub(super) key: &'d str,
    /// The body, if it is JSON.
    pub(super) json: Option<Node>,
    pub(super) sent: Sent,
    /// The media type that the document declares; none if it declares no body.
    pub(super) entry: Option<MediaType<'d>>,
}

/// Makes the responses of an operation. What cannot be made is given to `skip` with the reason.
pub(super) struct Responses<'c, 'd> {
    pub(super) contract: &'c Contract<'d>,
    pub(super) seed: u64,
    /// The media types that the client takes, as it says in `Accept`.
    pub(super) accept: &'c str,
}

impl<'d> Responses<'_, 'd> {
    pub(super) fn all(&self, operation: &Operation<'d>, skip: &mut dyn FnMut(String)) -> Vec<Case<'d>> {
        let mut cases = Vec::new();
        let entries = operation.responses.iter().flat_map(|responses| &responses.entries);
        for response in entries {
            let statuses = statuses(operation, response);
            if statuses.is_empty() && response.status != StatusKey::Other {
                skip(format!(
                    "response {}: such a status is no response of its own",
                    response.key
                ));
            }
            for status in statuses {
                self.of_status(operation, response, status, &mut cases, skip);
            }
        }
        cases
    }

    fn of_status(
        &self,
        operation: &Operation<'d>,
        response: &Response<'d>,
        status: u16,
        cases: &mut Vec<Case<'d>>,
        skip: &mut dyn FnMut(String),
    ) {
        let content = response.content.as_ref().filter(|content| !content.entries.is_empty());
        let no_body = matches!(status, 204 | 205 | 304) || operation.method == "HEAD";
        let Some(content) = content.filter(|_| !no_body) else {
            let case = Case {
                name: status.to_string(),
                key: response.key,
                json: None,
                sent: Sent {
                    status,
                    headers: Vec::new(),
                    body: Vec::new(),
                },
                entry: None,
            };
            return cases.extend(self.with_headers(operation, response, case, skip));
        };
        let has_json = content.entries.iter().any(|entry| is_json(&entry.essence));
        for entry in &content.entries {
            // A service sends the media type that the client requested; an error as JSON if it can.
            let expected = match status < 300 {
                true => self.is_accepted(entry),
                false => !has_json || is_json(&entry.essence),
            };
            if !expected {
                continue;
            }
            let name = format!("{status} {}", entry.name);
            for (body, json) in self.bodies(operation, &name, entry, skip) {
                let media_type = match (entry.essence.contains('*'), &json) {
                    (false, _) => entry.name.to_owned(),
                    (true, Some(_)) => "application/json".to_owned(),
                    (true, None) => "application/octet-stream".to_owned(),
                };
                let case = Case {
                    name: name.clone(),
                    key: response.key,
                    json,
                    sent: Sent {
                        status,
                        headers: vec![Header::new("Content-Type", media_type)],
                        body,
                    },
                    entry: Some(entry.clone()),
                };
                cases.extend(self.with_headers(operation, response, case, skip));
            }
        }
    }

    fn is_accepted(&self, entry: &MediaType<'_>) -> bool {
        let kind = entry.essence.split('/').next().unwrap_or_default();
        self.accept.split(',').any(|accepted| {
            let accepted = codegen::view::essence(accepted);
            accepted.is_empty()
                || accepted == "*/*"
                || accepted == entry.essence
                || accepted.strip_suffix("/*") == Some(kind)
                || entry.essence.contains('*')
        })
    }

    /// The bodies of a media type: bytes, and what they are as JSON.
    fn bodies(
        &self,
        operation: &Operation<'d>,
        name: &str,
        entry: &MediaType<'d>,
        skip: &mut dyn FnMut(String),
    ) -> Vec<(Vec<u8>, Option<Node>)> {
        let is_json = is_json(&entry.essence) || (entry.essence.contains('*') && describes_json(entry));
        let mut values: Vec<Node> = Vec::new();
        match &entry.schema {
            None if is_json => values.push(json(Value::Object(Vec::new()))),
            None => values.push(json(Value::String("some text".to_owned()))),
            Some(schema) => {
                for fill in [Fill::All, Fill::Required, Fill::Nulls] {
                    let what = format!("{} {name}", operation.name());
                    let mut maker = Maker::new(self.contract, Direction::Response, fill, self.seed, &what);
                    match maker.make(schema, Texts::Any) {
                        Ok(value) if values.iter().all(|known| !known.same(&value)) => values.push(value),
                        Ok(_) => {}
                        Err(reason) if fill == Fill::All => skip(format!("response {name}: {reason}")),
                        Err(_) => {}
                    }
                }
            }
        }
        let mut examples: Vec<Node> = Vec::new();
        examples.extend(entry.place.node.get("example").map(of_document));
        for (_, example) in entry
            .place
            .get("examples")
            .iter()
            .flat_map(|examples| examples.members().collect::<Vec<_>>())
        {
            examples.extend(example.node.get("value").map(of_document));
        }
        for example in examples {
            let problem = entry.schema.as_ref().and_then(|schema| {
                let checked = self.contract.check_value(schema, Direction::Response, &example);
                let mut errors = checked.violations.into_iter();
                errors.find(|violation| violation.rule.level == crate::contract::Level::Error)
            });
            match problem {
                Some(problem) => skip(format!(
                    "response {name}: an example does not conform to its schema: {} at `{}`",
                    problem.message, problem.pointer
                )),
                None => values.push(example),
            }
        }
        let is_text = entry.essence.starts_with("text/");
        let body = |value: Node| match (is_json, &value.value) {
            (true, _) => (to_text(&value).into_bytes(), Some(value)),
            // XML and the like are bytes for the client.
            (false, Value::Object(_) | Value::Array(_)) if !is_text => (b"<some-bytes/>".to_vec(), None),
            (false, _) => (text(&value).into_bytes(), None),
        };
        values.into_iter().map(body).collect()
    }

    /// The same response with the headers that the document has; none if a header that must be there cannot be made.
    fn with_headers(
        &self,
        operation: &Operation<'d>,
        response: &Response<'d>,
        mut case: Case<'d>,
        skip: &mut dyn FnMut(String),
    ) -> Option<Case<'d>> {
        for header in &response.headers {
            match self.header(operation, header) {
                Ok(Some(text)) => case.sent.headers.push(Header::new(header.name, text)),
                Ok(None) => {}
                Err(reason) if header.required => {
                    skip(format!("response {}: header {}: {reason}", case.name, header.name));
                    return None;
                }
                Err(_) => {}
            }
        }
        Some(case)
    }

    /// The text of a header; none where it is better not sent.
    fn header(&self, operation: &Operation<'d>, header: &ResponseHeader<'d>) -> Result<Option<String>, String> {
        let framing = [
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "location",
        ];
        if framing.iter().any(|name| name.eq_ignore_ascii_case(header.name)) {
            return Ok(None);
        }
        let Some(schema) = header.place.get("schema") else {
            return Ok(Some("text".to_owned()));
        };
        let what = format!("{} header {}", operation.name(), header.name);
        let mut maker = Maker::new(self.contract, Direction::Response, Fill::All, self.seed, &what);
        let value = maker.make(&schema, Texts::Plain)?;
        Ok(match &value.value {
            Value::Array(items) => Some(items.iter().map(text).collect::<Vec<_>>().join(",")),
            Value::Object(_) | Value::Null => None,
            _ => Some(text(&value)),
        })
    }
}

/// The statuses that a response is sent with.
fn statuses(operation: &Operation<'_>, response: &Response<'_>) -> Vec<u16> {
    let documented = |status: u16| {
        let found = operation
            .responses
            .as_ref()
            .and_then(|responses| responses.by_status(status));
        found.is_some_and(|(_, found)| found.key != response.key)
    };
    let has_success = operation
        .responses
        .iter()
        .flat_map(|responses| &responses.entries)
        .any(|entry| match entry.status {
            StatusKey::Exact(status) => matches!(status / 100, 2 | 3),
            StatusKey::Range(hundred) => matches!(hundred, 2 | 3),
            _ => false,
        });
    let free = |from: u16, to: u16| (from..to).find(|status| !documented(*status));
    match response.status {
        StatusKey::Exact(status) if (200..600).contains(&status) => vec![status],
        StatusKey::Range(hundred) if (2..=5).contains(&hundred) => {
            free(hundred * 100 + 22, hundred * 100 + 99).into_iter().collect()
        }
        StatusKey::Default => {
            let success = if has_success { None } else { free(200, 204) };
            let failure = free(520, 599).or_else(|| free(422, 499));
            success.into_iter().chain(failure).collect()
        }
        _ => Vec::new(),
    }
}
