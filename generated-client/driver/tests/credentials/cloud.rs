//! A small cloud: an identity service that issues tokens and knows projects, and an API that requires a token or a
//! signature. One server is both.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};

use driver::{
    server::{CannedResponse, Handler, Received, Server},
    verify::{Key, verify},
};
use huaweicloud_hss::{Client, ClientBuilder, RetryPolicy};
use serde_json::{Value, json};

pub(crate) const AK: &str = "CANARYACCESSKEY71C2";
pub(crate) const SK: &str = "canary-secret-key-90be";
pub(crate) const SECURITY_TOKEN: &str = "canary-security-token-4f1d";
pub(crate) const PASSWORD: &str = "canary-password-2e88";
/// The beginning of all tokens.
pub(crate) const TOKEN: &str = "canary-token-8c1f";

pub(crate) const REGION: &str = "eu-west-101";
pub(crate) const PROJECT: &str = "project-1";

/// How the cloud behaves, and what it has received.
#[derive(Default)]
pub(crate) struct Cloud {
    /// How long a token is valid; if negative, it has expired when it is issued.
    pub(crate) token_seconds: i64,
    /// Responses to logins and to requests for projects, instead of the correct ones.
    pub(crate) login: Mutex<Vec<CannedResponse>>,
    pub(crate) projects: Mutex<Vec<CannedResponse>>,
    /// Responses of the API, instead of the correct ones.
    pub(crate) api: Mutex<Vec<CannedResponse>>,
    /// Whether all tokens are invalid, even new ones.
    pub(crate) no_token: AtomicBool,
    revoked: Mutex<HashSet<String>>,
    logins: AtomicUsize,
}

impl Cloud {
    pub(crate) fn new() -> Self {
        crate::trace::install();
        Self {
            token_seconds: 24 * 3600,
            ..Self::default()
        }
    }

    pub(crate) fn start(self) -> Started {
        let cloud = Arc::new(self);
        let handler = Arc::clone(&cloud);
        let server = Server::start(move |request: &Received| handler.respond(request)).expect("a free port");
        Started { cloud, server }
    }

    fn log_in(&self, request: &Received) -> CannedResponse {
        if let Some(response) = next(&self.login) {
            return response;
        }
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let expected = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "reader", "password": PASSWORD, "domain": {"name": "account"},
            }}},
            "scope": {"project": {"name": REGION}},
        }});
        assert_eq!(body, expected);
        assert_eq!(request.query(), "nocatalog=true");
        assert_eq!(request.header("content-type"), Some("application/json"));
        let number = self.logins.fetch_add(1, SeqCst) + 1;
        let expires_at = if self.token_seconds < 0 {
            SystemTime::now() - Duration::from_secs(self.token_seconds.unsigned_abs())
        } else {
            SystemTime::now() + Duration::from_secs(self.token_seconds.unsigned_abs())
        };
        let body = json!({"token": {"expires_at": humantime::format_rfc3339_micros(expires_at).to_string()}});
        // Slow enough for other callers to wait.
        CannedResponse::new(
            201,
            &[("X-Subject-Token", &format!("{TOKEN}-{number}"))],
            body.to_string(),
        )
        .after(Duration::from_millis(50))
    }

    /// Checks that a request has a valid token or a valid signature.
    fn admits(&self, request: &Received) -> Result<(), String> {
        match request.header("x-auth-token") {
            Some(token) if self.no_token.load(SeqCst) || self.revoked.lock().expect("a lock").contains(token) => {
                Err("the token is not good".to_owned())
            }
            Some(token) if token.starts_with(TOKEN) && request.header("authorization").is_none() => Ok(()),
            Some(_) => Err("the token is none of ours".to_owned()),
            None => verify(request, KEY).map_err(|refused| refused.to_string()),
        }
    }
}

/// The key that the cloud knows.
pub(crate) const KEY: Key<'static> = Key {
    access_key: AK,
    secret_key: SK,
};

/// Removes and returns the next response that a test has set.
fn next(responses: &Mutex<Vec<CannedResponse>>) -> Option<CannedResponse> {
    let mut responses = responses.lock().expect("a lock");
    if responses.is_empty() {
        None
    } else {
        Some(responses.remove(0))
    }
}

impl Handler for Cloud {
    fn respond(&self, request: &Received) -> CannedResponse {
        let refused =
            |why: String| CannedResponse::json(401, json!({"error_code": "APIGW.0301", "error_msg": why}).to_string());
        match (&*request.method, request.path()) {
            ("POST", "/v3/auth/tokens") => self.log_in(request),
            ("GET", "/v3/projects") => next(&self.projects).unwrap_or_else(|| match self.admits(request) {
                Ok(()) if request.query() == format!("name={REGION}") => {
                    CannedResponse::json(200, json!({"projects": [{"id": PROJECT, "name": REGION}]}).to_string())
                }
                Ok(()) => CannedResponse::json(200, r#"{"projects":[]}"#),
                Err(why) => refused(why),
            }),
            _ => next(&self.api).unwrap_or_else(|| match self.admits(request) {
                Ok(()) => CannedResponse::json(200, r#"{"total_num":0,"data_list":[]}"#),
                Err(why) => refused(why),
            }),
        }
    }
}

/// A running cloud.
pub(crate) struct Started {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) server: Server,
}

impl Started {
    /// A builder of a client of this cloud, without credentials and project.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .region(REGION)
            .endpoint(self.server.endpoint())
            .iam_endpoint(self.server.endpoint())
            .retry_policy(RetryPolicy::default().base(Duration::from_millis(1)))
    }

    pub(crate) fn user(&self) -> Client {
        let user = self.builder().user("account", "reader", PASSWORD);
        user.build().expect("the settings are right")
    }

    pub(crate) fn keys(&self) -> Client {
        let keys = self.builder().access_key(AK, SK);
        keys.build().expect("the settings are right")
    }

    /// Makes a token invalid.
    pub(crate) fn revoke(&self, number: usize) {
        let token = format!("{TOKEN}-{number}");
        self.cloud.revoked.lock().expect("a lock").insert(token);
    }

    fn received(&self, wanted: impl Fn(&Received) -> bool) -> Vec<Received> {
        self.server.received().into_iter().filter(wanted).collect()
    }

    pub(crate) fn logins(&self) -> Vec<Received> {
        self.received(|request| request.path() == "/v3/auth/tokens")
    }

    pub(crate) fn lookups(&self) -> Vec<Received> {
        self.received(|request| request.path() == "/v3/projects")
    }

    pub(crate) fn calls(&self) -> Vec<Received> {
        self.received(|request| !request.path().starts_with("/v3/"))
    }
}

/// Fifty calls at the same time.
pub(crate) async fn fifty(client: &Client) -> Vec<Result<(), huaweicloud_hss::Error>> {
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_container_image_logs().send().await.map(drop) })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no panic"));
    }
    outcomes
}
