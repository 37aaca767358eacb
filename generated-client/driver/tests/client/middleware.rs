//! Steps around calls and attempts: their order, what they add, how they fail a call, and what they cannot do.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use driver::{
    server::{CannedResponse, Received, Server},
    verify::{Key, verify},
};
use huaweicloud_hss::{
    Client, Error, ErrorKind, Timeout,
    middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request, SentRequest},
    runtime::generated::{Call, Operation},
};
use serde_json::Value;

use crate::{
    small::{self, quick},
    support::{always, builder, start},
};

/// A server that fails once, and then never again.
fn busy_once() -> Server {
    let next = AtomicUsize::new(0);
    start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, "{}"),
    })
}

/// Writes down what it sees.
struct Log(&'static str, Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, text: &str) {
        self.1.lock().expect("no panic").push(format!("{} {text}", self.0));
    }
}

impl Middleware for Log {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            self.note(&format!("call {} {}", request.operation(), request.attempt()));
            let outcome = next.run(request).await;
            self.note(&format!("call {:?} after {}", outcome.status(), outcome.attempts()));
            outcome
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            self.note(&format!("attempt {}", request.attempt()));
            let outcome = next.run(request).await;
            self.note(&format!("attempt {} {:?}", request.attempt(), outcome.status()));
            outcome
        })
    }

    fn sending(&self, request: &SentRequest<'_>) {
        self.note(&format!("sending {}", request.attempt()));
    }
}

#[tokio::test]
async fn steps_are_around_each_other_around_the_call_and_around_each_attempt() {
    let server = busy_once();
    let log = Arc::new(Mutex::new(Vec::new()));
    let client = builder(&server.endpoint()).retry_policy(quick());
    let client = client
        .middleware(Log("1", log.clone()))
        .middleware(Log("2", log.clone()))
        .build()
        .expect("settings");
    let page = client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(page.attempts(), 2);
    let expected = [
        "1 call ListContainerImageLogs 0",
        "2 call ListContainerImageLogs 0",
        "1 attempt 1",
        "2 attempt 1",
        "1 sending 1",
        "2 sending 1",
        "2 attempt 1 Some(503)",
        "1 attempt 1 Some(503)",
        "1 attempt 2",
        "2 attempt 2",
        "1 sending 2",
        "2 sending 2",
        "2 attempt 2 Some(200)",
        "1 attempt 2 Some(200)",
        "2 call Some(200) after 2",
        "1 call Some(200) after 2",
    ];
    assert_eq!(*log.lock().expect("no panic"), expected);
    log.lock().expect("no panic").clear();
    client.request("GET", "/x").send_raw().await.expect("a response");
    assert!(log.lock().expect("no panic").contains(&"1 call request 0".to_owned()));
}

/// Adds a header and a parameter around the call, and others around each attempt.
struct Adds;

impl Middleware for Adds {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            assert_eq!(
                (request.method(), request.scheme(), request.host()),
                ("GET", "http", "127.0.0.1")
            );
            assert_eq!(request.path_template(), "/v5/{project_id}/container/image/events");
            assert_eq!(
                (request.path(), request.body()),
                ("/v5/p/container/image/events".to_owned(), Some(&[][..]))
            );
            assert!(
                request.is_idempotent() && request.query() == "limit=5",
                "{}",
                request.query()
            );
            for added in [request.set_header("X-Call", "1"), request.set_query("zz", "a b")] {
                if let Err(error) = added {
                    return error.into();
                }
            }
            next.run(request).await
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let number = request.attempt().to_string();
            for added in [
                request.set_header("X-Attempt", &*number),
                request.set_query("limit", &*number),
            ] {
                if let Err(error) = added {
                    return error.into();
                }
            }
            next.run(request).await
        })
    }
}

#[tokio::test]
async fn what_steps_add_is_signed() {
    let next = AtomicUsize::new(0);
    let server = start(move |request: &Received| {
        let key = Key {
            access_key: "AK1",
            secret_key: "SK1",
        };
        if let Err(why) = verify(request, key) {
            return CannedResponse::new(400, &[], why.to_string());
        }
        match next.fetch_add(1, Ordering::SeqCst) {
            0 => CannedResponse::new(503, &[], ""),
            _ => CannedResponse::json(200, "{}"),
        }
    });
    let builder = Client::builder()
        .endpoint(server.endpoint())
        .project_id("p")
        .access_key("AK1", "SK1");
    let client = builder
        .retry_policy(quick())
        .middleware(Adds)
        .build()
        .expect("settings");
    client
        .list_container_image_logs()
        .limit(5)
        .send()
        .await
        .expect("a page");
    for (index, request) in server.received().iter().enumerate() {
        let number = (index + 1).to_string();
        assert_eq!(
            (request.header("x-call"), request.header("x-attempt")),
            (Some("1"), Some(&*number))
        );
        assert_eq!(request.query(), format!("limit={number}&zz=a%20b"));
    }
    assert_eq!(server.received().len(), 2);
}

/// A step of functions.
struct Step<C, A>(C, A);

type Run<'a> = (&'a mut Request, Next<'a>);

impl<C, A> Middleware for Step<C, A>
where
    C: for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static,
    A: for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static,
{
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        (self.0)((request, next))
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        (self.1)((request, next))
    }
}

/// A function of a step: says so to the compiler.
fn step<S: for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static>(step: S) -> S {
    step
}

fn pass((request, next): Run<'_>) -> BoxFuture<'_, Outcome> {
    next.run(request)
}

fn around_attempts(
    step: impl for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static,
) -> impl Middleware {
    Step(pass, step)
}

fn around_calls(step: impl for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static) -> impl Middleware {
    Step(step, pass)
}

/// What comes of a call with this step, and how many requests the server has got.
async fn with(step: impl Middleware, operation: &'static Operation, server: &Server) -> (Result<Value, Error>, usize) {
    let core = small::core(server, |config| config.middleware(step));
    let outcome = Call::new(&core, operation).json::<Value>().await;
    (outcome.map(|response| response.into_inner()), server.received().len())
}

#[tokio::test]
async fn headers_of_the_client_cannot_be_set_by_a_step() {
    let server = always(CannedResponse::json(200, "{}"));
    for name in [
        "Host",
        "Authorization",
        "x-auth-token",
        "Content-Length",
        "X-Key",
        "a b",
    ] {
        let set = step(
            move |(request, next)| match request.set_header(name, "canary-value-1") {
                Ok(()) => next.run(request),
                Err(error) => Box::pin(async { error.into() }),
            },
        );
        for (outcome, received) in [
            with(around_attempts(set), &small::GET, &server).await,
            with(around_calls(set), &small::GET, &server).await,
        ] {
            let error = outcome.expect_err(name);
            assert_eq!(
                (error.kind(), error.attempts(), received),
                (ErrorKind::InvalidArgument, 0, 0),
                "{error}"
            );
            assert!(!format!("{error} {error:?}").contains("canary") && error.operation() == Some("Op"));
        }
    }
}

#[tokio::test]
async fn a_fault_is_the_error_of_the_call_and_retried_only_if_it_says_so() {
    let fault = |first_only: bool, retryable: bool| {
        step(move |(request, next)| {
            if first_only && request.attempt() > 1 {
                return next.run(request);
            }
            let fault = Fault::new("injected");
            let fault = if retryable { fault.retryable() } else { fault };
            Box::pin(async { fault.into() })
        })
    };
    for operation in [&small::GET, &small::POST] {
        let server = always(CannedResponse::json(200, "{}"));
        let (outcome, received) = with(around_attempts(fault(true, false)), operation, &server).await;
        let error = outcome.expect_err("a fault");
        assert_eq!(
            (error.kind(), error.message(), error.attempts()),
            (ErrorKind::Middleware, "injected", 0)
        );
        assert!(!error.is_retryable() && received == 0);
        // Nothing was sent, so that a POST is sent as well.
        let (outcome, received) = with(around_attempts(fault(true, true)), operation, &server).await;
        assert!(outcome.is_ok() && received == 1);
        let (outcome, received) = with(around_attempts(fault(false, true)), operation, &server).await;
        let error = outcome.expect_err("a fault");
        assert!(
            error.is_retryable() && error.attempts() == 4 && received == 1,
            "{error:?}"
        );
        let (outcome, received) = with(around_calls(fault(false, true)), operation, &server).await;
        assert_eq!(
            (outcome.expect_err("a fault").kind(), received),
            (ErrorKind::Middleware, 1)
        );
    }
}

#[tokio::test]
async fn a_response_can_be_made_a_failure() {
    let after = step(|(request, next)| {
        Box::pin(async move {
            let outcome = next.run(request).await;
            assert!(outcome.is_success() && outcome.header("x-a").as_deref() == Some("b"));
            Fault::new("injected").retryable().into()
        })
    });
    let response = || CannedResponse::new(200, &[("X-A", "b")], "{}");
    // A POST was sent already.
    for (operation, attempts) in [(&small::GET, 4), (&small::POST, 1)] {
        let server = always(response());
        let (outcome, received) = with(around_attempts(after), operation, &server).await;
        let error = outcome.expect_err("a fault");
        assert_eq!(
            (error.kind(), error.attempts() as usize, received),
            (ErrorKind::Middleware, attempts, attempts)
        );
    }
    let server = always(response());
    let (outcome, received) = with(around_calls(after), &small::GET, &server).await;
    assert_eq!(
        (outcome.expect_err("a fault").kind(), received),
        (ErrorKind::Middleware, 1)
    );
}

/// Returns the first outcome that it sees for every later request.
fn first_for_all() -> impl for<'a> Fn(Run<'a>) -> BoxFuture<'a, Outcome> + Send + Sync + 'static {
    let stored: Arc<Mutex<Option<Outcome>>> = Arc::default();
    let number = AtomicUsize::new(0);
    step(move |(request, next)| {
        let (stored, number) = (stored.clone(), number.fetch_add(1, Ordering::SeqCst));
        Box::pin(async move {
            if number == 2 {
                // Without sending anything.
                return stored
                    .lock()
                    .expect("no panic")
                    .take()
                    .expect("the outcome of the first request");
            }
            let outcome = next.run(request).await;
            if number == 0 {
                *stored.lock().expect("no panic") = Some(outcome);
                return Fault::new("stored").into();
            }
            let first = stored.lock().expect("no panic").take();
            match first {
                Some(success) if request.operation() == "Op" && request.query() == "swap=REDACTED" => success,
                other => {
                    *stored.lock().expect("no panic") = other;
                    outcome
                }
            }
        })
    })
}

#[tokio::test]
async fn a_failure_cannot_be_made_a_success() {
    for is_around_call in [true, false] {
        let number = AtomicUsize::new(0);
        let server = start(move |_: &Received| match number.fetch_add(1, Ordering::SeqCst) {
            0 => CannedResponse::json(200, r#"{"total":1}"#),
            _ => CannedResponse::new(404, &[], "gone"),
        });
        let core = small::core(&server, |config| match is_around_call {
            true => config.middleware(around_calls(first_for_all())),
            false => config.middleware(around_attempts(first_for_all())),
        });
        let call = Call::new(&core, &small::GET);
        assert_eq!(
            call.clone().json::<Value>().await.expect_err("stored").message(),
            "stored"
        );
        // The second one fails, and its step returns the success of the first one.
        let swapped = call.with_options(|options| options.query("swap", "1"));
        let error = swapped.json::<Value>().await.expect_err("no success");
        assert_eq!(
            (error.kind(), server.received().len()),
            (ErrorKind::Middleware, 2),
            "{error}"
        );
        assert!(error.message().contains("another request"), "{error}");
    }
}

#[tokio::test]
async fn a_success_that_was_stored_is_none_of_a_request_that_was_not_sent() {
    let server = always(CannedResponse::json(200, r#"{"total":1}"#));
    let core = small::core(&server, |config| config.middleware(around_attempts(first_for_all())));
    let call = Call::new(&core, &small::GET);
    call.clone().json::<Value>().await.expect_err("stored");
    call.clone()
        .json::<Value>()
        .await
        .expect("the second one is left alone");
    let error = call.json::<Value>().await.expect_err("nothing was sent");
    assert_eq!(
        (error.kind(), error.attempts(), server.received().len()),
        (ErrorKind::Middleware, 0, 2),
        "{error}"
    );
}

#[tokio::test]
async fn the_time_of_a_step_counts_for_the_call_and_not_for_the_attempt() {
    let slow = step(|(request, next)| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            next.run(request).await
        })
    });
    let server = always(CannedResponse::json(200, "{}"));
    let client = |times: (u64, u64)| {
        let builder = builder(&server.endpoint()).timeout(Duration::from_millis(times.0));
        let builder = builder.attempt_timeout(Duration::from_millis(times.1));
        builder.middleware(around_attempts(slow)).build().expect("settings")
    };
    client((5000, 250))
        .list_container_image_logs()
        .send()
        .await
        .expect("a page");
    let error = client((100, 5000))
        .list_container_image_logs()
        .send()
        .await
        .expect_err("too late");
    assert_eq!((error.timeout(), server.received().len()), (Some(Timeout::Total), 1));
}

#[tokio::test]
async fn a_step_can_give_up_before_the_client_does() {
    let impatient = step(|(request, next)| {
        Box::pin(async move {
            let outcome = tokio::time::timeout(Duration::from_millis(50), next.run(request)).await;
            outcome.unwrap_or_else(|_| Fault::new("too slow for me").into())
        })
    });
    let server = always(CannedResponse::steps([driver::server::Step::Stall]));
    let (outcome, _) = with(around_calls(impatient), &small::GET, &server).await;
    assert_eq!(outcome.expect_err("too slow").message(), "too slow for me");
}

/// Never ends: around the second attempt, or around the call.
struct Hangs {
    around_call: bool,
    attempts: AtomicUsize,
}

impl Middleware for Hangs {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = next.run(request).await;
            if self.around_call {
                std::future::pending::<()>().await;
            }
            outcome
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = next.run(request).await;
            if !self.around_call && self.attempts.fetch_add(1, Ordering::SeqCst) == 1 {
                std::future::pending::<()>().await;
            }
            outcome
        })
    }
}

#[tokio::test]
async fn the_error_of_a_step_that_hangs_counts_the_attempts() {
    for around_call in [true, false] {
        let server = busy_once();
        let attempts = AtomicUsize::new(0);
        let client = builder(&server.endpoint())
            .retry_policy(quick())
            .timeout(Duration::from_millis(300))
            .middleware(Hangs { around_call, attempts })
            .build()
            .expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("it hangs");
        assert_eq!(
            (error.timeout(), error.attempts()),
            (Some(Timeout::Total), 2),
            "{around_call}"
        );
    }
}
