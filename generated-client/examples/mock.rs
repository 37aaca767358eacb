//! Tests a function that calls the service, without a socket: `cargo run --example mock --features test-util`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use huaweicloud_hss::{
    Client, Error,
    test_util::{MockTransport, Reply},
};
use serde_json::json;

/// What is tested: the names of the images that were pushed.
async fn pushed(client: &Client) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    let mut logs = client.list_container_image_logs().event_name("push").items();
    while let Some(log) = logs.next().await {
        names.extend(log?.resource_name);
    }
    Ok(names)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.operation("ListContainerImageLogs")
        .reply(Reply::error(503, "APIGW.0201", "Backend timeout."))
        .reply(json!({"total_num": 1, "data_list": [{"resource_name": "nginx", "event_id": "1"}]}));
    // The same client as in production. It needs no credentials here.
    let client = Client::builder().transport(mock.clone()).build()?;

    assert_eq!(pushed(&client).await?, ["nginx"]);

    // What was sent: the first attempt, and the one after the error.
    let sent = mock.requests();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1].query_value("event_name"), Some("push"));
    // No reply is left, and nothing else was sent.
    mock.assert_done();
    println!("{} {}: ok", sent[1].method(), sent[1].path());
    Ok(())
}
