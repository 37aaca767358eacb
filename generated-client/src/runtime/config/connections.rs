//! The settings of connections: proxies, pool, addresses and certificates of the client.

use std::{net::SocketAddr, time::Duration};

use super::Config;
use crate::runtime::{core::Core, proxy::Scheme, secret::Secret};

impl Config {
    /// Sends everything through a proxy, `http://` or `https://`, which may name a user and a password. Without it the
    /// proxy of the environment is used, except to this machine.
    pub fn proxy(&mut self, url: Secret) {
        self.proxy_of(Scheme::All, url);
    }

    /// Sends what goes to `http://` through a proxy. It goes before the one for everything.
    pub fn http_proxy(&mut self, url: Secret) {
        self.proxy_of(Scheme::Http, url);
    }

    /// Sends what goes to `https://` through a proxy. It goes before the one for everything.
    pub fn https_proxy(&mut self, url: Secret) {
        self.proxy_of(Scheme::Https, url);
    }

    fn proxy_of(&mut self, scheme: Scheme, url: Secret) {
        self.connections.proxies.retain(|(known, _)| *known != scheme);
        self.connections.proxies.push((scheme, url));
    }

    /// Sets the hosts that no proxy is used for, with their subdomains, or networks such as `10.0.0.0/8`.
    pub fn no_proxy(&mut self, hosts: impl IntoIterator<Item = impl Into<String>>) {
        self.connections.no_proxy = hosts.into_iter().map(Into::into).collect();
    }

    /// Sets how many connections to a host are kept for further requests (no limit).
    pub fn pool_max_idle_per_host(&mut self, most: usize) {
        self.connections.max_idle_per_host = Some(most);
    }

    /// Sets how long a connection without a request is kept (90 s).
    pub fn pool_idle_timeout(&mut self, timeout: Option<Duration>) {
        self.connections.idle_timeout = Some(timeout);
    }

    /// Sets the interval of the probes of TCP (15 s).
    pub fn tcp_keepalive(&mut self, interval: Option<Duration>) {
        self.connections.tcp_keepalive = Some(interval);
    }

    /// Sets the interval of HTTP/2's pings, and how long each may take (no pings).
    pub fn http2_keep_alive(&mut self, interval: Duration, timeout: Duration) {
        self.connections.http2_keep_alive = Some((interval, timeout));
    }

    /// Sets the addresses of a host, which is not looked up then.
    pub fn resolve(&mut self, host: String, addresses: impl IntoIterator<Item = SocketAddr>) {
        self.connections.addresses.push((host, addresses.into_iter().collect()));
    }

    /// Sets the certificate that the client presents to each server that requests one, and its key, both as PEM.
    pub fn tls_certificate(&mut self, certificate: Vec<u8>, key: Secret) {
        self.connections.certificate = Some((certificate, key));
    }

    /// Sends over the connections of another client.
    pub fn share_connections(&mut self, other: &Core) {
        self.shared = Some(other.shared().http.connected());
    }
}
