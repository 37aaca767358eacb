//! Reads recordings for what they show of the conditions of changes: batch after batch, in several threads.

use std::io;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use crate::cli::Diff;
use crate::cmd::check::cores;
use crate::diff::{Comparison, Observer, Tally};
use crate::input::{self, Batch, Revision};
use crate::report::plural;
use crate::runner::{STACK, captured, problem};
use crate::workspace::Workspace;

/// How many batches there may be for each thread: one in work, one waiting.
const AHEAD: usize = 2;

/// How many problems are listed.
const LISTED: usize = 100;

/// Where recordings come from.
pub(in crate::cmd) struct Input<'i> {
    workspace: &'i Workspace,
    paths: Vec<PathBuf>,
    /// Whether they were named: then there has to be something.
    is_named: bool,
}

impl<'i> Input<'i> {
    /// The recordings that were named; otherwise those of the workspace, if a document is its own and there are any.
    pub(super) fn of(arguments: &Diff, workspace: &'i Workspace, is_own: bool) -> Option<Self> {
        let given = |path: &PathBuf| match path.as_path() == Path::new("-") {
            true => path.clone(),
            false => workspace.given(path),
        };
        if arguments.recordings.is_empty() {
            return Self::own(workspace).filter(|_| is_own);
        }
        Some(Self {
            workspace,
            paths: arguments.recordings.iter().map(given).collect(),
            is_named: true,
        })
    }

    /// The recordings of the workspace, if there are any.
    pub(in crate::cmd) fn own(workspace: &'i Workspace) -> Option<Self> {
        let folder = workspace.recordings();
        folder.is_dir().then(|| Self {
            workspace,
            paths: vec![folder],
            is_named: false,
        })
    }
}

/// What a thread has found.
struct Found {
    tally: Tally,
    /// What could not be read, with the number of its batch.
    problems: Vec<(usize, String)>,
}

/// Adds to a comparison what recordings show. They are read only if a change has a condition. Returns what could not be read.
///
/// # Errors
/// Returns an error if a thread cannot be started.
pub(in crate::cmd) fn observe(
    input: &Input<'_>,
    (base, revision): (&Revision, &Revision),
    comparison: &mut Comparison,
) -> io::Result<Vec<String>> {
    let Some(observer) = Observer::new(&base.document, &revision.document, &comparison.changes) else {
        return Ok(Vec::new());
    };
    let found = read(input, &observer)?;
    let mut problems: Vec<_> = found.problems.into_iter().map(|(_, problem)| problem).collect();
    if found.tally.read() == 0 && problems.is_empty() && input.is_named {
        let names: Vec<_> = input.paths.iter().map(|path| input.workspace.name(path)).collect();
        problems.push(format!("no recording of this API is in {}", names.join(", ")));
    }
    if let Some(more) = problems.len().checked_sub(LISTED).filter(|more| *more > 0) {
        problems.truncate(LISTED);
        problems.push(format!("{} that could not be read", plural(more, "more recording")));
    }
    if found.tally.read() > 0 {
        comparison.observe(found.tally);
    }
    Ok(problems
        .into_iter()
        .map(|problem| format!("recordings: {problem}"))
        .collect())
}

/// Reads everything.
fn read(input: &Input<'_>, observer: &Observer<'_>) -> io::Result<Found> {
    let jobs = cores().get();
    let (work, waiting) = mpsc::sync_channel::<(usize, Batch)>(jobs * AHEAD);
    let waiting = Arc::new(Mutex::new(waiting));
    thread::scope(|scope| {
        let mut workers = Vec::with_capacity(jobs);
        for _ in 0..jobs {
            // The last thread that ends, or panics, closes the channel.
            let waiting = Arc::clone(&waiting);
            let take = move || {
                let mut found = Found {
                    tally: observer.tally(),
                    problems: Vec::new(),
                };
                let next = || waiting.lock().ok()?.recv().ok();
                while let Some((first, batch)) = next() {
                    found.batch(first, batch, observer);
                }
                found
            };
            workers.push(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take)?);
        }
        drop(waiting);
        let mut number = 0;
        input::read(input.workspace, &input.paths, &mut io::stdin(), &mut |batch| {
            let first = number;
            number += batch.texts().count().max(1);
            match work.send((first, batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        drop(work);
        let mut all = Found {
            tally: observer.tally(),
            problems: Vec::new(),
        };
        for worker in workers {
            let found = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            all.tally.merge(found.tally);
            all.problems.extend(found.problems);
        }
        all.problems.sort_by_key(|(number, _)| *number);
        Ok(all)
    })
}

impl Found {
    /// Takes a batch, the first text of which has this number in the input.
    fn batch(&mut self, first: usize, mut batch: Batch, observer: &Observer<'_>) {
        let problems = std::mem::take(&mut batch.problems);
        self.problems
            .extend(problems.into_iter().map(|problem| (first, problem)));
        for (number, (text, bytes)) in (first..).zip(batch.texts()) {
            match captured(bytes, text.shape) {
                Ok(captured) => {
                    let name = text.name();
                    observer.observe(&captured.interaction, captured.whole, (number, &name), &mut self.tally);
                }
                // There was no response: there is nothing to see.
                Err(error) if error.is_no_exchange() => {}
                Err(error) => self.problems.push((number, problem(error, text))),
            }
        }
    }
}
