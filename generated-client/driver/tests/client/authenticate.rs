//! A custom way to authenticate: used for each attempt, renewed once, never shown in an error.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use driver::server::{CannedResponse, Received, Step};
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Authenticate, BoxFuture, CallOptions, Operation, Outgoing, Request, RetryPolicy, Secret},
};
use serde_json::Value;

use crate::{
    small::{core, operation},
    support::{always, start},
};

static SIGNED: Operation = operation("GET", &[&["key"], &["signing"]]);
static WRITES: Operation = operation("POST", &[&["signing"]]);
static OPEN: Operation = operation("GET", &[]);

/// Numbers what it authenticates.
#[derive(Debug, Default)]
struct Numbered {
    calls: AtomicUsize,
    renewed: AtomicUsize,
    renews: bool,
    fails: bool,
}

impl Authenticate for Numbered {
    fn authenticate<'a>(&'a self, request: &'a mut Outgoing) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if self.fails {
                return Err(Error::credentials("there is no canary-3"));
            }
            let number = self.calls.fetch_add(1, Ordering::SeqCst);
            let names: Vec<_> = request.headers().map(|(name, _)| name).collect();
            assert_eq!(
                names.len(),
                3,
                "host, accept and user-agent are there, and nothing of another attempt: {names:?}"
            );
            assert!(["host", "accept", "user-agent"].iter().all(|name| names.contains(name)));
            let id = request.path_parameter("id").unwrap_or_default().to_owned();
            let target = format!("{} {}{}", request.method(), request.path(), request.query());
            request.set_header("X-Seen", &format!("{id} {target}"))?;
            request.set_secret_header("Authorization", &Secret::from(format!("canary-{number}")))
        })
    }

    fn renew<'a>(&'a self, refused: &'a Outgoing) -> BoxFuture<'a, bool> {
        Box::pin(async {
            self.renewed.fetch_add(1, Ordering::SeqCst);
            let last = format!("canary-{}", self.calls.load(Ordering::SeqCst) - 1);
            assert_eq!(refused.header("Authorization"), Some(&*last), "what was sent");
            self.renews
        })
    }

    fn parameter<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Error>> {
        Box::pin(async move { Ok((name == "id").then(|| "found".to_owned())) })
    }

    fn secrets(&self) -> Vec<Secret> {
        vec!["canary-3".into()]
    }
}

fn request(operation: &'static Operation) -> Request {
    Request::new(operation).path("id", "a b")
}

fn authorizations(received: &[Received]) -> Vec<&str> {
    received
        .iter()
        .filter_map(|request| request.header("authorization"))
        .collect()
}

#[tokio::test]
async fn each_attempt_is_authenticated_anew() {
    let server = always(CannedResponse::new(503, &[], ""));
    let way = Arc::new(Numbered::default());
    let core = core(&server, |config| config.authenticate(way));
    let error = core.json::<Value>(request(&SIGNED)).await.expect_err("busy");
    assert_eq!(error.attempts(), 4);
    let received = server.received();
    assert_eq!(
        authorizations(&received),
        ["canary-0", "canary-1", "canary-2", "canary-3"]
    );
    assert_eq!(received[3].header("x-seen"), Some("a b GET /things/a%20b"));
}

#[tokio::test]
async fn a_401_is_retried_once_if_the_credentials_were_renewed() {
    for (renews, attempts) in [(true, 2), (false, 1)] {
        for operation in [&SIGNED, &WRITES] {
            let server = always(CannedResponse::json(401, r#"{"code":"X","message":"who"}"#));
            let way = Arc::new(Numbered {
                renews,
                ..Numbered::default()
            });
            let core = core(&server, |config| {
                config.authenticate(way.clone());
                config.retry_policy(RetryPolicy::off());
            });
            let error = core.json::<Value>(request(operation)).await.expect_err("still nobody");
            assert_eq!((error.status(), error.attempts()), (Some(401), attempts));
            assert_eq!(server.received().len(), attempts as usize);
            assert_eq!(
                way.renewed.load(Ordering::SeqCst),
                1,
                "called once, whatever it returned"
            );
        }
    }
}

#[tokio::test]
async fn renewal_does_not_count_as_an_attempt() {
    let next = AtomicUsize::new(0);
    let server = start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        1 => CannedResponse::new(401, &[], ""),
        2 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, "{}"),
    });
    let way = Arc::new(Numbered {
        renews: true,
        ..Numbered::default()
    });
    let core = core(&server, |config| {
        config.authenticate(way);
        config.retry_policy(crate::small::quick().max_attempts(3));
    });
    core.json::<Value>(request(&SIGNED))
        .await
        .expect("the third, and one more");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_constant_credential_is_never_retried_after_a_401() {
    let server = always(CannedResponse::new(401, &[], ""));
    let way = Arc::new(Numbered {
        renews: true,
        ..Numbered::default()
    });
    let core = core(&server, |config| {
        config.secret("key", "k".into());
        config.authenticate(way.clone());
    });
    let error = core
        .json::<Value>(request(&SIGNED))
        .await
        .expect_err("the key is wrong");
    assert_eq!((error.attempts(), way.calls.load(Ordering::SeqCst)), (1, 0));
    assert_eq!(server.received()[0].header("x-key"), Some("k"));
}

#[tokio::test]
async fn an_operation_without_security_gets_no_credentials() {
    let server = always(CannedResponse::json(200, "{}"));
    let core = core(&server, |config| config.authenticate(Arc::new(Numbered::default())));
    core.json::<Value>(request(&OPEN))
        .await
        .expect("no credentials are needed");
    assert_eq!(server.received()[0].header("authorization"), None);
}

#[tokio::test]
async fn an_error_of_the_credentials_ends_the_call() {
    let server = always(CannedResponse::json(200, "{}"));
    let way = Arc::new(Numbered {
        fails: true,
        ..Numbered::default()
    });
    let error = core(&server, |config| config.authenticate(way))
        .json::<Value>(request(&SIGNED))
        .await
        .expect_err("no credentials");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert_eq!(error.to_string(), "Op: there is no REDACTED");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_parameter_can_come_from_the_credentials() {
    let server = always(CannedResponse::steps([Step::Close]));
    let with = core(&server, |config| config.authenticate(Arc::new(Numbered::default())));
    assert_eq!(
        with.parameter("Op", "id", &mut CallOptions::default())
            .await
            .expect("it knows"),
        "found"
    );
    for outcome in [
        with.parameter("Op", "other", &mut CallOptions::default()).await,
        core(&server, |_| {})
            .parameter("Op", "id", &mut CallOptions::default())
            .await,
    ] {
        let error = outcome.expect_err("no credentials");
        assert!(error.is_invalid_argument(), "{error:?}");
        assert_eq!(error.operation(), Some("Op"));
    }
}

#[tokio::test]
async fn credentials_that_the_service_repeats_are_not_shown() {
    let echo = |request: &Received| {
        let sent = request.header("authorization").unwrap_or_default().to_owned();
        let body = format!(r#"{{"code":"{sent}","message":"no {sent}","hint":"{sent}"}}"#);
        CannedResponse::new(400, &[("X-Request-Id", &sent)], body)
    };
    let server = start(echo);
    let core = core(&server, |config| config.authenticate(Arc::new(Numbered::default())));
    let error = core.json::<Value>(request(&SIGNED)).await.expect_err("an echo");
    assert_eq!((error.code(), error.detail("hint")), (None, Some("REDACTED")));
    assert!(!format!("{error} {error:?} {core:?}").contains("canary"), "{error:?}");
}
