//! How a path that the document does not have is shown in a message: its words, but none of its values.
//!
//! A reader must see which path it is. But a path may contain private values: ids, tokens, addresses, passphrases. So a
//! segment is shown if the document writes it itself, or if it is a plain word where no value is expected. Of several
//! words in one segment, all but one must be words of the document's paths or of APIs in general.

use codegen::view::{Api, Url, decode, words};

use super::path_words::is_known;
use crate::contract::value::cut;

/// How many segments of a path are shown at most.
const MAX_SEGMENTS: usize = 60;

/// How long a segment may be that is shown, and each word of it.
const MAX_SEGMENT: usize = 40;
const MAX_WORD: usize = 16;

/// After such a word, also one of the host, what follows may be a secret even if it looks like a word.
const BEFORE_SECRETS: [&str; 17] = [
    "activat",
    "join",
    "recover",
    "token",
    "key",
    "secret",
    "passw",
    "credential",
    "reset",
    "invit",
    "hook",
    "session",
    "verif",
    "confirm",
    "magic",
    "code",
    "otp",
];

/// The ends of file names. A name with any other end may be an address.
const EXTENSIONS: [&str; 17] = [
    "action", "aspx", "css", "do", "htm", "html", "ico", "js", "json", "jsp", "map", "php", "svg", "txt", "xml",
    "yaml", "yml",
];

/// Words with a digit that are no values.
const WITH_DIGITS: [&str; 4] = ["oauth2", "ipv4", "ipv6", "s3"];

/// The path of a URL for a message, with `…` in the place of what may be a value.
pub(crate) fn shown_path(api: &Api<'_>, url: &Url<'_>) -> String {
    let mut shown = String::new();
    let mut before = String::new();
    let mut secret = comes_before_secrets(url.authority);
    for segment in url.path.split('/').skip(1).take(MAX_SEGMENTS) {
        let word = decode(segment);
        let own = word.is_empty() || api.router.has_word(&word);
        // A single letter is what the paths of short links begin with.
        let is_letter = before.len() == 1 && before.as_bytes()[0].is_ascii_alphabetic();
        let value = secret || is_letter || api.router.has_variable_after(&before);
        let text = if own || (!value && is_words(&word) && is_no_passphrase(api, &word)) {
            &word
        } else {
            "…"
        };
        shown = format!("{shown}/{text}");
        secret |= comes_before_secrets(&word);
        before = word;
    }
    cut(if shown.is_empty() { "/" } else { &shown })
}

/// Whether what follows a host or a segment may be a secret.
fn comes_before_secrets(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    BEFORE_SECRETS.iter().any(|sign| text.contains(sign))
}

/// Whether a segment looks like part of a path and not like a passphrase: of several words, all but one must be known.
fn is_no_passphrase(api: &Api<'_>, segment: &str) -> bool {
    let name = segment.split_once('.').map_or(segment, |(name, _)| name);
    let words = words(name);
    let known = words
        .iter()
        .filter(|word| is_known(word, |word| api.router.has_part(word)))
        .count();
    words.len() <= 1 || known + 1 >= words.len()
}

/// Whether a segment consists of plain words: `container-images`, `listUsers`, `v2`, `index.html`.
fn is_words(segment: &str) -> bool {
    if is_version(segment) || WITH_DIGITS.contains(&segment) {
        return true;
    }
    let (name, extension) = segment.split_once('.').unwrap_or((segment, "html"));
    segment.len() <= MAX_SEGMENT
        && EXTENSIONS.contains(&extension)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
        && name
            .split(['-', '_'])
            .all(|part| !part.is_empty() && is_camel_case(part))
}

/// `v1`, `v2.0`, `v1beta1`: the version of an API.
fn is_version(segment: &str) -> bool {
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = segment.strip_prefix(['v', 'V']) else {
        return false;
    };
    let separated = ["alpha", "beta", "."].iter().find_map(|sign| rest.split_once(sign));
    match separated {
        Some((major, minor)) => digits(major) && (minor.is_empty() || digits(minor)),
        None => digits(rest),
    }
}

/// Whether letters are one word or several in camel case, each of which can be read. A lower-case word may be short;
/// the words of camel case have three letters at least, since what changes between cases more often is a token.
fn is_camel_case(letters: &str) -> bool {
    let mut words: Vec<String> = Vec::new();
    for letter in letters.chars() {
        match words.last_mut() {
            Some(word) if letter.is_ascii_lowercase() => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let long_enough =
        |word: &String| word.len() >= 3 || (words.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    words.iter().all(|word| long_enough(word) && is_readable(word))
}

/// Whether a word can be read aloud, as one of a language can: at least one letter of seven is a vowel, and no more
/// than five consonants occur together. Letters by chance rarely have that.
fn is_readable(word: &str) -> bool {
    let is_vowel = |letter: char| "aeiouyAEIOUY".contains(letter);
    let vowels = word.chars().filter(|letter| is_vowel(*letter)).count();
    let consonants = word.split(is_vowel).map(str::len).max().unwrap_or_default();
    word.len() <= MAX_WORD && (word.len() <= 4 || (vowels * 7 >= word.len() && consonants <= 5))
}

#[cfg(test)]
mod tests {
    use super::is_words;

    #[test]
    fn words_are_distinguished_from_values() {
        for word in [
            "users",
            "api",
            "container-images",
            "listUsers",
            "ContainerImages",
            "v1",
            "v2.0",
            "v1beta1",
            "V3",
            "index.html",
            "favicon.ico",
            "oauth2",
            "js",
            "read_only",
            "strings",
            "health",
        ] {
            assert!(is_words(word), "{word}");
        }
        for value in [
            "12",
            "a1b2c3",
            "hunter2",
            "T0",
            "AKIAIOSFODNN",
            "dGhpc2lzYXRva2Vu",
            "eyJhbGciOiJub25lIn0.e30.",
            "f47ac10b-58cc-4372-a567-0e02b2c3d479",
            "deadbeefcafe1",
            "me@example.com",
            "10.0.0.1",
            "host.example.com",
            "example.com",
            "a;jsessionid=1",
            "a b",
            "größe",
            "qzxkvbwplmnr",
            "aBcDeF",
            "secretsecretsecretsecret",
            "v123",
            "vabc1",
            "a:b",
            "%",
            "-",
            "a--b",
            "ABC",
        ] {
            assert!(!is_words(value), "{value}");
        }
    }
}
