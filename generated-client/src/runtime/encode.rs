//! Arguments as text: scalars, the parts of a path, and a query in its canonical form.
//!
//! The canonical form (pairs sorted, both sides percent-encoded as RFC 3986 has it) is the one that signatures are
//! made of, so it is also the one that is sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// How a list or an object is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    /// `a=1&a=2`; an object's members as pairs of their own.
    Form,
    /// `a=1,2`
    FormJoined,
    /// `a=1 2`
    SpaceDelimited,
    /// `a=1|2`
    PipeDelimited,
    /// `a[key]=1`
    DeepObject,
}

/// Everything but RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What of an argument cannot be sent, to be said after the argument's name.
pub(super) type Refusal = &'static str;

pub(crate) fn percent(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, RESERVED)
}

/// An argument as a tree. It is converted through JSON text, in which `0.1_f32` is still 0.1.
pub(super) fn tree<T: Serialize + ?Sized>(value: &T) -> Result<Value, Refusal> {
    serde_json::to_vec(value)
        .and_then(|text| serde_json::from_slice(&text))
        .map_err(|_| "cannot be written as text")
}

/// A scalar as text; `None` for null.
fn scalar(value: &Value) -> Result<Option<String>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(value.to_string())),
        Value::Number(value) => Ok(Some(value.to_string())),
        Value::String(value) => Ok(Some(value.clone())),
        Value::Array(_) | Value::Object(_) => Err("holds a list or an object where a single value is sent"),
    }
}

/// The scalars of a scalar, a list, or an object (name, value, name, value …). Nulls are left out.
fn scalars(value: &Value) -> Result<Vec<String>, Refusal> {
    let mut texts = Vec::new();
    match value {
        Value::Array(items) => {
            for item in items {
                texts.extend(scalar(item)?);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                if let Some(text) = scalar(member)? {
                    texts.extend([name.clone(), text]);
                }
            }
        }
        single => texts.extend(scalar(single)?),
    }
    Ok(texts)
}

/// A header's value: a list is joined by commas. `None`: nothing is sent.
pub(super) fn header(value: &Value) -> Result<Option<String>, Refusal> {
    let texts = scalars(value)?;
    Ok(if texts.is_empty() { None } else { Some(texts.join(",")) })
}

/// A segment of a path, as it was given and encoded. A segment that would name another path is refused.
pub(super) fn segment(value: &Value) -> Result<(String, String), Refusal> {
    let texts = scalars(value)?;
    match texts.as_slice() {
        [] => return Err("is empty, and a path cannot go without it"),
        [single] if single.is_empty() => return Err("is empty, and a path cannot go without it"),
        [single] if single == "." || single == ".." => return Err("is `.` or `..`, which would lead to another path"),
        _ => {}
    }
    let encoded: Vec<_> = texts.iter().map(|text| percent(text).to_string()).collect();
    Ok((texts.join(","), encoded.join(",")))
}

/// Adds the pairs of one parameter, not yet encoded.
pub(super) fn pairs(
    name: &str,
    style: QueryStyle,
    value: &Value,
    into: &mut Vec<(String, String)>,
) -> Result<(), Refusal> {
    let joined_by = match style {
        QueryStyle::Form => return form_pairs(name, value, into),
        QueryStyle::DeepObject => return deep_pairs(name, value, into),
        QueryStyle::FormJoined => ",",
        QueryStyle::SpaceDelimited => " ",
        QueryStyle::PipeDelimited => "|",
    };
    let texts = scalars(value)?;
    if !texts.is_empty() {
        into.push((name.to_owned(), texts.join(joined_by)));
    }
    Ok(())
}

fn form_pairs(name: &str, value: &Value, into: &mut Vec<(String, String)>) -> Result<(), Refusal> {
    if let Value::Object(members) = value {
        for (member, value) in members {
            if let Some(text) = scalar(value)? {
                into.push((member.clone(), text));
            }
        }
        return Ok(());
    }
    into.extend(scalars(value)?.into_iter().map(|text| (name.to_owned(), text)));
    Ok(())
}

fn deep_pairs(name: &str, value: &Value, into: &mut Vec<(String, String)>) -> Result<(), Refusal> {
    match value {
        Value::Null => Ok(()),
        Value::Object(members) => members.iter().try_for_each(|(member, value)| {
            let name = format!("{name}[{member}]");
            match value {
                Value::Object(_) => deep_pairs(&name, value, into),
                flat => form_pairs(&name, flat, into),
            }
        }),
        _ => Err("is no object, which this parameter is sent as"),
    }
}

/// The query in canonical form, without the `?`.
pub(super) fn canonical_query(mut pairs: Vec<(String, String)>) -> String {
    pairs.sort();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect();
    pairs.join("&")
}

/// The body of a form: the members of an object as pairs, in their own order.
pub(super) fn form_body(value: &Value) -> Result<String, Refusal> {
    let Value::Object(_) = value else {
        return Err("is not an object, which a form requires");
    };
    let mut pairs = Vec::new();
    if let Value::Object(members) = value {
        for (name, value) in members {
            form_pairs(name, value, &mut pairs)?;
        }
    }
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect();
    Ok(pairs.join("&"))
}
