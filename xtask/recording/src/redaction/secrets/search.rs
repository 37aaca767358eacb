//! Finds secrets in a text, also where they were encoded on the way: in percent-encoding, Base64, hexadecimal digits,
//! escapes of JSON and HTML, in other letter case, and in several of these on top of each other.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::percent_decode_str;

/// Secrets of this length and longer are searched for everywhere in a text.
pub(super) const LONG: usize = 8;

/// Secrets that are shorter than [`LONG`] and of at least this length are searched for as whole words. Still shorter
/// ones are not searched for: they would match everywhere, and hide nothing.
pub(super) const SHORT: usize = 4;

/// How many encodings may lie on top of each other.
const DEPTH: usize = 3;

/// The most texts that one text is decoded to.
const MOST_VIEWS: usize = 64;

/// A set of secrets, ready to be searched for.
#[derive(Debug)]
pub(super) struct Search {
    /// All of them, in any letter case; `None` if there are none.
    automaton: Option<AhoCorasick>,
    /// The length of each in bytes.
    lengths: Vec<usize>,
}

impl Search {
    pub(super) fn new(secrets: &HashSet<String>) -> Self {
        // In one order, so that nothing depends on chance.
        let mut secrets: Vec<&String> = secrets.iter().filter(|secret| secret.len() >= SHORT).collect();
        secrets.sort();
        let mut builder = AhoCorasickBuilder::new();
        // There is an automaton for each interaction, and building a DFA takes longer than it saves on texts of this size.
        builder.kind(Some(AhoCorasickKind::ContiguousNFA));
        // More patterns than an automaton can have are more than an interaction of 64 MiB can show.
        let automaton = match secrets.is_empty() {
            true => None,
            false => builder.ascii_case_insensitive(true).build(&secrets).ok(),
        };
        Self {
            automaton,
            lengths: secrets.iter().map(|secret| secret.len()).collect(),
        }
    }

    /// Whether a text contains a secret. With `whole`, a short one counts only if it is all of the text.
    pub(super) fn finds(&self, text: &str, whole: bool) -> bool {
        let Some(automaton) = &self.automaton else { return false };
        let mut views = Views::default();
        views.add(text.to_owned(), 0);
        views.add(text.chars().rev().collect(), DEPTH);
        while let Some((view, depth)) = views.open.pop() {
            let mut found = automaton.find_overlapping_iter(&view);
            if found.any(|found| {
                let (start, end) = (found.start(), found.end());
                let short = self.lengths[found.pattern().as_usize()] < LONG;
                !short
                    || (if whole {
                        start == 0 && end == view.len()
                    } else {
                        is_word(&view, start, end)
                    })
            }) {
                return true;
            }
            if depth < DEPTH {
                views.decode(&view, depth + 1);
            }
        }
        false
    }
}

/// Whether no letter or digit is before or after a part of a text.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let after = text.get(end..).and_then(|after| after.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// What a text says by each of its decodings.
#[derive(Default)]
struct Views {
    open: Vec<(String, usize)>,
    known: HashSet<String>,
}

impl Views {
    fn add(&mut self, view: String, depth: usize) {
        if view.len() >= SHORT && self.known.len() < MOST_VIEWS && self.known.insert(view.clone()) {
            self.open.push((view, depth));
        }
    }

    fn decode(&mut self, text: &str, depth: usize) {
        if text.contains('%') {
            self.add(percent_decode_str(text).decode_utf8_lossy().into_owned(), depth);
        }
        if text.contains('+') {
            self.add(text.replace('+', " "), depth);
        }
        if text.contains('\\') {
            self.add(unescape(text), depth);
        }
        if text.contains('&') {
            self.add(entities(text), depth);
        }
        self.packed(text, depth);
    }

    /// Decodes what looks like hexadecimal digits or Base64. A secret may begin at any of the places that a decoder
    /// does not see, so that each is tried.
    fn packed(&mut self, text: &str, depth: usize) {
        let is_base64 = |character: char| character.is_ascii_alphanumeric() || "+/-_".contains(character);
        // Lines are broken in long ones.
        let joined: String = text.chars().filter(|character| !"\r\n".contains(*character)).collect();
        for run in joined.split(|character| !is_base64(character)) {
            if run.len() >= 2 * SHORT && run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                for start in 0..2 {
                    self.add(hexadecimal(&run[start..]), depth);
                }
            }
            if run.len() < 6 {
                continue;
            }
            let standard = run.replace('-', "+").replace('_', "/");
            for start in 0..4.min(standard.len()) {
                let rest = &standard[start..];
                // A last character alone encodes less than a byte; the bits of the last one may be anything.
                let whole = rest.len() / 4 * 4;
                let mut bytes = STANDARD_NO_PAD.decode(&rest[..whole]).unwrap_or_default();
                if rest.len() - whole >= 2 {
                    let last = format!("{}{}", &rest[whole..], &"AA"[..4 - (rest.len() - whole)]);
                    let last = STANDARD_NO_PAD.decode(last).unwrap_or_default();
                    bytes.extend(last.iter().take(rest.len() - whole - 1));
                }
                self.add(String::from_utf8_lossy(&bytes).into_owned(), depth);
            }
        }
    }
}

fn hexadecimal(digits: &str) -> String {
    let pairs = digits.as_bytes().chunks_exact(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = pairs.filter_map(byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text without the escapes that JSON and programming languages have.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let code = |digits: usize| {
            let number = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
            char::from_u32(number)
        };
        let (character, length) = match rest.chars().next() {
            Some('u') if code(4).is_some() => (code(4), 5),
            Some('x') if code(2).is_some() => (code(2), 3),
            Some('n') => (Some('\n'), 1),
            Some('r') => (Some('\r'), 1),
            Some('t') => (Some('\t'), 1),
            Some(other) => (Some(other), other.len_utf8()),
            None => (None, 0),
        };
        plain.extend(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// A text without the references that HTML and XML have.
pub(super) fn entities(text: &str) -> String {
    const NAMED: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let decoded = rest.split_once(';').and_then(|(name, after)| {
            let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            };
            let character = match name.strip_prefix('#') {
                Some(digits) => number(digits).and_then(char::from_u32),
                None => NAMED
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, character)| *character),
            };
            Some((character?, after))
        });
        match decoded {
            Some((character, after)) => {
                plain.push(character);
                rest = after;
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::Search;

    fn search(secrets: &[&str]) -> Search {
        Search::new(&secrets.iter().map(|secret| (*secret).to_owned()).collect())
    }

    /// A text in which every byte is written in this form.
    fn each(text: &str, form: fn(u8) -> String) -> String {
        text.bytes().map(form).collect()
    }

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let secret = "Zwetschge/4711 ü";
        let search = search(&[secret]);
        let percent = each(secret, |byte| format!("%{byte:02X}"));
        let mut texts = vec![
            secret.to_owned(),
            secret.to_ascii_uppercase(),
            secret.chars().rev().collect(),
            percent.clone(),
            each(&percent, |byte| format!("%{byte:02x}")),
            percent.replace("%20", "+"),
            each(secret, |byte| format!("{byte:02x}")),
            secret
                .chars()
                .map(|letter| format!("\\u{:04x}", u32::from(letter)))
                .collect(),
            secret
                .chars()
                .map(|letter| format!("&#{};", u32::from(letter)))
                .collect(),
            secret
                .chars()
                .map(|letter| format!("&#x{:X};", u32::from(letter)))
                .collect(),
            STANDARD.encode(STANDARD.encode(secret)),
            STANDARD.encode(&percent),
        ];
        for before in ["", "a", "ab", "abc"] {
            for after in ["", "z", "yz"] {
                let longer = format!("{before}{secret}{after}");
                texts.push(STANDARD.encode(&longer));
                texts.push(URL_SAFE_NO_PAD.encode(&longer));
            }
        }
        for text in &texts {
            for text in [text.clone(), format!("it was {text}!")] {
                assert!(search.finds(&text, false), "{text}");
                assert!(search.finds(&text, true), "{text}");
            }
        }
        for text in [
            "",
            "Zwetschge",
            "Zwetschge/4712 ü",
            "the quick brown fox",
            "c29tZXRoaW5nIGVsc2U=",
        ] {
            assert!(!search.finds(text, false), "{text}");
        }
    }

    #[test]
    fn a_short_secret_is_found_only_as_a_word() {
        let search = search(&["mira", "abc"]);
        for (text, finds, whole) in [
            ("mira", true, true),
            ("Mira said so", true, false),
            ("user=mira;", true, false),
            ("admiral", false, false),
            ("mira_id", true, false),
            ("bWlyYQ==", true, true),
            // Too short to be searched for.
            ("abc", false, false),
        ] {
            assert_eq!(search.finds(text, false), finds, "{text}");
            assert_eq!(search.finds(text, true), whole, "{text}");
        }
        assert!(!Search::new(&std::collections::HashSet::new()).finds("anything", false));
    }
}
