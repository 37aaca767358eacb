//! The one place where a call is tried again.
//!
//! It decides by what an attempt ended in, waits, and tries again. It sends nothing by itself, so that its tests need
//! neither a socket nor real time.

use std::future::Future;

use tokio::time::{Instant, sleep};

use super::{
    attempt_outcome::{Failure, Success},
    authenticate::Authenticate,
    clock::{Deadline, later},
    error::{BUDGET_EXHAUSTED, Cause, Error},
    outgoing::Outgoing,
    rate_limit::RateLimit,
    retry::{RetryDecision, RetryPolicy},
    retry_budget::{Reserved, RetryBudget},
    trace,
    upload::Payload,
};

/// What a call may do.
pub(super) struct Course<'a> {
    /// What errors call the request.
    pub(super) name: &'static str,
    pub(super) budget: &'a RetryBudget,
    pub(super) limit: Option<&'a RateLimit>,
    pub(super) policy: &'a RetryPolicy,
    /// The end of the whole call.
    pub(super) deadline: Deadline,
    /// Whether sending twice does no more than sending once.
    pub(super) idempotent: bool,
    /// Where new credentials come from after a refusal.
    pub(super) authenticate: Option<&'a dyn Authenticate>,
    /// The body. It may be such as can be sent only once.
    pub(super) body: Option<&'a Payload>,
}

/// What an error says if another attempt was not made because of the body.
const NOT_REPEATED: &str =
    "the call was not repeated, because a stream of its body can be read only once and was begun";

/// The same after new credentials were fetched.
const NOT_REPEATED_RENEWED: &str = "new credentials were fetched, but the call was not repeated, because a stream of its \
                                    body can be read only once and was begun";

impl Course<'_> {
    /// Whether there are new credentials instead of those that were refused.
    async fn renew(&self, authenticate: Option<&dyn Authenticate>, refused: Option<&Outgoing>) -> bool {
        let Some(refused) = refused else { return false };
        let Some(authenticate) = authenticate else {
            if let Some(authenticate) = self.authenticate {
                authenticate.refused_again(refused);
            }
            return false;
        };
        self.deadline.bound(authenticate.renew(refused)).await.unwrap_or(false)
    }

    /// Waits until the client may send another request.
    async fn turn(&self) -> Result<(), Failure> {
        let Some(limit) = self.limit else { return Ok(()) };
        // Boxed: few clients have a limit.
        let turn = self.deadline.bound(Box::pin(limit.acquire())).await;
        turn.map_err(|elapsed| {
            let what = format!("its turn under the client's rate limit (`rate_limit`) of {limit}");
            Failure::Call(self.deadline.passed(elapsed).waiting_for(&what))
        })
    }

    /// Whether the error deserves another attempt. One that is lasting does only if the program says so.
    fn deserves_another(&self, error: &Error, is_lasting: bool) -> bool {
        match self.policy.decide(error) {
            RetryDecision::Default => !is_lasting && error.deserves_another(self.idempotent),
            RetryDecision::Retry => true,
            RetryDecision::DoNotRetry => false,
        }
    }

    /// Whether the body can be sent once more: nothing was taken of a stream that can be read only once.
    fn can_repeat(&self) -> bool {
        self.body.is_none_or(Payload::can_be_sent)
    }
}

/// Makes attempts until one succeeds or no further one is worth it. They are numbered from 1 on.
pub(super) async fn run<F>(course: Course<'_>, mut attempt: impl FnMut(u32) -> F) -> Result<Success, Error>
where
    F: Future<Output = Result<Success, Failure>>,
{
    let end = later(Instant::now(), course.policy.max_elapsed).min(course.deadline.at);
    let mut waits = course.policy.waits();
    let mut most = course.policy.max_attempts;
    let mut renewal = course.authenticate;
    let mut price = None;
    let mut number = 0;
    loop {
        number += 1;
        let outcome = match course.turn().await {
            Ok(()) => attempt(number).await,
            Err(failure) => Err(failure),
        };
        let failure = match outcome {
            Ok(mut response) => {
                response.head.attempts = number;
                course.budget.deposit(price);
                trace::succeeded(number, &response.head);
                return Ok(response);
            }
            Err(failure) => failure,
        };
        let mut reserved = None;
        let (error, wait) = match failure {
            // Nothing was sent in this one.
            Failure::Call(error) => (error.after(number - 1), None),
            Failure::Refused(error, sent) => {
                let error = error.after(number);
                let renewed = course.renew(renewal.take(), sent.as_deref()).await;
                if renewed && !course.can_repeat() {
                    // The next call has them.
                    let error = error.not_repeated(NOT_REPEATED_RENEWED);
                    trace::failed(number, &error, None);
                    return Err(error);
                }
                if renewed {
                    // Not a retry: the request was refused unseen, and is now another one. So it costs neither time nor
                    // turn.
                    trace::failed(number, &error, Some(Default::default()));
                    most = most.saturating_add(1);
                    continue;
                }
                let reason = course.authenticate.zip(sent.as_deref());
                let reason = reason.and_then(|(authenticate, refused)| authenticate.reason(refused));
                match reason {
                    Some(reason) => (error.with_source(Cause::ours(reason)), None),
                    None => (error, None),
                }
            }
            failure @ (Failure::Attempt(_) | Failure::Lasting(_)) => {
                let is_lasting = matches!(failure, Failure::Lasting(_));
                let error = failure.into_error();
                let error = error.during(course.name).after(number);
                let another = number < most && course.deserves_another(&error, is_lasting);
                let wait = another.then(|| waits.next(error.retry_after()));
                match wait.filter(|wait| later(Instant::now(), *wait) < end) {
                    Some(_) if !course.can_repeat() => (error.not_repeated(NOT_REPEATED), None),
                    Some(wait) => {
                        reserved = course.budget.reserve(&error);
                        match reserved {
                            None => (error.not_repeated(BUDGET_EXHAUSTED), None),
                            Some(_) => (error, Some(wait)),
                        }
                    }
                    None => (error, None),
                }
            }
        };
        trace::failed(number, &error, wait);
        match wait {
            Some(wait) => {
                sleep(wait).await;
                price = reserved.map(Reserved::spend);
            }
            None => return Err(error),
        }
    }
}

#[cfg(test)]
#[path = "attempts_tests.rs"]
mod tests;
