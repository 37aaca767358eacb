//! A text that nobody may read by accident.

use std::fmt;

/// A token, key or password. It can be put in and sent, but neither printed nor read out.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself. What it is put into must not be printable either.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("REDACTED")
    }
}
