//! The identity service (IAM): a token for a password, and the ID of a region's project.
//!
//! Requests to it use the client's own connections, with its certificates, proxy, timeouts and retries. Its responses
//! are never logged, and no error repeats a secret that was sent to it.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use serde_json::{Value, json};

use super::variables;
use crate::runtime::{
    Authenticate, Clock, Error, ErrorKind, Fetched, Http, Outgoing, Place, RawResponse, Secret, Surroundings, percent,
    unusable,
};

/// The environment variable with another address.
const ENDPOINT: &str = "HUAWEICLOUD_SDK_IAM_ENDPOINT";

/// The name of the builder's setting with another address.
pub(super) const ENDPOINT_SETTING: &str = "iam_endpoint";

/// The address for regions without one of their own.
const GLOBAL: &str = "https://iam.myhuaweicloud.com";

/// The regions with an address of their own, according to the provider's SDK for Python 3.1.219. It uses the global
/// address for all other regions, such as eu-west-101. A test compares this list with that SDK.
const REGIONAL: &[&str] = &[
    "ae-ad-1",
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "cn-east-2",
    "cn-east-3",
    "cn-east-4",
    "cn-east-5",
    "cn-north-1",
    "cn-north-12",
    "cn-north-2",
    "cn-north-4",
    "cn-north-9",
    "cn-south-1",
    "cn-south-2",
    "cn-southwest-2",
    "eu-west-0",
    "la-north-2",
    "la-south-2",
    "me-east-1",
    "my-kualalumpur-1",
    "na-mexico-1",
    "ru-moscow-1",
    "sa-brazil-1",
    "tr-west-1",
];

/// Returns the address of the identity service for a region.
fn endpoint_of(region: Option<&str>) -> String {
    match region.filter(|region| REGIONAL.contains(region)) {
        Some(region) => format!("https://iam.{region}.myhuaweicloud.com"),
        None => GLOBAL.to_owned(),
    }
}

/// How long a new token is used, even if it has expired by this machine's clock. Without this a clock that is wrong
/// would have the password sent with every call.
const TOKEN_USE: Duration = Duration::from_secs(5 * 60);

/// A user of the identity service.
pub(super) struct User {
    /// The name of the account that the user belongs to.
    pub(super) domain: String,
    pub(super) name: String,
    pub(super) password: Secret,
}

impl User {
    /// Returns which part of it cannot be sent, if any, and why.
    pub(super) fn fault(&self) -> Option<String> {
        let parts = [
            ("the account's name (`domain`)", &*self.domain),
            ("the user's name (`name`)", &*self.name),
            ("the password (`password`)", self.password.expose()),
        ];
        let mut faults = parts.into_iter();
        faults.find_map(|(what, text)| Some(format!("{what} {}", unusable(text, Place::Json)?)))
    }
}

/// The identity service, as a client reaches it.
#[derive(Clone)]
pub(super) struct Iam {
    http: Http,
    endpoint: String,
    /// Whether the address is set on the builder.
    is_set: bool,
    region: Option<String>,
}

impl Iam {
    /// Returns the service for the client's region, at the address that is set on the builder, or in the environment,
    /// or that the provider's SDK has for the region.
    pub(super) fn new(surroundings: &Surroundings<'_>) -> Result<Self, Error> {
        let region = surroundings.variable("region").map(str::to_owned);
        let (endpoint, origin) = match surroundings.setting(ENDPOINT_SETTING) {
            Some(endpoint) => (endpoint.to_owned(), ENDPOINT_SETTING),
            None => match variables::address(ENDPOINT).map_err(|reason| Error::invalid(reason.to_string()))? {
                Some(endpoint) => (endpoint, ENDPOINT),
                None => (endpoint_of(region.as_deref()), ENDPOINT_SETTING),
            },
        };
        let iam = Self {
            http: surroundings.http.clone(),
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            is_set: surroundings.setting(ENDPOINT_SETTING).is_some(),
            region,
        };
        // A wrong address is an error when the client is built, not at the first call.
        match iam.http.request("IAM", "GET", &iam.endpoint) {
            Ok(_) => Ok(iam),
            Err(cause) => {
                let message = format!("the address of the identity service (`{origin}`) cannot be used");
                Err(Error::invalid(message).with_source(cause))
            }
        }
    }

    /// Returns the service at the address that the credentials file has, unless one is set on the builder.
    pub(super) fn or_at(&self, endpoint: Option<&str>) -> Self {
        let mut iam = self.clone();
        if let Some(endpoint) = endpoint.filter(|_| !self.is_set) {
            iam.endpoint = endpoint.trim_end_matches('/').to_owned();
        }
        iam
    }

    /// Returns the address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }

    /// Returns a request for a path.
    pub(super) fn request(&self, name: &'static str, method: &str, path: &str) -> Result<Outgoing, Error> {
        self.http.request(name, method, &self.url(path))
    }

    /// Exchanges a user's password for a token of the project of the client's region.
    pub(super) async fn token(&self, user: &User, clock: Clock) -> Result<Fetched<Secret>, Error> {
        const NAME: &str = "KeystoneCreateUserTokenByPassword";
        let region = self.region(NAME)?;
        let url = format!("{}/v3/auth/tokens?nocatalog=true", self.endpoint);
        let mut request = self.http.request(NAME, "POST", &url)?;
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": user.name,
                "password": user.password.expose(),
                "domain": {"name": user.domain},
            }}},
            "scope": {"project": {"name": region}},
        }});
        request.set_body("application/json", body.to_string().into_bytes());
        // An additional token does no harm.
        request.set_idempotent();
        request.hide(user.password.clone());
        let response = self.http.send(request, None).await?;
        let token = response.header("X-Subject-Token").filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| missing(NAME, "the header X-Subject-Token"))?;
        Ok(Fetched {
            value: token.to_owned().into(),
            expires_at: expiry(&response, clock()),
            used_for: TOKEN_USE,
        })
    }

    /// Returns the ID of the project of the client's region. There must be exactly one.
    pub(super) async fn project_id(&self, authenticate: &dyn Authenticate) -> Result<String, Error> {
        const NAME: &str = "KeystoneListProjects";
        let region = self.region(NAME)?;
        let url = format!("{}/v3/projects?name={}", self.endpoint, percent(region));
        let request = self.http.request(NAME, "GET", &url)?;
        let response = self.http.send(request, Some(authenticate)).await?;
        let projects = project_ids(&response).ok_or_else(|| missing(NAME, "`projects`"))?;
        match projects.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(Error::new(
                ErrorKind::Credentials,
                format!("the identity service returned no project of the region `{region}` for these credentials"),
            )),
            several => Err(Error::new(
                ErrorKind::Credentials,
                format!(
                    "the identity service returned {} projects of the region `{region}`: set the `project_id` of one of them",
                    several.len()
                ),
            )),
        }
    }

    fn region(&self, name: &'static str) -> Result<&str, Error> {
        let refuse = || {
            Error::invalid("the identity service needs the region of the project, and no `region` is set").during(name)
        };
        self.region.as_deref().ok_or_else(refuse)
    }
}

/// Returns the error for a successful response without a required part.
fn missing(name: &'static str, what: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the response of the identity service has no {what}"),
    )
    .during(name)
}

/// Returns when a token expires by this machine's clock, which shows `now`. Its lifetime is measured by the service's
/// clock. A token without a readable expiry is used until it is refused.
fn expiry(response: &RawResponse, now: SystemTime) -> Option<SystemTime> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    let expires_at = body.pointer("/token/expires_at")?.as_str()?;
    let expires_at = humantime::parse_rfc3339(expires_at).ok()?;
    let life = expires_at.duration_since(response.date().unwrap_or(now));
    now.checked_add(life.unwrap_or_default())
}

/// Returns the IDs of the projects that a response lists.
fn project_ids(response: &RawResponse) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    let projects = body.get("projects")?.as_array()?;
    let id = |project: &Value| Some(project.get("id")?.as_str()?.to_owned());
    projects.iter().map(id).collect()
}

/// Shows neither the name nor the domain: with them, only the password is left to guess.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").finish_non_exhaustive()
    }
}

impl fmt::Debug for Iam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iam")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_uses_its_own_address_if_it_has_one() {
        for (region, endpoint) in [
            (Some("cn-north-4"), "https://iam.cn-north-4.myhuaweicloud.com"),
            (Some("eu-west-101"), GLOBAL),
            (Some("new-region-1"), GLOBAL),
            (None, GLOBAL),
        ] {
            assert_eq!(endpoint_of(region), endpoint);
        }
        assert!(REGIONAL.is_sorted());
    }
}
