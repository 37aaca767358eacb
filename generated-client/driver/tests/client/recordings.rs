//! Every recording, played by the local server to the real client over a real socket.

use driver::server::{Playback, load};
use recording::Unobserved;

use crate::support;

#[tokio::test]
async fn the_client_reads_the_documentations_example() {
    let path = support::root().join("spec/recordings/ListContainerImageLogs/200-documentation-example.json");
    let server = support::start(Playback::new(load(&path).expect("a recording")));
    let client = support::builder(&server.endpoint())
        .project_id("00000000000000000000000000000000")
        .build()
        .expect("the settings are right");

    let page = client
        .list_container_image_logs()
        .limit(1)
        .send()
        .await
        .expect("a page");

    assert_eq!(page.status(), 200);
    assert_eq!(page.total_num, Some(21));
    assert_eq!(page.data_list.len(), 1);
    assert_eq!(page.data_list[0].time, Some(1_737_465_650_731));
    assert_eq!(
        page.data_list[0].event_id.as_deref(),
        Some("f989**25-b3a4-4d88-b05a-cc***cd1205")
    );
}

/// Knows the one operation that is recorded: its parameters go from the recorded query into the builder.
#[tokio::test]
async fn every_recording_is_received_by_the_client() {
    let recordings = load(&support::root().join("spec/recordings/ListContainerImageLogs")).expect("recordings");
    assert!(recordings.len() >= 4, "{}", recordings.len());
    for recorded in recordings {
        let url = recorded.request.url.clone();
        let server = support::start(Playback::new([recorded.clone()]));
        let (_, after_version) = url.split_once("/v5/").expect("a versioned path");
        let project = after_version.split('/').next().expect("a project");
        let client = support::builder(&server.endpoint())
            .project_id(project)
            .build()
            .expect("settings");

        let mut call = client.list_container_image_logs();
        for pair in url
            .split_once('?')
            .map_or("", |(_, query)| query)
            .split('&')
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').expect("a pair");
            call = match name {
                "limit" => call.limit(value.parse().expect("a number")),
                "offset" => call.offset(value.parse().expect("a number")),
                "start_time" => call.start_time(value.parse().expect("a number")),
                "end_time" => call.end_time(value.parse().expect("a number")),
                "user_name" => call.user_name(value),
                "event_type" => call.event_type(value),
                other => panic!("{url}: the test does not know the parameter {other}"),
            };
        }
        let body: serde_json::Value = serde_json::from_slice(&recorded.response.body).expect("JSON");
        match call.send().await {
            Ok(page) => {
                assert_eq!(recorded.response.status, 200, "{url}");
                let items = body["data_list"].as_array().map_or(0, Vec::len);
                assert_eq!(page.data_list.len(), items, "{url}");
                assert_eq!(page.total_num.map(i64::from), body["total_num"].as_i64(), "{url}");
                let written = serde_json::to_value(&page.data_list).expect("JSON");
                assert_eq!(
                    written.as_array().map(Vec::as_slice),
                    body["data_list"].as_array().map(Vec::as_slice)
                );
            }
            Err(error) => {
                assert_eq!(error.status(), Some(recorded.response.status), "{url}: {error}");
                assert_eq!(error.code(), body["error_code"].as_str(), "{url}: {error}");
                assert_eq!(error.message(), body["error_msg"].as_str().expect("a message"), "{url}");
                assert!(error.raw_body() == Some(&*recorded.response.body), "{url}");
            }
        }
        let sent = &server.received()[0];
        assert_eq!(sent.header("x-auth-token"), Some(support::TOKEN));
        if !recorded.is_unobserved(Unobserved::RequestHeaders) {
            for header in &recorded.request.headers {
                assert!(
                    sent.header(&header.name).is_some(),
                    "{url}: {} was recorded and is not sent",
                    header.name
                );
            }
        }
    }
}

#[tokio::test]
async fn a_request_without_recording_lists_the_recordings() {
    let path = support::root().join("spec/recordings/ListContainerImageLogs/200-last-page.json");
    let server = support::start(Playback::new(load(&path).expect("a recording")));
    let client = support::client(&server);
    let error = client
        .list_container_image_logs()
        .limit(3)
        .send()
        .await
        .expect_err("not recorded");
    assert_eq!(error.status(), Some(driver::server::NOT_RECORDED));
    let message = error.message();
    assert!(
        message.contains("GET /v5/p1/container/image/events?limit=3"),
        "{message}"
    );
    assert!(message.contains("GET /v5/00000000000000000000000000000000/container/image/events?limit=10&offset=20"));
}

#[test]
fn every_recording_is_decoded_and_encoded_without_loss() {
    let folder = support::root().join("spec/recordings");
    let mut seen = 0;
    for operation in folder.read_dir().expect("a folder") {
        let operation = operation.expect("an entry");
        for recorded in load(&operation.path()).expect("recordings") {
            let (name, response) = (operation.file_name(), recorded.response);
            let decoded = driver::generated::decode(&name.to_string_lossy(), response.status, &response.body)
                .expect("a type")
                .expect("a body that fits it");
            assert_eq!(decoded.unknown, [""; 0]);
            let received = recording::json::parse(&response.body).expect("JSON").root;
            let written = recording::json::parse(&decoded.written).expect("JSON").root;
            assert_eq!(driver::decode::losses(&received, &written, &[]), []);
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen}");
}
