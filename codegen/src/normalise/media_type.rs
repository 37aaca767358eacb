//! What the name of a media type says of how a body is handled.

use super::names::snake;
use crate::view::essence;

/// Whether a media type can be sent in the header `Accept` or `Content-Type`.
pub(super) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// What a media type is called: `form`, `multipart`, `text`, `bytes`, `image_png`, `merge_patch_json`, `any_image`.
pub(super) fn name(media_type: &str) -> String {
    let essence = essence(media_type);
    let parameters = media_type.split_once(';').map_or("", |(_, parameters)| parameters);
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let plain = match (kind, subtype) {
        ("*", _) => "any".to_owned(),
        (kind, "*") => format!("any {kind}"),
        ("application", "x-www-form-urlencoded") => "form".to_owned(),
        ("application", "octet-stream") => "bytes".to_owned(),
        ("application", subtype) => subtype.replace('*', "any"),
        ("multipart", "form-data") => "multipart".to_owned(),
        ("text", "plain") => "text".to_owned(),
        (kind, subtype) => format!("{kind} {subtype}"),
    };
    // A keyword would get an underscore, which has no place before or behind another word.
    snake(&format!("{plain} {parameters}")).trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_name_of_a_media_type_follows_from_it_alone() {
        for (media_type, expected) in [
            ("application/json", "json"),
            ("application/x-www-form-urlencoded", "form"),
            ("multipart/form-data", "multipart"),
            ("multipart/mixed", "multipart_mixed"),
            ("text/plain", "text"),
            ("text/plain; charset=utf-8", "text_charset_utf_8"),
            ("text/csv", "text_csv"),
            ("application/octet-stream", "bytes"),
            ("application/xml", "xml"),
            ("text/xml", "text_xml"),
            ("image/png", "image_png"),
            ("application/merge-patch+json", "merge_patch_json"),
            ("application/vnd.api+json;version=2", "vnd_api_json_version_2"),
            ("image/*", "any_image"),
            ("text/*", "any_text"),
            ("*/*", "any"),
            ("APPLICATION/XML", "xml"),
            ("type", "type"),
        ] {
            assert_eq!(name(media_type), expected, "{media_type}");
        }
    }
}
