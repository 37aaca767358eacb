//! Credentials, where they come from, and the trait for a provider of your own.
//!
//! A client takes its credentials from one place:
//!
//! | on the builder | what is sent |
//! |---|---|
//! | [`token`](crate::ClientBuilder::token) | the token, unchanged, until it expires |
//! | [`access_key`](crate::ClientBuilder::access_key), [`temporary_access_key`](crate::ClientBuilder::temporary_access_key) | a signature of each request; the secret key is not sent |
//! | [`user`](crate::ClientBuilder::user) | a token that the identity service (IAM) returns for the password, renewed before it expires |
//! | [`default_credentials`](crate::ClientBuilder::default_credentials) | a signature with the first key that [`DefaultCredentials`] finds |
//! | [`metadata_credentials`](crate::ClientBuilder::metadata_credentials) | a signature with the temporary key of this cloud server, see [`MetadataService`] |
//! | [`credentials`](crate::ClientBuilder::credentials) | a signature with the temporary key of an [`Agency`], an [`OidcFederation`], an [`OidcAgency`] or a [`PodIdentity`], with a profile of a [`CredentialsFile`], or what a [`ProvideCredentials`] of your own returns |
//!
//! [`DefaultCredentials`] searches in the order of the provider's SDK 3.1.219: an agency for an ID token, the environment,
//! the credentials file, the metadata service of a cloud server (only if that is set), the identity of a pod.
//!
//! A `token` is used even if another of them is set as well. Of the others, the last one that was set counts.
//!
//! Credentials that expire are cached until shortly before. However many tasks wait for new ones, they are fetched
//! once. A refused token is renewed and the call repeated, once. A refused signature is repeated only if its time was
//! more than five minutes off, and at most once in five minutes, since about five refusals in a row lock the key for
//! minutes.
//!
//! Fetching credentials takes at most 30 seconds, which
//! [`credentials_timeout`](crate::ClientBuilder::credentials_timeout) changes. A failure is an error of the kind
//! [`Credentials`](crate::ErrorKind::Credentials) for all calls that waited. If it was the identity service that
//! refused, its status, code and request ID are those of the error, and nothing is sent to it again for 30 seconds.
//!
//! If no project is set, the identity service is called once for that of the region, with the same credentials.
//!
//! Keys, tokens and passwords are validated when the client is built, those of a provider when they are fetched: one
//! that is empty, or that ends with a line break, is refused by the name of the argument. White space around a value in
//! the environment or the credentials file is removed.
//!
//! # A provider of your own
//!
//! Implement [`ProvideCredentials`] if secrets come from a vault, or from another process:
//!
//! ```
//! use huaweicloud_hss::{
//!     Client,
//!     credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials},
//! };
//!
//! struct Vault;
//!
//! impl ProvideCredentials for Vault {
//!     fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
//!         Box::pin(async {
//!             let (id, key) = ("an access key's ID", "the secret key");
//!             Ok(Credentials::access_key(id, key).with_project_id("p1"))
//!         })
//!     }
//! }
//!
//! # fn main() -> Result<(), huaweicloud_hss::Error> {
//! let client = Client::builder().region("eu-west-101").credentials(Vault).build()?;
//! # Ok(())
//! # }
//! ```

mod agency;
mod chain;
mod connections;
mod entry;
mod environment;
mod file;
mod ini;
mod issued;
mod metadata;
mod oidc_agency;
mod oidc_federation;
mod pod_identity;
mod small_file;

use std::{fmt, sync::Arc, time::SystemTime};

pub(super) use self::connections::Authenticating;
pub use self::{
    agency::Agency, chain::DefaultCredentials, connections::Connections, environment::Environment,
    file::CredentialsFile, metadata::MetadataService, oidc_agency::OidcAgency, oidc_federation::OidcFederation,
    pod_identity::PodIdentity,
};
use super::{malformed, reason, variables};
pub use crate::runtime::BoxFuture;
use crate::runtime::{Place, Secret, unusable};

/// Any error, as a provider of credentials returns it. Its text becomes the source of the [`Error`](crate::Error) of
/// the call.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A provider of credentials.
///
/// It is called when a call first needs credentials, and again when those that it returned are about to expire or were
/// refused. It need not cache anything, and is never called by two tasks of a client at the same time. It needs no
/// `Debug`: that of the client shows the name of its type.
pub trait ProvideCredentials: Send + Sync + 'static {
    /// Returns the credentials to use from now on.
    ///
    /// It has 30 seconds, or what [`credentials_timeout`](crate::ClientBuilder::credentials_timeout) sets; after that
    /// its future is dropped.
    ///
    /// # Errors
    /// Any error. The call fails with it, unless older credentials have not expired yet. The text is shown to the
    /// caller, so it must not contain a secret.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;

    /// Returns the credentials to use from now on, with the connections of the client that needs them.
    ///
    /// The client calls this method. By default it is [`provide`](Self::provide), which is all that most providers
    /// implement. Implement it, too, if you pass the call on to a provider of this module that sends requests, such as
    /// [`MetadataService`].
    ///
    /// # Errors
    /// As [`provide`](Self::provide).
    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        let _ = connections;
        self.provide()
    }
}

/// Credentials that never change.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).provide()
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        (**self).provide_with(connections)
    }
}

/// A token or an access key, optionally with its project and its expiry.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) kind: Kind,
    pub(crate) project_id: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
    /// The address of the identity service in the credentials file.
    pub(crate) iam_endpoint: Option<String>,
}

/// What is sent, or used to sign.
#[derive(Clone)]
pub(crate) enum Kind {
    Token(Secret),
    AccessKey(AccessKey),
}

/// An access key. The ID alone is not a secret, but is treated as one: half of a key should not be in a log either.
#[derive(Clone)]
pub(crate) struct AccessKey {
    pub(crate) id: Secret,
    pub(crate) secret: Secret,
    pub(crate) security_token: Option<Secret>,
}

impl Credentials {
    /// Creates credentials of a token, which the identity service returns in the header `X-Subject-Token`.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self::of(Kind::Token(token.into()))
    }

    /// Creates credentials of an access key: its ID (AK) and the secret key (SK).
    pub fn access_key(id: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self::of(Kind::AccessKey(AccessKey {
            id: id.into(),
            secret: secret.into(),
            security_token: None,
        }))
    }

    /// Creates credentials of a temporary access key, with the security token that was issued with it.
    pub fn temporary_access_key(
        id: impl Into<Secret>,
        secret: impl Into<Secret>,
        security_token: impl Into<Secret>,
    ) -> Self {
        Self::of(Kind::AccessKey(AccessKey {
            id: id.into(),
            secret: secret.into(),
            security_token: Some(security_token.into()),
        }))
    }

    fn of(kind: Kind) -> Self {
        Self {
            kind,
            project_id: None,
            expires_at: None,
            iam_endpoint: None,
        }
    }

    /// Sets the project of these credentials. It is used if none is set on the builder, and saves a request to the
    /// identity service.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets when the credentials expire. They are renewed five minutes before, or, if they live less than fifty
    /// minutes, when a tenth of their life is left. Those that have expired when they are provided are used for five
    /// minutes, or until they are refused: this machine's clock may be wrong.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Sets the project, if there is one.
    fn in_project(mut self, project_id: Option<String>) -> Self {
        self.project_id = project_id.or(self.project_id);
        self
    }

    /// Sets the address of the identity service.
    fn with_iam(mut self, endpoint: Option<String>) -> Self {
        self.iam_endpoint = endpoint;
        self
    }

    /// Returns all parts that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        match &self.kind {
            Kind::Token(token) => vec![token.clone()],
            Kind::AccessKey(key) => [Some(&key.id), Some(&key.secret), key.security_token.as_ref()]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
        }
    }

    /// Returns why the credentials cannot be used, if they cannot. The text names the argument and does not show its
    /// value.
    pub(crate) fn fault(&self) -> Option<String> {
        self.fault_by(&Names {
            id: "the access key's ID (`id`)",
            secret: "the secret key (`secret`)",
            security_token: "the security token (`security_token`)",
            project_id: "the project ID (`project_id`)",
        })
    }

    /// Like [`fault`](Self::fault), with the names that the parts have where they were read.
    fn fault_by(&self, names: &Names) -> Option<String> {
        let mut parts: Vec<(&str, &str, Place)> = Vec::new();
        match &self.kind {
            Kind::Token(token) => parts.push(("the token (`token`)", token.expose(), Place::Header)),
            Kind::AccessKey(key) => {
                parts.push((names.id, key.id.expose(), Place::HeaderParameter));
                parts.push((names.secret, key.secret.expose(), Place::SigningKey));
                if let Some(token) = &key.security_token {
                    parts.push((names.security_token, token.expose(), Place::Header));
                }
            }
        }
        if let Some(project_id) = &self.project_id {
            parts.push((names.project_id, project_id, Place::Header));
        }
        let mut parts = parts.into_iter();
        parts.find_map(|(what, text, place)| Some(format!("{what} {}", unusable(text, place)?)))
    }
}

/// What the parts of an access key are called where it was read.
struct Names {
    id: &'static str,
    secret: &'static str,
    security_token: &'static str,
    project_id: &'static str,
}

/// Shows the kind of the credentials, and not their values.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.kind {
            Kind::Token(_) => "token",
            Kind::AccessKey(AccessKey {
                security_token: None, ..
            }) => "access key",
            Kind::AccessKey(_) => "temporary access key",
        };
        f.debug_struct("Credentials")
            .field("kind", &kind)
            .field("project_id", &self.project_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
