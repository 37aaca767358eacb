//! When a refused token is not renewed.
//!
//! A service that refuses a new token would refuse the next one, too. Each costs a login, which sends a password or the
//! secret of a client.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long no token is renewed after the service refused a new one.
const PAUSE: Duration = Duration::from_secs(30);

/// Why a token is not renewed, for the source of the error.
pub(crate) const WHY: &str =
    "the service refused a token that was issued for this call; none is requested for 30 seconds after that";

/// Whether tokens of one kind are renewed.
#[derive(Debug, Default)]
pub(crate) struct Renewal(Mutex<Option<Instant>>);

impl Renewal {
    /// Returns whether a refused token is not renewed now.
    pub(crate) fn is_paused(&self) -> bool {
        let refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        refused.is_some_and(|refused| refused.elapsed() < PAUSE)
    }

    /// The service refused a new token.
    pub(crate) fn pause(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_pause_ends() {
        let renewal = Renewal::default();
        assert!(!renewal.is_paused());
        renewal.pause();
        tokio::time::advance(Duration::from_secs(29)).await;
        assert!(renewal.is_paused());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!renewal.is_paused());
    }
}
