//! Redacts headers: keeps those on the list of [`crate::headers`], and of their values only known words.
//!
//! A value that does not consist of well-known words is replaced in any header: a token behind
//! a media type is a token.

use std::collections::HashSet;

use super::names::is_identifier;
use super::secrets::Secrets;
use crate::headers::{HeaderPolicy, header_policy, spelling};
use crate::interaction::{Header, REDACTED};

/// Redacts headers. `declared` has the names, in small letters, that the document declares: these names are kept.
pub(super) fn redact(headers: &[Header], declared: &HashSet<String>, secrets: &Secrets) -> Vec<Header> {
    let mut kept = Vec::new();
    for header in headers {
        let name = spelling(&header.name).map(str::to_owned);
        match header_policy(&header.name) {
            HeaderPolicy::Value => {
                let value = value(&header.name, &header.value);
                let essence = value.split(';').next().unwrap_or_default().to_owned();
                let clean = [value, essence].into_iter().find(|text| !secrets.are_in_name(text));
                kept.push(Header::new(
                    name.unwrap_or_default(),
                    clean.unwrap_or_else(|| REDACTED.to_owned()),
                ));
            }
            HeaderPolicy::Secret | HeaderPolicy::Name => kept.push(Header::new(name.unwrap_or_default(), REDACTED)),
            HeaderPolicy::Nothing if declared.contains(&header.name.to_ascii_lowercase()) => {
                kept.push(Header::new(&header.name, REDACTED));
            }
            HeaderPolicy::Nothing => {}
        }
    }
    kept
}

/// Returns what is kept of the value of a header.
fn value(name: &str, value: &str) -> String {
    let list = |item: fn(&str) -> Option<String>| {
        let items: Option<Vec<_>> = value.split(',').map(|one| item(one.trim())).collect();
        items.map(|items| items.join(", "))
    };
    let kept = match name.to_ascii_lowercase().as_str() {
        "content-type" => Some(media_type(value)),
        "accept" => list(|one| Some(media_type(one))),
        "accept-encoding" | "content-encoding" => list(|one| weighted(one, |coding| CODINGS.contains(&coding))),
        "accept-language" | "content-language" => list(|one| weighted(one, is_language)),
        "allow" => list(|one| METHODS.contains(&one).then(|| one.to_owned())),
        "retry-after" => {
            (value.len() <= 6 && value.bytes().all(|byte| byte.is_ascii_digit())).then(|| value.to_owned())
        }
        _ => None,
    };
    kept.filter(|kept| !kept.is_empty())
        .unwrap_or_else(|| REDACTED.to_owned())
}

const CODINGS: [&str; 9] = [
    "gzip", "x-gzip", "deflate", "br", "zstd", "compress", "identity", "*", "dcb",
];

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT",
];

const TYPES: [&str; 10] = [
    "application",
    "audio",
    "font",
    "image",
    "message",
    "model",
    "multipart",
    "text",
    "video",
    "*",
];

/// A media type with those of its parameters that name a form and not a value. An unknown subtype keeps its
/// suffix: it says how the body is read.
pub(super) fn media_type(text: &str) -> String {
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let lower = essence.to_ascii_lowercase();
    let Some((kind, subtype)) = lower.split_once('/').filter(|(kind, _)| TYPES.contains(kind)) else {
        return REDACTED.to_owned();
    };
    let known = subtype == "*" || subtype.split('+').all(is_identifier);
    let mut kept = if known {
        essence.to_owned()
    } else {
        let suffix = subtype.rsplit_once('+').map(|(_, suffix)| suffix);
        let suffix = suffix
            .filter(|suffix| ["json", "xml"].contains(suffix))
            .map(|suffix| format!("+{suffix}"));
        format!("{kind}/x-redacted{}", suffix.unwrap_or_default())
    };
    for parameter in parts {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let value = value.trim_matches('"');
        let number = value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_identifier(name) && !name.eq_ignore_ascii_case("boundary") && (number || is_identifier(value)) {
            kept = format!("{kept}; {parameter}");
        }
    }
    kept
}

/// A word that may be followed by a weight.
fn weighted(text: &str, is_known: fn(&str) -> bool) -> Option<String> {
    let (word, weight) = text.split_once(';').unwrap_or((text, ""));
    let digits = weight.trim().strip_prefix("q=").unwrap_or(weight);
    let weight =
        weight.is_empty() || (digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    (weight && is_known(word.trim().to_ascii_lowercase().as_str())).then(|| text.to_owned())
}

/// A language with a script or a region, as in `zh-Hant` and `de-AT`.
fn is_language(text: &str) -> bool {
    let (language, rest) = text.split_once('-').unwrap_or((text, ""));
    let letters = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    text == "*" || (letters(language, 2..=3) && rest.split('-').all(|part| letters(part, 0..=4)))
}

#[cfg(test)]
mod tests {
    use super::{media_type, value};

    #[test]
    fn a_media_type_keeps_the_parameters_that_affect_decoding() {
        for (text, kept) in [
            ("application/json", "application/json"),
            ("Application/JSON;charset=utf-8", "Application/JSON; charset=utf-8"),
            ("application/json; token=hunter2x9", "application/json"),
            ("multipart/form-data; boundary=xYz", "multipart/form-data"),
            ("application/problem+json", "application/problem+json"),
            (
                "application/vnd.f00dbabe42+json; version=2",
                "application/x-redacted+json; version=2",
            ),
            ("text/*", "text/*"),
            ("hunter2/json", "REDACTED"),
            ("hunter2", "REDACTED"),
        ] {
            assert_eq!(media_type(text), kept, "{text}");
        }
    }

    #[test]
    fn other_values_consist_of_known_words() {
        for (name, text, kept) in [
            (
                "Accept",
                "application/json, text/html;q=0.5",
                "application/json, text/html; q=0.5",
            ),
            ("accept-encoding", "gzip;q=1.0, br", "gzip;q=1.0, br"),
            ("Content-Encoding", "hunter2", "REDACTED"),
            ("Accept-Language", "de-AT, *;q=0.1", "de-AT, *;q=0.1"),
            ("Content-Language", "hunter2", "REDACTED"),
            ("Allow", "GET, HEAD", "GET, HEAD"),
            ("Allow", "GET, HUNTER2", "REDACTED"),
            ("Retry-After", "120", "120"),
            ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT", "REDACTED"),
        ] {
            assert_eq!(value(name, text), kept, "{name}: {text}");
        }
    }
}
