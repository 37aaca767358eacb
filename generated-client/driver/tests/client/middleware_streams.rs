//! Steps around a call whose response is read while it arrives.

use std::sync::{Arc, Mutex};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    Error, ErrorKind,
    middleware::{BoxFuture, Fault, Middleware, Next, Outcome, Request},
    runtime::generated::{ByteStream, Call, Response},
};

use crate::small::{self, GET};

/// Writes down the status of each call and attempt, and fails the first attempts although they succeeded.
#[derive(Clone, Default)]
struct Watched {
    seen: Arc<Mutex<Vec<String>>>,
    faults: Arc<Mutex<u32>>,
}

impl Watched {
    fn failing(times: u32) -> Self {
        let watched = Self::default();
        *watched.faults.lock().expect("a lock") = times;
        watched
    }

    fn note(&self, what: &str, outcome: &Outcome) {
        let note = format!("{what} {:?} {:?}", outcome.status(), outcome.header("x-trace"));
        self.seen.lock().expect("a lock").push(note);
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("a lock").clone()
    }
}

impl Middleware for Watched {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = next.run(request).await;
            self.note("call", &outcome);
            outcome
        })
    }

    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = next.run(request).await;
            self.note("attempt", &outcome);
            let mut faults = self.faults.lock().expect("a lock");
            if *faults > 0 {
                *faults -= 1;
                return Fault::new("not this one").retryable().into();
            }
            outcome
        })
    }
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nX-Trace: t-1\r\nContent-Length: 11\r\n\r\n";

/// A server that sends the head and the first part of a body, and then does this.
fn server(then: Step) -> Server {
    let steps = move |_: &Received| {
        let begin = Step::Send(format!("{HEAD}first").into_bytes());
        CannedResponse::steps([begin, then.clone()])
    };
    Server::start(steps).expect("a free port")
}

async fn open(server: &Server, watched: &Watched) -> Result<Response<ByteStream>, Error> {
    let core = small::core(server, |config| config.middleware(watched.clone()));
    Call::new(&core, &GET).stream_bytes().await
}

const ATTEMPT: &str = r#"attempt Some(200) Some("t-1")"#;
const CALL: &str = r#"call Some(200) Some("t-1")"#;

#[tokio::test]
async fn steps_end_when_the_head_is_there() {
    // The rest of the body never comes.
    let (server, watched) = (server(Step::Stall), Watched::default());
    let mut stream = open(&server, &watched).await.expect("the head").into_inner();
    assert_eq!(watched.seen(), [ATTEMPT, CALL]);
    assert_eq!(stream.next().await.expect("a piece").expect("a piece"), b"first");
}

#[tokio::test]
async fn what_breaks_off_later_is_the_streams_error_and_not_retried() {
    let (server, watched) = (server(Step::Close), Watched::default());
    let mut stream = open(&server, &watched).await.expect("the head").into_inner();
    assert_eq!(stream.next().await.expect("a piece").expect("a piece"), b"first");
    let error = stream.next().await.expect("an error").expect_err("it broke off");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(watched.seen(), [ATTEMPT, CALL]);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_step_that_fails_a_response_drops_its_stream() {
    let whole = Step::Send(b"second".to_vec());
    let (server, watched) = (server(whole), Watched::failing(1));
    let response = open(&server, &watched).await.expect("the second attempt");
    assert_eq!(response.attempts(), 2);
    let mut body = Vec::new();
    response.into_inner().download(&mut body).await.expect("the whole body");
    assert_eq!(body, b"firstsecond");
    assert_eq!(watched.seen(), [ATTEMPT, ATTEMPT, CALL]);

    let watched = Watched::failing(10);
    let error = open(&server, &watched).await.expect_err("no attempt passed");
    assert_eq!((error.kind(), error.message()), (ErrorKind::Middleware, "not this one"));
}
