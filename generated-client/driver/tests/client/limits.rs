//! How much of a response is read. Compressed ones are tested with the feature `gzip`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use driver::server::CannedResponse;
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Operation, Request, RetryPolicy},
};
use serde_json::Value;

use crate::{
    small::{GET, core},
    support::always,
};

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
async fn a_response_of_more_bytes_than_the_limit_is_an_error() {
    let text = format!("\"{}\"", "x".repeat(998));
    assert!(read(CannedResponse::json(200, &text), 1000).await.is_ok());
    let error = read(CannedResponse::json(200, &text), 999).await;
    let error = error.expect_err("a byte too many");
    assert_eq!((error.kind(), error.status()), (ErrorKind::TooLarge, Some(200)));
    assert_eq!(error.message(), "the response is longer than 999 bytes");
    assert!(!error.is_retryable());
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
        let error = read(CannedResponse::json(200, &text), 64 << 20)
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
    assert!(read(CannedResponse::json(200, &text), 64 << 20).await.is_ok());
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
    let server = always(CannedResponse::json(400, &text));
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
