//! Names: of members of objects, and of parameters of the query.
//!
//! A name says what is under it, and drift is reported by names; but some objects have values for names. Those that the
//! document declares pass, and those that a person wrote into the policy. Of the others only those that look like an
//! identifier that a person chose: words of letters with few digits. The rest is numbered by first appearance.
//!
//! A name that contains a secret never passes, and the names in what the document declares as a map are data: of them
//! only those pass that are declared somewhere.

use std::collections::{HashMap, HashSet};

use super::Vocabulary;
use super::policy::Allows;
use super::secrets::Secrets;

/// The names of one recording.
pub(super) struct Names<'a> {
    vocabulary: &'a Vocabulary,
    allows: Allows<'a>,
    secrets: &'a Secrets,
    /// Names that are data.
    data: HashSet<String>,
    /// What each name is called in the recording.
    known: HashMap<String, String>,
    count: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, allows: Allows<'a>, secrets: &'a Secrets) -> Self {
        Self {
            vocabulary,
            allows,
            secrets,
            data: HashSet::new(),
            known: HashMap::new(),
            count: 0,
        }
    }

    /// Marks a name as data.
    pub(super) fn is_data(&mut self, name: &str) {
        self.data.insert(name.to_owned());
    }

    /// Whether a text contains a secret of the interaction.
    pub(super) fn is_secret(&self, text: &str) -> bool {
        self.secrets.are_in(text)
    }

    /// The name that a name gets in the recording: the same one for the same one, and different ones for different
    /// ones.
    pub(super) fn name(&mut self, name: &str) -> String {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        if self.passes(name) {
            self.known.insert(name.to_owned(), name.to_owned());
            return name.to_owned();
        }
        let numbered = loop {
            self.count += 1;
            let numbered = format!("{NUMBERED}{}", self.count);
            if !self.is_declared(&numbered) {
                break numbered;
            }
        };
        self.known.insert(name.to_owned(), numbered.clone());
        numbered
    }

    fn passes(&self, name: &str) -> bool {
        self.is_declared(name) || (!self.data.contains(name) && is_identifier(name) && !self.secrets.are_in_name(name))
    }

    /// Whether the name is in the document or the policy.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.vocabulary.names.contains(name) || (self.allows.names(name) && !self.secrets.are_in_name(name))
    }
}

/// What numbered names begin with. A name that looks like one is no identifier, so that none is there twice.
const NUMBERED: &str = "key-";

/// Whether a name looks like an identifier that a person chose, rather than like a value.
pub fn is_identifier(name: &str) -> bool {
    const LONGEST: usize = 64;
    const DIGITS: usize = 4;
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    if !starts || !plain || name.len() > LONGEST || digits > DIGITS || name.starts_with(NUMBERED) {
        return false;
    }
    let words: Vec<&str> = name.split(['_', '.', '-']).filter(|word| !word.is_empty()).collect();
    words.iter().all(|word| is_word(word))
}

/// Whether the text between two separators is a word, or a few that begin with capitals.
fn is_word(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        return true;
    }
    // As in `sha256`, `k8s`, `ipv4Address`: a word does not begin with a digit, and has them in one place.
    let groups = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .count();
    if text.starts_with(|first: char| first.is_ascii_digit()) || groups > 1 {
        return false;
    }
    let hexadecimal = text.len() >= 8 && groups > 0 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = parts(text);
    let short = parts.iter().filter(|part| part.len() < 3).count();
    let choppy = short * 2 > parts.len().max(2) || (parts.len() > 3 && text.len() < parts.len() * 3);
    !hexadecimal && !choppy && parts.iter().all(|part| is_pronounceable(part))
}

/// The parts of a word that begin with capitals: `HTTPServerName` has three.
fn parts(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| {
        let before = bytes[at - 1];
        let after = bytes.get(at + 1).copied().unwrap_or(b'A');
        bytes[*at].is_ascii_uppercase() && (!before.is_ascii_uppercase() || after.is_ascii_lowercase())
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for at in (1..text.len()).filter(begins) {
        parts.push(&text[start..at]);
        start = at;
    }
    parts.push(&text[start..]);
    parts
}

/// Whether a word has the vowels that words have. Abbreviations are short, and so are words with a digit.
fn is_pronounceable(word: &str) -> bool {
    const LONGEST: usize = 20;
    const LONGEST_WITH_DIGIT: usize = 12;
    const CONSONANTS: usize = 6;
    if word.len() > LONGEST_WITH_DIGIT && word.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let is_vowel = |byte: u8| b"aeiouy".contains(&byte.to_ascii_lowercase());
    let runs = word.as_bytes().split(|byte| is_vowel(*byte));
    word.len() <= LONGEST && runs.map(<[u8]>::len).all(|run| run < CONSONANTS)
}

#[cfg(test)]
mod tests {
    use super::is_identifier;

    #[test]
    fn chosen_words_are_identifiers() {
        for name in [
            "a",
            "id",
            "_links",
            "items",
            "userName",
            "X-Request-Id",
            "HTTPServerName",
            "sha256",
            "k8s_pod",
            "ipv4Address",
            "odata.type",
            "last_30_days",
            "cpu_usage_5min",
            "createdAt",
            "OSType",
            "vpcId",
            "https_port",
            "level2",
        ] {
            // `5min` begins with a digit: a doubtful word is numbered.
            assert_eq!(is_identifier(name), name != "cpu_usage_5min", "{name}");
        }
    }

    #[test]
    fn names_that_look_like_values_are_not_identifiers() {
        for name in [
            "",
            "1st",
            "with space",
            "naïve",
            "key-1",
            "f989aa25-b3a4-4d88-b05a-ccaa0acd1205",
            "deadbeef01",
            "AKIAIOSFODNN7EXAMPLE",
            "token-51b7",
            "user12345",
            "xKqPzWvTb",
            "aB3dE5",
            "eyJhbGciOiJIUzI1NiJ9",
            "wJalrXUtnFEMI",
            "qwrtpsdfg",
            "alice@example.com",
            "10.0.0.1",
            "a/b",
            "averyveryverylongwordthatnobodychose",
        ] {
            assert!(!is_identifier(name), "{name}");
        }
    }
}
