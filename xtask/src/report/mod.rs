//! Writes what was found: for people, for programs, for code scanning, for a pull request.

mod coverage;
mod diagnostics;
mod diff;
mod drift;
mod github;
mod human;
mod json;
mod release;
mod sarif;
mod summary;
mod terminal;

pub(crate) use diagnostics::{as_problems as document_problems, write as write_diagnostics};
pub(crate) use diff::{write as write_diff, write_json as write_diff_json};
pub(crate) use github::{refused as write_github_refused, write as write_github};
pub(crate) use human::Human;
pub(crate) use json::{JsonReport, write as write_json};
pub(crate) use release::{write as write_release, write_refused as write_release_refused};
pub(crate) use sarif::{SarifReport, refused as write_sarif_refused};
pub(crate) use summary::Next;
pub(crate) use terminal::{Paint, plural};

use crate::runner::Results;

/// How many places of a rule are shown, unless all are requested.
pub(crate) const PLACES: usize = 3;

/// Why a document was refused.
pub(crate) struct Refusal<'r> {
    pub(crate) rule: &'r str,
    pub(crate) message: String,
    /// The file, if that is not the document itself.
    pub(crate) file: Option<&'r str>,
    /// The line and column.
    pub(crate) place: Option<(usize, usize)>,
}

/// What is said of requests to hosts that are no server of the document, with the hosts and their counts.
fn other_hosts(results: &Results) -> Option<(String, Vec<(&str, usize)>)> {
    let hosts = results.others.hosts();
    (!hosts.is_empty()).then(|| {
        let requests = plural(results.others.requests(), "request");
        let message = format!(
            "not checked: {requests} to hosts that are no server of {}",
            results.document
        );
        (message, hosts)
    })
}
