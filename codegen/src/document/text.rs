//! From bytes to text: size, encoding, byte order mark and line ends.

use crate::diagnostic::{Diagnostic, Position, rules};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// The maximum size of a document in bytes. Check the length of a file before you read it.
pub const MAX_BYTES: u64 = 64 << 20;

/// The text with the byte order mark dropped and `\n` as the only line end, so that neither moves a position or the hash.
pub(super) fn read(bytes: &[u8]) -> Result<Arc<str>, Box<Diagnostic>> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Box::new(Diagnostic::of(
            &rules::TOO_LARGE,
            "",
            format!(
                "the document has {} bytes, more than the limit of {MAX_BYTES}",
                bytes.len()
            ),
            "split the document, or use the part that is needed",
        )));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = String::from_utf8_lossy(valid);
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let refusal = Diagnostic::of(
            &rules::NOT_UTF8,
            "",
            format!("the byte 0x{byte:02X} at offset {} is not UTF-8", error.valid_up_to()),
            "save the file as UTF-8",
        );
        Box::new(refusal.at(Some(end_of(without_mark(&valid)))))
    })?;
    let text = without_mark(text).replace("\r\n", "\n");
    if let Some(at) = text.find(|c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}')) {
        let (before, rest) = text.split_at(at);
        let code = rest.chars().next().map_or(0, u32::from);
        let refusal = Diagnostic::of(
            &rules::NOT_YAML,
            "",
            format!("the text contains the control character U+{code:04X}"),
            "remove it, or write it as an escape within double quotes",
        );
        return Err(Box::new(refusal.at(Some(end_of(before)))));
    }
    Ok(text.into())
}

/// A text to show findings in, of bytes that are none.
pub(super) fn lossy(bytes: &[u8]) -> Arc<str> {
    let text = String::from_utf8_lossy(bytes);
    without_mark(&text).replace("\r\n", "\n").into()
}

/// The SHA-256 of a text, in hex.
pub(crate) fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The place right after `text`.
pub(super) fn end_of(text: &str) -> Position {
    let text = text.replace("\r\n", "\n");
    let (lines, last) = match text.rfind(['\n', '\r']) {
        Some(at) => (text[..=at].matches(['\n', '\r']).count(), &text[at + 1..]),
        None => (0, text.as_str()),
    };
    Position {
        file: 0,
        line: lines + 1,
        column: last.chars().count() + 1,
    }
}
