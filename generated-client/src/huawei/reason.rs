//! Why a place has no usable credentials.

use std::fmt;

/// Why a place has no credentials. It contains no value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    text: String,
    is_broken: bool,
}

impl Reason {
    /// The place is not set up, or lacks a part.
    pub(super) fn new(text: String) -> Self {
        Self { text, is_broken: false }
    }

    /// The place is set up, and cannot be used as it is.
    pub(super) fn broken(text: String) -> Self {
        Self { text, is_broken: true }
    }

    /// The same, of a place that is set up.
    pub(super) fn into_broken(self) -> Self {
        Self::broken(self.text)
    }

    /// Whether the place is set up, so that no other may be used instead of it.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The reason of a provider that sends requests, and was called without connections.
    pub(super) fn needs_client() -> Self {
        Self::new("these credentials are fetched with the connections of a client: pass their provider to `credentials` of the client's builder, or call `provide_with`".to_owned())
    }

    /// Adds the place.
    pub(super) fn at(self, place: String) -> Self {
        let text = format!("{place}: {}", self.text);
        Self { text, ..self }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Reason {}
