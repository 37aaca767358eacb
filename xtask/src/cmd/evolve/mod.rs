//! `evolve`: from traffic to a change of the document.

mod read;
mod verdict;
mod write;

use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use similar::TextDiff;

use super::check::given;
use super::{Context, Refusing, refuse};
use crate::cli::Evolve;
use crate::evolve::{Evolution, Input, Sample};
use crate::input;
use crate::report::{self, Evolved, WriteState};
use crate::{Exit, Output};
use read::{Read, Source};

/// The stack of what compares nested values with nested schemas.
const STACK: usize = 64 << 20;

/// How often the traffic is read again because an edit made something drift that conformed before.
const MOST_READS: usize = 4;

pub(super) fn run(arguments: &Evolve, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let read = input::document_text(workspace, &path)
        .and_then(|text| input::usable_text(workspace, &path, &text).map(|(document, flaws)| (text, document, flaws)));
    let (text, document, flaws) = match read {
        Ok(read) => read,
        Err(refused) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: false,
            };
            return refuse(&refused, &refusing, output);
        }
    };
    let is_own = path == workspace.document();
    let mut problems = Vec::new();
    let policy = read::policy(context, &mut problems);
    let source = Source {
        arguments,
        context,
        paths: paths(arguments, context, is_own),
    };
    let mut sample = Sample::default();
    let first = source.read(&document, &mut sample)?;
    problems.extend(first.problems.iter().cloned());
    if first.interactions == 0 && problems.is_empty() {
        let names: Vec<_> = source.paths.iter().map(|path| workspace.name(path)).collect();
        problems.push(format!("nothing found to read in {}", names.join(", ")));
    }
    let proposing = Proposing {
        context,
        path: &path,
        text: &text,
        flaws: flaws.errors(),
        arguments,
        policy: &policy,
        first: &first,
    };
    let (evolution, drifted) = match proposing.settle(&source, sample, &mut problems)? {
        Ok(settled) => settled,
        Err(problem) => {
            writeln!(output.err, "error: {problem}")?;
            return Ok(Exit::Incomplete);
        }
    };
    let name = workspace.name(&path);
    let diff = unified(&text, &evolution.text, &name);
    let verdict = match evolution.proposals.is_empty() {
        true => None,
        false => Some(verdict::verdict(
            &document,
            &evolution,
            &path,
            is_own,
            context,
            &mut problems,
        )),
    };
    let state = match (arguments.write && !evolution.proposals.is_empty(), problems.is_empty()) {
        (false, _) => WriteState::Proposed,
        (true, false) => WriteState::Refused,
        (true, true) => match write::write(&path, &text, &evolution, is_own, &source)? {
            Ok(checked) => WriteState::Written(checked),
            Err(problem) => {
                problems.push(problem);
                WriteState::Refused
            }
        },
    };
    let overlay = match &arguments.overlay {
        Some(file) if !evolution.proposals.is_empty() => {
            let file = workspace.given(file);
            match write::overlay(&file, &name, &text, &evolution, workspace) {
                Ok(name) => Some(name),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            }
        }
        _ => None,
    };
    let report = Evolved {
        overlay,
        document: &name,
        interactions: first.interactions,
        drifted,
        proposals: &evolution.proposals,
        left: evolution.left.iter().collect(),
        diff,
        verdict,
        problems: &problems,
        state,
        line: &context.line,
    };
    report::write_evolved(output, &report, arguments.format, context.paint)?;
    Ok(match (problems.is_empty(), evolution.proposals.is_empty()) {
        (false, _) => Exit::Incomplete,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Fine,
    })
}

/// What is read: the new traffic, and the recordings of the workspace, which must conform to its document.
fn paths(arguments: &Evolve, context: &Context<'_>, is_own: bool) -> Vec<PathBuf> {
    let recordings = context.workspace.recordings();
    let mut paths: Vec<_> = arguments.paths.iter().map(|path| given(context, path)).collect();
    let has_all = paths.iter().any(|path| recordings.starts_with(path));
    if paths.is_empty() || (is_own && !has_all && recordings.is_dir()) {
        // What is among them is not read twice.
        paths.retain(|path| !path.starts_with(&recordings));
        paths.insert(0, recordings);
    }
    paths
}

/// What a change is proposed for.
struct Proposing<'p> {
    context: &'p Context<'p>,
    path: &'p Path,
    text: &'p str,
    /// How many errors the document has already.
    flaws: usize,
    arguments: &'p Evolve,
    policy: &'p recording::redaction::Policy,
    first: &'p Read,
}

impl Proposing<'_> {
    /// Proposes a change after which all that was read conforms, and how many interactions drifted. What conformed before
    /// is read again unless the change only allows more.
    fn settle(
        &self,
        source: &Source<'_>,
        mut sample: Sample,
        problems: &mut Vec<String>,
    ) -> io::Result<Result<(Evolution, usize), String>> {
        let drifted = sample.all().len() + sample.dropped;
        for _ in 0..MOST_READS {
            let evolution = match self.evolve(&sample) {
                Ok(evolution) => evolution,
                Err(problem) => return Ok(Err(problem)),
            };
            let is_sure = evolution.proposals.is_empty() || (evolution.is_loosening() && sample.dropped == 0);
            if is_sure {
                return Ok(Ok((evolution, drifted)));
            }
            if source.has_standard_input() {
                problems.push(
                    "the change does more than allow what was seen, so all traffic must be read again, and standard \
                     input cannot be\n   = help: name a file"
                        .to_owned(),
                );
                return Ok(Ok((evolution, drifted)));
            }
            let before = sample.all().len() + sample.dropped;
            source.read(&evolution.document, &mut sample)?;
            if sample.all().len() + sample.dropped == before {
                return Ok(Ok((evolution, drifted)));
            }
        }
        Ok(Err(
            "no change was found after which all traffic conforms: check a part of it".to_owned(),
        ))
    }

    /// Makes proposals, with room for nested values.
    fn evolve(&self, sample: &Sample) -> Result<Evolution, String> {
        let workspace = &self.context.workspace;
        let name = workspace.name(self.path);
        let parse = |text: &str| match input::usable_text(workspace, self.path, text) {
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
                servers: &self.arguments.servers,
                is_accepted: &accepted,
                policy: self.policy,
                totals: &self.first.totals,
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

fn first_of(found: &codegen::Diagnostics) -> String {
    let first = found
        .iter()
        .find(|finding| finding.severity == codegen::Severity::Error);
    first.map_or_else(|| "it is not valid".to_owned(), |finding| finding.message.clone())
}

/// The change of the document, as `git apply` takes it.
fn unified(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    // A document outside of the workspace is named by its whole path, which git takes from the root: `git apply -p1` in `/`.
    let inner = name.trim_start_matches('/');
    TextDiff::configure()
        .timeout(Duration::from_secs(10))
        .diff_lines(old, new)
        .unified_diff()
        .header(&format!("a/{inner}"), &format!("b/{inner}"))
        .to_string()
}
