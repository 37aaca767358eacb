//! What recordings show of the conditions under which changes break released clients.
//!
//! Each interaction is checked against both documents. A condition on what is received is fulfilled by a value that the
//! revision allows at the place of the change and the base does not; one on what is sent by a value that the base allows and
//! the revision does not. Only the numbers and the first few names are in memory, however many recordings there are.
//!
//! ```text
//! changes ─▶ probes ─┐
//! interaction ───────┴─ check against both documents ─▶ Tally ─▶ Observed, in each change
//! ```
//!
//! A recording that fulfils a condition makes its change breaking, unless the recording is synthetic. One that does not
//! proves nothing, so no level is ever lowered.

mod condition;
mod digits;
mod message;
mod probe;
mod server;
mod tally;
mod value;

use codegen::Document;
use codegen::view::Operation;
use recording::Interaction;

use self::condition::Condition;
use self::probe::{Probe, Which};
use super::{Change, Wire};
use crate::contract::{Checked, Contract, Location, Source};

pub(crate) use tally::Tally;

/// Checks interactions for what fulfils the conditions of changes.
pub(crate) struct Observer<'d> {
    probes: Vec<Probe>,
    base: Contract<'d>,
    revision: Contract<'d>,
}

/// What an interaction shows of a condition, from what says least to what says most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// It does not reach the place.
    NotReached,
    /// It does not fulfil the condition.
    NotFulfilled,
    /// It could not be checked.
    Undecided,
    /// The value was redacted.
    Redacted,
    /// It fulfils the condition at this place.
    Fulfilled(Location, String),
}

/// An interaction as one of the documents sees it.
struct View<'o, 'd> {
    contract: &'o Contract<'d>,
    operation: Option<&'o Operation<'d>>,
    checked: Checked,
}

/// An interaction as both documents see it.
struct Seen<'o, 'd> {
    interaction: &'o Interaction,
    /// Whether it is traffic as it was, and no recording.
    is_whole: bool,
    base: View<'o, 'd>,
    revision: View<'o, 'd>,
}

impl<'o, 'd> Seen<'o, 'd> {
    fn by(&self, which: Which) -> &View<'o, 'd> {
        match which {
            Which::Base => &self.base,
            Which::Revision => &self.revision,
        }
    }
}

impl<'d> Observer<'d> {
    /// Prepares to look for what fulfils the conditions of changes; `None` if no change has a condition.
    pub(crate) fn new(base: &'d Document, revision: &'d Document, changes: &[Change]) -> Option<Self> {
        let is_open = |(_, change): &(usize, &Change)| change.wire == Wire::BreakingIf;
        let probes = changes.iter().enumerate().filter(is_open);
        let probes: Vec<_> = probes
            .map(|(index, change)| Probe::of(index, change, [base, revision]))
            .collect();
        let schemas = |which: usize| {
            let all = probes.iter().flat_map(|probe| &probe.schemas[which]);
            let alternatives = probes
                .iter()
                .filter(|_| which == 0)
                .flat_map(|probe| &probe.alternative);
            all.chain(alternatives).cloned().collect()
        };
        if probes.is_empty() {
            return None;
        }
        let [of_base, of_revision] = [schemas(0), schemas(1)];
        Some(Self {
            base: Contract::observing(base, of_base),
            revision: Contract::observing(revision, of_revision),
            probes,
        })
    }

    /// Nothing yet.
    pub(crate) fn tally(&self) -> Tally {
        Tally::of(&self.probes)
    }

    /// Adds what an interaction shows. `name` is that of the recording, `number` its place in the input. An interaction of
    /// another API says nothing.
    pub(crate) fn observe(
        &self,
        interaction: &Interaction,
        is_whole: bool,
        (number, name): (usize, &str),
        tally: &mut Tally,
    ) {
        let [base, revision] = [&self.base, &self.revision].map(|contract| self.view(contract, interaction, is_whole));
        if base.operation.is_none() && revision.operation.is_none() {
            return;
        }
        let seen = Seen {
            interaction,
            is_whole,
            base,
            revision,
        };
        let states = self.probes.iter().map(|probe| match probe.condition {
            Condition::Value(condition) => value::state(&condition, probe, &seen),
            Condition::Message(condition) => message::state(condition, probe, &seen),
            Condition::NotShown(_) => State::NotReached,
        });
        tally.add(states, (number, name), &seen);
    }

    fn view<'o>(&'o self, contract: &'o Contract<'d>, interaction: &Interaction, is_whole: bool) -> View<'o, 'd> {
        let source = if is_whole { Source::Traffic } else { Source::Recording };
        let is_other = is_whole && contract.other_host(interaction).is_some();
        View {
            contract,
            operation: contract.operation_of(interaction).filter(|_| !is_other),
            checked: match is_other {
                true => Checked::default(),
                false => contract.check(interaction, source),
            },
        }
    }
}
