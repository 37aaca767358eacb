//! What the features `tracing`, `metrics` and `opentelemetry` record and send, and that it is never a secret.
//!
//! A test program of its own: a subscriber and a propagator are those of all threads of a program.

mod canaries;
mod measured;
mod trace_context;

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    Error,
    runtime::generated::{
        Api, Config, Core, ErrorBody, Operation, Request, RetryPolicy, SchemeKind, SecurityScheme, Style,
    },
};
use serde_json::Value;

const TOKEN: &str = "canary-token";
const ARGUMENT: &str = "canary-argument";
const BODY: &str = "canary-body";

static API: Api = Api {
    title: "test",
    version: "1",
    servers: &[],
    security_schemes: &[SecurityScheme {
        name: "key",
        kind: SchemeKind::Header("X-Key"),
        setters: &["key"],
    }],
    error_body: ErrorBody {
        code: &["code"],
        message: &["message"],
        request_id: &[],
        request_id_header: Some("X-Request-Id"),
        details: &[],
    },
};

static PUT: Operation = Operation {
    id: "PutThing",
    method: "PUT",
    path: "/things/{id}",
    accept: None,
    success: &[],
    security: &[&["key"]],
    ..Operation::DEFAULT
};

/// Everything that was logged, as text.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8(bytes).expect("text")
    }
}

/// Writes down what every crate logs, at every level.
fn subscriber(output: &Output) -> impl tracing::Subscriber + Send + Sync + 'static {
    let writer = output.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .without_time()
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish()
}

/// What is logged, at every level and by every crate, while a call is made. The responses come in turn.
async fn traced(responses: Vec<CannedResponse>) -> (String, Result<(), Error>) {
    let output = Output::default();
    let next = AtomicUsize::new(0);
    let server = Server::start(move |_: &Received| responses[next.fetch_add(1, Ordering::SeqCst)].clone());
    let server = server.expect("a free port");
    let guard = tracing::subscriber::set_default(subscriber(&output));
    let outcome = core(&server).json::<Value>(request()).await;
    drop(guard);
    (output.text(), outcome.map(|_| ()))
}

fn request() -> Request {
    Request::new(&PUT)
        .path("id", ARGUMENT)
        .query("q", Style::Form, ARGUMENT)
        .header("x-argument", ARGUMENT)
        .json(BODY)
}

fn core(server: &Server) -> Core {
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint());
    config.secret("key", TOKEN.into());
    config.retry_policy(RetryPolicy::default().base(Duration::from_millis(1)));
    config.attempt_timeout(Duration::from_secs(1));
    config.build().expect("the settings are right")
}

/// The lines of this crate, without what the formatter puts before them.
fn lines(text: &str) -> Vec<&str> {
    let own = text.lines().filter(|line| line.contains("huaweicloud_hss"));
    own.map(|line| line.trim_start()).collect()
}

/// The lines in which a span of this crate ends, with its name.
fn ends<'t>(text: &'t str, span: &str) -> Vec<&'t str> {
    let begin = format!("{span}{{");
    let end = |line: &&&str| line.contains(" close ") || line.ends_with(" close");
    let lines = lines(text);
    let lines = lines.iter().filter(end).filter_map(|line| {
        // The innermost span is the one that ends.
        let innermost = line.rsplit_once("}: huaweicloud_hss").map(|(spans, _)| spans)?;
        let begins = innermost.rfind(&begin)?;
        (!innermost[begins..].contains("}:")).then(|| &innermost[begins..])
    });
    lines.collect()
}

#[tokio::test]
async fn a_span_for_the_call_and_for_each_attempt() {
    let (text, outcome) = traced(vec![
        CannedResponse::steps([Step::Close]),
        CannedResponse::new(503, &[("X-Request-Id", "r1"), ("Retry-After", "1")], ""),
        CannedResponse::new(200, &[("X-Request-Id", "r2")], "{}"),
    ])
    .await;
    outcome.expect("the third attempt");
    let events: Vec<_> = lines(&text)
        .into_iter()
        .filter(|line| line.contains("ed attempt="))
        .collect();
    assert_eq!(events.len(), 3, "{text}");
    let call = r#"call{otel.name="PutThing" otel.kind="client" rpc.system="http" rpc.system.name="http" rpc.service="test" rpc.method="PutThing" server.address="127.0.0.1" server.port="#;
    assert!(events.iter().all(|line| line.contains(call)), "{text}");
    for (event, expected) in events.iter().zip([
        "failed attempt=1 error=Transport delay_ms=",
        r#"failed attempt=2 status=503 error=Api request_id="r1" delay_ms=1000"#,
        r#"succeeded attempt=3 status=200 request_id="r2""#,
    ]) {
        assert!(event.contains(expected), "{event}");
    }
    let attempts = ends(&text, "attempt");
    assert_eq!(attempts.len(), 3, "{text}");
    for (number, (attempt, expected)) in attempts
        .iter()
        .zip([
            r#"otel.status_code="ERROR" error.type="transport""#,
            r#"otel.status_code="ERROR" error.type="503" http.response.status_code=503"#,
            "http.response.status_code=200",
        ])
        .enumerate()
    {
        let name = r#"attempt{otel.name="PUT /things/{id}" otel.kind="client" http.request.method="PUT" "#;
        assert!(attempt.starts_with(name) && attempt.ends_with(expected), "{attempt}");
        assert!(
            attempt.contains(r#"url.scheme="http" url.template="/things/{id}""#),
            "{attempt}"
        );
        let resent = format!("http.request.resend_count={number} ");
        assert_eq!(attempt.contains("resend_count"), number > 0, "{attempt}");
        assert!(number == 0 || attempt.contains(&resent), "{attempt}");
    }
    let calls = ends(&text, "call");
    assert_eq!(calls.len(), 1, "{text}");
    assert!(
        !calls[0].contains("error.type") && !calls[0].contains("otel.status_code"),
        "{}",
        calls[0]
    );
}

#[tokio::test]
async fn a_call_that_fails_has_the_type_of_its_error() {
    for (response, expected) in [
        (CannedResponse::json(404, "{}"), "404"),
        (CannedResponse::json(200, "[1}"), "decode"),
        (CannedResponse::new(302, &[("Location", "/elsewhere")], ""), "302"),
    ] {
        let (text, outcome) = traced(vec![response]).await;
        outcome.expect_err("it fails");
        let expected = format!(r#"otel.status_code="ERROR" error.type="{expected}""#);
        assert!(ends(&text, "call")[0].ends_with(&expected), "{text}");
        assert!(ends(&text, "attempt")[0].contains(&expected), "{text}");
    }
}

#[tokio::test]
async fn the_last_attempt_has_no_delay() {
    let (text, outcome) = traced(vec![CannedResponse::new(404, &[], "")]).await;
    outcome.expect_err("not found");
    assert!(
        text.contains("failed attempt=1 status=404 error=Api") && !text.contains("delay_ms"),
        "{text}"
    );
}

#[tokio::test]
async fn no_secret_and_no_argument_is_logged() {
    let echo = format!(r#"{{"code":"{TOKEN}","message":"{TOKEN} {ARGUMENT} {BODY}"}}"#);
    let redirect = format!("https://{TOKEN}@example.com/{TOKEN}");
    let responses = [
        CannedResponse::steps([Step::Stall]),
        CannedResponse::steps([Step::Send(format!("{TOKEN}\r\n\r\n").into_bytes()), Step::Close]),
        CannedResponse::new(503, &[("X-Request-Id", TOKEN), ("Retry-After", TOKEN)], &echo),
        CannedResponse::new(302, &[("Location", &redirect), ("X-Request-Id", TOKEN)], ""),
        CannedResponse::new(400, &[("X-Request-Id", TOKEN)], &echo),
        CannedResponse::new(200, &[("X-Request-Id", TOKEN), ("Set-Cookie", TOKEN)], &echo),
        CannedResponse::json(200, TOKEN),
    ];
    for response in responses {
        let (text, _) = traced(vec![response.clone(); 4]).await;
        assert!(text.contains("PutThing"), "something was output: {text}");
        assert!(!text.contains("canary"), "{response:?} {text}");
    }
}
