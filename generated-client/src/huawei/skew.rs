//! The difference between this machine's clock and that of the service, for signatures.
//!
//! A signature is refused if its time is some minutes off. The service says what time it is in the header `Date` of its
//! refusal, and the client corrects the time of its signatures by that. About five refusals in a row lock the key, so
//! that as few requests as possible are refused: one of them is signed and sent once more, but not often, and while it
//! is not known whether the time is right, signed requests are sent one by one. That is until the first one is
//! accepted, and again after a refusal. Afterwards nothing waits.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering::SeqCst},
    },
    time::{Duration, SystemTime},
};

use tokio::{
    sync::OwnedMutexGuard,
    time::{Instant, timeout},
};

/// A signature whose time is off by no more than this was not refused for its time.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The least time between two requests that are sent again with a corrected time.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// The longest that a request waits for the response to another one. A service that does not respond holds up no
/// request for long.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// A correction of this machine's clock. There is none until the service refuses a signature for its time.
#[derive(Debug, Default)]
pub(super) struct Skew {
    /// The milliseconds by which the service's clock is ahead.
    ahead: AtomicI64,
    /// Whether the service has accepted the time of a signature since it last refused one.
    is_confirmed: AtomicBool,
    turn: Arc<tokio::sync::Mutex<()>>,
    /// When a request was last sent again.
    repeated: Mutex<Option<Instant>>,
}

/// What the service's refusal of a signature says about its time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was not refused for its time.
    OtherReason,
    /// It was, and should be sent again with the corrected time.
    Repeat,
    /// It was, and another one was sent again not long ago.
    DoNotRepeat,
}

impl Skew {
    /// Waits until a request may be signed. The request keeps what this returns until its response is known.
    pub(super) async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        if self.is_confirmed.load(SeqCst) {
            return None;
        }
        let turn = timeout(LONGEST_WAIT, Arc::clone(&self.turn).lock_owned()).await.ok();
        // The one before may have been accepted meanwhile.
        turn.filter(|_| !self.is_confirmed.load(SeqCst))
    }

    /// The service accepted a signature, or refused it for another reason than its time.
    pub(super) fn confirm(&self) {
        // All calls pass here: a store would have the processors exchange the line each time.
        if !self.is_confirmed.load(SeqCst) {
            self.is_confirmed.store(true, SeqCst);
        }
    }

    /// Returns the service's time when this machine's clock shows `now`.
    pub(super) fn correct(&self, now: SystemTime) -> SystemTime {
        let ahead = self.ahead.load(SeqCst);
        let by = Duration::from_millis(ahead.unsigned_abs());
        let corrected = if ahead < 0 {
            now.checked_sub(by)
        } else {
            now.checked_add(by)
        };
        corrected.unwrap_or(now)
    }

    /// Learns the service's time from its refusal of a signature. `signed` is the time of the signature, `refused` that
    /// of the refusal by the service's clock.
    pub(super) fn learn(&self, signed: SystemTime, refused: SystemTime, now: SystemTime) -> Refusal {
        if off(signed, refused).is_none() {
            self.confirm();
            return Refusal::OtherReason;
        }
        let milliseconds = |by: Duration| i64::try_from(by.as_millis()).unwrap_or_default();
        let ahead = match refused.duration_since(now) {
            Ok(ahead) => milliseconds(ahead),
            Err(behind) => -milliseconds(behind.duration()),
        };
        self.ahead.store(ahead, SeqCst);
        self.is_confirmed.store(false, SeqCst);
        let mut repeated = self.repeated.lock().unwrap_or_else(PoisonError::into_inner);
        if repeated.is_some_and(|repeated| repeated.elapsed() < PAUSE) {
            return Refusal::DoNotRepeat;
        }
        *repeated = Some(Instant::now());
        Refusal::Repeat
    }
}

/// Returns by how much the time of a signature was off, if it is so much that it was refused for that.
pub(super) fn off(signed: SystemTime, refused: SystemTime) -> Option<Duration> {
    let apart = refused.duration_since(signed).unwrap_or_else(|early| early.duration());
    (apart > TOLERANCE).then_some(apart)
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
            assert_eq!(skew.learn(at(NOW), at(NOW + 300), at(NOW)), Refusal::OtherReason);
            assert_eq!(skew.correct(at(NOW)), at(NOW));
            assert_eq!(skew.learn(at(NOW), at(service), at(NOW)), Refusal::Repeat);
            assert_eq!(skew.correct(at(NOW)), at(service));
            assert_eq!(skew.correct(at(NOW + 5)), at(service + 5));
            tokio::time::advance(Duration::from_secs(299)).await;
            let refusal = skew.learn(at(NOW), at(service + 1000), at(NOW));
            assert_eq!(refusal, Refusal::DoNotRepeat, "too soon");
            assert_eq!(
                skew.correct(at(NOW)),
                at(service + 1000),
                "but the next call is corrected"
            );
            tokio::time::advance(Duration::from_secs(1)).await;
            assert_eq!(skew.learn(at(NOW), at(service), at(NOW)), Refusal::Repeat);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn requests_go_one_by_one_until_one_is_accepted() {
        let skew = Skew::default();
        let first = skew.turn().await;
        assert!(first.is_some());
        let second = timeout(Duration::from_secs(1), skew.turn()).await;
        assert!(second.is_err(), "it waits for the first one");
        drop(first);
        let second = skew.turn().await;
        assert!(second.is_some(), "the first one had no response");
        skew.confirm();
        assert!(skew.turn().await.is_none(), "nothing waits any longer");
        drop(second);
        skew.learn(at(0), at(3600), at(0));
        assert!(skew.turn().await.is_some(), "a refusal starts it again");
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_waits_for_long() {
        let skew = Skew::default();
        let _first = skew.turn().await;
        let began = Instant::now();
        assert!(skew.turn().await.is_none());
        assert_eq!(began.elapsed(), LONGEST_WAIT);
    }
}
