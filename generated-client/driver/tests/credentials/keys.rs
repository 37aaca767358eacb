//! Access keys: what is signed, and that a refused signature is not repeated.

use driver::{server::CannedResponse, verify::verify};
use huaweicloud_hss::{
    Client,
    credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials},
};

use crate::cloud::{AK, Cloud, KEY, PROJECT, SECURITY_TOKEN, SK};

#[tokio::test]
async fn each_call_is_signed_whatever_its_arguments_are() {
    let cloud = Cloud::new().start();
    let client = cloud.keys();
    for text in [
        "plain", "a b", "a+b", "*", "~", "a/b", "100%", "a=b&c", "日志", "🔒", "", "é",
    ] {
        let call = client
            .list_container_image_logs()
            .resource_name(text)
            .event_name("x")
            .limit(1);
        call.send().await.unwrap_or_else(|error| panic!("{text}: {error:?}"));
    }
    for call in cloud.calls() {
        assert_eq!(call.header("x-auth-token"), None);
        assert_eq!(call.header("x-project-id"), Some(PROJECT));
        assert_eq!(call.header("x-security-token"), None);
        let authorization = call.header("authorization").expect("a signature");
        assert!(
            authorization.contains("SignedHeaders=accept;host;user-agent;x-project-id;x-sdk-date,"),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn the_project_of_a_call_is_the_one_that_is_signed() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .project_id("mine")
        .access_key(AK, SK)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    client
        .list_container_image_logs()
        .project_id("other")
        .send()
        .await
        .expect("a page");
    let projects: Vec<_> = cloud
        .calls()
        .iter()
        .map(|call| call.header("x-project-id").map(str::to_owned))
        .collect();
    assert_eq!(projects, [Some("mine".to_owned()), Some("other".to_owned())]);
    assert!(cloud.lookups().is_empty());
}

#[tokio::test]
async fn a_security_token_is_sent_and_signed() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .temporary_access_key(AK, SK, SECURITY_TOKEN)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    let call = &cloud.calls()[0];
    assert_eq!(call.header("x-security-token"), Some(SECURITY_TOKEN));
    let mut without = call.clone();
    without
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case("x-security-token"));
    verify(&without, KEY).expect_err("it was part of the signature");
}

#[tokio::test]
async fn a_refused_signature_is_not_repeated() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .project_id(PROJECT)
        .access_key(AK, "wrong")
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("refused");
    assert!(error.is_unauthorized(), "{error:?}");
    assert_eq!((cloud.calls().len(), error.attempts()), (1, 1));
}

#[tokio::test]
async fn each_attempt_is_signed_separately() {
    let cloud = Cloud::new().start();
    // Over a second, so that the time of the signature must be another one.
    let busy = CannedResponse::new(503, &[("Retry-After", "1")], "busy");
    *cloud.cloud.api.lock().expect("a lock") = vec![busy];
    let client = cloud
        .builder()
        .project_id(PROJECT)
        .access_key(AK, SK)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    let calls = cloud.calls();
    assert_eq!(calls.len(), 2);
    for call in &calls {
        verify(call, KEY).expect("a good signature");
    }
    assert_ne!(calls[0].header("x-sdk-date"), calls[1].header("x-sdk-date"));
    assert_ne!(calls[0].header("authorization"), calls[1].header("authorization"));
}

/// Returns another key each time.
#[derive(Default)]
struct Rotating(std::sync::atomic::AtomicUsize);

impl ProvideCredentials for Rotating {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        let first = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        Box::pin(async move {
            Ok(Credentials::access_key(AK, if first { "replaced since" } else { SK }).with_project_id(PROJECT))
        })
    }
}

#[tokio::test]
async fn the_call_after_a_refusal_fetches_the_key_again() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .credentials(Rotating::default())
        .build()
        .expect("settings");
    client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("the old key");
    assert_eq!(cloud.calls().len(), 1);
    client.list_container_image_logs().send().await.expect("the new key");
    client
        .list_container_image_logs()
        .send()
        .await
        .expect("the cached project ID");
    assert_eq!(cloud.calls().len(), 3);
}

/// Fails as a closed vault would.
struct Closed;

impl ProvideCredentials for Closed {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err("the vault is closed".into()) })
    }
}

#[tokio::test]
async fn the_error_of_a_provider_is_the_source_of_the_error_of_the_call() {
    let client = Client::builder()
        .region("eu-west-101")
        .project_id("p")
        .credentials(Closed)
        .build()
        .expect("settings");
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no credentials");
    assert_eq!(error.kind(), huaweicloud_hss::ErrorKind::Credentials);
    let cause = std::error::Error::source(&error).expect("a cause");
    assert_eq!(cause.to_string(), "the vault is closed");
    assert!(!error.to_string().contains("the vault is closed"), "said once: {error}");
}

#[tokio::test]
async fn a_token_takes_precedence_over_a_key() {
    let cloud = Cloud::new().start();
    let token = format!("{}-x", crate::cloud::TOKEN);
    let client = cloud
        .builder()
        .project_id(PROJECT)
        .access_key(AK, SK)
        .token(&*token)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.calls()[0].header("x-auth-token"), Some(&*token));
    assert_eq!(cloud.calls()[0].header("authorization"), None);
}
