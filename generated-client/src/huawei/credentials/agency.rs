//! An agency of another account or of one's own, assumed with other credentials.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    BoxError, BoxFuture, Credentials, ProvideCredentials,
    connections::{Connections, failed},
    issued,
    reason::Reason,
};
use crate::runtime::{Authenticate, Error, Failure, RawResponse};

const IAM_PATH: &str = "/v3.0/OS-CREDENTIAL/securitytokens";
const STS_PATH: &str = "/v5/agencies/assume";

/// An hour.
const DURATION: Duration = Duration::from_secs(60 * 60);

/// The longest that fetching the credentials that assume the agency takes, within the time of the whole fetch.
const BASE_TIMEOUT: Duration = Duration::from_secs(30);

/// A provider of a temporary access key of an agency, which other credentials assume.
///
/// ```no_run
/// use huaweicloud_hss::credentials::{Agency, Environment};
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// // The key in the environment assumes the agency `auditor` of the account `production`.
/// let agency = Agency::new(Environment::new(), "production", "auditor");
/// let client = huaweicloud_hss::Client::builder()
///     .region("eu-west-101")
///     .credentials(agency)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The request (`POST /v3.0/OS-CREDENTIAL/securitytokens` of the identity service) is signed with the base credentials, or
/// has their token. The key is cached and renewed before it expires; the base credentials are fetched again for that. The
/// project of the base credentials is not that of the agency and is not used.
#[derive(Clone)]
pub struct Agency {
    base: Arc<dyn ProvideCredentials>,
    name: Name,
    duration: Duration,
}

#[derive(Clone, Debug)]
enum Name {
    Of { domain: String, agency: String },
    Urn { urn: String, session: String },
}

impl Agency {
    /// Assumes the agency of this name, in the account (domain) of that name.
    pub fn new(base: impl ProvideCredentials, domain: impl Into<String>, agency: impl Into<String>) -> Self {
        let (domain, agency) = (domain.into(), agency.into());
        Self::of(base, Name::Of { domain, agency })
    }

    /// Assumes the agency of a URN, such as `iam::ACCOUNT:agency:NAME`, at the security token service (`POST
    /// /v5/agencies/assume`). The provider's audit logs show the name of the session.
    pub fn by_urn(base: impl ProvideCredentials, urn: impl Into<String>, session: impl Into<String>) -> Self {
        let (urn, session) = (urn.into(), session.into());
        Self::of(base, Name::Urn { urn, session })
    }

    fn of(base: impl ProvideCredentials, name: Name) -> Self {
        Self {
            base: Arc::new(base),
            name,
            duration: DURATION,
        }
    }

    /// Sets how long a key is valid, from 15 minutes to 24 hours. Default: one hour.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }

    async fn fetch(&self, connections: &Connections) -> Result<Credentials, BoxError> {
        let mut base = self.base.provide_with(connections).await?;
        base.project_id = None;
        if let Some(fault) = base.fault() {
            return Err(Failure::because(fault).into());
        }
        let authentication = connections.authentication(base, BASE_TIMEOUT);
        let seconds = self.duration.as_secs();
        let (service, agency, sent) = match &self.name {
            Name::Of { domain, agency } => {
                let body = json!({"auth": {"identity": {"methods": ["assume_role"], "assume_role": {
                    "domain_name": domain,
                    "agency_name": agency,
                    "duration_seconds": seconds,
                }}}});
                let url = connections.iam.url(IAM_PATH);
                let sent = send(
                    connections,
                    "CreateTemporaryAccessKeyByAgency",
                    url,
                    &body,
                    &*authentication,
                );
                ("the identity service", agency, sent.await)
            }
            Name::Urn { urn, session } => {
                let body = json!({
                    "agency_urn": urn,
                    "agency_session_name": session,
                    "duration_seconds": seconds,
                });
                let sent = async {
                    let url = connections.sts.url(STS_PATH)?;
                    send(connections, "AssumeAgency", url, &body, &*authentication).await
                };
                ("the security token service", urn, sent.await)
            }
        };
        let response =
            sent.map_err(|cause| failed(&format!("{service} gave no key of the agency `{agency}`"), &cause))?;
        issued::read(service, &response, connections.now())
    }
}

async fn send(
    connections: &Connections,
    name: &'static str,
    url: String,
    body: &Value,
    authentication: &dyn Authenticate,
) -> Result<RawResponse, Error> {
    let mut request = connections.http().request(name, "POST", &url)?;
    request.set_body("application/json", body.to_string().into_bytes());
    // An additional key does no harm.
    request.set_idempotent();
    connections.http().send(request, Some(authentication)).await
}

impl ProvideCredentials for Agency {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err(Reason::needs_client().into()) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.fetch(connections))
    }
}

/// Shows the agency, and not the base credentials.
impl fmt::Debug for Agency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agency")
            .field("name", &self.name)
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}
