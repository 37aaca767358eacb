//! Why a place has no usable credentials.

use std::fmt;

/// Why a place has no credentials. It contains no value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason(String);

impl Reason {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The reason of a provider that sends requests, and was called without connections.
    pub(super) fn needs_client() -> Self {
        Self::new("these credentials are fetched with the connections of a client: pass their provider to `credentials` of the client's builder, or call `provide_with`".to_owned())
    }

    /// Adds the place.
    pub(super) fn at(self, place: String) -> Self {
        Self(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}
