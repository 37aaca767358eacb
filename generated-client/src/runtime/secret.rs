//! A secret text: never printed, erased from memory, and limited to the characters that its place allows.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use zeroize::Zeroizing;

/// A token, key or password, which is never printed.
///
/// It is created from text (`From<String>`, `From<&str>`) and cannot be read back. Its memory is overwritten when it is
/// dropped.
///
/// To be sent, it is copied into the request. The buffers of the request belong to the HTTP library and are not
/// overwritten.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text. Whatever it is copied into must not be printable either.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Returns what the text is recognised by. It must not be shown either: a short secret could be found by it.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
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

/// Where a secret is put, which decides what characters it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The value of a header.
    Header,
    /// A parameter inside the value of a header, before a comma.
    HeaderParameter,
    /// A cookie's value.
    Cookie,
    /// A parameter of the query.
    Query,
    /// The user name of HTTP's `Basic` scheme, which ends at the first colon.
    BasicUser,
    /// The password of HTTP's `Basic` scheme.
    BasicPassword,
    /// The key of a signature. It is not sent, so that the service cannot report what is wrong with it.
    SigningKey,
    /// A text in a body of JSON.
    Json,
}

/// Returns why a text cannot be used in a place, as the end of a sentence that begins with its name. The text is not
/// repeated.
pub(crate) fn unusable(text: &str, place: Place) -> Option<&'static str> {
    let is_ascii_only = match place {
        Place::Header | Place::HeaderParameter | Place::Cookie | Place::SigningKey => true,
        Place::Query | Place::BasicUser | Place::BasicPassword | Place::Json => false,
    };
    let is_edge = |character: char| match place {
        // A password may begin or end with a space.
        Place::BasicPassword | Place::Json => character.is_whitespace() && character != ' ',
        _ => character.is_whitespace(),
    };
    if text.is_empty() {
        return Some("is empty");
    }
    if text.ends_with(['\r', '\n']) {
        return Some("ends with a line break: remove it");
    }
    if text.starts_with(is_edge) || text.ends_with(is_edge) {
        return Some("begins or ends with white space: remove it");
    }
    if text.contains(char::is_control) {
        return Some("holds a control character, such as a line break: remove it");
    }
    if is_ascii_only && !text.is_ascii() {
        return Some(match place {
            Place::SigningKey => "has a character that is not ASCII, which no key has",
            Place::Cookie => "has a character that is invalid in a cookie: it is not ASCII",
            _ => "has a character that is invalid in a header: it is not ASCII",
        });
    }
    match place {
        Place::HeaderParameter if text.contains([' ', ',']) => {
            Some("holds a space or a comma, which would end it in the header `Authorization`")
        }
        Place::Cookie if text.contains([';', ',', ' ', '"', '\\']) => {
            Some("has a character that is invalid in a cookie: a semicolon, comma, space, quotation mark or backslash")
        }
        Place::BasicUser if text.contains(':') => Some("holds a colon, at which the user name would end"),
        _ => None,
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
    fn a_secret_must_be_valid_where_it_is_sent() {
        const ALL: [Place; 8] = [
            Place::Header,
            Place::HeaderParameter,
            Place::Cookie,
            Place::Query,
            Place::BasicUser,
            Place::BasicPassword,
            Place::SigningKey,
            Place::Json,
        ];
        // What a text holds, and the places that take it nevertheless.
        let cases: [(&str, &[Place]); 15] = [
            ("plain-Text_1.2/3+4=", &ALL),
            ("", &[]),
            ("a\n", &[]),
            ("a\r\n", &[]),
            ("\na", &[]),
            ("a\nb", &[]),
            ("a\tb", &[]),
            ("a\0b", &[]),
            ("a\u{a0}", &[]),
            (" a", &[Place::BasicPassword, Place::Json]),
            ("a ", &[Place::BasicPassword, Place::Json]),
            (
                "é",
                &[Place::Query, Place::BasicUser, Place::BasicPassword, Place::Json],
            ),
            (
                "a:b",
                &[
                    Place::Header,
                    Place::HeaderParameter,
                    Place::Cookie,
                    Place::Query,
                    Place::BasicPassword,
                    Place::SigningKey,
                    Place::Json,
                ],
            ),
            (
                "a,b",
                &[
                    Place::Header,
                    Place::Query,
                    Place::BasicUser,
                    Place::BasicPassword,
                    Place::SigningKey,
                    Place::Json,
                ],
            ),
            (
                "a b",
                &[
                    Place::Header,
                    Place::Query,
                    Place::BasicUser,
                    Place::BasicPassword,
                    Place::SigningKey,
                    Place::Json,
                ],
            ),
        ];
        for (text, places) in cases {
            let fitting: Vec<_> = ALL
                .into_iter()
                .filter(|place| unusable(text, *place).is_none())
                .collect();
            assert_eq!(fitting, places, "{text:?}");
        }
    }
}
