//! More than anything takes, from a transport or from the program: an error, and neither a panic nor a task that keeps all
//! others from running.

use std::time::{Duration, Instant};

use huaweicloud_hss::{
    Client, ErrorKind, Timeout,
    middleware::{BoxFuture, Middleware, Next, Outcome, Request},
    transport::{Bytes, ResponseBody, TransportError, TransportResponse},
};

use crate::{
    own_transport::{Canned, fine},
    support::builder,
};

/// More names than a map of headers can have.
const MANY: usize = 40_000;

fn client(response: TransportResponse) -> Client {
    let builder = builder("https://hss.example.com").transport(Canned::new([Ok(response), fine()]));
    builder.build().expect("settings")
}

fn with_headers(count: usize) -> TransportResponse {
    let response = TransportResponse::new(200).with_body("{}");
    (0..count).fold(response, |response, number| {
        response.with_header(format!("X-{number}"), "v")
    })
}

#[tokio::test]
async fn a_response_with_too_many_headers_is_an_error() {
    let response = client(with_headers(5_000)).request("GET", "/a").send().await;
    assert_eq!(response.expect("many headers").header("x-4999"), Some("v"));
    let error = client(with_headers(MANY)).request("GET", "/a").send().await;
    let error = error.expect_err("too many headers");
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Transport, "the transport returned more than 10000 headers")
    );
}

/// Adds headers to the call.
struct Adds(usize);

impl Middleware for Adds {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        for number in 0..self.0 {
            if let Err(error) = request.set_header(&format!("X-{number}"), "v") {
                return Box::pin(async { error.into() });
            }
        }
        next.run(request)
    }
}

#[tokio::test]
async fn a_request_with_too_many_headers_is_an_error_and_not_sent() {
    for (of_call, of_step, is_sent) in [(500, 0, true), (MANY, 0, false), (0, 500, true), (0, MANY, false)] {
        let transport = Canned::new([fine()]);
        let builder = builder("https://hss.example.com").transport(transport.clone());
        let client = builder.middleware(Adds(of_step)).build().expect("settings");
        let call = (0..of_call).fold(client.request("GET", "/a"), |call, number| {
            call.header(format!("X-{number}"), "v")
        });
        let outcome = call.send().await;
        assert_eq!(transport.sent().len(), usize::from(is_sent), "{of_call} {of_step}");
        if let Err(error) = &outcome {
            assert!(
                error.is_invalid_argument() && error.message().contains("more than 1000 headers"),
                "{error}"
            );
        }
        assert_eq!(outcome.is_ok(), is_sent, "{of_call} {of_step}");
    }
}

/// Has the next chunk ready at once, for ever.
struct Endless(&'static [u8]);

impl ResponseBody for Endless {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let chunk = Bytes::from_static(self.0);
        Box::pin(async { Ok(Some(chunk)) })
    }
}

#[tokio::test]
async fn a_body_that_never_ends_and_never_waits_leaves_other_tasks_and_timeouts_running() {
    for chunk in [&b""[..], b" "] {
        let client = client(TransportResponse::new(200).with_chunks(Endless(chunk)));
        let call = client.request("GET", "/a");
        let call = call
            .options(|options| options.timeout(Duration::from_millis(200)))
            .send();
        let other = tokio::spawn(async {
            let began = Instant::now();
            tokio::time::sleep(Duration::from_millis(20)).await;
            began.elapsed()
        });
        let error = call.await.expect_err("it never ends");
        assert_eq!(error.timeout(), Some(Timeout::Total), "{error}");
        let waited = other.await.expect("no panic");
        assert!(waited < Duration::from_millis(180), "{waited:?}");
    }
}
