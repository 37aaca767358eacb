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
mod tell;
mod traffic;
mod walk;

use std::collections::HashMap;

use super::evidence::Counter;
use super::find::Origins;
use super::place::Place;
use super::schema::Direction;
use super::{Contract, Evidence, Shape};
use compile::Compiler;
use cursor::Cursor;
use endpoint::Endpoint;
use program::{Id, Object, Program};
use traffic::Judge;

/// What was compiled of a document.
pub(super) struct Fast<'d> {
    program: Program<'d>,
    /// A value of which nothing is said.
    anything: Id,
    /// The nodes of the schemas that stand alone, by their places and the way that their values go.
    schemas: HashMap<(String, Direction), Id>,
    /// For each operation.
    endpoints: Vec<Endpoint<'d>>,
}

impl<'d> Fast<'d> {
    pub(super) fn of(contract: &Contract<'d>) -> Self {
        let mut compiler = Compiler::new(&contract.patterns, &contract.counters);
        let anything = compiler.anything();
        let operations = &contract.operations.all;
        let endpoints = operations
            .iter()
            .zip(&contract.counters.operations)
            .map(|(operation, counters)| Endpoint::of(contract, operation, counters, &mut compiler))
            .collect();
        Self {
            schemas: compiler.schemas,
            program: compiler.program,
            anything,
            endpoints,
        }
    }
}

impl Fast<'_> {
    /// The node of a schema that stands alone.
    pub(super) fn node(&self, schema: &Place<'_>, direction: Direction) -> Option<Id> {
        self.schemas.get(&(schema.resolved().pointer, direction)).copied()
    }
}

/// What is kept from one text to the next: nothing that a verdict depends on.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// By the slots of all objects: the property that came next last time.
    order: Vec<u32>,
    origins: Origins,
    /// A body, its escapes resolved.
    body: Vec<u8>,
    pub(super) counts: Counts,
}

/// What was seen of one interaction. It counts only if that is accepted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By the number of the counter.
    counts: Vec<u32>,
    /// Those that are not nothing.
    touched: Vec<Counter>,
    /// What is not known to count yet.
    held: Vec<Counter>,
    holds: bool,
}

impl Counts {
    /// Counts one thing more.
    #[inline]
    pub(super) fn add(&mut self, counter: Counter) {
        if self.holds {
            return self.held.push(counter);
        }
        let Some(count) = self.counts.get_mut(counter as usize) else {
            return;
        };
        if *count == 0 {
            self.touched.push(counter);
        }
        *count += 1;
    }

    /// From here on, it is not known whether what is seen counts.
    fn hold(&mut self) {
        self.holds = true;
    }

    /// Now it is.
    fn release(&mut self, counts: bool) {
        self.holds = false;
        let mut held = std::mem::take(&mut self.held);
        for counter in held.drain(..) {
            if counts {
                self.add(counter);
            }
        }
        self.held = held;
    }

    /// Forgets all, each handed over first.
    fn clear(&mut self, mut take: impl FnMut(Counter, u32)) {
        for counter in self.touched.drain(..) {
            take(counter, std::mem::take(&mut self.counts[counter as usize]));
        }
    }
}

/// How long a body may have been for its room to be kept.
const MOST_KEPT: usize = 1 << 20;

/// What an order is before one was seen.
const UNSEEN: u32 = u32::MAX;

impl Scratch {
    /// Makes room for what a document has.
    fn fit(&mut self, program: &Program<'_>, counters: usize) {
        if self.order.len() != program.slots || self.counts.counts.len() != counters {
            self.order = vec![UNSEEN; program.slots];
            self.counts.counts = vec![0; counters];
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
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        let mut scratch = std::mem::take(&mut evidence.scratch);
        let accepted = self.looks_fine(text, shape, &mut scratch);
        scratch.counts.clear(|counter, count| {
            if accepted {
                evidence.add(counter, count);
            }
        });
        if scratch.body.capacity() > MOST_KEPT {
            scratch.body = Vec::new();
        }
        evidence.scratch = scratch;
        accepted
    }

    fn looks_fine(&self, text: &str, shape: Shape, scratch: &mut Scratch) -> bool {
        let fast = self.fast.get_or_init(|| Fast::of(self));
        scratch.fit(&fast.program, self.counters.len());
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
