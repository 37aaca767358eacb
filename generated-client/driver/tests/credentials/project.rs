//! A project ID that is not set: it is looked up once, and an error says if there is none.

use std::time::{Duration, Instant};

use driver::server::{CannedResponse, Step};
use huaweicloud_hss::{Client, ErrorKind, Timeout, credentials::Credentials};
use serde_json::json;

use crate::cloud::{AK, Cloud, PROJECT, REGION, SK, Started, TOKEN, fifty};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tasks_look_up_the_project_once() {
    let cloud = Cloud::new().start();
    for outcome in fifty(&cloud.keys()).await {
        outcome.expect("a page");
    }
    let lookups = cloud.lookups();
    assert_eq!((lookups.len(), cloud.calls().len()), (1, 50));
    assert_eq!(lookups[0].header("x-auth-token"), None);
    assert_eq!(
        lookups[0].header("x-project-id"),
        None,
        "the project ID is not known yet"
    );
}

#[tokio::test]
async fn a_known_project_is_not_looked_up() {
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
async fn a_token_as_credentials_finds_its_project() {
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
async fn no_project_and_several_projects_are_errors() {
    for (response, what) in [
        (r#"{"projects":[]}"#, "returned no project of the region `eu-west-101`"),
        (
            r#"{"projects":[{"id":"a"},{"id":"b"}]}"#,
            "returned 2 projects of the region `eu-west-101`",
        ),
        (
            r#"{"project":[]}"#,
            "the response of the identity service has no `projects`",
        ),
    ] {
        let cloud = Cloud::new().start();
        *cloud.cloud.projects.lock().expect("a lock") = vec![CannedResponse::json(200, response)];
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
            .expect("the next call fetches again");
    }
}

#[tokio::test]
async fn a_refused_lookup_is_an_unauthorized_error() {
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
async fn a_token_that_the_lookup_refuses_is_renewed() {
    let cloud = Cloud::new().start();
    let client = cloud.user();
    cloud.revoke(1);
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(
        (cloud.logins().len(), cloud.lookups().len(), cloud.calls().len()),
        (2, 2, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_without_a_project_looks_it_up_once() {
    let cloud = Cloud::new().start();
    let client = cloud.builder().token(TOKEN).build().expect("settings");
    for outcome in fifty(&client).await {
        outcome.expect("a page");
    }
    let (lookups, calls) = (cloud.lookups(), cloud.calls());
    assert_eq!((lookups.len(), calls.len()), (1, 50));
    for request in lookups.iter().chain(&calls) {
        assert_eq!(request.header("x-auth-token"), Some(TOKEN));
        assert_eq!(request.header("authorization"), None);
    }
    assert_eq!(calls[0].path(), format!("/v5/{PROJECT}/container/image/events"));
}

#[tokio::test]
async fn a_token_with_a_project_looks_up_nothing() {
    let cloud = Cloud::new().start();
    let with = cloud
        .builder()
        .project_id("mine")
        .token(TOKEN)
        .build()
        .expect("settings");
    with.list_container_image_logs().send().await.expect("a page");
    let without = cloud.builder().token(TOKEN).build().expect("settings");
    let call = without.list_container_image_logs().project_id("of-call");
    call.send().await.expect("a page");
    assert!(cloud.lookups().is_empty());
    let paths: Vec<_> = cloud.calls().iter().map(|call| call.path().to_owned()).collect();
    assert_eq!(
        paths,
        ["mine", "of-call"].map(|id| format!("/v5/{id}/container/image/events"))
    );
}

#[tokio::test]
async fn a_token_is_sent_and_a_key_beside_it_finds_the_project() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .token(TOKEN)
        .access_key(AK, SK)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.calls()[0].header("x-auth-token"), Some(TOKEN));
    assert_eq!(cloud.lookups()[0].header("x-auth-token"), None);
}

#[tokio::test]
async fn without_a_region_no_project_is_looked_up() {
    let cloud = Cloud::new().start();
    let builder = Client::builder().endpoint(cloud.server.endpoint());
    let client = builder.token("t").build().expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no project");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(cause.contains("no `region` is set"), "{cause}");
    assert!(cloud.server.received().is_empty());
}

/// Clients with a token and with a key, of a cloud with 25 logs.
fn clients(cloud: &Started) -> [Client; 2] {
    let logs = |from: usize, to: usize| {
        let logs: Vec<_> = (from..to)
            .map(|number| json!({"event_id": number.to_string(), "time": number}))
            .collect();
        CannedResponse::json(200, json!({"total_num": 25, "data_list": logs}).to_string())
    };
    *cloud.cloud.api.lock().expect("a lock") = vec![logs(0, 10), logs(10, 20), logs(20, 25)];
    [cloud.builder().token(TOKEN).build().expect("settings"), cloud.keys()]
}

#[tokio::test]
async fn reading_pages_looks_up_the_project_once() {
    for number in 0..2 {
        let cloud = Cloud::new().start();
        let mut pages = clients(&cloud)[number].list_container_image_logs().pages();
        let mut read = 0;
        while let Some(page) = pages.next().await {
            read += page.expect("a page").data_list.len();
        }
        assert_eq!((read, cloud.lookups().len(), cloud.calls().len()), (25, 1, 3));
    }
}

#[tokio::test]
async fn reading_items_looks_up_the_project_once_and_again_after_a_failure() {
    for number in 0..2 {
        let cloud = Cloud::new().start();
        *cloud.cloud.projects.lock().expect("a lock") = vec![CannedResponse::json(200, r#"{"projects":[]}"#)];
        let call = clients(&cloud)[number].list_container_image_logs();
        let mut items = call.clone().items();
        let error = items.next().await.expect("an item").expect_err("no project yet");
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let mut items = call.items().resume(items.position());
        let mut read = 0;
        while let Some(log) = items.next().await {
            log.expect("a log");
            read += 1;
        }
        assert_eq!((read, cloud.lookups().len(), cloud.calls().len()), (25, 2, 3));
    }
}

#[tokio::test]
async fn reading_a_window_looks_up_the_project_once() {
    for number in 0..2 {
        let cloud = Cloud::new().start();
        let mut window = clients(&cloud)[number].list_container_image_logs().window(0, 100);
        // What is counted at the end.
        cloud.cloud.api.lock().expect("a lock").push(CannedResponse::json(
            200,
            r#"{"total_num":25,"data_list":[{"event_id":"0","time":0}]}"#,
        ));
        let mut read = 0;
        while let Some(log) = window.next().await {
            log.expect("a log");
            read += 1;
        }
        assert_eq!((read, cloud.lookups().len()), (25, 1));
        assert!(cloud.calls().iter().all(|call| call.path().contains(PROJECT)));
    }
}

#[tokio::test]
async fn the_timeout_of_a_call_includes_the_lookup() {
    let stalls = || CannedResponse::steps([Step::Stall]);
    let cloud = Cloud::new().start();
    *cloud.cloud.projects.lock().expect("a lock") = vec![stalls(); 9];
    let began = Instant::now();
    let call = cloud
        .keys()
        .list_container_image_logs()
        .timeout(Duration::from_millis(200));
    let error = call.send().await.expect_err("no response");
    assert_eq!(
        (error.timeout(), error.attempts()),
        (Some(Timeout::Total), 0),
        "{error}"
    );
    assert!(began.elapsed() < Duration::from_secs(5));

    // What the question took is not there for the call.
    let cloud = Cloud::new().start();
    let slow = json!({"projects": [{"id": PROJECT, "name": REGION}]}).to_string();
    *cloud.cloud.projects.lock().expect("a lock") =
        vec![CannedResponse::json(200, slow).after(Duration::from_millis(600))];
    *cloud.cloud.api.lock().expect("a lock") = vec![stalls()];
    let began = Instant::now();
    let call = cloud.keys().list_container_image_logs().timeout(Duration::from_secs(1));
    let error = call.send().await.expect_err("no response");
    assert_eq!(
        (error.timeout(), error.attempts()),
        (Some(Timeout::Total), 1),
        "{error}"
    );
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
}
