//! Fetching credentials: a provider that hangs, a login that is refused, and what the errors of calls say of it.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use driver::server::{CannedResponse, Step};
use huaweicloud_hss::{
    Client, ErrorKind, Timeout,
    credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials},
};

use crate::cloud::{AK, Cloud, PASSWORD, PROJECT, SK, TOKEN, fifty};

/// Hangs a number of times, then returns a key. `Debug` would show the key.
#[derive(Debug)]
struct Hanging {
    times: usize,
    calls: AtomicUsize,
    _key: &'static str,
}

impl Hanging {
    fn new(times: usize) -> Self {
        Self {
            times,
            calls: AtomicUsize::new(0),
            _key: SK,
        }
    }
}

impl ProvideCredentials for Hanging {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            if self.calls.fetch_add(1, SeqCst) < self.times {
                pending::<()>().await;
            }
            Ok(Credentials::access_key(AK, SK).with_project_id(PROJECT))
        })
    }
}

/// Returns tokens that have expired by this machine's clock.
struct Expired(Arc<AtomicUsize>);

impl ProvideCredentials for Expired {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let number = self.0.fetch_add(1, SeqCst);
            let expired = SystemTime::now() - Duration::from_secs(3600);
            Ok(Credentials::token(format!("{TOKEN}-{number}")).with_expiry(expired))
        })
    }
}

/// The clock may be wrong: not each call fetches credentials. They are fetched again if they are refused.
#[tokio::test]
async fn credentials_that_have_expired_are_used_until_they_are_refused() {
    let cloud = Cloud::new().start();
    let fetched = Arc::new(AtomicUsize::new(0));
    let client = cloud
        .builder()
        .project_id(PROJECT)
        .credentials(Expired(Arc::clone(&fetched)))
        .build()
        .expect("settings");
    for outcome in fifty(&client).await {
        outcome.expect("a page");
    }
    assert_eq!(fetched.load(SeqCst), 1);
    *cloud.cloud.api.lock().expect("a lock") = vec![CannedResponse::new(401, &[], "")];
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(fetched.load(SeqCst), 2);
}

/// Implements no `Debug` at all.
struct Silent;

impl ProvideCredentials for Silent {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err("silence".into()) })
    }
}

#[tokio::test]
async fn debug_shows_the_name_of_a_provider_and_not_its_debug() {
    let cloud = Cloud::new().start();
    let builder = cloud.builder().credentials(Hanging::new(0));
    let builder_shown = format!("{builder:?} {builder:#?}");
    let client = builder.build().expect("settings");
    let call = client.list_container_image_logs();
    for shown in [
        builder_shown,
        format!("{client:?} {client:#?} {call:?} {call:#?}"),
        format!("{:?}", call.clone().pages()),
        format!("{:?}", call.clone().items()),
    ] {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(
        format!("{client:?}").contains("credentials::fetching::Hanging"),
        "{client:?}"
    );
    let silent = cloud.builder().credentials(Silent).build().expect("settings");
    assert!(
        format!("{silent:?}").contains("credentials::fetching::Silent"),
        "{silent:?}"
    );
    let shared = Arc::new(Hanging::new(0));
    let shared = cloud.builder().credentials(shared).build().expect("settings");
    let shown = format!("{shared:?}");
    assert!(shown.contains("Hanging") && !shown.contains("canary"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_provider_that_hangs_fails_the_waiting_calls_early_and_says_so() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .credentials(Hanging::new(1))
        .credentials_timeout(Duration::from_millis(300))
        .build()
        .expect("settings");
    let began = Instant::now();
    for outcome in fifty(&client).await {
        let error = outcome.expect_err("no credentials");
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
        assert_eq!((error.attempts(), error.status(), error.code()), (0, None, None));
        assert!(error.is_retryable(), "{error:?}");
        assert!(
            error.to_string().contains("there are no credentials: their provider `credentials::fetching::Hanging` returned none within 300ms (`credentials_timeout`)"),
            "{error}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(cloud.server.received().is_empty());
    client
        .list_container_image_logs()
        .send()
        .await
        .expect("the next call fetches again");
}

#[tokio::test]
async fn an_identity_service_that_hangs_is_bounded_too() {
    let cloud = Cloud::new().start();
    *cloud.cloud.login.lock().expect("a lock") = vec![CannedResponse::steps([Step::Stall]); 9];
    let user = cloud.builder().user("account", "reader", PASSWORD);
    let client = user
        .credentials_timeout(Duration::from_millis(300))
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(
        error
            .to_string()
            .contains("the identity service returned none within 300ms"),
        "{error}"
    );

    *cloud.cloud.projects.lock().expect("a lock") = vec![CannedResponse::steps([Step::Stall]); 9];
    let keys = cloud.builder().access_key(AK, SK);
    let client = keys
        .credentials_timeout(Duration::from_millis(300))
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no project");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("project ID"), "{error}");
}

#[tokio::test]
async fn a_call_with_less_time_says_that_it_waited_for_credentials() {
    for project_id in [Some(PROJECT), None] {
        let mut builder = Client::builder().region("eu-west-101").credentials(Hanging::new(9));
        if let Some(project_id) = project_id {
            builder = builder.project_id(project_id);
        }
        let client = builder.timeout(Duration::from_millis(200)).build().expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("no time");
        assert_eq!(error.timeout(), Some(Timeout::Total), "{error}");
        assert!(error.to_string().contains("it was waiting for"), "{error}");
        assert!(error.to_string().contains("credentials"), "{error}");
    }
    let none = Client::builder()
        .region("eu-west-101")
        .credentials_timeout(Duration::ZERO)
        .build();
    assert!(none.expect_err("no time at all").is_invalid_argument());
}

/// What the identity service says to a wrong password, and of what kind that is.
fn refusals() -> Vec<(CannedResponse, u16, Option<&'static str>)> {
    let json = |status, body: &str| CannedResponse::new(status, &[("X-Request-Id", "iam-request-1")], body);
    vec![
        (
            json(401, r#"{"error":{"code":401,"message":"wrong"}}"#),
            401,
            Some("401"),
        ),
        (
            json(403, r#"{"error_code":"IAM.0011","error_msg":"locked"}"#),
            403,
            Some("IAM.0011"),
        ),
        (
            json(400, r#"{"error_code":"IAM.0001","error_msg":"bad"}"#),
            400,
            Some("IAM.0001"),
        ),
        (json(401, "<html>go away</html>"), 401, None),
        (json(404, ""), 404, None),
    ]
}

#[tokio::test]
async fn a_refused_login_is_remembered_and_its_error_is_the_services() {
    for (response, status, code) in refusals() {
        let cloud = Cloud::new().start();
        *cloud.cloud.login.lock().expect("a lock") = vec![response; 200];
        let client = cloud.user();
        for _ in 0..20 {
            let error = client.list_container_image_logs().send().await.expect_err("refused");
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert_eq!(
                (error.status(), error.code(), error.request_id()),
                (Some(status), code, Some("iam-request-1")),
                "{error:?}"
            );
            assert_eq!(error.is_unauthorized(), status == 401, "{error:?}");
            assert_eq!(error.is_forbidden(), status == 403, "{error:?}");
            assert!(!error.is_retryable(), "{error:?}");
        }
        assert_eq!(cloud.logins().len(), 1, "{status}");
        assert!(cloud.calls().is_empty());
    }
}

#[tokio::test]
async fn a_refused_lookup_of_the_project_is_remembered() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .access_key(AK, "wrong-secret-key")
        .build()
        .expect("settings");
    for _ in 0..20 {
        let error = client
            .list_container_image_logs()
            .send()
            .await
            .expect_err("a wrong key");
        assert!(error.is_unauthorized(), "{error:?}");
        assert_eq!((error.status(), error.code()), (Some(401), Some("APIGW.0301")));
    }
    assert_eq!(
        (cloud.lookups().len(), cloud.calls().len()),
        (1, 0),
        "a refusal more would be counted"
    );
}

#[tokio::test]
async fn a_login_that_fails_otherwise_is_not_remembered() {
    for response in [
        CannedResponse::json(500, "{}"),
        CannedResponse::json(429, "{}"),
        CannedResponse::steps([Step::Close]),
        CannedResponse::json(201, "{}"),
    ] {
        let cloud = Cloud::new().start();
        *cloud.cloud.login.lock().expect("a lock") = vec![response; 4];
        let client = cloud.builder().user("account", "reader", PASSWORD);
        let client = client
            .retry_policy(huaweicloud_hss::RetryPolicy::off())
            .build()
            .expect("settings");
        for _ in 0..4 {
            client.list_container_image_logs().send().await.expect_err("no token");
        }
        assert_eq!(cloud.logins().len(), 4);
        client
            .list_container_image_logs()
            .send()
            .await
            .expect("a token at last");
    }
}

/// The text of an importer's error is searched for secrets, and its `Debug` is not shown.
#[derive(Debug)]
struct Leaky(#[expect(dead_code, reason = "shown by `Debug` alone")] &'static str);

impl std::fmt::Display for Leaky {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the vault refuses {SK}")
    }
}

impl std::error::Error for Leaky {}

/// Returns a key first, and an error that repeats it afterwards.
struct Repeats(AtomicUsize);

impl ProvideCredentials for Repeats {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        let first = self.0.fetch_add(1, SeqCst) == 0;
        Box::pin(async move {
            if first {
                Ok(Credentials::access_key(AK, SK).with_project_id(PROJECT))
            } else {
                Err(Leaky("canary in a field").into())
            }
        })
    }
}

#[tokio::test]
async fn an_error_of_a_provider_shows_no_secret_that_is_known() {
    let cloud = Cloud::new().start();
    *cloud.cloud.api.lock().expect("a lock") = vec![CannedResponse::json(401, "{}")];
    let client = cloud
        .builder()
        .credentials(Repeats(AtomicUsize::new(0)))
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect_err("refused");
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no key any more");
    let cause = std::error::Error::source(&error).expect("a cause");
    assert_eq!(cause.to_string(), "the vault refuses REDACTED");
    assert!(!format!("{error:?} {error:#?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn missing_credentials_are_named_with_every_way_to_set_them() {
    let client = Client::builder()
        .region("eu-west-101")
        .project_id("p1")
        .build()
        .expect("settings");
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no credentials");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    for way in [
        "token",
        "access_key",
        "temporary_access_key",
        "user",
        "default_credentials",
        "credentials",
    ] {
        assert!(error.message().contains(&format!("`{way}`")), "{way}: {error}");
    }
}
