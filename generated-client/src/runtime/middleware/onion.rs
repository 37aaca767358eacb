//! Runs the steps, each around the next one, and the call or the attempt in the middle.
//!
//! What comes of the middle is put aside: steps only see a copy. So a success can only be one of the middle.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use super::super::{
    attempt_outcome::{Failure, Success},
    authenticate::BoxFuture,
    error::{Error, ErrorKind},
    facts::Api,
    outgoing::Outgoing,
    secret::Secret,
};
use super::{Middleware, outcome::Outcome, request::Request};

/// The steps that are left, and what is in their middle.
pub struct Next<'a> {
    steps: &'a [Arc<dyn Middleware>],
    around: Around,
    middle: &'a (dyn Middle + 'a),
}

#[derive(Clone, Copy)]
enum Around {
    Call,
    Attempt,
}

impl<'a> Next<'a> {
    /// Runs the other steps and sends the request.
    pub fn run<'b>(self, request: &'b mut Request) -> BoxFuture<'b, Outcome>
    where
        'a: 'b,
    {
        let Some((first, steps)) = self.steps.split_first() else {
            return self.middle.send(request);
        };
        let next = Next { steps, ..self };
        match self.around {
            Around::Call => first.call(request, next),
            Around::Attempt => first.attempt(request, next),
        }
    }
}

/// How many steps are left.
impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}

/// What is known of a request beside itself.
pub(in super::super) struct Known {
    pub(in super::super) api: &'static Api,
    /// The headers of the way to authenticate.
    pub(in super::super) reserved: &'static [&'static str],
    /// What no error may show.
    pub(in super::super) secrets: Vec<Secret>,
}

/// The call or the attempt that the steps are around.
trait Middle: Sync {
    fn send<'x>(&'x self, request: &'x mut Request) -> BoxFuture<'x, Outcome>;
}

/// What is sent by a function, and what came of it.
struct Sender<F, E> {
    send: F,
    /// How an error is split into what steps see and the rest.
    split: fn(E) -> (Error, Rest),
    secrets: Vec<Secret>,
    came: Mutex<Option<Result<Success, Rest>>>,
}

/// What an error of an attempt is for the call, without the error.
enum Rest {
    Attempt,
    Refused(Option<Box<Outgoing>>),
    Lasting,
    Call,
}

impl<F, Fut, E> Middle for Sender<F, E>
where
    F: Fn(Outgoing) -> Fut + Sync,
    Fut: Future<Output = Result<Success, E>> + Send,
    E: Send,
{
    fn send<'x>(&'x self, request: &'x mut Request) -> BoxFuture<'x, Outcome> {
        Box::pin(async move {
            let mut secrets = self.secrets.clone();
            secrets.extend(request.outgoing.secrets.iter().cloned());
            let outcome = (self.send)(request.outgoing.clone()).await;
            let (came, seen) = match outcome {
                Ok(success) => {
                    let seen = Outcome::success(&success.head, secrets);
                    (Ok(success), seen)
                }
                Err(error) => {
                    let (error, rest) = (self.split)(error);
                    (Err(rest), Outcome::failure(error.without(&secrets)))
                }
            };
            *self.came.lock().unwrap_or_else(PoisonError::into_inner) = Some(came);
            seen
        })
    }
}

impl<F, E> Sender<F, E> {
    fn take(self) -> Option<Result<Success, Rest>> {
        self.came.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error of a step that returned a success which is not that of this request.
fn not_sent() -> Error {
    Error::new(
        ErrorKind::Middleware,
        "a middleware returned the outcome of another request instead of that of its own",
    )
}

/// Runs the steps around what `send` makes. Returns what they make of it, and what came of `send` if they let it run.
async fn around<E, F, Fut>(
    around: Around,
    steps: &[Arc<dyn Middleware>],
    known: Known,
    outgoing: Outgoing,
    send: F,
    split: fn(E) -> (Error, Rest),
) -> (Outcome, Option<Result<Success, Rest>>)
where
    F: Fn(Outgoing) -> Fut + Sync,
    Fut: Future<Output = Result<Success, E>> + Send,
    E: Send,
{
    let middle = Sender {
        send,
        split,
        secrets: known.secrets,
        came: Mutex::new(None),
    };
    let mut request = Request::new(known.api, known.reserved, outgoing);
    let next = Next {
        steps,
        around,
        middle: &middle,
    };
    let outcome = next.run(&mut request).await;
    (outcome, middle.take())
}

/// Runs the steps around a whole call, which `send` makes.
pub(in super::super) async fn around_call<F, Fut>(
    steps: &[Arc<dyn Middleware>],
    known: Known,
    outgoing: Outgoing,
    send: F,
) -> Result<Success, Error>
where
    F: Fn(Outgoing) -> Fut + Sync,
    Fut: Future<Output = Result<Success, Error>> + Send,
{
    let split = |error| (error, Rest::Call);
    let (outcome, came) = around(Around::Call, steps, known, outgoing, send, split).await;
    match (outcome.result, came) {
        (Ok(_), Some(Ok(success))) => Ok(success),
        (Ok(_), _) => Err(not_sent()),
        (Err(error), _) => Err(error),
    }
}

/// Runs the steps around an attempt, which `send` makes.
pub(in super::super) async fn around_attempt<F, Fut>(
    steps: &[Arc<dyn Middleware>],
    known: Known,
    outgoing: Outgoing,
    send: F,
) -> Result<Success, Failure>
where
    F: Fn(Outgoing) -> Fut + Sync,
    Fut: Future<Output = Result<Success, Failure>> + Send,
{
    let split = |failure| match failure {
        Failure::Attempt(error) => (error, Rest::Attempt),
        Failure::Refused(error, sent) => (error, Rest::Refused(sent)),
        Failure::Lasting(error) => (error, Rest::Lasting),
        Failure::Call(error) => (error, Rest::Call),
    };
    let (outcome, came) = around(Around::Attempt, steps, known, outgoing, send, split).await;
    let is_own = outcome.is_own;
    match (outcome.result, came) {
        (Ok(_), Some(Ok(success))) => Ok(success),
        (Ok(_), None) => Err(Failure::Call(not_sent())),
        (Ok(_), Some(Err(_))) => Err(Failure::Lasting(not_sent())),
        (Err(error), Some(Err(rest))) if !is_own => Err(match rest {
            Rest::Attempt => Failure::Attempt(error),
            Rest::Refused(sent) => Failure::Refused(error, sent),
            Rest::Lasting => Failure::Lasting(error),
            Rest::Call => Failure::Call(error),
        }),
        (Err(error), came) => Err(match (error.is_transient(), came.is_some()) {
            (true, true) => Failure::Attempt(error),
            // Nothing was sent, so that any request can be sent again.
            (true, false) => Failure::Attempt(error.unsent()),
            (false, true) => Failure::Lasting(error),
            (false, false) => Failure::Call(error),
        }),
    }
}
