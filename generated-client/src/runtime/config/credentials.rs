//! The settings of credentials: those that are constants, and a way to authenticate.

use std::sync::Arc;

use super::{Config, Surroundings};
use crate::runtime::{
    authenticate::Authenticate, client_credentials::ClientCredentials, credential::Given, error::Error,
    facts::SchemeKind, secret::Secret,
};

impl Config {
    /// Sets the token or key of a security scheme.
    pub fn secret(&mut self, scheme: &'static str, value: Secret) {
        self.credential(scheme, Given::Secret(value));
    }

    /// Sets user and password of a security scheme.
    pub fn basic(&mut self, scheme: &'static str, user: String, password: Secret) {
        self.credential(scheme, Given::Basic(user, password));
    }

    /// Sets the credentials of an OAuth 2 client for a security scheme.
    pub fn client_credentials(&mut self, scheme: &'static str, credentials: ClientCredentials) {
        self.credential(scheme, Given::Client(Box::new(credentials)));
    }

    /// Sets the certificate of the client for a security scheme, and its key, both as PEM.
    pub fn client_certificate(&mut self, scheme: &'static str, certificate: Vec<u8>, key: Secret) {
        self.credential(scheme, Given::Certificate(certificate, key));
    }

    fn credential(&mut self, scheme: &'static str, credential: Given) {
        self.credentials.retain(|(given, _)| *given != scheme);
        self.credentials.push((scheme, credential));
    }

    /// Sets a way to authenticate, for operations that need other credentials than those set as constants.
    pub fn authenticate(&mut self, way: Arc<dyn Authenticate>) {
        self.authenticate_with(move |_| Ok(way));
    }

    /// Sets a way to authenticate that is created with the client, and may send its own requests.
    pub(crate) fn authenticate_with(
        &mut self,
        way: impl FnOnce(&Surroundings<'_>) -> Result<Arc<dyn Authenticate>, Error> + Send + Sync + 'static,
    ) {
        self.authenticate = Some(Box::new(way));
    }

    /// Whether no way to authenticate is set.
    pub(crate) fn lacks_way(&self) -> bool {
        self.authenticate.is_none()
    }

    /// The secret that was set for a scheme of this kind.
    pub(crate) fn secret_of(&self, kind: impl Fn(&SchemeKind) -> bool) -> Option<&Secret> {
        let of_kind = |name: &str| {
            let mut schemes = self.api.security_schemes.iter();
            schemes.any(|scheme| scheme.name == name && kind(&scheme.kind))
        };
        self.credentials.iter().find_map(|(scheme, given)| match given {
            Given::Secret(secret) if of_kind(scheme) => Some(secret),
            _ => None,
        })
    }

    /// Names the builder's methods that set a way to authenticate, for the error that there are no credentials.
    pub(crate) fn name_ways(&mut self, names: &'static [&'static str]) {
        self.ways = names;
    }
}
