//! Compares what was given with what came out of the client: equal but for a few documented tolerances.
//!
//! | where | what is equal | why |
//! |---|---|---|
//! | everywhere | numbers of the same value, whatever their text | `1.0` and `1` are the same number |
//! | everywhere | objects with the same members in another order | JSON has no order of members |
//! | responses | as a member, absent, `null` and an empty list or object | the client reads `null` as absent |
//! | responses | a property that the document does not have, and its absence | unknown properties are ignored |

use std::collections::HashSet;

use recording::json::{Node, Value, child, to_text};

use crate::contract::Decimal;

/// What counts as equal.
#[derive(Clone, Debug, Default)]
pub(super) struct Tolerance {
    /// Whether, as members, absence, `null` and what is empty are equal.
    pub(super) nothing: bool,
    /// The pointers of properties that the document does not have.
    pub(super) unknown: HashSet<String>,
}

/// The first difference: its pointer, and what it is. `given` went in, and `got` came out.
pub(super) fn difference(given: &Node, got: &Node, tolerance: &Tolerance) -> Option<(String, String)> {
    values("", given, got, tolerance)
}

fn values(pointer: &str, given: &Node, got: &Node, tolerance: &Tolerance) -> Option<(String, String)> {
    match (&given.value, &got.value) {
        (Value::Object(_), Value::Object(_)) => members(pointer, given, got, tolerance),
        (Value::Array(items), Value::Array(others)) => {
            if items.len() != others.len() {
                return Some((
                    pointer.to_owned(),
                    format!("{} items became {}", items.len(), others.len()),
                ));
            }
            let mut pairs = items.iter().zip(others).enumerate();
            pairs.find_map(|(index, (item, other))| values(&child(pointer, &index.to_string()), item, other, tolerance))
        }
        (Value::Number(a), Value::Number(b)) if a == b || Decimal::parse(a) == Decimal::parse(b) => None,
        (a, b) if a == b => None,
        _ => Some((pointer.to_owned(), format!("{} became {}", words(given), words(got)))),
    }
}

fn members(pointer: &str, given: &Node, got: &Node, tolerance: &Tolerance) -> Option<(String, String)> {
    let passes = |node: &Node| tolerance.nothing && is_nothing(node);
    for member in given.members() {
        let inner = child(pointer, &member.key);
        let found = match got.get(&member.key) {
            _ if tolerance.unknown.contains(&inner) => None,
            Some(other) if passes(&member.node) && passes(other) => None,
            Some(other) => values(&inner, &member.node, other, tolerance),
            None if passes(&member.node) => None,
            None => Some((inner, format!("{} is gone", words(&member.node)))),
        };
        if found.is_some() {
            return found;
        }
    }
    let mut added = got.members().iter();
    let added = added.find(|member| given.get(&member.key).is_none() && !passes(&member.node))?;
    Some((child(pointer, &added.key), format!("{} was added", words(&added.node))))
}

fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A value for a message, cut where it is long.
pub(super) fn words(node: &Node) -> String {
    const MOST: usize = 80;
    let text = to_text(node).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
