//! Another handler's responses, broken by a schedule.

use std::{collections::VecDeque, sync::Mutex};

use super::{CannedResponse, Fault, Handler, Received, lock};

/// Breaks the responses of a handler by a schedule: one entry for each request, in the order in which they come; `None`
/// leaves a response as it is. When the schedule is through, all responses are right.
#[derive(Debug)]
pub struct Faulty<H> {
    handler: H,
    schedule: Mutex<VecDeque<Option<Fault>>>,
}

impl<H: Handler> Faulty<H> {
    /// Breaks the responses of `handler`.
    #[must_use]
    pub fn new(handler: H, schedule: impl IntoIterator<Item = Option<Fault>>) -> Self {
        Self {
            handler,
            schedule: Mutex::new(schedule.into_iter().collect()),
        }
    }

    /// The handler whose responses are broken.
    #[must_use]
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// How many entries of the schedule are still to come.
    #[must_use]
    pub fn left(&self) -> usize {
        lock(&self.schedule).len()
    }

    /// Adds to the end of the schedule.
    pub fn extend(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        lock(&self.schedule).extend(faults);
    }

    /// Leaves all further responses as they are.
    pub fn heal(&self) {
        lock(&self.schedule).clear();
    }
}

impl<H: Handler> Handler for Faulty<H> {
    fn respond(&self, request: &Received) -> CannedResponse {
        let fault = lock(&self.schedule).pop_front().flatten();
        match fault {
            Some(fault) => fault.respond(request, &self.handler),
            None => self.handler.respond(request),
        }
    }
}
