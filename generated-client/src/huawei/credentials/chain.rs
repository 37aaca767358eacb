//! The default credentials: the places that are searched for an access key.

use super::{BoxError, BoxFuture, Credentials, CredentialsFile, Environment, ProvideCredentials, reason::Reason};

/// A provider of the access key in the environment ([`Environment`]), or else of the one in the credentials file
/// ([`CredentialsFile`]).
///
/// The provider's SDK for Python (3.1.219) looks in five places: identity federation (OIDC), the environment, the
/// credentials file, the metadata service of a cloud server, and the identity of a pod. This is the second and the
/// third of them, in the same order; the others are not searched. For those, implement [`ProvideCredentials`].
///
/// The first place that has a key is used alone: nothing is filled in from the next. If neither has one, the error says
/// for each place why it was not used, and names the other ways to set credentials. It shows no value.
#[derive(Clone, Debug, Default)]
pub struct DefaultCredentials {
    environment: Environment,
    file: CredentialsFile,
}

impl DefaultCredentials {
    /// The environment and the credentials file, at the places where the provider's SDKs look for them.
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
            let found = first(&places).await;
            found.map_err(|reason| Reason::new(format!("{reason}; {OTHER_WAYS}")).into())
        })
    }
}

/// How else credentials are set.
const OTHER_WAYS: &str = "set them there, or give the client's builder `token`, `access_key`, `temporary_access_key`, \
                          `user` or `credentials`";

/// Returns the credentials of the first place that has some, or else why each place has none.
async fn first(places: &[(&str, &dyn ProvideCredentials)]) -> Result<Credentials, Reason> {
    let mut reasons = Vec::new();
    for (name, place) in places {
        match place.provide().await {
            Ok(credentials) => return Ok(credentials),
            Err(reason) => reasons.push(format!("{name}: {reason}")),
        }
    }
    Err(Reason::new(reasons.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing(&'static str);

    impl ProvideCredentials for Nothing {
        fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
            Box::pin(async { Err(self.0.into()) })
        }
    }

    #[tokio::test]
    async fn the_first_place_with_credentials_is_used() {
        let (one, two) = (Credentials::token("1"), Credentials::token("2"));
        let taken = first(&[("a", &Nothing("x")), ("b", &one), ("c", &two)])
            .await
            .expect("some");
        assert_eq!(taken.secrets()[0].expose(), "1");
    }

    #[tokio::test]
    async fn every_place_says_why_it_has_no_credentials() {
        let why = first(&[("a", &Nothing("x")), ("b", &Nothing("y"))])
            .await
            .expect_err("none");
        assert_eq!(why.to_string(), "a: x; b: y");
    }
}
