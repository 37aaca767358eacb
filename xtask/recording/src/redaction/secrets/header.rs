//! Credentials in headers.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::search::LONG;
use super::{Found, body, is_credential, text, url};
use crate::headers::{HeaderPolicy, header_policy};
use crate::interaction::Header;
use crate::redaction::Vocabulary;

/// Headers whose names look like those of credentials, and which say how to authenticate or what may be sent.
const ABOUT: [&str; 2] = ["proxy-authenticate", "www-authenticate"];

/// Headers that contain credentials among other things.
const WITH_SECRETS: [&str; 3] = [
    "authentication-info",
    "proxy-authentication-info",
    "sec-websocket-protocol",
];

/// Parameters of `Authorization` that say how a request is signed.
const OF_SIGNATURE: [&str; 9] = [
    "algorithm",
    "qop",
    "realm",
    "signedheaders",
    "uri",
    "headers",
    "created",
    "expires",
    "version",
];

/// Collects the credentials in a header.
pub(super) fn collect(header: &Header, vocabulary: &Vocabulary, found: &mut Found) {
    let name = header.name.to_ascii_lowercase();
    let value = header.value.trim();
    if ABOUT.contains(&name.as_str()) {
        return;
    }
    match name.as_str() {
        "cookie" => value.split(';').for_each(|pair| cookie(pair, found)),
        // Tools join the headers of a response by a line break or a comma; a comma is in dates, too.
        "set-cookie" => [value].into_iter().chain(value.split(['\n', ','])).for_each(|one| {
            let pair = one.split(';').next().unwrap_or_default();
            if pair.contains('=') {
                cookie(pair, found);
            }
        }),
        _ if is_secret(&name, vocabulary) => authorization(value, found),
        _ => {
            // A redirection contains what the next request needs; `Link` has several addresses, each in brackets.
            for part in value.split(['<', '>', ' ', '"']) {
                url::collect(part, true, vocabulary, found);
            }
            text::collect(value, found);
            if value.starts_with(['{', '[']) {
                body::members(value.as_bytes(), found);
            }
        }
    }
}

fn is_secret(name: &str, vocabulary: &Vocabulary) -> bool {
    let by_list = header_policy(name);
    by_list == HeaderPolicy::Secret
        || WITH_SECRETS.contains(&name)
        || vocabulary.credential_headers.contains(name)
        || (by_list == HeaderPolicy::Nothing && is_credential(name))
}

/// A cookie. Short values are settings far more often than credentials, unless the name says otherwise.
fn cookie(pair: &str, found: &mut Found) {
    let (name, value) = pair.trim().split_once('=').unwrap_or(("", pair));
    let value = value.trim();
    if value.len() >= LONG || is_credential(name) {
        found.add(value);
        let inner = url::decoded(value.trim_matches('"'));
        if inner.starts_with(['{', '[']) {
            body::long_values(inner.as_bytes(), found);
        }
    }
}

/// The value of `Authorization`, or of a header like it.
pub(super) fn authorization(value: &str, found: &mut Found) {
    found.add(value);
    // Behind the name of a scheme.
    let rest = value
        .split_once(char::is_whitespace)
        .map_or(value, |(_, rest)| rest.trim());
    found.add(rest);
    basic(rest, found);
    // Of a JSON Web Token, each part.
    rest.split('.')
        .filter(|part| part.len() >= 2 * LONG)
        .for_each(|part| found.add(part));
    for parameter in rest.split([',', ';']) {
        match parameter.trim().split_once('=') {
            Some((name, text)) if !text.trim_matches('=').is_empty() => {
                if OF_SIGNATURE.contains(&name.trim().to_ascii_lowercase().as_str()) {
                    continue;
                }
                found.add(text);
                // A key with what it is limited to: `Credential=KEY/20260131/region/service`.
                if let Some((key, _)) = text.trim().trim_matches('"').split_once('/')
                    && key.len() >= LONG
                {
                    found.add(key);
                }
            }
            _ => {
                let words = parameter.split_whitespace().filter(|word| word.len() >= LONG);
                words.for_each(|word| found.add(word));
            }
        }
    }
}

/// The user and the password of Basic. Other schemes write an identifier and its secret in the same way.
pub(super) fn basic(token: &str, found: &mut Found) {
    let token = token.trim_end_matches('=');
    let bytes = STANDARD_NO_PAD.decode(token).or_else(|_| URL_SAFE_NO_PAD.decode(token));
    let Some(text) = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return;
    };
    if let Some((user, password)) = text.split_once(':')
        && !text.contains(char::is_control)
    {
        found.add(&text);
        found.add(user);
        found.add(password);
    }
}
