//! Plain text as CommonMark that shows it unchanged.

use super::links;

/// The position of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph or a heading.
    Inline,
    /// In the text of a link, where no other link is allowed.
    Link,
    /// In a cell of a table.
    Cell,
}

/// Appends `text`, escaped, to `line`; whether it begins a line is seen from its text.
pub(super) fn text(text: &str, place: Place, line: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let begins = line.is_empty() || line.ends_with('\n');
        if begins && c.is_whitespace() && c.is_ascii() {
            rest = &rest[c.len_utf8()..];
            continue;
        }
        if begins && let Some(taken) = number(rest, line) {
            rest = &rest[taken..];
            continue;
        }
        if let Some(scheme) = ["https://", "http://"]
            .into_iter()
            .find(|scheme| rest.starts_with(scheme))
        {
            let address = (place != Place::Link).then(|| links::leading(rest)).flatten();
            let taken = if let Some(address) = address {
                line.push_str(&format!("<{address}>"));
                address.len()
            } else {
                // Rustdoc warns of addresses that are no links.
                line.push_str(&scheme.replace(':', "\\:"));
                scheme.len()
            };
            rest = &rest[taken..];
            continue;
        }
        let next = rest[c.len_utf8()..].chars().next();
        if is_special(c, next, begins, place, line) {
            line.push('\\');
        }
        match c {
            '\t' => line.push_str("    "),
            '\n' | '\r' => line.push(' '),
            c => line.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
}

/// Writes the number and its delimiter that would begin an ordered list; how much of the text that was.
fn number(rest: &str, line: &mut String) -> Option<usize> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let delimiter = rest[digits..].chars().next().filter(|c| matches!(c, '.' | ')'))?;
    if digits == 0 || !rest[digits + 1..].chars().next().is_none_or(char::is_whitespace) {
        return None;
    }
    line.push_str(&rest[..digits]);
    line.push('\\');
    line.push(delimiter);
    Some(digits + 1)
}

/// Whether `c` means something to CommonMark at its position: before `next`, and behind what `line` has.
fn is_special(c: char, next: Option<char>, begins: bool, place: Place, line: &str) -> bool {
    let blank_before = begins || line.ends_with(char::is_whitespace);
    let blank_behind = next.is_none_or(char::is_whitespace);
    match c {
        '`' | '[' | ']' | '<' | '~' => true,
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next.is_whitespace()),
        '*' => begins || !blank_before || !blank_behind || next.is_none(),
        '_' => {
            let within_word = line.ends_with(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
            !within_word
        }
        '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphabetic()),
        '|' => begins || place == Place::Cell,
        '#' | '>' | '=' | ':' => begins,
        '-' | '+' => begins && !next.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}
