//! Text of a document as rustdoc: CommonMark stays, and nothing in it is taken for a link, a tag or a test.

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

/// One line outside code blocks, escaped: code spans and whole links stay, addresses become links.
fn prose(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let (shown, taken) = match c {
            '`' => code(rest),
            '[' => link(rest).unwrap_or_else(|| ("\\[".to_owned(), 1)),
            '<' => autolink(rest).unwrap_or_else(|| ("\\<".to_owned(), 1)),
            'h' if rest.starts_with("https://") || rest.starts_with("http://") => address(rest),
            ']' => ("\\]".to_owned(), 1),
            // A `>` at the beginning of a line quotes.
            '>' if !escaped.is_empty() => ("\\>".to_owned(), 1),
            '\t' => ("    ".to_owned(), 1),
            // What is escaped already stays so.
            '\\' => {
                let taken = 1 + rest[1..]
                    .chars()
                    .next()
                    .filter(char::is_ascii_punctuation)
                    .map_or(0, char::len_utf8);
                (rest[..taken].to_owned(), taken)
            }
            c => (c.to_string(), c.len_utf8()),
        };
        escaped.push_str(&shown);
        rest = &rest[taken..];
    }
    escaped
}

/// A code span, or backticks that open none.
fn code(rest: &str) -> (String, usize) {
    let run = rest.len() - rest.trim_start_matches('`').len();
    let mut at = run;
    while let Some(found) = rest[at..].find('`') {
        let close = at + found;
        let length = rest[close..].len() - rest[close..].trim_start_matches('`').len();
        at = close + length;
        if length == run {
            return (rest[..at].to_owned(), at);
        }
    }
    ("\\`".repeat(run), run)
}

/// `[text](address)`, if it is on this line and its address leads out of the documentation.
fn link(rest: &str) -> Option<(String, usize)> {
    let mut depth = 0;
    let close = rest.char_indices().find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let target = rest[close + 1..].strip_prefix('(')?;
    let end = target.find(')')?;
    let outward = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| target.starts_with(scheme));
    let text = rest[1..close].replace(['[', ']', '<', '>'], "");
    outward.then(|| (format!("[{text}]({})", &target[..end]), close + end + 3))
}

/// `<address>`
fn autolink(rest: &str) -> Option<(String, usize)> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find('>')?;
    let address = &inner[..end];
    let scheme = address.starts_with("https://") || address.starts_with("http://");
    (scheme && !address.contains(char::is_whitespace)).then(|| (format!("<{address}>"), end + 2))
}

/// An address without anything around it, which rustdoc would not make a link.
fn address(rest: &str) -> (String, usize) {
    let end = rest
        .find(|c: char| c.is_whitespace() || "<>\"'`,;)]}*|\\".contains(c))
        .unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ':', '!', '?']);
    if address.ends_with("//") {
        return (address.to_owned(), address.len());
    }
    (format!("<{address}>"), address.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_document_is_taken_for_a_link_a_tag_or_a_test() {
        for (text, docs) in [
            ("Use <region> and [x].", &[" Use \\<region\\> and \\[x\\]."][..]),
            ("See [the page](https://a.b/c).", &[" See [the page](https://a.b/c)."]),
            (
                "See [a](b) and [the `x` [y]](http://c).",
                &[" See \\[a\\](b) and [the `x` y](http://c)."],
            ),
            ("At https://a.b/c. (https://d)", &[" At <https://a.b/c>. (<https://d>)"]),
            ("At <https://a.b/c>", &[" At <https://a.b/c>"]),
            ("``a ` b`` and \ta", &[" ``a ` b`` and     a"]),
            ("\\<escaped\\>", &[" \\<escaped\\>"]),
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
