//! The security token service (STS): temporary access keys for an agency.

use super::variables;
use crate::runtime::{Error, Http, Surroundings};

/// The environment variable with another address.
const ENDPOINT: &str = "HUAWEICLOUD_SDK_STS_ENDPOINT";

/// The name of the builder's setting with another address.
pub(super) const ENDPOINT_SETTING: &str = "sts_endpoint";

/// The regions with an address, according to the provider's SDK for Python 3.1.219. That SDK calls the one of cn-north-4
/// for every other region; this client does not send credentials to a region that was not chosen. A test compares this
/// list with that SDK.
const REGIONAL: &[&str] = &[
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "cn-east-3",
    "cn-north-4",
    "cn-south-1",
    "cn-southwest-2",
    "la-south-2",
    "sa-brazil-1",
    "tr-west-1",
];

/// The security token service, as a client reaches it.
#[derive(Clone, Debug)]
pub(super) struct Sts {
    /// Its address, if it is known.
    endpoint: Option<String>,
}

impl Sts {
    /// Returns the service for the client's region, at the address that is set on the builder, or in the environment, or
    /// that the provider's SDK has for the region.
    pub(super) fn new(surroundings: &Surroundings<'_>) -> Result<Self, Error> {
        let (given, origin) = match surroundings.setting(ENDPOINT_SETTING) {
            Some(endpoint) => (Some(endpoint.to_owned()), ENDPOINT_SETTING),
            None => {
                let named = variables::address(ENDPOINT);
                (named.map_err(|reason| Error::invalid(reason.to_string()))?, ENDPOINT)
            }
        };
        if let Some(endpoint) = &given {
            check(&surroundings.http, endpoint, origin)?;
        }
        let regional = || {
            let region = surroundings.variable("region")?;
            let is_known = REGIONAL.contains(&region);
            is_known.then(|| format!("https://sts.{region}.myhuaweicloud.com"))
        };
        let endpoint = given.or_else(regional);
        Ok(Self {
            endpoint: endpoint.map(|endpoint| endpoint.trim_end_matches('/').to_owned()),
        })
    }

    /// Returns the address of a path.
    pub(super) fn url(&self, path: &str) -> Result<String, Error> {
        match &self.endpoint {
            Some(endpoint) => Ok(format!("{endpoint}{path}")),
            None => Err(Error::invalid(format!(
                "the address of the security token service is not known for the region: set `sts_endpoint` or {ENDPOINT}"
            ))),
        }
    }
}

/// A wrong address is an error when the client is built, not at the first call. `origin` is where it was set.
fn check(http: &Http, endpoint: &str, origin: &str) -> Result<(), Error> {
    match http.request("STS", "GET", endpoint) {
        Ok(_) => Ok(()),
        Err(cause) => {
            let message = format!("the address of the security token service (`{origin}`) cannot be used");
            Err(Error::invalid(message).with_source(cause))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REGIONAL;

    #[test]
    fn regions_are_sorted() {
        assert!(REGIONAL.is_sorted());
    }
}
