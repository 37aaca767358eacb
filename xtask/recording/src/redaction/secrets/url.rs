//! Credentials in URLs.

use percent_encoding::percent_decode_str;

use super::search::LONG;
use super::{Found, body, is_credential, text};
use crate::redaction::Vocabulary;

/// Names of parameters that are credentials only in a URL.
const IN_URL: [&str; 3] = ["ak", "key", "sk"];

/// What a login hands over by a redirection.
const OF_LOGIN: [&str; 4] = ["code", "code_verifier", "nonce", "state"];

/// How long the secret of a webhook is at least.
const OF_HOOK: usize = 12;

/// How many URLs may lie in the parameters of each other.
const DEPTH: usize = 4;

/// Collects the credentials in a URL, whole or without a host: user and password, and parameters of path, query and
/// fragment. `redirection` says that it is the target of a redirection, as in `Location`.
pub(super) fn collect(address: &str, redirection: bool, vocabulary: &Vocabulary, found: &mut Found) {
    within(address, redirection, vocabulary, found, DEPTH);
}

fn within(address: &str, redirection: bool, vocabulary: &Vocabulary, found: &mut Found, depth: usize) {
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
    // The address of a webhook ends with its secret.
    let mut of_hook = false;
    for segment in before.split('/') {
        let is = |of: fn(&u8) -> bool| segment.bytes().any(|byte| of(&byte));
        if of_hook && segment.len() >= OF_HOOK && is(u8::is_ascii_digit) && is(u8::is_ascii_alphabetic) {
            found.add(segment);
        }
        of_hook |= segment.to_ascii_lowercase().contains("hook");
    }
    // A fragment may contain a query, as in `#/login?token=…`.
    let inner = fragment.split_once('?').map_or("", |(_, query)| query);
    for part in [query, fragment, inner] {
        pairs_within(part, redirection, vocabulary, found, depth);
    }
}

/// Collects the credentials among pairs, as a query and a form have them.
pub(super) fn pairs(text: &str, login: bool, vocabulary: &Vocabulary, found: &mut Found) {
    pairs_within(text, login, vocabulary, found, DEPTH);
}

fn pairs_within(text: &str, login: bool, vocabulary: &Vocabulary, found: &mut Found, depth: usize) {
    let pairs: Vec<_> = text
        .split(['&', ';'])
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), value))
        .collect();
    let has = |wanted: &str| pairs.iter().any(|(name, _)| name == wanted);
    let login = login || has("grant_type") || has("redirect_uri") || (has("code") && has("state"));
    for (name, value) in &pairs {
        // Each of the names in `user[password][0]`.
        let parts = || name.split(['[', ']', '.']).filter(|part| !part.is_empty());
        let last = parts().next_back().unwrap_or_default();
        let small = last.to_ascii_lowercase();
        let is_secret = vocabulary.credentials.contains(name)
            || is_credential(name)
            || parts().any(is_credential)
            || IN_URL.contains(&small.as_str())
            || (login && OF_LOGIN.contains(&small.as_str()));
        if is_secret {
            found.add(&decoded(value));
            found.add(value);
            continue;
        }
        let value = decoded(value);
        if value.starts_with(['{', '[']) {
            body::members(value.as_bytes(), found);
        } else if depth > 0 && (value.contains(['?', '#']) || value.contains("://")) {
            // A URL in a URL: where to go back to.
            within(&value, login, vocabulary, found, depth - 1);
        } else if value.len() >= LONG {
            text::of_services(&value, found);
        }
    }
}

/// A text without percent-encoding; a `+` is a space.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Found, Vocabulary, collect};

    fn found(address: &str) -> Vec<String> {
        let mut found = Found::default();
        collect(address, false, &Vocabulary::default(), &mut found);
        let mut all: Vec<_> = found.0.into_iter().collect();
        all.sort();
        all
    }

    #[test]
    fn credentials_are_found_anywhere_in_a_url() {
        for (address, credentials) in [
            ("https://me:pw@a/x", &["me", "pw"][..]),
            ("https://a/x?access_token=abc&next=/y?z=1", &["abc"]),
            ("https://a/x?next=/y?token=abc&sig=def", &["abc", "def"]),
            ("https://a/x?next=%2Fy%3Ftoken%3Dabc%26sig%3Ddef", &["abc", "def"]),
            ("/x;jsessionid=abc/y", &["abc"]),
            ("/x#access_token=abc&state=def", &["abc"]),
            ("/x#/login?token=abc", &["abc"]),
            ("/x?code=abc&state=def", &["abc", "def"]),
            ("/x?code=abc", &[]),
            ("/x?filter[password]=abc", &["abc"]),
            ("/x?token_type=bearer&page=2", &[]),
            ("https://hooks.a/services/T0/B0/abcdefgh1234", &["abcdefgh1234"]),
            ("https://a/api/webhooks/47114711471147/abcdefgh1234", &["abcdefgh1234"]),
            ("/repos/a/hooks/deliveries-of-all/12345678901234", &[]),
        ] {
            assert_eq!(found(address), credentials, "{address}");
        }
    }

    #[test]
    fn no_url_is_too_long_or_too_deep() {
        assert_eq!(found(&"?a=".repeat(1_000_000)), Vec::<String>::new());
        assert_eq!(found(&"#a=".repeat(1_000_000)), Vec::<String>::new());
        assert_eq!(found(&"&token=".repeat(100_000)), Vec::<String>::new());
    }
}
