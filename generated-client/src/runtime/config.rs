//! What a client is made with: where to, who calls, how long to wait.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::redirect::Policy;

use super::{
    core::{Core, Shared},
    credential::{Credentials, Given},
    endpoint::Endpoint,
    error::{Cause, Error, ErrorKind},
    facts::Api,
    secret::Secret,
    tls,
};

/// The most time that making a connection takes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

/// The most time that a whole call takes, from connecting to the last byte of the answer.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The settings of a client, filled in by the generated `ClientBuilder`. [`build`](Config::build) checks them all.
pub struct Config {
    api: &'static Api,
    endpoint: Option<String>,
    variables: Vec<(&'static str, String)>,
    credentials: Vec<(&'static str, Given)>,
    roots: Vec<Vec<u8>>,
    connect_timeout: Duration,
    timeout: Duration,
}

impl Config {
    /// The defaults: the document's first server, no credentials, 60 s to connect and 120 s for a whole call.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            endpoint: None,
            variables: Vec::new(),
            credentials: Vec::new(),
            roots: Vec::new(),
            connect_timeout: CONNECT_TIMEOUT,
            timeout: TIMEOUT,
        }
    }

    /// Sets an address to use instead of a server of the document. `http://` is taken for this machine alone.
    pub fn endpoint(&mut self, url: String) {
        self.endpoint = Some(url);
    }

    /// Sets a variable of the server's address. It picks the server that lists the value; a value that none lists
    /// follows the pattern of the first server that has the variable.
    pub fn server_variable(&mut self, name: &'static str, value: String) {
        self.variables.retain(|(given, _)| *given != name);
        self.variables.push((name, value));
    }

    /// Sets the token or key of a security scheme.
    pub fn secret(&mut self, scheme: &'static str, value: Secret) {
        self.credential(scheme, Given::Secret(value));
    }

    /// Sets user and password of a security scheme.
    pub fn basic(&mut self, scheme: &'static str, user: String, password: Secret) {
        self.credential(scheme, Given::Basic(user, password));
    }

    fn credential(&mut self, scheme: &'static str, credential: Given) {
        self.credentials.retain(|(given, _)| *given != scheme);
        self.credentials.push((scheme, credential));
    }

    /// Trusts the certificates of a PEM text, besides those that the operating system trusts.
    pub fn root_certificate(&mut self, pem: Vec<u8>) {
        self.roots.push(pem);
    }

    /// Sets the most time that making a connection takes (60 s).
    pub fn connect_timeout(&mut self, duration: Duration) {
        self.connect_timeout = duration;
    }

    /// Sets the most time that a whole call takes, from connecting to the last byte of the answer (120 s).
    pub fn timeout(&mut self, duration: Duration) {
        self.timeout = duration;
    }

    /// Checks the settings and makes the core of a client. It sends nothing.
    pub fn build(self) -> Result<Core, Error> {
        let endpoint = match &self.endpoint {
            Some(url) => Endpoint::parse(url)?,
            None => Endpoint::of(self.api, &self.variables)?,
        };
        if self.timeout.is_zero() || self.connect_timeout.is_zero() {
            return Err(Error::invalid("a timeout of zero leaves no time for a call"));
        }
        let credentials = Credentials::new(self.api, self.credentials)?;
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots.extend(tls::certificates(pem)?);
        }
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&endpoint, roots)?)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            .https_only(endpoint.encrypted);
        if endpoint.loopback {
            // What is meant for this machine must not leave it through a proxy of the environment.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|cause| {
            Error::new(ErrorKind::Transport, "the HTTP client could not be made").with_source(Cause(cause.to_string()))
        })?;
        Ok(Core::new(Arc::new(Shared {
            api: self.api,
            endpoint: endpoint.text,
            http,
            credentials,
        })))
    }
}

/// The names of what is set. An address that will be refused is not shown: it may hold a password.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self
            .endpoint
            .as_deref()
            .map(|url| Endpoint::parse(url).map_or("refused", |_| url));
        let schemes: Vec<_> = self.credentials.iter().map(|(scheme, _)| scheme).collect();
        f.debug_struct("Config")
            .field("api", &self.api.title)
            .field("endpoint", &endpoint)
            .field("variables", &self.variables)
            .field("credentials", &schemes)
            .field("root_certificates", &self.roots.len())
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .finish()
    }
}
