//! Reading an error out of the body of an answer, wherever the document says that its parts may stand.

use serde_json::{Map, Value};

use super::facts::ErrorBody;

/// What a body says of an error.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// The parts of an error in a body: at the top, or one level down if no code stands at the top.
pub(super) fn read(body: &[u8], shape: &ErrorBody) -> Found {
    let Some(top) = object(body) else {
        return Found::default();
    };
    let levels = || std::iter::once(&top).chain(top.values().filter_map(Value::as_object));
    let holds = |names: &'static [&'static str]| levels().find(|level| first(level, names).is_some());
    let Some(level) = holds(shape.code).or_else(|| holds(shape.message)) else {
        return Found {
            request_id: first(&top, shape.request_id),
            ..Found::default()
        };
    };
    Found {
        code: first(level, shape.code),
        message: first(level, shape.message).or_else(|| first(&top, shape.message)),
        request_id: first(level, shape.request_id).or_else(|| first(&top, shape.request_id)),
    }
}

/// Whether the body of a success is an error after all. At the top a code says so; one level down, where an object of
/// the answer may well have a code of its own, only a code with a message.
pub(super) fn hidden_in(body: &[u8], codes: &[&str], shape: &ErrorBody) -> bool {
    if codes.is_empty() {
        return false;
    }
    let Some(top) = object(body) else { return false };
    let names_error = |level: &Map<String, Value>| first(level, codes).is_some_and(|code| code != "0");
    names_error(&top)
        || top
            .values()
            .filter_map(Value::as_object)
            .any(|level| names_error(level) && first(level, shape.message).is_some())
}

fn object(body: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(super::decode::without_bom(body)).ok()
}

/// The first of the named members that is a text or a number, as text.
fn first(level: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match level.get(*name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
