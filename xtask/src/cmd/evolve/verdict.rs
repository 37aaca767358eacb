//! What `diff` says of a proposed change, the next version, and the entries of the changelog.

use std::path::Path;

use codegen::{Document, Options};
use semver::Version;

use super::super::Context;
use super::super::diff::verdict;
use crate::cli::Overlays;
use crate::diff::{self, Bump, Comparison, Side, next_version};
use crate::evolve::Evolution;
use crate::input::{self, Origin, Refused, Revision, Revisions};
use crate::release::draft;
use crate::report::{EvolvedVerdict, Versions};

/// Compares the document with the proposed one, and that one with the last release.
pub(super) fn verdict(
    document: &Document,
    evolution: &Evolution,
    path: &Path,
    is_own: bool,
    context: &Context<'_>,
    problems: &mut Vec<String>,
) -> EvolvedVerdict {
    let side = |document| match is_own {
        true => Side::from(document).options(Options::default()),
        false => Side::from(document),
    };
    let comparison = diff::compare(side(document), side(&evolution.document));
    problems.extend(comparison.not_judged.iter().cloned());
    let versions = versions(&comparison, evolution, path, is_own, context);
    EvolvedVerdict {
        wire: comparison.wire(),
        bump: comparison.has_crate_verdict().then(|| comparison.bump()),
        versions: versions.unwrap_or_else(|problem| {
            problems.push(problem);
            Versions::default()
        }),
        changelog: draft(&comparison.changes),
        changes: comparison.changes,
    }
}

/// The version of the crate, and the next one: with all that changed since the last release, if there is one.
fn versions(
    comparison: &Comparison,
    evolution: &Evolution,
    path: &Path,
    is_own: bool,
    context: &Context<'_>,
) -> Result<Versions, String> {
    if !is_own {
        return Ok(Versions::default());
    }
    let overlays = Overlays::default();
    let revisions = Revisions {
        workspace: &context.workspace,
        document: path,
        is_own,
        overlays: &overlays,
    };
    // Without a base, as for a document that git does not have yet, what is proposed is all that is known.
    let unknown = |problem| format!("the next version is not known: {problem}");
    let base = match revisions.base_if_any().map_err(unknown)? {
        Some(origin @ Origin::Git { .. }) => {
            let name = context.workspace.name(path);
            revisions.file(&origin, &name)?.map(|_| origin)
        }
        other => other,
    };
    let (current, bump) = match base {
        Some(base) => since(revisions.read(base), evolution, path, &revisions)?,
        None => {
            let current = verdict::client_version(&revisions, &revisions.working_tree())?;
            (current, comparison.bump())
        }
    };
    Ok(Versions {
        next: current.as_ref().map(|current| next_version(current, bump)),
        current,
    })
}

/// The version of the crate at a base, and what has changed since then.
fn since(
    base: Result<Revision, Refused>,
    evolution: &Evolution,
    path: &Path,
    revisions: &Revisions<'_>,
) -> Result<(Option<Version>, Bump), String> {
    let refused = |refused| match refused {
        Refused::Unreadable { message, .. } => format!("the next version is not known: {message}"),
        Refused::Diagnostics(found) => {
            format!(
                "the next version is not known: the base is no valid document: {}",
                super::first_of(&found)
            )
        }
    };
    let base = base.map_err(refused)?;
    let other = |name: &str| evolution.texts.other(name);
    let usable = input::usable_texts(revisions.workspace, path, &evolution.texts.own, &other);
    let (document, flaws) = usable.map_err(refused)?;
    let revision = Revision {
        origin: revisions.working_tree(),
        document,
        flaws,
    };
    let (of_base, _) = verdict::side_of_base(&base, &revision, revisions);
    let all = diff::compare(of_base, verdict::side_of(&revision, &base, revisions));
    let current = match &base.origin {
        Origin::Release { version, .. } => Some(version.clone()),
        origin => verdict::client_version(revisions, origin)?,
    };
    Ok((current, all.bump()))
}
