//! Of a call that a step fails, the number of attempts says whether its request was sent.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    RetryPolicy,
    middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request},
};

use crate::support::{always, builder, start};

/// When a step fails the call.
#[derive(Clone, Copy)]
enum Fails {
    Before,
    Meanwhile,
    Afterwards,
}

impl Middleware for Fails {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let run = next.run(request);
            match self {
                Self::Before => drop(run),
                Self::Meanwhile => drop(tokio::time::timeout(Duration::from_millis(300), run).await),
                Self::Afterwards => drop(run.await),
            }
            Fault::new("a fault").into()
        })
    }
}

fn busy_once() -> Server {
    let next = AtomicUsize::new(0);
    start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
        0 => CannedResponse::new(503, &[], ""),
        _ => CannedResponse::json(200, "{}"),
    })
}

#[tokio::test]
async fn the_error_of_a_step_around_the_call_counts_the_attempts() {
    for (fails, server, attempts) in [
        (Fails::Before, busy_once(), 0),
        (Fails::Meanwhile, always(CannedResponse::steps([Step::Stall])), 1),
        (Fails::Afterwards, busy_once(), 2),
    ] {
        let policy = RetryPolicy::default().base(Duration::from_millis(1));
        let builder = builder(&server.endpoint()).retry_policy(policy).middleware(fails);
        let client = builder.build().expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("a fault");
        assert_eq!((error.message(), error.attempts()), ("a fault", attempts));
        assert_eq!(server.received().len(), attempts as usize);
    }
}
