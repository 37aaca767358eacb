//! Values that are no strings, where a string is read now: `5` and `true` are texts, unless the string has to be of a format,
//! of a list, or of a pattern.

use codegen::document::{Node, Value};

use super::effective::Effective;
use crate::diff::Wire;

/// Formats of which no text is of two, and none of them is a number or a truth value.
pub(super) const DISJOINT: &[&str] = &["date", "date-time", "time", "duration", "uuid", "ipv4", "ipv6", "email"];

/// Formats that a number is of, or that restrict nothing.
const OF_NUMBERS: &[&str] = &[
    "password", "binary", "string", "float", "double", "decimal", "int8", "int16", "int32", "int64", "uint8", "uint16",
    "uint32", "uint64",
];

/// Whether a server that reads a string refuses what was sent as a number or a truth value, and which values. `None` if it
/// takes all.
pub(super) fn refused(
    base: &Effective<'_>,
    are_truths: bool,
    revision: &Effective<'_>,
) -> Option<(Wire, &'static str)> {
    let all = [
        of_list(base, are_truths, revision),
        of_format(revision),
        of_text(revision),
    ];
    all.into_iter().flatten().max_by_key(|(wire, _)| *wire)
}

fn of_list(base: &Effective<'_>, are_truths: bool, revision: &Effective<'_>) -> Option<(Wire, &'static str)> {
    let taken = listed(revision)?;
    let sent = match listed(base) {
        Some(sent) => sent,
        None if are_truths => ["true", "false"].map(str::to_owned).to_vec(),
        None => taken
            .iter()
            .filter(|text| text.parse::<f64>().is_ok())
            .cloned()
            .collect(),
    };
    let is_counted = are_truths || listed(base).is_some();
    let fits = sent.iter().filter(|text| taken.contains(text)).count();
    match fits {
        0 => Some((Wire::Breaking, "")),
        _ if is_counted && fits == sent.len() => None,
        _ => Some((Wire::BreakingIf, "a value that is not listed")),
    }
}

/// The texts of the values that are listed; none if there is no list.
fn listed(effective: &Effective<'_>) -> Option<Vec<String>> {
    let stated: Vec<_> = effective.all("enum").chain(effective.all("const")).collect();
    let values = stated.iter().flat_map(|stated| match stated.keyword {
        "const" => std::slice::from_ref(stated.node),
        _ => stated.node.items(),
    });
    (!stated.is_empty()).then(|| values.filter_map(text).collect())
}

/// A scalar as it is written in a query, a path or a header.
pub(super) fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn of_format(revision: &Effective<'_>) -> Option<(Wire, &'static str)> {
    let formats = revision.all("format").filter_map(|stated| stated.node.as_str());
    let formats: Vec<_> = formats.filter(|name| !OF_NUMBERS.contains(name)).collect();
    match formats.is_empty() {
        true => None,
        false if formats.iter().any(|name| DISJOINT.contains(name)) => Some((Wire::Breaking, "")),
        false => Some((Wire::BreakingIf, "a value that is not of the format")),
    }
}

fn of_text(revision: &Effective<'_>) -> Option<(Wire, &'static str)> {
    let restricts = ["pattern", "minLength", "maxLength"]
        .iter()
        .any(|keyword| revision.has(keyword));
    restricts.then_some((
        Wire::BreakingIf,
        "a value that the pattern or the length does not allow",
    ))
}
