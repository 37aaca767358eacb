//! What `diff` says of a proposed change, the next version, and the entries of the changelog.

use std::path::Path;

use codegen::{Document, Options};

use super::super::Context;
use super::super::diff::verdict;
use crate::cli::Overlays;
use crate::diff::{self, Comparison, Side, next_version};
use crate::evolve::Evolution;
use crate::input::{self, Origin, Revision, Revisions};
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
    EvolvedVerdict {
        wire: comparison.wire(),
        bump: comparison.has_crate_verdict().then(|| comparison.bump()),
        versions: versions(&comparison, evolution, path, is_own, context),
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
) -> Versions {
    if !is_own {
        return Versions::default();
    }
    let overlays = Overlays::default();
    let revisions = Revisions {
        workspace: &context.workspace,
        document: path,
        is_own,
        overlays: &overlays,
    };
    let since = || {
        let base = revisions.read(revisions.default_base().ok()?).ok()?;
        let (document, flaws) = input::usable_texts(&context.workspace, path, &evolution.texts.own, &|name| {
            evolution.texts.other(name)
        })
        .ok()?;
        let revision = Revision {
            origin: revisions.working_tree(),
            document,
            flaws,
        };
        let (of_base, _) = verdict::side_of_base(&base, &revision, &revisions);
        let all = diff::compare(of_base, verdict::side_of(&revision, &base, &revisions));
        let current = match &base.origin {
            Origin::Release { version, .. } => version.clone(),
            origin => verdict::client_version(&revisions, origin).ok()??,
        };
        Some((current, all.bump()))
    };
    // Without a base, what is proposed is all that is known.
    let known = since().or_else(|| {
        let current = verdict::client_version(&revisions, &revisions.working_tree()).ok()??;
        Some((current, comparison.bump()))
    });
    match known {
        Some((current, bump)) => Versions {
            next: Some(next_version(&current, bump)),
            current: Some(current),
        },
        None => Versions::default(),
    }
}
