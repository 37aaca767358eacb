//! Bodies: as JSON where they are that, or nearly; otherwise only their kind and a measure of their length.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::json::{Keeps, REST, Redacted, redact};
use super::names::Names;
use super::stand_in::StandIns;
use crate::interaction::{Header, REDACTED};
use crate::json;

/// The most bytes that a compressed body may grow to: more does not fit into a recording.
const MAX_UNPACKED: u64 = crate::MAX_BYTES;

/// A body without its transfer's compression, and whether that is gone.
pub(super) fn unpacked(bytes: &[u8], headers: &[Header]) -> (Vec<u8>, bool) {
    const MAGIC: [u8; 2] = [0x1F, 0x8B];
    let coding = Header::find(headers, "Content-Encoding").map(|coding| coding.trim().to_ascii_lowercase());
    let unpacked = bytes.starts_with(&MAGIC).then(|| {
        let mut unpacked = Vec::new();
        let read = MultiGzDecoder::new(bytes)
            .take(MAX_UNPACKED + 1)
            .read_to_end(&mut unpacked);
        (read.is_ok() && unpacked.len() as u64 <= MAX_UNPACKED).then_some(unpacked)
    });
    let gzip = matches!(coding.as_deref(), Some("gzip" | "x-gzip"));
    match unpacked.flatten() {
        Some(unpacked) if gzip => (unpacked, true),
        // What says so and is not packed was unpacked by whoever captured it.
        _ => (
            bytes.to_owned(),
            !bytes.starts_with(&MAGIC) && (gzip || json::parse(bytes).is_ok()),
        ),
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
    stand_ins: &mut StandIns,
) -> Redacted {
    if bytes.is_empty() {
        return Redacted::default();
    }
    if !is_json(bytes, media_type) {
        return Redacted {
            bytes: opaque(bytes),
            pointers: vec![String::new()],
        };
    }
    let mut redacted = redact(bytes, keeps, names, stand_ins);
    // To a document that declares a text, the whole text is the value.
    if media_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/")) {
        redacted.pointers.insert(0, String::new());
    }
    redacted
}

/// What stands in the place of a body that is not looked into: text for text, bytes for bytes, and the power of ten that
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
