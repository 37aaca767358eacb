//! A user and a password: exchanged once for a token, which is cached and renewed.

use std::sync::atomic::Ordering::SeqCst;

use driver::server::CannedResponse;
use huaweicloud_hss::ErrorKind;

use crate::cloud::{Cloud, PROJECT, TOKEN, fifty};

#[tokio::test]
async fn a_password_is_exchanged_once_and_the_token_is_cached() {
    let cloud = Cloud::new().start();
    let client = cloud.user();
    for _ in 0..3 {
        client.list_container_image_logs().send().await.expect("a page");
    }
    assert_eq!(
        (cloud.logins().len(), cloud.lookups().len(), cloud.calls().len()),
        (1, 1, 3)
    );
    for call in cloud.calls().iter().chain(&cloud.lookups()) {
        assert_eq!(call.header("x-auth-token"), Some(&*format!("{TOKEN}-1")));
        for signing in ["authorization", "x-sdk-date", "x-project-id"] {
            assert_eq!(call.header(signing), None, "a token is sent without a signature");
        }
    }
    assert_eq!(cloud.calls()[0].path(), format!("/v5/{PROJECT}/container/image/events"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tasks_log_in_once() {
    let cloud = Cloud::new().start();
    for outcome in fifty(&cloud.user()).await {
        outcome.expect("a page");
    }
    assert_eq!(
        (cloud.logins().len(), cloud.lookups().len(), cloud.calls().len()),
        (1, 1, 50)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tasks_send_a_wrong_password_once() {
    let cloud = Cloud::new().start();
    let wrong = CannedResponse::json(
        401,
        r#"{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}"#,
    );
    *cloud.cloud.login.lock().expect("a lock") = vec![wrong.after(std::time::Duration::from_millis(50)); 50];
    for outcome in fifty(&cloud.user()).await {
        let error = outcome.expect_err("a wrong password");
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.is_unauthorized(), "{error:?}");
        assert!(!error.is_retryable());
        assert_eq!((error.status(), error.code()), (Some(401), Some("401")));
        let cause = std::error::Error::source(&error).expect("a cause").to_string();
        assert!(cause.contains("The username or password is wrong."), "{cause}");
    }
    assert_eq!(
        (cloud.logins().len(), cloud.calls().len()),
        (1, 0),
        "no retry without a call"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_token_is_renewed_once_for_all_calls() {
    let cloud = Cloud::new().start();
    let client = cloud.user();
    client.list_container_image_logs().send().await.expect("a page");
    cloud.revoke(1);
    for outcome in fifty(&client).await {
        outcome.expect("a page, by the new token");
    }
    assert_eq!(cloud.logins().len(), 2, "one login more for all fifty");
}

#[tokio::test]
async fn a_call_is_repeated_once_with_a_new_token_and_no_more() {
    let cloud = Cloud::new().start();
    let client = cloud.user();
    client.list_container_image_logs().send().await.expect("a page");
    cloud.cloud.no_token.store(true, SeqCst);
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no token is good");
    assert!(error.is_unauthorized(), "{error:?}");
    let tokens: Vec<_> = cloud
        .calls()
        .iter()
        .map(|call| call.header("x-auth-token").expect("a token").to_owned())
        .collect();
    assert_eq!(
        tokens,
        [format!("{TOKEN}-1"), format!("{TOKEN}-1"), format!("{TOKEN}-2")]
    );
    assert_eq!(cloud.logins().len(), 2);
    // The next calls send the token that they have: a third one would be refused as well.
    for _ in 0..10 {
        let error = client.list_container_image_logs().send().await.expect_err("refused");
        assert!(error.is_unauthorized() && error.attempts() == 1, "{error:?}");
        let source = std::error::Error::source(&error).expect("a reason").to_string();
        assert!(source.contains("none is requested for 30 seconds"), "{source}");
    }
    assert_eq!(cloud.logins().len(), 2);
    cloud.cloud.no_token.store(false, SeqCst);
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.logins().len(), 2);
}

#[tokio::test]
async fn a_login_is_retried_after_a_transient_failure() {
    let cloud = Cloud::new().start();
    *cloud.cloud.login.lock().expect("a lock") = vec![CannedResponse::new(503, &[], "busy"); 2];
    cloud.user().list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.logins().len(), 3);

    let cloud = Cloud::new().start();
    *cloud.cloud.login.lock().expect("a lock") = vec![CannedResponse::new(503, &[], "busy"); 20];
    let error = cloud.user().list_container_image_logs().send().await.expect_err("busy");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: status 503: the identity service gave no token for the user",
        "{error:?}"
    );
}

#[tokio::test]
async fn a_login_response_without_a_token_is_an_error() {
    let cloud = Cloud::new().start();
    *cloud.cloud.login.lock().expect("a lock") = vec![CannedResponse::json(201, "{}")];
    let error = cloud
        .user()
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no token");
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(cause.contains("X-Subject-Token"), "{cause}");
}

#[tokio::test]
async fn a_user_needs_a_region_and_a_wrong_address_fails_the_build() {
    let cloud = Cloud::new().start();
    let client = huaweicloud_hss::Client::builder()
        .endpoint(cloud.server.endpoint())
        .iam_endpoint(cloud.server.endpoint())
        .user("account", "reader", "p")
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no region");
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(cause.contains("no `region` is set"), "{cause}");
    assert!(cloud.server.received().is_empty());
    let refused = cloud
        .builder()
        .iam_endpoint("http://iam.example.com")
        .user("a", "b", "c")
        .build();
    let refused = refused.expect_err("no TLS").to_string();
    assert!(refused.contains("identity service"), "{refused}");
}
