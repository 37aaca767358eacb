//! `check`: holds the recordings against the document.

use std::io;
use std::path::PathBuf;
use std::thread;

use codegen::Document;

use super::{Context, refuse};
use crate::cli::{Check, Format};
use crate::client;
use crate::contract::{Contract, Kept};
use crate::input::{self, Recordings};
use crate::report::{self, CheckReport, Finding, Noted, Report};
use crate::{Exit, Output};

pub(super) fn run(arguments: &Check, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let document = match input::document(workspace, &path) {
        Ok(document) => document,
        Err(refused) => return refuse(&refused, "check", arguments.format, output),
    };
    let everything = arguments.paths.is_empty();
    let paths: Vec<PathBuf> = match everything {
        true => vec![workspace.recordings()],
        false => arguments.paths.iter().map(|path| workspace.given(path)).collect(),
    };
    let recordings = input::recordings(workspace, &paths);
    let mut report = survey(&document, &recordings);
    let mut exit = end(&report);
    if arguments.client && !recordings.read.is_empty() {
        match client::check(
            context.environment,
            workspace,
            &document,
            &recordings.read,
            &report.interactions,
            everything,
        ) {
            Ok(found) => {
                report.findings.extend(found.findings);
                report.notes.extend(found.notes);
                exit = exit.max(end(&report));
            }
            Err(message) => {
                report.problems.push(message);
                exit = Exit::Incomplete;
            }
        }
    }
    let next = if arguments.client {
        "`cargo test`"
    } else {
        "`cargo xtask check --client`"
    };
    tell(&report, arguments.format, next, context, output)?;
    if recordings.read.is_empty() && recordings.unreadable.is_empty() {
        let names: Vec<_> = paths.iter().map(|path| workspace.name(path)).collect();
        writeln!(output.err, "error: nothing found to check in {}", names.join(", "))?;
        exit = Exit::Incomplete;
    }
    Ok(exit)
}

/// The stack of the thread that holds recordings against a document: schemas and values stand in each other.
const STACK: usize = 64 << 20;

/// Holds every recording against the document.
pub(super) fn survey(document: &Document, recordings: &Recordings) -> Report {
    thread::scope(|scope| {
        let deep = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || judge(document, recordings));
        match deep.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(report)) => report,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // Where there is no other thread to be had, this one must do.
            Err(_) => judge(document, recordings),
        }
    })
}

fn judge(document: &Document, recordings: &Recordings) -> Report {
    let contract = Contract::new(document);
    let mut report = Report {
        document: document.name().to_owned(),
        interactions: Vec::new(),
        findings: Vec::new(),
        notes: Vec::new(),
        problems: recordings.unreadable.clone(),
    };
    for named in &recordings.read {
        let checked = contract.check(named.recording.interaction(), Kept::Recording);
        let operation = checked.operation.as_deref();
        report.findings.extend(
            checked
                .violations
                .into_iter()
                .map(|violation| Finding::new(document, &named.name, &named.recording, operation, violation)),
        );
        report.notes.extend(checked.notes.into_iter().map(|note| Noted {
            recording: named.name.clone(),
            operation: operation.map(str::to_owned),
            location: note.location,
            pointer: note.pointer,
            message: note.message,
        }));
        report.interactions.push(checked.operation);
    }
    report
}

/// How a report ends a command.
pub(super) fn end(report: &Report) -> Exit {
    if !report.problems.is_empty() {
        Exit::Incomplete
    } else if report.findings.is_empty() {
        Exit::Fine
    } else {
        Exit::Findings
    }
}

fn tell(report: &Report, format: Format, next: &str, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<()> {
    match format {
        Format::Human => report::write_human(output.err, report, next, context.paint),
        Format::Json => {
            // Machines read findings; what could not be looked at is told to whoever sees the exit code.
            for message in &report.problems {
                writeln!(output.err, "error: {message}")?;
            }
            report::write_json(output.out, &CheckReport::new(report))
        }
    }
}
