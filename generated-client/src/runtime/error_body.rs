//! Reading an error out of the body of a response, in the places that the document declares.
//!
//! The body is not parsed into a tree: members that are not needed stay text.

use std::collections::BTreeMap;

use serde_json::{Value, value::RawValue};

use super::{facts::ErrorBody, values::without_bom};

/// The parts of an error in a body.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) details: Vec<(&'static str, String)>,
}

/// The members of an object, their values still text.
pub(super) type Level<'a> = BTreeMap<String, &'a RawValue>;

/// The parts of an error in a body: at the top, or one level down if there is no code at the top.
pub(super) fn read(body: &[u8], shape: &ErrorBody) -> Found {
    let Some(top) = object(without_bom(body)) else {
        return Found::default();
    };
    let below: Vec<_> = below(&top).collect();
    let holding = |names| {
        std::iter::once(&top)
            .chain(&below)
            .find(|level| first(level, names).is_some())
    };
    let Some(level) = holding(shape.code).or_else(|| holding(shape.message)) else {
        return Found {
            request_id: first(&top, shape.request_id),
            details: details(&[&top], shape),
            ..Found::default()
        };
    };
    Found {
        code: first(level, shape.code),
        message: first(level, shape.message).or_else(|| first(&top, shape.message)),
        request_id: first(level, shape.request_id).or_else(|| first(&top, shape.request_id)),
        details: details(&[level, &top], shape),
    }
}

/// Whether the undeclared members of a success make it an error: code and message are together, at the top or one
/// level down. A code of a success is not an error.
pub(super) fn hidden_in(undeclared: &Level<'_>, shape: &ErrorBody) -> bool {
    let is_error = |level: &Level<'_>| {
        first(level, shape.code).is_some_and(|code| !says_success(&code)) && first(level, shape.message).is_some()
    };
    is_error(undeclared) || below(undeclared).any(|level| is_error(&level))
}

/// Whether a code is that of a success: 0, however many of it; a status of HTTP that is one; or a word for it.
fn says_success(code: &str) -> bool {
    const WORDS: [&str; 8] = [
        "ok",
        "success",
        "successful",
        "succeeded",
        "succeed",
        "no_error",
        "noerror",
        "none",
    ];
    let code = code.trim();
    let number = code.split_once(' ').map_or(code, |(number, _)| number);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = number.parse::<f64>().ok().filter(|_| is_number);
    number.is_some_and(|number| number == 0.0 || (200.0..300.0).contains(&number))
        || WORDS.iter().any(|word| code.eq_ignore_ascii_case(word))
}

/// Whether a value says nothing: `null`, 0, `[]` or `{}`.
pub(super) fn is_empty(value: &RawValue) -> bool {
    match serde_json::from_str(value.get()) {
        Ok(Value::Null) => true,
        Ok(Value::Number(number)) => number.as_f64() == Some(0.0),
        Ok(Value::Array(items)) => items.is_empty(),
        Ok(Value::Object(members)) => members.is_empty(),
        _ => false,
    }
}

/// What else the document names, from the first level that has it.
fn details(levels: &[&Level<'_>], shape: &ErrorBody) -> Vec<(&'static str, String)> {
    let found = |name: &&'static str| Some((*name, levels.iter().find_map(|level| first(level, &[*name]))?));
    shape.details.iter().filter_map(found).collect()
}

/// The members of a text that is an object.
pub(super) fn object(text: &[u8]) -> Option<Level<'_>> {
    serde_json::from_slice(text).ok()
}

/// The objects one level down.
fn below<'a>(top: &Level<'a>) -> impl Iterator<Item = Level<'a>> {
    top.values().filter_map(|value| object(value.get().as_bytes()))
}

/// The first of the named members that is a text or a number, as text.
fn first(level: &Level<'_>, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| match serde_json::from_str(level.get(*name)?.get()).ok()? {
            Value::String(text) if !text.is_empty() => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
}
