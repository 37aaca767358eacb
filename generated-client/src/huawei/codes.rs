//! What the codes of the provider's API gateway mean, and the predicates of [`Error`] that follow from them.
//!
//! The code is asked first. The service answers nearly every error with status 400, so that its status alone says
//! little; where the code is not known here, the status decides.

use crate::runtime::{Error, ErrorKind, Verdict};

/// What an error asks of the caller.
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
    // The token has lapsed, or is one of another region.
    ("APIGW.0307", Class::Unauthorized),
    // More than the 200 calls a second that are let through by default.
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

/// What an error means for the call that it was answered to.
pub(super) fn verdict(error: &Error) -> Option<Verdict> {
    class(error).map(|class| match class {
        Class::Throttled => Verdict::Passing,
        Class::Unauthorized => Verdict::Refused,
        Class::Forbidden | Class::NotFound => Verdict::Lasting,
    })
}

impl Error {
    /// The credentials are wrong, have lapsed, or are those of another region; or the identity service gave none for
    /// them. What can be renewed was renewed and tried once more: mend the credentials, look at the region, and for a
    /// signature at this machine's clock. Do not repeat the call as it is: several failures in a row lock a key or a user.
    pub fn is_unauthorized(&self) -> bool {
        class(self) == Some(Class::Unauthorized)
    }

    /// The user is known and lacks the permission. Have it granted; another attempt will not help.
    pub fn is_forbidden(&self) -> bool {
        class(self) == Some(Class::Forbidden)
    }

    /// What was asked for is not there: the project, or the whole operation, which may not be published in the region.
    /// Check region, endpoint and project.
    pub fn is_not_found(&self) -> bool {
        class(self) == Some(Class::NotFound)
    }

    /// Too many calls. Wait 2 to 5 seconds, then go on more slowly.
    pub fn is_throttled(&self) -> bool {
        class(self) == Some(Class::Throttled)
    }

    /// Which permission was lacking, encoded: the identity service decodes it for those who may know.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.detail("encoded_authorization_message")
    }

    /// Another attempt may succeed: the connection failed, the time ran out, the service is busy or has a fault of its
    /// own. Wait between attempts, longer each time. After a timeout an operation that writes may have been done.
    pub fn is_retryable(&self) -> bool {
        match class(self) {
            Some(class) => class == Class::Throttled,
            None => self.is_transient(),
        }
    }
}
