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

/// Words that are no strings to parsers of YAML 1.1. (`y` and `n` are strings to those that people use.)
const WORDS: [&str; 9] = ["yes", "no", "on", "off", "true", "false", "null", "~", "<<"];

/// Whether a string can be written without quotes, and every parser reads it as the string.
pub(in crate::edit) fn can_be_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let has_escapes = match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_control()),
        false => text.chars().any(needs_escape),
    };
    let is_safe = !has_escapes
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
    matches!(plain_scalar(text), Some(Value::String(_)))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        && !is_number_like(text)
}

/// Whether parsers of YAML 1.1 may read a scalar as a number, a time or a date: `1_000`, `0o17`, `12:30:45`, `2024-01-01`.
fn is_number_like(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_of = |text: &str, others: &str| {
        text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && text.chars().all(|c| c.is_ascii_digit() || others.contains(c))
    };
    let is_radix = ["0x", "0o", "0b"].iter().any(|radix| {
        let rest = digits.strip_prefix(radix);
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '_'))
    });
    let bytes = text.as_bytes();
    let is_date = bytes.len() > 5
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[5..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"-:.+TtZz ".contains(byte));
    let is_float =
        digits.matches('.').count() <= 1 && is_of(digits, "_.eE+-") && digits.contains(|c: char| c.is_ascii_digit());
    let is_time = digits.contains(':') && is_of(digits, ":._");
    is_radix || is_date || is_float || is_time
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
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{1b}' => out.push_str("\\e"),
            c if needs_escape(c) && u32::from(c) <= 0xFF => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if needs_escape(c) && u32::from(c) <= 0xFFFF => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a name is a number without quotes, such as `200`. Of a key only the text counts, so that it need no quotes.
pub(in crate::edit) fn is_number_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}
