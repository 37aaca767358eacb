//! Bodies that are read while they are sent or received, and tokens, through a transport of the caller.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use huaweicloud_hss::{
    Error, ErrorKind, RetryPolicy,
    runtime::generated::{
        Api, ByteSource, Call, ClientCredentials, Config, Core, ErrorBody, Operation, Request, Response, SchemeKind,
        SecurityScheme,
    },
    transport::{BoxFuture, Bytes, ResponseBody, Transport, TransportError, TransportRequest, TransportResponse},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, ReadBuf},
    sync::Notify,
};

use crate::{
    own_transport::{Canned, Chunks, fine},
    small::{self, GET, quick},
};

static PUT: Operation = Operation {
    path: "/things",
    ..small::operation("PUT", &[])
};

fn core(api: &'static Api, transport: impl Transport, set: impl FnOnce(&mut Config)) -> Core {
    let mut config = Config::new(api);
    config.endpoint("https://api.example.com".to_owned());
    config.retry_policy(quick());
    config.transport(transport);
    set(&mut config);
    config.build().expect("the settings are right")
}

/// Pieces of a body that is sent.
struct Pieces(VecDeque<&'static [u8]>);

fn pieces() -> Pieces {
    Pieces([&b"one "[..], b"two ", b"three"].into())
}

impl AsyncRead for Pieces {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        buffer.put_slice(self.0.pop_front().unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

/// Reads a body chunk by chunk. The first attempts break off behind the first chunk.
#[derive(Clone, Default)]
struct Uploaded {
    failures: Arc<Mutex<u32>>,
    lengths: Arc<Mutex<Vec<Option<u64>>>>,
    /// The chunks of each attempt.
    chunks: Arc<Mutex<Vec<Vec<Bytes>>>>,
}

impl Uploaded {
    fn failing(times: u32) -> Self {
        Self {
            failures: Arc::new(Mutex::new(times)),
            ..Self::default()
        }
    }

    fn texts(&self) -> Vec<Vec<String>> {
        let text = |chunk: &Bytes| String::from_utf8_lossy(chunk).into_owned();
        let attempts = self.chunks.lock().expect("a lock");
        attempts
            .iter()
            .map(|chunks| chunks.iter().map(text).collect())
            .collect()
    }
}

impl Transport for Uploaded {
    fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            self.lengths.lock().expect("a lock").push(request.body_length());
            self.chunks.lock().expect("a lock").push(Vec::new());
            while let Some(chunk) = request.chunk().await? {
                self.chunks
                    .lock()
                    .expect("a lock")
                    .last_mut()
                    .expect("an attempt")
                    .push(chunk);
                let mut failures = self.failures.lock().expect("a lock");
                if *failures > 0 {
                    *failures -= 1;
                    return Err(TransportError::interrupted("reset"));
                }
            }
            fine()
        })
    }
}

async fn upload(transport: &Uploaded, source: ByteSource) -> Result<Value, Error> {
    let core = core(&small::API, transport.clone(), |_| {});
    let request = Request::new(&PUT).bytes("application/octet-stream", source);
    core.json::<Value>(request).await.map(Response::into_inner)
}

#[tokio::test]
async fn a_stream_is_sent_piece_by_piece() {
    for (source, length) in [
        (ByteSource::reader(pieces()), None),
        (ByteSource::reader(pieces()).length(13), Some(13)),
    ] {
        let transport = Uploaded::default();
        assert_eq!(
            upload(&transport, source).await.expect("it is stored"),
            json!({"total":1})
        );
        assert_eq!(transport.texts(), [["one ", "two ", "three"]]);
        assert_eq!(*transport.lengths.lock().expect("a lock"), [length]);
    }
}

#[tokio::test]
async fn a_stream_that_was_begun_is_sent_again_only_if_it_can_be() {
    let once = Uploaded::failing(1);
    let error = upload(&once, ByteSource::reader(pieces()))
        .await
        .expect_err("it broke off");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert!(error.to_string().contains("can be read only once"), "{error}");
    assert_eq!(once.texts(), [["one "]]);

    let again = Uploaded::failing(1);
    upload(&again, ByteSource::reader_with(|| async { Ok(pieces()) }))
        .await
        .expect("the second attempt");
    assert_eq!(again.texts(), [vec!["one "], vec!["one ", "two ", "three"]]);
}

#[tokio::test]
async fn what_its_length_does_not_hold_is_an_error() {
    for (length, what) in [(12, "longer"), (14, "shorter")] {
        let transport = Uploaded::default();
        let error = upload(&transport, ByteSource::reader(pieces()).length(length)).await;
        let error = error.expect_err(what);
        assert!(error.to_string().contains("`body`"), "{what}: {error}");
    }
}

/// Two chunks: the second one comes when it is let.
struct Gated {
    let_go: Arc<Notify>,
    dropped: Arc<AtomicBool>,
    sent: usize,
}

impl ResponseBody for Gated {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            self.sent += 1;
            match self.sent {
                1 => Ok(Some(Bytes::from("first"))),
                2 => {
                    self.let_go.notified().await;
                    Ok(Some(Bytes::from("second")))
                }
                _ => Ok(None),
            }
        })
    }
}

impl Drop for Gated {
    fn drop(&mut self) {
        self.dropped.store(true, SeqCst);
    }
}

#[tokio::test]
async fn a_response_is_received_while_it_arrives() {
    for is_read in [true, false] {
        let (let_go, dropped) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let body = Gated {
            let_go: let_go.clone(),
            dropped: dropped.clone(),
            sent: 0,
        };
        let busy = TransportResponse::new(503);
        let transport = Canned::new([Ok(busy), Ok(TransportResponse::new(200).with_chunks(body))]);
        let core = core(&small::API, transport.clone(), |_| {});
        let response = Call::new(&core, &GET).stream_bytes().await.expect("the second attempt");
        assert_eq!((response.status(), response.attempts()), (200, 2));
        // What is streamed is not requested as compressed.
        assert_eq!(transport.sent()[1].header("accept-encoding"), Some("identity"));
        let mut stream = response.into_inner();
        assert_eq!(stream.next().await.expect("a piece").expect("a piece"), b"first");
        assert!(!dropped.load(SeqCst));
        if is_read {
            let_go.notify_one();
            assert_eq!(stream.next().await.expect("a piece").expect("a piece"), b"second");
            assert!(stream.next().await.is_none());
        }
        drop(stream);
        assert!(dropped.load(SeqCst), "the connection ends with the stream");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error_behind_what_came() {
    let mut broken = Chunks::of(&["first"]);
    broken.0.push_back(Err(TransportError::interrupted("reset")));
    let stated = TransportResponse::new(200).with_header("Content-Length", "10");
    for (what, response) in [
        ("broken", TransportResponse::new(200).with_chunks(broken)),
        ("short", stated.with_chunks(Chunks::of(&["first"]))),
    ] {
        let core = core(&small::API, Canned::new([Ok(response)]), |_| {});
        let mut stream = Call::new(&core, &GET).stream_bytes().await.expect(what).into_inner();
        assert_eq!(stream.next().await.expect(what).expect(what), b"first");
        let error = stream.next().await.expect(what).expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Transport, "{what}");
        assert!(stream.next().await.is_none(), "{what}");
    }
}

#[tokio::test]
async fn an_error_is_read_whole_before_a_stream() {
    let refused = TransportResponse::new(404).with_chunks(Chunks::of(&[r#"{"code":"no","#, r#""message":"thing"}"#]));
    let core = core(&small::API, Canned::new([Ok(refused)]), |_| {});
    let error = Call::new(&core, &GET)
        .stream_bytes()
        .await
        .expect_err("it is not there");
    assert_eq!(
        (error.status(), error.code(), error.message()),
        (Some(404), Some("no"), "thing")
    );
}

static WITH_TOKENS: Api = Api {
    title: "tokens",
    version: "1",
    servers: &[],
    security_schemes: &[SecurityScheme {
        name: "token",
        kind: SchemeKind::ClientCredentials { token_url: "/token" },
        setters: &["token", "token_client_credentials"],
    }],
    error_body: ErrorBody {
        code: &["error"],
        message: &["error_description"],
        request_id: &[],
        request_id_header: None,
        details: &[],
    },
};

static SECURED: Operation = Operation {
    path: "/things",
    ..small::operation("GET", &[&["token"]])
};

const SECRET: &str = "canary-of-the-client";

fn with_tokens(transport: &Canned) -> Core {
    core(&WITH_TOKENS, transport.clone(), |config| {
        config.client_credentials("token", ClientCredentials::new("the-id", SECRET));
        config.retry_policy(RetryPolicy::off());
    })
}

#[tokio::test]
async fn a_token_of_oauth_is_fetched_through_it_once() {
    let token = r#"{"access_token":"the-token","token_type":"Bearer","expires_in":3600}"#;
    let transport = Canned::new([Ok(TransportResponse::new(200).with_body(token)), fine(), fine()]);
    let core = with_tokens(&transport);
    for _ in 0..2 {
        let response = core.json::<Value>(Request::new(&SECURED)).await.expect("a value");
        assert_eq!(response.into_inner(), json!({"total":1}));
    }
    let sent = transport.sent();
    let paths: Vec<_> = sent.iter().map(|request| (&*request.method, request.path())).collect();
    assert_eq!(paths, [("POST", "/token"), ("GET", "/things"), ("GET", "/things")]);
    assert_eq!(sent[0].body, b"grant_type=client_credentials");
    assert_eq!(
        sent[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert!(
        sent[0]
            .header("authorization")
            .is_some_and(|value| value.starts_with("Basic "))
    );
    for call in &sent[1..] {
        assert_eq!(call.header("authorization"), Some("Bearer the-token"));
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_fetched_is_an_error_of_credentials_without_the_secret() {
    let refused = format!(r#"{{"error":"invalid_client","error_description":"not {SECRET}"}}"#);
    let elsewhere = TransportResponse::new(307).with_header("Location", "https://evil.example.com/token");
    for (what, outcome) in [
        (
            "no connection",
            Err(TransportError::connect(format!("{SECRET} refused"))),
        ),
        ("refused", Ok(TransportResponse::new(401).with_body(refused))),
        ("redirected", Ok(elsewhere)),
    ] {
        let transport = Canned::new([outcome, fine()]);
        let error = with_tokens(&transport).json::<Value>(Request::new(&SECURED)).await;
        let error = error.expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Credentials, "{what}: {error}");
        assert!(!format!("{error} {error:?}").contains(SECRET), "{what}: {error:?}");
        assert_eq!(transport.sent().len(), 1, "{what}");
    }
}
