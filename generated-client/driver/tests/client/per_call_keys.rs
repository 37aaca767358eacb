//! Idempotency keys: one for all attempts of a call, and another one for the next call.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Client, Error, IdempotencyKey,
    middleware::{BoxFuture, Middleware, Next, Outcome, Request},
    runtime::generated::{Call, Operation, Parameter, Response},
};
use serde_json::Value;

use crate::{
    small::{POST, core},
    support::start,
};

static NAMED: Operation = Operation {
    idempotency_key: Some("X-Key-Of-Call"),
    ..POST
};
static DOCUMENTED: Operation = Operation {
    parameters: &[Parameter::header("idempotency-key")],
    ..POST
};

/// A server that fails twice, and then never again.
fn busy_twice() -> Server {
    let next = AtomicUsize::new(0);
    start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, "{}"),
    })
}

/// What comes of a call, and the values of a header that were received.
async fn keys(
    operation: &'static Operation,
    header: &str,
    change: impl FnOnce(Call) -> Call,
) -> (Result<Response<Value>, Error>, Vec<Option<String>>) {
    let server = busy_twice();
    let outcome = change(Call::new(&core(&server, |_| {}), operation))
        .json::<Value>()
        .await;
    let keys = server.received();
    let keys = keys
        .iter()
        .map(|request| request.header(header).map(str::to_owned))
        .collect();
    (outcome, keys)
}

#[tokio::test]
async fn a_post_with_a_key_is_retried_with_the_same_key() {
    let with = |key: IdempotencyKey| move |call: Call| call.with_options(|options| options.idempotency_key(key));
    let given = with(IdempotencyKey::new("order-1").in_header("X-Mine"));
    let (outcome, keys_of_given) = keys(&POST, "x-mine", given).await;
    assert_eq!(outcome.expect("the third attempt").attempts(), 3);
    assert_eq!(keys_of_given, vec![Some("order-1".to_owned()); 3]);
    for (operation, header) in [(&NAMED, "x-key-of-call"), (&DOCUMENTED, "idempotency-key")] {
        let (outcome, found) = keys(operation, header, with(IdempotencyKey::random())).await;
        assert_eq!(outcome.expect("the third attempt").attempts(), 3);
        let first = found[0].clone().expect("a key");
        assert!(
            first.len() == 36 && found.iter().all(|key| key.as_ref() == Some(&first)),
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn a_key_that_the_document_requires_or_a_setter_sets_has_the_same_effect() {
    let (outcome, found) = keys(&NAMED, "x-key-of-call", |call| call).await;
    assert_eq!((outcome.expect("the third attempt").attempts(), found.len()), (3, 3));
    assert!(
        found[0].is_some() && found.iter().all(|key| *key == found[0]),
        "{found:?}"
    );
    let (outcome, found) = keys(&DOCUMENTED, "idempotency-key", |call| call.set_text(0, "mine")).await;
    assert_eq!(
        (outcome.expect("the third attempt").attempts(), &found[2]),
        (3, &Some("mine".to_owned()))
    );
}

#[tokio::test]
async fn a_post_without_a_key_is_sent_once() {
    for operation in [&POST, &DOCUMENTED] {
        let (outcome, found) = keys(operation, "idempotency-key", |call| call).await;
        assert_eq!((outcome.expect_err("busy").attempts(), found), (1, vec![None]));
    }
}

#[tokio::test]
async fn calls_of_one_builder_have_different_random_keys_and_the_same_given_one() {
    let server = start(|_: &Received| CannedResponse::json(200, "{}"));
    let call = Call::new(&core(&server, |_| {}), &NAMED);
    let random = call
        .clone()
        .with_options(|options| options.idempotency_key(IdempotencyKey::random()));
    let given = call.with_options(|options| options.idempotency_key("mine"));
    for call in [random.clone(), random, given.clone(), given] {
        call.json::<Value>().await.expect("a response");
    }
    let received = server.received();
    let keys: Vec<_> = received.iter().map(|request| request.header("x-key-of-call")).collect();
    assert!(
        keys[0].is_some() && keys[0] != keys[1] && keys[2..] == [Some("mine"); 2],
        "{keys:?}"
    );
}

#[tokio::test]
async fn a_key_needs_a_header_that_is_free() {
    for (key, part) in [
        (IdempotencyKey::new("canary-key-1"), "`in_header`"),
        (IdempotencyKey::new("canary-key-1").in_header("Host"), "`host`"),
        (IdempotencyKey::new("canary-key-1").in_header("X-Key"), "credentials"),
        (
            IdempotencyKey::new("canary-key-1").in_header("a b"),
            "invalid in a header",
        ),
        (IdempotencyKey::new("canary-key-1\n").in_header("X-Mine"), "line break"),
        (IdempotencyKey::new("").in_header("X-Mine"), "empty"),
    ] {
        let (outcome, found) = keys(&POST, "x", |call| {
            call.with_options(|options| options.idempotency_key(key))
        })
        .await;
        let error = outcome.expect_err(part);
        let text = format!("{error} {error:?}");
        assert!(
            error.is_invalid_argument() && text.contains(part) && !text.contains("canary"),
            "{text}"
        );
        assert!(found.is_empty());
    }
}

/// The signature would take its place, and the request be repeated without a key.
#[tokio::test]
async fn a_key_is_not_sent_in_a_header_of_the_signature() {
    let server = busy_twice();
    let builder = Client::builder().endpoint(server.endpoint()).project_id("p1");
    let client = builder.access_key("AKAKAKAK", "secret-key").build().expect("settings");
    for header in ["X-Sdk-Date", "x-security-token", "X-Project-Id", "X-SDK-CONTENT-SHA256"] {
        let key = IdempotencyKey::new("canary-key-1").in_header(header);
        let call = client
            .request("POST", "/a")
            .options(|options| options.idempotency_key(key));
        let error = call.send().await.expect_err(header).to_string();
        assert!(error.contains("credentials") && !error.contains("canary"), "{error}");
    }
    assert!(server.received().is_empty());
}

/// Sets the header of the key around the call, or around each attempt.
struct Rekeys {
    per_attempt: bool,
    numbers: AtomicUsize,
}

impl Rekeys {
    fn set(&self, request: &mut Request) -> Result<(), Error> {
        let number = self.numbers.fetch_add(1, Ordering::SeqCst);
        request.set_header("IDEMPOTENCY-Key", format!("step-{number}"))
    }
}

impl Middleware for Rekeys {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if !self.per_attempt
                && let Err(error) = self.set(request)
            {
                return error.into();
            }
            next.run(request).await
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            if self.per_attempt
                && let Err(error) = self.set(request)
            {
                return error.into();
            }
            next.run(request).await
        })
    }
}

#[tokio::test]
async fn a_step_changes_the_key_for_all_attempts_or_not_at_all() {
    for has_key in [true, false] {
        for per_attempt in [true, false] {
            let server = busy_twice();
            let core = core(&server, |config| {
                let numbers = AtomicUsize::new(0);
                config.middleware(Arc::new(Rekeys { per_attempt, numbers }));
            });
            let mut call = Call::new(&core, &DOCUMENTED);
            if has_key {
                call = call.with_options(|options| options.idempotency_key("mine"));
            }
            let outcome = call.json::<Value>().await;
            let received = server.received();
            let keys: Vec<_> = received
                .iter()
                .map(|request| request.header("idempotency-key"))
                .collect();
            match (has_key, per_attempt) {
                (true, true) => {
                    let error = outcome.expect_err("refused").to_string();
                    assert!(
                        error.contains("cannot be set around an attempt") && keys.is_empty(),
                        "{error}"
                    );
                }
                // Without a key of the call it is no promise, so that nothing is sent again.
                (false, true) => {
                    assert_eq!((outcome.expect_err("busy").attempts(), keys), (1, vec![Some("step-0")]));
                }
                (_, false) => {
                    assert_eq!(outcome.expect("the third attempt").attempts(), 3);
                    assert_eq!(keys, [Some("step-0"); 3]);
                }
            }
        }
    }
}
