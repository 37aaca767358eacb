//! Strings of YAML: without quotes where that is safe, otherwise in quotes.

use codegen::document::{Value, plain_scalar};

/// How a string is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::edit) enum Quote {
    /// Not at all.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
}

/// Words that are booleans to parsers of YAML 1.1, and more that people quote.
const WORDS: [&str; 11] = ["yes", "no", "on", "off", "y", "n", "true", "false", "null", "~", "<<"];

/// Whether a string can be written without quotes, and every parser reads it as the string.
pub(in crate::edit) fn can_be_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let is_safe = !text.chars().any(needs_escape)
        && !text.contains(['\n', '\t'])
        && text.trim() == text
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !(in_flow && text.contains([',', '[', ']', '{', '}']))
        && !["---", "..."].iter().any(|mark| text.starts_with(mark));
    let second = text.chars().nth(1);
    let begins_safely = match first {
        '-' | '?' | ':' => second.is_some_and(|second| second != ' ' && !(in_flow && ",[]{}".contains(second))),
        '=' => text.len() > 1,
        _ => !",[]{}#&*!|>'\"%@`".contains(first),
    };
    is_safe && begins_safely && is_string(text)
}

/// Whether parsers of YAML 1.2 and of 1.1 read a scalar without quotes as a string.
fn is_string(text: &str) -> bool {
    let is_number_like = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
        && text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || "+-.:_xobTZtz ".contains(c))
        && text.contains(|c: char| c.is_ascii_digit());
    matches!(plain_scalar(text), Some(Value::String(_)))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        && !is_number_like
}

/// Whether a character can be written only as an escape within double quotes.
fn needs_escape(c: char) -> bool {
    let is_invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    (c.is_control() && !matches!(c, '\n' | '\t')) || is_invisible
}

/// Whether a string has characters that only double quotes can express.
pub(in crate::edit) fn needs_double(text: &str) -> bool {
    text.contains(['\n', '\t']) || text.chars().any(needs_escape)
}

/// Writes a string in quotes: in those asked for, or in the others if that takes no escape.
pub(in crate::edit) fn quoted(text: &str, quote: Quote) -> String {
    let single_escapes = text.contains('\'');
    let double_escapes = text.contains(['"', '\\']);
    let double = match quote {
        _ if needs_double(text) => true,
        Quote::Double => single_escapes || !double_escapes,
        Quote::Single | Quote::Plain => single_escapes && !double_escapes,
    };
    if !double {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) && u32::from(c) <= 0xFF => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if needs_escape(c) && u32::from(c) <= 0xFFFF => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a name, written without quotes, is read as this name although it is no string, such as `200`.
pub(in crate::edit) fn is_number_name(name: &str) -> bool {
    matches!(plain_scalar(name), Some(Value::Number(number)) if number == name)
        && name.bytes().all(|b| b.is_ascii_digit())
}
