//! How much of a response is read, and what becomes of compressed ones.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use driver::server::{CannedResponse, Received, Server, Step};
use flate2::{Compression, write::GzEncoder};
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Operation, Request, RetryPolicy},
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

/// On a runtime of one thread: what else runs there goes on while a long error is searched for secrets.
#[tokio::test(flavor = "current_thread")]
async fn other_tasks_run_while_a_large_error_is_searched_for_secrets() {
    let text = r"a%25%2B+&amp;\\u0041".repeat(2500);
    for (status, body) in [
        (400, format!(r#"{{"code":"X","message":"{text}"}}"#)),
        (400, text.clone()),
        (200, format!(r#"{{"total":"{text}"}}"#)),
    ] {
        let server = always(CannedResponse::json(status, body));
        let core = core(&server, |config| {
            config.secret("key", "canary-".repeat(30).into());
            config.retry_policy(RetryPolicy::off());
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let longest_pause = tokio::spawn({
            let is_over = Arc::clone(&is_over);
            async move {
                let (mut last, mut longest) = (Instant::now(), Duration::ZERO);
                while !is_over.load(SeqCst) {
                    tokio::task::yield_now().await;
                    longest = longest.max(last.elapsed());
                    last = Instant::now();
                }
                longest
            }
        });
        let began = Instant::now();
        let error = core.json::<Page>(Request::new(&KEYED)).await.expect_err("an error");
        let whole = began.elapsed();
        is_over.store(true, SeqCst);
        let longest = longest_pause.await.expect("no panic");
        assert_eq!(error.status(), Some(status));
        assert!(longest < whole / 2, "{longest:?} of {whole:?}");
    }
}

#[derive(Debug, serde::Deserialize)]
struct Page {
    #[expect(dead_code, reason = "it is not a number")]
    total: i64,
}

static KEYED: Operation = Operation {
    path: "/things",
    ..crate::small::operation("GET", &[&["key"]])
};

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
    assert!(read(CannedResponse::json(200, &text), 1000).await.is_ok());
    assert!(read(packed(gzip(text.as_bytes())), 1000).await.is_ok());
    for response in [CannedResponse::json(200, &text), packed(gzip(text.as_bytes()))] {
        let error = read(response, 999).await.expect_err("a byte too many");
        assert_eq!((error.kind(), error.status()), (ErrorKind::TooLarge, Some(200)));
        assert_eq!(error.message(), "the response is longer than 999 bytes");
        assert!(!error.is_retryable());
    }
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

#[tokio::test]
async fn a_response_of_too_many_values_is_an_error() {
    for (first, more) in [
        ("{}", ",{}"),
        ("[]", ",[]"),
        ("1", ",1"),
        ("{\"a\":1}", ",{\"a\":1}"),
        ("\"\"", ",\"\""),
    ] {
        let text = format!("[{first}{}]", more.repeat(300_000));
        let error = read(packed(gzip(text.as_bytes())), 64 << 20)
            .await
            .expect_err("too many");
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::TooLarge, Some(200)),
            "{first}"
        );
        assert!(error.message().contains("250000 JSON values"), "{}", error.message());
        assert!(!error.is_retryable());
    }
    // A text is one value, whatever it contains.
    let text = format!("\"{}\"", "{},[".repeat(300_000));
    assert!(read(packed(gzip(text.as_bytes())), 64 << 20).await.is_ok());
}

#[tokio::test]
async fn the_limit_of_values_can_be_set() {
    let text = "[1,2,3]";
    let read = async |limit| {
        let server = always(CannedResponse::json(200, text));
        let core = core(&server, |config| config.response_value_limit(limit));
        core.json::<Value>(Request::new(&GET)).await.map(drop)
    };
    assert_eq!(read(2).await.expect_err("four values").kind(), ErrorKind::TooLarge);
    assert!(read(4).await.is_ok());
}

/// An error keeps its status and its text, although it is not searched.
#[tokio::test]
async fn an_error_of_too_many_values_is_still_an_error_of_the_service() {
    let members = (0..400_000).map(|number| format!("\"{number}\":1,"));
    let text = format!("{{{}\"code\":\"X.1\"}}", members.collect::<String>());
    let server = always(CannedResponse::new(
        400,
        &[("Content-Encoding", "gzip")],
        gzip(text.as_bytes()),
    ));
    let error = core(&server, |_| {})
        .json::<Value>(Request::new(&GET))
        .await
        .expect_err("a refusal");
    assert_eq!(
        (error.kind(), error.status(), error.code()),
        (ErrorKind::Api, Some(400), None)
    );
}

/// A large response is decoded on another thread: the one thread of this runtime goes on meanwhile, and notices the
/// time.
#[tokio::test(flavor = "current_thread")]
async fn a_deadline_that_passes_while_a_response_is_decoded_is_an_error() {
    #[derive(Debug)]
    struct Slow;

    impl<'de> serde::Deserialize<'de> for Slow {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            serde::de::IgnoredAny::deserialize(deserializer)?;
            std::thread::sleep(Duration::from_millis(1500));
            Ok(Self)
        }
    }

    for length in [10, 2 << 20] {
        let server = always(CannedResponse::json(200, format!("\"{}\"", "x".repeat(length))));
        let core = core(&server, |config| {
            config.timeout(Duration::from_secs(1));
            config.retry_policy(RetryPolicy::off());
        });
        let error = core.json::<Slow>(Request::new(&GET)).await.expect_err("no time");
        assert_eq!(error.kind(), ErrorKind::Timeout, "of {length} bytes");
    }
}

/// Where a value was decoded.
#[derive(Debug)]
struct DecodedOn(std::thread::ThreadId);

impl<'de> serde::Deserialize<'de> for DecodedOn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer)?;
        Ok(Self(std::thread::current().id()))
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_large_response_is_decoded_on_another_thread() {
    let here = std::thread::current().id();
    for (length, elsewhere) in [(10, false), (100 << 10, false), (2 << 20, true)] {
        let server = always(CannedResponse::json(200, format!("\"{}\"", "x".repeat(length))));
        let response = core(&server, |_| {})
            .json::<DecodedOn>(Request::new(&GET))
            .await
            .expect("a text");
        assert_eq!(response.0 != here, elsewhere, "{length} bytes");
    }
    // Records that are decoded each by itself may take long sooner.
    for (length, elsewhere) in [(10, false), (100 << 10, true)] {
        let server = always(CannedResponse::json(
            200,
            format!(r#"{{"items":["{}"]}}"#, "x".repeat(length)),
        ));
        let core = core(&server, |_| {});
        let response = core
            .lenient::<Value, DecodedOn>(Request::new(&GET), "items")
            .await
            .expect("a page");
        let (_, records) = response.into_inner();
        let thread = records[0].as_ref().expect("a record").0;
        assert_eq!(thread != here, elsewhere, "{length} bytes, lenient");
    }
}

#[tokio::test]
async fn a_code_of_megabytes_is_no_code() {
    let text = format!(r#"{{"code":"{}","message":"m"}}"#, "x".repeat(8 << 20));
    let server = always(CannedResponse::json(400, text));
    let error = core(&server, |_| {})
        .json::<Value>(Request::new(&GET))
        .await
        .expect_err("a refusal");
    assert_eq!(
        (error.kind(), error.code(), error.message()),
        (ErrorKind::Api, None, "m")
    );
}
