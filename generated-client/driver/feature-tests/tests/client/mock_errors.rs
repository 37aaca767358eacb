//! What the transport for tests says of a request that it has no reply to: what to change in the test.

use huaweicloud_hss::{
    Client,
    test_util::{MockTransport, Recording},
};
use serde_json::json;

fn client(mock: &MockTransport) -> Client {
    Client::builder().transport(mock.clone()).build().expect("settings")
}

#[tokio::test]
async fn a_rule_with_a_path_that_no_request_has_says_what_to_write() {
    for (path, what) in [
        ("/things?limit=1", "leave out the query"),
        ("things", "begin the path with `/`"),
        ("https://test.invalid/things", "leave out the host"),
        ("/{project_id}", "write the values of the parameters"),
    ] {
        let mock = MockTransport::new();
        mock.request("GET", path).reply(json!({}));
        let call = client(&mock).request("GET", "/things").query("limit", "1").send();
        let error = call.await.expect_err(path).to_string();
        assert!(error.contains(path) && error.contains(what), "{error}");
    }
    let mock = MockTransport::new();
    mock.request("GET", "/things").reply(json!({}));
    let call = client(&mock).request("GET", "/other").send();
    let error = call.await.expect_err("another path").to_string();
    assert!(error.ends_with("there are replies to GET /things"), "{error}");
}

#[tokio::test]
async fn a_recording_of_another_query_says_where_it_differs() {
    let text = json!({
        "version": 1,
        "provenance": {},
        "request": {"method": "GET", "url": "https://a.test/things?limit=2&kind=x&same=1"},
        "response": {"status": 200},
    });
    let recording = Recording::parse(text.to_string().as_bytes()).expect("a recording");
    let mock = MockTransport::new();
    mock.play([recording]);
    let client = client(&mock);
    let call = client.request("GET", "/things").query("same", "1");
    // The values of a call may be secrets.
    let call = call.query("limit", "canary-limit").query("more", "1");
    let error = call.send().await.expect_err("another query").to_string();
    assert!(
        error.ends_with("GET /things?kind=x&limit=2&same=1 (the query differs in `kind`, `limit`, `more`)"),
        "{error}"
    );
    assert!(!error.contains("canary"), "{error}");
    let error = client.request("GET", "/others").send().await.expect_err("another path");
    assert!(error.to_string().ends_with("same=1"), "{error}");
}

/// Otherwise a test would pass whose program fails without the mock.
#[tokio::test]
async fn only_parameters_of_the_client_have_a_value_for_tests() {
    let mock = MockTransport::new();
    mock.any().always(json!({}));
    let client = client(&mock);
    let call = client.request("GET", "/v5/{project_id}/things");
    call.send().await.expect("a parameter of the client");
    let error = client.request("GET", "/v5/{thing_id}").send().await;
    let error = error.expect_err("it is missing").to_string();
    assert_eq!(error, "request: `thing_id` is required and was not set");
    let paths: Vec<_> = mock.requests().iter().map(|sent| sent.path().to_owned()).collect();
    assert_eq!(paths, ["/v5/test/things"]);
}
