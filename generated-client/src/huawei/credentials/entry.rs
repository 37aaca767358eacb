//! What the environment and the credentials file can hold: an access key, or where an ID token for federation is.

use super::{
    BoxError, Connections, Credentials, Names, OidcFederation,
    malformed::{self, Kind},
    reason::Reason,
};

/// The values of a place. Empty ones are `None`.
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) secret: Option<String>,
    pub(super) security_token: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) identity_provider: Option<String>,
    pub(super) id_token_file: Option<String>,
    pub(super) iam_endpoint: Option<String>,
}

/// Credentials, or where they come from.
#[derive(Debug)]
pub(super) enum Found {
    Key(Credentials),
    Federation(OidcFederation),
}

impl Entry {
    /// Returns what the entry holds. Federation comes first, as in the provider's SDK. `missing` says what to do if a
    /// part is missing, by whether the ID and the secret are there. `federation` has the names of the identity provider and
    /// of the token's file.
    pub(super) fn found(
        self,
        names: &Names,
        federation: [&str; 2],
        missing: &dyn Fn(bool, bool) -> String,
    ) -> Result<Found, Reason> {
        let target = malformed::check(&[
            (names.project_id, self.project_id.as_deref(), Kind::Id),
            ("`iam_endpoint`", self.iam_endpoint.as_deref(), Kind::Address),
        ]);
        if let (Some(identity_provider), Some(file)) = (&self.identity_provider, &self.id_token_file) {
            target?;
            malformed::check(&[
                (federation[0], Some(identity_provider), Kind::Text),
                (federation[1], Some(file), Kind::Any),
            ])?;
            let mut federation = OidcFederation::new(identity_provider, file);
            federation.iam_endpoint = self.iam_endpoint;
            return Ok(Found::Federation(match self.project_id {
                Some(project_id) => federation.with_project_id(project_id),
                None => federation,
            }));
        }
        malformed::check(&[
            (names.id, self.id.as_deref(), Kind::Text),
            (names.secret, self.secret.as_deref(), Kind::Text),
            (names.security_token, self.security_token.as_deref(), Kind::Text),
        ])?;
        let (id, secret) = match (self.id, self.secret) {
            (Some(id), Some(secret)) => (id, secret),
            (id, secret) => return Err(Reason::new(missing(id.is_some(), secret.is_some()))),
        };
        // Without a key they are not used, and do not make the place one that is set up.
        target?;
        let credentials = match self.security_token {
            Some(token) => Credentials::temporary_access_key(id, secret, token),
            None => Credentials::access_key(id, secret),
        };
        let credentials = credentials.in_project(self.project_id).with_iam(self.iam_endpoint);
        match credentials.fault_by(names) {
            Some(fault) => Err(Reason::broken(fault)),
            None => Ok(Found::Key(credentials)),
        }
    }
}

impl Found {
    /// Returns the credentials, if they are here.
    pub(super) fn key(self) -> Result<Credentials, Reason> {
        match self {
            Self::Key(credentials) => Ok(credentials),
            Self::Federation(_) => Err(Reason::needs_client()),
        }
    }

    /// Returns the credentials, which federation fetches.
    pub(super) async fn credentials(self, connections: &Connections) -> Result<Credentials, BoxError> {
        use super::ProvideCredentials;
        match self {
            Self::Key(credentials) => Ok(credentials),
            Self::Federation(federation) => federation.provide_with(connections).await,
        }
    }
}
