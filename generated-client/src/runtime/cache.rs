//! A value that is fetched once, cached, and fetched again before it expires: a token, keys, the ID of a project.
//!
//! However many tasks need it, one of them fetches and the others wait for it; if that one is dropped meanwhile, the
//! next takes its turn. Those who waited get its error, too, instead of fetching one after the other what has just been
//! refused. A refusal is remembered for a while beyond that: a few wrong passwords lock a user.
//!
//! A fetch takes a limited time. A value that has not expired is still used where its renewal fails, takes long or is
//! dropped: the next attempt is made later.
//!
//! Time comes from a [`Clock`] that is passed in. No task runs in the background: a value is renewed when a call needs
//! it.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, timeout};

/// Returns the current time.
pub(crate) type Clock = fn() -> SystemTime;

/// How long before it expires a value is renewed. One that lives shorter than ten times this is renewed when a tenth of
/// its life is left.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long a value that could not be renewed, but has not expired, is used before the next attempt.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a renewal may take while the value has not expired. A call must not fail while it has a valid value.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a refusal is remembered.
const REFUSAL_MEMORY: Duration = Duration::from_secs(30);

/// What was fetched.
#[derive(Clone)]
pub(crate) struct Fetched<T> {
    pub(crate) value: T,
    /// When it expires; never, if that is not known.
    pub(crate) expires_at: Option<SystemTime>,
    /// How long it is used even if `expires_at` has passed: this machine's clock may be wrong.
    pub(crate) used_for: Duration,
}

/// The errors of a cache's fetches.
pub(crate) struct Rules<E> {
    /// The longest that a fetch may take.
    pub(crate) timeout: Duration,
    /// The error of a fetch that took longer.
    pub(crate) timed_out: Box<dyn Fn(Duration) -> E + Send + Sync>,
    /// Whether an error is a refusal, which another fetch would repeat.
    pub(crate) is_refusal: fn(&E) -> bool,
}

/// A value that is fetched when it is first needed. `C` is the clock.
pub(crate) struct Cache<T, E, C = Clock> {
    clock: C,
    rules: Rules<E>,
    state: Mutex<State<T, E>>,
    /// Held by the task that fetches.
    turn: tokio::sync::Mutex<()>,
}

struct State<T, E> {
    current: Option<Current<T>>,
    /// How many fetches have ended, and how the last one did if it failed.
    fetches: u64,
    failure: Option<Arc<E>>,
    /// Until when no further fetch is made, after one that was refused.
    refused_until: Option<Instant>,
}

struct Current<T> {
    value: T,
    expires_at: Option<SystemTime>,
    renew_at: Option<SystemTime>,
}

impl<T: Clone> Current<T> {
    fn of(fetched: Fetched<T>, now: SystemTime) -> Self {
        let earliest = now + fetched.used_for;
        let expires_at = fetched.expires_at.map(|expires_at| expires_at.max(earliest));
        let renew_at = expires_at.map(|expires_at| {
            let life = expires_at.duration_since(now).unwrap_or_default();
            (expires_at - MARGIN.min(life / 10)).max(earliest)
        });
        Self {
            value: fetched.value,
            expires_at,
            renew_at,
        }
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.renew_at.is_none_or(|renew_at| now < renew_at)
    }

    fn is_usable(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

impl<T: Clone, E, C: Fn() -> SystemTime> Cache<T, E, C> {
    /// An empty cache.
    pub(crate) fn new(clock: C, rules: Rules<E>) -> Self {
        Self {
            clock,
            rules,
            state: Mutex::new(State {
                current: None,
                fetches: 0,
                failure: None,
                refused_until: None,
            }),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Returns the cached value, or the one that `fetch` returns. While another task fetches, a value that has not
    /// expired is good enough.
    pub(crate) async fn get<F, R>(&self, fetch: F) -> Result<T, Arc<E>>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<Fetched<T>, E>>,
    {
        let (usable, seen) = match self.look()? {
            Look::Fresh(value) => return Ok(value),
            Look::Stale { usable, fetches } => (usable, fetches),
        };
        let turn = match usable {
            None => self.turn.lock().await,
            Some(ref usable) => match self.turn.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(usable.clone()),
            },
        };
        // Another task may have had a turn meanwhile.
        if let Look::Fresh(value) = self.look()? {
            return Ok(value);
        }
        if usable.is_none() {
            let state = self.state();
            if let Some(failure) = state.failure.as_ref().filter(|_| state.fetches != seen) {
                return Err(Arc::clone(failure));
            }
        }
        let limit = self.rules.timeout;
        let outcome = match usable {
            None => match timeout(limit, fetch()).await {
                Ok(outcome) => outcome,
                Err(_) => Err((self.rules.timed_out)(limit)),
            },
            Some(usable) => {
                // Even if the caller has no more time, and drops this.
                let _postpone = Postpone(self);
                match timeout(RENEWAL_TIMEOUT.min(limit), fetch()).await {
                    Ok(outcome) => outcome,
                    Err(_) => return Ok(usable),
                }
            }
        };
        let result = self.settle(outcome);
        drop(turn);
        result
    }

    /// Caches the fetched value or the failure; returns the value to use from now on.
    fn settle(&self, outcome: Result<Fetched<T>, E>) -> Result<T, Arc<E>> {
        let now = (self.clock)();
        let mut state = self.state();
        state.fetches += 1;
        state.failure = None;
        state.refused_until = None;
        match outcome {
            Ok(fetched) => {
                let value = fetched.value.clone();
                state.current = Some(Current::of(fetched, now));
                Ok(value)
            }
            Err(error) => {
                if (self.rules.is_refusal)(&error) {
                    state.refused_until = Some(Instant::now() + REFUSAL_MEMORY);
                }
                let failure = Arc::new(error);
                state.failure = Some(Arc::clone(&failure));
                match state.current.as_ref().filter(|current| current.is_usable(now)) {
                    Some(current) => Ok(current.value.clone()),
                    None => Err(failure),
                }
            }
        }
    }

    /// Removes the value if it is the one that `refused` recognises. One that was renewed since then stays.
    pub(crate) fn forget(&self, refused: impl FnOnce(&T) -> bool) {
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| refused(&current.value)) {
            state.current = None;
        }
    }

    /// What is cached. An error is a refusal that is still remembered.
    fn look(&self) -> Result<Look<T>, Arc<E>> {
        let now = (self.clock)();
        let state = self.state();
        let usable = match &state.current {
            Some(current) if current.is_fresh(now) => return Ok(Look::Fresh(current.value.clone())),
            Some(current) if current.is_usable(now) => Some(current.value.clone()),
            _ => None,
        };
        if usable.is_none()
            && let Some(failure) = &state.failure
            && state.refused_until.is_some_and(|until| Instant::now() < until)
        {
            return Err(Arc::clone(failure));
        }
        Ok(Look::Stale {
            usable,
            fetches: state.fetches,
        })
    }
}

impl<T, E, C> Cache<T, E, C> {
    /// Locks, and ignores poisoning: each change of the state is complete.
    fn state(&self) -> MutexGuard<'_, State<T, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Postpones the next renewal when it is dropped.
struct Postpone<'a, T, E, C: Fn() -> SystemTime>(&'a Cache<T, E, C>);

impl<T, E, C: Fn() -> SystemTime> Drop for Postpone<'_, T, E, C> {
    fn drop(&mut self) {
        let next = (self.0.clock)() + PAUSE;
        if let Some(current) = &mut self.0.state().current {
            // An expired value is no longer used.
            current.renew_at = Some(current.expires_at.map_or(next, |expires_at| next.min(expires_at)));
        }
    }
}

enum Look<T> {
    Fresh(T),
    Stale { usable: Option<T>, fetches: u64 },
}

/// Shows whether there is a value, never the value.
impl<T, E, C> fmt::Debug for Cache<T, E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Cache")
            .field("filled", &state.current.is_some())
            .field("fetches", &state.fetches)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
