//! `status`: which step of the loop is next, and its command.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use codegen::{Diagnostics, Document, Model};
use serde::Deserialize;

use super::check::{check_quietly, end};
use super::diff::{recordings, verdict};
use super::{Context, regenerate};
use crate::cli::{Overlays, Status as Arguments};
use crate::diff;
use crate::input::{self, Origin, Refused, Revisions};
use crate::release::package;
use crate::report::{self, Client, NextStep as Next, Recordings, Status, Unreleased, plural};
use crate::runner::Results;
use crate::workspace::Workspace;
use crate::writer::{self, State};
use crate::{Exit, Output};

pub(super) fn run(arguments: &Arguments, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let status = status(context)?;
    report::write_status(output, &status, arguments.format, context.paint)?;
    Ok(exit(&status))
}

fn status(context: &Context<'_>) -> io::Result<Status> {
    let workspace = &context.workspace;
    let path = workspace.document();
    let mut status = Status {
        document: workspace.name(&path),
        openapi: None,
        api_version: None,
        operations: None,
        findings: Diagnostics::default(),
        client: None,
        recordings: Recordings::default(),
        checked: None,
        unreleased: None,
        problems: Vec::new(),
        next: None,
    };
    let read = input::usable_document(workspace, &path, &Overlays::default());
    if let Some((document, findings)) = known(read.map_err(NotKnown::from), &mut status) {
        status.openapi = document.openapi_version().map(str::to_owned);
        status.api_version = document
            .at("/info/version")
            .and_then(|node| node.as_str())
            .map(str::to_owned);
        status.operations = Some(codegen::view::Api::of(&document).operations.len());
        status.findings = findings;
        let mut problems = Vec::new();
        // Beside the rest: to generate the client of a large document takes as long.
        let (client, checked) = thread::scope(|scope| {
            let client = thread::Builder::new().spawn_scoped(scope, || client(workspace));
            status.recordings = recordings(context);
            let checked = check_quietly(&document, context, &[workspace.recordings()]);
            status.unreleased = unreleased(workspace, &mut problems);
            let client = client.map(|client| client.join().unwrap_or_else(|panic| resume_unwind(panic)));
            (client, checked)
        });
        status.client = known(client?, &mut status);
        status.problems.append(&mut problems);
        status.checked = Some(checked?);
    }
    status.next = Some(next(&status));
    Ok(status)
}

/// Why something is not known.
enum NotKnown {
    Problems(Vec<String>),
    Findings(Diagnostics),
}

impl From<Refused> for NotKnown {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unreadable { message, .. } => Self::Problems(vec![message]),
            Refused::Diagnostics(findings) => Self::Findings(findings),
        }
    }
}

/// What is known, or why it is not, in the status.
fn known<T>(what: Result<T, NotKnown>, status: &mut Status) -> Option<T> {
    match what {
        Ok(what) => return Some(what),
        Err(NotKnown::Problems(all)) => status.problems.extend(all),
        Err(NotKnown::Findings(findings)) => status.findings = findings,
    }
    None
}

/// Whether the client is what the generator makes of the document now.
fn client(workspace: &Workspace) -> Result<Client, NotKnown> {
    let (_, model): (Document, Model) = input::model(workspace, &workspace.document(), &Overlays::default())?;
    let targets = regenerate::workspace_targets(&model, workspace).map_err(NotKnown::Findings)?;
    let plan = writer::compare(&targets).map_err(|problems| {
        let all = problems.iter();
        NotKnown::Problems(all.map(|problem| problem.say(&workspace.name(&problem.path))).collect())
    })?;
    let count = |state| plan.entries.iter().filter(|entry| entry.state() == state).count();
    let manifest = fs::read_to_string(workspace.library().join("Cargo.toml")).ok();
    Ok(Client {
        package: manifest
            .and_then(|manifest| package(&manifest).ok())
            .map(|package| (package.name, package.version)),
        fresh: count(State::Fresh),
        stale: count(State::Stale),
        missing: count(State::Missing),
        orphan: count(State::Orphan),
    })
}

/// What recordings there are. Those that cannot be read are reported by the check.
fn recordings(context: &Context<'_>) -> Recordings {
    #[derive(Deserialize)]
    struct Recording {
        provenance: Provenance,
    }
    #[derive(Deserialize)]
    struct Provenance {
        kind: String,
        date: String,
    }
    let mut by_provenance = BTreeMap::new();
    let mut dates: Option<(String, String)> = None;
    let paths = [context.workspace.recordings()];
    input::read(&context.workspace, &paths, &mut io::empty(), &mut |batch| {
        for (_, text) in batch.texts() {
            let Ok(Recording { provenance }) = serde_json::from_slice(text) else {
                continue;
            };
            let Provenance { kind, date } = provenance;
            *by_provenance.entry(kind).or_default() += 1;
            dates = Some(match dates.take() {
                None => (date.clone(), date),
                Some((oldest, newest)) => (oldest.min(date.clone()), newest.max(date)),
            });
        }
        ControlFlow::Continue(())
    });
    Recordings {
        by_provenance,
        age: dates
            .as_ref()
            .and_then(|(_, newest)| days_between(newest, &context.environment.today)),
        dates,
    }
}

/// The number of days from one day to a later one, both as in `2026-12-31`.
fn days_between(day: &str, later: &str) -> Option<u64> {
    const DAY: u64 = 24 * 60 * 60;
    let time = |day: &str| humantime::parse_rfc3339(&format!("{day}T00:00:00Z")).ok();
    let since: Duration = time(later)?.duration_since(time(day)?).ok()?;
    Some(since.as_secs() / DAY)
}

/// What the document changed since the last release, or since the work left the default branch.
fn unreleased(workspace: &Workspace, problems: &mut Vec<String>) -> Option<Unreleased> {
    let (document, overlays) = (workspace.document(), Overlays::default());
    let revisions = Revisions {
        workspace,
        document: &document,
        is_own: true,
        overlays: &overlays,
    };
    let read = revisions.default_base().and_then(|base| {
        let revision = revisions.read(revisions.working_tree())?;
        Ok((revisions.read(base)?, revision))
    });
    let (base, revision) = match read {
        Ok(read) => read,
        Err(refused) => {
            let reason = match refused {
                Refused::Unreadable { message, .. } => message,
                Refused::Diagnostics(findings) => {
                    let first = findings.iter().next().map(|finding| finding.message.as_str());
                    format!("{}: {}", findings.document(), first.unwrap_or_default())
                }
            };
            problems.push(format!("what changed since the last release is not known: {reason}"));
            return None;
        }
    };
    let (of_base, not_judged) = verdict::side_of_base(&base, &revision, &revisions);
    let mut comparison = diff::compare(of_base, verdict::side_of(&revision, &base, &revisions));
    if let Some(input) = recordings::Input::own(workspace) {
        // The check of the recordings says which of them cannot be read.
        let observed = recordings::observe(&input, (&base, &revision), &mut comparison);
        problems.extend(
            observed
                .err()
                .map(|error| format!("recordings cannot be read: {error}")),
        );
    }
    problems.extend(not_judged.into_iter().chain(comparison.not_judged.iter().cloned()));
    let bump = comparison.has_crate_verdict().then(|| comparison.bump());
    let current = match &base.origin {
        Origin::Release { version, .. } => Some(version.clone()),
        origin => verdict::client_version(&revisions, origin).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        }),
    };
    Some(Unreleased {
        base: match &base.origin {
            Origin::Release { version, .. } => version.to_string(),
            Origin::Git {
                revision,
                branch: Some(branch),
                ..
            } => format!("{branch} ({revision})"),
            _ => verdict::named(&base).label,
        },
        has_release: matches!(base.origin, Origin::Release { .. }),
        changes: comparison.changes.len(),
        wire: comparison.wire(),
        bump,
        next: current
            .as_ref()
            .zip(bump)
            .map(|(current, bump)| diff::next_version(current, bump)),
        current,
    })
}

/// The first thing to do.
fn next(status: &Status) -> Next {
    let run = |command, why: String| Next {
        command: Some(command),
        why,
    };
    let edit = |why: String| Next { command: None, why };
    let Status {
        document,
        client,
        checked,
        unreleased,
        ..
    } = status;
    if status.findings.errors() > 0 {
        return run(
            "cargo xtask check",
            format!("and correct what it reports in {document}"),
        );
    }
    if client.as_ref().is_some_and(|client| !client.is_fresh()) {
        return run(
            "cargo xtask regenerate",
            format!("to generate the client from {document} as it is now"),
        );
    }
    if !status.problems.is_empty() {
        let not_checked = checked.as_ref().map_or(0, |results| results.counts.problems);
        return edit(format!(
            "solve the {} above",
            if status.problems.len() + not_checked == 1 {
                "problem"
            } else {
                "problems"
            }
        ));
    }
    let drift = checked.as_ref().map(|results| (results, end(results)));
    match drift {
        Some((results, _)) if results.interactions == 0 && results.counts.problems == 0 => {
            return run(
                "cargo xtask record --help",
                "to record what the service returns".to_owned(),
            );
        }
        Some((_, Exit::Findings)) => {
            return run("cargo xtask evolve", format!("to see how {document} has to change"));
        }
        Some((_, Exit::Incomplete)) => {
            return run("cargo xtask check", "and fix the input that its errors name".to_owned());
        }
        _ => {}
    }
    match unreleased {
        Some(unreleased) if !unreleased.has_release => run(
            "cargo xtask release --dry-run",
            "to see what the first release would be".to_owned(),
        ),
        Some(unreleased) if unreleased.changes > 0 => {
            let changes = plural(unreleased.changes, "change");
            run("cargo xtask diff", format!("to review {changes} before a release"))
        }
        _ => run(
            "cargo xtask check --client",
            "to decode the recordings with the client as well".to_owned(),
        ),
    }
}

fn exit(status: &Status) -> Exit {
    let of_check = |results: &Results| match results.interactions == 0 && results.counts.problems == 0 {
        true => Exit::Findings,
        false => end(results),
    };
    let stale = status.client.as_ref().is_some_and(|client| !client.is_fresh());
    let incomplete = !status.problems.is_empty() || status.findings.errors() > 0;
    [
        status.checked.as_ref().map_or(Exit::Fine, of_check),
        if stale { Exit::Findings } else { Exit::Fine },
        if incomplete { Exit::Incomplete } else { Exit::Fine },
    ]
    .into_iter()
    .max()
    .unwrap_or(Exit::Fine)
}
