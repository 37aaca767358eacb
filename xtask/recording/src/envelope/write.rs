//! From an interaction to the text of a recording.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::VERSION;
use crate::interaction::{Header, Interaction};
use crate::json::{self, Member, Node, Value};

/// The text of a recording. The members have one order, so that the same interaction gives the same text.
pub(super) fn text(interaction: &Interaction) -> String {
    let Interaction {
        provenance,
        unobserved,
        request,
        response,
        redacted,
    } = interaction;
    let mut envelope = vec![
        ("version", number(VERSION)),
        (
            "provenance",
            object(vec![
                ("kind", string(provenance.kind.word())),
                ("source", string(&provenance.source)),
                ("date", string(&provenance.date)),
            ]),
        ),
    ];
    if !unobserved.is_empty() {
        envelope.push(("unobserved", array(unobserved.iter().map(|part| string(part.word())))));
    }
    let mut request_members = vec![("method", string(&request.method)), ("url", string(&request.url))];
    request_members.extend(headers(&request.headers));
    request_members.extend(request.body.as_deref().map(|bytes| ("body", body(bytes))));
    envelope.push(("request", object(request_members)));

    let mut response_members = vec![("status", number(&response.status.to_string()))];
    response_members.extend(headers(&response.headers));
    if !response.body.is_empty() {
        response_members.push(("body", body(&response.body)));
    }
    envelope.push(("response", object(response_members)));
    if !redacted.is_empty() {
        envelope.push(("redacted", array(redacted.iter().map(|pointer| string(pointer)))));
    }
    json::to_text(&object(envelope))
}

/// The member for headers, if there are any. A name that occurs several times has a list of values.
fn headers(headers: &[Header]) -> Option<(&'static str, Node)> {
    let mut names: Vec<(&str, Vec<Node>)> = Vec::new();
    for header in headers {
        match names
            .iter_mut()
            .find(|(name, _)| name.eq_ignore_ascii_case(&header.name))
        {
            Some((_, values)) => values.push(string(&header.value)),
            None => names.push((&header.name, vec![string(&header.value)])),
        }
    }
    let one_or_list = |mut values: Vec<Node>| match values.len() {
        1 => values.remove(0),
        _ => array(values),
    };
    (!names.is_empty()).then(|| {
        (
            "headers",
            object(
                names
                    .into_iter()
                    .map(|(name, values)| (name, one_or_list(values)))
                    .collect(),
            ),
        )
    })
}

/// A body in the most readable form that loses nothing: as JSON where writing it again gives the same values, text for
/// text; otherwise as text; otherwise in base64.
fn body(bytes: &[u8]) -> Node {
    if let Ok(parsed) = json::parse(bytes)
        && parsed.flaws.is_empty()
    {
        return object(vec![("json", parsed.root)]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => object(vec![("text", string(text))]),
        Err(_) => object(vec![("base64", string(&STANDARD.encode(bytes)))]),
    }
}

fn node(value: Value) -> Node {
    Node {
        start: 0,
        end: 0,
        value,
    }
}

fn number(text: &str) -> Node {
    node(Value::Number(text.to_owned()))
}

fn string(text: &str) -> Node {
    node(Value::String(text.to_owned()))
}

fn array(items: impl IntoIterator<Item = Node>) -> Node {
    node(Value::Array(items.into_iter().collect()))
}

fn object(members: Vec<(&str, Node)>) -> Node {
    let member = |(key, node): (&str, Node)| Member {
        key: key.to_owned(),
        start: 0,
        node,
    };
    node(Value::Object(members.into_iter().map(member).collect()))
}
