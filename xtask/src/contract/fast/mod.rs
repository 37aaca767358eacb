//! Fast acceptance of what conforms: one pass over the bytes of an interaction, with what was compiled of the document.
//!
//! It says yes or nothing. Yes means that the exact look would find neither a violation nor a note; whatever is wrong, or
//! only unusual, is left to that look, which alone knows the rules' words. So the exact look stays the only place where a
//! rule is told, and a mistake here that says nothing costs time alone.
//!
//! ```text
//! text ─ traffic ▶ operation ─ endpoint ▶ parameters, credentials, headers ─ walk ▶ body      (contract/fast/*.rs)
//! ```

mod body;
mod compile;
mod cursor;
mod endpoint;
mod envelope;
mod har;
mod parameter;
mod program;
mod scalar;
mod traffic;
mod walk;

use super::find::Origins;
use super::{Contract, Evidence};
use compile::Compiler;
use cursor::Cursor;
use endpoint::Endpoint;
use program::{Id, Object, Program};
use traffic::Judge;

/// What the text of an interaction looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A recording: the envelope of [`recording::Recording`].
    Recording,
    /// A line of NDJSON: that envelope, or traffic as it was.
    Line,
    /// An entry of a HAR.
    Entry,
}

/// What was compiled of a document.
pub(super) struct Fast<'d> {
    program: Program<'d>,
    /// A value of which nothing is said.
    anything: Id,
    /// For each operation.
    endpoints: Vec<Endpoint<'d>>,
}

impl<'d> Fast<'d> {
    pub(super) fn of(contract: &Contract<'d>) -> Self {
        let mut compiler = Compiler::new(&contract.patterns);
        let anything = compiler.anything();
        let operations = &contract.operations.all;
        let endpoints = operations
            .iter()
            .map(|operation| Endpoint::of(contract, operation, &mut compiler))
            .collect();
        Self {
            program: compiler.program,
            anything,
            endpoints,
        }
    }
}

/// What is kept from one text to the next: nothing that a verdict depends on.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// By the slots of all objects: the property that came next last time.
    order: Vec<u32>,
    origins: Origins,
    /// A body, its escapes resolved.
    body: String,
}

/// What an order is before one was seen.
const UNSEEN: u32 = u32::MAX;

impl Scratch {
    fn fit(&mut self, program: &Program<'_>) {
        if self.order.len() != program.slots {
            self.order = vec![UNSEEN; program.slots];
        }
    }

    /// The property that is expected after a slot of an object.
    #[inline]
    fn next(&self, slot: usize, object: &Object) -> usize {
        match self.order[slot] {
            UNSEEN => slot - object.slot,
            next => next as usize,
        }
    }

    fn learn(&mut self, slot: usize, next: u32) {
        self.order[slot] = next;
    }
}

impl Contract<'_> {
    /// Whether an interaction conforms and there is nothing to tell about it: what [`Contract::check`] would find nothing
    /// in, neither violation nor note. A recording is taken for what a recording keeps, anything else for all there was.
    ///
    /// If so, the interaction is added to the evidence. If not, nothing is said, not even that something is wrong: it has to
    /// be looked at exactly.
    pub fn accepts(&self, text: &[u8], shape: Shape, evidence: &mut Evidence) -> bool {
        let fast = self.fast.get_or_init(|| Fast::of(self));
        let scratch = &mut evidence.scratch;
        scratch.fit(&fast.program);
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        let judge = Judge {
            contract: self,
            fast,
            scratch,
        };
        let mut reader = traffic::Reader {
            cursor: Cursor::new(text),
            judge,
        };
        let conforms = match shape {
            Shape::Recording => reader.recording(),
            Shape::Line => reader.line(),
            Shape::Entry => reader.entry(),
        };
        conforms.is_some()
    }
}
