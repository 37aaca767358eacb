//! Values of settings that cannot be what was meant: in quotation marks, followed by a comment, or with a space.
//!
//! A shell and a file of settings treat quotation marks differently, so that they easily become a part of a value. The service
//! would refuse it, and cannot say why.

use super::reason::Reason;
use crate::runtime::{Place, unusable};

/// What a value is, which decides what it cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An ID or the name of a region: visible ASCII.
    Id,
    /// The address of a service. What makes it a good one is checked where it is used.
    Address,
    /// A key, or a name that may have spaces.
    Text,
    /// The path of a file, or JSON, which may hold nearly anything.
    Any,
}

/// Fails if one of these named values is not what was meant. The reason does not show it.
pub(super) fn check(values: &[(&str, Option<&str>, Kind)]) -> Result<(), Reason> {
    let mut faults = values
        .iter()
        .filter_map(|(name, value, kind)| Some(format!("{name} {}", malformed((*value)?, *kind)?)));
    faults.next().map_or(Ok(()), |fault| Err(Reason::broken(fault)))
}

/// Returns why a value cannot be what was meant, as the end of a sentence that begins with its name.
pub(super) fn malformed(value: &str, kind: Kind) -> Option<&'static str> {
    let is_quoted = |mark: char| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
    if is_quoted('"') || is_quoted('\'') {
        return Some("is in quotation marks, which would be a part of it: remove them");
    }
    if kind == Kind::Any {
        return None;
    }
    if has_comment(value) {
        return Some("is followed by a comment, which would be a part of it: remove that");
    }
    match kind {
        Kind::Id => unusable(value, Place::Header).or_else(|| misplaced(value)),
        Kind::Address => control(value).or_else(|| misplaced(value)),
        Kind::Text => control(value),
        Kind::Any => None,
    }
}

/// Whether a comment follows a value, or is the whole of it.
fn has_comment(value: &str) -> bool {
    let before = |at: usize| value[..at].chars().next_back();
    let mut marks = value.match_indices(['#', ';']);
    marks.any(|(at, _)| before(at).is_none_or(char::is_whitespace))
}

fn control(value: &str) -> Option<&'static str> {
    value
        .contains(char::is_control)
        .then_some("holds a control character, such as a line break: remove it")
}

/// Returns why a text is neither an ID nor an address.
fn misplaced(value: &str) -> Option<&'static str> {
    if value.contains(['"', '\'']) {
        return Some("holds a quotation mark: remove it");
    }
    value
        .contains(char::is_whitespace)
        .then_some("holds a space: remove it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_refused_for_what_its_kind_never_holds() {
        use Kind::{Address, Any, Id, Text};
        let cases: [(&str, &[Kind]); 14] = [
            ("0a1b-2c_3d", &[Id, Address, Text, Any]),
            ("https://iam.example.com/a#b;c", &[Id, Address, Text, Any]),
            ("\"a\"", &[]),
            ("'a'", &[]),
            ("\"", &[Text, Any]),
            ("\"a", &[Text, Any]),
            ("a'b", &[Text, Any]),
            ("a # b", &[Any]),
            ("; a", &[Any]),
            ("a\t#", &[Any]),
            ("a b", &[Text, Any]),
            ("a\u{a0}b", &[Text, Any]),
            ("a\tb", &[Any]),
            ("é", &[Address, Text, Any]),
        ];
        for (value, taken) in cases {
            let fitting: Vec<_> = [Id, Address, Text, Any]
                .into_iter()
                .filter(|kind| malformed(value, *kind).is_none())
                .collect();
            assert_eq!(fitting, taken, "{value:?}");
        }
    }
}
