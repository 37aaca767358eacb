//! What a client with a mock transport uses if nothing else is set.

use std::borrow::Cow;

use super::super::{
    authenticate::{Authenticate, BoxFuture},
    error::Error,
    outgoing::Outgoing,
};

/// An address that no name server knows (RFC 2606).
pub(in super::super) const ENDPOINT: &str = "https://test.invalid";

/// The value of a parameter of the client that was not set.
const PARAMETER: &str = "test";

/// Serves every security scheme by sending nothing, and every parameter of the client that was not set. Others are missing, as
/// they are without a test.
pub(in super::super) struct TestCredentials {
    parameters: Vec<&'static str>,
}

impl TestCredentials {
    /// `parameters` are the names of those of the client that were not set.
    pub(in super::super) fn new(parameters: Vec<&'static str>) -> Self {
        Self { parameters }
    }
}

impl Authenticate for TestCredentials {
    fn authenticate<'a>(&'a self, _: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn parameter<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Error>> {
        let is_known = self.parameters.contains(&name);
        Box::pin(async move { Ok(is_known.then(|| PARAMETER.to_owned())) })
    }

    fn describe(&self) -> Cow<'static, str> {
        "none: the transport is for tests".into()
    }
}
