//! How often calls are made, how long they wait, and what a retry costs.

use std::{cell::Cell, time::Duration};

use reqwest::header::HeaderMap;

use super::{
    super::{error::ErrorKind, response::Head, timeout::Timeout},
    *,
};

const SECOND: Duration = Duration::from_secs(1);

fn course<'a>(policy: &'a RetryPolicy, budget: &'a RetryBudget, timeout: Duration) -> Course<'a> {
    Course {
        name: "Op",
        budget,
        limit: None,
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

fn fine() -> Success {
    let head = Head {
        status: 200,
        headers: HeaderMap::new(),
        request_id: None,
        attempts: 0,
        body: None,
    };
    Success::new(((), head))
}

/// The time that a call takes which always fails, the attempts that it made, and whether it failed.
async fn spent(policy: &RetryPolicy, timeout: Duration, retry_after: Option<Duration>) -> (Duration, u32, bool) {
    let began = Instant::now();
    let made = Cell::new(0);
    let budget = RetryBudget::unlimited();
    let outcome = run(course(policy, &budget, timeout), |number| {
        made.set(number);
        async move { Err::<Success, _>(busy(retry_after)) }
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
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::default());
    let response = run(course(&policy, &budget, 180 * SECOND), |number| async move {
        if number < 3 { Err(busy(None)) } else { Ok(fine()) }
    });
    assert_eq!(response.await.ok().map(|response| response.head.attempts), Some(3));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_call_ends_it_under_any_status() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::default());
    let outcome = run(course(&policy, &budget, 180 * SECOND), |_| async {
        Err::<Success, _>(Failure::Call(
            Error::new(ErrorKind::Api, "of another service").with_status(503),
        ))
    });
    assert_eq!(outcome.await.err().map(|error| error.attempts()), Some(0));
}

/// A call that fails so many times, and then succeeds.
async fn fails(times: u32, policy: &RetryPolicy, budget: &RetryBudget, failure: fn() -> Failure) -> Result<u32, Error> {
    let outcome = run(course(policy, budget, 180 * SECOND), |number| async move {
        if number <= times { Err(failure()) } else { Ok(fine()) }
    });
    outcome.await.map(|response| response.head.attempts)
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_succeeds_costs_nothing() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new(100));
    let late = || Failure::Attempt(Error::new(ErrorKind::Timeout, "late"));
    for failure in [|| busy(None), late] {
        assert_eq!(fails(1, &policy, &budget, failure).await.ok(), Some(2));
        assert_eq!(budget.available(), Some(100));
    }
    // Of several retries, the last succeeds.
    assert_eq!(fails(3, &policy, &budget, late).await.ok(), Some(4));
    assert_eq!(budget.available(), Some(80));
    assert_eq!(fails(0, &policy, &budget, late).await.ok(), Some(1));
    assert_eq!(budget.available(), Some(81));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_before_its_retry_costs_nothing() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new(100));
    for _ in 0..30 {
        let call = run(course(&policy, &budget, 180 * SECOND), |_| async {
            Err::<Success, _>(busy(Some(9 * SECOND)))
        });
        assert!(tokio::time::timeout(SECOND, call).await.is_err());
    }
    assert_eq!(budget.available(), Some(100));
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_budget_ends_retries_at_once() {
    let (policy, budget) = (RetryPolicy::default(), RetryBudget::new(17));
    let error = fails(9, &policy, &budget, || busy(None)).await.expect_err("it fails");
    assert_eq!(
        (error.attempts(), error.is_retry_budget_exhausted()),
        (4, false),
        "15 tokens are enough"
    );
    let began = Instant::now();
    let error = fails(9, &policy, &budget, || busy(None)).await.expect_err("it fails");
    assert_eq!((error.attempts(), error.is_retry_budget_exhausted()), (1, true));
    assert!(error.to_string().contains("its retry budget is exhausted"), "{error}");
    assert_eq!(began.elapsed(), Duration::ZERO);
    // Three calls that succeed bring enough for another retry.
    for _ in 0..3 {
        let fine = fails(0, &policy, &budget, || busy(None)).await;
        assert!(fine.is_ok());
    }
    assert_eq!(fails(1, &policy, &budget, || busy(None)).await.ok(), Some(2));
}

#[tokio::test(start_paused = true)]
async fn a_program_decides_which_errors_are_retried() {
    let budget = RetryBudget::unlimited();
    let conflict = || Failure::Attempt(Error::new(ErrorKind::Api, "registered soon").with_status(409));
    let absent = || Failure::Lasting(Error::new(ErrorKind::Api, "not there yet").with_status(404));
    // By its code it is a missing permission, whatever the status.
    let forbidden = || Failure::Lasting(Error::new(ErrorKind::Api, "forbidden").with_status(500));
    let plain = RetryPolicy::default();
    let own = plain
        .clone()
        .classify(|error| match (error.operation(), error.status()) {
            (Some("Op"), Some(409)) => RetryDecision::Retry,
            (Some("Op"), Some(404)) if error.attempts() < 3 => RetryDecision::Retry,
            (_, Some(503)) => RetryDecision::DoNotRetry,
            _ => RetryDecision::Default,
        });
    let attempts = async |failure, policy| match fails(9, policy, &budget, failure).await {
        Ok(attempts) => attempts,
        Err(error) => error.attempts(),
    };
    let late = || Failure::Attempt(Error::new(ErrorKind::Timeout, "late"));
    let refused = || Failure::Refused(Error::new(ErrorKind::Api, "refused").with_status(401), None);
    for (failure, without, with) in [
        (conflict as fn() -> Failure, 1, 4),
        (absent, 1, 3),
        (forbidden, 1, 1),
        (|| busy(None), 4, 1),
        (late, 4, 4),
        (refused, 1, 1),
    ] {
        assert_eq!(
            (attempts(failure, &plain).await, attempts(failure, &own).await),
            (without, with)
        );
    }
}
