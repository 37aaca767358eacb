//! What is left for a person: drift for which there is no change, and what a change leaves out.

use std::collections::BTreeSet;

use super::Attempt;
use crate::evolve::choices::choices;
use crate::evolve::drift::Drift;
use crate::evolve::locate::name;
use crate::evolve::proposal::Left;
use crate::evolve::propose::{Change, Refusal};

/// What stands in the place of a rule where a change leaves something out.
const LEFT_OUT: &str = "left-out";

impl Attempt<'_> {
    /// Leaves a drift for a person.
    pub(super) fn leave(&mut self, drift: &Drift, refusal: Refusal) {
        self.settled.add(drift.clone());
        let place = drift.document.as_deref().map(name);
        let of_drift: BTreeSet<usize> = drift.occurrences.iter().map(|one| one.interaction).collect();
        let seen = match refusal.seen.is_empty() {
            true => &of_drift,
            false => &refusal.seen,
        };
        let names = seen.iter().map(|number| self.sample[*number].name.clone()).collect();
        let left = Left {
            fingerprint: drift.fingerprint.clone(),
            rule: drift.rule.id,
            place: drift.document.clone(),
            what: match place {
                Some(place) => format!("{}, at `{place}`", drift.rule.summary),
                None => drift.rule.summary.to_owned(),
            },
            reason: refusal.why,
            choices: match refusal.choices.is_empty() {
                true => choices(drift),
                false => refusal.choices,
            },
            seen: Vec::new(),
            count: 0,
        };
        self.evolution.left.insert(left.seen_in(names));
    }

    /// Says what a change leaves out.
    pub(super) fn leave_out(&mut self, change: &Change, refusal: &Refusal) {
        let mut choices = refusal.choices.clone();
        choices.push("or leave it as proposed".to_owned());
        let names = refusal
            .seen
            .iter()
            .map(|number| self.sample[*number].name.clone())
            .collect();
        let left = Left {
            fingerprint: change.fingerprint(),
            rule: LEFT_OUT,
            place: Some(change.place.clone()),
            what: format!("{}: something is left out", change.title),
            reason: refusal.why.clone(),
            choices,
            seen: Vec::new(),
            count: 0,
        };
        self.evolution.left.insert(left.seen_in(names));
    }
}
