//! An HTTP client for services of this machine or of its link-local network: a metadata service, an agent on the node.
//!
//! They return keys over `http://`, so that what goes there must not leave the machine by another way: no proxy is used,
//! and no redirect is followed. The address must be an IP address, so that no name server decides where it leads.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::{Url, redirect::Policy, retry};

use super::{
    body::Limits,
    error::{Cause, Error, ErrorKind},
    http::{Http, Settings},
    retry::RetryPolicy,
    sender::Sender,
    tls,
};

/// The longest that connecting takes. These services are one hop away.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest that one attempt takes.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);

/// The longest that a request takes with its attempts.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The longest response that is read. Keys are a few hundred bytes.
const RESPONSE_LIMIT: usize = 64 << 10;

impl Http {
    /// Creates a client for services of this machine or its link-local network. The address of each request must have
    /// passed [`is_local`] before.
    pub(crate) fn direct(&self) -> Result<Self, Error> {
        let settings = self.settings();
        let sender = match &*settings.sender {
            // The caller's transport sends everything.
            Sender::Own(..) => Arc::clone(&settings.sender),
            Sender::Http { .. } => Arc::new(Sender::Http {
                client: client()?,
                with_certificate: None,
            }),
        };
        Ok(Self::new(Settings {
            api: settings.api,
            sender,
            encrypted: false,
            loopback: true,
            uses_environment: false,
            user_agent: settings.user_agent.clone(),
            allow_http: true,
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            timeout: TIMEOUT,
            retry: RetryPolicy::default()
                .max_attempts(3)
                .base(Duration::from_millis(100))
                .max_elapsed(TIMEOUT / 2),
            budget: settings.budget.clone(),
            rate_limit: None,
            limits: Limits {
                bytes: RESPONSE_LIMIT,
                compressed: RESPONSE_LIMIT,
                values: RESPONSE_LIMIT,
            },
            observer: settings.observer.clone(),
            middleware: settings.middleware.clone(),
            trace_context: None,
            classifier: None,
            secrets: Vec::new(),
        }))
    }
}

fn client() -> Result<reqwest::Client, Error> {
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config(false, Vec::new(), None)?)
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .retry(retry::never())
        .connect_timeout(CONNECT_TIMEOUT);
    client.build().map_err(|cause| {
        Error::new(ErrorKind::Transport, "the HTTP client could not be made").with_source(Cause::chain(&cause))
    })
}

/// Returns whether an `http://` address is an IP address of this machine, or a link-local one if that is allowed.
pub(crate) fn is_local(url: &str, link_local: bool) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let Ok(address) = host.parse::<IpAddr>() else {
        return false;
    };
    let is_link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    let has_user = !url.username().is_empty() || url.password().is_some();
    url.scheme() == "http" && !has_user && (address.is_loopback() || (link_local && is_link_local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_and_its_link_are_local() {
        for (url, loopback, link_local) in [
            ("http://127.0.0.1:8080", true, true),
            ("http://127.9.9.9/x?y", true, true),
            ("http://[::1]:1", true, true),
            ("http://169.254.169.254", false, true),
            ("http://[fe80::1]/", false, true),
            // What the parser of addresses reads as numbers is what is connected to.
            ("http://2852039166/", false, true),
            ("http://0x7f.1/", true, true),
            ("https://127.0.0.1", false, false),
            ("http://localhost", false, false),
            ("http://169.254.169.254.example.com", false, false),
            ("http://169.254.169.254@example.com", false, false),
            ("http://user@127.0.0.1", false, false),
            ("http://10.0.0.1", false, false),
            ("http://169.255.0.1", false, false),
            ("http://0.0.0.0", false, false),
            ("http://[::ffff:127.0.0.1]", false, false),
            ("ftp://127.0.0.1", false, false),
            ("127.0.0.1", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (is_local(url, false), is_local(url, true)),
                (loopback, link_local),
                "{url}"
            );
        }
    }
}
