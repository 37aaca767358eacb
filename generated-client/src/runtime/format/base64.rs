//! `byte`: bytes as Base64.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::InvalidFormat;

super::formatted! {
    /// Bytes as Base64 (RFC 4648, section 4).
    ///
    /// A text is taken as Base64; [`Base64::encode`] makes one of bytes.
    Base64
}

/// Servers write Base64 with and without padding.
const PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, PADDING);

impl Base64 {
    /// Encodes bytes, with padding.
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(STANDARD.encode(bytes))
    }

    /// Encodes bytes in the alphabet for URLs (RFC 4648, section 5), with padding.
    pub fn encode_url_safe(bytes: impl AsRef<[u8]>) -> Self {
        Self(URL_SAFE.encode(bytes))
    }

    /// Decodes the bytes, with or without padding, from either alphabet.
    ///
    /// # Errors
    /// Returns an error if the text is not Base64.
    pub fn decode(&self) -> Result<Vec<u8>, InvalidFormat> {
        let engine = if self.0.contains(['-', '_']) {
            URL_SAFE
        } else {
            STANDARD
        };
        engine
            .decode(&self.0)
            .map_err(|error| InvalidFormat::new("byte", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_encoded_and_decoded() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"foobar", "Zm9vYmFy"),
            (b"\xfb\xff", "+/8="),
        ] {
            let encoded = Base64::encode(bytes);
            assert_eq!(encoded, text);
            assert_eq!(encoded.decode().unwrap(), bytes);
        }
        assert_eq!(Base64::from("Zg").decode().unwrap(), b"f", "padding is optional");
        let url_safe = Base64::encode_url_safe(b"\xfb\xff");
        assert_eq!(url_safe, "-_8=");
        assert_eq!(url_safe.decode().unwrap(), b"\xfb\xff");
        let error = Base64::from("Z g=").decode().unwrap_err();
        assert_eq!(error.to_string(), "the text cannot be converted as `byte`");
    }
}
