//! `diff`: compares two documents.

mod limits;
mod manifest;
pub(super) mod recordings;
pub(super) mod verdict;

use std::io;

use codegen::Severity;

use super::{Context, Refusing, refuse};
use crate::accepted::{Accepted, Entry, Kind};
use crate::cli::Diff;
use crate::diff::{self, Change};
use crate::input::{Origin, Refused, Revision, Revisions};
use crate::report::{self, AcceptedEntry, Versions};
use crate::{Exit, Output};

pub(super) fn run(arguments: &Diff, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let document = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let revisions = Revisions {
        workspace,
        is_own: document == workspace.document(),
        document: &document,
        overlays: &arguments.overlays,
    };
    let (base, revision) = match read(arguments, &revisions) {
        Ok(documents) => documents,
        Err(refused) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: false,
            };
            return refuse(&refused, &refusing, output);
        }
    };
    let (of_base, mut not_judged) = verdict::side_of_base(&base, &revision, &revisions);
    let mut comparison = diff::compare(of_base, verdict::side_of(&revision, &base, &revisions));
    not_judged.extend(comparison.not_judged.iter().cloned());
    let is_own = revisions.is_client(&base.origin) || revisions.is_client(&revision.origin);
    if let Some(input) = recordings::Input::of(arguments, workspace, is_own) {
        not_judged.extend(recordings::observe(&input, (&base, &revision), &mut comparison)?);
    }
    not_judged.extend(flaws("base", &base));
    not_judged.extend(flaws("revision", &revision));
    let mut accepted = accepted(context, &mut not_judged);
    let reasons = reasons(&mut accepted, &comparison.changes);
    let is_default = arguments.base.is_none();
    let is_working_tree = matches!(&revision.origin, Origin::File(file) if *file == workspace.document());
    let complete = not_judged.is_empty();
    let entries = entries(&accepted, is_working_tree && complete);
    let bump = comparison.has_crate_verdict().then(|| comparison.bump());
    let versions = verdict::versions(arguments, &revisions, (&base.origin, &revision.origin), bump);
    let versions = versions.unwrap_or_else(|problem| {
        not_judged.push(problem);
        Versions::default()
    });
    let manifest = match is_own && arguments.require.is_some() {
        true => verdict::manifest_version(&revisions, &revision.origin),
        false => Ok(None),
    };
    let manifest = manifest.unwrap_or_else(|problem| {
        not_judged.push(problem);
        None
    });
    let failures = limits::failures(&limits::Found {
        arguments,
        changes: &comparison.changes,
        reasons: &reasons,
        entries: entries
            .iter()
            .filter(|entry| is_default || entry.rule == EXPIRED)
            .count(),
        versions: &versions,
        manifest,
    });
    let failures = match failures {
        Ok(failures) => failures,
        Err(problem) => {
            not_judged.push(problem);
            Vec::new()
        }
    };
    let report = report::Comparison {
        changes: &comparison.changes,
        accepted: &reasons,
        wire: comparison.wire(),
        bump,
        parts: &comparison.parts,
        not_judged: &not_judged,
        base: verdict::named(&base),
        revision: verdict::named(&revision),
        versions,
        entries,
        failures,
    };
    report::write_diff(output, &report, arguments.format, arguments.all, context.paint)?;
    Ok(match (report.not_judged.is_empty(), report.failures.is_empty()) {
        (false, _) => Exit::Incomplete,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Fine,
    })
}

/// Reads both documents.
fn read(arguments: &Diff, revisions: &Revisions<'_>) -> Result<(Revision, Revision), Refused> {
    let base = match &arguments.base {
        Some(base) => revisions.named(base)?,
        None => revisions.default_base()?,
    };
    let revision = match &arguments.revision {
        Some(revision) => revisions.named(revision)?,
        None => revisions.working_tree(),
    };
    Ok((revisions.read(base)?, revisions.read(revision)?))
}

/// The parts of a document that are not OpenAPI, which so could not be compared.
fn flaws(what: &str, revision: &Revision) -> Vec<String> {
    let flaws = &revision.flaws;
    let is_part = |flaw: &&codegen::Diagnostic| flaw.severity == Severity::Error && !flaw.broken.is_empty();
    flaws
        .iter()
        .filter(is_part)
        .map(|flaw| {
            let place = flaw.position.map(|at| format!(":{}:{}", at.line, at.column));
            format!(
                "a part of the {what} is not valid OpenAPI: {}{}: {} [{}]",
                flaws.file_of(flaw),
                place.unwrap_or_default(),
                flaw.message,
                flaw.rule
            )
        })
        .collect()
}

/// What was accepted. Where that cannot be read, nothing is.
fn accepted(context: &Context<'_>, not_judged: &mut Vec<String>) -> Accepted {
    let path = context.workspace.accepted();
    let (name, today) = (context.workspace.name(&path), &context.environment.today);
    Accepted::read(&path, &name, Kind::Change, today).unwrap_or_else(|problem| {
        not_judged.push(format!("no change is accepted: {problem}"));
        Accepted::default()
    })
}

/// For each change the reason for which it is accepted, if it is.
fn reasons(accepted: &mut Accepted, changes: &[Change]) -> Vec<Option<String>> {
    if accepted.len() == 0 {
        return Vec::new();
    }
    let reason = |change: &Change| {
        let is_place = |place: &str| place == change.place() || place == change.pointer();
        accepted.takes_at(&change.fingerprint(), is_place).map(str::to_owned)
    };
    changes.iter().map(reason).collect()
}

const EXPIRED: &str = "accepted-expired";

/// The entries that have expired, and, of a comparison that needs all of them, those that match no change.
fn entries(accepted: &Accepted, needs_all: bool) -> Vec<AcceptedEntry> {
    let about = |entry: &Entry, rule, message, help| AcceptedEntry {
        rule,
        message,
        help,
        file: accepted.file.clone(),
        position: entry.line.0,
    };
    let expired = accepted.expired().map(|entry| {
        let until = entry.expires.as_deref().unwrap_or_default();
        let message = format!("`{}` was accepted until {until} ({})", entry.fingerprint, entry.reason);
        about(
            entry,
            EXPIRED,
            message,
            "undo the change, or set a later date and give the reason",
        )
    });
    let unused = accepted.unused().filter(|_| needs_all).map(|entry| {
        let place = entry.place.as_deref().unwrap_or_default();
        let message = format!(
            "`{}` at `{place}` is accepted and matches no change ({})",
            entry.fingerprint, entry.reason
        );
        about(
            entry,
            "accepted-unused",
            message,
            "remove the entry from spec/accepted.toml",
        )
    });
    expired.chain(unused).collect()
}
