//! The default credentials: the places that are searched, in the order of the provider's SDK.

use std::{
    error::Error as StdError,
    sync::{Arc, OnceLock},
};

use super::{
    BoxError, BoxFuture, Connections, Credentials, CredentialsFile, Environment, MetadataService, OidcAgency,
    PodIdentity, ProvideCredentials, reason::Reason,
};
use crate::runtime::Failure;

/// A provider of the credentials that the surroundings of the program have, in the order of the provider's SDK for Python
/// (3.1.219):
///
/// 1. an agency that trusts an OpenID Connect identity provider, in `HUAWEICLOUD_OIDC_PROVIDER_URN` and
///    `HUAWEICLOUD_OIDC_AGENCY_URN` ([`OidcAgency`]), with the ID token in `HUAWEICLOUD_OIDC_ID_TOKEN` or in the file
///    that `HUAWEICLOUD_OIDC_TOKEN_FILE` names; optionally `HUAWEICLOUD_OIDC_SESSION_NAME`,
///    `HUAWEICLOUD_OIDC_DURATION_SECONDS`, `HUAWEICLOUD_OIDC_POLICY` and `HUAWEICLOUD_OIDC_POLICY_IDS` (with commas
///    between them), and the project in `HUAWEICLOUD_SDK_PROJECT_ID`
/// 2. the environment ([`Environment`]): federation by `HUAWEICLOUD_SDK_IDP_ID` and `HUAWEICLOUD_SDK_ID_TOKEN_FILE`, or
///    the access key in `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`
/// 3. the credentials file ([`CredentialsFile`])
/// 4. the metadata service of a cloud server ([`MetadataService`]), only if
///    [`with_metadata_service`](Self::with_metadata_service) is set
/// 5. the identity of a pod ([`PodIdentity`]), if `HC_CONTAINER_CREDENTIALS_FULL_URI` and
///    `HC_CONTAINER_AUTHORIZATION_TOKEN_FILE` are set
///
/// The first place that has credentials is used alone: nothing is filled in from the next, and renewals use the same place.
/// A place that is set up, but cannot be used or whose service refuses, is an error, so that a program never continues with
/// another identity by accident: a credentials file that is named and missing, or that is there and cannot be read or parsed, a token that is missing,
/// a key or project in quotation marks. A place that lacks a part, such as the secret key, is not set up. After
/// [`with_profile`](Self::with_profile), a missing file, section or part ends the search as well. Only the metadata service is passed over if it returns no key: that
/// it is absent is no fault.
///
/// If no place has credentials, the error says for each place why it was not used, and names the other ways to set
/// credentials. It shows no value.
///
/// ```no_run
/// use huaweicloud_hss::credentials::DefaultCredentials;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// // As `default_credentials()` of the builder, and on a cloud server its agency.
/// let anywhere = DefaultCredentials::new().with_metadata_service();
/// let client = huaweicloud_hss::Client::builder()
///     .region("eu-west-101")
///     .credentials(anywhere)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct DefaultCredentials {
    file: CredentialsFile,
    metadata: Option<MetadataService>,
    /// The place that provided credentials first.
    chosen: Arc<OnceLock<Place>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    OidcAgency,
    Environment,
    File,
    Metadata,
    Pod,
}

/// The places in the order in which they are searched.
const ORDER: [Place; 5] = [
    Place::OidcAgency,
    Place::Environment,
    Place::File,
    Place::Metadata,
    Place::Pod,
];

impl Place {
    /// Returns what an error calls it.
    fn name(self) -> &'static str {
        match self {
            Self::OidcAgency => "OIDC and an agency",
            Self::Environment => "the environment",
            Self::File => "the credentials file",
            Self::Metadata => "the metadata service",
            Self::Pod => "pod identity",
        }
    }
}

impl DefaultCredentials {
    /// The default places, without the metadata service.
    pub fn new() -> Self {
        Self::default()
    }

    /// Also calls the metadata service of a cloud server, after the credentials file. On any other machine this costs some
    /// seconds before it fails.
    #[must_use]
    pub fn with_metadata_service(self) -> Self {
        self.with_metadata(MetadataService::new())
    }

    /// Like [`with_metadata_service`](Self::with_metadata_service), with a service that is set up otherwise, for tests.
    #[must_use]
    pub fn with_metadata(mut self, service: MetadataService) -> Self {
        self.metadata = Some(service);
        self.chosen = Arc::default();
        self
    }

    /// Reads another profile of the credentials file: see [`CredentialsFile::with_profile`]. If the file, the section or a part of
    /// its key is missing, the search ends there with an error.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.file = self.file.with_profile(name);
        self.chosen = Arc::default();
        self
    }

    async fn of(&self, place: Place, connections: Option<&Connections>) -> Result<Credentials, BoxError> {
        match (place, &self.metadata) {
            (Place::OidcAgency, _) => call(&OidcAgency::of_environment()?, connections).await,
            (Place::Environment, _) => call(&Environment::new(), connections).await,
            (Place::File, _) => call(&self.file, connections).await,
            (Place::Metadata, Some(service)) => call(service, connections).await,
            (Place::Metadata, None) => Err(Reason::new(
                "it was not called, because that is not set \
                 (`DefaultCredentials::with_metadata_service`)"
                    .to_owned(),
            )
            .into()),
            (Place::Pod, _) => call(&PodIdentity::new(), connections).await,
        }
    }

    async fn search(&self, connections: Option<&Connections>) -> Result<Credentials, BoxError> {
        if let Some(place) = self.chosen.get() {
            return self.of(*place, connections).await;
        }
        let mut reasons = Vec::new();
        let mut absent = None;
        for place in ORDER {
            let cause = match self.of(place, connections).await {
                Ok(credentials) => {
                    // Another task may have found the same.
                    let _ = self.chosen.set(place);
                    return Ok(credentials);
                }
                Err(cause) => cause,
            };
            match cause.downcast::<Failure>() {
                Ok(failure) if place == Place::Metadata => {
                    reasons.push(format!("{}: {}", place.name(), whole(&*failure)));
                    absent = Some(failure);
                }
                Ok(failure) => return Err(failure),
                Err(cause) if cause.downcast_ref::<Reason>().is_some_and(Reason::is_broken) => {
                    reasons.push(format!("{}: {cause}", place.name()));
                    return Err(Reason::broken(format!("{}; {NO_OTHER}", reasons.join("; "))).into());
                }
                Err(reason) => reasons.push(format!("{}: {reason}", place.name())),
            }
        }
        let reason = format!("{}; {OTHER_WAYS}", reasons.join("; "));
        Err(match absent {
            Some(absent) => Failure::because(reason).like(&absent).into(),
            None => Reason::new(reason).into(),
        })
    }
}

/// Calls a place with the connections of the client, if there is one.
async fn call(place: &dyn ProvideCredentials, connections: Option<&Connections>) -> Result<Credentials, BoxError> {
    match connections {
        Some(connections) => place.provide_with(connections).await,
        None => place.provide().await,
    }
}

/// Returns the text of an error with all its causes.
fn whole(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

impl ProvideCredentials for DefaultCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(self.search(None))
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(self.search(Some(connections)))
    }
}

/// Why a place that is broken ends the search.
const NO_OTHER: &str = "no other place is searched, because this one is set up: correct it, or remove its settings";

/// How else credentials are set.
const OTHER_WAYS: &str = "set them there, or give the client's builder `token`, `access_key`, `temporary_access_key`, \
                          `user`, `metadata_credentials` or `credentials`";
