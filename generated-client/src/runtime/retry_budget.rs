//! The budget of retries of a client: how many it may make while calls keep failing.
//!
//! A token bucket, with the figures of the AWS SDK's standard mode. While a service is down, each call would otherwise
//! send several times as many requests as before, to a service that fails because of its load.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use super::error::{Error, ErrorKind};

/// What a retry after a timeout costs, in relation to another one.
const TIMEOUT_FACTOR: u32 = 2;

/// How many retries a client may make while its calls keep failing.
///
/// A budget has tokens, at first 500. A retry costs 5 of them, and 10 after a timeout. A retry that succeeds returns what
/// it cost, and a call that succeeds at once returns 1. A call that fails when there are too few tokens is not retried:
/// its error is returned at once, and [`Error::is_retry_budget_exhausted`] returns true. The first attempt of a call is
/// always made, and renewing refused credentials costs nothing.
///
/// These are the figures of the AWS SDK's standard mode. A client and its clones share one budget. To share one among
/// several clients, set a clone of it on each of their builders.
///
/// ```
/// use huaweicloud_hss::{Client, RetryBudget};
///
/// // 20 retries while everything fails.
/// let builder = Client::builder().retry_budget(RetryBudget::new(100));
///
/// // As many as the retry policy of each call allows.
/// let builder = Client::builder().retry_budget(RetryBudget::unlimited());
/// ```
#[derive(Clone)]
pub struct RetryBudget(Option<Arc<Bucket>>);

struct Bucket {
    capacity: u32,
    cost: u32,
    tokens: AtomicU32,
}

impl Default for RetryBudget {
    /// 500 tokens.
    fn default() -> Self {
        Self::new(500)
    }
}

impl RetryBudget {
    /// Returns a budget of so many tokens, all of which are there. A retry costs 5 of them, one after a timeout 10.
    #[must_use]
    pub fn new(capacity: u32) -> Self {
        const COST: u32 = 5;
        Self(Some(Arc::new(Bucket {
            capacity,
            cost: COST,
            tokens: AtomicU32::new(capacity),
        })))
    }

    /// Returns the budget that is never exhausted: only the retry policies limit retries.
    #[must_use]
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// Returns how many tokens there are now; `None` if the budget is unlimited.
    pub fn available(&self) -> Option<u32> {
        self.0.as_ref().map(|bucket| bucket.tokens.load(Ordering::Relaxed))
    }

    /// Pays for a retry that is made after a wait. A call that is dropped during the wait gets its tokens back.
    pub(super) fn reserve(&self, error: &Error) -> Option<Reserved<'_>> {
        let price = self.withdraw(error)?;
        Some(Reserved { budget: self, price })
    }

    /// Pays for a retry after this error. Returns the price, or `None` if there are too few tokens.
    fn withdraw(&self, error: &Error) -> Option<u32> {
        let Some(bucket) = &self.0 else { return Some(0) };
        let price = match error.kind() {
            ErrorKind::Timeout => bucket.cost * TIMEOUT_FACTOR,
            _ => bucket.cost,
        };
        let pay = |tokens: u32| tokens.checked_sub(price);
        let paid = bucket.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay);
        paid.ok().map(|_| price)
    }

    /// Returns tokens after a success: the price of its retry, or one if there was none.
    pub(super) fn deposit(&self, price: Option<u32>) {
        let Some(bucket) = &self.0 else { return };
        // Nearly always: no write to what all threads share.
        if bucket.tokens.load(Ordering::Relaxed) >= bucket.capacity {
            return;
        }
        let tokens = price.unwrap_or(1);
        let add = |before: u32| Some(before.saturating_add(tokens).min(bucket.capacity));
        let _ = bucket.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

/// The tokens of a retry that is not made yet.
#[must_use = "what is dropped goes back to the budget"]
pub(super) struct Reserved<'b> {
    budget: &'b RetryBudget,
    price: u32,
}

impl Reserved<'_> {
    /// The retry is made now. Returns its price.
    pub(super) fn spend(mut self) -> u32 {
        std::mem::take(&mut self.price)
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        if self.price > 0 {
            self.budget.deposit(Some(self.price));
        }
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(bucket) => f
                .debug_struct("RetryBudget")
                .field("capacity", &bucket.capacity)
                .field("available", &bucket.tokens.load(Ordering::Relaxed))
                .finish(),
            None => f.write_str("RetryBudget(unlimited)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> Error {
        Error::new(ErrorKind::Api, "busy")
    }

    #[test]
    fn retries_cost_and_successes_refund() {
        let budget = RetryBudget::default();
        assert_eq!(budget.available(), Some(500));
        assert_eq!(budget.withdraw(&failed()), Some(5));
        assert_eq!(budget.withdraw(&Error::new(ErrorKind::Timeout, "late")), Some(10));
        assert_eq!(budget.available(), Some(485));
        budget.deposit(Some(10));
        budget.deposit(None);
        assert_eq!(budget.available(), Some(496));
        budget.deposit(Some(10));
        assert_eq!(budget.available(), Some(500), "never more than at first");
    }

    #[test]
    fn a_retry_that_is_not_made_costs_nothing() {
        let budget = RetryBudget::new(12);
        drop(budget.reserve(&failed()));
        assert_eq!(budget.available(), Some(12));
        assert_eq!(budget.reserve(&failed()).map(Reserved::spend), Some(5));
        assert_eq!(budget.available(), Some(7));
    }

    #[test]
    fn an_empty_budget_pays_nothing() {
        let budget = RetryBudget::new(12);
        let clone = budget.clone();
        assert_eq!(budget.withdraw(&failed()), Some(5));
        assert_eq!(clone.withdraw(&failed()), Some(5), "a clone has the same tokens");
        assert_eq!((budget.withdraw(&failed()), budget.available()), (None, Some(2)));
        assert_eq!(RetryBudget::new(0).withdraw(&failed()), None);
        let unlimited = RetryBudget::unlimited();
        assert_eq!((unlimited.withdraw(&failed()), unlimited.available()), (Some(0), None));
    }
}
