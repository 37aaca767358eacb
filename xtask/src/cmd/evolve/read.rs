//! Reads the traffic: what of it drifted, and how much there was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::PathBuf;

use codegen::Document;
use recording::redaction::Policy;

use super::super::Context;
use super::super::check::{accepted, cores};
use crate::cli::Evolve;
use crate::evolve::Sample;
use crate::runner::{Drifted, Finding, Limits, Runner, Sink};

/// Where the traffic is.
pub(super) struct Source<'s> {
    pub(super) arguments: &'s Evolve,
    pub(super) context: &'s Context<'s>,
    pub(super) paths: Vec<PathBuf>,
}

/// What was read.
pub(super) struct Read {
    pub(super) interactions: usize,
    /// How many interactions there were of each operation, and of none.
    pub(super) totals: BTreeMap<Option<String>, usize>,
    /// The fingerprints of drift that was seen and is accepted.
    pub(super) accepted: BTreeSet<String>,
    /// How many violations there are that are not accepted.
    pub(super) violations: usize,
    pub(super) problems: Vec<String>,
}

impl Source<'_> {
    /// Checks everything, and takes what drifted into the sample.
    pub(super) fn read(&self, document: &Document, sample: &mut Sample) -> io::Result<Read> {
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
        let results = runner.run(&mut Into(sample))?;
        let more = results.counts.problems - results.problems.len();
        let mut problems = results.problems;
        if more > 0 {
            problems.push(format!("and {more} more"));
        }
        Ok(Read {
            interactions: results.interactions,
            totals: results.by_operation,
            accepted: fingerprints,
            violations: results.counts.errors + results.counts.warnings,
            problems,
        })
    }

    /// Whether a part of the traffic can be read only once.
    pub(super) fn has_standard_input(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }
}

/// Takes what drifted into a sample.
struct Into<'s>(&'s mut Sample);

impl Sink for Into<'_> {
    fn finding(&mut self, _: &Finding) -> io::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: usize, _: u64) -> io::Result<()> {
        Ok(())
    }

    fn takes_drifted(&self) -> bool {
        true
    }

    fn drifted(&mut self, drifted: Drifted) {
        self.0.take(drifted);
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
