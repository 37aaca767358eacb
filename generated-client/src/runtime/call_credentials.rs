//! Credentials of one call, instead of those of its client.

use std::{fmt, sync::Arc};

use super::{
    authenticate::Authenticate,
    core::{Core, Shared},
    credential::{Credentials, Given},
    error::Error,
    secret::Secret,
};

/// Credentials of one call: see [`CallOptions::credentials`](super::CallOptions::credentials).
///
/// They take the place of all credentials of the client. A `&Client` is turned into one with that client's credentials: any
/// that a builder takes, except for the certificate of a connection.
#[derive(Clone)]
pub struct CallCredentials(Kind);

#[derive(Clone)]
enum Kind {
    Constant(Vec<(String, Constant)>),
    OfClient(Core),
    Way(Arc<dyn Authenticate>),
}

#[derive(Clone)]
enum Constant {
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

    /// Those of another client. For generated code.
    #[doc(hidden)]
    pub fn of(core: &Core) -> Self {
        Self(Kind::OfClient(core.clone()))
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
            Kind::OfClient(core) => core.shared().authenticate.as_ref(),
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
            Kind::OfClient(core) => core.secrets(None),
            Kind::Way(way) => way.secrets(),
        }
    }

    /// The credentials, for a call of the client that `shared` belongs to.
    pub(super) fn resolve(&self, shared: &Shared) -> Result<Resolved, Error> {
        let given = match &self.0 {
            Kind::OfClient(core) => return Ok(Resolved::OfClient(core.clone())),
            Kind::Way(_) => Vec::new(),
            Kind::Constant(all) => all
                .iter()
                .map(|(scheme, constant)| {
                    let given = match constant {
                        Constant::Secret(secret) => Given::Secret(secret.clone()),
                        Constant::Basic(user, password) => Given::Basic(user.clone(), password.clone()),
                    };
                    Ok((scheme_name(shared, scheme)?, given))
                })
                .collect::<Result<_, Error>>()?,
        };
        let constants = Credentials::new(shared.api, given, &[], (&shared.endpoint, &shared.http))?;
        Ok(Resolved::Constant(constants))
    }
}

/// The name of a scheme by itself, or by the builder's method that sets it.
fn scheme_name(shared: &Shared, wanted: &str) -> Result<&'static str, Error> {
    let schemes = shared.api.security_schemes;
    let by_name = schemes.iter().find(|scheme| scheme.name == wanted);
    let found = by_name.or_else(|| schemes.iter().find(|scheme| scheme.setters.contains(&wanted)));
    found.map(|scheme| scheme.name).ok_or_else(|| {
        let names: Vec<_> = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
        Error::invalid(match names.is_empty() {
            true => "the document has no security schemes, so that a call takes no credentials".to_owned(),
            false => format!(
                "the credentials of the call are for a security scheme that the document does not have; it has {}",
                names.join(", ")
            ),
        })
    })
}

/// Credentials of a call that were checked.
pub(super) enum Resolved {
    Constant(Credentials),
    OfClient(Core),
}

impl Resolved {
    pub(super) fn credentials(&self) -> &Credentials {
        match self {
            Self::Constant(credentials) => credentials,
            Self::OfClient(core) => &core.shared().credentials,
        }
    }
}

impl From<&Core> for CallCredentials {
    fn from(core: &Core) -> Self {
        Self::of(core)
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
