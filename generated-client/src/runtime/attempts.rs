//! The one place where a call is tried again.
//!
//! It decides by what an attempt ended in, waits, and tries anew. It sends nothing by itself, so that its tests need
//! neither a socket nor the time that they tell of.

use std::future::Future;

use tokio::time::{Instant, sleep};

use super::{
    authenticate::Authenticate,
    clock::{Deadline, later},
    decode::Answer,
    error::Error,
    retry::RetryPolicy,
    trace,
};

/// What a call may do.
pub(super) struct Course<'a> {
    pub(super) policy: &'a RetryPolicy,
    /// The end of the whole call.
    pub(super) deadline: Deadline,
    /// Whether sending twice does no more than sending once.
    pub(super) idempotent: bool,
    /// Whom to ask for new credentials after a 401.
    pub(super) authenticate: Option<&'a dyn Authenticate>,
}

/// How an attempt failed.
pub(super) enum Failure {
    /// Another one may fare better, if the error says so.
    Attempt(Error),
    /// Whatever another one would do, it is not made.
    Call(Error),
}

/// Makes attempts until one succeeds or no further one is worth it. They are numbered from 1 on.
pub(super) async fn run<F>(course: Course<'_>, mut attempt: impl FnMut(u32) -> F) -> Result<Answer, Error>
where
    F: Future<Output = Result<Answer, Failure>>,
{
    let end = later(Instant::now(), course.policy.max_elapsed).min(course.deadline.at);
    let mut waits = course.policy.waits();
    let mut most = course.policy.max_attempts;
    let mut renewal = course.authenticate;
    let mut number = 0;
    loop {
        number += 1;
        let error = match attempt(number).await {
            Ok(mut answer) => {
                answer.head.attempts = number;
                trace::succeeded(number, &answer);
                return Ok(answer);
            }
            Err(Failure::Call(error)) => {
                // Nothing was sent in this one.
                let error = error.after(number - 1);
                trace::failed(number, &error, None);
                return Err(error);
            }
            Err(Failure::Attempt(error)) => error.after(number),
        };
        if error.status() == Some(401)
            && let Some(authenticate) = renewal.take()
            && course.deadline.bound(authenticate.renew()).await.unwrap_or(false)
        {
            // Not a retry: the request was refused unseen, and is now another one. So it costs neither time nor turn.
            trace::failed(number, &error, Some(Default::default()));
            most = most.saturating_add(1);
            continue;
        }
        if number >= most || !error.deserves_another(course.idempotent) {
            trace::failed(number, &error, None);
            return Err(error);
        }
        let wait = waits.next(error.retry_after());
        if later(Instant::now(), wait) >= end {
            trace::failed(number, &error, None);
            return Err(error);
        }
        trace::failed(number, &error, Some(wait));
        sleep(wait).await;
    }
}
