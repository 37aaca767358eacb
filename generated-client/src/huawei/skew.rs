//! The difference between this machine's clock and that of the service, for signatures.
//!
//! A signature is refused if its time is some minutes off. The service says what time it is in the header `Date` of its
//! refusal, and the client corrects the time of its signatures by that. A refused request is signed and sent once more,
//! but not often: about five refusals in a row lock the key.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::time::Instant;

/// A signature whose time is off by no more than this was not refused for its time.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The least time between two requests that are sent again with a corrected time.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// A correction of this machine's clock. There is none until the service refuses a signature for its time.
#[derive(Debug, Default)]
pub(super) struct Skew(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    correction: Correction,
    /// When a request was last sent again.
    repeated: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Correction {
    #[default]
    None,
    Ahead(Duration),
    Behind(Duration),
}

impl Skew {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the service's time when this machine's clock shows `now`.
    pub(super) fn correct(&self, now: SystemTime) -> SystemTime {
        let corrected = match self.state().correction {
            Correction::None => None,
            Correction::Ahead(by) => now.checked_sub(by),
            Correction::Behind(by) => now.checked_add(by),
        };
        corrected.unwrap_or(now)
    }

    /// Learns the service's time from its refusal of a signature. `signed` is the time of the signature, `refused` that of
    /// the refusal by the service's clock. Returns whether the request should be sent again with a corrected time.
    pub(super) fn learn(&self, signed: SystemTime, refused: SystemTime, now: SystemTime) -> bool {
        let apart = refused.duration_since(signed).unwrap_or_else(|early| early.duration());
        if apart <= TOLERANCE {
            return false;
        }
        let mut state = self.state();
        state.correction = match refused.duration_since(now) {
            Ok(behind) => Correction::Behind(behind),
            Err(ahead) => Correction::Ahead(ahead.duration()),
        };
        if state.repeated.is_some_and(|repeated| repeated.elapsed() < PAUSE) {
            return false;
        }
        state.repeated = Some(Instant::now());
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_is_corrected_and_the_request_repeated_once_in_five_minutes() {
        const NOW: u64 = 1_800_000_000;
        for service in [NOW + 301, NOW - 301, NOW + 86_400, 0] {
            let skew = Skew::default();
            assert_eq!(skew.correct(at(NOW)), at(NOW));
            assert!(!skew.learn(at(NOW), at(NOW + 300), at(NOW)), "not for its time");
            assert_eq!(skew.correct(at(NOW)), at(NOW));
            assert!(skew.learn(at(NOW), at(service), at(NOW)));
            assert_eq!(skew.correct(at(NOW)), at(service));
            assert_eq!(skew.correct(at(NOW + 5)), at(service + 5));
            tokio::time::advance(Duration::from_secs(299)).await;
            assert!(!skew.learn(at(NOW), at(service + 1000), at(NOW)), "too soon");
            assert_eq!(
                skew.correct(at(NOW)),
                at(service + 1000),
                "but the next call is corrected"
            );
            tokio::time::advance(Duration::from_secs(1)).await;
            assert!(skew.learn(at(NOW), at(service), at(NOW)));
        }
    }
}
