//! The responses that a client reads while they arrive: lines of JSON, and server-sent events.

use codegen::view::{Direction, MediaType, Operation, Place, StatusKey};
use codegen::{Reading, Sending};
use recording::json::{Node, Value, parse, to_text};
use recording::{Header, Response as Sent};

use super::compare::{Tolerance, difference};
use super::data::{Fill, Maker, Texts, json, member};
use super::decoded;
use super::driver::Reply;
use crate::contract::Contract;

/// The ID of the event behind which the events are requested; the program gives the client the same.
pub(super) const BEFORE: &str = "before";

/// A response with several values, one after another.
pub(super) struct Streamed<'d> {
    pub(super) name: String,
    pub(super) sent: Sent,
    /// What the client must return: the value of each line, or each event.
    items: Vec<Node>,
    /// The schema of a line.
    schema: Option<Place<'d>>,
}

/// The streams of the successes of an operation in the media type of a method. What cannot be made is given to `skip` with
/// the reason.
pub(super) fn all<'d>(
    operation: &Operation<'d>,
    (contract, seed): (&Contract<'d>, u64),
    method: &Sending,
    skip: &mut dyn FnMut(String),
) -> Vec<Streamed<'d>> {
    let responses = operation.responses.iter().flat_map(|responses| &responses.entries);
    let mut found = Vec::new();
    for response in responses {
        let status = match response.status {
            StatusKey::Exact(status) if matches!(status / 100, 2) && !matches!(status, 204 | 205) => status,
            StatusKey::Range(2) => 222,
            _ => continue,
        };
        let entries = response.content.iter().flat_map(|content| &content.entries);
        let is_own = |entry: &&MediaType<'_>| {
            let wanted = method.media_type.as_deref().map(codegen::view::essence);
            wanted.is_some_and(|wanted| wanted == entry.essence)
        };
        for entry in entries.filter(is_own) {
            let name = format!("{status} {}, by `{}`", entry.name, method.name);
            let schema = entry.schema.as_ref().map(of_item);
            let values = match &schema {
                None => vec![json(Value::Object(Vec::new())), json(Value::String("text".to_owned()))],
                Some(schema) => match values(schema, (contract, seed), &format!("{} {name}", operation.name())) {
                    Ok(values) => values,
                    Err(reason) => {
                        skip(format!("response {name}: {reason}"));
                        continue;
                    }
                },
            };
            let (text, items) = match method.reads {
                Reading::Lines => (lines(&values), values),
                _ => events(&values),
            };
            found.push(Streamed {
                name,
                sent: Sent {
                    status,
                    headers: vec![Header::new("Content-Type", entry.name)],
                    body: text.into_bytes(),
                },
                items,
                schema: schema.filter(|_| method.reads == Reading::Lines),
            });
        }
    }
    found
}

/// The schema of one of several values. Some documents describe the value, others the list of them.
fn of_item<'d>(schema: &Place<'d>) -> Place<'d> {
    let schema = schema.resolved();
    let items = schema.get("items").filter(|_| schema.str("type") == Some("array"));
    items.unwrap_or(schema)
}

fn values<'d>(schema: &Place<'d>, (contract, seed): (&Contract<'d>, u64), what: &str) -> Result<Vec<Node>, String> {
    let make = |fill| Maker::new(contract, Direction::Response, fill, seed, what).make(schema, Texts::Any);
    let mut values = vec![make(Fill::All)?];
    values.extend(
        [Fill::Required, Fill::Nulls]
            .into_iter()
            .filter_map(|fill| make(fill).ok()),
    );
    Ok(values)
}

/// A line for each value, with both ends of lines and an empty one among them, and none behind the last.
fn lines(values: &[Node]) -> String {
    // Breaks and indents are all that a text of JSON has outside of its values.
    let line = |value: &Node| -> String { to_text(value).lines().map(str::trim_start).collect() };
    let lines: Vec<_> = values.iter().map(line).collect();
    format!("\n{}", lines.join("\r\n\n"))
}

/// An event for each value, and one more; and what the client must return of them.
fn events(values: &[Node]) -> (String, Vec<Node>) {
    let text = |text: &str| json(Value::String(text.to_owned()));
    let mut all = ": a comment\n\n".to_owned();
    let mut events = Vec::new();
    let mut add = |id: &str, event: Option<&str>, data: &str| {
        all.push_str(&format!("id: {id}\n"));
        all.extend(event.map(|event| format!("event: {event}\n")));
        all.extend(data.split('\n').map(|line| format!("data: {line}\n")));
        all.push('\n');
        events.push(json(Value::Object(vec![
            member("id", text(id)),
            member("event", text(event.unwrap_or("message"))),
            member("data", text(data)),
        ])));
    };
    for (index, value) in values.iter().enumerate() {
        add(&index.to_string(), None, &to_text(value));
    }
    add("last", Some("other"), "two\nlines");
    (all, events)
}

impl Streamed<'_> {
    /// What is wrong with what the client made of it.
    pub(super) fn problem(&self, contract: &Contract<'_>, reply: &Reply) -> Option<String> {
        let Some(written) = reply.written.as_ref().filter(|_| reply.error.is_none()) else {
            let error = reply.error.as_deref().unwrap_or("no error");
            return Some(format!("the client does not read the stream: {error}"));
        };
        if reply.status != Some(self.sent.status) {
            return Some(format!("the client returns status {:?}", reply.status));
        }
        let got = match parse(written.text.as_bytes()) {
            Ok(parsed) => parsed.root,
            Err(_) => return Some(format!("the client cannot write it again: {}", written.text)),
        };
        let Value::Array(got) = &got.value else {
            return Some(format!("the client returns no list: {}", written.text));
        };
        if got.len() != self.items.len() {
            return Some(format!("{} values became {}", self.items.len(), got.len()));
        }
        let mut pairs = self.items.iter().zip(got).enumerate();
        let found = pairs.find_map(|(index, (given, got))| {
            let tolerance = match &self.schema {
                Some(schema) => decoded::tolerance(contract, Some(schema), given),
                None => Tolerance::default(),
            };
            let (pointer, what) = difference(given, got, &tolerance)?;
            Some(format!("value {}, at `{pointer}`: {what}", index + 1))
        });
        let is_unknown = || "the client keeps a documented value as unknown".to_owned();
        found.or_else(|| written.unknown.then(is_unknown))
    }
}
