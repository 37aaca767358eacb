//! Applies changes, in an order in which none stands in the way of another.

use std::collections::BTreeSet;

use super::{Attempt, Candidate};
use crate::edit::{Action, Edit};
use crate::evolve::proposal::Proposal;
use crate::evolve::propose::{ADD_VALUE, added_values};
use crate::evolve::target::Target;

impl Attempt<'_> {
    /// Applies changes, all at once if that is possible. One that stands in the way of another waits for the next round.
    pub(super) fn apply(&mut self, candidates: Vec<Candidate>) {
        let mut chosen: Vec<Candidate> = Vec::new();
        let mut edited = Edited::default();
        for candidate in candidates {
            let edits = &candidate.change.edits;
            if edits.iter().all(|edit| !edited.conflicts(edit)) {
                edits.iter().for_each(|edit| edited.add(edit));
                chosen.push(candidate);
            }
        }
        self.apply_chosen(chosen);
    }

    /// Applies changes of which none stands in the way of another: all at once, or else each half of them.
    fn apply_chosen(&mut self, mut chosen: Vec<Candidate>) {
        let edits = chosen.iter().flat_map(|candidate| &candidate.change.edits);
        let edits: Vec<Edit> = edits.cloned().collect();
        match self.files().edited(&edits) {
            Ok((texts, document)) => {
                (self.evolution.texts, self.evolution.document) = (texts, document);
                self.found = None;
                chosen.into_iter().for_each(|candidate| self.accept(candidate));
            }
            Err(reason) if chosen.len() <= 1 => {
                for drift in chosen.iter().flat_map(|candidate| &candidate.drifts) {
                    self.leave(drift, reason.clone().into());
                }
            }
            Err(_) => {
                let behind = chosen.split_off(chosen.len() / 2);
                self.apply_chosen(chosen);
                self.apply_chosen(behind);
            }
        }
    }

    fn accept(&mut self, candidate: Candidate) {
        let Candidate { change, drifts, .. } = candidate;
        let mut fingerprints: Vec<_> = drifts.iter().map(|drift| drift.fingerprint.clone()).collect();
        fingerprints.sort_unstable();
        for refusal in &change.left {
            match change.is_whole {
                true => self.leave_out(&change, refusal),
                // A part of the drift stays.
                false => drifts.iter().for_each(|drift| self.leave(drift, refusal.clone())),
            }
        }
        if change.left.is_empty() || change.is_whole {
            drifts.into_iter().for_each(|drift| self.tried.add(drift));
        }
        self.evolution.edits.extend(change.edits.iter().cloned());
        let proposal = Proposal {
            kind: change.kind,
            fingerprint: change.fingerprint(),
            place: change.place,
            title: change.title,
            evidence: change.evidence,
            review: change.review,
            drifts: fingerprints,
            edits: change.edits,
            is_loosening: change.is_loosening,
        };
        let proposals = &mut self.evolution.proposals;
        match proposals
            .iter_mut()
            .find(|known| known.fingerprint == proposal.fingerprint)
        {
            Some(known) => {
                known.extend(proposal);
                // Values of a list may be found in several rounds.
                if known.kind == ADD_VALUE {
                    known.title = added_values(&known.place, known.edits.len());
                }
            }
            None => proposals.push(proposal),
        }
    }
}

/// Leaves for the next round what other changes may make smaller, or needless.
pub(super) fn wait(candidates: &mut Vec<Candidate>) {
    // What is new refers to schemas that describe it, perhaps after they were changed.
    let is_new = |candidate: &Candidate| {
        use Target::{Body, MediaType, Method, Path, Status};
        matches!(
            candidate.target,
            Status { .. } | MediaType { .. } | Body { .. } | Path { .. } | Method { .. }
        )
    };
    if !candidates.iter().all(is_new) {
        candidates.retain(|candidate| !is_new(candidate));
    }
    // Without a type, null is allowed anyway, and in 3.0 `nullable` says something of a type only.
    let edits = candidates.iter().flat_map(|candidate| &candidate.change.edits);
    let removed = edits.filter(|edit| matches!(edit.action, Action::Remove));
    let removed: BTreeSet<String> = removed.map(|edit| edit.pointer.clone()).collect();
    candidates.retain(|candidate| match &candidate.target {
        Target::Null { schema } => !removed.contains(&format!("{schema}/type")),
        _ => true,
    });
}

/// What edits change, to know which others cannot be made with them in one go.
#[derive(Default)]
struct Edited {
    /// The pointers of all edits.
    places: BTreeSet<String>,
    /// Those at which the value is replaced or removed.
    taken: BTreeSet<String>,
    /// The members that are added.
    added: BTreeSet<(String, String)>,
}

impl Edited {
    fn add(&mut self, edit: &Edit) {
        let pointer = || edit.pointer.clone();
        self.places.insert(pointer());
        match &edit.action {
            Action::Replace(_) | Action::Remove => drop(self.taken.insert(pointer())),
            Action::Insert { key, .. } => drop(self.added.insert((pointer(), key.clone()))),
            Action::Append(_) => {}
        }
    }

    /// Whether an edit cannot be made after one of these in one go.
    fn conflicts(&self, edit: &Edit) -> bool {
        let pointer = edit.pointer.as_str();
        let mut around = std::iter::successors(Some(pointer), |inner| inner.rsplit_once('/').map(|(outer, _)| outer));
        if around.any(|outer| self.taken.contains(outer)) {
            return true;
        }
        match &edit.action {
            Action::Replace(_) | Action::Remove => {
                let inner = format!("{pointer}/");
                let first = self.places.range(inner.clone()..).next();
                self.places.contains(pointer) || first.is_some_and(|first| first.starts_with(&inner))
            }
            Action::Insert { key, .. } => self.added.contains(&(pointer.to_owned(), key.clone())),
            Action::Append(_) => false,
        }
    }
}
