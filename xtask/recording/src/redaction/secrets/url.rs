//! Credentials in URLs.

use percent_encoding::percent_decode_str;

use super::{Found, is_credential};
use crate::redaction::Vocabulary;

/// Names of parameters that are credentials only in a URL.
const IN_URL: [&str; 3] = ["ak", "key", "sk"];

/// What a login hands over by a redirection.
const OF_LOGIN: [&str; 4] = ["code", "code_verifier", "nonce", "state"];

/// Collects the credentials in a URL, whole or without a host: user and password, and parameters of path, query and
/// fragment. `redirection` says that somebody is sent there, as by a `Location`.
pub(super) fn collect(address: &str, redirection: bool, vocabulary: &Vocabulary, found: &mut Found) {
    let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (before, query) = before.split_once('?').unwrap_or((before, ""));
    let after_scheme = before.split_once("://").map(|(_, rest)| rest);
    if let Some(rest) = after_scheme {
        let authority = rest.split('/').next().unwrap_or_default();
        if let Some((user, _)) = authority.rsplit_once('@') {
            user.splitn(2, ':').for_each(|part| found.add(part));
        }
    }
    for segment in before.split('/') {
        let matrix = segment.split(';').skip(1).filter_map(|pair| pair.split_once('='));
        matrix
            .filter(|(name, _)| is_credential(name))
            .for_each(|(_, value)| found.add(value));
    }
    for part in [query, fragment] {
        // The query of a route in a fragment, as in `#/login?token=…`.
        let part = part.rsplit_once('?').map_or(part, |(_, query)| query);
        pairs(part, redirection, vocabulary, found);
    }
}

/// Collects the credentials among pairs, as a query and a form have them.
pub(super) fn pairs(text: &str, login: bool, vocabulary: &Vocabulary, found: &mut Found) {
    let pairs: Vec<_> = text
        .split(['&', ';'])
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), value))
        .collect();
    let has = |wanted: &str| pairs.iter().any(|(name, _)| name == wanted);
    let login = login || has("grant_type") || has("redirect_uri") || (has("code") && has("state"));
    for (name, value) in &pairs {
        let last = name.trim_end_matches(']').rsplit('[').next().unwrap_or_default();
        let small = last.to_ascii_lowercase();
        let is_secret = vocabulary.credentials.contains(name)
            || is_credential(last)
            || IN_URL.contains(&small.as_str())
            || (login && OF_LOGIN.contains(&small.as_str()));
        if is_secret {
            found.add(&decoded(value));
            found.add(value);
        } else if value.contains("%3F") || value.contains("%3f") || value.contains('?') {
            // A URL in a URL: where to go back to.
            collect(&decoded(value), login, vocabulary, found);
        }
    }
}

/// A text without percent-encoding; a `+` is a space.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}
