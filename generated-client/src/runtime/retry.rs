//! When to try again, and how long to wait before: numbers alone, nothing is sent or slept here.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How often, how long and at which pace a call is tried again.
///
/// Tried again is what another attempt may mend: connections that fail or break off, attempts that take too long, and
/// the statuses 408, 429, 500, 502, 503 and 504, unless the code beside them says that it lasts; and what a code says to
/// pass under any other status. A POST or PATCH is tried again only if nothing was sent. The wait is a random part of a
/// bound that doubles each time, and never shorter than the service's `Retry-After`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) max_elapsed: Duration,
    base: Duration,
    max_delay: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts within two minutes, with waits of at most 1, 2 and 4 seconds.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            max_elapsed: Duration::from_secs(120),
            base: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// One attempt, and no other.
    #[must_use]
    pub fn off() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the most attempts, the first included (4). 0 is taken for 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the time after which no further attempt begins, counted from the first (120 s). The timeout of the whole
    /// call holds besides.
    #[must_use]
    pub fn max_elapsed(mut self, duration: Duration) -> Self {
        self.max_elapsed = duration;
        self
    }

    /// Sets the bound of the first wait (1 s). It doubles with each further one.
    #[must_use]
    pub fn base(mut self, duration: Duration) -> Self {
        self.base = duration;
        self
    }

    /// Sets the bound that no wait's bound grows beyond (20 s). A longer `Retry-After` is still heeded.
    #[must_use]
    pub fn max_delay(mut self, duration: Duration) -> Self {
        self.max_delay = duration;
        self
    }

    /// The waits between the attempts of one call.
    pub(super) fn waits(&self) -> Waits {
        let bounds = ExponentialBuilder::new()
            .with_min_delay(self.base.min(self.max_delay))
            .with_max_delay(self.max_delay)
            .without_max_times();
        Waits(bounds.build())
    }
}

/// The waits of one call.
pub(super) struct Waits(ExponentialBackoff);

impl Waits {
    /// The next wait: at random between nothing and the bound (full jitter), but no less than the service asked for.
    pub(super) fn next(&mut self, asked: Option<Duration>) -> Duration {
        let bound = self.0.next().unwrap_or_default();
        let part = Duration::try_from_secs_f64(bound.as_secs_f64() * fastrand::f64()).unwrap_or(bound);
        part.max(asked.unwrap_or_default())
    }
}

/// `Retry-After`: a number of seconds, or a date.
pub(super) fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit mean longer than anyone waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date that has passed asks for no wait.
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_random_parts_of_bounds_that_double() {
        let policy = RetryPolicy::default()
            .base(Duration::from_secs(1))
            .max_delay(Duration::from_secs(5));
        let mut longest = [Duration::ZERO; 5];
        let mut shortest = [Duration::MAX; 5];
        for _ in 0..2000 {
            let mut waits = policy.waits();
            for (long, short) in longest.iter_mut().zip(&mut shortest) {
                let wait = waits.next(None);
                (*long, *short) = ((*long).max(wait), (*short).min(wait));
            }
        }
        for (number, bound) in [1.0, 2.0, 4.0, 5.0, 5.0].into_iter().enumerate() {
            let (long, short) = (longest[number].as_secs_f64(), shortest[number].as_secs_f64());
            assert!(
                long <= bound && long > 0.95 * bound,
                "wait {number} goes up to {long}, not {bound}"
            );
            assert!(short < 0.05 * bound, "wait {number} begins at {short}");
        }
    }

    #[test]
    fn the_service_can_ask_for_more_than_the_bound() {
        let mut waits = RetryPolicy::default().max_delay(Duration::from_millis(1)).waits();
        assert_eq!(waits.next(Some(Duration::from_secs(30))), Duration::from_secs(30));
        assert!(waits.next(Some(Duration::ZERO)) <= Duration::from_millis(1));
    }

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let read = |text| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(read("0"), Some(0));
        assert_eq!(read(" 120 "), Some(120));
        assert_eq!(read("99999999999999999999999"), Some(u64::MAX));
        for date in [
            "Sun, 06 Nov 1994 08:49:40 GMT",
            "Sunday, 06-Nov-94 08:49:40 GMT",
            "Sun Nov  6 08:49:40 1994",
        ] {
            assert_eq!(read(date), Some(3), "{date}");
        }
        assert_eq!(read("Sun, 06 Nov 1994 08:49:36 GMT"), Some(0));
        for none in ["", "-1", "1.5", "soon", "1 s"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
