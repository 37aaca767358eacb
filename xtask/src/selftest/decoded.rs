//! Checks what the client made of a response.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::view::{Direction, MediaType, Place, StatusKey};
use recording::Header;
use recording::json::{self, Node, Value};

use super::compare::{Tolerance, difference};
use super::driver::{Reply, Written};
use super::responses::Case;
use crate::contract::{Contract, Level};

/// What is wrong with what the client made of a response.
pub(super) fn problem(contract: &Contract<'_>, case: &Case<'_>, reply: &Reply) -> Option<String> {
    let status = case.sent.status;
    if reply.status != Some(status) {
        let error = reply.error.as_deref().unwrap_or("no error");
        return Some(match reply.status {
            Some(other) => format!("the client returns status {other}"),
            None => format!("the client returns no response: {error}"),
        });
    }
    let succeeds = status < 300;
    match (&reply.error, succeeds) {
        (Some(error), true) => return Some(format!("the client fails: {error}")),
        (None, false) if status >= 400 => return Some("the client takes it for a success".to_owned()),
        _ => {}
    }
    body(contract, case, reply).or_else(|| headers(case, reply))
}

fn body(contract: &Contract<'_>, case: &Case<'_>, reply: &Reply) -> Option<String> {
    let Some(written) = &reply.written else {
        // An error without a type of its own has the body as it came.
        if case.json.is_some() && case.entry.as_ref().is_some_and(is_typed) {
            return Some("the client has no type for the body of the error".to_owned());
        }
        let raw = reply.raw.as_deref().map(|raw| STANDARD.decode(raw).unwrap_or_default());
        return (raw.unwrap_or_default() != case.sent.body)
            .then(|| "the body of the error is not the one that was sent".to_owned());
    };
    if let Some(variant) = &written.variant
        && *variant != variant_of(case.key)
    {
        return Some(format!(
            "the client returns the variant `{variant}` for the response `{}`",
            case.key
        ));
    }
    let sent = String::from_utf8_lossy(&case.sent.body);
    match (written.kind.as_str(), &case.json) {
        ("json", Some(value)) => of_json(contract, case, value, written),
        ("json", None) => Some("the client decodes JSON, and the document declares none".to_owned()),
        ("text", _) => (written.text != sent).then(|| "the text is not the one that was sent".to_owned()),
        ("bytes", _) => {
            let bytes = STANDARD.decode(&written.text).unwrap_or_default();
            (bytes != case.sent.body).then(|| "the bytes are not those that were sent".to_owned())
        }
        (_, Some(value)) if value.value == Value::Null => None,
        _ => (!case.sent.body.is_empty()).then(|| "the client returns nothing of the body".to_owned()),
    }
}

fn of_json(contract: &Contract<'_>, case: &Case<'_>, sent: &Node, written: &Written) -> Option<String> {
    let schema = case.entry.as_ref().and_then(|entry| entry.schema.as_ref());
    value(contract, schema, sent, written)
}

/// What is wrong with what the client made of a value of a schema.
pub(super) fn value(
    contract: &Contract<'_>,
    schema: Option<&Place<'_>>,
    sent: &Node,
    written: &Written,
) -> Option<String> {
    let got = match json::parse(written.text.as_bytes()) {
        Ok(parsed) => parsed.root,
        Err(_) => return Some(format!("the client cannot write it again: {}", written.text)),
    };
    if let Some((pointer, what)) = difference(sent, &got, &tolerance(contract, schema, sent)) {
        return Some(format!("at `{pointer}`: {what}"));
    }
    let shows_unknown = json::to_text(sent).contains("Unknown");
    (written.unknown && !shows_unknown).then(|| "the client keeps a documented value as unknown".to_owned())
}

/// What counts as equal to a value of a response: what the document has no property for, an example may have.
pub(super) fn tolerance(contract: &Contract<'_>, schema: Option<&Place<'_>>, sent: &Node) -> Tolerance {
    let unknown = schema.map(|schema| {
        let checked = contract.check_value(schema, Direction::Response, sent);
        let warnings = checked
            .violations
            .into_iter()
            .filter(|violation| violation.rule.level == Level::Warning);
        warnings.map(|violation| violation.pointer).collect()
    });
    Tolerance {
        nothing: true,
        unknown: unknown.unwrap_or_default(),
    }
}

fn headers(case: &Case<'_>, reply: &Reply) -> Option<String> {
    reply.headers.iter().find_map(|(name, value)| {
        let sent = Header::find(&case.sent.headers, name)?;
        let got = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let same = got == sent || got.parse::<f64>().is_ok_and(|got| sent.parse() == Ok(got));
        (!same).then(|| format!("the header `{name}` is `{sent}`, and the client returns `{got}`"))
    })
}

/// Whether the schema of a body says more than that it is JSON.
fn is_typed(entry: &MediaType<'_>) -> bool {
    let keywords = ["type", "properties", "items", "allOf", "oneOf", "anyOf", "enum"];
    entry.schema.as_ref().is_some_and(|schema| schema.has_any(&keywords))
}

/// The variant of an enum by status.
fn variant_of(key: &str) -> String {
    match StatusKey::parse(key) {
        StatusKey::Range(hundred) => format!("Status{hundred}xx"),
        StatusKey::Default => "Default".to_owned(),
        _ => format!("Status{key}"),
    }
}
