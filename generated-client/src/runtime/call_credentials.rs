//! Credentials of one call, instead of those of its client.

use std::{any::Any, fmt, sync::Arc};

use super::{authenticate::Authenticate, secret::Secret};

/// Credentials of one call: see [`CallOptions::credentials`](super::CallOptions::credentials).
///
/// They take the place of all credentials of the client. A `&Client` is turned into one with that client's credentials: any
/// that a builder takes, except for the certificate of a connection.
#[derive(Clone)]
pub struct CallCredentials(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Constant(Vec<(String, Constant)>),
    OfClient(Arc<dyn OfClient>),
    Way(Arc<dyn Authenticate>),
}

/// The credentials of a client.
pub(super) trait OfClient: Send + Sync {
    /// Its way to authenticate, if it has one.
    fn authenticate(&self) -> Option<&Arc<dyn Authenticate>>;

    /// Its constants, for the module that reads them.
    fn constants(&self) -> &dyn Any;

    /// What no error may show.
    fn secrets(&self) -> Vec<Secret>;
}

/// A credential that never changes.
#[derive(Clone)]
pub(super) enum Constant {
    Secret(Secret),
    Basic(String, Secret),
}

impl CallCredentials {
    /// No credentials. An operation that requires some fails.
    pub fn none() -> Self {
        Self(Kind::Constant(Vec::new()))
    }

    /// The token or the key of a security scheme: its name in the document, or the builder's method that sets it.
    pub fn secret(scheme: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self::none().and_secret(scheme, secret)
    }

    /// User and password of a security scheme: its name in the document, or the builder's method that sets it.
    pub fn basic(scheme: impl Into<String>, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::none().and_basic(scheme, user, password)
    }

    /// Adds the token or the key of another scheme, for operations that require both. Credentials of another client are
    /// replaced.
    #[must_use]
    pub fn and_secret(self, scheme: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.and(scheme.into(), Constant::Secret(secret.into()))
    }

    /// Adds user and password of another scheme, for operations that require both. Credentials of another client are
    /// replaced.
    #[must_use]
    pub fn and_basic(self, scheme: impl Into<String>, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.and(scheme.into(), Constant::Basic(user.into(), password.into()))
    }

    /// A way to authenticate. For hand-written parts of a client.
    #[doc(hidden)]
    pub fn way(way: Arc<dyn Authenticate>) -> Self {
        Self(Kind::Way(way))
    }

    fn and(self, scheme: String, constant: Constant) -> Self {
        let mut all = match self.0 {
            Kind::Constant(all) => all,
            Kind::OfClient(_) | Kind::Way(_) => Vec::new(),
        };
        all.push((scheme, constant));
        Self(Kind::Constant(all))
    }

    /// The way to authenticate, if there is one.
    pub(super) fn authenticate(&self) -> Option<&Arc<dyn Authenticate>> {
        match &self.0 {
            Kind::Constant(_) => None,
            Kind::OfClient(client) => client.authenticate(),
            Kind::Way(way) => Some(way),
        }
    }

    /// What no error may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        match &self.0 {
            // Those in other forms, such as Base64, are searched for as well.
            Kind::Constant(all) => all
                .iter()
                .map(|(_, constant)| match constant {
                    Constant::Secret(secret) | Constant::Basic(_, secret) => secret.clone(),
                })
                .collect(),
            Kind::OfClient(client) => client.secrets(),
            Kind::Way(way) => way.secrets(),
        }
    }
}

/// The names of the schemes, without the secrets.
impl fmt::Debug for CallCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_tuple("CallCredentials");
        match &self.0 {
            Kind::Constant(all) => all.iter().for_each(|(scheme, _)| {
                debug.field(scheme);
            }),
            Kind::OfClient(_) => {
                debug.field(&"of another client");
            }
            Kind::Way(way) => {
                debug.field(&way.describe());
            }
        }
        debug.finish()
    }
}
