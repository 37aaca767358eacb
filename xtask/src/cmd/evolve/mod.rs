//! `evolve`: from traffic to a change of the document.

mod others;
mod read;
mod settle;
mod verdict;
mod write;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use similar::TextDiff;

use super::check::given;
use super::{Context, Refusing, refuse};
use crate::cli::Evolve;
use crate::evolve::{Evolution, Sample};
use crate::input;
use crate::report::{self, Evolved, WriteState};
use crate::{Exit, Output};
use read::Source;
use settle::Proposing;

pub(super) fn run(arguments: &Evolve, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let read = input::document_text(workspace, &path).and_then(|text| {
        let (document, flaws) = input::usable_texts(workspace, &path, &text, &|_| None)?;
        Ok((text, document, flaws))
    });
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
    let first = source.read(&document, &mut sample, None)?;
    problems.extend(first.problems.iter().cloned());
    if first.interactions == 0 && problems.is_empty() {
        let names: Vec<_> = source.paths.iter().map(|path| workspace.name(path)).collect();
        problems.push(format!("nothing found to read in {}", names.join(", ")));
    }
    let proposing = Proposing {
        context,
        path: &path,
        text: &text,
        document: &document,
        flaws: flaws.errors(),
        arguments,
        policy: &policy,
        first: &first,
    };
    let mut evolution = match proposing.settle(&source, sample, &mut problems)? {
        Ok(settled) => settled,
        Err(problem) => {
            writeln!(output.err, "error: {problem}")?;
            return Ok(Exit::Incomplete);
        }
    };
    evolution.left.extend(first.expired.iter().cloned());
    let name = workspace.name(&path);
    let mut diff = unified(&text, &evolution.texts.own, &name);
    for (name, other) in &evolution.texts.others {
        diff.push_str(&unified(&other.old, &other.new, name));
    }
    // What was not read might forbid the change; what cannot be judged of it cannot.
    let is_whole = problems.is_empty();
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
    if flaws.errors() > 0 {
        problems.push(format!(
            "{name} is not valid OpenAPI in all its parts ({}): what depends on them was not looked at\n   = help: run \
             `cargo xtask check`, which lists them",
            report::plural(flaws.errors(), "mistake")
        ));
    }
    let state = match (arguments.write && !evolution.proposals.is_empty(), is_whole) {
        (false, _) => WriteState::Proposed,
        (true, false) => WriteState::Refused,
        (true, true) => match write::write(&path, &text, &evolution, is_own, &source)? {
            Ok((checked, unlisted)) => {
                problems.extend(unlisted);
                WriteState::Written(checked)
            }
            Err(problem) => {
                problems.push(problem);
                WriteState::Refused
            }
        },
    };
    let overlay = match &arguments.overlay {
        Some(file) if !evolution.proposals.is_empty() => {
            let file = workspace.given(file);
            match write::overlay(&file, &document, &evolution, workspace) {
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
        edited: edited(&evolution, &text, &name),
        interactions: first.interactions,
        drifted: first.drifted,
        has_standard_input: source.has_standard_input(),
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

fn first_of(found: &codegen::Diagnostics) -> String {
    let first = found
        .iter()
        .find(|finding| finding.severity == codegen::Severity::Error);
    first.map_or_else(|| "it is not valid".to_owned(), |finding| finding.message.clone())
}

/// What to call the files that are edited: one by its name, several together.
fn edited(evolution: &Evolution, old: &str, document: &str) -> String {
    let others = evolution
        .texts
        .others
        .iter()
        .filter(|(_, other)| other.old != other.new);
    let others: Vec<_> = others.map(|(name, _)| name.as_str()).collect();
    match others.as_slice() {
        [] => document.to_owned(),
        [one] if evolution.texts.own == old => (*one).to_owned(),
        _ => format!("{document} and its files"),
    }
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
