//! Compressed responses, with the feature `gzip`.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Received, Server, Step};
use flate2::{Compression, write::GzEncoder};
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Request, RetryPolicy},
    transport::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse},
};
use serde_json::{Value, json};

use crate::{
    small::{GET, core},
    support::{always, start},
};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("memory")
}

fn packed(body: impl AsRef<[u8]>) -> CannedResponse {
    CannedResponse::new(200, &[("Content-Encoding", "gzip")], body)
}

async fn read(response: CannedResponse, limit: usize) -> Result<Value, Error> {
    let server = always(response);
    let core = core(&server, |config| {
        config.response_limit(limit);
        config.retry_policy(RetryPolicy::off());
    });
    core.json::<Value>(Request::new(&GET))
        .await
        .map(|response| response.into_inner())
}

#[tokio::test]
async fn a_compressed_response_is_requested_and_decoded() {
    let text = br#"{"total":1}"#;
    let server = start(|request: &Received| {
        assert_eq!(request.header("accept-encoding"), Some("gzip"));
        packed(gzip(br#"{"total":1}"#))
    });
    let response = core(&server, |_| {})
        .json::<Value>(Request::new(&GET))
        .await
        .expect("a page");
    assert_eq!(response.into_inner(), json!({"total":1}));

    let label = [("Content-Encoding", " X-GZIP ")];
    assert!(read(CannedResponse::new(200, &label, gzip(text)), 100).await.is_ok());
    // Of several members, as some servers send them, all are read.
    let (first, second) = text.split_at(5);
    assert!(read(packed([gzip(first), gzip(second)].concat()), 100).await.is_ok());
    assert!(
        read(CannedResponse::new(200, &[("Content-Encoding", "identity")], text), 100)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn compressions_are_listed_in_any_number_of_headers() {
    let text = br#"{"total":1}"#;
    let packed = gzip(text);
    let response = |codings: &[&str], body: &[u8]| {
        let headers: Vec<_> = codings.iter().map(|coding| ("Content-Encoding", *coding)).collect();
        read(CannedResponse::new(200, &headers, body), 100)
    };
    for codings in [
        &["gzip, identity"][..],
        &["identity,GZip"],
        &["identity", "gzip"],
        &["utf-8, gzip", ""],
    ] {
        assert!(response(codings, &packed).await.is_ok(), "{codings:?}");
    }
    for codings in [&[""][..], &["utf-8"], &["identity", "aws-chunked"], &[","]] {
        assert!(response(codings, text).await.is_ok(), "{codings:?}");
    }
    for (codings, shown) in [
        (&["br"][..], "`br`"),
        (&["zstd"], "`zstd`"),
        (&["Deflate"], "`deflate`"),
        (&["gzip, gzip"], "`gzip, gzip`"),
        (&["deflate", "gzip"], "`deflate, gzip`"),
    ] {
        let error = response(codings, &packed).await.expect_err("it is not decoded");
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Decode, Some(200)),
            "{codings:?}"
        );
        let expected = format!("the response is compressed as {shown}, which the client did not request");
        assert!(error.message().starts_with(&expected), "{error}");
    }
    // An error stays one of the service.
    let error = read(CannedResponse::new(503, &[("Content-Encoding", "br")], "x"), 100).await;
    let error = error.expect_err("a refusal");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(503)));
}

#[tokio::test]
async fn a_compressed_error_is_read_too() {
    let body = gzip(br#"{"code":"X.1","message":"no"}"#);
    let server = always(CannedResponse::new(400, &[("Content-Encoding", "gzip")], body));
    let error = core(&server, |_| {})
        .json::<Value>(Request::new(&GET))
        .await
        .expect_err("an error");
    assert_eq!((error.code(), error.message()), (Some("X.1"), "no"));
    assert_eq!(error.raw_body(), Some(br#"{"code":"X.1","message":"no"}"#.as_slice()));
}

#[tokio::test]
async fn a_truncated_compressed_response_is_an_error() {
    let whole = gzip(br#"{"total":1}"#);
    for length in 1..whole.len() {
        let error = read(packed(&whole[..length]), 100).await.expect_err("only a part came");
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Transport, Some(200)),
            "{length}"
        );
        assert!(error.is_retryable());
    }
    assert!(read(packed(&whole), 100).await.is_ok());
    let mut damaged = whole.clone();
    let middle = whole.len() - 6;
    damaged[middle] ^= 1;
    assert_eq!(
        read(packed(damaged), 100).await.expect_err("a wrong sum").kind(),
        ErrorKind::Transport
    );
    let error = read(packed("no gzip"), 100).await.expect_err("a wrong label");
    assert_eq!(error.message(), "the compressed response is damaged or not whole");
}

#[tokio::test]
async fn the_limit_counts_decompressed_bytes() {
    let text = format!("\"{}\"", "x".repeat(998));
    assert!(read(packed(gzip(text.as_bytes())), 1000).await.is_ok());
    let error = read(packed(gzip(text.as_bytes())), 999).await;
    let error = error.expect_err("a byte too many");
    assert_eq!((error.kind(), error.status()), (ErrorKind::TooLarge, Some(200)));
    assert_eq!(error.message(), "the response is longer than 999 bytes");
    assert!(!error.is_retryable());
}

/// 1 GiB of spaces, a megabyte on the wire. If it were unpacked whole, the test would be slow, and a machine out of
/// memory.
#[tokio::test]
async fn a_decompression_bomb_is_refused_while_it_inflates() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&spaces).expect("memory");
    }
    let bomb = encoder.finish().expect("memory");
    assert!(bomb.len() < 8 << 20);
    let error = read(packed(bomb), 16 << 20).await.expect_err("a bomb");
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::TooLarge, "the response is longer than 16 MiB")
    );
}

#[tokio::test]
async fn an_empty_compressed_response_is_not_truncated() {
    let server: Server = always(CannedResponse::steps([Step::Send(
        b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
    )]));
    core(&server, |_| {})
        .empty(Request::new(&GET))
        .await
        .expect("204 is a success");
}

/// Members of a gzip body that hold nothing: 20 bytes on the wire, and none in the response.
fn empty_members(count: usize) -> Vec<u8> {
    gzip(b"").repeat(count)
}

#[tokio::test]
async fn empty_members_count_as_bytes_that_are_read() {
    let error = read(packed(empty_members(1000)), 10_000).await.expect_err("too much");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let whole = [empty_members(100), gzip(b"{}")].concat();
    assert!(read(packed(whole), 10_000).await.is_ok());
}

#[tokio::test]
async fn compressed_bytes_have_a_separate_limit() {
    let body = gzip(b"[1,2,3]");
    let read = async |limit| {
        let server = always(packed(body.clone()));
        let core = core(&server, |config| {
            config.compressed_response_limit(limit);
            config.retry_policy(RetryPolicy::off());
        });
        core.json::<Value>(Request::new(&GET)).await.map(drop)
    };
    assert!(read(body.len()).await.is_ok());
    let error = read(body.len() - 1).await.expect_err("a byte too many");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

/// On a runtime of one thread, where nothing else runs unless inflating gives way.
#[tokio::test(flavor = "current_thread")]
async fn a_timeout_fires_while_a_response_inflates() {
    let body = empty_members(3_000_000);
    let server = always(packed(body));
    let core = core(&server, |config| {
        config.attempt_timeout(Duration::from_millis(500));
        config.retry_policy(RetryPolicy::off());
    });
    let error = core.json::<Value>(Request::new(&GET)).await.expect_err("no time");
    assert_eq!(error.kind(), ErrorKind::Timeout);

    let core = self::core(&server, |config| config.retry_policy(RetryPolicy::off()));
    let call = core.json::<Value>(Request::new(&GET));
    let began = Instant::now();
    let waited = tokio::time::timeout(Duration::from_millis(500), call).await;
    assert!(waited.is_err(), "the caller's own timeout has passed");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

/// A transport of the caller that receives a compressed response.
#[derive(Clone, Debug)]
struct Packed(Vec<u8>);

impl Transport for Packed {
    fn send(&self, _: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let response = TransportResponse::new(200).with_header("Content-Encoding", "gzip");
        Box::pin(std::future::ready(Ok(response.with_body(self.0.clone()))))
    }
}

#[tokio::test]
async fn what_an_own_transport_receives_is_decompressed_within_the_limit() {
    let server = always(CannedResponse::json(200, "{}"));
    let read = async |text: &[u8]| {
        let packed = Packed(gzip(text));
        let core = core(&server, |config| {
            config.transport(packed.clone());
            config.response_limit(1000);
            config.retry_policy(RetryPolicy::off());
        });
        core.json::<Value>(Request::new(&GET))
            .await
            .map(|response| response.into_inner())
    };
    assert_eq!(read(br#"{"total":3}"#).await.expect("a value"), json!({"total":3}));
    let error = read(" ".repeat(1001).as_bytes()).await.expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}
