//! What is sent again: what can be read again. A stream that was begun is not.

use std::sync::Mutex;

use example_build_script::wire::ByteSource;
use huaweicloud_hss::ErrorKind;

use super::server::Server;
use super::source::{Counter, Folder, texts};
use super::{Client, client};

const ONCE: &str = "the call was not repeated, because a stream of its body can be read only once and was begun";

#[tokio::test]
async fn a_file_is_opened_again_for_each_attempt() {
    let folder = Folder::new("again");
    let path = folder.file("a", "first");
    let server = Server::start(&[503, 503, 204]);
    let received = server.received.clone();
    // The second attempt has what is in the file then.
    let changed = path.clone();
    server.on_request(move |number| {
        if number == 0 {
            std::fs::write(&changed, "second one").unwrap();
        }
    });
    let response = client(&server)
        .store()
        .body(ByteSource::path(&path))
        .send()
        .await
        .unwrap();
    assert_eq!(response.attempts(), 3);
    let bodies: Vec<_> = received
        .lock()
        .unwrap()
        .iter()
        .map(super::server::Request::text)
        .collect();
    assert_eq!(bodies, ["first", "second one", "second one"]);
}

#[tokio::test]
async fn a_stream_is_made_again_for_each_attempt() {
    let made = Counter::default();
    let counter = made.clone();
    let source = ByteSource::stream_with(move || {
        counter.add();
        texts(&["a", "b"])
    });
    let server = Server::start(&[503, 0, 204]);
    let response = client(&server).store().body(source).send().await.unwrap();
    assert_eq!((response.attempts(), made.get()), (3, 3));
    assert!(server.received().iter().all(|request| request.text() == "ab"));
}

#[tokio::test]
async fn a_stream_that_was_begun_is_not_sent_again_and_the_error_says_so() {
    for (status, kind) in [(503, ErrorKind::Api), (0, ErrorKind::Transport)] {
        let server = Server::start(&[status]);
        let call = client(&server).store().body(ByteSource::stream(texts(&["a", "b"])));
        let other = call.clone();
        let error = call.send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1), "{error}");
        assert!(error.to_string().ends_with(ONCE), "{error}");
        assert!(error.is_retryable(), "with another stream");
        assert_eq!(server.received().len(), 1);
        // A clone of the call has the same stream.
        let error = other.send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0));
        assert!(error.to_string().contains("can be read only once"), "{error}");
        assert_eq!(server.received().len(), 1, "nothing was sent");
    }
    // An error that nobody would repeat says nothing of it.
    let server = Server::start(&[400]);
    let call = client(&server).store().body(ByteSource::stream(texts(&["a"])));
    let error = call.send().await.unwrap_err();
    assert!(!error.to_string().contains("repeated"), "{error}");
}

#[tokio::test]
async fn a_stream_that_was_not_begun_is_sent_by_the_next_attempt() {
    // Nobody listens at first, so that nothing is taken of the stream.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let server = Mutex::new(None);
    let policy = huaweicloud_hss::RetryPolicy::default().base(std::time::Duration::from_millis(200));
    let client = Client::builder()
        .endpoint(format!("http://{address}"))
        .retry_policy(policy);
    let call = client
        .build()
        .unwrap()
        .store()
        .body(ByteSource::stream(texts(&["a", "b"])));
    let (response, ()) = tokio::join!(call.send(), async {
        tokio::task::yield_now().await;
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        *server.lock().unwrap() = Some(Server::start_at(address, &[204]));
    });
    let response = response.unwrap();
    let server = server.lock().unwrap().take().unwrap();
    assert_eq!(server.received()[0].text(), "ab");
    assert!(response.attempts() > 1, "{}", response.attempts());
}

#[tokio::test]
async fn a_timeout_ends_an_upload() {
    let server = Server::start(&[204]);
    let stalled = ByteSource::stream(super::source::Stalled("begun", Counter::default()));
    let call = client(&server)
        .store()
        .body(stalled)
        .attempt_timeout(std::time::Duration::from_millis(200));
    let error = call.send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.to_string().ends_with(ONCE), "{error}");
}
