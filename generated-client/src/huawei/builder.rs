//! The provider's ways to authenticate, as methods of the client's builder.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    authentication::{Authentication, Source, is_token},
    codes,
    credentials::{Authenticating, Connections, Credentials, DefaultCredentials, MetadataService, ProvideCredentials},
    environment,
    iam::{self, Iam, User},
    signature::PROJECT_PARAMETER,
    sts::{self, Sts},
};
use crate::{ClientBuilder, Error, Secret, runtime::Config};

impl ClientBuilder {
    /// Sets an access key: its ID (AK) and the secret key (SK). Requests are signed with it; the secret key is not
    /// sent.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// # let (ak, sk) = ("", "");
    /// let client = huaweicloud_hss::Client::builder()
    ///     .region("eu-west-101")
    ///     .access_key(ak, sk)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A signature is valid for minutes. If the service refuses one whose time is more than five minutes off, its time
    /// is corrected by the service's clock (the header `Date`), and the request is sent once more, at most once in five
    /// minutes. No other refused signature is repeated: about five of them in a row lock the key.
    ///
    /// Without a [`project_id`](Self::project_id) the identity service is called once for the project of the region.
    ///
    /// [`build`](Self::build) returns an error for keys that cannot be right, such as one with a line break at its end.
    pub fn access_key(self, id: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        self.credentials(Credentials::access_key(id, secret))
    }

    /// Sets a temporary access key, with the security token that was issued with it. It expires: to have it renewed,
    /// implement [`ProvideCredentials`] and pass that to [`credentials`](Self::credentials).
    pub fn temporary_access_key(
        self,
        id: impl Into<Secret>,
        secret: impl Into<Secret>,
        security_token: impl Into<Secret>,
    ) -> Self {
        self.credentials(Credentials::temporary_access_key(id, secret, security_token))
    }

    /// Sets a user of the identity service: the name of the account (domain), the user's name, and the password.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// # let password = String::new();
    /// let client = huaweicloud_hss::Client::builder()
    ///     .region("eu-west-101")
    ///     .user("account", "reader", password)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The first call exchanges the password for a token of the region's project. The token is cached and renewed
    /// before it expires, and once if it is refused. A new token is used for at least five minutes, even if this
    /// machine's clock says that it has expired. The identity service locks a user after a few wrong passwords: a
    /// refused login is remembered for 30 seconds, in which no further one is sent. Check
    /// [`is_unauthorized`](crate::Error::is_unauthorized) before you call again.
    pub fn user(mut self, domain: impl Into<String>, name: impl Into<String>, password: impl Into<Secret>) -> Self {
        let user = User {
            domain: domain.into(),
            name: name.into(),
            password: password.into(),
        };
        self.authenticate(Source::User(user));
        self
    }

    /// Uses the credentials that the surroundings of the program have, such as the access key in the environment
    /// (`HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`), or else the one in the provider's credentials file
    /// (`~/.huaweicloud/credentials`). [`DefaultCredentials`] lists all places in their order. The metadata service of a
    /// cloud server is not called, unless you pass `DefaultCredentials::new().with_metadata_service()` to
    /// [`credentials`](Self::credentials).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// let client = huaweicloud_hss::Client::builder()
    ///     .region("eu-west-101")
    ///     .default_credentials()
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn default_credentials(self) -> Self {
        self.credentials(DefaultCredentials::new())
    }

    /// Uses the temporary access key of this cloud server (ECS), from its metadata service: see [`MetadataService`].
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
    pub fn metadata_credentials(self) -> Self {
        self.credentials(MetadataService::new())
    }

    /// Uses the credentials that a [`ProvideCredentials`] returns, or [`Credentials`] that never change.
    ///
    /// `Debug` of the client shows the name of the provider's type, never its own `Debug`.
    ///
    /// ```no_run
    /// use huaweicloud_hss::credentials::{Credentials, CredentialsFile};
    ///
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// # let token = String::new();
    /// let builder = huaweicloud_hss::Client::builder().region("eu-west-101");
    /// let file = CredentialsFile::at("/run/secrets/huaweicloud");
    /// let client = builder.credentials(file).build()?;
    ///
    /// let builder = huaweicloud_hss::Client::builder().region("eu-west-101");
    /// let fixed = Credentials::token(token).with_project_id("p1");
    /// let client = builder.credentials(fixed).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn credentials(mut self, provider: impl ProvideCredentials) -> Self {
        self.authenticate(Source::provider(provider));
        self
    }

    /// Sets the longest that fetching credentials may take: what a [`ProvideCredentials`] returns, the token for a
    /// password, or the ID of a project. Default: 30 seconds.
    ///
    /// A fetch that takes longer is dropped, and all calls that wait for it fail with an error of the kind
    /// [`Credentials`](crate::ErrorKind::Credentials). The next call fetches again.
    pub fn credentials_timeout(mut self, timeout: Duration) -> Self {
        self.config.credentials_timeout(timeout);
        self
    }

    /// Sets the address of the identity service (IAM), instead of that of the region, and instead of the one that the
    /// environment names in `HUAWEICLOUD_SDK_IAM_ENDPOINT`.
    ///
    /// Default: that of the provider's SDKs, `https://iam.{region}.myhuaweicloud.com` for most regions, and
    /// `https://iam.myhuaweicloud.com` for regions without an address of their own, such as eu-west-101.
    pub fn iam_endpoint(mut self, url: impl Into<String>) -> Self {
        self.config.setting(iam::ENDPOINT_SETTING, url.into());
        self
    }

    /// Sets the address of the security token service (STS), instead of that of the region, and instead of the one that
    /// the environment names in `HUAWEICLOUD_SDK_STS_ENDPOINT`. It is called for the agencies of
    /// [`OidcAgency`](crate::credentials::OidcAgency) and [`Agency::by_urn`](crate::credentials::Agency::by_urn).
    ///
    /// Default: `https://sts.{region}.myhuaweicloud.com` for the regions in which the provider's SDK knows the service.
    /// For others, such as eu-west-101, there is no default.
    pub fn sts_endpoint(mut self, url: impl Into<String>) -> Self {
        self.config.setting(sts::ENDPOINT_SETTING, url.into());
        self
    }

    /// Reads settings that are not made otherwise from the environment, when the client is built:
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `HUAWEICLOUD_SDK_REGION` | [`region`](Self::region); the provider's SDKs have no variable for it |
    /// | `HUAWEICLOUD_SDK_PROJECT_ID` | [`project_id`](Self::project_id), whatever the credentials are |
    /// | `HUAWEICLOUD_SDK_REGION_HSS_{REGION}` | [`endpoint`](Self::endpoint) in that region, such as `HUAWEICLOUD_SDK_REGION_HSS_EU_WEST_101`; the first of several with commas between them |
    ///
    /// An empty variable counts as not set, and what is set on the builder takes precedence, before or after this.
    /// Credentials are read by [`default_credentials`](Self::default_credentials), not by this. The addresses in
    /// `HUAWEICLOUD_SDK_IAM_ENDPOINT` and `HUAWEICLOUD_SDK_STS_ENDPOINT` are used without this, too, as by the provider's
    /// SDKs. Its file of regions (`HUAWEICLOUD_SDK_REGIONS_FILE`) is not read.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// let client = huaweicloud_hss::Client::builder()
    ///     .from_environment()
    ///     .default_credentials()
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_environment(mut self) -> Self {
        self.config.setting(environment::SETTING, String::new());
        self
    }

    /// Returns the settings that the client would be built with. This is for this workspace's own tools, which send
    /// requests that the client has no method for.
    #[doc(hidden)]
    pub fn into_config(self) -> Config {
        self.config
    }

    /// Completes the settings at the beginning of the generated `build`: sets what the codes of errors mean, and how to
    /// find the project if a token is set without one.
    pub(crate) fn complete(&mut self, unset: &[&'static str]) {
        let mut unset = unset.to_vec();
        if self.config.has_setting(environment::SETTING) {
            if let Err(error) = environment::complete(&mut self.config, &unset) {
                self.config.refuse(error);
            }
            unset = self.config.unset(&unset);
        }
        self.config.classify_errors(codes::class);
        self.config.name_ways(&[
            "access_key",
            "temporary_access_key",
            "user",
            "default_credentials",
            "metadata_credentials",
            "credentials",
        ]);
        if unset.contains(&PROJECT_PARAMETER)
            && self.config.lacks_way()
            && let Some(token) = self.config.secret_of(is_token).cloned()
        {
            self.authenticate(Source::provider(Credentials::token(token)));
        }
    }

    fn authenticate(&mut self, source: Source) {
        let authenticating: Authenticating = |credentials, connections, timeout| {
            Arc::new(Authentication::new(Source::provider(credentials), connections, timeout))
        };
        self.config.authenticate_with(move |surroundings| {
            if let Some(fault) = source.fault() {
                return Err(Error::invalid(fault));
            }
            let iam = Iam::new(surroundings)?;
            let sts = Sts::new(surroundings)?;
            let connections = Connections::new(surroundings.http.clone(), iam, sts, SystemTime::now, authenticating);
            let timeout = surroundings.credentials_timeout;
            Ok(Arc::new(Authentication::new(source, connections, timeout)))
        });
    }
}
