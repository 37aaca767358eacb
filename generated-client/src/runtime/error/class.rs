//! What callers handle differently: refused credentials, a missing permission, nothing there, too many calls.
//!
//! The code of an error comes first, where the provider's part of the client knows it: some services return nearly every
//! error with the same status. Otherwise the status decides.

use super::{Error, ErrorKind};

/// A class of errors that callers handle differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The credentials were refused. With new ones the call is made once more; with the same ones it never is.
    Unauthorized,
    /// The permission is missing.
    Forbidden,
    /// What the request names does not exist.
    NotFound,
    /// There were too many calls: another attempt may succeed.
    Throttled,
}

/// Returns the class of a code, or `None` if the status decides.
pub(crate) type Classifier = fn(&str) -> Option<Class>;

impl Error {
    /// Sets the class of its code.
    #[must_use]
    pub(crate) fn classified(mut self, classifier: Option<Classifier>) -> Self {
        self.0.class = classifier.zip(self.code()).and_then(|(classify, code)| classify(code));
        self
    }

    /// Returns the class, by the code or else by the status.
    pub(in super::super) fn class(&self) -> Option<Class> {
        if self.0.class.is_some() {
            return self.0.class;
        }
        match self.status()? {
            // Even where the body could not be read.
            401 => Some(Class::Unauthorized),
            _ if !matches!(self.kind(), ErrorKind::Api | ErrorKind::Credentials) => None,
            403 => Some(Class::Forbidden),
            404 => Some(Class::NotFound),
            429 => Some(Class::Throttled),
            _ => None,
        }
    }

    /// Returns whether the credentials were refused: they are wrong, or have expired. They were renewed already if that is
    /// possible. Fix the credentials; for a signature check this machine's clock, too. Do not repeat the call unchanged:
    /// with some services, several failures in a row lock a key or a user.
    pub fn is_unauthorized(&self) -> bool {
        self.class() == Some(Class::Unauthorized)
    }

    /// Returns whether the caller does not have the permission. Have it granted; another attempt will not help.
    pub fn is_forbidden(&self) -> bool {
        self.class() == Some(Class::Forbidden)
    }

    /// Returns whether the requested resource does not exist. Check the arguments and the endpoint.
    pub fn is_not_found(&self) -> bool {
        self.class() == Some(Class::NotFound)
    }

    /// Returns whether there were too many calls. Wait for as long as [`retry_after`](Error::retry_after) says, or some
    /// seconds, then send fewer of them.
    pub fn is_throttled(&self) -> bool {
        self.class() == Some(Class::Throttled)
    }

    /// Returns whether another attempt may succeed: the connection failed, a timeout expired, or the service is busy or
    /// failed itself. Wait between attempts, longer each time. After a timeout, an operation that writes may have been
    /// executed.
    pub fn is_retryable(&self) -> bool {
        match self.class() {
            Some(class) => class == Class::Throttled,
            None => self.is_transient(),
        }
    }
}
