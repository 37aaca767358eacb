//! The agency of a cloud server: keys from the server's metadata service.

use std::fmt;

use super::{
    BoxError, BoxFuture, Credentials, ProvideCredentials,
    connections::{Connections, failed},
    issued,
    reason::Reason,
};
use crate::runtime::{Failure, Http, Place, Secret, is_local, unusable};

/// The address of the service on every cloud server.
const ENDPOINT: &str = "http://169.254.169.254";

const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEY_PATH: &str = "/openstack/latest/securitykey";

const TOKEN: &str = "X-Metadata-Token";
const TOKEN_LIFETIME: &str = "X-Metadata-Token-Ttl-Seconds";

/// Six hours, as the provider's SDK requests it.
const TOKEN_SECONDS: &str = "21600";

/// What errors call the service.
const SERVICE: &str = "the metadata service of the cloud server";

/// A provider of the temporary access key of a cloud server (ECS) that has an agency, from the server's metadata service
/// at `http://169.254.169.254`.
///
/// ```no_run
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let client = huaweicloud_hss::Client::builder()
///     .region("eu-west-101")
///     .metadata_credentials()
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The service is called only if this provider is set, or by [`DefaultCredentials`](super::DefaultCredentials) if
/// [`with_metadata_service`](super::DefaultCredentials::with_metadata_service) is set. First a token is requested (`PUT
/// /meta-data/latest/api/token`), then the key with it (`GET /openstack/latest/securitykey`). If the service has no
/// tokens (status 404, 405 or 503), the key is requested without one, as by the provider's SDK.
///
/// These requests never use a proxy, and no redirect is followed. Connecting takes at most 2 seconds and a request with
/// its retries 5 seconds. The key is cached and renewed before it expires.
///
/// The key belongs to no project: set [`project_id`](crate::ClientBuilder::project_id), or the identity service is called
/// for that of the region.
#[derive(Clone)]
pub struct MetadataService {
    endpoint: String,
}

impl Default for MetadataService {
    fn default() -> Self {
        Self::new()
    }
}

impl MetadataService {
    /// Uses the metadata service of this cloud server.
    pub fn new() -> Self {
        Self {
            endpoint: ENDPOINT.to_owned(),
        }
    }

    /// Uses a server of this machine instead, for tests: `http://127.0.0.1:PORT`. Any other address is refused when
    /// credentials are needed.
    #[must_use]
    pub fn with_loopback_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    async fn fetch(&self, connections: &Connections) -> Result<Credentials, BoxError> {
        let endpoint = self.endpoint.trim_end_matches('/');
        if endpoint != ENDPOINT && !is_local(endpoint, false) {
            return Err(Failure::because(
                "the address of the metadata service (`with_loopback_endpoint`) must be `http://` and an address of this \
                 machine such as 127.0.0.1",
            )
            .into());
        }
        let http = connections.direct()?;
        let token = token(http, endpoint).await?;
        let key = async {
            let mut request = http.request("GetSecurityKey", "GET", &format!("{endpoint}{KEY_PATH}"))?;
            if let Some(token) = &token {
                request.set_secret_header(TOKEN, token)?;
            }
            http.send(request, None).await
        };
        let response = key.await.map_err(|cause| match cause.status() {
            Some(401 | 404) => failed(
                "the metadata service returned no key: the cloud server needs an agency, which is set in its details",
                &cause,
            ),
            _ => failed("the metadata service of the cloud server returned no key", &cause),
        })?;
        issued::read(SERVICE, &response, connections.now())
    }
}

/// Returns a token for further requests, or none if the service has no tokens.
async fn token(http: &Http, endpoint: &str) -> Result<Option<Secret>, Failure> {
    let token = async {
        let mut request = http.request("CreateMetadataToken", "PUT", &format!("{endpoint}{TOKEN_PATH}"))?;
        request.set_header(TOKEN_LIFETIME, TOKEN_SECONDS)?;
        request.set_idempotent();
        http.send(request, None).await
    };
    let response = match token.await {
        Ok(response) => response,
        Err(cause) if matches!(cause.status(), Some(404 | 405 | 503)) => return Ok(None),
        Err(cause) => {
            return Err(failed(
                "the metadata service of the cloud server returned no token",
                &cause,
            ));
        }
    };
    let refuse = |why: &str| Failure::because(format_args!("the token of {SERVICE} {why}"));
    let text = std::str::from_utf8(response.body()).map_err(|_| refuse("is not UTF-8 text"))?;
    let token = Secret::from(text.trim());
    if token.expose().is_empty() {
        return Ok(None);
    }
    match unusable(token.expose(), Place::Header) {
        Some(why) => Err(refuse(why)),
        None => Ok(Some(token)),
    }
}

impl ProvideCredentials for MetadataService {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err(Reason::needs_client().into()) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.fetch(connections))
    }
}

impl fmt::Debug for MetadataService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetadataService").finish_non_exhaustive()
    }
}
