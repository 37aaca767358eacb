//! The credentials that an interaction shows: whether a text may be made public depends on them.

use std::collections::HashSet;

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
        // What a text is decoded to is never longer, by so much even if each of its bytes becomes U+FFFD.
        const MOST_DECODED: usize = 3;
        // Most interactions show the same credentials.
        let all: HashSet<&str> = each.into_iter().flat_map(|one| one.0.all()).collect();
        let lower = text.to_ascii_lowercase();
        if text.len() >= SHORTEST && all.iter().any(|secret| secret.to_ascii_lowercase().contains(&lower)) {
            return true;
        }
        let is_possible = |secret: &&&str| secret.len() <= text.len() * MOST_DECODED;
        let contained: Secrets = all
            .iter()
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
