//! `SDK-HMAC-SHA256`, the provider's signature of requests with an access key.
//!
//! ```text
//! request ──▶ canonical request ── SHA-256 ──▶ string to sign ── HMAC-SHA-256, keyed by the secret key ──▶ signature
//! ```
//!
//! A signature is a pure function of the request as it is sent, the keys and the time: nothing here reads a clock, the
//! environment or a file, or has a state. So it can be compared with the provider's own SDK, request by request.
//!
//! A request must be signed last. Every header that it has by then is signed, except those with a `_` in their name,
//! which the provider's gateway ignores; changing a signed header afterwards breaks the signature. The path and the
//! query need not be in their canonical form to be signed, but the provider's documentation requires that form in what
//! is sent, and the runtime sends it.
//!
//! This file uses nothing else of this crate. The test server compiles the same file to verify what the provider's own
//! client signed.

use std::{
    fmt::Write,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::{digest, hmac};

/// The name of the algorithm, as it begins the header `Authorization`.
pub(crate) const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The header that holds the time of the signature.
pub(crate) const DATE: &str = "X-Sdk-Date";

/// The header that holds the security token of temporary keys.
pub(crate) const SECURITY_TOKEN: &str = "X-Security-Token";

/// The header that holds the signature.
pub(crate) const AUTHORIZATION: &str = "Authorization";

/// A header whose value replaces the hash of the body, if a request has it.
pub(crate) const CONTENT_HASH: &str = "x-sdk-content-sha256";

/// Everything except RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request as it is sent.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// The path, percent-encoded.
    pub(crate) path: &'a str,
    /// The query, percent-encoded, without the `?`; empty if there is none.
    pub(crate) query: &'a str,
    /// All headers, `Host` among them.
    pub(crate) headers: &'a [(String, Vec<u8>)],
    /// The body; empty if there is none.
    pub(crate) body: Body<'a>,
}

/// The body of a request, of which only the hash is signed.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    /// Its bytes.
    Bytes(&'a [u8]),
    /// Its SHA-256 hash, where the bytes are not in memory.
    Hash(&'a [u8]),
}

/// An access key. It has no `Debug`, so that it cannot be printed.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    /// The access key's ID, which is sent.
    pub(crate) access_key: &'a str,
    /// The secret key, which is not.
    pub(crate) secret_key: &'a str,
    /// The security token of a temporary key.
    pub(crate) security_token: Option<&'a str>,
}

/// Signs a request. Returns the headers to add to it. Nothing else may be changed afterwards.
pub(crate) fn sign(request: Request<'_>, keys: Keys<'_>, time: SystemTime) -> Vec<(&'static str, String)> {
    let date = date(time);
    let mut added = vec![(DATE, date.clone())];
    added.extend(keys.security_token.map(|token| (SECURITY_TOKEN, token.to_owned())));
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| {
            !name.eq_ignore_ascii_case(AUTHORIZATION) && !added.iter().any(|(new, _)| new.eq_ignore_ascii_case(name))
        })
        .cloned()
        .collect();
    headers.extend(
        added
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes())),
    );
    let request = Request {
        headers: &headers,
        ..request
    };
    let signed = signed_headers(&headers);
    let text = string_to_sign(&date, &canonical_request(request, &signed));
    let authorization = format!(
        "{ALGORITHM} Access={}, SignedHeaders={}, Signature={}",
        keys.access_key,
        signed.join(";"),
        signature(keys.secret_key, &text),
    );
    added.push((AUTHORIZATION, authorization));
    added
}

/// Formats a time as it is signed, such as `20260403T120000Z`. A clock that is wrong by millennia must not panic: the
/// time is limited to the years that can be written.
fn date(time: SystemTime) -> String {
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    let time = time.clamp(UNIX_EPOCH, UNIX_EPOCH + LAST);
    let mut text = humantime::format_rfc3339_seconds(time).to_string();
    text.retain(|character| !matches!(character, '-' | ':'));
    text
}

/// Parses a time as it is signed.
pub(crate) fn parse_date(text: &str) -> Option<SystemTime> {
    let part = |range| text.get(range).unwrap_or_default();
    if text.len() != 16 {
        return None;
    }
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    let (hour, minute, second) = (part(8..11), part(11..13), part(13..16));
    humantime::parse_rfc3339(&format!("{year}-{month}-{day}{hour}:{minute}:{second}")).ok()
}

/// Returns the names of the headers to sign: in lower case, sorted, without duplicates.
pub(crate) fn signed_headers(headers: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in headers.iter().filter(|(name, _)| !name.contains('_')) {
        let name = name.to_ascii_lowercase();
        if let Err(place) = names.binary_search(&name) {
            names.insert(place, name);
        }
    }
    names
}

/// Returns the canonical form of a request, which both sides hash. `signed` are the names of the headers in it, in
/// lower case and sorted. The result is bytes, because a header's value need not be UTF-8.
pub(crate) fn canonical_request(request: Request<'_>, signed: &[String]) -> Vec<u8> {
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method.to_ascii_uppercase(),
        canonical_path(request.path),
        canonical_query(request.query),
    )
    .into_bytes();
    for name in signed {
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        text.extend_from_slice(&value_of(request.headers, name));
        text.push(b'\n');
    }
    text.push(b'\n');
    text.extend_from_slice(signed.join(";").as_bytes());
    text.push(b'\n');
    let stated = value_of(request.headers, CONTENT_HASH);
    match request.body {
        Body::Bytes([]) => text.extend_from_slice(hex(digest::digest(&digest::SHA256, b"").as_ref()).as_bytes()),
        _ if !stated.is_empty() => text.extend_from_slice(&stated),
        Body::Bytes(bytes) => text.extend_from_slice(hex(digest::digest(&digest::SHA256, bytes).as_ref()).as_bytes()),
        Body::Hash(hash) => text.extend_from_slice(hex(hash).as_bytes()),
    }
    text
}

/// Returns what is signed: the time, and the hash of the canonical request.
pub(crate) fn string_to_sign(date: &str, canonical_request: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, canonical_request);
    format!("{ALGORITHM}\n{date}\n{}", hex(hash.as_ref()))
}

/// Returns the signature of a string to sign.
pub(crate) fn signature(secret_key: &str, string_to_sign: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
    hex(hmac::sign(&key, string_to_sign.as_bytes()).as_ref())
}

/// Decodes the path as a whole, encodes its segments again, and adds a slash at the end. So an encoded slash becomes a
/// plain one, and bytes that are not UTF-8 become U+FFFD: the provider's SDK does the same.
fn canonical_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let mut text = decoded.split('/').map(encoded).collect::<Vec<_>>().join("/");
    if !text.ends_with('/') {
        text.push('/');
    }
    text
}

/// Sorts the decoded pairs by name and then by value, and encodes them. A `+` is a plus, not a space.
fn canonical_query(query: &str) -> String {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Returns a header's value without the spaces around it. Several values of one name are joined by commas, as in HTTP;
/// the provider's SDK cannot send several, so its behaviour is unknown.
fn value_of(headers: &[(String, Vec<u8>)], name: &str) -> Vec<u8> {
    let values: Vec<_> = headers
        .iter()
        .filter(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim_ascii())
        .collect();
    values.join(&b","[..])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Keys<'static> = Keys {
        access_key: "AK",
        secret_key: "SK",
        security_token: Some("token"),
    };

    fn sign_with(headers: &[(&str, &str)], keys: Keys<'_>) -> Vec<(&'static str, String)> {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect();
        let request = Request {
            method: "GET",
            path: "/",
            query: "",
            headers: &headers,
            body: Body::Bytes(b""),
        };
        sign(request, keys, UNIX_EPOCH + Duration::from_secs(1_775_217_600))
    }

    #[test]
    fn the_headers_of_a_signature_are_returned_and_signed() {
        let added = sign_with(&[("host", "h"), ("a_b", "c")], KEYS);
        assert_eq!(added[0], ("X-Sdk-Date", "20260403T120000Z".to_owned()));
        assert_eq!(added[1], ("X-Security-Token", "token".to_owned()));
        assert_eq!(added[2].0, "Authorization");
        assert!(
            added[2]
                .1
                .starts_with("SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date;x-security-token, Signature="),
            "{}",
            added[2].1
        );
        assert_eq!(added.len(), 3);
    }

    #[test]
    fn a_clock_that_is_wrong_by_millennia_does_not_panic() {
        let ages = Duration::from_secs(300_000_000_000);
        assert_eq!(date(UNIX_EPOCH - ages), "19700101T000000Z");
        assert_eq!(date(UNIX_EPOCH + ages), "99991231T235959Z");
    }

    #[test]
    fn a_date_is_parsed_as_it_is_formatted() {
        let time = UNIX_EPOCH + Duration::from_secs(1_775_217_600);
        assert_eq!(parse_date(&date(time)), Some(time));
        for text in [
            "",
            "20260403T120000",
            "20260403T120000ZZ",
            "2026-04-03T12:00Z",
            "éééééééé",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    /// Each attempt is signed separately, without the headers that the last signature added.
    #[test]
    fn the_headers_of_an_earlier_signature_are_replaced() {
        let once = sign_with(&[("host", "h")], KEYS);
        let mut again = vec![("host", "h"), ("authorization", "old"), ("x-sdk-date", "old")];
        again.push(("X-SECURITY-TOKEN", "old"));
        assert_eq!(once, sign_with(&again, KEYS));
    }

    #[test]
    fn the_body_the_time_and_the_key_change_the_signature() {
        let one = sign_with(&[("host", "h")], KEYS);
        let other_key = Keys {
            secret_key: "SL",
            ..KEYS
        };
        assert_ne!(one, sign_with(&[("host", "h")], other_key));
        assert_ne!(one, sign_with(&[("host", "i")], KEYS));
    }
}
