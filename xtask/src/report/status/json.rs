//! The status for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Status;
use crate::report::write_json;

#[derive(Serialize)]
struct Json<'s> {
    version: u32,
    document: Document<'s>,
    client: Option<Client<'s>>,
    recordings: Option<Recordings<'s>>,
    coverage: Option<Coverage>,
    drift: Option<Drift<'s>>,
    unreleased: Option<Unreleased<'s>>,
    problems: &'s [String],
    next: Option<Next<'s>>,
}

#[derive(Serialize)]
struct Document<'s> {
    path: &'s str,
    valid: bool,
    openapi: Option<&'s str>,
    version: Option<&'s str>,
    operations: Option<usize>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Client<'s> {
    #[serde(rename = "crate")]
    name: Option<&'s str>,
    version: Option<String>,
    state: &'static str,
    fresh: usize,
    stale: usize,
    missing: usize,
    orphan: usize,
}

#[derive(Serialize)]
struct Recordings<'s> {
    interactions: usize,
    provenance: &'s BTreeMap<String, usize>,
    oldest: Option<&'s str>,
    newest: Option<&'s str>,
    age_days: Option<u64>,
}

/// How many of each were seen, and how many there are.
#[derive(Serialize)]
struct Coverage {
    operations: Seen,
    statuses: Seen,
    properties: Seen,
}

#[derive(Serialize)]
struct Seen {
    seen: usize,
    of: usize,
}

impl From<[usize; 2]> for Seen {
    fn from([seen, of]: [usize; 2]) -> Self {
        Self { seen, of }
    }
}

#[derive(Serialize)]
struct Drift<'s> {
    errors: usize,
    warnings: usize,
    accepted: usize,
    problems: usize,
    /// What could not be checked, with the place: the first few.
    not_checked: &'s [String],
}

#[derive(Serialize)]
struct Unreleased<'s> {
    base: &'s str,
    released: bool,
    changes: usize,
    wire: &'static str,
    #[serde(rename = "crate")]
    bump: Option<&'static str>,
    current: Option<String>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Next<'s> {
    command: Option<&'static str>,
    why: &'s str,
}

pub(super) fn write(out: &mut dyn Write, status: &Status) -> io::Result<()> {
    let (errors, warnings) = (status.findings.errors(), status.findings.warnings());
    let checked = status.checked.as_ref();
    let dates = status.recordings.dates.as_ref();
    let json = Json {
        version: 1,
        document: Document {
            path: &status.document,
            valid: errors == 0 && status.operations.is_some(),
            openapi: status.openapi.as_deref(),
            version: status.api_version.as_deref(),
            operations: status.operations,
            errors,
            warnings,
        },
        client: status.client.as_ref().map(|client| Client {
            name: client.package.as_ref().map(|(name, _)| name.as_str()),
            version: client.package.as_ref().map(|(_, version)| version.to_string()),
            state: if client.is_fresh() { "fresh" } else { "stale" },
            fresh: client.fresh,
            stale: client.stale,
            missing: client.missing,
            orphan: client.orphan,
        }),
        recordings: checked.map(|results| Recordings {
            interactions: results.interactions,
            provenance: &status.recordings.by_provenance,
            oldest: dates.map(|(oldest, _)| oldest.as_str()),
            newest: dates.map(|(_, newest)| newest.as_str()),
            age_days: status.recordings.age,
        }),
        coverage: checked.map(|results| Coverage {
            operations: results.coverage.operations.into(),
            statuses: results.coverage.statuses.into(),
            properties: results.coverage.properties.into(),
        }),
        drift: checked.map(|results| Drift {
            errors: results.counts.errors,
            warnings: results.counts.warnings,
            accepted: results.counts.accepted,
            problems: results.counts.problems,
            not_checked: &results.problems,
        }),
        unreleased: status.unreleased.as_ref().map(|unreleased| Unreleased {
            base: &unreleased.base,
            released: unreleased.has_release,
            changes: unreleased.changes,
            wire: unreleased.wire.word(),
            bump: unreleased.bump.map(|bump| bump.word()),
            current: unreleased.current.as_ref().map(ToString::to_string),
            next: unreleased.next.as_ref().map(ToString::to_string),
        }),
        problems: &status.problems,
        next: status.next.as_ref().map(|next| Next {
            command: next.command,
            why: &next.why,
        }),
    };
    write_json(out, &json)
}
