//! Reads the traffic: what of it drifted, and how much there was.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::PathBuf;

use codegen::Document;
use recording::redaction::Policy;

use super::super::Context;
use super::super::check::{accepted, cores};
use crate::cli::Evolve;
use crate::contract::drift::Key;
use crate::contract::rules;
use crate::evolve::{Left, Sample, Totals};
use crate::runner::{Drifted, Finding, Group, Limits, Runner, Sink};

/// Where the traffic is.
pub(super) struct Source<'s> {
    pub(super) arguments: &'s Evolve,
    pub(super) context: &'s Context<'s>,
    pub(super) paths: Vec<PathBuf>,
}

/// What was read.
pub(super) struct Read {
    pub(super) interactions: usize,
    /// How many interactions drifted in a way that is neither accepted nor settled.
    pub(super) drifted: usize,
    /// How much there was of what.
    pub(super) totals: Totals,
    /// The fingerprints of drift that is accepted.
    pub(super) accepted: BTreeSet<String>,
    /// The drift that is neither accepted nor settled.
    pub(super) open: Vec<Group>,
    /// Entries of `spec/accepted.toml` that have expired.
    pub(super) expired: Vec<Left>,
    /// How many violations there are that are not accepted.
    pub(super) violations: usize,
    /// How many violations were only counted, because there is much different drift.
    pub(super) not_held: usize,
    pub(super) problems: Vec<String>,
}

impl Source<'_> {
    /// Checks everything, and takes into the sample what drifted and is not `settled`: left for a person.
    pub(super) fn read(
        &self,
        document: &Document,
        sample: &mut Sample,
        settled: Option<&BTreeSet<String>>,
    ) -> io::Result<Read> {
        let mut problems = Vec::new();
        let accepted = accepted(self.context, &mut problems);
        let fingerprints = accepted.current();
        let runner = Runner {
            workspace: &self.context.workspace,
            document,
            paths: &self.paths,
            servers: &self.arguments.servers,
            everything: false,
            accepted,
            client: None,
            problems,
            limits: Limits::NO_EXCERPTS,
            jobs: self.arguments.jobs.unwrap_or_else(cores),
        };
        let mut sink = SampleSink {
            sample,
            accepted: &fingerprints,
            settled,
            known: HashMap::new(),
            drifted: 0,
        };
        let results = runner.run(&mut sink)?;
        let drifted = sink.drifted;
        sample.settle();
        let more = results.counts.problems - results.problems.len();
        let mut problems = results.problems;
        if more > 0 {
            problems.push(format!("and {more} more"));
        }
        let mut read = Read {
            interactions: results.interactions,
            drifted,
            totals: Totals {
                by_operation: results.by_operation,
                seen: BTreeMap::new(),
                is_recorded: self.arguments.paths.is_empty(),
            },
            accepted: fingerprints,
            open: Vec::new(),
            expired: Vec::new(),
            violations: results.counts.errors + results.counts.warnings,
            not_held: results.groups.beyond_limit,
            problems,
        };
        for group in results.groups.all {
            read.totals.seen.insert(group.fingerprint.clone(), group.seen);
            if group.accepted.is_some() || settled.is_some_and(|settled| settled.contains(&group.fingerprint)) {
                continue;
            }
            match group.key.rule.id == rules::ACCEPTED_EXPIRED.id {
                true => read.expired.push(expired(&group)),
                false => read.open.push(group),
            }
        }
        Ok(read)
    }

    /// Whether a part of the traffic can be read only once.
    pub(super) fn has_standard_input(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }
}

/// Takes what drifted into a sample.
struct SampleSink<'s> {
    sample: &'s mut Sample,
    accepted: &'s BTreeSet<String>,
    /// What is left for a person, if traffic is read again.
    settled: Option<&'s BTreeSet<String>>,
    /// The fingerprints that were computed; none of what is accepted or settled.
    known: HashMap<Key, Option<String>>,
    drifted: usize,
}

/// How many fingerprints are remembered.
const MOST_KNOWN: usize = 20_000;

impl Sink for SampleSink<'_> {
    fn finding(&mut self, _: &Finding) -> io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: usize, _: u64) -> io::Result<()> {
        Ok(())
    }

    fn takes_drifted(&self) -> bool {
        true
    }

    fn drifted(&mut self, mut drifted: Drifted) {
        let mut fingerprints = Vec::new();
        for key in std::mem::take(&mut drifted.keys) {
            if self.known.len() >= MOST_KNOWN {
                self.known.clear();
            }
            let (accepted, settled) = (self.accepted, self.settled);
            let fingerprint = self.known.entry(key).or_insert_with_key(|key| {
                let fingerprint = key.fingerprint();
                let is_left =
                    accepted.contains(&fingerprint) || settled.is_some_and(|settled| settled.contains(&fingerprint));
                (!is_left).then_some(fingerprint)
            });
            fingerprints.extend(fingerprint.clone());
        }
        if !fingerprints.is_empty() {
            self.drifted += 1;
            self.sample.take(drifted, &fingerprints, self.settled.is_some());
        }
    }
}

/// An entry of `spec/accepted.toml` that no longer holds.
fn expired(group: &Group) -> Left {
    Left {
        fingerprint: group.fingerprint.clone(),
        rule: group.key.rule.id,
        place: None,
        what: group.first.message.clone(),
        reason: "an entry that has expired accepts nothing, and `check` reports it".to_owned(),
        choices: vec![
            "remove the entry from spec/accepted.toml, or give it another `expires` if the drift stays".to_owned(),
        ],
        seen: vec![group.first.place()],
        count: 1,
    }
}

/// What recordings keep; nothing if that cannot be read.
pub(super) fn policy(context: &Context<'_>, problems: &mut Vec<String>) -> Policy {
    let path = context.workspace.redaction();
    let name = context.workspace.name(&path);
    match fs::read_to_string(&path) {
        Ok(text) => Policy::parse(&text).unwrap_or_else(|error| {
            problems.push(error.named(&name).to_string());
            Policy::default()
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Policy::default(),
        Err(error) => {
            problems.push(format!("{name}: cannot be read: {error}"));
            Policy::default()
        }
    }
}
