//! Computes when to retry and how long to wait. Nothing here sends or sleeps.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::error::Error;

/// When a call is retried, how often, and after which delays.
///
/// A call is retried after failures that may pass: connections that fail or break off, attempts that take too long, and
/// the statuses 408, 429, 500, 502, 503 and 504, unless the service's code says that the failure is permanent; and any
/// other status whose code says that it is temporary. A POST or PATCH is retried only if nothing was sent. The delay is
/// random, between zero and a maximum that doubles each time, and never shorter than the service's `Retry-After`.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_hss::{Client, RetryPolicy};
///
/// // A batch job: more attempts, for longer. A call's timeout limits them too.
/// let ten_minutes = Duration::from_secs(600);
/// let patient = RetryPolicy::default().max_attempts(8).max_elapsed(ten_minutes);
/// let builder = Client::builder().retry_policy(patient).timeout(ten_minutes);
///
/// // A program that retries by itself.
/// let builder = Client::builder().retry_policy(RetryPolicy::off());
/// ```
///
/// Two policies are equal if their numbers are, and if both have no [`classifier`](Self::classify) or clones of the same.
#[derive(Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) max_elapsed: Duration,
    base: Duration,
    max_delay: Duration,
    classifier: Option<Classifier>,
}

/// Whether a call that failed is retried: what a [classifier](RetryPolicy::classify) returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryDecision {
    /// What the policy does without a classifier.
    #[default]
    Default,
    /// Another attempt, if the number of attempts, the times and the budget allow one. A POST or PATCH that the service may
    /// have executed is sent again, too.
    Retry,
    /// No further attempt.
    DoNotRetry,
}

/// The function of a program, which is compared by its address.
#[derive(Clone)]
struct Classifier(Arc<dyn Fn(&Error) -> RetryDecision + Send + Sync>);

impl PartialEq for Classifier {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Classifier {}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts)
            .field("max_elapsed", &self.max_elapsed)
            .field("base", &self.base)
            .field("max_delay", &self.max_delay)
            .field("classifier", &self.classifier.is_some())
            .finish()
    }
}

impl Default for RetryPolicy {
    /// Up to four attempts within two minutes, with delays of at most 1, 2 and 4 seconds.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            max_elapsed: Duration::from_secs(120),
            base: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
            classifier: None,
        }
    }
}

impl RetryPolicy {
    /// Returns the policy of a single attempt, without retries.
    #[must_use]
    pub fn off() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the maximum number of attempts, the first included. Default: 4. 0 is the same as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the time after which no further attempt begins, counted from the first. Default: 120 seconds.
    ///
    /// The timeout of the whole call, 180 seconds by default, applies as well.
    #[must_use]
    pub fn max_elapsed(mut self, duration: Duration) -> Self {
        self.max_elapsed = duration;
        self
    }

    /// Sets the maximum of the first delay. Default: 1 second. It doubles with each further delay.
    #[must_use]
    pub fn base(mut self, duration: Duration) -> Self {
        self.base = duration;
        self
    }

    /// Sets the maximum of every delay. Default: 20 seconds. A longer `Retry-After` is still respected.
    #[must_use]
    pub fn max_delay(mut self, duration: Duration) -> Self {
        self.max_delay = duration;
        self
    }

    /// Sets a function that decides which errors are retried. It gets the error of each attempt that failed, with the
    /// operation and the number of attempts, and returns [`RetryDecision::Default`] for those that it does not know.
    ///
    /// It is not called for refused credentials, since several failures in a row lock a key, nor if nothing was sent.
    ///
    /// ```
    /// use huaweicloud_hss::{RetryDecision, RetryPolicy};
    ///
    /// let policy = RetryPolicy::default().classify(|error| match error.code() {
    ///     // The host is being registered: it will be there soon.
    ///     Some("BUSY") => RetryDecision::Retry,
    ///     // It lasts for hours.
    ///     _ if error.status() == Some(503) => RetryDecision::DoNotRetry,
    ///     _ => RetryDecision::Default,
    /// });
    /// ```
    #[must_use]
    pub fn classify(mut self, classifier: impl Fn(&Error) -> RetryDecision + Send + Sync + 'static) -> Self {
        self.classifier = Some(Classifier(Arc::new(classifier)));
        self
    }

    /// What the program decides for an error.
    pub(super) fn decide(&self, error: &Error) -> RetryDecision {
        let classifier = self.classifier.as_ref();
        classifier.map_or(RetryDecision::Default, |classifier| (classifier.0)(error))
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
    /// The next wait: at random between nothing and the bound (full jitter), but no less than the service requested.
    pub(super) fn next(&mut self, requested: Option<Duration>) -> Duration {
        let bound = self.0.next().unwrap_or_default();
        let part = Duration::try_from_secs_f64(bound.as_secs_f64() * fastrand::f64()).unwrap_or(bound);
        part.max(requested.unwrap_or_default())
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
    // A date that has passed means no wait.
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_compared_with_their_classifiers() {
        let plain = RetryPolicy::default();
        assert_eq!(plain, RetryPolicy::default());
        let own = plain.clone().classify(|_| RetryDecision::Retry);
        assert_eq!(own, own.clone());
        assert_ne!(own, plain);
        assert_ne!(own, plain.clone().classify(|_| RetryDecision::Retry));
        assert!(format!("{own:?}").contains("classifier: true"), "{own:?}");
    }

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
    fn retry_after_may_exceed_the_bound() {
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
