//! Federation with an OpenID Connect identity provider that is registered at the identity service.

use std::path::PathBuf;

use serde_json::json;

use super::{
    BoxError, BoxFuture, Credentials, ProvideCredentials,
    connections::{Connections, failed},
    issued,
    reason::Reason,
    small_file,
};
use crate::runtime::{Error, Failure, RawResponse, Secret};

const TOKEN_PATH: &str = "/v3.0/OS-AUTH/id-token/tokens";
const KEY_PATH: &str = "/v3.0/OS-CREDENTIAL/securitytokens";

/// Six hours, as the provider's SDK requests it.
const SECONDS: u32 = 6 * 60 * 60;

/// A provider of a temporary access key for an ID token of an OpenID Connect identity provider, by federation at the
/// identity service (IAM).
///
/// ```no_run
/// use huaweicloud_hss::credentials::OidcFederation;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let federation = OidcFederation::new("my-identity-provider", "/var/run/secrets/tokens/id-token");
/// let client = huaweicloud_hss::Client::builder()
///     .region("cn-north-4")
///     .credentials(federation)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The ID token is read from its file at each renewal, since the platform replaces it. It is exchanged for a token (`POST
/// /v3.0/OS-AUTH/id-token/tokens`), and that for a key of six hours (`POST /v3.0/OS-CREDENTIAL/securitytokens`), which is
/// cached and renewed before it expires.
///
/// In the environment these are `HUAWEICLOUD_SDK_IDP_ID` and `HUAWEICLOUD_SDK_ID_TOKEN_FILE`: see
/// [`Environment`](super::Environment). In the credentials file they are `idp_id` and `id_token_file`.
#[derive(Clone, Debug)]
pub struct OidcFederation {
    identity_provider: String,
    token_file: PathBuf,
    project_id: Option<String>,
    /// The address of the identity service in the credentials file.
    pub(super) iam_endpoint: Option<String>,
}

impl OidcFederation {
    /// Uses the ID token in a file, for the identity provider of this ID.
    pub fn new(identity_provider_id: impl Into<String>, token_file: impl Into<PathBuf>) -> Self {
        Self {
            identity_provider: identity_provider_id.into(),
            token_file: token_file.into(),
            project_id: None,
            iam_endpoint: None,
        }
    }

    /// Sets the project of the credentials. It is used if none is set on the builder.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    async fn fetch(&self, connections: &Connections) -> Result<Credentials, BoxError> {
        let id_token = small_file::token("the ID token", &self.token_file).map_err(Failure::because)?;
        let iam = connections.iam.or_at(self.iam_endpoint.as_deref());
        let exchange = async {
            let mut request = iam.request("CreateUnscopedTokenByIdToken", "POST", TOKEN_PATH)?;
            request.set_header("X-Idp-Id", &self.identity_provider)?;
            request.hide(id_token.clone());
            let body = json!({"auth": {"id_token": {"id": id_token.expose()}}});
            request.set_body("application/json", body.to_string().into_bytes());
            request.set_idempotent();
            connections.http().send(request, None).await
        };
        let response = exchange.await.map_err(|cause| {
            let message = "the identity service gave no token for the ID token";
            failed(message, &cause)
        })?;
        let token = response.header("X-Subject-Token").filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| {
            Failure::because("the response of the identity service to the ID token has no header X-Subject-Token")
        })?;
        let response = self.key(connections, token.into()).await.map_err(|cause| {
            let message = "the identity service gave no key for the token that it issued";
            failed(message, &cause)
        })?;
        let key = issued::read("the identity service", &response, connections.now())?;
        Ok(key
            .in_project(self.project_id.clone())
            .with_iam(self.iam_endpoint.clone()))
    }

    async fn key(&self, connections: &Connections, token: Secret) -> Result<RawResponse, Error> {
        let iam = connections.iam.or_at(self.iam_endpoint.as_deref());
        let mut request = iam.request("CreateTemporaryAccessKeyByToken", "POST", KEY_PATH)?;
        let body = json!({"auth": {"identity": {
            "methods": ["token"],
            "token": {"id": token.expose(), "duration_seconds": SECONDS},
        }}});
        request.set_body("application/json", body.to_string().into_bytes());
        request.hide(token);
        request.set_idempotent();
        connections.http().send(request, None).await
    }
}

impl ProvideCredentials for OidcFederation {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err(Reason::needs_client().into()) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.fetch(connections))
    }
}
