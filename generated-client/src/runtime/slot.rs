//! A response between the attempt that received its head and what reads its body.

use std::sync::{Arc, Mutex, PoisonError};

use super::incoming::Incoming;

/// Where an attempt puts a successful response that is not read yet.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<Incoming>>>);

impl Slot {
    pub(super) fn put(&self, response: Incoming) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }

    pub(super) fn take(&self) -> Option<Incoming> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
