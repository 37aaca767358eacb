//! Readers as streams of `futures-core`.

use std::{future::poll_fn, pin::Pin};

use driver::server::CannedResponse;
use huaweicloud_hss::{Error, Stream};

use crate::support::{always, client};

/// Reads a stream to its end, or to its first error.
async fn all<T>(mut stream: impl Stream<Item = Result<T, Error>> + Unpin) -> Result<Vec<T>, Error> {
    let mut read = Vec::new();
    while let Some(next) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        read.push(next?);
    }
    Ok(read)
}

#[tokio::test]
async fn pages_records_and_windows_are_streams() {
    let page = r#"{"total_num":2,"data_list":[{"event_id":"a","time":3},{"event_id":"b","time":2}]}"#;
    let server = always(CannedResponse::json(200, page));
    let client = client(&server);
    let call = || client.list_container_image_logs();
    assert_eq!(all(call().pages()).await.expect("pages").len(), 1);
    assert_eq!(all(call().items()).await.expect("records").len(), 2);
    let window = call().window(1, 4);
    assert_eq!(all(window).await.expect("a window").len(), 2);

    let broken = always(CannedResponse::json(400, r#"{"error_code":"X.1","error_msg":"no"}"#));
    let error = all(crate::support::client(&broken).list_container_image_logs().items()).await;
    assert_eq!(error.expect_err("it is refused").code(), Some("X.1"));
}
