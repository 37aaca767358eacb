//! What `--fail-on` and `--require-version` make of a comparison.

use semver::Version;

use crate::cli::{Diff, FailOn, Require};
use crate::diff::{Bump, Change, Wire};
use crate::report::{Versions, plural};

/// What is known when the limits are applied.
pub(super) struct Found<'f> {
    pub(super) arguments: &'f Diff,
    pub(super) changes: &'f [Change],
    /// For each change the reason for which it is accepted, if it is.
    pub(super) reasons: &'f [Option<String>],
    /// How many entries of `spec/accepted.toml` are to be removed or renewed.
    pub(super) entries: usize,
    pub(super) versions: &'f Versions,
    /// The version in the client's manifest.
    pub(super) manifest: Option<Version>,
}

/// What fails, in one line each.
///
/// # Errors
/// Returns why a limit cannot be applied.
pub(super) fn failures(found: &Found<'_>) -> Result<Vec<String>, String> {
    let mut failures = Vec::new();
    for level in &found.arguments.fail_on {
        let is_accepted = |number: usize| matches!(found.reasons.get(number), Some(Some(_)));
        let changes = found.changes.iter().enumerate();
        let count = changes
            .filter(|(number, change)| !is_accepted(*number) && has(change, *level))
            .count();
        if count > 0 {
            let (changes, word) = (plural(count, "change"), level.word());
            let verb = if count == 1 { "is" } else { "are" };
            failures.push(format!(
                "{changes} {verb} {}, which `--fail-on {word}` forbids",
                match level {
                    FailOn::Breaking => "breaking, or may be",
                    FailOn::Major => "major for the crate",
                    FailOn::Minor => "minor or major for the crate",
                }
            ));
        }
    }
    if !found.arguments.fail_on.is_empty() && found.entries > 0 {
        let entries = plural(found.entries, "entry");
        failures.push(format!(
            "{entries} of spec/accepted.toml expired or needed by no change"
        ));
    }
    failures.extend(required(found)?);
    Ok(failures)
}

fn has(change: &Change, level: FailOn) -> bool {
    match level {
        FailOn::Breaking => change.wire >= Wire::BreakingIf,
        FailOn::Major => change.bump >= Bump::Major,
        FailOn::Minor => change.bump >= Bump::Minor,
    }
}

/// What `--require-version` says.
fn required(found: &Found<'_>) -> Result<Option<String>, String> {
    let (version, what) = match &found.arguments.require {
        None => return Ok(None),
        Some(Require::Version(version)) => (version, ""),
        Some(Require::Manifest) => match &found.manifest {
            Some(version) => (version, "of the client's manifest "),
            None => {
                return Err(
                    "the version in the client's manifest cannot be read: give it to `--require-version`".to_owned(),
                );
            }
        },
    };
    let Some(next) = &found.versions.next else {
        return Err(
            "what version the changes need is not known, as that of the base is not: give it with `--current-version`"
                .to_owned(),
        );
    };
    Ok((version < next).then(|| format!("the version {version} {what}is lower than {next}, which the changes need")))
}
