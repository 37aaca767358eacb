//! What the name of a media type says of how a body is handled.

/// Whether a media type can be asked for, or stated, in a header.
pub(super) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}
