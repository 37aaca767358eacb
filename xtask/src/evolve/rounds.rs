//! Proposes and applies, again and again, until the sample conforms: behind what was not documented there may be more that
//! is wrong.
//!
//! A change that does not help is taken back, and its drift is left for a person.
//!
//! `apply` makes changes, `known` has the drifts that need not be looked at again, `left` lists what is for a person.

mod apply;
mod known;
mod left;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use codegen::Document;

use super::composed::Composed;
use super::drift::{Drift, drifts};
use super::files::Files;
use super::held::{Held, ParsedBudget};
use super::infer::Inference;
use super::input::{Input, Texts};
use super::proposal::{Left, Proposal};
use super::propose::{Asked, Change, Offer, Proposer, Refusal};
use super::sample::Sample;
use super::secrets::Gate;
use super::target::{Target, target};
use crate::contract::Contract;
use crate::edit::Edit;
use apply::wait;
use known::Known;

/// How many rounds there are: each goes one level deeper into what is not documented.
const MOST_ROUNDS: usize = 16;

/// How often it begins again without a change that did not help.
const MOST_STARTS: usize = 32;

/// What came of it.
pub(crate) struct Evolution {
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) left: BTreeSet<Left>,
    /// The edits of all proposals, in the order in which they were made.
    pub(crate) edits: Vec<Edit>,
    /// The document with all proposals.
    pub(crate) texts: Texts,
    pub(crate) document: Document,
}

impl Evolution {
    /// Whether all that conformed before conforms afterwards, whatever it is.
    pub(crate) fn is_loosening(&self) -> bool {
        self.proposals.iter().all(|proposal| proposal.is_loosening)
    }
}

/// Makes the proposals for a sample.
///
/// # Errors
/// Returns why the document cannot be read.
pub(crate) fn evolve(input: &Input<'_>, sample: &Sample) -> Result<Evolution, String> {
    let held = sample.all();
    let parsed = ParsedBudget::new();
    let mut excluded = input.excluded.clone();
    let mut first = None;
    for start in 0.. {
        let mut attempt = Attempt::new(input, &held, &parsed, sample.is_part, &excluded)?;
        // The document is the same at each start.
        attempt.found = first;
        first = Some(attempt.found());
        let Err(stayed) = attempt.run() else {
            return Ok(attempt.evolution);
        };
        // One may stay only because of another one; after a while, none of them is tried again.
        let without = match start {
            ..MOST_STARTS => 1,
            MOST_STARTS => stayed.len(),
            _ => break,
        };
        let reason = |drift: &str| match drift.starts_with("path:") {
            true => "no path of the document leads to this address, which may be beneath none of its `servers`",
            false => "the edit that follows from it does not make all recordings conform",
        };
        let left = stayed.into_iter().take(without);
        excluded.extend(left.map(|drift| (drift.clone(), reason(&drift).to_owned())));
    }
    // Nothing is offered after which what was read does not conform.
    let mut attempt = Attempt::new(input, &held, &parsed, sample.is_part, &excluded)?;
    attempt.found = first;
    for drift in attempt.open_drifts() {
        let reason = "no edits were found after which all recordings conform";
        attempt.leave(&drift, reason.into());
    }
    Ok(attempt.evolution)
}

struct Attempt<'a> {
    input: &'a Input<'a>,
    sample: &'a [&'a Held],
    parsed: &'a ParsedBudget,
    /// Whether the sample is a part of what drifted.
    is_part: bool,
    /// The drifts for which a change did not help, and why.
    excluded: &'a BTreeMap<String, String>,
    evolution: Evolution,
    /// The drifts that are left for a person, with where they were then.
    settled: Known,
    /// The drifts for which there is a change already, with where they were then.
    tried: Known,
    /// The drifts from the document as it is now, once they were looked for.
    found: Option<Rc<[Drift]>>,
}

/// A change with the drifts that it is for.
struct Candidate {
    target: Target,
    change: Change,
    drifts: Vec<Drift>,
}

impl<'a> Attempt<'a> {
    fn new(
        input: &'a Input<'a>,
        sample: &'a [&'a Held],
        parsed: &'a ParsedBudget,
        is_part: bool,
        excluded: &'a BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let texts = Texts {
            own: input.text.to_owned(),
            ..Texts::default()
        };
        Ok(Self {
            input,
            sample,
            parsed,
            is_part,
            excluded,
            evolution: Evolution {
                proposals: Vec::new(),
                left: BTreeSet::new(),
                edits: Vec::new(),
                document: (input.parse)(&texts)?,
                texts,
            },
            settled: Known::default(),
            tried: Known::default(),
            found: None,
        })
    }

    /// Goes on until nothing drifts that is not left for a person.
    ///
    /// # Errors
    /// Returns the drifts that stayed after their changes.
    fn run(&mut self) -> Result<(), Vec<String>> {
        // How many edits there were when all that is left for a person was looked at last.
        let mut looked_at = 0;
        for round in 0..MOST_ROUNDS {
            let mut candidates = self.candidates()?;
            if candidates.is_empty() {
                if self.evolution.edits.len() == looked_at || self.settled.is_empty() {
                    return Ok(());
                }
                // Of several alternatives, another change may have left one that is meant.
                looked_at = self.evolution.edits.len();
                self.settled = Known::default();
                continue;
            }
            if round < MOST_ROUNDS / 2 {
                wait(&mut candidates);
            }
            self.apply(candidates);
        }
        for drift in self.open_drifts() {
            self.leave(
                &drift,
                Refusal {
                    choices: vec!["run the command again after this change".to_owned()],
                    ..format!("it was found behind {MOST_ROUNDS} other changes, and there may be more behind it").into()
                },
            );
        }
        Ok(())
    }

    /// The drifts that are not left for a person.
    fn open_drifts(&mut self) -> Vec<Drift> {
        let found = self.found();
        let open = found.iter().filter(|drift| !self.settled.has_all(drift));
        open.cloned().collect()
    }

    /// The drifts from the document as it is now.
    fn found(&mut self) -> Rc<[Drift]> {
        let found = self.found.take().unwrap_or_else(|| {
            let contract = Contract::with_servers(&self.evolution.document, self.input.servers);
            drifts(&contract, self.sample, self.input.is_accepted).into()
        });
        self.found = Some(Rc::clone(&found));
        found
    }

    /// The changes that follow from what drifts now.
    fn candidates(&mut self) -> Result<Vec<Candidate>, Vec<String>> {
        let open = self.open_drifts();
        let stayed = open.iter().filter(|drift| self.tried.has_some(drift));
        let stayed: Vec<_> = stayed.map(|drift| drift.fingerprint.clone()).collect();
        if !stayed.is_empty() {
            return Err(stayed);
        }
        // What was left of these is said again, with what was found since.
        let open_again: BTreeSet<_> = open.iter().map(|drift| drift.fingerprint.as_str()).collect();
        let left = &mut self.evolution.left;
        left.retain(|left| !open_again.contains(left.fingerprint.as_str()));
        let mut by_target: BTreeMap<Target, Vec<&Drift>> = BTreeMap::new();
        let mut left: Vec<(&Drift, Refusal)> = Vec::new();
        for drift in &open {
            match self.excluded.get(&drift.fingerprint) {
                Some(reason) => left.push((drift, reason.clone().into())),
                None => match target(drift) {
                    Ok(target) => by_target.entry(target).or_default().push(drift),
                    Err(reason) => left.push((drift, reason.into())),
                },
            }
        }
        let mut candidates = Vec::new();
        {
            let document = &self.evolution.document;
            let contract = Contract::with_servers(document, self.input.servers);
            let gate = Gate::new(&contract, self.sample, self.input.policy);
            let composed = Composed::of(document);
            let files = self.files();
            let proposer = Proposer {
                document,
                files: &files,
                contract: &contract,
                sample: self.sample,
                inference: Inference {
                    is_json_schema: document.version().has_json_schema(),
                    format_samples: self.input.format_samples,
                },
                gate: &gate,
                composed: &composed,
                parsed: self.parsed,
                is_part: self.is_part,
                totals: self.input.totals,
            };
            let asked: Vec<_> = by_target
                .into_iter()
                .map(|(target, drifts)| (target, Asked { drifts }))
                .collect();
            let offers = asked.iter().map(|(target, asked)| proposer.changes(target, asked));
            let mut offers: Vec<_> = offers.collect();
            proposer.include_shared(&mut offers);
            for ((target, asked), offer) in asked.into_iter().zip(offers) {
                let Offer { changes, refused } = match offer {
                    Ok(offer) => offer,
                    Err(refusal) => {
                        left.extend(asked.drifts.iter().map(|drift| (*drift, refusal.clone())));
                        continue;
                    }
                };
                let mut covered = BTreeSet::new();
                for change in changes {
                    let is_about =
                        |drift: &&&Drift| change.is_for_all || change.kind != "add-property" || drift.has(&change.name);
                    let of_change = asked.drifts.iter().filter(is_about);
                    let drifts: Vec<Drift> = of_change.map(|drift| (*drift).clone()).collect();
                    covered.extend(drifts.iter().map(|drift| drift.fingerprint.clone()));
                    let target = target.clone();
                    candidates.push(Candidate { target, change, drifts });
                }
                for drift in &asked.drifts {
                    if covered.contains(&drift.fingerprint) {
                        continue;
                    }
                    let is_about = |refusal: &&Refusal| refusal.name.as_ref().is_none_or(|name| drift.has(name));
                    let refusal = refused.iter().find(is_about).cloned();
                    left.push((drift, refusal.unwrap_or_else(|| "no edit follows from it".into())));
                }
            }
        }
        for (drift, refusal) in left {
            self.leave(drift, refusal);
        }
        Ok(candidates)
    }

    /// The files of the document as they are now.
    fn files(&self) -> Files<'_> {
        Files {
            input: self.input,
            document: &self.evolution.document,
            texts: &self.evolution.texts,
        }
    }
}
