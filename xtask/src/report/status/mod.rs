//! Writes the state of the workspace.

mod human;
mod json;

use std::collections::BTreeMap;
use std::io;

use codegen::Diagnostics;
use semver::Version;

use crate::Output;
use crate::cli::Format;
use crate::diff::{Bump, Wire};
use crate::report::Paint;
use crate::runner::Results;

/// The state of the workspace. What could not be found out is `None`, with the reason in `problems`.
pub(crate) struct Status {
    /// What the document is called.
    pub(crate) document: String,
    /// The version of OpenAPI that it is written in.
    pub(crate) openapi: Option<String>,
    /// The version of the API that it describes.
    pub(crate) api_version: Option<String>,
    /// How many operations it has.
    pub(crate) operations: Option<usize>,
    /// What is wrong in it.
    pub(crate) findings: Diagnostics,
    pub(crate) client: Option<Client>,
    pub(crate) recordings: Recordings,
    /// What a check of the recordings found.
    pub(crate) checked: Option<Results>,
    pub(crate) unreleased: Option<Unreleased>,
    /// What could not be found out, and why.
    pub(crate) problems: Vec<String>,
    /// The command to run next, and why.
    pub(crate) next: Option<Next>,
}

/// The generated client.
pub(crate) struct Client {
    /// The crate's name and version, if its manifest has them.
    pub(crate) package: Option<(String, Version)>,
    /// How many of its generated files are as the document has them.
    pub(crate) fresh: usize,
    pub(crate) stale: usize,
    pub(crate) missing: usize,
    pub(crate) orphan: usize,
}

impl Client {
    /// Whether nothing needs to be written.
    pub(crate) fn is_fresh(&self) -> bool {
        self.stale + self.missing + self.orphan == 0
    }
}

/// The recordings, by where they come from.
#[derive(Default)]
pub(crate) struct Recordings {
    /// How many there are of each provenance.
    pub(crate) by_provenance: BTreeMap<String, usize>,
    /// The dates of the oldest and the newest one.
    pub(crate) dates: Option<(String, String)>,
    /// How many days ago the newest one was made.
    pub(crate) age: Option<u64>,
}

/// What changed since the last release.
pub(crate) struct Unreleased {
    /// What the document is compared with.
    pub(crate) base: String,
    /// Whether there is a release at all.
    pub(crate) has_release: bool,
    pub(crate) changes: usize,
    pub(crate) wire: Wire,
    pub(crate) bump: Option<Bump>,
    pub(crate) current: Option<Version>,
    pub(crate) next: Option<Version>,
}

/// What to do next.
pub(crate) struct Next {
    /// The command, as it is pasted into a shell; none where a file must be edited.
    pub(crate) command: Option<&'static str>,
    pub(crate) why: String,
}

/// Writes the status.
pub(crate) fn write(output: &mut Output<'_>, status: &Status, format: Format, paint: Paint) -> io::Result<()> {
    match format {
        Format::Human => human::write(output.err, status, paint),
        _ => json::write(output.out, status),
    }
}
