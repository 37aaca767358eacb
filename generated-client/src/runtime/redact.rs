//! Removes secrets from text that came from outside the client: a server may repeat the request that it rejects.
//!
//! Only such text is searched. The client's own words cannot contain a secret, and searching them would damage them
//! wherever a short token happens to be a part of a word. For the same reason, secrets of fewer than [`SHORTEST`]
//! characters are not searched for.
//!
//! A secret is found as it is, as hexadecimal, inside Base64 (whatever precedes or follows it, so that the
//! `user:password` of HTTP's `Basic` scheme is found), wrapped over several lines, and with characters escaped as in a
//! URL, a form, JSON or HTML. Letter case does not matter: hosts are shown in small letters, and half of the secret would
//! be known.
//!
//! Up to two escapings inside each other are undone one kind at a time, since a secret may contain what looks like an
//! escape. More of them, and those that the libraries add that describe what was wrong, are undone all at once.

mod escapes;
mod view;

use std::{collections::HashSet, ops::Range};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

use self::view::View;
use super::secret::Secret;

/// The number of characters below which a secret is not searched for.
const SHORTEST: usize = 8;

/// The number of bytes of a text that are searched. The rest of a longer text is dropped.
const SEARCHED: usize = 128 << 10;

/// How many bytes before the end of a shortened text are dropped as well: they may be the beginning of a secret.
const MARGIN: usize = 64 << 10;

/// How many escapings inside each other are undone one kind at a time.
const DEPTH: usize = 2;

/// How many escapings inside each other are undone if all kinds are undone at once.
const WHOLE_DEPTH: usize = 6;

/// The replacement for a secret.
const REDACTED: &str = "REDACTED";

/// The secrets to remove, in the forms in which they are searched for.
pub(super) struct Redaction(Vec<Needle>);

struct Needle {
    bytes: Zeroizing<Vec<u8>>,
    /// Whether the match is extended to the whole run of Base64 that it is a part of.
    in_base64: bool,
}

impl Redaction {
    pub(super) fn of(secrets: &[Secret]) -> Self {
        Self::of_those_within(secrets, usize::MAX)
    }

    /// Ignores the forms of secrets that a text of `length` bytes is too short for.
    fn of_those_within(secrets: &[Secret], length: usize) -> Self {
        let mut needles: Vec<Needle> = Vec::new();
        for secret in secrets {
            let text = secret.expose();
            // No form is shorter than the secret itself.
            if text.len() > length || is_short(secret) {
                continue;
            }
            for needle in forms(text) {
                if needle.bytes.len() <= length && !needles.iter().any(|known| known.bytes == needle.bytes) {
                    needles.push(needle);
                }
            }
        }
        Self(needles)
    }

    /// Replaces each secret in a text. A very long text is shortened.
    pub(super) fn apply(&self, text: &mut String) {
        if text.len() > SEARCHED {
            truncate(text, SEARCHED);
            self.replace(text);
            let end = text.len().saturating_sub(MARGIN);
            truncate(text, end);
        } else {
            self.replace(text);
        }
    }

    fn replace(&self, text: &mut String) {
        // From the end to the beginning, so that the places that remain stay where they are.
        for range in self.find(text).into_iter().rev() {
            text.replace_range(range, REDACTED);
        }
    }

    /// Whether a text contains a secret.
    pub(super) fn matches(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// The places of all secrets in a text: in order, without overlaps.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if !self.0.is_empty() {
            let mut searched = HashSet::new();
            let original = View::new(text);
            self.search(&original, DEPTH, &mut searched, &mut found);
            let mut whole = original.wholly_unescaped();
            for _ in 0..WHOLE_DEPTH {
                let Some(view) = whole else { break };
                self.search(&view, 0, &mut searched, &mut found);
                whole = view.wholly_unescaped();
            }
        }
        found.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in found {
            let range = boundary_before(text, range.start)..boundary_after(text, range.end);
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }

    /// Searches a view, unless the same one was searched, and those in which one kind of escaping is undone.
    fn search(&self, view: &View, depth: usize, searched: &mut HashSet<u64>, found: &mut Vec<Range<usize>>) {
        if searched.insert(view.digest()) {
            for needle in &self.0 {
                view.find(&needle.bytes, needle.in_base64, found);
            }
        }
        if depth > 0 {
            for unescaped in view.unescaped() {
                self.search(&unescaped, depth - 1, searched, found);
            }
        }
    }
}

/// Whether a secret is too short to be searched for.
pub(super) fn is_short(secret: &Secret) -> bool {
    secret.expose().chars().nth(SHORTEST - 1).is_none()
}

/// The number of bytes of the longest identifier.
const LONGEST_IDENTIFIER: usize = 1 << 10;

/// Removes an identifier that contains a secret, or that is too long to be one. A part of an identifier identifies
/// nothing.
pub(super) fn redact_identifier(identifier: &mut Option<String>, secrets: &[Secret]) {
    let unusable = |text: &String| {
        text.len() > LONGEST_IDENTIFIER || Redaction::of_those_within(secrets, text.len()).matches(text)
    };
    if identifier.as_ref().is_some_and(unusable) {
        *identifier = None;
    }
}

/// The forms of a secret that are searched for, in small letters. Escaped characters are not among them: the text is
/// unescaped instead.
fn forms(text: &str) -> Vec<Needle> {
    let plain = |bytes: Vec<u8>| Needle {
        bytes: Zeroizing::new(bytes),
        in_base64: false,
    };
    let mut all = vec![
        plain(text.as_bytes().to_ascii_lowercase()),
        plain(
            text.bytes()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                .into_bytes(),
        ),
    ];
    for before in 0..3 {
        let padded = Zeroizing::new([&[0; 2][..before], text.as_bytes()].concat());
        // Characters at the edges also hold bits of the text before and after the secret.
        let inner = (before * 8).div_ceil(6)..padded.len() * 8 / 6;
        for alphabet in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(alphabet.encode(&padded));
            all.push(Needle {
                bytes: Zeroizing::new(encoded.as_bytes()[inner.clone()].to_ascii_lowercase()),
                in_base64: true,
            });
        }
    }
    all
}

/// Shortens a text to so many bytes, or a few fewer in order not to split a character.
pub(super) fn truncate(text: &mut String, length: usize) {
    text.truncate(boundary_before(text, length));
}

fn boundary_before(text: &str, place: usize) -> usize {
    let mut places = (0..=place.min(text.len())).rev();
    places.find(|place| text.is_char_boundary(*place)).unwrap_or_default()
}

fn boundary_after(text: &str, place: usize) -> usize {
    let mut places = place..text.len();
    places.find(|place| text.is_char_boundary(*place)).unwrap_or(text.len())
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
