//! A text that nobody may read by accident, and that does not stay in memory.

use std::fmt;

use zeroize::Zeroizing;

/// A token, key or password. It can be put in and sent, but neither printed nor read out. Its memory is overwritten
/// when it is dropped.
///
/// What is sent is copied into the request, whose buffers are the HTTP library's and are not overwritten.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. What it is put into must not be printable either.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("REDACTED")
    }
}

/// Takes secrets out of a text.
pub(super) fn redact(text: &mut String, secrets: &[Secret]) {
    for secret in secrets {
        let secret = secret.expose();
        if !secret.is_empty() && text.contains(secret) {
            *text = text.replace(secret, "REDACTED");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn is_wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn a_secret_is_wiped_and_not_shown() {
        let secret = Secret::from("canary");
        is_wiped(&secret.0);
        assert_eq!(format!("{secret:?} {:?}", [&secret]), "REDACTED [REDACTED]");
    }

    #[test]
    fn texts_lose_their_secrets_and_nothing_else() {
        let mut text = "a canary, a canary bird".to_owned();
        redact(&mut text, &["canary".into(), "".into()]);
        assert_eq!(text, "a REDACTED, a REDACTED bird");
    }
}
