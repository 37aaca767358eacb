//! The meaning of the codes of the provider's API gateway, and the predicates of [`Error`] that depend on it.
//!
//! The code comes first. The service returns nearly every error with status 400, so that the status alone says little.
//! It decides where the code is not known here.

use crate::runtime::{Error, ErrorKind, Verdict};

/// The classes of errors that a caller handles differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Unauthorized,
    Forbidden,
    NotFound,
    Throttled,
}

/// The gateway's codes. The service's own (`HSS.0001` and so on) are not published with their meaning.
const CODES: &[(&str, Class)] = &[
    // The operation is not published in the region.
    ("APIGW.0101", Class::NotFound),
    // The credentials are wrong.
    ("APIGW.0301", Class::Unauthorized),
    ("APIGW.0302", Class::Forbidden),
    // The token has expired, or belongs to another region.
    ("APIGW.0307", Class::Unauthorized),
    // More than the 200 calls per second that are allowed by default.
    ("APIGW.0308", Class::Throttled),
];

fn class(error: &Error) -> Option<Class> {
    let code = error.code();
    if let Some((_, class)) = CODES.iter().find(|(known, _)| Some(*known) == code) {
        return Some(*class);
    }
    match error.status()? {
        // Even where the body could not be read.
        401 => Some(Class::Unauthorized),
        _ if !matches!(error.kind(), ErrorKind::Api | ErrorKind::Credentials) => None,
        403 => Some(Class::Forbidden),
        404 => Some(Class::NotFound),
        429 => Some(Class::Throttled),
        _ => None,
    }
}

/// Returns what an error means for the call that it belongs to.
pub(super) fn verdict(error: &Error) -> Option<Verdict> {
    class(error).map(|class| match class {
        Class::Throttled => Verdict::Passing,
        Class::Unauthorized => Verdict::Refused,
        Class::Forbidden | Class::NotFound => Verdict::Lasting,
    })
}

impl Error {
    /// Returns whether the credentials were refused: they are wrong, have expired, or belong to another region. A token
    /// was renewed already if that is possible. Fix the credentials, check the region, and for a signature check this
    /// machine's clock. Do not repeat the call unchanged: several failures in a row lock a key or a user.
    pub fn is_unauthorized(&self) -> bool {
        class(self) == Some(Class::Unauthorized)
    }

    /// Returns whether the user does not have the permission. Have it granted; another attempt will not help.
    pub fn is_forbidden(&self) -> bool {
        class(self) == Some(Class::Forbidden)
    }

    /// Returns whether the project does not exist, or the operation, which may not be published in the region. Check
    /// region, endpoint and project.
    pub fn is_not_found(&self) -> bool {
        class(self) == Some(Class::NotFound)
    }

    /// Returns whether there were too many calls. Wait 2 to 5 seconds, then send fewer of them.
    pub fn is_throttled(&self) -> bool {
        class(self) == Some(Class::Throttled)
    }

    /// Returns which permission was missing, encoded. The identity service decodes it for users who are allowed to
    /// know.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.detail("encoded_authorization_message")
    }

    /// Returns whether another attempt may succeed: the connection failed, a timeout expired, or the service is busy or
    /// failed itself. Wait between attempts, longer each time. After a timeout, an operation that writes may have been
    /// executed.
    pub fn is_retryable(&self) -> bool {
        match class(self) {
            Some(class) => class == Class::Throttled,
            None => self.is_transient(),
        }
    }
}
