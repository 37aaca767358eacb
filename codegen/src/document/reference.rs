//! Following `$ref` within one document.

use super::Document;
use super::node::Node;
use std::collections::HashSet;

/// The JSON pointer that a `$ref` such as `#/components/schemas/A` holds; `None` where it leads out of the document.
pub fn target(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    (fragment.is_empty() || fragment.starts_with('/')).then(|| percent_decode(fragment))
}

/// The `$ref` of a value, if it is one.
pub(crate) fn of(node: &Node) -> Option<&str> {
    node.get("$ref")?.as_str()
}

/// The value at the end of a chain of references, with its pointer. A chain that breaks or turns in a circle ends at its
/// last value.
pub(super) fn resolve<'a>(document: &'a Document, from: &str, node: &'a Node) -> (String, &'a Node) {
    let (mut pointer, mut node) = (from.to_owned(), node);
    let mut seen: HashSet<*const Node> = HashSet::new();
    while let Some(target) = of(node).and_then(target) {
        seen.insert(node);
        match document.at(&target) {
            Some(next) if !seen.contains(&std::ptr::from_ref(next)) => (pointer, node) = (target, next),
            _ => break,
        }
    }
    (pointer, node)
}

/// Decodes `%41`; what is no escape stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|digits| byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        out.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Encodes what a URI does not have in its path or fragment as `%41`, for [`percent_decode`]. `/` stays, and so does what is
/// not ASCII.
pub(super) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%'
            | '#'
            | '?'
            | '"'
            | '<'
            | '>'
            | '\\'
            | '^'
            | '`'
            | '{'
            | '|'
            | '}'
            | '['
            | ']'
            | '\0'..=' '
            | '\x7f' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
