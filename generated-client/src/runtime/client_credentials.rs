//! The credentials of an OAuth 2 client, and how its tokens are requested.

use std::{fmt, time::Duration};

use super::{
    error::Error,
    secret::{Place, Secret, unusable},
};

/// The most time that fetching a token takes.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The ID and the secret of an OAuth 2 client, which are exchanged for tokens (the client credentials grant of RFC 6749).
///
/// A token is requested when the first call needs one, once however many calls wait for it. It is cached, and renewed
/// before it expires, or when the service refuses it with status 401. Requests for tokens use the client's connections,
/// proxy, certificates and retries.
#[derive(Clone)]
#[must_use = "they have no effect until they are set on a client's builder"]
pub struct ClientCredentials {
    pub(super) id: String,
    pub(super) secret: Secret,
    pub(super) token_url: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) secret_in_body: bool,
    pub(super) parameters: Vec<(String, Secret)>,
    pub(super) timeout: Duration,
}

impl ClientCredentials {
    /// The ID and the secret of a client.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            token_url: None,
            scopes: None,
            secret_in_body: false,
            parameters: Vec::new(),
            timeout: TIMEOUT,
        }
    }

    /// Sets the address that tokens are requested from. Default: the `tokenUrl` of the document; a relative one is resolved
    /// against the client's endpoint.
    ///
    /// The secret is sent there. `http://` is refused, except for this machine or if the client has `allow_http`.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets the scopes of the tokens. Default: those that the document requires for each operation, with a token for each
    /// set of scopes. If there are none, the server decides.
    pub fn scopes<I: Into<String>>(mut self, scopes: impl IntoIterator<Item = I>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sends ID and secret in the body of a request for a token. Default: in the header `Authorization`, by HTTP's `Basic`
    /// scheme.
    pub fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }

    /// Adds a parameter to each request for a token, such as the `audience` that some servers require. Its value is never
    /// printed.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets how long fetching a token may take, with all attempts. Default: 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Returns the secrets that no error may show.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.secret).chain(self.parameters.iter().map(|(_, value)| value))
    }

    /// Checks everything but the address.
    pub(super) fn validate(&self, scheme: &str) -> Result<(), Error> {
        let texts = [
            ("the client ID of ", self.id.as_str()),
            ("the client secret of ", self.secret.expose()),
        ];
        for (what, text) in texts {
            // Both are percent-encoded, so that no character ends them early.
            if let Some(why) = unusable(text, Place::Json) {
                return Err(Error::invalid(format!("{what}`{scheme}` {why}")));
            }
        }
        let scopes = self.scopes.iter().flatten();
        let is_token = |scope: &String| {
            !scope.is_empty()
                && scope
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
        };
        if let Some(scope) = scopes.into_iter().find(|scope| !is_token(scope)) {
            return Err(Error::invalid(format!(
                "the scope {scope:?} of `{scheme}` must consist of visible ASCII characters without spaces, quotation marks \
                 and backslashes: set each scope separately"
            )));
        }
        const RESERVED: [&str; 4] = ["grant_type", "client_id", "client_secret", "scope"];
        if let Some((name, _)) = self
            .parameters
            .iter()
            .find(|(name, _)| RESERVED.contains(&name.as_str()))
        {
            return Err(Error::invalid(format!(
                "the parameter `{name}` of the token request for `{scheme}` is set by the client itself"
            )));
        }
        if self.timeout.is_zero() {
            return Err(Error::invalid(format!(
                "a timeout of zero leaves no time to fetch a token for `{scheme}`"
            )));
        }
        Ok(())
    }
}

/// Shows the settings; neither the ID nor a secret.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("ClientCredentials")
            .field("scopes", &self.scopes)
            .field("secret_in_body", &self.secret_in_body)
            .field("parameters", &parameters)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
