//! A value that is fetched once, kept, and fetched again before it lapses: a token, keys, the ID of a project.
//!
//! However many tasks ask, one of them fetches and the others wait for it; if it is dropped meanwhile, the next takes its
//! turn. Those who waited get its error, too, instead of fetching one after the other what has just been refused: a
//! few wrong passwords lock a user. Whoever asks later fetches anew.
//!
//! A value that has not lapsed is used on where its renewal fails, takes long or is given up: the next try comes later.
//!
//! Time comes from a [`Clock`] that is handed in. No task runs in the background: a value is renewed when somebody asks
//! for it.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::time::timeout;

/// What time it is.
pub(crate) type Clock = fn() -> SystemTime;

/// How long before it lapses a value is renewed. Of a value that lives shorter than ten times this, the last tenth.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long a value that could not be renewed, but has not lapsed, is used before the next try; no longer than it lives.
const PAUSE: Duration = Duration::from_secs(30);

/// What was fetched, and when it lapses; never, if that is not known.
#[derive(Clone)]
pub(crate) struct Fetched<T> {
    pub(crate) value: T,
    pub(crate) expires_at: Option<SystemTime>,
}

/// How long a renewal may take while the value has not lapsed. A call should not fail for want of what it has.
const PATIENCE: Duration = Duration::from_secs(5);

/// A value that is fetched when it is first asked for. `C` tells the time.
pub(crate) struct Kept<T, E, C = Clock> {
    clock: C,
    state: Mutex<State<T, E>>,
    /// Held by the one who fetches.
    turn: tokio::sync::Mutex<()>,
}

struct State<T, E> {
    current: Option<Current<T>>,
    /// How often was fetched, and how the last time ended if it failed.
    fetches: u64,
    failure: Option<Arc<E>>,
}

struct Current<T> {
    value: T,
    expires_at: Option<SystemTime>,
    renew_at: Option<SystemTime>,
}

impl<T: Clone> Current<T> {
    fn of(fetched: Fetched<T>, now: SystemTime) -> Self {
        let renew_at = fetched.expires_at.map(|expires_at| {
            let life = expires_at.duration_since(now).unwrap_or_default();
            expires_at - MARGIN.min(life / 10)
        });
        Self {
            value: fetched.value,
            expires_at: fetched.expires_at,
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

impl<T: Clone, E, C: Fn() -> SystemTime> Kept<T, E, C> {
    /// Nothing yet.
    pub(crate) fn new(clock: C) -> Self {
        Self {
            clock,
            state: Mutex::new(State {
                current: None,
                fetches: 0,
                failure: None,
            }),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// The value: the one that is kept, or the one that `fetch` brings. While somebody else fetches, one that has not
    /// lapsed is good enough.
    pub(crate) async fn get<F, R>(&self, fetch: F) -> Result<T, Arc<E>>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<Fetched<T>, E>>,
    {
        let (usable, seen) = match self.look() {
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
        // Somebody else may have had a turn meanwhile.
        if let Look::Fresh(value) = self.look() {
            return Ok(value);
        }
        {
            let state = self.state();
            if let Some(failure) = state.failure.as_ref().filter(|_| state.fetches != seen) {
                return Err(Arc::clone(failure));
            }
        }
        let outcome = match usable {
            None => fetch().await,
            Some(usable) => {
                // Even if whoever asks has no more time, and gives it up.
                let _put_off = PutOff(self);
                match timeout(PATIENCE, fetch()).await {
                    Ok(outcome) => outcome,
                    Err(_) => return Ok(usable),
                }
            }
        };
        let result = self.settle(outcome);
        drop(turn);
        result
    }

    /// Keeps what was fetched, or why nothing was; the value to use from now on.
    fn settle(&self, outcome: Result<Fetched<T>, E>) -> Result<T, Arc<E>> {
        let now = (self.clock)();
        let mut state = self.state();
        state.fetches += 1;
        state.failure = None;
        match outcome {
            Ok(fetched) => {
                let value = fetched.value.clone();
                state.current = Some(Current::of(fetched, now));
                Ok(value)
            }
            Err(error) => match state.current.as_ref().filter(|current| current.is_usable(now)) {
                Some(current) => Ok(current.value.clone()),
                None => {
                    let failure = Arc::new(error);
                    state.failure = Some(Arc::clone(&failure));
                    Err(failure)
                }
            },
        }
    }

    /// Forgets the value if it is the one that `refused` knows. One that was renewed since then stays.
    pub(crate) fn forget(&self, refused: impl FnOnce(&T) -> bool) {
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| refused(&current.value)) {
            state.current = None;
        }
    }

    fn look(&self) -> Look<T> {
        let now = (self.clock)();
        let state = self.state();
        match &state.current {
            Some(current) if current.is_fresh(now) => Look::Fresh(current.value.clone()),
            current => Look::Stale {
                usable: current
                    .as_ref()
                    .filter(|current| current.is_usable(now))
                    .map(|current| current.value.clone()),
                fetches: state.fetches,
            },
        }
    }
}

impl<T, E, C> Kept<T, E, C> {
    /// A lock that outlives a task that panicked with it: each change of the state is whole.
    fn state(&self) -> MutexGuard<'_, State<T, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts the next renewal off when it is dropped.
struct PutOff<'a, T, E, C: Fn() -> SystemTime>(&'a Kept<T, E, C>);

impl<T, E, C: Fn() -> SystemTime> Drop for PutOff<'_, T, E, C> {
    fn drop(&mut self) {
        let next = (self.0.clock)() + PAUSE;
        if let Some(current) = &mut self.0.state().current {
            // What has lapsed is no longer used.
            current.renew_at = Some(current.expires_at.map_or(next, |expires_at| next.min(expires_at)));
        }
    }
}

enum Look<T> {
    Fresh(T),
    Stale { usable: Option<T>, fetches: u64 },
}

/// Whether there is a value, and not what it is.
impl<T, E, C> fmt::Debug for Kept<T, E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Kept")
            .field("kept", &state.current.is_some())
            .field("fetches", &state.fetches)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
