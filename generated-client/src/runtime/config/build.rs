//! Checks the settings, and makes the client of them.

use std::{sync::Arc, time::Duration};

use reqwest::{header::HeaderValue, redirect::Policy, retry};

use super::{CONNECT_TIMEOUT, Config, Surroundings, USER_AGENT};
#[cfg(feature = "test-util")]
use crate::runtime::test_util;
use crate::runtime::{
    body::Limits,
    core::{Core, Shared},
    credential::{Credentials, Given},
    endpoint::{Endpoint, OperationServers, canonical},
    error::{Cause, Error, ErrorKind},
    http::{Http, Settings},
    secret::Secret,
    sender::{Connected, Sender},
    tls::{self, Identity},
};

impl Config {
    /// Checks the settings and makes the core of a client. It sends nothing.
    pub fn build(mut self) -> Result<Core, Error> {
        if let Some(error) = self.refused.take() {
            return Err(error);
        }
        #[cfg(feature = "test-util")]
        self.complete_for_tests();
        for (name, value) in &mut self.variables {
            *value = canonical(self.api.servers, name, value);
        }
        let endpoint = match &self.endpoint {
            Some(url) => Endpoint::parse(url, self.allow_http)?,
            None => Endpoint::of(self.api.servers, &self.variables, self.allow_http)?,
        };
        let times = [
            self.timeout,
            self.attempt_timeout,
            self.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
            self.credentials_timeout,
        ];
        if times.iter().any(Duration::is_zero) {
            return Err(Error::invalid("a timeout of zero leaves no time for a call"));
        }
        if let Some(limit) = &self.rate_limit {
            limit.check()?;
        }
        let connected = self.sender(&endpoint)?;
        let http = Http::new(Settings {
            api: self.api,
            sender: connected.sender,
            encrypted: connected.encrypted,
            loopback: connected.loopback,
            uses_environment: connected.uses_environment,
            user_agent: user_agent(self.user_agent_suffix.as_deref())?,
            allow_http: self.allow_http,
            connect_timeout: connected.connect_timeout,
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout,
            retry: self.retry,
            budget: self.budget,
            rate_limit: self.rate_limit,
            limits: Limits {
                bytes: self.response_limit,
                compressed: self.compressed_limit.unwrap_or(self.response_limit),
                values: self.value_limit,
            },
            observer: self.observer.take(),
            middleware: std::mem::take(&mut self.middleware).into(),
            trace_context: self.trace_context.take(),
            classifier: self.classifier,
            secrets: connected.secrets,
        });
        let given = std::mem::take(&mut self.credentials);
        let credentials = Credentials::new(self.api, given, self.ways, (&endpoint.text, &http))?;
        let surroundings = Surroundings {
            http: http.clone(),
            credentials_timeout: self.credentials_timeout,
            variables: &self.variables,
            servers: if self.endpoint.is_some() { &[] } else { self.api.servers },
            settings: &self.settings,
        };
        let authenticate = self.authenticate.map(|way| way(&surroundings)).transpose()?;
        Ok(Core::new(Arc::new(Shared {
            api: self.api,
            endpoint: endpoint.text,
            // An endpoint that was given is for everything.
            operation_servers: self.endpoint.is_none().then(|| OperationServers {
                variables: [self.variables, self.operation_variables].concat(),
                allow_http: self.allow_http,
            }),
            http,
            credentials,
            authenticate,
            parameters: self.parameters,
        })))
    }

    /// What sends the requests, and the secrets that none of its errors may show.
    fn sender(&self, endpoint: &Endpoint) -> Result<Connected, Error> {
        let identity = self.identity()?;
        let encrypted = self.is_encrypted(endpoint);
        let connected = |sender, secrets| Connected {
            sender: Arc::new(sender),
            secrets,
            connect_timeout: self.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
            encrypted,
            loopback: endpoint.loopback,
            uses_environment: self.connections.uses_environment(endpoint.loopback),
        };
        if let Some(shared) = &self.shared {
            let setting = self.settings_of_connections().into_iter().next();
            if let Some(setting) = setting.or_else(|| self.transport.as_ref().map(|_| "`transport`".to_owned())) {
                return Err(Error::invalid(format!(
                    "{setting} has no effect with `share_connections`: set it on the client whose connections are shared"
                )));
            }
            shared.check(encrypted, endpoint.loopback)?;
            return Ok(shared.clone());
        }
        if let Some(transport) = &self.transport {
            return match self.settings_of_connections().first() {
                Some(setting) => Err(Error::invalid(format!(
                    "{setting} has no effect with `transport`, which makes the connections: leave it out, and set this up in \
                     the transport"
                ))),
                None => Ok(connected(Sender::Own(transport.clone(), self.api), Vec::new())),
            };
        }
        let (client, secrets) = self.client(endpoint, self.connections.identity()?)?;
        let with_certificate = match identity {
            Some(identity) => Some(self.client(endpoint, Some(identity))?.0),
            None => None,
        };
        let sender = Sender::Http {
            client,
            with_certificate,
        };
        Ok(connected(sender, secrets))
    }

    /// Whether something is sent over TLS.
    fn is_encrypted(&self, endpoint: &Endpoint) -> bool {
        // A way to authenticate may call another service, over TLS even if this endpoint has none.
        // So may operations with servers of their own.
        let calls_others = self
            .credentials
            .iter()
            .any(|(_, given)| matches!(given, Given::Client(_)));
        endpoint.encrypted
            || self.endpoint.is_none()
            || self.authenticate.is_some()
            || !self.connections.proxies.is_empty()
            || calls_others
    }

    /// The settings that were made and concern connections, by their names.
    fn settings_of_connections(&self) -> Vec<String> {
        let certificates = self.credentials.iter().filter_map(|(scheme, given)| match given {
            Given::Certificate(..) => Some(format!("the client certificate of `{scheme}`")),
            _ => None,
        });
        let others = [
            ("`connect_timeout`", self.connect_timeout.is_some()),
            ("`root_certificate`", !self.roots.is_empty()),
        ];
        let others = others.into_iter().filter(|(_, is_set)| *is_set);
        let others = others.map(|(name, _)| name).chain(self.connections.names());
        certificates.chain(others.map(str::to_owned)).collect()
    }

    /// Sets what a client with a transport for tests does not need: an address, and a way to authenticate.
    #[cfg(feature = "test-util")]
    fn complete_for_tests(&mut self) {
        let own = self.transport.iter().any(|transport| transport.is_for_tests());
        let shared = self.shared.iter().any(|shared| shared.sender.is_for_tests());
        if !own && !shared {
            return;
        }
        if self.endpoint.is_none() && Endpoint::of(self.api.servers, &self.variables, self.allow_http).is_err() {
            self.endpoint = Some(test_util::ENDPOINT.to_owned());
        }
        if self.authenticate.is_none() {
            self.authenticate(Arc::new(test_util::TestCredentials::new(self.unset.clone())));
        }
    }

    /// The certificate of the client, if one is set.
    fn identity(&self) -> Result<Option<Identity>, Error> {
        let mut all = self.credentials.iter().filter_map(|(scheme, given)| match given {
            Given::Certificate(certificate, key) => Some((scheme, certificate, key)),
            _ => None,
        });
        let Some((scheme, certificate, key)) = all.next() else {
            return Ok(None);
        };
        if let Some((other, ..)) = all.next() {
            return Err(Error::invalid(format!(
                "a client presents one certificate: set that of `{scheme}` or that of `{other}`"
            )));
        }
        Identity::parse(scheme, certificate, key).map(Some)
    }

    /// The HTTP client, and the secrets that none of its errors may show.
    fn client(&self, endpoint: &Endpoint, identity: Option<Identity>) -> Result<(reqwest::Client, Vec<Secret>), Error> {
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots.extend(tls::certificates("root certificate", pem)?);
        }
        #[cfg_attr(
            not(feature = "http2"),
            allow(unused_mut, reason = "only HTTP/2 changes the configuration")
        )]
        let mut tls = tls::config(self.is_encrypted(endpoint), roots, identity)?;
        #[cfg(feature = "http2")]
        {
            // The HTTP library sets them only where it makes this configuration.
            tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
        let client = self.connections.apply(client)?;
        let (client, secrets) = self.connections.apply_proxies(client, endpoint.loopback)?;
        let client = client.build().map_err(|cause| {
            Error::new(ErrorKind::Transport, "the HTTP client could not be made").with_source(Cause::chain(&cause))
        })?;
        Ok((client, secrets))
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    let text = match suffix {
        Some(suffix) => format!("{USER_AGENT} {suffix}"),
        None => USER_AGENT.to_owned(),
    };
    let visible = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let value = HeaderValue::from_str(&text).ok().filter(|_| visible);
    value.ok_or_else(|| Error::invalid("the suffix of the User-Agent has a character that is not visible ASCII"))
}
