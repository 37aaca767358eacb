//! Why a release is refused before its version is even chosen: generated files that are out of date, drift, and changes that
//! are not committed.

use std::io;

use codegen::{Document, Model};

use super::repository::Repository;
use crate::cmd::Context;
use crate::cmd::check::{check_recordings, end};
use crate::cmd::regenerate;
use crate::release::Refusal;
use crate::report::plural;
use crate::writer::{self, State};
use crate::{Exit, client::Client};

/// What a release consists of, or is made from: changes of these must be committed.
const RELEASED: [&str; 7] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "codegen",
    "generated-client",
    "spec",
];

/// Whether the generated files are those of the document.
pub(super) fn stale(model: &Model, context: &Context<'_>) -> Option<Refusal> {
    let targets = match regenerate::workspace_targets(model, &context.workspace) {
        Ok(targets) => targets,
        Err(diagnostics) => {
            let first = diagnostics.iter().next().map(|finding| finding.message.clone());
            return Some(Refusal::not_judged("not-generated", first.unwrap_or_default()));
        }
    };
    let name = |path| context.workspace.name(path);
    let plan = match writer::compare(&targets) {
        Ok(plan) => plan,
        Err(problems) => {
            let problems: Vec<_> = problems
                .iter()
                .map(|problem| problem.say(&name(&problem.path)))
                .collect();
            return Some(Refusal::not_judged("not-generated", problems.join("; ")));
        }
    };
    let stale: Vec<_> = plan
        .entries
        .iter()
        .filter(|entry| entry.state() != State::Fresh)
        .map(|entry| name(&entry.path))
        .collect();
    (!stale.is_empty()).then(|| {
        Refusal::found(
            "stale",
            format!(
                "{} out of date: {}",
                plural(stale.len(), "generated file"),
                some(&stale)
            ),
            "run `cargo xtask regenerate`, and commit the result",
        )
    })
}

/// Whether the recordings agree with the document and, unless that is out of date, with the client.
pub(super) fn drift(document: &Document, is_stale: bool, context: &Context<'_>) -> io::Result<Option<Refusal>> {
    let recordings = [context.workspace.recordings()];
    let client = match is_stale {
        true => None,
        false => match Client::start(context.environment, &context.workspace, document) {
            Ok(client) => Some(client),
            Err(problem) => {
                let message = format!("the client cannot decode the recordings: {problem}");
                return Ok(Some(Refusal::not_judged("unverified", message)));
            }
        },
    };
    let (results, _) = check_recordings(document, context, &recordings, true, client)?;
    let counts = &results.counts;
    if results.interactions == 0 && counts.problems == 0 {
        return Ok(Some(Refusal::not_judged(
            "unverified",
            "there are no recordings: nothing shows that the service behaves as the document says\n  \
             = help: record some with `cargo xtask record`",
        )));
    }
    Ok(match end(&results) {
        Exit::Fine => None,
        Exit::Findings => Some(Refusal::found(
            "drift",
            format!(
                "the recordings differ from the document: {}, {}",
                plural(counts.errors, "error"),
                plural(counts.warnings, "warning")
            ),
            "run `cargo xtask check --client`, and correct the document where the service is right",
        )),
        Exit::Incomplete => Some(Refusal::not_judged(
            "unverified",
            format!(
                "not all recordings could be checked: {}\n  \
                 = help: run `cargo xtask check --client`, and fix the input that it names",
                results.problems.join("; ")
            ),
        )),
    })
}

/// Whether all that is released is committed.
pub(super) fn uncommitted(repository: &Repository<'_>) -> Option<Refusal> {
    match repository.uncommitted(&RELEASED) {
        Err(problem) => Some(Refusal::not_judged("no-repository", problem)),
        Ok(files) if files.is_empty() => None,
        Ok(files) => Some(Refusal::found(
            "uncommitted",
            format!(
                "{} not committed: {}",
                plural(files.len(), "changed file"),
                some(&files)
            ),
            "commit or restore them: a release is a state that everybody can get back",
        )),
    }
}

/// Whether the repository is no longer what it was when the run began: what was judged and packaged would be released with
/// another document, or another changelog.
pub(super) fn moved(repository: &Repository<'_>, head: Option<&str>) -> Option<Refusal> {
    let again = "run the command again when nobody works on the files";
    let now = match repository.head() {
        Ok(now) => now,
        Err(problem) => return Some(Refusal::not_judged("no-repository", problem)),
    };
    if now.as_deref() != head {
        let now = now.map_or_else(
            || "another state".to_owned(),
            |commit| commit.chars().take(12).collect(),
        );
        let message = format!("the last commit became {now} while the release was prepared");
        return Some(Refusal::found("moved", message, again));
    }
    let mut refusal = uncommitted(repository)?;
    refusal.message.push_str(", since the release was begun");
    refusal.help = again.to_owned();
    Some(refusal)
}

/// The first of some names.
pub(super) fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
