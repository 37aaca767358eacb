//! Which headers a recording keeps: the one list.
//!
//! A header that is not on it is removed, except for the names of those that the document declares. To keep another
//! one, add it here, and say in a review why its value can contain neither a secret nor something that changes from call
//! to call; what such values are made of is in `redaction/headers.rs`.

/// What a recording keeps of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderPolicy {
    /// Name and value.
    Value,
    /// The name alone, which shows that the header was there: its value is a secret.
    Secret,
    /// The name alone: its value changes from call to call, or shows who called.
    Name,
    /// Nothing: it is not on the list.
    Nothing,
}

/// Headers whose values describe the contract and identify no one.
const VALUE: &[&str] = &[
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Allow",
    "Content-Encoding",
    "Content-Language",
    "Content-Type",
    "Retry-After",
];

/// Headers whose values are secrets: who has one can act as another user.
const SECRET: &[&str] = &[
    "Authorization",
    "Cookie",
    "Proxy-Authorization",
    "Set-Cookie",
    "X-Auth-Token",
    "X-Security-Token",
    "X-Subject-Token",
];

/// Headers of which only the presence says something.
const NAME: &[&str] = &["X-Project-Id", "X-Request-Id", "X-Sdk-Date"];

/// What a recording keeps of the header of this name, in any letter case.
pub fn header_policy(name: &str) -> HeaderPolicy {
    let on = |list: &[&str]| list.iter().any(|entry| entry.eq_ignore_ascii_case(name));
    if on(VALUE) {
        HeaderPolicy::Value
    } else if on(SECRET) {
        HeaderPolicy::Secret
    } else if on(NAME) {
        HeaderPolicy::Name
    } else {
        HeaderPolicy::Nothing
    }
}

/// The names of all headers that are kept, with their values or without.
pub fn all() -> impl Iterator<Item = &'static str> {
    [VALUE, SECRET, NAME].into_iter().flatten().copied()
}

/// The name as the list has it, if it is on the list, in any letter case.
pub(crate) fn spelling(name: &str) -> Option<&'static str> {
    all().find(|entry| entry.eq_ignore_ascii_case(name))
}
