//! The credentials that an interaction shows: whether a text may be made public depends on them.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::secrets::Secrets;
use super::{Bodies, Facts, Outside, Vocabulary, is_credential};
use crate::headers::{HeaderPolicy, header_policy};
use crate::interaction::Interaction;

/// The credentials of one interaction.
#[derive(Debug)]
pub struct Credentials(Secrets);

impl Credentials {
    /// Finds the credentials of an interaction: by the names of the document's vocabulary, and by what the document says of
    /// the values in the bodies of the request and of the response.
    pub fn of(interaction: &Interaction, facts: &[Facts; 2], vocabulary: &Vocabulary) -> Self {
        let bodies = Bodies::of(&mut interaction.clone());
        let [request, response] = facts;
        let outside = Outside::default();
        Self(Secrets::of(
            interaction,
            &outside,
            &bodies,
            [request, response],
            vocabulary,
        ))
    }

    /// Whether a text contains a credential, in any encoding.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.are_in(text)
    }

    /// Whether a text contains a credential of one of several interactions, in any encoding, or is a part of one.
    pub fn touch<'c>(text: &str, each: impl IntoIterator<Item = &'c Self>) -> bool {
        // A shorter text is a part of any secret by chance, and shows nothing of it.
        const SHORTEST: usize = 4;
        // How many secrets are looked for in every code.
        const FEW: usize = 64;
        // What a text is decoded to is never longer, by so much even if each of its bytes becomes U+FFFD.
        const MOST_DECODED: usize = 3;
        // Most interactions show the same credentials.
        let mut all: HashMap<&str, usize> = HashMap::new();
        for secret in each.into_iter().flat_map(|one| one.0.all()) {
            *all.entry(secret).or_default() += 1;
        }
        let lower = text.to_ascii_lowercase();
        if text.len() >= SHORTEST && all.keys().any(|secret| secret.to_ascii_lowercase().contains(&lower)) {
            return true;
        }
        let parts = Parts::of(&lower);
        // Requests may be signed each in its own way. Of very many secrets, only those that several interactions show are
        // looked for in code: a text is nothing new before several show it.
        let are_few = all.len() <= FEW;
        let is_in_part = |(secret, count): (&&str, &usize)| {
            parts.has_some_of(secret) || (are_few || *count > 1) && parts.has_code_of(secret)
        };
        if all.iter().any(is_in_part) {
            return true;
        }
        let is_possible = |secret: &&&str| secret.len() <= text.len() * MOST_DECODED;
        let contained: Secrets = all
            .keys()
            .filter(is_possible)
            .map(|secret| (*secret).to_owned())
            .collect();
        contained.are_in(text) || contained.are_in_name(text)
    }

    /// Whether a name is that of a credential, such as of a header or a member.
    pub fn is_name_of_one(name: &str) -> bool {
        is_credential(name) || header_policy(name) == HeaderPolicy::Secret
    }
}

/// What parts of a text in small letters another text has.
///
/// What was written in small letters, as names of media types and headers are, or was cut into pieces, cannot be decoded, and
/// shows a secret still.
struct Parts<'t> {
    text: &'t [u8],
    /// The pairs of bytes that the text has, each a bit: most places of other texts are passed over by it.
    pairs: Vec<u64>,
}

impl<'t> Parts<'t> {
    /// How many characters in a row are no chance, at most and at least: half of a short secret are enough.
    const COMMON: RangeInclusive<usize> = 5..=8;

    fn of(lower: &'t str) -> Self {
        let text = lower.as_bytes();
        let mut pairs = vec![0; (1 << 16) / 64];
        for pair in text.windows(2) {
            let bit = Self::bit(pair);
            pairs[bit / 64] |= 1 << (bit % 64);
        }
        Self { text, pairs }
    }

    fn bit(pair: &[u8]) -> usize {
        usize::from(pair[0]) << 8 | usize::from(pair[1])
    }

    /// Whether it has a part of a secret as it is.
    fn has_some_of(&self, secret: &str) -> bool {
        self.has_some(&secret.to_ascii_lowercase())
    }

    /// Whether it has a part of a secret in Base64 or in hexadecimal digits.
    fn has_code_of(&self, secret: &str) -> bool {
        if self.text.len() < *Self::COMMON.end() {
            return false;
        }
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        // Behind other bytes, what is in a group with them looks different, and so does what is in the last group.
        let groups = (0..3).filter_map(|first| {
            let whole = secret.len().checked_sub(first)? / 3 * 3;
            secret.as_bytes().get(first..first + whole)
        });
        let mut codes = groups.flat_map(|bytes| [STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)]);
        self.has_some(&hex) || codes.any(|code| self.has_some(&code.to_ascii_lowercase()))
    }

    fn has_some(&self, other: &str) -> bool {
        let common = (other.len() / 2).clamp(*Self::COMMON.start(), *Self::COMMON.end());
        other.as_bytes().windows(common).any(|part| {
            let bit = Self::bit(part);
            self.pairs[bit / 64] >> (bit % 64) & 1 == 1 && self.text.windows(common).any(|own| own == part)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Secrets};

    fn credentials(secrets: &[&str]) -> Credentials {
        Credentials(Secrets::from_iter(secrets.iter().map(|secret| (*secret).to_owned())))
    }

    #[test]
    fn a_text_is_compared_with_the_credentials_of_each_interaction() {
        let each = [credentials(&["geheim-und-lang"]), credentials(&["mira", "abc"])];
        for (text, expected) in [
            ("geheim", true),
            ("GEHEIM", true),
            ("mira", true),
            ("a-geheim-und-lang-z", true),
            // Percent-encoding and Base64 of credentials, which are shorter than the text.
            ("%6dir%61", true),
            ("bWlyYQ==", true),
            // A part of one beside something else.
            ("x-heim-und", true),
            ("x-eim-un", false),
            // In small letters, in pieces, and behind other bytes: "x-geheim-und-lang".
            ("z2vozwltlxvuzc1syw5n", true),
            ("wltlxvuzc1s", true),
            ("ec1nzwhlaw0tdw5klwxhbmc", true),
            ("x-67656865696d2d756e642d6c616e67", true),
            ("6865696d2d", true),
            ("686569", false),
            ("admiral", false),
            ("heim", true),
            ("im", false),
            ("agent_id", false),
        ] {
            assert_eq!(Credentials::touch(text, &each), expected, "{text}");
        }
        assert!(!Credentials::touch("geheim", &each[1..]));
    }
}
