//! Errors by their code: throttled calls are retried, refused credentials are renewed once or the call is not repeated.

use std::time::Duration;

use driver::server::{CannedResponse, Step};
use huaweicloud_hss::{Client, Error, RetryPolicy};

use crate::cloud::{Cloud, Started, TOKEN};

/// Statuses under which a code may come. Under 401 it is a refusal whatever the code.
const STATUSES: [u16; 5] = [200, 400, 403, 429, 500];

fn coded(status: u16, code: &str) -> CannedResponse {
    CannedResponse::json(
        status,
        format!(r#"{{"error_code":"{code}","error_msg":"by the gateway"}}"#),
    )
}

/// A cloud that gives these responses first.
fn cloud(responses: impl IntoIterator<Item = CannedResponse>) -> Started {
    let cloud = Cloud::new();
    *cloud.api.lock().expect("a lock") = responses.into_iter().collect();
    cloud.start()
}

fn constant(cloud: &Started) -> Client {
    let builder = cloud.builder().project_id("p1").token(TOKEN);
    builder.build().expect("the settings are right")
}

async fn call(client: &Client) -> Result<(), Error> {
    client
        .list_container_image_logs()
        .project_id("p1")
        .send()
        .await
        .map(drop)
}

#[tokio::test]
async fn a_throttled_call_is_retried_whatever_the_status() {
    for status in STATUSES {
        for client in [constant, Started::user, Started::keys] {
            let cloud = cloud([coded(status, "APIGW.0308")]);
            call(&client(&cloud))
                .await
                .unwrap_or_else(|error| panic!("{status}: {error}"));
            assert_eq!(cloud.calls().len(), 2, "{status}");
        }
    }
    let always = cloud(vec![coded(400, "APIGW.0308"); 9]);
    let error = call(&constant(&always)).await.expect_err("throttled");
    assert!(error.is_throttled() && error.is_retryable(), "{error:?}");
    assert_eq!((error.attempts(), always.calls().len()), (4, 4));
    let off = cloud([coded(400, "APIGW.0308")]);
    let client = constant(&off);
    let call = client.list_container_image_logs().retry_policy(RetryPolicy::off());
    assert_eq!(call.send().await.expect_err("throttled").attempts(), 1);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_whatever_the_status() {
    for status in STATUSES.into_iter().chain([401]) {
        let once = cloud([coded(status, "APIGW.0307")]);
        call(&once.user())
            .await
            .unwrap_or_else(|error| panic!("{status}: {error}"));
        assert_eq!((once.logins().len(), once.calls().len()), (2, 2), "{status}");
        let again = cloud(vec![coded(status, "APIGW.0307"); 2]);
        let error = call(&again.user()).await.expect_err("refused for good");
        assert!(error.is_unauthorized() && !error.is_retryable(), "{error:?}");
        assert_eq!((again.logins().len(), again.calls().len()), (2, 2), "{status}");
    }
}

#[tokio::test]
async fn credentials_that_cannot_be_renewed_are_sent_once() {
    for status in STATUSES.into_iter().chain([401, 503]) {
        for code in ["APIGW.0301", "APIGW.0307"] {
            for client in [constant, Started::keys] {
                let cloud = cloud(vec![coded(status, code); 2]);
                let error = call(&client(&cloud)).await.expect_err("refused");
                assert!(error.is_unauthorized(), "{error:?}");
                assert_eq!(cloud.calls().len(), 1, "{status} {code}");
            }
        }
    }
}

#[tokio::test]
async fn forbidden_and_not_found_are_not_retried() {
    for code in ["APIGW.0302", "APIGW.0101"] {
        let cloud = cloud(vec![coded(500, code); 2]);
        let error = call(&constant(&cloud)).await.expect_err("final");
        assert!(!error.is_retryable(), "{error:?}");
        assert_eq!(cloud.calls().len(), 1);
    }
}

/// Responses with status 401 of which only the head can be read.
fn half_refusals() -> Vec<CannedResponse> {
    let whole = || coded(401, "APIGW.0301");
    let head = whole()
        .bytes()
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .expect("a head")
        + 4;
    let garbled = CannedResponse::new(401, &[("Content-Encoding", "gzip")], "not compressed");
    vec![
        whole().cut(head + 10, Step::Reset),
        whole().cut(head + 10, Step::Close),
        whole().cut(head, Step::Stall),
        garbled,
    ]
}

#[tokio::test]
async fn a_401_is_a_refusal_even_if_its_body_cannot_be_read() {
    for half in half_refusals() {
        for (client, times) in [
            (constant as fn(&Started) -> Client, 1),
            (Started::keys, 1),
            (Started::user, 2),
        ] {
            let cloud = cloud(vec![half.clone(); 4]);
            let client = client(&cloud);
            let short = client.list_container_image_logs().project_id("p1");
            let error = short.attempt_timeout(Duration::from_millis(300)).send().await;
            let error = error.expect_err("refused");
            assert_eq!(
                (error.status(), cloud.calls().len()),
                (Some(401), times),
                "{error} {half:?}"
            );
            assert!(error.is_unauthorized() && !error.is_retryable(), "{error:?}");
        }
    }
}
