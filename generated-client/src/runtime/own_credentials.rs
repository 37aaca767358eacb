//! The credentials of a call, checked for the client that sends it.

use super::{
    call_credentials::{CallCredentials, Constant, Kind},
    credential::{Credentials, Given},
    error::Error,
    facts::Api,
    http::Http,
};

/// The credentials of a call that were checked.
pub(super) enum OwnCredentials<'a> {
    Constant(Box<Credentials>),
    OfClient(&'a Credentials),
}

impl<'a> OwnCredentials<'a> {
    /// Checks credentials for a call that is sent to `endpoint` by `http`.
    pub(super) fn of(
        own: &'a CallCredentials,
        api: &'static Api,
        (endpoint, http): (&str, &Http),
    ) -> Result<Self, Error> {
        let given = match &own.0 {
            Kind::OfClient(client) => {
                let constants = client.constants().downcast_ref();
                return constants
                    .map(Self::OfClient)
                    .ok_or_else(|| Error::invalid("the credentials of the call are of no client"));
            }
            Kind::Way(_) => Vec::new(),
            Kind::Constant(all) => all
                .iter()
                .map(|(scheme, constant)| {
                    let given = match constant {
                        Constant::Secret(secret) => Given::Secret(secret.clone()),
                        Constant::Basic(user, password) => Given::Basic(user.clone(), password.clone()),
                    };
                    Ok((scheme_name(api, scheme)?, given))
                })
                .collect::<Result<_, Error>>()?,
        };
        let constants = Credentials::new(api, given, &[], (endpoint, http))?;
        Ok(Self::Constant(Box::new(constants)))
    }

    pub(super) fn constants(&self) -> &Credentials {
        match self {
            Self::Constant(credentials) => credentials,
            Self::OfClient(credentials) => credentials,
        }
    }
}

/// The name of a scheme by itself, or by the builder's method that sets it.
fn scheme_name(api: &'static Api, wanted: &str) -> Result<&'static str, Error> {
    let schemes = api.security_schemes;
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
