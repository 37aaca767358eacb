//! The credentials that an interaction shows: they are found once, wherever they are, and never written anywhere.
//!
//! - headers that contain credentials, by the list of [`crate::headers`], by their names, or because the document says
//!   so; of `Authorization` with the user and the password of Basic, of cookies each value
//! - the URL: user and password, parameters of query, path and fragment whose names are those of credentials
//! - URLs in other headers, such as the `code` in a `Location`
//! - bodies: members, form fields and parts by their names, and values that the document marks as secret
//! - any text: `password=…`, `Bearer …`, users and passwords in URLs, and what looks like the credential of a well-known
//!   service
//!
//! A text that contains one of them in any encoding is not kept, whether it is a value or a name.

mod body;
mod credential_name;
mod header;
mod search;
mod text;
mod url;

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{Bodies, Outside, Vocabulary};
use crate::interaction::Interaction;
use search::Search;

pub use body::Facts;
pub(in crate::redaction) use credential_name::{is_at_credential, is_credential};

/// The secrets of one interaction.
#[derive(Debug)]
pub(super) struct Secrets {
    all: HashSet<String>,
    /// Made when something is first searched for.
    search: OnceLock<Search>,
}

impl FromIterator<String> for Secrets {
    fn from_iter<I: IntoIterator<Item = String>>(all: I) -> Self {
        Self {
            all: all.into_iter().collect(),
            search: OnceLock::new(),
        }
    }
}

/// Words that are in the place of a credential, or say what kind it is. Keeping them keeps no secret.
const WORDS: [&str; 20] = [
    "anonymous",
    "basic",
    "bearer",
    "digest",
    "enabled",
    "disabled",
    "false",
    "hidden",
    "masked",
    "none",
    "null",
    "password",
    "redacted",
    "required",
    "secret",
    "session",
    "token",
    "true",
    "undefined",
    "unknown",
];

/// Collects secrets.
#[derive(Default)]
struct Found(HashSet<String>);

impl Found {
    /// Adds a secret, as it is and decoded.
    fn add(&mut self, text: &str) {
        let text = text.trim().trim_matches('"');
        if text.is_empty() || WORDS.contains(&text.to_ascii_lowercase().as_str()) {
            return;
        }
        if self.0.insert(text.to_owned()) {
            let decoded = url::decoded(text);
            if decoded != text {
                self.add(&decoded);
            }
        }
    }
}

impl Secrets {
    /// Finds the secrets of an interaction, also in what only the capture has. `facts` are those of the bodies of the
    /// request and of the response.
    pub(super) fn of(
        interaction: &Interaction,
        outside: &Outside<'_>,
        bodies: &Bodies,
        facts: [&Facts; 2],
        vocabulary: &Vocabulary,
    ) -> Self {
        let mut found = Found::default();
        let headers = interaction.request.headers.iter().chain(&interaction.response.headers);
        for header in headers {
            header::collect(header, vocabulary, &mut found);
        }
        for address in [Some(interaction.request.url.as_str()), outside.url]
            .into_iter()
            .flatten()
        {
            url::collect(address, false, vocabulary, &mut found);
        }
        for (body, facts) in [bodies.request.as_ref(), Some(&bodies.response)].into_iter().zip(facts) {
            if let Some(body) = body {
                body::collect(&body.bytes, body.media_type.as_deref(), facts, &mut found);
            }
        }
        for (name, value) in &outside.fields {
            if is_credential(name) {
                found.add(value);
            }
            body::collect(value.as_bytes(), None, &Facts::default(), &mut found);
        }
        for text in &outside.texts {
            body::collect(text.as_bytes(), None, &Facts::default(), &mut found);
        }
        Self::from_iter(found.0)
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| Search::new(&self.all))
    }

    /// Whether a value contains a secret.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.search().finds(text, false)
    }

    /// Whether a name contains a secret. A short one is often a word of some name, and counts only if it is all of it.
    pub(super) fn are_in_name(&self, name: &str) -> bool {
        self.search().finds(name, true)
    }

    /// The secrets as they are.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }
}
