//! Counts what interactions show, and applies it to the changes.

use std::collections::HashSet;
use std::sync::Arc;

use codegen::document::pointer;
use recording::Kind;

use super::condition::Condition;
use super::probe::Probe;
use super::{Seen, State};
use crate::contract::Location;
use crate::diff::observed::{Example, Observed, Shown};
use crate::diff::{Change, Wire};

/// How many recordings are named.
const NAMED: usize = 3;

/// What the interactions that were seen so far show of each condition.
pub(crate) struct Tally {
    read: usize,
    /// For each probe: the change, and what is known.
    all: Vec<(usize, Observed)>,
    /// The examples of each, with whether they are synthetic and their places in the input.
    examples: Vec<Vec<(bool, usize, Example)>>,
    /// The names in both documents, made for the first capture.
    names: Option<Arc<HashSet<String>>>,
}

impl Tally {
    pub(super) fn of(probes: &[Probe]) -> Self {
        let observed = |probe: &Probe| Observed {
            not_shown: match probe.condition {
                Condition::NotShown(why) => Some(why),
                _ => None,
            },
            ..Observed::default()
        };
        Self {
            read: 0,
            all: probes.iter().map(|probe| (probe.change, observed(probe))).collect(),
            examples: probes.iter().map(|_| Vec::new()).collect(),
            names: None,
        }
    }

    /// How many interactions were seen.
    pub(crate) fn read(&self) -> usize {
        self.read
    }

    /// Adds what an interaction shows of each probe.
    pub(super) fn add(
        &mut self,
        states: impl Iterator<Item = State>,
        (number, name): (usize, &str),
        seen: &Seen<'_, '_>,
    ) {
        self.read += 1;
        let kind = seen.interaction.provenance.kind;
        let is_synthetic = kind == Kind::Synthetic;
        for (index, state) in states.enumerate() {
            let observed = &mut self.all[index].1;
            if state == State::NotReached {
                continue;
            }
            observed.reached += 1;
            observed.synthetic += usize::from(is_synthetic);
            match state {
                State::NotReached | State::NotFulfilled => {}
                State::Undecided => observed.undecided += 1,
                State::Redacted => observed.redacted += 1,
                State::Fulfilled(location, pointer) => {
                    observed.fulfilled += 1;
                    observed.synthetic_fulfilled += usize::from(is_synthetic);
                    let examples = &mut self.examples[index];
                    let at =
                        examples.partition_point(|(synthetic, other, _)| (*synthetic, *other) < (is_synthetic, number));
                    if at < NAMED {
                        let pointer = match seen.is_whole {
                            true => public(&pointer, self.names.get_or_insert_with(|| Arc::new(names(seen)))),
                            false => pointer,
                        };
                        let example = Example {
                            recording: name.to_owned(),
                            place: place(&location, &pointer),
                            provenance: kind.word(),
                        };
                        examples.insert(at, (is_synthetic, number, example));
                        examples.truncate(NAMED);
                    }
                }
            }
        }
    }

    /// Adds what another thread has seen.
    pub(crate) fn merge(&mut self, other: Self) {
        self.read += other.read;
        for ((_, one), (_, other)) in self.all.iter_mut().zip(other.all) {
            one.reached += other.reached;
            one.fulfilled += other.fulfilled;
            one.redacted += other.redacted;
            one.undecided += other.undecided;
            one.synthetic += other.synthetic;
            one.synthetic_fulfilled += other.synthetic_fulfilled;
        }
        for (one, other) in self.examples.iter_mut().zip(other.examples) {
            one.extend(other);
            one.sort_by_key(|(is_synthetic, number, _)| (*is_synthetic, *number));
            one.truncate(NAMED);
        }
    }

    /// Says in each change what was seen. A change whose condition is fulfilled becomes breaking.
    pub(crate) fn apply(self, changes: &mut [Change]) {
        for ((index, mut observed), examples) in self.all.into_iter().zip(self.examples) {
            let Some(change) = changes.get_mut(index) else { continue };
            observed.read = self.read;
            observed.examples = examples.into_iter().map(|(.., example)| example).collect();
            if observed.shown() == Shown::Fulfilled {
                change.wire = Wire::Breaking;
            }
            change.observed = Some(observed);
        }
    }
}

fn place(location: &Location, pointer: &str) -> String {
    match pointer {
        "" => location.to_string(),
        pointer => format!("{location} {pointer}"),
    }
}

/// The names that the documents declare.
fn names(seen: &Seen<'_, '_>) -> HashSet<String> {
    let [mut names, more] = [&seen.base, &seen.revision].map(|view| view.contract.vocabulary().names);
    names.extend(more);
    names
}

/// A pointer with `*` for each name that no document declares: in traffic as it was, it may be a secret.
fn public(at: &str, names: &HashSet<String>) -> String {
    let is_index = |step: &str| !step.is_empty() && step.len() < 8 && step.bytes().all(|byte| byte.is_ascii_digit());
    let step = |step: String| match names.contains(&step) || is_index(&step) {
        true => pointer::escape(&step),
        false => "*".to_owned(),
    };
    pointer::steps(at).map(|one| format!("/{}", step(one))).collect()
}
