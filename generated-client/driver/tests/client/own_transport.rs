//! A transport of the caller instead of the HTTP client: the same requests, attempts, limits, timeouts and errors.

use std::{
    collections::VecDeque,
    error::Error as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use driver::server::{CannedResponse, Received};
use huaweicloud_hss::{
    Client, ClientBuilder, Error, ErrorKind, RetryPolicy, Timeout,
    runtime::generated::{Config, Operation, Request},
    transport::{BoxFuture, Bytes, ResponseBody, Transport, TransportError, TransportRequest, TransportResponse},
};
use serde_json::{Value, json};

use crate::{
    small::{API, GET, POST, quick},
    support::{TOKEN, always, builder},
};

pub(crate) type Outcome = Result<TransportResponse, TransportError>;

/// Returns these outcomes in turn, and records what was sent.
#[derive(Clone, Default)]
pub(crate) struct Canned {
    outcomes: Arc<Mutex<VecDeque<Outcome>>>,
    sent: Arc<Mutex<Vec<Received>>>,
}

impl Canned {
    pub(crate) fn new(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let canned = Self::default();
        canned.outcomes.lock().expect("a lock").extend(outcomes);
        canned
    }

    pub(crate) fn sent(&self) -> Vec<Received> {
        self.sent.lock().expect("a lock").clone()
    }
}

impl Transport for Canned {
    fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let body = request.body().await?.to_vec();
            let rest = request.url().split_once("://").expect("an absolute URL").1;
            let headers = request.headers();
            let received = Received {
                method: request.method().to_owned(),
                target: rest[rest.find('/').expect("a path")..].to_owned(),
                headers: headers
                    .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
                    .collect(),
                body,
            };
            self.sent.lock().expect("a lock").push(received);
            let next = self.outcomes.lock().expect("a lock").pop_front();
            next.unwrap_or_else(|| Err(TransportError::permanent("there is no other response")))
        })
    }
}

pub(crate) fn fine() -> Outcome {
    Ok(TransportResponse::new(200).with_body(r#"{"total":1}"#))
}

fn client(transport: impl Transport) -> ClientBuilder {
    builder("https://hss.example.com").transport(transport)
}

/// Calls an operation of the small document.
async fn call(
    transport: impl Transport,
    operation: &'static Operation,
    set: impl FnOnce(&mut Config),
) -> Result<Value, Error> {
    let mut config = Config::new(&API);
    config.endpoint("https://api.example.com".to_owned());
    config.retry_policy(quick());
    config.transport(transport);
    set(&mut config);
    let core = config.build()?;
    let response = core.json::<Value>(Request::new(operation)).await?;
    Ok(response.into_inner())
}

async fn fail(response: TransportResponse) -> Error {
    let outcome = call(Canned::new([Ok(response)]), &GET, |config| {
        config.retry_policy(RetryPolicy::off());
    });
    outcome.await.expect_err("the call must fail")
}

#[tokio::test]
async fn it_is_given_the_request_that_the_http_client_would_send() {
    let server = always(CannedResponse::json(200, "{}"));
    let canned = Canned::new([Ok(TransportResponse::new(200).with_body("{}"))]);
    let endpoint = server.endpoint();
    for builder in [builder(&endpoint), builder(&endpoint).transport(canned.clone())] {
        let client = builder.build().expect("settings");
        let call = client.list_container_image_logs().limit(7).user_name("a b&c");
        call.send().await.expect("a page");
    }
    let (mut by_http, mut by_transport) = (server.received(), canned.sent());
    for request in by_http.iter_mut().chain(&mut by_transport) {
        for (name, _) in &mut request.headers {
            name.make_ascii_lowercase();
        }
        request.headers.sort();
    }
    assert_eq!(by_http, by_transport);
    assert_eq!(by_transport[0].header("x-auth-token"), Some(TOKEN));
    // With the feature `gzip`, which all tests of the workspace together have, it is requested.
    let coding = by_transport[0].header("accept-encoding");
    assert!(matches!(coding, Some("identity" | "gzip")), "{coding:?}");
}

#[tokio::test]
async fn what_failed_decides_on_another_attempt() {
    let failures: [(fn() -> TransportError, _, _, _); 4] = [
        (|| TransportError::connect("refused"), ErrorKind::Transport, 2, 2),
        (
            || TransportError::connect_timeout(Duration::from_secs(3)),
            ErrorKind::Timeout,
            2,
            2,
        ),
        (|| TransportError::interrupted("reset"), ErrorKind::Transport, 2, 1),
        (|| TransportError::permanent("not trusted"), ErrorKind::Transport, 1, 1),
    ];
    for (failure, kind, of_get, of_post) in failures {
        for (operation, attempts) in [(&GET, of_get), (&POST, of_post)] {
            let what = format!("{:?} {}", failure(), operation.method);
            let canned = Canned::new([Err(failure()), fine()]);
            let outcome = call(canned.clone(), operation, |_| {}).await;
            assert_eq!(canned.sent().len(), attempts, "{what}");
            match outcome {
                Ok(value) => assert_eq!((value, attempts), (json!({"total":1}), 2), "{what}"),
                Err(error) => {
                    assert_eq!((error.kind(), attempts), (kind, 1), "{what}");
                    assert!(error.source().is_some() || error.message() == "not trusted", "{what}");
                }
            }
        }
    }
    let canned = Canned::new([Err(TransportError::connect_timeout(Duration::from_secs(3)))]);
    let error = call(canned, &POST, |config| config.retry_policy(RetryPolicy::off())).await;
    assert_eq!(error.expect_err("no connection").timeout(), Some(Timeout::Connect));
}

#[tokio::test]
async fn statuses_are_retried_and_their_errors_read() {
    let busy = || {
        Ok(TransportResponse::new(503)
            .with_header("X-Request-Id", "r-1")
            .with_body(r#"{"code":"busy","message":"later"}"#))
    };
    let canned = Canned::new([busy(), busy(), fine()]);
    assert!(call(canned.clone(), &GET, |_| {}).await.is_ok());
    assert_eq!(canned.sent().len(), 3);
    let canned = Canned::new([busy(), fine()]);
    let error = call(canned.clone(), &POST, |_| {})
        .await
        .expect_err("a POST is sent once");
    assert_eq!(canned.sent().len(), 1);
    assert_eq!(
        (error.status(), error.code(), error.message(), error.request_id()),
        (Some(503), Some("busy"), "later", Some("r-1"))
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let error = fail(TransportResponse::new(302).with_header("Location", "https://evil.example.com/")).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
    assert!(error.message().contains("evil.example.com"), "{error}");
}

/// A body of these chunks, which ends with an error or stalls if it is to.
pub(crate) struct Chunks(pub(crate) VecDeque<Result<Bytes, TransportError>>, bool);

impl Chunks {
    pub(crate) fn of(texts: &[&'static str]) -> Self {
        Self(texts.iter().map(|text| Ok(Bytes::from(*text))).collect(), false)
    }
}

impl ResponseBody for Chunks {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            match self.0.pop_front() {
                None if self.1 => std::future::pending().await,
                next => next.transpose(),
            }
        })
    }
}

#[tokio::test]
async fn a_body_arrives_in_chunks() {
    let chunks = Chunks::of(&["{\"to", "tal\"", "", ":2}"]);
    let response = TransportResponse::new(200)
        .with_header("Content-Length", "11")
        .with_chunks(chunks);
    let value = call(Canned::new([Ok(response)]), &GET, |_| {}).await.expect("a value");
    assert_eq!(value, json!({"total":2}));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_tried_again() {
    let mut broken = Chunks::of(&["{\"to"]);
    broken.0.push_back(Err(TransportError::interrupted("reset")));
    let short = || TransportResponse::new(200).with_header("Content-Length", "11");
    for (what, response) in [
        ("broken", TransportResponse::new(200).with_chunks(broken)),
        ("short", short().with_body("{\"total\":")),
        ("short chunks", short().with_chunks(Chunks::of(&["{\"to", "tal\":"]))),
        ("long", short().with_body("{\"total\":1}    ")),
        ("without a body", short()),
    ] {
        let canned = Canned::new([Ok(response), fine()]);
        let outcome = call(canned.clone(), &GET, |_| {}).await;
        assert_eq!(
            (outcome.expect(what), canned.sent().len()),
            (json!({"total":1}), 2),
            "{what}"
        );
    }
    let error = fail(short().with_body("{")).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, Some(200)));
    let cause = error.source().expect("a cause").to_string();
    assert_eq!(cause, "the body has 1 bytes, but `Content-Length` is 11");
}

#[tokio::test]
async fn limits_are_the_clients() {
    let small = |config: &mut Config| config.response_limit(1000);
    let long = " ".repeat(1001);
    let chunks = || Chunks((0..11).map(|_| Ok(Bytes::from(vec![b' '; 100]))).collect(), true);
    for (what, response) in [
        ("whole", TransportResponse::new(200).with_body(long.clone())),
        ("in chunks", TransportResponse::new(200).with_chunks(chunks())),
        (
            "announced",
            TransportResponse::new(200)
                .with_header("Content-Length", "1001")
                .with_chunks(Chunks(VecDeque::new(), true)),
        ),
    ] {
        let canned = Canned::new([Ok(response), fine()]);
        let error = call(canned.clone(), &GET, small).await.expect_err(what);
        assert_eq!((error.kind(), canned.sent().len()), (ErrorKind::TooLarge, 1), "{what}");
    }
    let values = Canned::new([Ok(TransportResponse::new(200).with_body("[1,2,3]"))]);
    let error = call(values, &GET, |config| config.response_value_limit(2)).await;
    assert_eq!(error.expect_err("3 values").kind(), ErrorKind::TooLarge);
}

/// Never returns, and counts the calls that were cancelled.
#[derive(Clone, Default)]
struct Stalled(Arc<AtomicUsize>, Arc<AtomicBool>);

impl Transport for Stalled {
    fn send(&self, _: TransportRequest) -> BoxFuture<'_, Outcome> {
        struct Guard<'a>(&'a AtomicUsize);
        impl Drop for Guard<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        let guard = Guard(&self.0);
        Box::pin(async move {
            let _guard = guard;
            self.1.store(true, SeqCst);
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn timeouts_cancel_it() {
    let short = Duration::from_millis(20);
    let stalled = Stalled::default();
    let error = call(stalled.clone(), &GET, |config| {
        config.attempt_timeout(short);
        config.retry_policy(quick().max_attempts(2));
    });
    let error = error.await.expect_err("no response");
    assert_eq!((error.timeout(), error.attempts()), (Some(Timeout::Attempt), 2));
    assert_eq!(stalled.0.load(SeqCst), 2);
    let body = TransportResponse::new(200).with_chunks(Chunks(VecDeque::new(), true));
    let error = call(Canned::new([Ok(body)]), &GET, |config| config.timeout(short)).await;
    let error = error.expect_err("no body");
    assert_eq!((error.timeout(), error.status()), (Some(Timeout::Total), Some(200)));
}

#[tokio::test]
async fn its_errors_show_no_secret() {
    let source = std::io::Error::other(format!("proxy says {TOKEN}"));
    let failure = TransportError::interrupted(format!("sent {TOKEN}")).with_source(source);
    let client = client(Canned::new([Err(failure)])).build().expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("a failure");
    let mut shown = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(this) = cause {
        shown.push_str(&format!(" {this}"));
        cause = this.source();
    }
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(shown.contains("proxy says"), "{shown}");
}

/// Prints what it is given.
#[derive(Clone, Default)]
struct Printing(Arc<Mutex<String>>);

impl Transport for Printing {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Outcome> {
        let secret: Vec<_> = request.headers().map(|(name, _)| name).collect();
        let secret: Vec<_> = secret.into_iter().filter(|name| request.is_secret(name)).collect();
        *self.0.lock().expect("a lock") = format!("{request:?} {secret:?}");
        Box::pin(async { Err(TransportError::permanent("printed")) })
    }
}

#[tokio::test]
async fn a_request_prints_no_secret() {
    let printing = Printing::default();
    let client = client(printing.clone()).build().expect("settings");
    let call = client.list_container_image_logs().limit(7).user_name(TOKEN);
    call.send().await.expect_err("it only prints");
    let shown = printing.0.lock().expect("a lock").clone();
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(
        shown.contains("ListContainerImageLogs") && shown.contains("limit=7"),
        "{shown}"
    );
    assert!(shown.ends_with(r#"["x-auth-token"]"#), "{shown}");
}

#[tokio::test]
async fn what_http_does_not_have_is_an_error() {
    let invalid = |name: &str, value: &str| TransportResponse::new(200).with_header(name, value);
    for (response, what) in [
        (invalid("a b", "c"), "header `a b`"),
        (invalid("a", "b\nc"), "header `a`"),
        (TransportResponse::new(42), "status 42"),
        (TransportResponse::new(101), "status 101"),
    ] {
        let error = fail(response).await;
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(error.message().contains(what), "{error}");
    }
}

#[test]
fn settings_of_connections_are_refused() {
    let own = || client(Canned::default());
    for (setting, builder) in [
        ("`proxy`", own().proxy("http://proxy.example.com:3128")),
        ("`root_certificate`", own().root_certificate("not even PEM")),
        ("`connect_timeout`", own().connect_timeout(Duration::from_secs(1))),
    ] {
        let error = builder.build().expect_err(setting);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.message().starts_with(setting), "{error}");
    }
    client(Canned::default()).build().expect("settings");
}

#[tokio::test]
async fn credentials_are_fetched_through_it() {
    let token = TransportResponse::new(201)
        .with_header("X-Subject-Token", "token-of-the-login")
        .with_body(r#"{"token":{"expires_at":"2999-01-01T00:00:00.000000Z"}}"#);
    let page = TransportResponse::new(200).with_body("{}");
    let canned = Canned::new([Ok(token), Ok(page)]);
    let client = Client::builder()
        .region("eu-west-101")
        .project_id("p1")
        .user("account", "user", "canary-password")
        .transport(canned.clone())
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    let [login, call] = &canned.sent()[..] else {
        panic!("{:?}", canned.sent())
    };
    assert_eq!((&*login.method, login.path()), ("POST", "/v3/auth/tokens"));
    assert!(String::from_utf8_lossy(&login.body).contains("canary-password"));
    assert_eq!(call.header("x-auth-token"), Some("token-of-the-login"));
}

#[tokio::test]
async fn a_body_where_http_has_none_is_ignored() {
    let body = || TransportResponse::new(200).with_body("no body");
    let client = client(Canned::new([Ok(body()), Ok(body())])).build().expect("settings");
    for (method, expected) in [("HEAD", ""), ("GET", "no body")] {
        let response = client.request(method, "/x").send_text().await.expect("a response");
        assert_eq!(response.into_inner(), expected, "{method}");
    }
}
