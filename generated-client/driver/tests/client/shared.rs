//! What a program may do with a client: share it, send it to another task, use it for a long time.

use huaweicloud_hss::{Client, ClientBuilder, Error, Secret, operations, runtime::generated::Core};

use driver::server::CannedResponse;

use crate::support::{always, client};

const fn shared<T: Send + Sync + Clone + 'static>() {}
const fn sent<T: Send + Sync + 'static>() {}

const _: () = {
    shared::<Client>();
    shared::<Core>();
    shared::<operations::ListContainerImageLogs>();
    sent::<ClientBuilder>();
    sent::<Secret>();
    sent::<Error>();
};

#[tokio::test]
async fn a_call_can_move_to_another_task() {
    let server = always(CannedResponse::json(200, r#"{"total_num":3}"#));
    let client = client(&server);
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_container_image_logs().send().await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic").expect("a page").total_num, Some(3));
    }
}

#[tokio::test]
async fn clones_share_their_connections() {
    let server = always(CannedResponse::json(200, "{}"));
    let client = client(&server);
    for _ in 0..5 {
        client.clone().list_container_image_logs().send().await.expect("a page");
    }
    assert_eq!((server.received().len(), server.connections()), (5, 1));
}
