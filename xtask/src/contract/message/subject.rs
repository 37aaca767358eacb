//! One interaction, and the operation that it is an example of.

use std::cell::RefCell;

use codegen::view::{Direction, Operation, Place};
use recording::Interaction;

use crate::contract::counters::{Counter, OfOperation};
use crate::contract::findings::{Checked, Location};
use crate::contract::prepared::Prepared;
use crate::contract::source::Source;

/// One interaction and the operation that it is an example of.
pub(crate) struct Subject<'a, 'd> {
    pub(crate) prepared: &'a Prepared<'d>,
    /// Which operation.
    pub(crate) index: usize,
    pub(crate) operation: &'a Operation<'d>,
    pub(crate) interaction: &'a Interaction,
    pub(crate) source: Source,
    /// What was seen of the document.
    pub(crate) seen: RefCell<Vec<Counter>>,
    /// A faster way to check a body, if one is to be tried.
    pub(crate) bodies: Option<&'a dyn CheckBody>,
}

/// Checks bodies of JSON by one pass over their text.
pub(crate) trait CheckBody {
    /// Reports what is wrong with a body, and returns what was seen of the document. Returns nothing, and reports
    /// nothing, if the body has to be checked value by value. `secret` says whether no message shows the value at a
    /// pointer.
    fn report(
        &self,
        schema: &Place<'_>,
        bytes: &[u8],
        body: (&Location, Direction),
        secret: &dyn Fn(&str) -> bool,
        checked: &mut Checked,
    ) -> Option<Vec<Counter>>;
}

impl<'d> Subject<'_, 'd> {
    /// The counters of the operation.
    pub(crate) fn counters(&self) -> &OfOperation<'d> {
        &self.prepared.counters.operations[self.index]
    }

    /// Reports what is wrong with a body of JSON by one pass over its text. Says whether that could be done.
    pub(crate) fn report(
        &self,
        schema: &Place<'_>,
        bytes: &[u8],
        body: (&Location, Direction),
        checked: &mut Checked,
    ) -> bool {
        let Some(bodies) = self.bodies else { return false };
        let secret = |pointer: &str| self.is_secret(schema, body.1, pointer);
        let seen = bodies.report(schema, bytes, body, &secret, checked);
        let reported = seen.is_some();
        self.seen.borrow_mut().extend(seen.unwrap_or_default());
        reported
    }

    /// Whether no message shows the value at a pointer into a body of this schema. What a client sends need not
    /// see: the document says what is wrong with it.
    pub(crate) fn is_secret(&self, schema: &Place<'_>, direction: Direction, pointer: &str) -> bool {
        direction == Direction::Request || self.prepared.secrets.holds(&self.prepared.keywords, schema, pointer)
    }

    /// Counts one thing more.
    pub(crate) fn saw(&self, counter: Option<Counter>) {
        self.seen.borrow_mut().extend(counter);
    }
}
