//! How a client makes and keeps its connections: pool, keep-alive, addresses of hosts, proxies, its own certificate.

use std::{net::SocketAddr, time::Duration};

use reqwest::ClientBuilder;

use super::{error::Error, hosts, proxy, secret::Secret, tls::Identity};

/// The settings of connections. What is not set is the HTTP library's default.
#[derive(Debug, Default)]
pub(super) struct Connections {
    pub(super) max_idle_per_host: Option<usize>,
    pub(super) idle_timeout: Option<Option<Duration>>,
    pub(super) tcp_keepalive: Option<Option<Duration>>,
    pub(super) http2_keep_alive: Option<(Duration, Duration)>,
    /// The addresses of hosts, which are not looked up then.
    pub(super) addresses: Vec<(String, Vec<SocketAddr>)>,
    pub(super) proxies: Vec<(proxy::Scheme, Secret)>,
    pub(super) no_proxy: Vec<String>,
    /// A certificate for all requests, and its key.
    pub(super) certificate: Option<(Vec<u8>, Secret)>,
}

impl Connections {
    /// The settings that were made, by their names.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let mut names = vec![
            ("`pool_max_idle_per_host`", self.max_idle_per_host.is_some()),
            ("`pool_idle_timeout`", self.idle_timeout.is_some()),
            ("`tcp_keepalive`", self.tcp_keepalive.is_some()),
            ("`resolve`", !self.addresses.is_empty()),
            ("`no_proxy`", !self.no_proxy.is_empty()),
            ("`tls_certificate`", self.certificate.is_some()),
        ];
        names.extend(self.proxies.iter().map(|(scheme, _)| (scheme.setting(), true)));
        names.push(("`http2_keep_alive`", self.http2_keep_alive.is_some()));
        names
            .into_iter()
            .filter(|(_, is_set)| *is_set)
            .map(|(name, _)| name)
            .collect()
    }

    /// The certificate for all requests.
    pub(super) fn identity(&self) -> Result<Option<Identity>, Error> {
        let parse = |(certificate, key): &(Vec<u8>, Secret)| Identity::parse("tls_certificate", certificate, key);
        self.certificate.as_ref().map(parse).transpose()
    }

    /// Configures an HTTP client, apart from its proxies.
    pub(super) fn apply(&self, mut client: ClientBuilder) -> Result<ClientBuilder, Error> {
        if let Some(most) = self.max_idle_per_host {
            client = client.pool_max_idle_per_host(most);
        }
        if let Some(timeout) = self.idle_timeout {
            client = client.pool_idle_timeout(timeout);
        }
        if let Some(interval) = self.tcp_keepalive {
            client = client.tcp_keepalive(interval);
            if interval.is_none() {
                // Either of these switches the probes on as well.
                client = client.tcp_keepalive_interval(None).tcp_keepalive_retries(None);
            }
        }
        #[cfg(feature = "http2")]
        if let Some((interval, timeout)) = self.http2_keep_alive {
            client = client
                .http2_keep_alive_interval(interval)
                .http2_keep_alive_timeout(timeout)
                .http2_keep_alive_while_idle(true);
        }
        #[cfg(not(feature = "http2"))]
        if self.http2_keep_alive.is_some() {
            return Err(Error::invalid(
                "`http2_keep_alive` has no effect: enable the feature `http2` of this crate, or leave it out",
            ));
        }
        for (host, addresses) in &self.addresses {
            if addresses.is_empty() {
                return Err(Error::invalid(format!(
                    "`resolve` has no address for the host `{host}`: add at least one"
                )));
            }
            let host = hosts::name(host).map_err(|why| Error::invalid(format!("the host of `resolve` {why}")))?;
            // A name that ends with a dot is the same one.
            client = client
                .resolve_to_addrs(&format!("{host}."), addresses)
                .resolve_to_addrs(&host, addresses);
        }
        Ok(client)
    }

    /// Whether the proxies of the environment are used, for a client whose endpoint is on this machine if `loopback` is true.
    pub(super) fn uses_environment(&self, loopback: bool) -> bool {
        // What is meant for this machine must not leave it through a proxy of the environment.
        !loopback && self.proxies.is_empty() && self.no_proxy.as_slice() != ["*"]
    }

    /// Configures the proxies of an HTTP client, and returns what no error may show of them. `loopback` says whether its
    /// endpoint is on this machine.
    pub(super) fn apply_proxies(
        &self,
        mut client: ClientBuilder,
        loopback: bool,
    ) -> Result<(ClientBuilder, Vec<Secret>), Error> {
        if self.proxies.is_empty() {
            if !self.no_proxy.is_empty() && self.no_proxy.as_slice() != ["*"] {
                return Err(Error::invalid(
                    "`no_proxy` lists hosts for proxies that are set on the builder, and none is set: set `proxy`, \
                     `http_proxy` or `https_proxy`, or the variable NO_PROXY for those of the environment. \
                     `no_proxy([\"*\"])` switches the latter off",
                ));
            }
            return Ok(match self.uses_environment(loopback) {
                true => (client, proxy::secrets_of_environment()),
                false => (client.no_proxy(), Vec::new()),
            });
        }
        let mut direct = Vec::new();
        // One text may have several entries, as in the environment.
        for (number, entry) in (1..).zip(self.no_proxy.iter().flat_map(|text| text.split(','))) {
            let refuse = |why| Error::invalid(format!("entry {number} of `no_proxy` {why}"));
            direct.push(hosts::without_proxy(entry).map_err(refuse)?);
        }
        let mut secrets = Vec::new();
        // The first that fits is used.
        let specific = self.proxies.iter().filter(|(scheme, _)| *scheme != proxy::Scheme::All);
        let others = self.proxies.iter().filter(|(scheme, _)| *scheme == proxy::Scheme::All);
        for (scheme, url) in specific.chain(others) {
            let (proxy, passwords) = proxy::named(*scheme, url)?;
            client = client.proxy(proxy.no_proxy(proxy::except(&direct)));
            secrets.extend(passwords);
        }
        Ok((client, secrets))
    }
}
