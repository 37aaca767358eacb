//! What a provider of credentials uses of the client that it provides for.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use super::{
    super::{iam::Iam, sts::Sts},
    BoxError, Credentials,
};
use crate::runtime::{Authenticate, Clock, Error, Failure, Http};

/// Makes what authenticates requests with credentials, which may take so long to be completed.
pub(in super::super) type Authenticating = fn(Credentials, Connections, Duration) -> Arc<dyn Authenticate>;

/// The connections of a client, which [`ProvideCredentials::provide_with`](super::ProvideCredentials::provide_with)
/// receives.
///
/// The providers of this module call the identity service, the security token service or a metadata service with them:
/// with the client's certificates, proxy and addresses. A provider of your own passes them on to one of these.
#[derive(Clone)]
pub struct Connections {
    http: Http,
    direct: Arc<OnceLock<Http>>,
    pub(in super::super) iam: Iam,
    pub(in super::super) sts: Sts,
    clock: Clock,
    /// What adds credentials to requests uses these connections, so that it cannot be named here.
    authenticating: Authenticating,
}

impl Connections {
    pub(in super::super) fn new(http: Http, iam: Iam, sts: Sts, clock: Clock, authenticating: Authenticating) -> Self {
        Self {
            http,
            direct: Arc::default(),
            iam,
            sts,
            clock,
            authenticating,
        }
    }

    /// Returns what authenticates requests with `credentials`. Fetching what they lack may take `timeout`.
    pub(super) fn authentication(&self, credentials: Credentials, timeout: Duration) -> Arc<dyn Authenticate> {
        (self.authenticating)(credentials, self.clone(), timeout)
    }

    /// Returns the client's own connections.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Returns connections without a proxy, for addresses that are local. They are created when they are first needed.
    pub(super) fn direct(&self) -> Result<&Http, BoxError> {
        if let Some(direct) = self.direct.get() {
            return Ok(direct);
        }
        let made = self
            .http
            .direct()
            .map_err(|cause| failed("no connection can be made", &cause))?;
        Ok(self.direct.get_or_init(|| made))
    }

    pub(in super::super) fn clock(&self) -> Clock {
        self.clock
    }

    /// Returns the time by this machine's clock.
    pub(super) fn now(&self) -> SystemTime {
        (self.clock)()
    }
}

/// Returns the failure of a request. `message` says what was not returned by which service.
pub(super) fn failed(message: &str, cause: &Error) -> Failure {
    Failure::of_service(message, cause)
}

/// Shows nothing but its name: the addresses are shown with the client.
impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}
