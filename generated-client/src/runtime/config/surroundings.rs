//! What a way to authenticate can use of its client.

use std::time::Duration;

use crate::runtime::{facts::Server, http::Http};

/// What a way to authenticate can use of its client.
pub(crate) struct Surroundings<'a> {
    /// For requests to other services: the client's own connections, certificates, proxy and timeouts.
    pub(crate) http: Http,
    /// The longest that fetching credentials may take.
    pub(crate) credentials_timeout: Duration,
    pub(super) variables: &'a [(&'static str, String)],
    /// The servers of the document, if one of them is used.
    pub(super) servers: &'static [Server],
    pub(super) settings: &'a [(&'static str, String)],
}

impl Surroundings<'_> {
    /// The value of a variable of the server's address: the one that was given, otherwise the one that was filled in.
    /// Where an endpoint was given, nothing is filled in.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let mut defaults = self.servers.iter().flat_map(|server| server.variables);
        let default = || {
            defaults
                .find(|known| known.name == name)
                .and_then(|known| known.default)
        };
        find(self.variables, name).or_else(default)
    }

    /// The value of a setting of the provider.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        find(self.settings, name)
    }
}

/// The value that was set last under a name.
pub(super) fn find<'a>(all: &'a [(&'static str, String)], wanted: &str) -> Option<&'a str> {
    let mut all = all.iter().rev();
    all.find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
}
