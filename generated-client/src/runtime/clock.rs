//! The three times that can run out: of connecting, of one attempt, of the whole call.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, Timeout as Timed, error::Elapsed, timeout_at};

use super::{
    error::{Error, ErrorKind},
    timeout::Timeout,
};

/// A moment until which something may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    pub(super) at: Instant,
    which: Timeout,
    after: Duration,
}

impl Deadline {
    /// The end of a time that begins now.
    pub(super) fn new(which: Timeout, after: Duration) -> Self {
        Self {
            at: later(Instant::now(), after),
            which,
            after,
        }
    }

    pub(super) fn earlier(self, other: Self) -> Self {
        if other.at < self.at { other } else { self }
    }

    /// The output of `future`, if it is ready in time. It is no `async fn`, which would store the future twice.
    pub(super) fn bound<F: Future>(self, future: F) -> Timed<F> {
        timeout_at(self.at, future)
    }

    /// The error that it has passed.
    pub(super) fn passed(self, _: Elapsed) -> Error {
        self.error()
    }

    /// Whether it has passed.
    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.at
    }

    /// The error of what took longer.
    pub(super) fn error(self) -> Error {
        timed_out(self.which, self.after)
    }
}

/// `duration` after `moment`; years later if that is more than a clock can say.
pub(super) fn later(moment: Instant, duration: Duration) -> Instant {
    const YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    moment.checked_add(duration).unwrap_or_else(|| moment + YEARS)
}

/// The error that says which time ran out.
pub(super) fn timed_out(which: Timeout, after: Duration) -> Error {
    let message = match which {
        Timeout::Connect => format!("no connection was made within {after:?}"),
        Timeout::Attempt => format!("the attempt was not over within {after:?}"),
        Timeout::Total => format!("the call was not over within {after:?}"),
    };
    let error = Error::new(ErrorKind::Timeout, message).with_timeout(which);
    if which == Timeout::Connect {
        error.unsent()
    } else {
        error
    }
}
