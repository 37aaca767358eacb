//! Verifies the signature of a received request, as the provider's gateway does for `SDK-HMAC-SHA256`.
//!
//! The signature is computed by the client's own signer, which is compiled here from the same file, without any other code
//! of the client. So a request of the provider's own client that passes here shows that the two agree.
//!
//! The age of a signature is not checked, so that tests may be slow.

use std::fmt;

use crate::server::Received;

// The client does not publish its signer, and need not for this.
#[path = "../../src/huawei/signer.rs"]
#[allow(dead_code, reason = "verification does not need the functions that sign")]
mod signer;

/// An access key that the service knows.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// The access key's ID.
    pub access_key: &'a str,
    /// The secret key.
    pub secret_key: &'a str,
}

/// Why a signature is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// The intermediate results of signing a request, as in the signing vectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The canonical request.
    pub canonical_request: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature, in hex.
    pub signature: String,
}

/// Computes the intermediate results with all headers signed. The request must have an `X-Sdk-Date`.
#[must_use]
pub fn stages(request: &Received, secret_key: &str) -> Stages {
    stages_of(request, secret_key, &signer::signed_headers(&headers(request)))
}

/// Verifies the signature of a request: the access key, that all required headers are signed, and the signature itself.
///
/// # Errors
/// Returns what is wrong with it.
pub fn verify(request: &Received, key: Key<'_>) -> Result<(), Refused> {
    let refused = |why: String| Err(Refused(why));
    let Some(authorization) = request.header("authorization") else {
        return refused("there is no header Authorization".to_owned());
    };
    let Some(parts) = Authorization::parse(authorization) else {
        return refused("Authorization is not of the form of SDK-HMAC-SHA256".to_owned());
    };
    if parts.access_key != key.access_key {
        return refused("the access key is unknown".to_owned());
    }
    if request.header("x-auth-token").is_some() {
        return refused("a signed request has no X-Auth-Token".to_owned());
    }
    let date = request.header("x-sdk-date").unwrap_or_default();
    if !is_date(date) {
        return refused("X-Sdk-Date is not a time".to_owned());
    }
    let signed: Vec<_> = parts.signed_headers.split(';').map(str::to_owned).collect();
    // Everything that the signing rules require, so that no header can be added or removed on the way.
    let expected = signer::signed_headers(&headers(request));
    let on_the_way = [
        "authorization",
        "accept-encoding",
        "connection",
        "content-length",
        "accept",
    ];
    for name in &expected {
        if !signed.contains(name) && !on_the_way.contains(&name.as_str()) {
            return refused(format!("the header {name} is not signed"));
        }
    }
    if let Some(name) = signed.iter().find(|name| !expected.contains(name)) {
        return refused(format!("the header {name} is signed and missing"));
    }
    let stages = stages_of(request, key.secret_key, &signed);
    if stages.signature != parts.signature {
        return refused(format!(
            "the signature does not match; the canonical request is:\n{}",
            stages.canonical_request
        ));
    }
    Ok(())
}

fn stages_of(request: &Received, secret_key: &str, signed: &[String]) -> Stages {
    let canonical = signer::canonical_request(
        signer::Request {
            method: &request.method,
            path: request.path(),
            query: request.query(),
            headers: &headers(request),
            body: signer::Body::Bytes(&request.body),
        },
        signed,
    );
    let date = request.header("x-sdk-date").unwrap_or_default();
    let string_to_sign = signer::string_to_sign(date, &canonical);
    Stages {
        canonical_request: String::from_utf8_lossy(&canonical).into_owned(),
        signature: signer::signature(secret_key, &string_to_sign),
        string_to_sign,
    }
}

fn headers(request: &Received) -> Vec<(String, Vec<u8>)> {
    request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
        .collect()
}

/// `20260403T120000Z`
fn is_date(text: &str) -> bool {
    text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

/// The parts of the header, as they are written.
struct Authorization<'a> {
    access_key: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(signer::ALGORITHM)?.strip_prefix(' ')?;
        let mut parts = rest.split(", ");
        let parsed = Self {
            access_key: parts.next()?.strip_prefix("Access=")?,
            signed_headers: parts.next()?.strip_prefix("SignedHeaders=")?,
            signature: parts.next()?.strip_prefix("Signature=")?,
        };
        parts.next().is_none().then_some(parsed)
    }
}
