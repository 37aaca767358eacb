//! Markdown for comments of pull requests, on GitHub and GitLab: texts that stay texts.

use crate::report::terminal::is_unsafe;

/// Stands invisibly between a character and what would become a reference with it.
const JOINER: char = '\u{2060}';

/// A text as Markdown displays it: in one line, without markup, HTML, links, mentions or references to issues.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.chars() {
        match character {
            control if is_unsafe(control) => escaped.push(replacement(control)),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // References of GitHub and GitLab, which are looked for in the text as it is displayed.
            '@' | '#' | '!' | '~' | '$' | '%' | '^' => {
                escaped.push('\\');
                escaped.push(character);
                escaped.push(JOINER);
            }
            // GH-123
            '-' if matches!(before, 'h' | 'H') => {
                escaped.push_str("\\-");
                escaped.push(JOINER);
            }
            punctuation if punctuation.is_ascii_punctuation() => {
                escaped.push('\\');
                escaped.push(punctuation);
            }
            other => escaped.push(other),
        }
        before = character;
    }
    escaped
}

/// A message, whose parts in backticks are code.
pub(crate) fn message(message: &str) -> String {
    let mut written = String::with_capacity(message.len() * 2);
    let mut parts = message.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        match is_code {
            false => written.push_str(&text(part)),
            // A backtick that is not closed is a character.
            true if parts.peek().is_none() => {
                written.push_str("\\`");
                written.push_str(&text(part));
            }
            true => written.push_str(&code(part)),
        }
        is_code = !is_code;
    }
    written
}

/// A text as code in a line.
pub(crate) fn code(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|character| match is_unsafe(character) {
            true => replacement(character),
            false => character,
        })
        .collect();
    if shown.trim().is_empty() {
        return "` `".to_owned();
    }
    // One more backtick than the text has in a row.
    let longest = shown
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// What is displayed in the place of a control character.
fn replacement(control: char) -> char {
    match control.is_whitespace() {
        true => ' ',
        false => '\u{FFFD}',
    }
}

#[cfg(test)]
mod tests {
    use super::{code, message, text};

    #[test]
    fn markup_is_displayed() {
        for (given, expected) in [
            ("a_b*c*", "a\\_b\\*c\\*"),
            ("<img src=x>", "&lt;img src\\=x&gt;"),
            ("[x](https://x.example)", "\\[x\\]\\(https\\:\\/\\/x\\.example\\)"),
            ("www.x.example", "www\\.x\\.example"),
            ("@all #1", "\\@\u{2060}all \\#\u{2060}1"),
            ("GH-1", "GH\\-\u{2060}1"),
            ("one\n\n# two\u{202e}", "one  \\#\u{2060} two\u{FFFD}"),
            ("&lt;", "&amp;lt\\;"),
        ] {
            assert_eq!(text(given), expected, "{given}");
        }
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code(""), "` `");
        assert_eq!(message("the type of `a_b` was *c*"), "the type of `a_b` was \\*c\\*");
        assert_eq!(message("`a` and `<b"), "`a` and \\`&lt;b");
    }
}
