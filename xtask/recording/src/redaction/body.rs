//! Bodies: as JSON where they are that, or nearly; otherwise only their kind and a measure of their length.

use std::borrow::Cow;

use super::json::{Keeps, REST, Redacted, redact};
use super::names::Names;
use super::placeholder::Placeholders;
use crate::encoding::{GZIP, decoded};
use crate::interaction::{Header, REDACTED};
use crate::json;

/// How a body was packed for its transfer.
pub(super) enum Packed<'b> {
    /// It is not any more: these are its bytes.
    Not(Cow<'b, [u8]>),
    /// Its header says that it is packed, and it cannot be unpacked.
    Damaged,
    /// In a way that cannot be undone here.
    Unknown,
}

impl<'b> Packed<'b> {
    /// Unpacks a body.
    pub(super) fn of(bytes: &'b [u8], headers: &[Header]) -> Self {
        let coding = Header::find(headers, "Content-Encoding");
        match decoded(bytes, coding) {
            Ok(Cow::Borrowed(same)) if coding.is_some() && same.starts_with(&GZIP) => Self::Damaged,
            Ok(bytes) => Self::Not(bytes),
            Err(_) => Self::Unknown,
        }
    }
}

/// Whether a body is looked into as JSON.
pub(super) fn is_json(bytes: &[u8], media_type: Option<&str>) -> bool {
    let essence = media_type.map(|text| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match essence.as_deref() {
        None | Some(REDACTED | "") => true,
        Some(essence) => essence.ends_with("/json") || essence.ends_with("+json") || json::parse(bytes).is_ok(),
    }
}

/// A body without its values.
pub(super) fn body(
    bytes: &[u8],
    media_type: Option<&str>,
    keeps: &Keeps<'_>,
    names: &mut Names<'_>,
    placeholders: &mut Placeholders,
) -> Redacted {
    if bytes.is_empty() {
        return Redacted::default();
    }
    if !is_json(bytes, media_type) {
        return Redacted {
            bytes: opaque(bytes),
            pointers: vec![String::new()],
            is_json: false,
        };
    }
    let mut redacted = redact(bytes, keeps, names, placeholders);
    // To a document that declares a text, the whole text is the value.
    if media_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/")) {
        redacted.pointers.insert(0, String::new());
    }
    redacted
}

/// What is in the place of a body that is not looked into: text for text, bytes for bytes, and the power of ten that
/// its length is below.
fn opaque(bytes: &[u8]) -> Vec<u8> {
    let mut below = 10_usize;
    while below <= bytes.len() {
        below = below.saturating_mul(10);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => format!("{REST}: text of less than {below} bytes\n").into_bytes(),
        Err(_) => [&[0xFF], format!("{REST}: less than {below} bytes\n").as_bytes()].concat(),
    }
}
