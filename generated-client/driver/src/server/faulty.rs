//! Another handler's answers, broken by a schedule.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use super::{Answer, Fault, Handler, Received, lock};

/// Breaks the answers of a handler by a schedule: one entry for each request, in the order in which they come; `None`
/// leaves an answer as it is. When the schedule is through, all answers are right.
#[derive(Debug)]
pub struct Faulty<H> {
    handler: H,
    schedule: Mutex<VecDeque<Option<Fault>>>,
}

impl<H: Handler> Faulty<H> {
    /// Breaks the answers of `handler`.
    #[must_use]
    pub fn new(handler: H, schedule: impl IntoIterator<Item = Option<Fault>>) -> Self {
        Self {
            handler,
            schedule: Mutex::new(schedule.into_iter().collect()),
        }
    }

    /// The handler whose answers are broken.
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

    /// Leaves all further answers as they are.
    pub fn heal(&self) {
        lock(&self.schedule).clear();
    }
}

impl<H: Handler> Handler for Faulty<H> {
    fn answer(&self, request: &Received) -> Answer {
        let fault = lock(&self.schedule).pop_front().flatten();
        match fault {
            Some(fault) => fault.answer(request, &self.handler),
            None => self.handler.answer(request),
        }
    }
}

impl<H: Handler> Handler for Arc<Faulty<H>> {
    fn answer(&self, request: &Received) -> Answer {
        Faulty::answer(self, request)
    }
}
