//! Text of a document as rustdoc: CommonMark stays, and nothing in it is taken for a link, a tag or a test.

use std::fmt::Write;

/// A text as the lines of a doc comment, each with the blank that prettyplease leaves out.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fenced = false;
    for line in text.trim().replace("\r\n", "\n").split('\n') {
        let line = line.trim_end();
        let body = line.trim_start();
        if let Some(language) = body.strip_prefix("```") {
            // rustdoc runs every block that does not say it is something else.
            let opened = if fenced {
                "```".to_owned()
            } else {
                format!("```{}", if language.is_empty() { "text" } else { language })
            };
            fenced = !fenced;
            lines.push(format!(
                " {}",
                if opened.contains("rust") {
                    "```text".to_owned()
                } else {
                    opened
                }
            ));
            continue;
        }
        if fenced {
            lines.push(format!(" {line}"));
            continue;
        }
        // Four blanks would be a block of code, and so a test.
        let indent = (line.len() - body.len()).min(3);
        let line = format!("{}{}", " ".repeat(indent), prose(body));
        lines.push(if line.trim().is_empty() {
            String::new()
        } else {
            format!(" {line}")
        });
    }
    if fenced {
        lines.push(" ```".to_owned());
    }
    lines
}

/// A text on one line, escaped.
pub(super) fn inline(text: &str) -> String {
    prose(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// One line outside code blocks, escaped.
fn prose(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut parts = line.split('`').peekable();
    let mut code = false;
    while let Some(part) = parts.next() {
        let closes = parts.peek().is_some();
        if code && (closes || escaped.ends_with('`')) {
            escaped.push_str(part);
        } else {
            words(&mut escaped, part);
        }
        if closes {
            escaped.push('`');
            code = !code;
        }
    }
    if code {
        // An odd backtick opens nothing.
        let last = escaped.rfind('`').unwrap_or_default();
        escaped.insert(last, '\\');
    }
    escaped
}

fn words(escaped: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, next) = rest.split_at(c.len_utf8());
        let url = ["https://", "http://"].iter().any(|scheme| rest.starts_with(scheme));
        if url && !escaped.ends_with(['(', '<']) {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>\"'`,;)]}".contains(c))
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ':', '!', '?']);
            let _ = write!(escaped, "<{address}>");
            rest = &rest[address.len()..];
            continue;
        }
        match c {
            '<' => escaped.push_str("\\<"),
            '>' if !escaped.is_empty() => escaped.push_str("\\>"),
            '[' if !is_link(rest) => escaped.push_str("\\["),
            ']' if !is_link_end(next) => escaped.push_str("\\]"),
            _ => escaped.push_str(taken),
        }
        rest = next;
    }
}

/// Whether `[text](target)` begins here.
fn is_link(rest: &str) -> bool {
    rest.find("](")
        .is_some_and(|end| !rest[1..end].contains(['[', ']']) && rest[end..].contains(')'))
}

fn is_link_end(next: &str) -> bool {
    next.starts_with('(') && next.contains(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_document_is_taken_for_a_link_a_tag_or_a_test() {
        for (text, docs) in [
            ("Use <region> and [x].", &[" Use \\<region\\> and \\[x\\]."][..]),
            ("See [the page](https://a.b/c).", &[" See [the page](https://a.b/c)."]),
            ("At https://a.b/c.", &[" At <https://a.b/c>."]),
            ("Code `Vec<T>[0]` stays.", &[" Code `Vec<T>[0]` stays."]),
            ("An odd ` sign.", &[" An odd \\` sign."]),
            ("a\r\n\r\n    indented", &[" a", "", "    indented"]),
            ("```\nlet x;\n```", &[" ```text", " let x;", " ```"]),
            ("```json\n{}", &[" ```json", " {}", " ```"]),
            ("```rust\nfail()\n```", &[" ```text", " fail()", " ```"]),
        ] {
            assert_eq!(lines(text), docs, "of {text:?}");
        }
    }
}
