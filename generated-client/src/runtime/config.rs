//! What a client is made with: where to, who calls, how long to wait.

use std::{sync::Arc, time::Duration};

use reqwest::{
    header::{AUTHORIZATION, HeaderName, HeaderValue},
    redirect::Policy,
};

use super::{
    core::{Core, Credential, Shared},
    endpoint::Endpoint,
    error::{Cause, Error, ErrorKind},
    facts::{Api, SchemeKind},
    secret::Secret,
    tls,
};

/// The most time that making a connection takes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

/// The most time that a whole call takes, from connecting to the last byte of the answer.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The settings of a client, filled in by the generated `ClientBuilder`. [`build`](Config::build) checks them all.
#[derive(Debug)]
pub struct Config {
    api: &'static Api,
    endpoint: Option<String>,
    variables: Vec<(&'static str, String)>,
    credentials: Vec<(&'static str, Given)>,
    roots: Vec<Vec<u8>>,
    connect_timeout: Duration,
    timeout: Duration,
}

/// A credential as it was given.
#[derive(Debug)]
enum Given {
    Secret(Secret),
    Basic(String, Secret),
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
        let mut credentials = Vec::new();
        let mut secrets = Vec::new();
        for (scheme, given) in self.credentials {
            let kind = self
                .api
                .security_schemes
                .iter()
                .find(|known| known.name == scheme)
                .map(|known| known.kind);
            let kind = kind.ok_or_else(|| Error::invalid(format!("the document has no security scheme `{scheme}`")))?;
            let (Given::Secret(secret) | Given::Basic(_, secret)) = &given;
            if secret.expose().is_empty() {
                return Err(Error::invalid(format!("`{scheme}` is empty")));
            }
            secrets.push(secret.clone());
            credentials.push((scheme, credential(scheme, kind, given)?));
        }
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
            secrets,
        })))
    }
}

/// A credential in the form in which it is sent. A text that cannot be sent is refused without being shown.
fn credential(scheme: &str, kind: SchemeKind, given: Given) -> Result<Credential, Error> {
    let header = |text: String| {
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            Error::invalid(format!(
                "`{scheme}` holds a character that a header cannot carry, such as a line break"
            ))
        })?;
        value.set_sensitive(true);
        Ok(value)
    };
    match (kind, given) {
        (SchemeKind::Header(name), Given::Secret(secret)) => {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::invalid(format!("the header of `{scheme}` is none that can be sent")))?;
            Ok(Credential::Header(name, header(secret.expose().to_owned())?))
        }
        (SchemeKind::Bearer, Given::Secret(secret)) => Ok(Credential::Header(
            AUTHORIZATION,
            header(format!("Bearer {}", secret.expose()))?,
        )),
        (SchemeKind::Cookie(name), Given::Secret(secret)) => {
            let text = secret.expose();
            if text.contains([';', ',', ' ', '"', '\\']) {
                return Err(Error::invalid(format!(
                    "`{scheme}` holds a character that a cookie cannot carry"
                )));
            }
            Ok(Credential::Cookie(header(format!("{name}={text}"))?))
        }
        (SchemeKind::Query(name), Given::Secret(secret)) => Ok(Credential::Query(name, secret)),
        (SchemeKind::Basic, Given::Basic(user, password)) => {
            if user.contains(':') || user.chars().any(char::is_control) {
                return Err(Error::invalid(format!(
                    "the user of `{scheme}` holds a colon or a control character"
                )));
            }
            Ok(Credential::Basic(user, password))
        }
        _ => Err(Error::invalid(format!(
            "`{scheme}` is not a scheme that takes a credential of this kind"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Libraries below this one print requests when they trace.
    #[test]
    fn a_header_with_a_secret_is_marked_for_whoever_prints_it() {
        for kind in [
            SchemeKind::Header("x-key"),
            SchemeKind::Bearer,
            SchemeKind::Cookie("session"),
        ] {
            match credential("scheme", kind, Given::Secret("canary".into())) {
                Ok(Credential::Header(_, value) | Credential::Cookie(value)) => {
                    assert!(value.is_sensitive());
                    assert_eq!(format!("{value:?}"), "Sensitive");
                }
                _ => panic!("{kind:?} makes no header"),
            }
        }
    }
}
