//! The one place where a call is tried again.
//!
//! It decides by what an attempt ended in, waits, and tries again. It sends nothing by itself, so that its tests need
//! neither a socket nor real time.

use std::future::Future;

use tokio::time::{Instant, sleep};

use super::{
    authenticate::Authenticate,
    clock::{Deadline, later},
    decode::RawResponse,
    error::{Cause, Error},
    outgoing::Outgoing,
    response::Head,
    retry::RetryPolicy,
    trace,
    upload::Payload,
};

/// What a call may do.
pub(super) struct Course<'a> {
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

    /// Whether the body can be sent once more: nothing was taken of a stream that can be read only once.
    fn can_repeat(&self) -> bool {
        self.body.is_none_or(Payload::can_be_sent)
    }
}

/// How an attempt failed.
pub(super) enum Failure {
    /// Another attempt may succeed, if the error says so.
    Attempt(Error),
    /// The credentials were refused. This is what was sent with them, if they are such as may be renewed.
    Refused(Error, Option<Box<Outgoing>>),
    /// Another attempt would fail as well.
    Lasting(Error),
    /// Whatever another one would do, it is not made.
    Call(Error),
}

/// What an attempt gives that succeeds.
pub(super) trait Success {
    /// The head of the response.
    fn head(&mut self) -> &mut Head;
}

impl Success for RawResponse {
    fn head(&mut self) -> &mut Head {
        &mut self.head
    }
}

impl<T> Success for (T, Head) {
    fn head(&mut self) -> &mut Head {
        &mut self.1
    }
}

/// Makes attempts until one succeeds or no further one is worth it. They are numbered from 1 on.
pub(super) async fn run<A, F>(course: Course<'_>, mut attempt: impl FnMut(u32) -> F) -> Result<A, Error>
where
    A: Success,
    F: Future<Output = Result<A, Failure>>,
{
    let end = later(Instant::now(), course.policy.max_elapsed).min(course.deadline.at);
    let mut waits = course.policy.waits();
    let mut most = course.policy.max_attempts;
    let mut renewal = course.authenticate;
    let mut number = 0;
    loop {
        number += 1;
        let failure = match attempt(number).await {
            Ok(mut response) => {
                let head = response.head();
                head.attempts = number;
                trace::succeeded(number, head);
                return Ok(response);
            }
            Err(failure) => failure,
        };
        let (error, wait) = match failure {
            // Nothing was sent in this one.
            Failure::Call(error) => (error.after(number - 1), None),
            Failure::Lasting(error) => (error.after(number), None),
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
            Failure::Attempt(error) => {
                let error = error.after(number);
                let another = number < most && error.deserves_another(course.idempotent);
                let wait = another.then(|| waits.next(error.retry_after()));
                match wait.filter(|wait| later(Instant::now(), *wait) < end) {
                    Some(_) if !course.can_repeat() => (error.not_repeated(NOT_REPEATED), None),
                    wait => (error, wait),
                }
            }
        };
        trace::failed(number, &error, wait);
        match wait {
            Some(wait) => sleep(wait).await,
            None => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use reqwest::header::HeaderMap;

    use super::{
        super::{error::ErrorKind, timeout::Timeout},
        *,
    };

    const SECOND: Duration = Duration::from_secs(1);

    fn course(policy: &RetryPolicy, timeout: Duration) -> Course<'_> {
        Course {
            policy,
            deadline: Deadline::new(Timeout::Total, timeout),
            idempotent: true,
            authenticate: None,
            body: None,
        }
    }

    fn busy(retry_after: Option<Duration>) -> Failure {
        let error = Error::new(ErrorKind::Api, "busy").with_status(503);
        Failure::Attempt(error.with_retry_after(retry_after))
    }

    fn fine() -> RawResponse {
        let head = Head {
            status: 200,
            headers: HeaderMap::new(),
            request_id: None,
            attempts: 0,
            body: None,
        };
        RawResponse {
            head,
            body: Default::default(),
        }
    }

    /// The time that a call takes which always fails, the attempts that it made, and whether it failed.
    async fn spent(policy: &RetryPolicy, timeout: Duration, retry_after: Option<Duration>) -> (Duration, u32, bool) {
        let began = Instant::now();
        let made = Cell::new(0);
        let outcome = run(course(policy, timeout), |number| {
            made.set(number);
            async move { Err::<RawResponse, _>(busy(retry_after)) }
        });
        let failed = outcome.await.is_err();
        (began.elapsed(), made.get(), failed)
    }

    #[tokio::test(start_paused = true)]
    async fn it_waits_as_long_as_the_service_asks() {
        let policy = RetryPolicy::default().base(Duration::from_millis(1));
        let (time, attempts, failed) = spent(&policy, 180 * SECOND, Some(7 * SECOND)).await;
        assert_eq!((time.as_secs(), attempts, failed), (3 * 7, 4, true));
    }

    #[tokio::test(start_paused = true)]
    async fn no_wait_lasts_longer_than_the_call() {
        let policy = RetryPolicy::default().max_attempts(u32::MAX).max_elapsed(Duration::MAX);
        let (time, attempts, _) = spent(&policy, 60 * SECOND, Some(25 * SECOND)).await;
        assert_eq!(
            (time.as_secs(), attempts),
            (50, 3),
            "a third wait would end after the call"
        );
        let (time, attempts, _) = spent(&policy, 60 * SECOND, Some(60 * SECOND)).await;
        assert_eq!((time, attempts), (Duration::ZERO, 1));
        let (_, attempts, _) = spent(&policy, Duration::MAX, Some(Duration::MAX)).await;
        assert_eq!(attempts, 1, "no clock counts so far");
    }

    #[tokio::test(start_paused = true)]
    async fn no_attempt_begins_after_the_time_of_the_policy() {
        let policy = RetryPolicy::default().max_attempts(u32::MAX).max_elapsed(60 * SECOND);
        let (time, attempts, _) = spent(&policy, 180 * SECOND, Some(25 * SECOND)).await;
        assert_eq!((time.as_secs(), attempts), (50, 3));
        // Of the waits' own bounds nothing else is left: 1, 2, 4, 8, 16, 20, 20 … at random, all within the minute.
        let (time, attempts, _) = spent(&policy, 180 * SECOND, None).await;
        assert!(time < 60 * SECOND && attempts >= 5, "{time:?} {attempts}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_has_the_number_of_attempts() {
        let policy = RetryPolicy::default();
        let response = run(course(&policy, 180 * SECOND), |number| async move {
            if number < 3 { Err(busy(None)) } else { Ok(fine()) }
        });
        assert_eq!(response.await.ok().map(|response| response.head.attempts), Some(3));
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_of_the_call_ends_it_under_any_status() {
        let policy = RetryPolicy::default();
        let outcome = run(course(&policy, 180 * SECOND), |_| async {
            Err::<RawResponse, _>(Failure::Call(
                Error::new(ErrorKind::Api, "of another service").with_status(503),
            ))
        });
        assert_eq!(outcome.await.err().map(|error| error.attempts()), Some(0));
    }
}
