//! The limit of how many requests a client sends in a time.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

use super::{clock::later, error::Error};

/// How many requests a client sends in a time, counting each attempt of a call.
///
/// An attempt that exceeds the limit waits for its turn; they are sent in the order in which they began to wait. The wait
/// is part of the call's timeout: if it expires meanwhile, the error names the limit. There is no limit by default.
///
/// A client and its clones share one limit. To share one among several clients, set a clone of it on each of their
/// builders.
///
/// ```
/// use huaweicloud_hss::{Client, RateLimit};
///
/// // No more than 200 requests in a second, and no more than 20 of them at once.
/// let builder = Client::builder().rate_limit(RateLimit::per_second(200).burst(20));
/// ```
#[derive(Clone)]
pub struct RateLimit {
    requests: u32,
    period: Duration,
    burst: u32,
    /// When the tokens that were taken will be replaced, all of them. A waiting attempt holds the lock, which is given out in
    /// turn.
    replaced: Arc<Mutex<Option<Instant>>>,
}

impl RateLimit {
    /// Returns a limit of so many requests in a second, each of which may be sent at any time in it.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// Returns a limit of so many requests in a period, each of which may be sent at any time in it.
    #[must_use]
    pub fn new(requests: u32, period: Duration) -> Self {
        Self {
            requests,
            period,
            burst: requests,
            replaced: Arc::default(),
        }
    }

    /// Sets how many requests may be sent at once after a pause. Default: those of the whole period. With 1, they are evenly
    /// distributed. 0 is the same as 1.
    #[must_use]
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.max(1);
        // Not that of the limit which this one was cloned from.
        self.replaced = Arc::default();
        self
    }

    /// Returns an error if nothing could be sent, or anything.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.requests == 0 {
            return Err(Error::invalid(
                "a rate limit (`rate_limit`) of zero requests would send nothing: set at least one, or no limit",
            ));
        }
        if (self.period / self.requests).is_zero() {
            return Err(Error::invalid(
                "a rate limit (`rate_limit`) of more than a request in each nanosecond limits nothing: set a longer period, or \
                 no limit",
            ));
        }
        Ok(())
    }

    /// Waits until a request may be sent. What is dropped before that takes nothing.
    pub(super) async fn acquire(&self) {
        let interval = self.period / self.requests.max(1);
        // How long before its replacement a token may be taken.
        let early = interval.saturating_mul(self.burst.saturating_sub(1));
        let mut replaced = self.replaced.lock().await;
        if let Some(at) = *replaced
            && let Some(from) = at.checked_sub(early)
            && from > Instant::now()
        {
            sleep_until(from).await;
        }
        let now = Instant::now();
        *replaced = Some(later(replaced.map_or(now, |at| at.max(now)), interval));
    }
}

/// The limit in words, such as `200 requests in 1s`.
impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.requests == 1 { "request" } else { "requests" };
        write!(f, "{} {noun} in {:?}", self.requests, self.period)
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit")
            .field("requests", &self.requests)
            .field("period", &self.period)
            .field("burst", &self.burst)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinSet;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// The times, in milliseconds, at which so many requests that wait at the same time are sent.
    async fn times(limit: &RateLimit, requests: usize) -> Vec<u128> {
        let began = Instant::now();
        let mut all = JoinSet::new();
        for number in 0..requests {
            let limit = limit.clone();
            all.spawn(async move {
                limit.acquire().await;
                (number, began.elapsed().as_millis())
            });
        }
        let mut all = all.join_all().await;
        all.sort_unstable_by_key(|(_, at)| *at);
        assert!(all.is_sorted(), "in the order in which they came: {all:?}");
        all.into_iter().map(|(_, at)| at).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_sent_at_the_rate_after_the_burst() {
        let limit = RateLimit::per_second(10).burst(3);
        assert_eq!(times(&limit, 6).await, [0, 0, 0, 100, 200, 300]);
        assert_eq!(
            times(&RateLimit::per_second(10), 12).await,
            [[0; 10].as_slice(), &[100, 200]].concat()
        );
        assert_eq!(times(&RateLimit::new(4, SECOND).burst(0), 3).await, [0, 250, 500]);
        // A pause brings back the burst, and no more.
        tokio::time::sleep(60 * SECOND).await;
        assert_eq!(times(&limit, 5).await, [0, 0, 0, 100, 200]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_dropped_takes_no_turn() {
        let limit = RateLimit::per_second(1).burst(1);
        limit.acquire().await;
        let began = Instant::now();
        for _ in 0..5 {
            let waiting = tokio::time::timeout(Duration::from_millis(10), limit.acquire());
            assert!(waiting.await.is_err());
        }
        limit.acquire().await;
        assert_eq!(began.elapsed(), SECOND);
    }

    #[test]
    fn a_limit_of_nothing_is_an_error() {
        assert!(RateLimit::per_second(0).check().is_err());
        assert!(RateLimit::new(5, Duration::ZERO).check().is_err());
        assert!(RateLimit::new(5, Duration::from_nanos(4)).check().is_err());
        assert!(RateLimit::new(5, Duration::from_nanos(5)).check().is_ok());
        assert!(RateLimit::per_second(1).check().is_ok());
        assert_eq!(RateLimit::per_second(200).to_string(), "200 requests in 1s");
        assert_eq!(RateLimit::per_second(1).to_string(), "1 request in 1s");
    }
}
