//! The credentials that an interaction shows: whether a text may be made public depends on them.

use std::collections::HashSet;

use super::secrets::Secrets;
use super::{Bodies, Facts, Outside, Route, Vocabulary, is_credential};
use crate::headers::{HeaderPolicy, header_policy};
use crate::interaction::Interaction;

/// The credentials of one interaction.
#[derive(Debug)]
pub struct Credentials(Secrets);

impl Credentials {
    /// Finds the credentials of an interaction: by the names of the document's vocabulary, and, if the interaction is of one
    /// of its operations, by what it says of values.
    pub fn of(interaction: &Interaction, route: Option<&Route<'_>>, vocabulary: &Vocabulary) -> Self {
        let bodies = Bodies::of(&mut interaction.clone());
        let nowhere = Route {
            operation: String::new(),
            server: String::new(),
            path: Vec::new(),
            vocabulary,
            request: Facts::default(),
            response: Facts::default(),
            maps: HashSet::new(),
            open_query: false,
        };
        let route = route.unwrap_or(&nowhere);
        Self(Secrets::of(interaction, &Outside::default(), &bodies, route))
    }

    /// Whether a text contains a credential, in any encoding.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.are_in(text)
    }

    /// Whether a text contains a credential, in any encoding, or is a part of one.
    pub fn touch(&self, text: &str) -> bool {
        // A shorter text is a part of any secret by chance, and shows nothing of it.
        const SHORTEST: usize = 4;
        let lower = text.to_ascii_lowercase();
        let is_part = |secret: &str| text.len() >= SHORTEST && secret.to_ascii_lowercase().contains(&lower);
        self.0.are_in(text) || self.0.are_in_name(text) || self.0.all().any(is_part)
    }

    /// Whether a name is that of a credential, such as of a header or a member.
    pub fn is_name_of_one(name: &str) -> bool {
        is_credential(name) || header_policy(name) == HeaderPolicy::Secret
    }
}
