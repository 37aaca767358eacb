//! The method of a request that the document does not have.

use std::{borrow::Cow, fmt};

use super::super::error::Error;

/// A method of HTTP, such as [`Method::GET`]. It is also made of a text: `"PATCH"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(Cow<'static, str>);

impl Method {
    /// Reads something.
    pub const GET: Self = Self(Cow::Borrowed("GET"));
    /// Reads the headers of something.
    pub const HEAD: Self = Self(Cow::Borrowed("HEAD"));
    /// Does what the path says.
    pub const POST: Self = Self(Cow::Borrowed("POST"));
    /// Replaces something.
    pub const PUT: Self = Self(Cow::Borrowed("PUT"));
    /// Changes a part of something.
    pub const PATCH: Self = Self(Cow::Borrowed("PATCH"));
    /// Deletes something.
    pub const DELETE: Self = Self(Cow::Borrowed("DELETE"));
    /// Reads what can be done with something.
    pub const OPTIONS: Self = Self(Cow::Borrowed("OPTIONS"));

    /// Returns the method as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method, if a request can have it.
    pub(super) fn checked(self) -> Result<Cow<'static, str>, Error> {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        // What was put in by mistake is not shown.
        let refuse = |why: &str| Err(Error::invalid(format!("the method of the request {why}")));
        if self.0.is_empty() || !self.0.bytes().all(is_token) {
            refuse("has a character that is invalid in one, or is empty: use one such as `GET`")
        } else if self.0.bytes().any(|byte| byte.is_ascii_lowercase()) {
            refuse("has small letters, by which it is another one: write `GET`, not `get`")
        } else if self.0 == "CONNECT" {
            refuse("is `CONNECT`, which is for proxies")
        } else {
            Ok(self.0)
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Method {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Method {
    /// The method of this name. Whether there can be one is checked when the request is sent.
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl From<&str> for Method {
    /// The method of this name. Whether there can be one is checked when the request is sent.
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}
