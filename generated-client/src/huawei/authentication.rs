//! Adds credentials to requests: a token in a header, or a signature.
//!
//! This is the provider's implementation of [`Authenticate`]. It caches what its source returned until shortly before
//! that expires, fetches it once however many tasks wait, and renews a token that was refused once. A signature that
//! was refused is repeated only if it was refused for its time.

use std::{
    any::{Any, type_name},
    borrow::Cow,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{
    codes,
    credentials::{BoxError, BoxFuture, Connections, Credentials, Kind, ProvideCredentials},
    iam::User,
    reason::Reason,
    signature::{self, PROJECT_PARAMETER},
    signer,
    skew::{self, Refusal, Skew},
};
use crate::runtime::{
    Authenticate, Cache, Clock, Error, ErrorKind, Failure, Fetched, Outgoing, Renewal, Rules, SchemeKind, Secret, WHY,
};

const TOKEN: &str = "X-Auth-Token";

/// How long credentials of a provider are used that have expired by this machine's clock.
const EXPIRED_USE: Duration = Duration::from_secs(5 * 60);

/// How many secrets of earlier credentials are removed from errors: a response may come late.
const REMEMBERED: usize = 12;

/// Where credentials come from.
pub(super) enum Source {
    User(User),
    Provider {
        provider: Box<dyn ProvideCredentials>,
        /// The name of its type. What its own `Debug` shows may be a secret.
        name: &'static str,
        /// Why it cannot be used, which is known at once of credentials that are always the same.
        fault: Option<String>,
    },
}

impl Source {
    pub(super) fn provider<P: ProvideCredentials>(provider: P) -> Self {
        let constant = (&provider as &dyn Any).downcast_ref::<Credentials>();
        Self::Provider {
            fault: constant.and_then(Credentials::fault),
            provider: Box::new(provider),
            name: type_name::<P>(),
        }
    }

    /// Returns which part of it cannot be sent, if any, as far as that is known before the first call.
    pub(super) fn fault(&self) -> Option<String> {
        match self {
            Self::User(user) => user.fault(),
            Self::Provider { fault, .. } => fault.clone(),
        }
    }

    /// Returns the name of what did not return in time, for the beginning of a sentence.
    fn subject(&self) -> String {
        match self {
            Self::User(_) => "the identity service".to_owned(),
            Self::Provider { name, .. } => format!("their provider `{name}`"),
        }
    }
}

/// The credentials of a client.
pub(super) struct Authentication {
    source: Source,
    connections: Connections,
    clock: Clock,
    skew: Skew,
    credentials: Cache<Credentials, Failure>,
    project_id: Cache<String, Failure>,
    renewal: Renewal,
    seen: Mutex<Vec<Secret>>,
}

impl Authentication {
    /// `timeout` is the longest that fetching credentials may take.
    pub(super) fn new(source: Source, connections: Connections, timeout: Duration) -> Self {
        let clock = connections.clock();
        let seen = match &source {
            Source::User(user) => vec![user.password.clone()],
            Source::Provider { .. } => Vec::new(),
        };
        let rules = |subject: String| Rules {
            timeout,
            timed_out: Box::new(move |limit| Failure::timed_out(&subject, "`credentials_timeout`", limit)),
            is_refusal: Failure::is_refusal,
        };
        Self {
            credentials: Cache::new(clock, rules(source.subject())),
            project_id: Cache::new(
                clock,
                rules("the identity service, which is called for the project ID,".to_owned()),
            ),
            source,
            connections,
            clock,
            skew: Skew::default(),
            renewal: Renewal::default(),
            seen: Mutex::new(seen),
        }
    }

    /// Returns the credentials to use now.
    async fn credentials(&self) -> Result<Credentials, Error> {
        let cached = self.credentials.get(|| async {
            let fetched = match &self.source {
                Source::User(user) => {
                    let message = "the identity service gave no token for the user";
                    let token = self.connections.iam.token(user, self.clock).await;
                    let token = token.map_err(|cause| Failure::of_service(message, &cause))?;
                    Fetched {
                        value: Credentials::token(token.value),
                        expires_at: token.expires_at,
                        used_for: token.used_for,
                    }
                }
                Source::Provider { provider, name, .. } => {
                    let provided = provider.provide_with(&self.connections).await;
                    let value = provided.map_err(|cause| failure_of_provider(name, cause))?;
                    let has_expired = value.expires_at.is_some_and(|end| end <= (self.clock)());
                    Fetched {
                        expires_at: value.expires_at,
                        value,
                        // By a clock that is wrong, or they will be refused. Otherwise each call would fetch new ones.
                        used_for: if has_expired { EXPIRED_USE } else { Duration::ZERO },
                    }
                }
            };
            if let Some(fault) = fetched.value.fault() {
                return Err(Failure::because(fault));
            }
            self.remember(fetched.value.secrets());
            Ok(fetched)
        });
        cached.await.map_err(error_of)
    }

    /// Returns the project of the region, which is fetched once.
    async fn project(&self) -> Result<String, Error> {
        let credentials = self.credentials().await?;
        if let Some(project_id) = credentials.project_id {
            return Ok(project_id);
        }
        let cached = self.project_id.get(|| async {
            let message = "no project ID is set, and the identity service gave none";
            let found = self
                .connections
                .iam
                .or_at(credentials.iam_endpoint.as_deref())
                .project_id(self)
                .await;
            Ok(Fetched {
                value: found.map_err(|cause| Failure::of_service(message, &cause))?,
                expires_at: None,
                used_for: Duration::ZERO,
            })
        });
        cached.await.map_err(error_of)
    }

    /// Adds secrets to those that are removed from errors.
    fn remember(&self, secrets: Vec<Secret>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for secret in secrets {
            if !seen.contains(&secret) {
                seen.push(secret);
            }
        }
        // The password of a user comes first, and is never replaced.
        let first = usize::from(matches!(self.source, Source::User(_)));
        while seen.len() > REMEMBERED {
            seen.remove(first);
        }
    }

    /// Learns the service's time from a refused signature. Returns whether the request should be sent again.
    fn corrects_time(&self, refused: &Outgoing) -> bool {
        signature::times(refused)
            .is_some_and(|(signed, refused)| self.skew.learn(signed, refused, (self.clock)()) == Refusal::Repeat)
    }
}

/// Returns the error of one call, with what its code means.
fn error_of(failure: Arc<Failure>) -> Error {
    failure.into_error().classified(Some(codes::class))
}

/// Creates the failure of a provider. The text of this crate's own providers contains no secret.
fn failure_of_provider(name: &str, cause: BoxError) -> Failure {
    let cause = match cause.downcast::<Failure>() {
        Ok(failure) => return *failure,
        Err(cause) => cause,
    };
    match cause.downcast::<Reason>() {
        Ok(reason) => Failure::because(reason),
        Err(cause) => Failure::because(format_args!("their provider `{name}` failed")).caused_by(&*cause),
    }
}

impl Authenticate for Authentication {
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async {
            let credentials = self.credentials().await?;
            match &credentials.kind {
                Kind::Token(token) => {
                    serves(request, "a token", is_token)?;
                    request.set_secret_header(TOKEN, token)
                }
                Kind::AccessKey(key) => {
                    serves(request, "a signature", |kind| {
                        matches!(kind, SchemeKind::Signing { algorithm, .. }
                            if algorithm.eq_ignore_ascii_case(signer::ALGORITHM))
                    })?;
                    // Before the turn and the time of the signature: reading a large file takes long.
                    let hash = signature::hash_of_body(request).await?;
                    if let Some(turn) = self.skew.turn().await {
                        request.hold_until_response(turn);
                    }
                    let now = self.skew.correct((self.clock)());
                    signature::sign(request, key, credentials.project_id.as_deref(), hash, now)
                }
            }
        })
    }

    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let token = refused.header(TOKEN);
            if token.is_none() && self.corrects_time(refused) {
                return true;
            }
            let sent = |credentials: &Credentials| match &credentials.kind {
                Kind::Token(cached) => Some(cached.expose()) == token,
                // The key may have been replaced at its source: the next call fetches it, this one does not.
                Kind::AccessKey(_) => token.is_none(),
            };
            if !self.renewal.is_paused() {
                self.credentials.forget(sent);
            }
            if token.is_none() {
                return false;
            }
            match self.credentials().await {
                Ok(credentials) => !sent(&credentials) && matches!(credentials.kind, Kind::Token(_)),
                Err(_) => false,
            }
        })
    }

    fn headers(&self) -> &'static [&'static str] {
        &[
            TOKEN,
            signature::PROJECT,
            signer::AUTHORIZATION,
            signer::DATE,
            signer::SECURITY_TOKEN,
            signer::CONTENT_HASH,
        ]
    }

    fn refused_again(&self, refused: &Outgoing) {
        if refused.header(TOKEN).is_none() {
            self.corrects_time(refused);
        } else if matches!(self.source, Source::User(_)) {
            self.renewal.pause();
        }
    }

    fn accepted(&self) {
        self.skew.confirm();
    }

    fn reason(&self, refused: &Outgoing) -> Option<String> {
        if refused.header(TOKEN).is_some() && self.renewal.is_paused() {
            return Some(WHY.to_owned());
        }
        let (signed, refused) = signature::times(refused)?;
        let off = skew::off(signed, refused)?;
        Some(format!(
            "the time of the signature was {} minutes off the service's clock; the client corrects the time of its next \
             signatures, so that another call may succeed",
            off.as_secs() / 60
        ))
    }

    fn parameter<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Error>> {
        Box::pin(async move {
            if name != PROJECT_PARAMETER {
                return Ok(None);
            }
            self.project().await.map(Some)
        })
    }

    fn secrets(&self) -> Vec<Secret> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn describe(&self) -> Cow<'static, str> {
        format!("{self:?}").into()
    }
}

/// Returns whether a scheme takes a token.
pub(super) fn is_token(kind: &SchemeKind) -> bool {
    matches!(kind, SchemeKind::Header(name) if name.eq_ignore_ascii_case(TOKEN))
}

/// Checks that an operation takes the credentials. A request that is not an operation of the document takes any.
fn serves(request: &Outgoing, what: &str, takes: impl Fn(&SchemeKind) -> bool) -> Result<(), Error> {
    let schemes = request.schemes();
    if schemes.is_empty() || schemes.iter().any(|scheme| takes(&scheme.kind)) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Credentials,
        format!("the operation does not take {what}, which is what the credentials are"),
    ))
}

/// Shows the source, and whether credentials are cached; no values.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source: &str = match &self.source {
            Source::User(_) => "User",
            Source::Provider { name, .. } => name,
        };
        f.debug_struct("Authentication")
            .field("source", &format_args!("{source}"))
            .field("iam", &self.connections.iam)
            .field("sts", &self.connections.sts)
            .field("credentials", &self.credentials)
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}
