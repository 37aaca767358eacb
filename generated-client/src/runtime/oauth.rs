//! Tokens of the client credentials grant of OAuth 2 (RFC 6749, section 4.4): fetched, cached and renewed.
//!
//! Each set of scopes has a token of its own. The secret of the client goes to the address of the authorization server
//! alone, and the tokens to the service alone.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::Url;
use serde_json::Value;

use super::{
    authenticate::{Authenticate, BoxFuture},
    cache::{Cache, Clock, Fetched, Rules},
    client_credentials::ClientCredentials,
    decode::RawResponse,
    encode::percent,
    error::Error,
    fetch_failure::Failure,
    http::Http,
    outgoing::Outgoing,
    renewal::{Renewal, WHY},
    secret::{Place, Secret, unusable},
};

/// What errors call a request for a token.
const NAME: &str = "RequestToken";

/// How many earlier tokens are removed from errors: a response may come late.
const REMEMBERED: usize = 12;

/// The tokens of one security scheme.
pub(super) struct TokenSource {
    scheme: &'static str,
    credentials: ClientCredentials,
    url: String,
    http: Http,
    /// By their scopes, with a space between two.
    tokens: Mutex<Vec<(String, Arc<Tokens>)>>,
    /// Earlier and current tokens.
    seen: Mutex<Vec<Secret>>,
}

/// The tokens for one set of scopes.
struct Tokens {
    cache: Cache<Secret, Failure>,
    renewal: Renewal,
}

impl TokenSource {
    /// Checks the settings. `document_url` is the address in the document, which may be relative to `endpoint`.
    pub(super) fn new(
        scheme: &'static str,
        document_url: &str,
        credentials: ClientCredentials,
        endpoint: &str,
        http: Http,
    ) -> Result<Self, Error> {
        credentials.validate(scheme)?;
        let url = match &credentials.token_url {
            Some(url) => Some(url.clone()),
            None => {
                let base = Url::parse(&format!("{endpoint}/"));
                base.and_then(|base| base.join(document_url)).ok().map(String::from)
            }
        };
        let refuse = || Error::invalid(format!("the token URL of `{scheme}` cannot be used"));
        let url = url.ok_or_else(refuse)?;
        // A wrong address is an error when the client is built, not at the first call.
        http.request(NAME, "POST", &url)
            .map_err(|cause| refuse().with_source(cause))?;
        Ok(Self {
            scheme,
            credentials,
            url,
            http,
            tokens: Mutex::default(),
            seen: Mutex::default(),
        })
    }

    /// The token for these scopes, unless the credentials have scopes of their own.
    pub(super) fn scoped(self: &Arc<Self>, scopes: &[&str]) -> ScopedToken {
        let scopes = match &self.credentials.scopes {
            Some(scopes) => scopes.join(" "),
            None => scopes.join(" "),
        };
        let mut all = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = match all.iter().find(|(known, _)| *known == scopes) {
            Some((_, tokens)) => Arc::clone(tokens),
            None => {
                let tokens = Arc::new(Tokens {
                    cache: Cache::new(SystemTime::now as Clock, self.rules()),
                    renewal: Renewal::default(),
                });
                all.push((scopes.clone(), Arc::clone(&tokens)));
                tokens
            }
        };
        ScopedToken {
            source: Arc::clone(self),
            scopes,
            tokens,
        }
    }

    /// Returns what no error may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.credentials.secrets().chain(&*seen).cloned().collect()
    }

    fn rules(&self) -> Rules<Failure> {
        let who = format!("the authorization server of `{}`", self.scheme);
        Rules {
            timeout: self.credentials.timeout,
            timed_out: Box::new(move |limit| Failure::timed_out(&who, "`ClientCredentials::timeout`", limit)),
            is_refusal: Failure::is_refusal,
        }
    }

    /// Requests a token.
    async fn fetch(&self, scopes: &str) -> Result<Fetched<Secret>, Failure> {
        let response = self.request(scopes).await.map_err(|cause| {
            let message = format!("the authorization server gave no token for `{}`", self.scheme);
            Failure::of_service(&message, &cause).or_code(cause.raw_body().and_then(code))
        })?;
        let token = read(&response).map_err(|why| {
            Failure::because(format_args!(
                "the response of the authorization server of `{}` {why}",
                self.scheme
            ))
        })?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() == REMEMBERED {
            seen.remove(0);
        }
        seen.push(token.value.clone());
        Ok(token)
    }

    async fn request(&self, scopes: &str) -> Result<RawResponse, Error> {
        let mut request = self.http.request(NAME, "POST", &self.url)?;
        let credentials = &self.credentials;
        let (id, secret) = (percent(&credentials.id), percent(credentials.secret.expose()));
        let mut body = "grant_type=client_credentials".to_owned();
        if !scopes.is_empty() {
            body.push_str(&format!("&scope={}", percent(scopes)));
        }
        if credentials.secret_in_body {
            body.push_str(&format!("&client_id={id}&client_secret={secret}"));
        } else {
            // RFC 6749, section 2.3.1: both are encoded as in a form before they are joined.
            let pair = Secret::from(format!("{id}:{secret}"));
            let value = BASE64_STANDARD.encode(pair.expose());
            request.set_secret_header("authorization", &format!("Basic {value}").into())?;
        }
        for (name, value) in &credentials.parameters {
            body.push_str(&format!("&{}={}", percent(name), percent(value.expose())));
        }
        for secret in credentials.secrets() {
            request.hide(secret.clone());
        }
        // As it is inside the Base64 of the pair, which a server may repeat without the rest of the header.
        request.hide(secret.to_string().into());
        request.set_body("application/x-www-form-urlencoded", body.into_bytes());
        // An additional token does no harm.
        request.set_idempotent();
        self.http.send(request, None).await
    }
}

/// The longest body of an error that is searched for a code.
const LONGEST_REFUSAL: usize = 64 << 10;

/// The code in the body of an error response.
fn code(body: &[u8]) -> Option<String> {
    if body.len() > LONGEST_REFUSAL {
        return None;
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(body.get("error")?.as_str()?.to_owned())
}

/// A number of seconds, which some servers send as a text. What is neither is passed over.
fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    }
}

/// Reads a token from a response. An error says what is wrong, as the end of a sentence.
fn read(response: &RawResponse) -> Result<Fetched<Secret>, String> {
    let token: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let value = token.get("access_token").and_then(Value::as_str);
    let value = Secret::from(value.ok_or_else(|| "has no `access_token`".to_owned())?.to_owned());
    if let Some(why) = unusable(value.expose(), Place::Header) {
        return Err(format!("has an `access_token` that {why}"));
    }
    let kind = token.get("token_type").filter(|kind| !kind.is_null());
    let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    if !kind.is_none_or(is_bearer) {
        return Err("has a `token_type` other than `Bearer`, which the client cannot send".to_owned());
    }
    let seconds = token.get("expires_in").and_then(seconds);
    // One without a readable lifetime is used until it is refused, and so is one that has none: otherwise the client's secret
    // would be sent with every call.
    let seconds = seconds.filter(|seconds| *seconds > 0.0);
    let life = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Ok(Fetched {
        expires_at: life.and_then(|life| SystemTime::now().checked_add(life)),
        value,
        used_for: Duration::ZERO,
    })
}

/// The token for one set of scopes.
pub(super) struct ScopedToken {
    source: Arc<TokenSource>,
    scopes: String,
    tokens: Arc<Tokens>,
}

impl ScopedToken {
    async fn token(&self) -> Result<Secret, Error> {
        let cached = self.tokens.cache.get(|| self.source.fetch(&self.scopes)).await;
        cached.map_err(Failure::into_error)
    }
}

/// The value of the header with a token.
fn bearer(token: &Secret) -> Secret {
    format!("Bearer {}", token.expose()).into()
}

impl Authenticate for ScopedToken {
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async {
            let token = self.token().await?;
            request.set_secret_header("authorization", &bearer(&token))?;
            request.hide(token);
            Ok(())
        })
    }

    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let sent = refused.header("authorization");
            let was_sent = |token: &Secret| sent == Some(bearer(token).expose());
            if !self.tokens.renewal.is_paused() {
                self.tokens.cache.forget(was_sent);
            }
            self.token().await.is_ok_and(|token| !was_sent(&token))
        })
    }

    fn refused_again(&self, _: &Outgoing) {
        self.tokens.renewal.pause();
    }

    fn reason(&self, _: &Outgoing) -> Option<String> {
        self.tokens.renewal.is_paused().then(|| WHY.to_owned())
    }

    fn secrets(&self) -> Vec<Secret> {
        self.source.secrets()
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("scheme", &self.scheme)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
