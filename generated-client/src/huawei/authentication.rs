//! Putting credentials on requests: a token in a header, or a signature.
//!
//! This is the provider's way to [`Authenticate`]. It keeps what its source gave until shortly before that lapses, asks
//! once however many tasks wait, and has a token that was refused renewed once. A signature that was refused is never
//! made anew for the same call.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use super::{
    credentials::{AccessKey, BoxFuture, Credentials, Kind, ProvideCredentials},
    failure::Failure,
    iam::{Iam, User},
    kept::{Clock, Fetched, Kept},
    signer,
};
use crate::runtime::{Authenticate, Error, Outgoing, SchemeKind, Secret};

const TOKEN: &str = "X-Auth-Token";
const PROJECT: &str = "X-Project-Id";

/// The parameter that the identity service can be asked for.
pub(super) const PROJECT_PARAMETER: &str = "project_id";

/// How many secrets of earlier credentials are kept out of errors: an answer may come late.
const REMEMBERED: usize = 12;

/// Where credentials come from.
#[derive(Debug)]
pub(super) enum Source {
    User(User),
    Provider(Box<dyn ProvideCredentials>),
}

/// The credentials of a client.
pub(super) struct Authentication {
    source: Source,
    iam: Iam,
    clock: Clock,
    credentials: Kept<Credentials, Failure>,
    project_id: Kept<String, Failure>,
    seen: Mutex<Vec<Secret>>,
}

impl Authentication {
    pub(super) fn new(source: Source, iam: Iam, clock: Clock) -> Self {
        let seen = match &source {
            Source::User(user) => vec![user.password.clone()],
            Source::Provider(_) => Vec::new(),
        };
        Self {
            source,
            iam,
            clock,
            credentials: Kept::new(clock),
            project_id: Kept::new(clock),
            seen: Mutex::new(seen),
        }
    }

    /// The credentials to use now.
    async fn credentials(&self) -> Result<Credentials, Error> {
        let kept = self.credentials.get(|| async {
            let fetched = match &self.source {
                Source::User(user) => {
                    let gave_none = "the identity service gave no token for the user";
                    self.iam
                        .token(user)
                        .await
                        .map_err(|cause| Failure::of(gave_none, cause))?
                }
                Source::Provider(provider) => {
                    let value = provider.provide().await.map_err(Failure::of_provider)?;
                    Fetched {
                        expires_at: value.expires_at,
                        value,
                    }
                }
            };
            if let Some(fault) = fetched.value.fault() {
                return Err(Failure::because(fault.to_owned()));
            }
            self.remember(fetched.value.secrets());
            Ok(fetched)
        });
        kept.await.map_err(Failure::into_error)
    }

    /// The project of the region, asked for once.
    async fn project(&self) -> Result<String, Error> {
        if let Some(project_id) = self.credentials().await?.project_id {
            return Ok(project_id);
        }
        let kept = self.project_id.get(|| async {
            let gave_none = "no project ID is set, and the identity service gave none";
            let asked = self.iam.project_id(self).await;
            Ok(Fetched {
                value: asked.map_err(|cause| Failure::of(gave_none, cause))?,
                expires_at: None,
            })
        });
        kept.await.map_err(Failure::into_error)
    }

    /// Keeps secrets out of errors from now on.
    fn remember(&self, secrets: Vec<Secret>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for secret in secrets {
            if !seen.contains(&secret) {
                seen.push(secret);
            }
        }
        // The password of a user stands first, and stays.
        let first = usize::from(matches!(self.source, Source::User(_)));
        while seen.len() > REMEMBERED {
            seen.remove(first);
        }
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
                    sign(request, key, credentials.project_id.as_deref(), (self.clock)())
                }
            }
        })
    }

    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let token = refused.header(TOKEN);
            let sent = |credentials: &Credentials| match &credentials.kind {
                Kind::Token(kept) => Some(kept.expose()) == token,
                // The key may have been replaced at its source: the next call asks there. This one does not.
                Kind::AccessKey(_) => token.is_none(),
            };
            self.credentials.forget(sent);
            if token.is_none() {
                return false;
            }
            match self.credentials().await {
                Ok(credentials) => !sent(&credentials) && matches!(credentials.kind, Kind::Token(_)),
                Err(_) => false,
            }
        })
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
}

/// Whether a scheme takes a token.
pub(super) fn is_token(kind: &SchemeKind) -> bool {
    matches!(kind, SchemeKind::Header(name) if name.eq_ignore_ascii_case(TOKEN))
}

/// Checks that an operation takes what there is. A request that is none of the document takes anything.
fn serves(request: &Outgoing, what: &str, takes: impl Fn(&SchemeKind) -> bool) -> Result<(), Error> {
    let schemes = request.schemes();
    if schemes.is_empty() || schemes.iter().any(|scheme| takes(&scheme.kind)) {
        return Ok(());
    }
    Err(Error::credentials(format!(
        "the operation does not take {what}, which is what there is"
    )))
}

/// Signs a request as it stands. The project goes in before: it is signed, too.
fn sign(request: &mut Outgoing, key: &AccessKey, project_id: Option<&str>, now: SystemTime) -> Result<(), Error> {
    let project_id = request
        .path_parameter(PROJECT_PARAMETER)
        .or(project_id)
        .map(str::to_owned);
    if let Some(project_id) = project_id {
        request.set_header(PROJECT, &project_id)?;
    }
    let headers: Vec<_> = request
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect();
    let added = signer::sign(
        signer::Request {
            method: request.method(),
            path: request.path(),
            query: request.query(),
            headers: &headers,
            body: request.body(),
        },
        signer::Keys {
            access_key: key.id.expose(),
            secret_key: key.secret.expose(),
            security_token: key.security_token.as_ref().map(Secret::expose),
        },
        now,
    );
    for (name, value) in added {
        if name.eq_ignore_ascii_case(signer::DATE) {
            // No secret, and what one needs to see where a clock is wrong.
            request.set_header(name, &value)?;
        } else {
            request.set_secret_header(name, &value.into())?;
        }
    }
    Ok(())
}

/// Of what kind the source is, and whether credentials are kept; no more.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentication")
            .field("source", &self.source)
            .field("iam", &self.iam)
            .field("credentials", &self.credentials)
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}
