//! An agency that trusts an OpenID Connect identity provider, assumed at the security token service.

use std::{path::PathBuf, time::Duration};

use serde_json::json;

use super::{
    BoxError, BoxFuture, Credentials, ProvideCredentials,
    connections::{Connections, failed},
    issued,
    malformed::{self, Kind},
    reason::Reason,
    small_file, variables,
};
use crate::runtime::{Failure, Place, Secret, unusable};

const PATH: &str = "/v5/agencies/assume-with-oidc";

/// The name of a session, as in the provider's SDK.
const SESSION: &str = "oidc-sts-session";

/// An hour, as in the provider's SDK.
const DURATION: Duration = Duration::from_secs(60 * 60);

const PROVIDER_URN: &str = "HUAWEICLOUD_OIDC_PROVIDER_URN";
const AGENCY_URN: &str = "HUAWEICLOUD_OIDC_AGENCY_URN";
const TOKEN: &str = "HUAWEICLOUD_OIDC_ID_TOKEN";
const TOKEN_FILE: &str = "HUAWEICLOUD_OIDC_TOKEN_FILE";
const SESSION_NAME: &str = "HUAWEICLOUD_OIDC_SESSION_NAME";
const DURATION_SECONDS: &str = "HUAWEICLOUD_OIDC_DURATION_SECONDS";
const POLICY: &str = "HUAWEICLOUD_OIDC_POLICY";
const POLICY_IDS: &str = "HUAWEICLOUD_OIDC_POLICY_IDS";

/// A provider of a temporary access key of an agency that trusts an OpenID Connect identity provider, from the security
/// token service (STS).
///
/// ```no_run
/// use huaweicloud_hss::credentials::OidcAgency;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let agency = OidcAgency::new(
///     "iam::ACCOUNT:oidcProvider:PROVIDER",
///     "iam::ACCOUNT:agency:AGENCY",
///     "/var/run/secrets/tokens/id-token",
/// );
/// let client = huaweicloud_hss::Client::builder()
///     .region("cn-north-4")
///     .credentials(agency)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The ID token is read from its file at each renewal, since the platform replaces it; the provider's SDK reads it once.
/// It is sent with `POST /v5/agencies/assume-with-oidc` to the address that
/// [`sts_endpoint`](crate::ClientBuilder::sts_endpoint) describes. The key is cached and renewed before it expires.
///
/// [`DefaultCredentials`](super::DefaultCredentials) takes the settings from the environment, before all other places.
#[derive(Clone, Debug)]
pub struct OidcAgency {
    provider_urn: String,
    agency_urn: String,
    token: IdToken,
    session_name: String,
    duration: Duration,
    policy: Option<String>,
    policy_ids: Vec<String>,
    project_id: Option<String>,
}

#[derive(Clone, Debug)]
enum IdToken {
    Value(Secret),
    File(PathBuf),
}

impl OidcAgency {
    /// Uses the ID token in a file, for the agency and the identity provider of these URNs.
    pub fn new(provider_urn: impl Into<String>, agency_urn: impl Into<String>, token_file: impl Into<PathBuf>) -> Self {
        Self::of(provider_urn.into(), agency_urn.into(), IdToken::File(token_file.into()))
    }

    fn of(provider_urn: String, agency_urn: String, token: IdToken) -> Self {
        Self {
            provider_urn,
            agency_urn,
            token,
            session_name: SESSION.to_owned(),
            duration: DURATION,
            policy: None,
            policy_ids: Vec::new(),
            project_id: None,
        }
    }

    /// Sets the name of the session, which the provider's audit logs show. Default: `oidc-sts-session`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = name.into();
        self
    }

    /// Sets how long a key is valid. Default: one hour.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }

    /// Sets a policy that restricts what the key permits, as JSON text.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets the IDs of policies that restrict what the key permits.
    #[must_use]
    pub fn with_policy_ids<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.policy_ids = ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the project of the credentials. It is used if none is set on the builder.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Returns the agency that the environment names, or why it names none.
    pub(super) fn of_environment() -> Result<Self, Reason> {
        let required = |name| variables::text(name)?.ok_or_else(|| Reason::new(format!("{name} is not set")));
        let (provider_urn, agency_urn) = (required(PROVIDER_URN)?, required(AGENCY_URN)?);
        let token = match (variables::text(TOKEN)?, variables::text(TOKEN_FILE)?) {
            (Some(token), _) => IdToken::Value(token.into()),
            (None, Some(file)) => IdToken::File(file.into()),
            (None, None) => {
                return Err(Reason::new(format!("neither {TOKEN} nor {TOKEN_FILE} is set")));
            }
        };
        let mut agency = Self::of(provider_urn, agency_urn, token);
        if let Some(name) = variables::text(SESSION_NAME)? {
            agency.session_name = name;
        }
        if let Some(seconds) = variables::text(DURATION_SECONDS)? {
            let seconds = seconds.parse().ok().filter(|seconds| *seconds > 0);
            let refuse = || Reason::broken(format!("{DURATION_SECONDS} is not a number of seconds"));
            agency.duration = Duration::from_secs(seconds.ok_or_else(refuse)?);
        }
        agency.policy = variables::text(POLICY)?;
        if let Some(ids) = variables::text(POLICY_IDS)? {
            let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
            agency.policy_ids = ids.map(str::to_owned).collect();
        }
        agency.project_id = variables::text(variables::PROJECT_ID)?;
        agency.check()?;
        Ok(agency)
    }

    /// Fails if a setting of the environment is not what was meant, or if there is no ID token.
    fn check(&self) -> Result<(), Reason> {
        let (token, file) = match &self.token {
            IdToken::Value(token) => (Some(token.expose()), None),
            IdToken::File(path) => (None, path.to_str()),
        };
        malformed::check(&[
            (PROVIDER_URN, Some(&self.provider_urn), Kind::Text),
            (AGENCY_URN, Some(&self.agency_urn), Kind::Text),
            (TOKEN, token, Kind::Text),
            (TOKEN_FILE, file, Kind::Any),
            (SESSION_NAME, Some(&self.session_name), Kind::Text),
            (POLICY, self.policy.as_deref(), Kind::Any),
            (variables::PROJECT_ID, self.project_id.as_deref(), Kind::Id),
        ])?;
        for id in &self.policy_ids {
            malformed::check(&[(POLICY_IDS, Some(id), Kind::Id)])?;
        }
        self.id_token().map(drop).map_err(Reason::into_broken)
    }

    fn id_token(&self) -> Result<Secret, Reason> {
        match &self.token {
            IdToken::File(path) => small_file::token("the ID token", path),
            IdToken::Value(token) => match unusable(token.expose(), Place::Header) {
                Some(why) => Err(Reason::new(format!("{TOKEN} {why}"))),
                None => Ok(token.clone()),
            },
        }
    }

    async fn fetch(&self, connections: &Connections) -> Result<Credentials, BoxError> {
        let id_token = self.id_token().map_err(Failure::because)?;
        let mut body = json!({
            "provider_urn": self.provider_urn,
            "agency_urn": self.agency_urn,
            "agency_session_name": self.session_name,
            "id_token": id_token.expose(),
            "duration_seconds": self.duration.as_secs(),
        });
        if let Some(policy) = &self.policy {
            body["policy"] = policy.as_str().into();
        }
        if !self.policy_ids.is_empty() {
            body["policy_ids"] = self.policy_ids.clone().into();
        }
        let request = async {
            let url = connections.sts.url(PATH)?;
            let mut request = connections.http().request("AssumeAgencyWithOidc", "POST", &url)?;
            request.set_body("application/json", body.to_string().into_bytes());
            request.hide(id_token);
            request.set_idempotent();
            connections.http().send(request, None).await
        };
        let response = request.await.map_err(|cause| {
            let message = "the security token service gave no key for the ID token";
            failed(message, &cause)
        })?;
        let key = issued::read("the security token service", &response, connections.now())?;
        Ok(key.in_project(self.project_id.clone()))
    }
}

impl ProvideCredentials for OidcAgency {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err(Reason::needs_client().into()) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.fetch(connections))
    }
}
