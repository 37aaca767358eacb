//! What is tried again, how often, and what is not.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant, SystemTime},
};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    Error, ErrorKind, Timeout,
    runtime::generated::{CallOptions, Operation, RateLimit, Request, RetryBudget, RetryDecision, RetryPolicy},
};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

use crate::{
    small::{GET, POST, core, operation, quick},
    support::{always, start},
};

/// A server that gives these responses in turn, and the last one for ever.
fn in_turn(responses: Vec<CannedResponse>) -> Server {
    let next = AtomicUsize::new(0);
    start(move |_: &Received| {
        let number = next.fetch_add(1, Ordering::SeqCst);
        responses[number.min(responses.len() - 1)].clone()
    })
}

fn fine() -> CannedResponse {
    CannedResponse::json(200, r#"{"total":1}"#)
}

/// What comes of a call to a server that fails once.
async fn after(failure: CannedResponse, operation: &'static Operation) -> (Result<Value, Error>, usize) {
    let server = in_turn(vec![failure, fine()]);
    let outcome = core(&server, |config| config.attempt_timeout(Duration::from_millis(1500)))
        .json::<Value>(Request::new(operation))
        .await;
    (outcome.map(|response| response.into_inner()), server.received().len())
}

fn failures() -> Vec<(&'static str, CannedResponse)> {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"total\"\r\n".to_vec();
    let mut all = vec![
        ("closed", CannedResponse::steps([Step::Close])),
        ("broken in the head", fine().cut(20, Step::Close)),
        ("broken in the body", fine().cut(80, Step::Close)),
        (
            "broken between chunks",
            CannedResponse::steps([Step::Send(chunked), Step::Close]),
        ),
        ("no response in time", CannedResponse::steps([Step::Stall])),
        ("a body that stalls", fine().cut(80, Step::Stall)),
        (
            "no HTTP",
            CannedResponse::steps([Step::Send(b"SSH-2.0-x\r\n".to_vec()), Step::Close]),
        ),
        (
            "a part with its own length",
            CannedResponse::json(200, r#"{"total":1,"items":[{"#),
        ),
        (
            "a part without a length",
            CannedResponse::steps([Step::Send(b"HTTP/1.1 200 OK\r\n\r\n{\"total\"".to_vec()), Step::Close]),
        ),
    ];
    for status in [408, 429, 500, 502, 503, 504] {
        all.push(("a status", CannedResponse::new(status, &[], "<html>")));
    }
    all
}

#[tokio::test]
async fn transient_failures_are_retried() {
    for (name, failure) in failures() {
        let (outcome, received) = after(failure.clone(), &GET).await;
        assert_eq!(
            (outcome.expect(name), received),
            (json!({"total":1}), 2),
            "{name} {failure:?}"
        );
    }
}

#[tokio::test]
async fn writes_are_not_retried() {
    for (name, failure) in failures() {
        let (outcome, received) = after(failure, &POST).await;
        let error = outcome.expect_err(name);
        assert_eq!((error.attempts(), received), (1, 1), "{name}: {error}");
    }
}

#[tokio::test]
async fn idempotent_methods_are_retried() {
    const fn of(method: &'static str) -> Operation {
        Operation {
            path: "/",
            ..operation(method, &[])
        }
    }
    static METHODS: [Operation; 6] = [
        of("GET"),
        of("PUT"),
        of("DELETE"),
        of("OPTIONS"),
        of("POST"),
        of("PATCH"),
    ];
    for operation in &METHODS {
        let (_, received) = after(CannedResponse::new(503, &[], ""), operation).await;
        let repeated = !matches!(operation.method, "POST" | "PATCH");
        assert_eq!(received, if repeated { 2 } else { 1 }, "{}", operation.method);
    }
}

#[tokio::test]
async fn a_response_that_ends_early_is_retried() {
    for part in ["[1", r#"{"total":1"#, r#"{"total":{"a":1}"#, r#""te"#] {
        let (outcome, received) = after(CannedResponse::json(200, part), &GET).await;
        assert_eq!((outcome.is_ok(), received), (true, 2), "{part}");
    }
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    let gone = CannedResponse::new(302, &[("Location", "https://example.com")], "");
    let finals = [400, 401, 403, 404, 409, 501, 505].map(|status| CannedResponse::json(status, "{}"));
    let others = [
        gone,
        CannedResponse::json(200, "[1}"),
        CannedResponse::json(200, r#"{"code":"x","message":"m"}"#),
    ];
    for response in finals.into_iter().chain(others) {
        let (outcome, received) = after(response.clone(), &GET).await;
        let error = outcome.expect_err("an error");
        assert_eq!((error.attempts(), received), (1, 1), "{response:?}");
        assert!(!error.to_string().contains("attempts"), "{error}");
    }
}

#[tokio::test]
async fn an_unreachable_server_is_retried_even_for_writes() {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let server = always(fine());
    for operation in [&GET, &POST] {
        let core = core(&server, |config| config.endpoint(format!("http://127.0.0.1:{port}")));
        let error = core
            .json::<Value>(Request::new(operation))
            .await
            .expect_err("no listener");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4));
        assert_eq!(error.to_string(), "Op: no connection was made after 4 attempts");
    }
}

#[tokio::test]
async fn the_last_error_is_returned_when_the_attempts_are_used_up() {
    let server = in_turn(vec![
        CannedResponse::steps([Step::Close]),
        CannedResponse::json(503, r#"{"code":"BUSY","message":"wait"}"#),
    ]);
    let error = core(&server, |config| config.retry_policy(quick().max_attempts(3)))
        .json::<Value>(Request::new(&GET))
        .await
        .expect_err("it stays busy");
    assert_eq!(
        (error.code(), error.attempts(), server.received().len()),
        (Some("BUSY"), 3, 3)
    );
    assert_eq!(error.to_string(), "Op: status 503, code BUSY: wait after 3 attempts");
}

#[tokio::test]
async fn a_call_can_have_another_policy_than_its_client() {
    let busy = || always(CannedResponse::new(503, &[], ""));
    let options = |retry| Request::new(&GET).options(CallOptions::default().retry_policy(retry));
    let server = busy();
    let error = core(&server, |_| {})
        .json::<Value>(options(RetryPolicy::off()))
        .await
        .expect_err("busy");
    assert_eq!((error.attempts(), server.received().len()), (1, 1));
    let server = busy();
    let off = core(&server, |config| config.retry_policy(RetryPolicy::off()));
    assert_eq!(
        off.json::<Value>(Request::new(&GET))
            .await
            .expect_err("busy")
            .attempts(),
        1
    );
    assert_eq!(
        off.json::<Value>(options(quick().max_attempts(2)))
            .await
            .expect_err("busy")
            .attempts(),
        2
    );
    assert_eq!(server.received().len(), 3);
}

/// How long a call takes if the first response has `Retry-After`.
async fn waited(retry_after: &str) -> Duration {
    let server = in_turn(vec![
        CannedResponse::new(429, &[("Retry-After", retry_after)], ""),
        fine(),
    ]);
    let core = core(&server, |_| {});
    let began = Instant::now();
    core.json::<Value>(Request::new(&GET)).await.expect("a second attempt");
    assert_eq!(server.received().len(), 2);
    began.elapsed()
}

#[tokio::test]
async fn the_service_says_how_long_to_wait_in_seconds_or_by_a_date() {
    assert!(waited("1").await >= Duration::from_secs(1));
    // A date has no fractions of a second: two seconds from now are more than one.
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    assert!(waited(&date).await >= Duration::from_millis(900));
    assert!(waited("Sun, 06 Nov 1994 08:49:37 GMT").await < Duration::from_millis(900));
    assert!(waited("soon").await < Duration::from_millis(900));
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_fails_at_once() {
    let server = always(CannedResponse::new(503, &[("Retry-After", "3600")], ""));
    let began = Instant::now();
    let error = core(&server, |_| {})
        .json::<Value>(Request::new(&GET))
        .await
        .expect_err("an hour is too long");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(
        (error.attempts(), error.retry_after()),
        (1, Some(Duration::from_secs(3600)))
    );
    assert_eq!((error.status(), server.received().len()), (Some(503), 1));
}

#[tokio::test]
async fn each_timeout_is_named_by_its_error() {
    let silent = always(CannedResponse::steps([Step::Stall]));
    let short = Duration::from_millis(200);
    let attempt = core(&silent, |config| {
        config.attempt_timeout(short);
        config.retry_policy(quick().max_attempts(2));
    });
    let error = attempt.json::<Value>(Request::new(&GET)).await.expect_err("silence");
    assert_eq!((error.timeout(), error.attempts()), (Some(Timeout::Attempt), 2));
    assert_eq!(
        error.to_string(),
        "Op: the attempt was not over within 200ms after 2 attempts"
    );

    let total = core(&silent, |config| config.timeout(short));
    let error = total.json::<Value>(Request::new(&GET)).await.expect_err("silence");
    assert_eq!((error.timeout(), error.attempts()), (Some(Timeout::Total), 1));
    assert_eq!(error.to_string(), "Op: the call was not over within 200ms");

    let full = Full::listen();
    let unreachable = core(&silent, |config| {
        config.endpoint(full.endpoint());
        config.connect_timeout(short);
        config.retry_policy(RetryPolicy::off());
    });
    let error = unreachable
        .json::<Value>(Request::new(&POST))
        .await
        .expect_err("no listener");
    assert_eq!(error.timeout(), Some(Timeout::Connect));
    assert_eq!(error.to_string(), "Op: no connection was made within 200ms");
}

/// A port of this machine that accepts no further connection: its queue is full.
struct Full {
    listener: Socket,
    _waiting: Vec<TcpStream>,
}

impl Full {
    fn listen() -> Self {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        listener
            .bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())
            .expect("a free port");
        listener.listen(0).expect("a listener");
        let address = address(&listener);
        let wait = Duration::from_millis(100);
        let waiting: Vec<_> = std::iter::from_fn(|| TcpStream::connect_timeout(&address, wait).ok())
            .take(64)
            .collect();
        assert!(waiting.len() < 64, "the queue is never full");
        Self {
            listener,
            _waiting: waiting,
        }
    }

    fn endpoint(&self) -> String {
        format!("http://{}", address(&self.listener))
    }
}

fn address(listener: &Socket) -> SocketAddr {
    let address = listener.local_addr().expect("an address");
    address.as_socket().expect("an address of TCP")
}

#[tokio::test]
async fn a_call_can_have_other_timeouts_than_its_client() {
    let silent = always(CannedResponse::steps([Step::Stall]));
    let core = core(&silent, |config| config.retry_policy(RetryPolicy::off()));
    let call = |set: fn(CallOptions) -> CallOptions| {
        core.json::<Value>(Request::new(&GET).options(set(CallOptions::default())))
    };
    let error = call(|options| options.timeout(Duration::from_millis(100)))
        .await
        .expect_err("silence");
    assert_eq!(error.timeout(), Some(Timeout::Total));
    let error = call(|options| options.attempt_timeout(Duration::from_millis(100)))
        .await
        .expect_err("silence");
    assert_eq!(error.timeout(), Some(Timeout::Attempt));
    for set in [
        |options: CallOptions| options.timeout(Duration::ZERO),
        |options: CallOptions| options.attempt_timeout(Duration::ZERO),
    ] {
        let error = call(set).await.expect_err("no time at all");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0));
    }
}

#[tokio::test]
async fn a_client_whose_calls_all_fail_stops_retrying() {
    let server = always(CannedResponse::new(503, &[], ""));
    let core = core(&server, |config| config.retry_budget(RetryBudget::new(50)));
    let call = async || core.clone().json::<Value>(Request::new(&GET)).await;
    let mut exhausted = 0;
    for _ in 0..20 {
        let error = call().await.expect_err("the service fails");
        exhausted += usize::from(error.is_retry_budget_exhausted());
        assert_eq!(error.is_retry_budget_exhausted(), error.attempts() < 4, "{error}");
    }
    // 50 tokens pay for ten retries, whichever clone makes them.
    assert_eq!((server.received().len(), exhausted), (20 + 10, 17));
}

#[tokio::test]
async fn a_budget_is_shared_by_clients_and_may_be_switched_off() {
    let server = always(CannedResponse::new(503, &[], ""));
    let budget = RetryBudget::new(10);
    for received in [3, 4, 5] {
        let core = core(&server, |config| config.retry_budget(budget.clone()));
        let _ = core.json::<Value>(Request::new(&GET)).await;
        assert_eq!(server.received().len(), received);
    }
    let core = core(&server, |config| config.retry_budget(RetryBudget::unlimited()));
    let _ = core.json::<Value>(Request::new(&GET)).await;
    assert_eq!(server.received().len(), 5 + 4);
}

#[tokio::test]
async fn a_classifier_decides_by_the_code_of_an_error() {
    let conflict = || CannedResponse::json(409, r#"{"code":"NOT.YET","message":"m"}"#);
    let policy = quick().classify(|error| match error.code() {
        Some("NOT.YET") => RetryDecision::Retry,
        _ => RetryDecision::Default,
    });
    for operation in [&GET, &POST] {
        let server = in_turn(vec![conflict(), conflict(), fine()]);
        let core = core(&server, |config| config.retry_policy(policy.clone()));
        let response = core.json::<Value>(Request::new(operation)).await.expect("the third");
        assert_eq!(response.attempts(), 3);
    }
}

#[tokio::test]
async fn attempts_wait_for_their_turn_under_the_rate_limit() {
    let server = in_turn(vec![CannedResponse::new(503, &[], ""), fine()]);
    let limit = RateLimit::new(1, Duration::from_millis(150));
    let core = core(&server, |config| config.rate_limit(limit));
    let began = Instant::now();
    // Two attempts of one call, and another call.
    core.json::<Value>(Request::new(&GET))
        .await
        .expect("the second attempt");
    assert!(began.elapsed() >= Duration::from_millis(150), "{:?}", began.elapsed());
    core.json::<Value>(Request::new(&GET)).await.expect("a call");
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_call_that_gets_no_turn_in_time_names_the_limit() {
    let server = always(fine());
    let limit = RateLimit::new(1, Duration::from_secs(3600));
    let core = core(&server, |config| {
        config.rate_limit(limit);
        config.timeout(Duration::from_millis(50));
    });
    core.json::<Value>(Request::new(&GET)).await.expect("the first turn");
    let error = core.json::<Value>(Request::new(&GET)).await.expect_err("no turn");
    assert_eq!(
        (error.timeout(), error.attempts()),
        (Some(Timeout::Total), 0),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("rate limit (`rate_limit`) of 1 request in 3600s"),
        "{error}"
    );
    assert_eq!(server.received().len(), 1);
}
