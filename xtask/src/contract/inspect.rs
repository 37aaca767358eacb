//! Single questions to a contract, for the self-test and for `diff`: whether a value conforms to a schema, which operation an
//! interaction is of, and what a request says of each parameter.

use codegen::view::{Direction, Operation, Place};
use recording::Interaction;
use recording::json::Node;

use super::engine::Contract;
use super::findings::{Checked, Location};
use super::message::routing::{self, Match};
use super::message::sent::{self, SentParameter};
use super::value::{self, Context};

impl<'d> Contract<'d> {
    /// Checks a value against a schema of the document.
    pub(crate) fn check_value(&self, schema: &Place<'_>, direction: Direction, value: &Node) -> Checked {
        let mut checked = Checked::default();
        let location = match direction {
            Direction::Request => Location::RequestBody,
            Direction::Response => Location::ResponseBody,
        };
        let context = Context {
            secret: &|_| false,
            ..Context::alone(direction, &self.prepared.keywords)
        };
        value::check(&mut checked, schema, value, location, context);
        checked
    }

    /// Checks a value against one schema of the document. `redacted` says which values in it were replaced.
    pub(crate) fn check_part(
        &self,
        schema: &Place<'_>,
        direction: Direction,
        value: &Node,
        redacted: &dyn Fn(&str) -> bool,
    ) -> Checked {
        let mut checked = Checked::default();
        let location = match direction {
            Direction::Request => Location::RequestBody,
            Direction::Response => Location::ResponseBody,
        };
        let context = Context {
            redacted,
            ..Context::alone(direction, &self.prepared.keywords)
        };
        value::check(&mut checked, schema, value, location, context);
        checked
    }

    /// A place of the document.
    pub(crate) fn place(&self, pointer: &str) -> Option<Place<'d>> {
        Place::at_pointer(self.prepared.api.document, pointer)
    }

    /// The operation that an interaction is an example of.
    pub(crate) fn operation_of(&self, interaction: &Interaction) -> Option<&Operation<'d>> {
        match routing::find(&self.prepared.api, interaction) {
            Match::Operation { index, .. } => self.prepared.api.operations.get(index),
            Match::Nothing(_) => None,
        }
    }

    /// A text that may match a pattern of the document; `None` if it is no pattern. `pick(n)` is any number below `n`, and
    /// `repeats` is how often something is repeated if it may be.
    pub(crate) fn example_of_pattern(
        &self,
        pattern: &str,
        repeats: u32,
        pick: &mut dyn FnMut(usize) -> usize,
    ) -> Option<String> {
        let pattern = self.prepared.keywords.pattern(pattern)?;
        Some(pattern.example(repeats, pick))
    }

    /// Whether a text is known to match a pattern of the document.
    pub(crate) fn matches(&self, pattern: &str, text: &str) -> bool {
        let pattern = self.prepared.keywords.pattern(pattern);
        pattern.is_some_and(|pattern| pattern.is_match(text) == Some(true))
    }

    /// The parameters that a request has, of the operation that it belongs to.
    pub(crate) fn sent_parameters(&self, interaction: &Interaction) -> Vec<SentParameter<'d>> {
        match routing::find(&self.prepared.api, interaction) {
            Match::Operation { index, variables, .. } => {
                sent::parameters(&self.prepared.api.operations[index], &variables, interaction)
            }
            Match::Nothing(_) => Vec::new(),
        }
    }
}
