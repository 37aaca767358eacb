//! Credentials in a text for people, and in formats that are not read otherwise: YAML, lines of settings, commands.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::search::{LONG, SHORT};
use super::{Found, header, is_credential};
use crate::redaction::Vocabulary;

/// What the credentials of well-known services begin with.
const PREFIXES: [&str; 26] = [
    "AIza",
    "AKIA",
    "ASIA",
    "SG.",
    "dop_v1_",
    "eyJ",
    "ghp_",
    "gho_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "hf_",
    "hvs.",
    "npm_",
    "pypi-",
    "rk_live_",
    "shpat_",
    "sk-",
    "sk_live_",
    "sk_test_",
    "whsec_",
    "xapp-",
    "xox",
    "ya29.",
];

/// What the first line of a private key ends with.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// How many characters a credential of a service has at least.
const OF_SERVICE: usize = 16;

/// Schemes of `Authorization`.
const SCHEMES: [&str; 4] = ["apikey", "basic", "bearer", "token"];

/// Finds out fast that a text contains none of these, as nearly all texts do.
#[allow(
    clippy::expect_used,
    reason = "a few short patterns always fit, and a test builds both"
)]
fn any_of(patterns: &[&str], in_any_case: bool) -> AhoCorasick {
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(in_any_case)
        .build(patterns)
        .expect("a few short patterns")
}

/// Collects the credentials in a text: values behind the name of a credential and `=` or `:`, what is behind the name of a
/// scheme such as `Bearer`, users and passwords in URLs, and what looks like a credential of a well-known service.
pub(super) fn collect(text: &str, found: &mut Found) {
    assignments(text, found);
    schemes(text, found);
    addresses(text, found);
    of_services(text, found);
}

/// Values behind the name of a credential and a separator: `password = "…"`, `--token=…`, `api_key: …`.
fn assignments(text: &str, found: &mut Found) {
    // Where the last value ends: what is in a value is no name.
    let mut done = 0;
    for at in memchr::memchr2_iter(b'=', b':', text.as_bytes()) {
        if at < done {
            continue;
        }
        let name = text[..at].trim_end().trim_end_matches(['"', '\'', '\\']);
        let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let start = name.rfind(|c: char| !is_of_name(c)).map_or(0, |before| {
            before + name[before..].chars().next().map_or(0, char::len_utf8)
        });
        let name = &name[start..];
        // The last part of a path of names, as in `user.password`.
        let name = name.rsplit('.').next().unwrap_or(name);
        if name.len() > 64 || !is_credential(name) {
            continue;
        }
        let rest = text[at + 1..].trim_start_matches([' ', '\t', '\\']);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, clear) = match quote {
            Some(quote) => (rest[1..].split([quote, '\\', '\n']).next().unwrap_or_default(), true),
            None => {
                let end = |c: char| c.is_whitespace() || ";,&\"'<>(){}[]\\".contains(c);
                (rest.split(end).next().unwrap_or_default(), text.as_bytes()[at] == b'=')
            }
        };
        done = text.len() - rest.len() + value.len();
        if name.to_ascii_lowercase().ends_with("authorization") {
            let line = rest.trim_start_matches(['"', '\'']);
            let line = line.split(['"', '\'', '\n', '\r', '\\']).next().unwrap_or_default();
            done = done.max(text.len() - rest.len() + line.len());
            header::authorization(line.trim(), found);
        } else if (clear && value.len() >= SHORT)
            // Behind a colon there may be the word of a sentence.
            || value.len() >= LONG
            || (value.len() >= SHORT && !value.chars().all(char::is_alphabetic))
        {
            found.add(value);
        }
    }
}

/// What is behind the name of a scheme: `Bearer …`.
fn schemes(text: &str, found: &mut Found) {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&SCHEMES, true));
    if text.len() < LONG || !NAMES.is_match(text) {
        return;
    }
    let mut words = text
        .split(|c: char| c.is_whitespace() || "\"',;:(){}[]<>\\".contains(c))
        .peekable();
    while let Some(word) = words.next() {
        if SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
            && let Some(next) = words.peek()
            && next.len() >= LONG
            && !next.chars().all(char::is_alphabetic)
        {
            header::authorization(&format!("{word} {next}"), found);
        }
    }
}

/// Users and passwords in URLs.
fn addresses(text: &str, found: &mut Found) {
    if memchr::memmem::find(text.as_bytes(), b"://").is_none() {
        return;
    }
    for word in text.split(|c: char| c.is_whitespace() || "\"'<>,\\".contains(c)) {
        if word.contains("://") {
            super::url::collect(word, true, &Vocabulary::default(), found);
        }
    }
}

/// What looks like a credential of a well-known service, or a private key.
pub(super) fn of_services(text: &str, found: &mut Found) {
    static BEGINNINGS: LazyLock<AhoCorasick> =
        LazyLock::new(|| any_of(&[&PREFIXES[..], &[PRIVATE_KEY]].concat(), false));
    if text.len() < OF_SERVICE || !BEGINNINGS.is_match(text) {
        return;
    }
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    for word in text.split(|c: char| !is_of_token(c)) {
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        if word.len() >= OF_SERVICE && has_digit && PREFIXES.iter().any(|prefix| word.starts_with(prefix)) {
            found.add(word);
            let parts = word.split('.').filter(|part| part.len() >= 2 * LONG);
            parts.for_each(|part| found.add(part));
        }
    }
    if let Some((_, key)) = text.split_once(PRIVATE_KEY) {
        let key = key.split("-----").next().unwrap_or_default();
        let lines = key.split(['\n', '\r', '\\']).map(str::trim);
        lines.filter(|line| line.len() >= LONG).for_each(|line| found.add(line));
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, collect};

    #[test]
    fn credentials_are_found_in_texts() {
        for (text, credential) in [
            ("password=hunter2", "hunter2"),
            ("user: a\npassword: hunter2\n", "hunter2"),
            ("auth:\n  password: \"correct horse\"\n", "correct horse"),
            ("Server=x;User Id=u;Password=geheim;", "geheim"),
            ("curl -H 'Authorization: Bearer abcdefgh1' https://x", "abcdefgh1"),
            ("Authorization: Basic bWlyYTpnZWhlaW0x", "geheim1"),
            ("mutation { login(password: \"geheim\") { t } }", "geheim"),
            (r#"{\"password\": \"geheim\"}"#, "geheim"),
            ("postgres://u:geheim@db/x", "geheim"),
            ("it said: Bearer abcdefgh1.", "abcdefgh1."),
            ("user.password=geheim", "geheim"),
            ("<https://a/x?access_token=geheim>; rel=\"next\"", "geheim"),
            ("0; url=https://a/cb?access_token=geheim", "geheim"),
            ("export GITHUB_TOKEN=geheim", "geheim"),
            ("see ghp_abcdefghijklmnop1234", "ghp_abcdefghijklmnop1234"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIEabcd1234\n-----END",
                "MIIEabcd1234",
            ),
        ] {
            let mut found = Found::default();
            collect(text, &mut found);
            assert!(found.0.contains(credential), "{text}: {:?}", found.0);
        }
    }

    #[test]
    fn other_texts_contain_none() {
        for text in [
            "",
            "a=b; c=d",
            "Invalid token: it is late",
            "the password must be longer",
            "Basic authentication is required",
            "https://a/x?page=2",
            "sk-only-words-and-no-digits",
            "name: token",
            "=",
            "ü=ö:",
        ] {
            let mut found = Found::default();
            collect(text, &mut found);
            assert!(found.0.is_empty(), "{text}: {:?}", found.0);
        }
    }

    #[test]
    fn a_long_text_takes_no_longer_than_its_length() {
        let mut found = Found::default();
        collect(&"a=".repeat(400_000), &mut found);
        collect(&"token=".repeat(100_000), &mut found);
        collect(&"Bearer ".repeat(100_000), &mut found);
        assert!(found.0.len() < 3, "{}", found.0.len());
    }
}
