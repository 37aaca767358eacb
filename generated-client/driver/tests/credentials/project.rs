//! A project ID that is not set: asked for once, and what is said if there is none.

use driver::server::Answer;
use huaweicloud_hss::{Client, ErrorKind, credentials::Credentials};

use crate::cloud::{AK, Cloud, PROJECT, SK, TOKEN, fifty};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tasks_ask_for_the_project_once() {
    let cloud = Cloud::new().start();
    for outcome in fifty(&cloud.keys()).await {
        outcome.expect("a page");
    }
    let lookups = cloud.lookups();
    assert_eq!((lookups.len(), cloud.calls().len()), (1, 50));
    assert_eq!(lookups[0].header("x-auth-token"), None);
    assert_eq!(lookups[0].header("x-project-id"), None, "that is what is asked for");
}

#[tokio::test]
async fn what_is_set_or_comes_with_the_credentials_is_not_asked_for() {
    let cloud = Cloud::new().start();
    let with = Credentials::access_key(AK, SK).with_project_id("from-credentials");
    let of_credentials = cloud.builder().credentials(with.clone()).build().expect("settings");
    of_credentials.list_container_image_logs().send().await.expect("a page");
    let of_builder = cloud
        .builder()
        .project_id("from-builder")
        .credentials(with)
        .build()
        .expect("settings");
    of_builder.list_container_image_logs().send().await.expect("a page");
    of_builder
        .list_container_image_logs()
        .project_id("from-call")
        .send()
        .await
        .expect("a page");
    let paths: Vec<_> = cloud.calls().iter().map(|call| call.path().to_owned()).collect();
    let expected =
        ["from-credentials", "from-builder", "from-call"].map(|id| format!("/v5/{id}/container/image/events"));
    assert_eq!(paths, expected);
    assert!(cloud.lookups().is_empty());
}

#[tokio::test]
async fn a_constant_token_of_the_seam_finds_its_project() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .credentials(Credentials::token(TOKEN))
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.lookups()[0].header("x-auth-token"), Some(TOKEN));
    assert_eq!(cloud.calls()[0].path(), format!("/v5/{PROJECT}/container/image/events"));
}

#[tokio::test]
async fn no_project_and_several_are_errors_that_say_so() {
    for (answer, what) in [
        (r#"{"projects":[]}"#, "knows no project of the region `eu-west-101`"),
        (
            r#"{"projects":[{"id":"a"},{"id":"b"}]}"#,
            "knows 2 projects of the region `eu-west-101`",
        ),
        (r#"{"project":[]}"#, "answered without `projects`"),
    ] {
        let cloud = Cloud::new().start();
        *cloud.cloud.projects.lock().expect("a lock") = vec![Answer::json(200, answer)];
        let client = cloud.keys();
        let error = client.list_container_image_logs().send().await.expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(
            error
                .to_string()
                .ends_with("no project ID is set, and the identity service gave none"),
            "{error}"
        );
        let cause = std::error::Error::source(&error).expect("a cause").to_string();
        assert!(cause.contains(what), "{cause}");
        assert!(cloud.calls().is_empty());
        client
            .list_container_image_logs()
            .send()
            .await
            .expect("the next call asks again");
    }
}

#[tokio::test]
async fn a_refusal_is_the_refusal_of_the_identity_service() {
    let cloud = Cloud::new().start();
    let client = cloud.builder().access_key(AK, "wrong").build().expect("settings");
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("a wrong key");
    assert!(error.is_unauthorized(), "{error:?}");
    assert_eq!((cloud.lookups().len(), cloud.calls().len()), (1, 0));
}

#[tokio::test]
async fn a_token_that_is_refused_there_is_renewed_there() {
    let cloud = Cloud::new().start();
    let client = cloud.user();
    cloud.revoke(1);
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(
        (cloud.logins().len(), cloud.lookups().len(), cloud.calls().len()),
        (2, 2, 1)
    );
}

#[tokio::test]
async fn without_credentials_that_can_be_asked_a_project_must_be_set() {
    let client = Client::builder()
        .region("eu-west-101")
        .token("t")
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no project");
    assert!(error.is_invalid_argument(), "{error:?}");
}
