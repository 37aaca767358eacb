//! Checks every interaction of the input against the document, in parallel, and reports in the order of the input.
//!
//! ```text
//! input ─ batches ▶ workers: accepted at once, or checked exactly ─ in order ▶ Results, and a Sink that streams findings
//! ```
//!
//! Only a few batches of the input and the findings that the report shows are in memory.

mod collect;
mod excerpt;
mod exports;
mod finding;
mod groups;
mod hide;
mod not_captured;
mod places;
mod worker;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use codegen::Document;

use crate::accepted::Accepted;
use crate::client::Client;
use crate::contract::{Contract, Evidence};
use crate::input::{self, Batch};
use crate::workspace::Workspace;

pub(crate) use collect::{NoteGroup, OfOperation, Results, Sink};
pub(crate) use excerpt::{Excerpt, LaidOut};
pub(crate) use finding::{Drifted, Finding, InDocument, InFile, Noted};
pub(crate) use groups::{Group, Limits};
pub(crate) use not_captured::NotCaptured;
pub(crate) use worker::{captured, problem};

use collect::Collector;
use worker::{BatchResult, Wanted, Worker};

/// The input of a check, and its settings.
pub(crate) struct Runner<'s> {
    pub(crate) workspace: &'s Workspace,
    pub(crate) document: &'s Document,
    /// Files, folders, `-` for standard input.
    pub(crate) paths: &'s [PathBuf],
    /// Addresses at which the API is served, beside the servers of the document.
    pub(crate) servers: &'s [String],
    /// Whether these are all recordings: only then are unused entries reported.
    pub(crate) everything: bool,
    pub(crate) accepted: Accepted,
    /// The generated client, if it is checked as well.
    pub(crate) client: Option<Client>,
    /// Problems that already keep it from covering everything.
    pub(crate) problems: Vec<String>,
    /// Limits on what is stored of the findings.
    pub(crate) limits: Limits,
    /// The number of threads.
    pub(crate) jobs: NonZero<usize>,
}

/// The stack of a worker: schemas and values are nested.
pub(crate) const STACK: usize = 64 << 20;

/// How many batches there may be for each worker: one in work, one waiting.
const AHEAD: usize = 2;

impl Runner<'_> {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// The sink could not write.
    pub(crate) fn run(self, sink: &mut dyn Sink) -> io::Result<Results> {
        let contract = Contract::with_servers(self.document, self.servers);
        let wanted = Wanted {
            decode: self.client.is_some(),
            excerpts: self.limits.excerpts,
            // Of a drift that a person accepted, nothing is shown: it must not take the place of another one.
            accepted: self.accepted.len(),
            drifted: sink.takes_drifted(),
        };
        let (document, workspace, paths, jobs) = (self.document, self.workspace, self.paths, self.jobs.get());
        let mut collector = Collector::new(document, self.accepted, self.everything, self.limits, self.client, sink);
        for problem in self.problems {
            collector.problem(problem);
        }
        // As many batches as there are permits are under way: a slow worker delays the others, and does not fill the
        // memory.
        let (permit, permits) = mpsc::sync_channel(jobs * AHEAD);
        let (work, waiting) = mpsc::channel::<(usize, Batch)>();
        let waiting = Mutex::new(waiting);
        let (done, results) = mpsc::channel();
        let evidence = thread::scope(|scope| {
            scope.spawn(move || {
                let mut number = 0;
                input::read(workspace, paths, &mut io::stdin(), &mut |batch| {
                    let sent = permit.send(()).is_ok() && work.send((number, batch)).is_ok();
                    number += 1;
                    // The receiver is gone if the report cannot be written.
                    if sent {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                });
            });
            let mut workers = Vec::with_capacity(jobs);
            for _ in 0..jobs {
                let (waiting, done, contract) = (&waiting, done.clone(), &contract);
                let work = move || {
                    let mut worker = Worker::new(contract, document, wanted);
                    let next = || waiting.lock().ok()?.recv().ok();
                    while let Some((number, mut batch)) = next() {
                        // A batch that is lost would have the others wait for it.
                        let result = catch_unwind(AssertUnwindSafe(|| worker.batch(&mut batch)));
                        if done.send((number, result)).is_err() {
                            break;
                        }
                    }
                    worker.evidence
                };
                let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
                workers.push(worker?);
            }
            drop(done);
            let written = in_order(results, &permits, &mut collector);
            drop(permits);
            let mut evidence = Evidence::new(&contract);
            for worker in workers {
                match worker.join() {
                    Ok(seen) => evidence.merge(&seen),
                    Err(panic) => resume_unwind(panic),
                }
            }
            written.map(|()| evidence)
        })?;
        collector.end(&contract, &evidence)
    }
}

/// Passes results to the collector, in the order of the input.
fn in_order(
    results: Receiver<(usize, thread::Result<BatchResult>)>,
    permits: &Receiver<()>,
    collector: &mut Collector<'_>,
) -> io::Result<()> {
    let mut early: BTreeMap<usize, BatchResult> = BTreeMap::new();
    let mut next = 0;
    for (number, batch) in results {
        early.insert(number, batch.unwrap_or_else(|panic| resume_unwind(panic)));
        while let Some(batch) = early.remove(&next) {
            next += 1;
            collector.take(batch)?;
            // There is one for each batch that is under way.
            _ = permits.try_recv();
        }
    }
    Ok(())
}
