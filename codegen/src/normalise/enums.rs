//! Enums of strings and of integers, and what their variants are called.
//!
//! The name of a variant follows from its value. Where several values would have one name, it does not depend on their
//! order which of them gets it; the others are spelt out, `>=` as `GreaterEqual`.

use std::collections::BTreeMap;

use super::listed::Listed;
use super::names::{Names, pascal};
use super::{Lowering, prose, virtual_pointer};
use crate::document::Node;
use crate::model::{Enum, Literal, Variant};

/// How the values of an enum were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// One schema lists them.
    List,
    /// Several schemas list one or more each.
    Lists,
    /// Several schemas, one of which takes all other values as well.
    Open,
}

impl<'d> Lowering<'d> {
    /// Makes the named type of an enum.
    pub(super) fn lower_enum(&mut self, at: &str, node: &'d Node, name: &str, values: &[Listed<'d>], origin: Origin) {
        let unlisted = match origin {
            Origin::Open => "Other",
            Origin::List | Origin::Lists => "Unknown",
        };
        let gathered = origin != Origin::List;
        let names = variant_names(values, unlisted);
        let variants = values.iter().zip(names).map(|(listed, name)| Variant {
            name,
            value: listed.value.clone(),
            // One value alone has the description of the enum.
            docs: if values.len() > 1 || gathered {
                listed.docs.clone()
            } else {
                Vec::new()
            },
            deprecated: gathered && listed.deprecated,
        });
        let definition = Enum {
            at: virtual_pointer::place(at).into_owned(),
            docs: prose::of_schema(node),
            variants: variants.collect(),
            unlisted,
        };
        self.schemas.types.enums.insert(name.to_owned(), definition);
    }
}

/// The names of the variants, in the order of the values.
fn variant_names(values: &[Listed<'_>], unlisted: &str) -> Vec<String> {
    let plain: Vec<String> = values.iter().map(plain_name).collect();
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in plain.iter().enumerate() {
        by_name.entry(name).or_default().push(index);
    }
    let mut taken = Names::reserving(&[unlisted]);
    let mut names = vec![String::new(); values.len()];
    let mut left = Vec::new();
    for (name, mut same) in by_name {
        same.sort_by_cached_key(|index| (rank(&values[*index].value, name), values[*index].value.clone()));
        let mut same = same.into_iter();
        if name != unlisted
            && let Some(first) = same.next()
        {
            names[first] = taken.unique(name, "");
        }
        left.extend(same);
    }
    left.sort_by_key(|index| (rank(&values[*index].value, ""), &values[*index].value));
    for index in left {
        let name = match plain[index] == unlisted {
            true => format!("{unlisted}Value"),
            false => spelt_out(&values[index].value),
        };
        names[index] = taken.unique(&name, "");
    }
    names
}

/// The name of a variant if no other value has it.
fn plain_name(listed: &Listed<'_>) -> String {
    if let Some(name) = listed
        .name
        .filter(|name| name.contains(|c: char| c.is_ascii_alphabetic()))
    {
        return pascal(name);
    }
    match &listed.value {
        Literal::Integer(value) if *value < 0 => format!("Minus{}", value.unsigned_abs()),
        Literal::Integer(value) => pascal(&value.to_string()),
        Literal::Boolean(value) => pascal(&value.to_string()),
        Literal::Text(text) if text.contains(|c: char| c.is_ascii_alphanumeric()) => {
            let sign = match text.strip_prefix(['+', '-']) {
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => word(&text[..1]),
                _ => String::new(),
            };
            match sign.as_str() {
                "" => pascal(text),
                sign => pascal(&format!("{sign} {text}")),
            }
        }
        text @ Literal::Text(_) => spelt_out(text),
    }
}

/// How close the spelling of a value is to the name of a variant.
fn rank(value: &Literal, name: &str) -> u8 {
    let Literal::Text(text) = value else { return 0 };
    let plain = |allowed: fn(char) -> bool| text.chars().all(|c| allowed(c) || c.is_ascii_digit());
    match () {
        () if text == name => 0,
        () if text.is_empty() => 6,
        () if plain(|c| c.is_ascii_lowercase()) => 1,
        () if plain(|c| c.is_ascii_lowercase() || c == '_') => 2,
        () if plain(|c| c.is_ascii_lowercase() || c == '-') => 3,
        () if plain(|c| c.is_ascii_alphabetic()) => 4,
        () if plain(|c| c.is_ascii_alphabetic() || c == '_') => 5,
        () => 6,
    }
}

/// The name of a value with a word for each character that a name cannot have, and for the case of its letters.
fn spelt_out(value: &Literal) -> String {
    let text = value.to_string();
    if text.is_empty() {
        return "Empty".to_owned();
    }
    let words: Vec<String> = text.chars().map(|c| word(c.encode_utf8(&mut [0; 4]))).collect();
    let mut name = pascal(&words.concat());
    let mut letters = text.chars().filter(|c| c.is_ascii_alphabetic()).peekable();
    if letters.peek().is_some() && words.iter().all(|word| word.len() == 1) {
        let lower = text.chars().any(|c| c.is_ascii_lowercase());
        let upper = text.chars().any(|c| c.is_ascii_uppercase());
        name.push_str(match (lower, upper) {
            (true, false) => "Lowercase",
            (false, true) => "Uppercase",
            _ => "Mixed",
        });
    }
    name
}

/// A character that a name cannot have, as a word.
fn word(character: &str) -> String {
    let word = match character {
        "!" => "Not",
        "\"" => "Quote",
        "#" => "Hash",
        "$" => "Dollar",
        "%" => "Percent",
        "&" => "And",
        "'" => "Apostrophe",
        "(" | ")" => "Parenthesis",
        "*" => "Star",
        "+" => "Plus",
        "," => "Comma",
        "-" => "Minus",
        "." => "Dot",
        "/" => "Slash",
        ":" => "Colon",
        ";" => "Semicolon",
        "<" => "Less",
        "=" => "Equal",
        ">" => "Greater",
        "?" => "Question",
        "@" => "At",
        "[" | "]" => "Bracket",
        "\\" => "Backslash",
        "^" => "Caret",
        "_" => "Underscore",
        "`" => "Backtick",
        "{" | "}" => "Brace",
        "|" => "Or",
        "~" => "Tilde",
        " " => "Space",
        letter if letter.bytes().all(|byte| byte.is_ascii_alphanumeric()) => return letter.to_owned(),
        other => {
            let code = other.chars().next().map_or(0, u32::from);
            return format!("_U{code:04x}_");
        }
    };
    format!("_{word}_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(values: &[&str]) -> Vec<String> {
        let listed = |value: &&str| Listed {
            value: Literal::Text((*value).to_owned()),
            name: None,
            docs: Vec::new(),
            deprecated: false,
        };
        variant_names(&values.iter().map(listed).collect::<Vec<_>>(), "Unknown")
    }

    #[test]
    fn each_value_has_a_name_of_its_own() {
        for (values, expected) in [
            (&["draft", "in-review"][..], &["Draft", "InReview"][..]),
            (&["asc", "ASC"], &["Asc", "AscUppercase"]),
            (&["+1", "-1", "1"], &["Plus1", "Minus1", "N1"]),
            (
                &[">", ">=", "<", "=", "!="],
                &["Greater", "GreaterEqual", "Less", "Equal", "NotEqual"],
            ),
            (&["a-b", "a_b", "a.b"], &["AMinusB", "AB", "ADotB"]),
            (&["", "empty"], &["Empty2", "Empty"]),
            (&["unknown", "UNKNOWN"], &["UnknownValue", "UnknownValue2"]),
            (&["日本", "ünder"], &["U65e5U672c", "Nder"]),
        ] {
            assert_eq!(names(values), expected, "{values:?}");
        }
    }

    #[test]
    fn the_order_of_the_values_does_not_matter() {
        let values = [
            "asc", "ASC", "Asc", "a-b", "a_b", "ab", ">", ">=", "+1", "-1", "1", "", "empty", "unknown",
        ];
        let expected = names(&values);
        for shift in 1..values.len() {
            let (mut turned, mut wanted) = (values.to_vec(), expected.clone());
            turned.rotate_left(shift);
            wanted.rotate_left(shift);
            assert_eq!(names(&turned), wanted);
        }
    }
}
