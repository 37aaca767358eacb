//! Keys by which a service recognises that two requests are attempts of one call.

use std::fmt;

use super::{
    arguments::{Location, Parameter},
    error::Error,
    facts::Operation,
    secret::{Place, Secret, unusable},
};

/// Headers that mean a key if an operation documents one of them, in small letters.
const KNOWN: [&str; 2] = ["idempotency-key", "x-idempotency-key"];

/// A key by which the service recognises another attempt of a call. All attempts of a call have the same one.
///
/// ```no_run
/// use huaweicloud_hss::{Client, Error, IdempotencyKey};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let key = IdempotencyKey::random().in_header("Idempotency-Key");
/// let order = client.request("POST", "/orders").json("one of each");
/// order.options(|options| options.idempotency_key(key)).send().await?;
/// # Ok(())
/// # }
/// ```
///
/// The header is the one that the document names: with `x-idempotency-key` at the operation, or as a header parameter
/// `Idempotency-Key` or `X-Idempotency-Key`. For other operations [`in_header`](Self::in_header) names it.
#[derive(Clone)]
pub struct IdempotencyKey {
    /// None: a random one for each call.
    value: Option<Secret>,
    header: Option<String>,
}

impl IdempotencyKey {
    /// A random UUID, another one for each call: where pages are read, for each page.
    pub fn random() -> Self {
        Self {
            value: None,
            header: None,
        }
    }

    /// A key that is given, to repeat a call that was sent before with the same one, such as after a restart.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self {
            value: Some(key.into()),
            header: None,
        }
    }

    /// Names the header of the key, for an operation whose document does not.
    #[must_use]
    pub fn in_header(mut self, name: impl Into<String>) -> Self {
        self.header = Some(name.into());
        self
    }

    /// Whether the caller gave the value.
    pub(super) fn is_given(&self) -> bool {
        self.value.is_some()
    }

    /// The header, and the value for one call.
    pub(super) fn of_call(&self, operation: &Operation) -> Result<(String, Secret), Error> {
        let header = self.header.clone().or_else(|| header_of(operation).map(str::to_owned));
        let header = header.ok_or_else(|| {
            Error::invalid(
                "the document names no header for an idempotency key of this operation: name it with `in_header`, such as \
                 `Idempotency-Key`",
            )
        })?;
        let value = self.value.clone().unwrap_or_else(random);
        match unusable(value.expose(), Place::Header) {
            Some(why) => Err(Error::invalid(format!("the idempotency key {why}"))),
            None => Ok((header, value)),
        }
    }
}

impl<T: Into<Secret>> From<T> for IdempotencyKey {
    fn from(key: T) -> Self {
        Self::new(key)
    }
}

/// Without the key: a caller may use a name of its own customers as one.
impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotencyKey")
            .field("is_random", &self.value.is_none())
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// The header of the operation's key that the document names.
pub(super) fn header_of(operation: &Operation) -> Option<&'static str> {
    operation
        .idempotency_key
        .or_else(|| operation.parameters.iter().find(|one| is_key(one)).map(|one| one.name))
}

/// The position of the parameter that is the key.
pub(super) fn parameter_of(operation: &Operation) -> Option<usize> {
    let header = header_of(operation)?;
    let mut parameters = operation.parameters.iter();
    parameters.position(|one| one.location == Location::Header && one.name.eq_ignore_ascii_case(header))
}

fn is_key(parameter: &Parameter) -> bool {
    parameter.location == Location::Header && KNOWN.iter().any(|known| parameter.name.eq_ignore_ascii_case(known))
}

/// A random UUID (version 4).
pub(super) fn random() -> Secret {
    let bits = fastrand::u128(..);
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    let digits = format!("{bits:032x}");
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_keys_are_uuids_of_version_4_and_differ() {
        let one = random();
        let text = one.expose();
        assert_eq!(text.len(), 36);
        assert_eq!(text.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&text.as_bytes()[19]), "{text}");
        let is_digit = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase(),
        };
        assert!(text.bytes().enumerate().all(is_digit), "{text}");
        assert!(one != random());
    }

    #[test]
    fn a_key_that_no_header_can_have_is_refused_and_not_shown() {
        static OPERATION: Operation = Operation {
            idempotency_key: Some("Key"),
            ..Operation::DEFAULT
        };
        for key in ["", "canary\n", "canary\u{e9}", " canary"] {
            let error = IdempotencyKey::new(key).of_call(&OPERATION).expect_err(key);
            assert!(error.is_invalid_argument() && !format!("{error} {error:?}").contains("canary"));
        }
    }
}
