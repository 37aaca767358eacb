//! How the bytes of a body were packed: base64 of a file, compression of a transfer.

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::read::MultiGzDecoder;

use crate::MAX_BYTES;

/// The first bytes of what is compressed with gzip.
pub(crate) const GZIP: [u8; 2] = [0x1F, 0x8B];

/// The bytes without their transfer's compression. What says that it is compressed and is not was already decompressed
/// by the recorder.
///
/// # Errors
/// Why it is not looked into.
pub fn decoded<'b>(bytes: &'b [u8], encoding: Option<&str>) -> Result<Cow<'b, [u8]>, String> {
    let encoding = encoding.unwrap_or("identity").trim().to_ascii_lowercase();
    match encoding.as_str() {
        "" | "identity" | "redacted" => Ok(Cow::Borrowed(bytes)),
        "gzip" | "x-gzip" if bytes.starts_with(&GZIP) => {
            let mut decoded = Vec::new();
            // No body has more than any interaction may have.
            let mut reader = MultiGzDecoder::new(bytes).take(MAX_BYTES + 1);
            match reader.read_to_end(&mut decoded) {
                Ok(_) if decoded.len() as u64 <= MAX_BYTES => Ok(Cow::Owned(decoded)),
                Ok(_) => Err(format!("a body that grows over {} MiB is not decoded", MAX_BYTES >> 20)),
                // What is not gzip is not JSON either, and is reported as that.
                Err(_) => Ok(Cow::Borrowed(bytes)),
            }
        }
        "gzip" | "x-gzip" => Ok(Cow::Borrowed(bytes)),
        // No compressed bytes are text.
        _ if std::str::from_utf8(bytes).is_ok() => Ok(Cow::Borrowed(bytes)),
        other => Err(format!("a body with the Content-Encoding `{other}` is not decoded")),
    }
}

/// Decodes base64 as others write it: broken into lines, without its padding.
///
/// # Errors
/// Why the value is invalid.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, String> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let lines = text.contains(|character: char| character.is_ascii_whitespace());
    let text = match lines {
        true => Cow::Owned(text.split_ascii_whitespace().collect::<String>()),
        false => Cow::Borrowed(text),
    };
    LENIENT
        .decode(text.as_bytes())
        .map_err(|error| format!("this is not valid base64: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, repeat};

    use flate2::Compression;
    use flate2::read::GzEncoder;

    use super::decoded;
    use crate::MAX_BYTES;

    fn packed(length: u64) -> Vec<u8> {
        let mut packed = Vec::new();
        let mut encoder = GzEncoder::new(repeat(b' ').take(length), Compression::fast());
        encoder.read_to_end(&mut packed).unwrap();
        packed
    }

    #[test]
    fn no_body_grows_beyond_what_any_may_have() {
        let most = packed(MAX_BYTES);
        assert_eq!(decoded(&most, Some("gzip")).unwrap().len() as u64, MAX_BYTES);
        let why = decoded(&packed(MAX_BYTES + 1), Some("gzip")).unwrap_err();
        assert_eq!(why, "a body that grows over 64 MiB is not decoded");
    }
}
