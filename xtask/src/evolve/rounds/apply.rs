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
        for candidate in candidates {
            let conflicts = |other: &Candidate| {
                let (ours, theirs) = (&candidate.change.edits, &other.change.edits);
                ours.iter().any(|edit| theirs.iter().any(|other| conflict(edit, other)))
            };
            if !chosen.iter().any(conflicts) {
                chosen.push(candidate);
            }
        }
        let all: Vec<Edit> = chosen
            .iter()
            .flat_map(|candidate| candidate.change.edits.clone())
            .collect();
        match self.files().edited(&all) {
            Ok((texts, document)) => {
                (self.evolution.texts, self.evolution.document) = (texts, document);
                for candidate in chosen {
                    self.accept(candidate);
                }
            }
            Err(_) => {
                for candidate in chosen {
                    match self.files().edited(&candidate.change.edits) {
                        Ok((texts, document)) => {
                            (self.evolution.texts, self.evolution.document) = (texts, document);
                            self.accept(candidate);
                        }
                        Err(reason) => {
                            for drift in &candidate.drifts {
                                self.leave(drift, reason.clone().into());
                            }
                        }
                    }
                }
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

/// Whether an edit cannot be made after another one in one go.
fn conflict(edit: &Edit, other: &Edit) -> bool {
    let is_inside = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let takes_away = |edit: &Edit| matches!(edit.action, Action::Replace(_) | Action::Remove);
    let same_key = match (&edit.action, &other.action) {
        (Action::Insert { key, .. }, Action::Insert { key: theirs, .. }) => {
            edit.pointer == other.pointer && key == theirs
        }
        _ => false,
    };
    same_key
        || (takes_away(other) && is_inside(&edit.pointer, &other.pointer))
        || (takes_away(edit) && is_inside(&other.pointer, &edit.pointer))
}
