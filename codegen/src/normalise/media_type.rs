//! What the name of a media type says of how a body is handled.

/// Whether a media type can be asked for, or stated, in a header.
pub(super) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// Whether a media type is JSON: `application/json`, `text/json`, anything `+json`.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "*/*" || essence.ends_with("/json") || essence.ends_with("+json")
}
