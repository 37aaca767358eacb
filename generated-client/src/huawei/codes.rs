//! The meaning of the codes of the provider's API gateway. It returns nearly every error with status 400, so that the
//! status alone says little.

use crate::runtime::{Class, Error};

/// Returns the class of a code of the gateway. The service's own (`HSS.0001` and so on) are not published with their
/// meaning.
pub(super) fn class(code: &str) -> Option<Class> {
    match code {
        // The operation is not published in the region.
        "APIGW.0101" => Some(Class::NotFound),
        // The credentials are wrong.
        "APIGW.0301" => Some(Class::Unauthorized),
        "APIGW.0302" => Some(Class::Forbidden),
        // The token has expired, or belongs to another region.
        "APIGW.0307" => Some(Class::Unauthorized),
        // More than the 200 calls per second that are allowed by default.
        "APIGW.0308" => Some(Class::Throttled),
        _ => None,
    }
}

impl Error {
    /// Returns which permission was missing, encoded. The identity service decodes it for users who are allowed to
    /// know.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.detail("encoded_authorization_message")
    }
}
