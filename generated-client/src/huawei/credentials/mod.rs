//! Who calls: credentials, where they come from, and a seam for a source of one's own.
//!
//! A client takes its credentials from one place:
//!
//! | on the builder | what is sent |
//! |---|---|
//! | [`token`](crate::ClientBuilder::token) | the token, as it is, until it lapses |
//! | [`access_key`](crate::ClientBuilder::access_key), [`temporary_access_key`](crate::ClientBuilder::temporary_access_key) | a signature of each request; the secret key stays here |
//! | [`user`](crate::ClientBuilder::user) | a token, which the identity service (IAM) gives for the password, renewed before it lapses |
//! | [`default_credentials`](crate::ClientBuilder::default_credentials) | what the environment or the credentials file says |
//! | [`credentials`](crate::ClientBuilder::credentials) | what a [`ProvideCredentials`] of one's own gives |
//!
//! A `token` is used even if another of them is set as well. Of the others, the last one that was set counts.
//!
//! Credentials that lapse are kept until shortly before they do. However many tasks wait for new ones, they are asked
//! for once. A token that is refused is renewed and the call repeated, once; a signature that is refused is never made
//! anew, since about five of them in a row lock the key for minutes.
//!
//! Where no project is set, the identity service is asked for that of the region, once, with the same credentials.
//!
//! # A source of one's own
//!
//! Implement [`ProvideCredentials`] where secrets come from a vault, or from another process:
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

mod chain;
mod environment;
mod file;
mod ini;

use std::{fmt, sync::Arc, time::SystemTime};

pub(super) use self::chain::Reason;
pub use self::{chain::DefaultCredentials, environment::Environment, file::CredentialsFile};
pub use crate::runtime::BoxFuture;
use crate::runtime::{Place, Secret, unusable};

/// Any error, as a source of credentials gives it. It becomes the source of the [`Error`](crate::Error) of the call.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A source of credentials.
///
/// It is asked when a call first needs credentials, and again when those that it gave are about to lapse or were
/// refused. It need not keep anything, and is never asked by two tasks of a client at a time.
pub trait ProvideCredentials: Send + Sync + 'static {
    /// The credentials to use from now on.
    ///
    /// # Errors
    /// Whatever keeps it from giving any. The call fails with it, unless older credentials have not lapsed yet. The
    /// text is shown to whoever calls, so it must not hold a secret.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;
}

/// Credentials that are always the same.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).provide()
    }
}

/// A token or an access key, with what is known besides: the project it is for, and when it lapses.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) kind: Kind,
    pub(crate) project_id: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
}

/// What is sent, or signed with.
#[derive(Clone)]
pub(crate) enum Kind {
    Token(Secret),
    AccessKey(AccessKey),
}

/// An access key. The ID is no secret by itself, and is treated as one: half of a key should not be in a log either.
#[derive(Clone)]
pub(crate) struct AccessKey {
    pub(crate) id: Secret,
    pub(crate) secret: Secret,
    pub(crate) security_token: Option<Secret>,
}

impl Credentials {
    /// A token of the identity service, as it answers it in the header `X-Subject-Token`.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self::of(Kind::Token(token.into()))
    }

    /// An access key: its ID (AK) and the secret key (SK).
    pub fn access_key(id: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self::of(Kind::AccessKey(AccessKey {
            id: id.into(),
            secret: secret.into(),
            security_token: None,
        }))
    }

    /// A temporary access key, with the security token that came with it.
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
        }
    }

    /// States the project that these credentials are for. It is used where the builder was given none, and saves asking
    /// the identity service.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// States when they lapse. They are renewed five minutes before; those that live less than fifty minutes, when a
    /// tenth of their life is left.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// All that nobody may see.
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

    /// Why they cannot be used, if they cannot: it names the argument, and does not show its value.
    pub(crate) fn fault(&self) -> Option<String> {
        self.fault_by(&Names {
            id: "the access key's ID (`id`)",
            secret: "the secret key (`secret`)",
            security_token: "the security token (`security_token`)",
            project_id: "the project ID (`project_id`)",
        })
    }

    /// The same, with the names that the parts have where they were read.
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

/// Of what kind they are, and not what they are.
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
