//! Where keys and tokens come from, and how they are renewed.
//!
//! # Which one?
//!
//! | your program runs | set |
//! |---|---|
//! | on a developer's machine, or in CI | [`default_credentials`](crate::ClientBuilder::default_credentials): the environment, or the credentials file |
//! | on a cloud server with an agency | [`metadata_credentials`](crate::ClientBuilder::metadata_credentials) |
//! | in a pod | `default_credentials`, which finds a [`PodIdentity`](crate::credentials::PodIdentity) |
//! | where an identity provider issues ID tokens | [`OidcFederation`](crate::credentials::OidcFederation) or [`OidcAgency`](crate::credentials::OidcAgency) |
//! | for another account that trusts yours | an [`Agency`](crate::credentials::Agency) |
//! | with a vault | a [`ProvideCredentials`](crate::credentials::ProvideCredentials) of your own |
//! | for a few hours, with a token | [`token`](crate::ClientBuilder::token), which is never renewed: it expires after 24 hours |
//!
//! A place of credentials that is set up and fails is an error. The client never goes on with another identity.
//!
//! # An agency
//!
//! ```no_run
//! use huaweicloud_hss::{
//!     Client,
//!     credentials::{Agency, DefaultCredentials},
//! };
//!
//! # fn main() -> Result<(), huaweicloud_hss::Error> {
//! let ours = DefaultCredentials::new();
//! let agency = Agency::new(ours, "their-account", "their-agency");
//! let builder = Client::builder().region("eu-west-101");
//! let client = builder.credentials(agency).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # A vault
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! use huaweicloud_hss::credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials};
//!
//! struct Vault;
//!
//! # async fn read() -> Result<String, BoxError> { Ok("token".to_owned()) }
//! impl ProvideCredentials for Vault {
//!     fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
//!         Box::pin(async {
//!             let token = read().await?;
//!             let expiry = SystemTime::now() + Duration::from_secs(3600);
//!             Ok(Credentials::token(token).with_expiry(expiry))
//!         })
//!     }
//! }
//! ```
//!
//! The client calls `provide` when it needs credentials for the first time, shortly before they expire, and after they
//! were refused. However many tasks wait, it calls it once, and waits 30 seconds at most
//! ([`credentials_timeout`](crate::ClientBuilder::credentials_timeout)).
//!
//! # What happens when they are refused
//!
//! - A token is renewed and the call repeated, once. A service that refuses the new token as well gets no other one for 30
//!   seconds.
//! - A signature is repeated only if this machine's clock was wrong, with the service's clock, at most once in five
//!   minutes: several refused signatures in a row lock a key.
//! - Otherwise the call fails, and [`is_unauthorized`](crate::Error::is_unauthorized) returns true.
//!
//! # One call with other credentials
//!
//! ```no_run
//! # use huaweicloud_hss::{Client, Error};
//! # async fn example(client: Client, other: Client) -> Result<(), Error> {
//! let call = client.list_container_image_logs();
//! let page = call.options(|options| options.credentials(&other)).send().await?;
//! # let _ = page;
//! # Ok(())
//! # }
//! ```
//!
//! # Secrets stay secret
//!
//! Keys, tokens and passwords are [`Secret`](crate::Secret)s, whose `Debug` shows nothing of them. No error shows a secret that
//! was sent, in whatever encoding a server repeats it. Only text from outside is searched for secrets, and only for those of
//! eight characters or more. What the server sent is in [`raw_body`](crate::Error::raw_body), unchanged: check it before you
//! log it.
