//! Proposes until all that was read conforms, and not only the sample of it that is in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use codegen::Document;

use super::super::Context;
use super::read::{Read, Source};
use super::{first_of, others};
use crate::cli::Evolve;
use crate::evolve::{Evolution, Input, Left, Sample, Texts};
use crate::input;
use crate::runner::Group;

/// The stack of what compares nested values with nested schemas.
const STACK: usize = 64 << 20;

/// How often the traffic is read again because something drifts that the sample does not show.
const MOST_READS: usize = 4;

/// What a change is proposed for.
pub(super) struct Proposing<'p> {
    pub(super) context: &'p Context<'p>,
    pub(super) path: &'p Path,
    pub(super) text: &'p str,
    /// What the text says.
    pub(super) document: &'p Document,
    /// How many errors the document has already.
    pub(super) flaws: usize,
    pub(super) arguments: &'p Evolve,
    pub(super) policy: &'p recording::redaction::Policy,
    pub(super) first: &'p Read,
}

impl Proposing<'_> {
    /// Proposes a change after which all that was read conforms, except what is left for a person. What conformed before
    /// is read again unless the change only allows more.
    pub(super) fn settle(
        &self,
        source: &Source<'_>,
        mut sample: Sample,
        problems: &mut Vec<String>,
    ) -> io::Result<Result<Evolution, String>> {
        let mut excluded = BTreeMap::new();
        for _ in 0..MOST_READS {
            let mut evolution = match self.evolve(&sample, &excluded) {
                Ok(evolution) => evolution,
                Err(problem) => return Ok(Err(problem)),
            };
            if evolution.proposals.is_empty() {
                // What drifted and is not in the sample must not be forgotten.
                let known: BTreeSet<_> = evolution.left.iter().map(|left| left.fingerprint.clone()).collect();
                let open = self.first.open.iter();
                let others = open.filter(|group| !known.contains(&group.fingerprint) && sample.is_part);
                evolution.left.extend(others.map(not_looked_at));
                return Ok(Ok(evolution));
            }
            if evolution.is_loosening() && !sample.is_part {
                return Ok(Ok(evolution));
            }
            if source.has_standard_input() {
                problems.push(
                    "all traffic must be read again, because the change does more than allow what was seen, or more \
                     drifted than fits into memory; and standard input cannot be\n   = help: save the traffic to a \
                     file, and name that"
                        .to_owned(),
                );
                return Ok(Ok(evolution));
            }
            let settled: BTreeSet<_> = evolution.left.iter().map(|left| left.fingerprint.clone()).collect();
            let taken = sample.taken;
            let again = source.read(&evolution.document, &mut sample, Some(&settled))?;
            if again.open.is_empty() {
                return Ok(Ok(evolution));
            }
            // What only allows more is right without the rest, too.
            let others = evolution.proposals.iter().filter(|proposal| !proposal.is_loosening);
            let others: BTreeSet<_> = others.flat_map(|proposal| proposal.drifts.clone()).collect();
            if sample.taken == taken && others.is_empty() {
                evolution.left.extend(again.open.iter().map(after_the_change));
                return Ok(Ok(evolution));
            }
            if sample.taken == taken {
                let reason = "with the edit that follows from it, other traffic no longer conforms";
                excluded.extend(others.into_iter().map(|drift| (drift, reason.to_owned())));
            }
        }
        self.only_loosening(source, sample, excluded)
    }

    /// After many readings: the changes that only allow more, and what they leave.
    fn only_loosening(
        &self,
        source: &Source<'_>,
        mut sample: Sample,
        mut excluded: BTreeMap<String, String>,
    ) -> io::Result<Result<Evolution, String>> {
        loop {
            let mut evolution = match self.evolve(&sample, &excluded) {
                Ok(evolution) => evolution,
                Err(problem) => return Ok(Err(problem)),
            };
            let others = evolution.proposals.iter().filter(|proposal| !proposal.is_loosening);
            let others: Vec<_> = others.flat_map(|proposal| proposal.drifts.clone()).collect();
            let before = excluded.len();
            let reason = "it is not known whether all traffic conforms with the edit that follows from it";
            excluded.extend(others.into_iter().map(|drift| (drift, reason.to_owned())));
            if excluded.len() > before {
                continue;
            }
            let settled: BTreeSet<_> = evolution.left.iter().map(|left| left.fingerprint.clone()).collect();
            let again = source.read(&evolution.document, &mut sample, Some(&settled))?;
            evolution.left.extend(again.open.iter().map(after_the_change));
            return Ok(Ok(evolution));
        }
    }

    /// Makes proposals, with room for nested values.
    fn evolve(&self, sample: &Sample, excluded: &BTreeMap<String, String>) -> Result<Evolution, String> {
        let workspace = &self.context.workspace;
        let name = workspace.name(self.path);
        let usable = |texts: &Texts| input::usable_texts(workspace, self.path, &texts.own, &|name| texts.other(name));
        let parse = |texts: &Texts| match usable(texts) {
            Ok((document, found)) if found.errors() <= self.flaws => Ok(document),
            Ok((_, found)) => Err(first_of(&found)),
            Err(input::Refused::Unreadable { message, .. }) => Err(message),
            Err(input::Refused::Diagnostics(found)) => Err(first_of(&found)),
        };
        let accepted = |fingerprint: &str| self.first.accepted.contains(fingerprint);
        let evolve = || {
            let input = Input {
                name: &name,
                text: self.text,
                parse: &parse,
                other: &|name| others::text(name, self.document, workspace),
                servers: &self.arguments.servers,
                is_accepted: &accepted,
                policy: self.policy,
                totals: &self.first.totals,
                excluded,
                format_samples: self.arguments.format_samples,
            };
            crate::evolve::evolve(&input, sample)
        };
        thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, evolve);
            let thread = thread.map_err(|error| format!("no thread can be started: {error}"))?;
            thread.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }
}

/// Drift that is still there after the change.
fn after_the_change(group: &Group) -> Left {
    left(
        group,
        "it is still there, or appears, after the change: there is more of it than one run looks at",
    )
}

/// Drift that was only counted.
fn not_looked_at(group: &Group) -> Left {
    left(group, "there is more drift of different kinds than one run looks at")
}

fn left(group: &Group, reason: &str) -> Left {
    let place = group.first.document.as_ref().map(|place| place.pointer.clone());
    Left {
        fingerprint: group.fingerprint.clone(),
        rule: group.key.rule.id,
        what: match &place {
            Some(place) => format!("{}, at `{place}`", group.key.rule.summary),
            None => group.key.rule.summary.to_owned(),
        },
        place,
        reason: reason.to_owned(),
        choices: vec!["run the command again after this change, or on a part of the traffic".to_owned()],
        seen: vec![group.first.recording.clone()],
        count: group.seen,
    }
}
