//! The provider's own order of places to look for credentials.

use std::fmt;

use super::{BoxError, BoxFuture, Credentials, CredentialsFile, Environment, ProvideCredentials};

/// The access key in the environment ([`Environment`]), or else in the credentials file ([`CredentialsFile`]).
///
/// That is the order of the provider's SDKs. They ask the metadata service of a cloud server after these; this one does
/// not. The first place that has a key is taken whole: nothing is filled in from the next. If none has one, the error
/// says where each was looked for and why it was not taken, and shows no value.
#[derive(Clone, Debug, Default)]
pub struct DefaultCredentials {
    environment: Environment,
    file: CredentialsFile,
}

impl DefaultCredentials {
    /// The places that the provider's SDKs look in.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ProvideCredentials for DefaultCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let places: [(&str, &dyn ProvideCredentials); 2] = [
                ("the environment", &self.environment),
                ("the credentials file", &self.file),
            ];
            first(&places).await
        })
    }
}

/// The credentials of the first place that has some.
async fn first(places: &[(&str, &dyn ProvideCredentials)]) -> Result<Credentials, BoxError> {
    let mut reasons = Vec::new();
    for (name, place) in places {
        match place.provide().await {
            Ok(credentials) => return Ok(credentials),
            Err(reason) => reasons.push(format!("{name}: {reason}")),
        }
    }
    Err(Reason::new(reasons.join("; ")).into())
}

/// Why a place has no credentials. It holds no value of one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason(String);

impl Reason {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The same, with the place.
    pub(super) fn at(self, place: String) -> Self {
        Self(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Nothing(&'static str);

    impl ProvideCredentials for Nothing {
        fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
            Box::pin(async { Err(self.0.into()) })
        }
    }

    #[tokio::test]
    async fn the_first_place_that_has_some_is_taken() {
        let (one, two) = (Credentials::token("1"), Credentials::token("2"));
        let taken = first(&[("a", &Nothing("x")), ("b", &one), ("c", &two)])
            .await
            .expect("some");
        assert_eq!(taken.secrets()[0].expose(), "1");
    }

    #[tokio::test]
    async fn every_place_says_why_not() {
        let why = first(&[("a", &Nothing("x")), ("b", &Nothing("y"))])
            .await
            .expect_err("none");
        assert_eq!(why.to_string(), "a: x; b: y");
    }
}
