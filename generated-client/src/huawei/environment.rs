//! Settings of a client in the environment: region, project and endpoint.

use std::fmt::Display;

use super::{
    malformed::{Kind, malformed},
    signature::PROJECT_PARAMETER,
    variables::{self, PROJECT_ID},
};
use crate::runtime::{Config, Error};

/// The name of the builder's setting that has the environment read.
pub(super) const SETTING: &str = "from_environment";

/// The region. The provider's SDKs have no variable for it.
const REGION: &str = "HUAWEICLOUD_SDK_REGION";

/// The variable of the server's address.
const REGION_VARIABLE: &str = "region";

/// The part of the crate's name that is the service's.
fn service() -> String {
    let name = env!("CARGO_PKG_NAME");
    let service = name.rsplit_once('-').map_or(name, |(_, service)| service);
    service.to_uppercase()
}

/// Returns the variable with the addresses of the service in a region, as the provider's SDK names it.
fn endpoint_variable(region: &str) -> String {
    format!("{REGION}_{}_{}", service(), region.replace('-', "_").to_uppercase())
}

/// Reads what was not set: the region, the project if it is among `unset`, and the endpoint of the region.
pub(super) fn complete(config: &mut Config, unset: &[&'static str]) -> Result<(), Error> {
    let invalid = |name: &str, why: &dyn Display| Error::invalid(format!("{name} in the environment {why}"));
    let read = |name: &str| variables::text(name).map_err(|reason| Error::invalid(reason.to_string()));
    let mut region = config.variable_that_was_set(REGION_VARIABLE).map(str::to_owned);
    if region.is_none() && config.takes_variable(REGION_VARIABLE) {
        region = read(REGION)?;
        if let Some(region) = &region {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
            let other = || (!region.bytes().all(is_name)).then_some("has a character that no region has");
            if let Some(why) = malformed(region, Kind::Id).or_else(other) {
                return Err(invalid(REGION, &why));
            }
            config.server_variable(REGION_VARIABLE, region.clone());
        }
    }
    if unset.contains(&PROJECT_PARAMETER)
        && let Some(project_id) = read(PROJECT_ID)?
    {
        if let Some(why) = malformed(&project_id, Kind::Id) {
            return Err(invalid(PROJECT_ID, &why));
        }
        config.parameter(&[PROJECT_PARAMETER], project_id);
    }
    if let Some(region) = region.filter(|_| !config.has_endpoint()) {
        let name = endpoint_variable(&region);
        // The SDK tries all of several addresses, one after the other.
        let all = read(&name)?.unwrap_or_default();
        let first = all.split(',').map(str::trim).find(|url| !url.is_empty());
        if let Some(url) = first {
            if let Some(why) = malformed(url, Kind::Address) {
                return Err(invalid(&name, &why));
            }
            config
                .check_endpoint(url)
                .map_err(|cause| invalid(&name, &"cannot be used").with_source(cause))?;
            config.endpoint(url.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_has_the_name_of_the_providers_sdk() {
        let expected = format!("HUAWEICLOUD_SDK_REGION_{}_EU_WEST_101", service());
        assert_eq!(endpoint_variable("eu-west-101"), expected);
        assert!(!service().is_empty() && !service().contains('-'));
    }
}
