//! Markdown for comments of pull requests, on GitHub and GitLab: texts that stay texts.

use crate::report::terminal::is_unsafe;

/// Stands invisibly between a character and what would become a reference with it.
const JOINER: char = '\u{2060}';

/// A text as Markdown displays it: in one line, without markup, HTML, links, mentions or references to issues. Only what
/// would be read as such is escaped.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    let mut is_start = true;
    let mut is_number = true;
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        let is_joined = next.is_alphanumeric() || matches!(next, '"' | '_' | '-' | '[');
        match character {
            control if is_unsafe(control) => escaped.push(replacement(control)),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' if next == '#' || next.is_ascii_alphabetic() => escaped.push_str("&amp;"),
            // References of GitHub and GitLab, which are looked for in the text as it is displayed.
            '@' | '#' | '!' | '%' | '^' if is_joined || is_start => {
                escaped.push('\\');
                escaped.push(character);
                escaped.push(JOINER);
            }
            '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
                escaped.push(JOINER);
            }
            // GH-123
            '-' if matches!(before, 'h' | 'H') => {
                escaped.push_str("\\-");
                escaped.push(JOINER);
            }
            // Within a word it is no emphasis.
            '_' if before.is_alphanumeric() && next.is_alphanumeric() => escaped.push('_'),
            // Code, emphasis, links and tables.
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // The address of a page, and an emoji.
            ':' if !next.is_whitespace() => escaped.push_str("\\:"),
            '.' if matches!(before, 'w' | 'W') && !next.is_whitespace() => escaped.push_str("\\."),
            // What begins a list, or underlines a heading.
            '-' | '+' | '=' if is_start => {
                escaped.push('\\');
                escaped.push(character);
            }
            '.' | ')' if is_number && !is_start => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
        is_start = is_start && character.is_whitespace();
        is_number = is_number && (is_start || character.is_ascii_digit());
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
            ("a_b*c*", "a_b\\*c\\*"),
            ("_a_", "\\_a\\_"),
            ("<img src=x>", "&lt;img src=x&gt;"),
            ("[x](https://x.example)", "\\[x\\](https\\://x.example)"),
            ("www.x.example", "www\\.x.example"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            (
                "a, b; 38 % of all, at 12:30 (or \"later\"): it's so!",
                "a, b; 38 % of all, at 12\\:30 (or \"later\"): it's so!",
            ),
            ("@all #1", "\\@\u{2060}all \\#\u{2060}1"),
            ("GH-1", "GH\\-\u{2060}1"),
            ("one\n\n# two\u{202e}", "one  # two\u{FFFD}"),
            ("# one", "\\#\u{2060} one"),
            ("&lt; a & b", "&amp;lt; a & b"),
        ] {
            assert_eq!(text(given), expected, "{given}");
        }
    }

    #[test]
    fn whatever_the_text_it_is_displayed() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        let alphabet: Vec<char> = "ab1 .,:;-+=_*~`'\"()[]{}<>|\\/#@!$%^&?hw".chars().collect();
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..5_000 {
            let given: String = (0..1 + rng.usize(..12))
                .map(|_| alphabet[rng.usize(..alphabet.len())])
                .collect();
            let page = format!("- {}\n", text(given.trim()));
            let mut shown = String::new();
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
            for event in Parser::new_ext(&page, options) {
                match event {
                    Event::Text(text) => shown.push_str(&text),
                    Event::Start(Tag::List(None) | Tag::Item) | Event::End(_) => {}
                    other => panic!("{given}: {other:?} of {page}"),
                }
            }
            assert_eq!(shown.replace(super::JOINER, ""), given.trim(), "{page}");
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
