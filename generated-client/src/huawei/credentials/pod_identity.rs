//! The identity of a pod: keys from an agent on its node.

use std::path::PathBuf;

use reqwest::Url;

use super::{
    BoxError, BoxFuture, Credentials, ProvideCredentials,
    connections::{Connections, failed},
    issued,
    malformed::{self, Kind},
    reason::Reason,
    small_file, variables,
};
use crate::runtime::{Failure, is_local};

const URL: &str = "HC_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN_FILE: &str = "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// A provider of the temporary access key of a pod (CCE), from the agent whose address is in the pod's environment.
///
/// ```no_run
/// use huaweicloud_hss::credentials::PodIdentity;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let client = huaweicloud_hss::Client::builder()
///     .region("cn-north-4")
///     .credentials(PodIdentity::new())
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The platform sets `HC_CONTAINER_CREDENTIALS_FULL_URI` to the address and `HC_CONTAINER_AUTHORIZATION_TOKEN_FILE` to the
/// file of a token. The token is read at each renewal and sent in the header `Authorization` with a `POST`. The key is
/// cached and renewed before it expires.
///
/// The address must begin with `https://`, or be an IP address of this machine or a link-local one: any other would
/// receive the token unencrypted. Requests over `http://` never use a proxy, and take at most 5 seconds.
#[derive(Clone, Debug, Default)]
pub struct PodIdentity {
    given: Option<(String, PathBuf)>,
}

impl PodIdentity {
    /// Uses the address and the file in the environment.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses an address and the file of a token, instead of those in the environment.
    pub fn at(url: impl Into<String>, token_file: impl Into<PathBuf>) -> Self {
        Self {
            given: Some((url.into(), token_file.into())),
        }
    }

    fn place(&self) -> Result<(String, PathBuf), Reason> {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        match (variables::text(URL)?, variables::text(TOKEN_FILE)?) {
            (Some(url), Some(file)) => {
                malformed::check(&[(URL, Some(&url), Kind::Address), (TOKEN_FILE, Some(&file), Kind::Any)])?;
                Ok((url, file.into()))
            }
            (None, None) => Err(Reason::new(format!("{URL} and {TOKEN_FILE} are not set"))),
            (Some(_), None) => Err(Reason::new(format!("{URL} is set, and {TOKEN_FILE} is not"))),
            (None, Some(_)) => Err(Reason::new(format!("{TOKEN_FILE} is set, and {URL} is not"))),
        }
    }

    async fn fetch(&self, connections: &Connections) -> Result<Credentials, BoxError> {
        let (url, file) = self.place()?;
        let is_encrypted = Url::parse(&url).is_ok_and(|url| url.scheme() == "https");
        if !is_encrypted && !is_local(&url, true) {
            return Err(Failure::because(format_args!(
                "the address of the agent of pod identity ({URL}) must begin with `https://`, or be `http://` and an IP \
                 address of this machine or a link-local one"
            ))
            .into());
        }
        let token = small_file::token("the token of pod identity", &file).map_err(Failure::because)?;
        let http = if is_encrypted {
            connections.http()
        } else {
            connections.direct()?
        };
        let request = async {
            let mut request = http.request("GetPodCredentials", "POST", &url)?;
            request.set_secret_header("Authorization", &token)?;
            request.set_body("application/json", b"{}".to_vec());
            request.set_idempotent();
            http.send(request, None).await
        };
        let response = request
            .await
            .map_err(|cause| failed("the agent of pod identity returned no key", &cause))?;
        issued::read("the agent of pod identity", &response, connections.now())
    }
}

impl ProvideCredentials for PodIdentity {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            self.place()?;
            Err(Reason::needs_client().into())
        })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.fetch(connections))
    }
}
