//! Bodies that are read while they are sent: signed by a hash that is read before, and sent again only if they can be.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use huaweicloud_hss::{
    ClientBuilder, Error, ErrorKind,
    runtime::generated::{ByteSource, Core, Operation, Request},
};
use tokio::io::{AsyncRead, ReadBuf};

use crate::{
    clock::strict,
    cloud::{AK, Cloud, PROJECT, SK, Started},
};

const CONTENT: &[u8] = b"the content of a file";

static STORE: Operation = Operation {
    id: "Store",
    method: "PUT",
    path: "/v5/things",
    security: &[&["token"], &["signing"]],
    ..Operation::DEFAULT
};

/// The content in two pieces.
struct Pieces(Vec<&'static [u8]>);

fn pieces() -> Pieces {
    let (first, second) = CONTENT.split_at(7);
    Pieces(vec![second, first])
}

impl AsyncRead for Pieces {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        buffer.put_slice(self.0.pop().unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

/// The same content from memory, a file, and a stream that is made again.
fn repeatable(name: &str) -> [ByteSource; 3] {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    #[expect(clippy::disallowed_methods, reason = "the file is the test's own")]
    std::fs::write(&path, CONTENT).expect("a file of the test");
    let length = CONTENT.len() as u64;
    [
        CONTENT.into(),
        path.into(),
        ByteSource::reader_with(|| async { Ok(pieces()) }).length(length),
    ]
}

fn once() -> ByteSource {
    ByteSource::reader(pieces()).length(CONTENT.len() as u64)
}

fn core(builder: ClientBuilder) -> Core {
    builder.into_config().build().expect("the settings are right")
}

async fn store(core: &Core, source: ByteSource) -> Result<u32, Error> {
    let request = Request::new(&STORE).bytes("application/octet-stream", source);
    core.empty(request).await.map(|response| response.attempts())
}

/// The bodies that the API received.
fn bodies(cloud: &Started) -> Vec<Vec<u8>> {
    cloud.calls().into_iter().map(|call| call.body).collect()
}

#[tokio::test]
async fn a_signature_has_the_hash_of_what_is_sent() {
    for source in repeatable("signed") {
        let cloud = Cloud::new().start();
        let core = core(cloud.builder().access_key(AK, SK));
        // The cloud verifies the signature.
        store(&core, source).await.expect("a good signature");
        assert_eq!(bodies(&cloud), [CONTENT]);
    }
}

#[tokio::test]
async fn a_stream_that_can_be_read_only_once_is_not_signed_and_the_error_says_what_to_do() {
    let cloud = Cloud::new().start();
    let core = core(cloud.builder().access_key(AK, SK));
    let source = once();
    let error = store(&core, source.clone()).await.expect_err("it has no hash");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0));
    let text = error.to_string();
    assert!(
        text.contains("`body` is a stream") && text.contains("reader_with"),
        "{text}"
    );
    assert!(cloud.calls().is_empty(), "nothing was sent");
    // Nothing was taken of it.
    let by_token = self::core(cloud.builder().user("account", "reader", crate::cloud::PASSWORD));
    store(&by_token, source).await.expect("a token needs no hash");
    assert_eq!(bodies(&cloud), [CONTENT]);
}

#[tokio::test]
async fn a_signature_is_corrected_and_the_body_sent_again() {
    for source in repeatable("corrected") {
        let server = strict(3600);
        let builder = huaweicloud_hss::Client::builder()
            .endpoint(server.endpoint())
            .project_id(PROJECT);
        let core = core(builder.access_key(AK, SK));
        assert_eq!(store(&core, source).await.expect("a corrected time"), 2);
        let bodies: Vec<_> = server.received().into_iter().map(|request| request.body).collect();
        assert_eq!(bodies, [CONTENT, CONTENT]);
    }
}

#[tokio::test]
async fn a_token_is_renewed_and_what_can_be_read_again_is_sent_again() {
    for source in repeatable("renewed") {
        let cloud = Cloud::new().start();
        let core = core(cloud.builder().user("account", "reader", crate::cloud::PASSWORD));
        store(&core, once()).await.expect("a token");
        cloud.revoke(cloud.logins().len());
        assert_eq!(store(&core, source).await.expect("another token"), 2);
        assert_eq!(bodies(&cloud), [CONTENT; 3]);
    }
}

#[tokio::test]
async fn a_token_is_renewed_for_the_next_call_if_a_stream_was_begun() {
    let cloud = Cloud::new().start();
    let core = core(cloud.builder().user("account", "reader", crate::cloud::PASSWORD));
    store(&core, once()).await.expect("a token");
    cloud.revoke(cloud.logins().len());
    let error = store(&core, once()).await.expect_err("the stream is gone");
    assert_eq!((error.status(), error.attempts()), (Some(401), 1));
    let text = error.to_string();
    assert!(
        text.contains("new credentials were fetched, but the call was not repeated"),
        "{text}"
    );
    assert_eq!((cloud.calls().len(), cloud.logins().len()), (2, 2));
    store(&core, once()).await.expect("the new token");
    assert_eq!((cloud.calls().len(), cloud.logins().len()), (3, 2));
}
