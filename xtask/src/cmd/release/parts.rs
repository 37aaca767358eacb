//! What each part of the client needs since the last release: the document, the generator, the crate as a whole.

use std::fs;

use codegen::Document;
use codegen::surface::Surface;
use semver::Version;

use super::cargo::{Cargo, INSTALL};
use super::repository::{ReleaseCommit, Repository};
use super::{Run, Stopped, frozen, gates};
use crate::accepted::{Accepted, Entry, Kind};
use crate::cli::Overlays;
use crate::cmd::regenerate;
use crate::diff::{self, Bump, Cause, Change, Comparison, Side};
use crate::input::{self, Refused, Releases, released};
use crate::release::{Part, Refusal, package};
use crate::report::plural;
use crate::writer::folders;

/// What is known of the changes since the last release.
#[derive(Default)]
pub(super) struct Parts {
    /// The release that everything is compared with; none before the first one.
    pub(super) last: Option<Version>,
    pub(super) parts: Vec<Part>,
    /// The changes of the document.
    pub(super) comparison: Comparison,
    /// What could not be judged.
    pub(super) refusals: Vec<Refusal>,
}

/// Judges all parts.
pub(super) fn judge(
    run: &Run<'_>,
    document: &Document,
    repository: &Repository<'_>,
    cargo: &Cargo<'_>,
    releases: &Releases,
) -> Result<Parts, Stopped> {
    let Some(last) = releases.base() else {
        return Ok(first());
    };
    let mut parts = Parts::default();
    let frozen = run.workspace.name(&released::document(run.workspace, last));
    match repository.released(last, &frozen) {
        Ok(released) => {
            let is_good = is_of(last, &released, repository);
            let edited = frozen::edited(run.workspace, last, &released, repository);
            let refusals = [is_good.err(), edited.err()].into_iter().flatten().collect::<Vec<_>>();
            if !refusals.is_empty() {
                return Err(Stopped::Refused(refusals, Vec::new()));
            }
            of_documents(&mut parts, run, last, document)?;
            of_sources(&mut parts, run, &released, repository, cargo)?;
        }
        Err(problem) => {
            of_documents(&mut parts, run, last, document)?;
            parts.refusals.push(Refusal::not_judged("no-sources", problem));
        }
    }
    parts.last = Some(last.clone());
    Ok(parts)
}

/// The parts of the first release, which is compared with nothing.
fn first() -> Parts {
    let part = |name, reason: &str| Part {
        name,
        bump: None,
        reason: reason.to_owned(),
    };
    Parts {
        parts: vec![
            part("document", "not compared: this is the first release"),
            part("generator", "not compared: this is the first release"),
            part(
                "crate",
                "cargo-semver-checks is not needed: there is no release to compare with",
            ),
        ],
        ..Parts::default()
    }
}

/// What the document and the generator changed since the last release.
fn of_documents(parts: &mut Parts, run: &Run<'_>, last: &Version, document: &Document) -> Result<(), Stopped> {
    let workspace = run.workspace;
    let path = released::document(workspace, last);
    let (base, flaws) = input::usable_document(workspace, &path, &Overlays::default()).map_err(Stopped::Document)?;
    if flaws.errors() > 0 {
        return Err(Stopped::Document(Refused::Diagnostics(flaws)));
    }
    let path = released::surface(workspace, last);
    let surface = fs::read_to_string(&path)
        .map_err(|error| format!("cannot be read: {error}"))
        .and_then(|text| Surface::from_json(&text));
    let surface = surface.map_err(|problem| {
        let name = workspace.name(&path);
        Refusal::not_judged(
            "no-surface",
            format!("{name}: {problem}\n  = help: run `git checkout v{last} -- {name}`: the release {last} froze it"),
        )
    })?;
    let released = surface.codegen.clone();
    let options = regenerate::workspace_options(workspace);
    let comparison = diff::compare(
        Side::from(&base).options(options.clone()).released(surface),
        Side::from(document).options(options),
    );
    let help = format!("run `cargo xtask diff {last}`");
    for problem in &comparison.not_judged {
        let message = format!("a change since {last} could not be judged: {problem}\n  = help: {help}");
        parts.refusals.push(Refusal::not_judged("not-judged", message));
    }
    let unhandled = comparison.changes.iter().filter(|change| change.rule.id == "unhandled");
    for change in unhandled {
        let message = format!(
            "no rule is for this change of the document: {}\n  = help: {help}",
            change.message
        );
        parts.refusals.push(Refusal::not_judged("not-judged", message));
    }
    for part in &comparison.parts {
        parts.parts.push(Part {
            name: part.cause.word(),
            bump: Some(part.bump),
            reason: match part.cause {
                Cause::Document => of_changes(&comparison, last),
                cause => of_generator(&comparison, cause, &released, last),
            },
        });
    }
    parts.refusals.extend(accepted(run, &comparison));
    parts.comparison = comparison;
    Ok(())
}

/// The entries for changes in `spec/accepted.toml` that are out of date: a release moves away only those that it has.
fn accepted(run: &Run<'_>, comparison: &Comparison) -> Vec<Refusal> {
    let path = run.workspace.accepted();
    let (name, today) = (run.workspace.name(&path), &run.context.environment.today);
    let mut accepted = match Accepted::read(&path, &name, Kind::Change, today) {
        Ok(accepted) => accepted,
        Err(problem) => return vec![Refusal::not_judged("accepted", problem)],
    };
    for change in &comparison.changes {
        let is_place = |place: &str| place == change.place() || place == change.pointer();
        accepted.takes_at(&change.fingerprint(), is_place);
    }
    let refusal = |entry: &Entry, what: &str, help: &str| {
        let place = format!("{name}:{}", entry.line.0);
        Refusal::found("accepted", format!("{place}: `{}` {what}", entry.fingerprint), help)
    };
    let unused = accepted
        .unused()
        .map(|entry| refusal(entry, "is accepted and matches no change", "remove the entry"));
    let expired = accepted.expired().map(|entry| {
        let help = "undo the change, or set a later date and give the reason";
        refusal(entry, "is accepted, and the last day of that has passed", help)
    });
    unused.chain(expired).collect()
}

/// What changed in the document, in one line.
fn of_changes(comparison: &Comparison, last: &Version) -> String {
    let is_own = |change: &&Change| !OF_GENERATOR.contains(&change.rule.id);
    let changes: Vec<_> = comparison.changes.iter().filter(is_own).collect();
    let largest = changes.iter().max_by_key(|change| (change.bump, change.wire));
    match largest {
        None => format!("it is the same as that of {last}"),
        Some(largest) => {
            let more = if changes.len() == 1 { "" } else { ", and more" };
            let count = plural(changes.len(), "change");
            format!("{count}, wire {}: {}{more}", comparison.wire().word(), largest.message)
        }
    }
}

/// The rules of what the document did not change.
const OF_GENERATOR: [&str; 2] = ["generator-changed", "options-changed"];

/// What the generator changed, in one line.
fn of_generator(comparison: &Comparison, cause: Cause, released: &str, last: &Version) -> String {
    let rule = match cause {
        Cause::Generator => OF_GENERATOR[0],
        _ => OF_GENERATOR[1],
    };
    let change = comparison.changes.iter().find(|change| change.rule.id == rule);
    match change {
        Some(change) => change.message.clone(),
        None => format!("it generates the same from the document of {last} as codegen {released} did"),
    }
}

/// What cargo-semver-checks says of the whole crate, and what of it changed at all.
fn of_sources(
    parts: &mut Parts,
    run: &Run<'_>,
    released: &ReleaseCommit,
    repository: &Repository<'_>,
    cargo: &Cargo<'_>,
) -> Result<(), Stopped> {
    let git = |problem| Refusal::not_judged("no-sources", problem);
    let baseline = run.folder().join("baseline");
    folders::empty(&baseline).map_err(|problem| run.failed(&problem))?;
    let baseline = repository.checkout(&released.commit, &baseline).map_err(git)?;
    let judged = cargo.semver_checks().and_then(|version| {
        Ok((
            version,
            cargo.judge(&run.workspace.library(), &baseline.join("generated-client"))?,
        ))
    });
    match judged {
        Ok((version, judged)) => parts.parts.push(Part {
            name: "crate",
            bump: Some(judged.bump),
            reason: format!("{version} against {}: {}", released.name, judged.reason),
        }),
        Err(problem) => {
            let mut refusal = Refusal::not_judged("unverified", problem);
            refusal.help = format!(
                "fix what it names; if it does not know this Rust, run `{INSTALL} --force` for a later one; without a \
                 network, set CARGO_NET_OFFLINE=true"
            );
            parts.refusals.push(refusal);
        }
    }
    let changed = repository
        .changed(
            &released.commit,
            &[
                "Cargo.toml",
                "generated-client",
                ":(exclude)generated-client/driver",
                ":(exclude)generated-client/importers",
                ":(exclude)generated-client/test-server",
            ],
        )
        .map_err(git)?;
    parts.parts.push(match changed.is_empty() {
        true => Part {
            name: "package",
            bump: Some(Bump::None),
            reason: format!("no file changed since {}", released.name),
        },
        false => Part {
            name: "package",
            bump: Some(Bump::Patch),
            reason: format!("{} changed: {}", plural(changed.len(), "file"), gates::some(&changed)),
        },
    });
    Ok(())
}

/// Whether a commit is the one of a release.
fn is_of(last: &Version, released: &ReleaseCommit, repository: &Repository<'_>) -> Result<(), Refusal> {
    let manifest = repository
        .text(&released.commit, "generated-client/Cargo.toml")
        .map_err(|problem| Refusal::not_judged("no-sources", problem))?;
    let found = manifest.ok_or_else(|| "it has no generated-client/Cargo.toml".to_owned());
    let found = found.and_then(|manifest| package(&manifest));
    let problem = match found {
        Ok(package) if package.version == *last => return Ok(()),
        Ok(package) => format!("its client has the version {}", package.version),
        Err(problem) => problem,
    };
    Err(Refusal::not_judged(
        "no-sources",
        format!(
            "{} is not the release {last}: {problem}\n  = help: move the tag to the commit of the release",
            released.name
        ),
    ))
}

/// Whether the whole crate can be compared, which only a first release does not need.
pub(super) fn can_compare(cargo: &Cargo<'_>, releases: &Releases) -> Option<Refusal> {
    let last = releases.base()?;
    let problem = cargo.semver_checks().err()?;
    Some(Refusal::not_judged(
        "no-semver-checks",
        format!(
            "{problem}: whether hand-written code of the client breaks importers of {last} is not known\n  \
             = help: run `{INSTALL}`"
        ),
    ))
}
