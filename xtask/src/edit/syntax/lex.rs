//! Small steps through the text of YAML.

/// Where the line of a place begins.
pub(in crate::edit) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Where the line of a place ends: at its line feed, or at the end of the text.
pub(in crate::edit) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// Where the next line begins; the end of the text behind the last one.
pub(in crate::edit) fn next_line(text: &str, at: usize) -> usize {
    (line_end(text, at) + 1).min(text.len())
}

/// The place behind spaces and tabs.
pub(in crate::edit) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The place behind white space, line ends and comments. `#` begins a comment behind white space only.
pub(in crate::edit) fn skip_space(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n') => at += 1,
            Some(b'#') if at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n') => at = line_end(text, at),
            _ => return at,
        }
    }
}

/// The place behind a quoted string that begins at `at`.
pub(super) fn quoted_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(at)?;
    let mut at = at + 1;
    loop {
        let byte = *bytes.get(at)?;
        match byte {
            b'\\' if quote == b'"' => at += 2,
            _ if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            _ if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The place behind an anchor, an alias or a tag that begins at `at`.
pub(super) fn property_end(text: &str, at: usize, in_flow: bool) -> usize {
    let rest = &text[at..];
    if rest.starts_with("!<") {
        return rest.find('>').map_or(text.len(), |end| at + end + 1);
    }
    let ends = |c: char| matches!(c, ' ' | '\t' | '\n') || (in_flow && ",[]{}".contains(c));
    rest.find(ends).map_or(text.len(), |end| at + end)
}
