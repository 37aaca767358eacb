//! The reports of `check`.

mod coverage;
mod drift;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;
mod summary;

pub(crate) use github::write as write_github;
pub(crate) use gitlab::write as write_gitlab;
pub(crate) use human::Human;
pub(crate) use json::{JsonReport, write as write_json};
pub(crate) use junit::write as write_junit;
pub(crate) use sarif::SarifReport;
pub(crate) use summary::{Next, coverage};

use super::terminal::plural;
use crate::contract::Level;
use crate::runner::{Group, Results};

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

/// The drift that is not accepted, errors first: annotations are limited.
fn open(results: &Results) -> Vec<&Group> {
    let open = results.groups.all.iter().filter(|group| group.accepted.is_none());
    let mut open: Vec<_> = open.collect();
    open.sort_by_key(|group| group.key.rule.level);
    open
}

/// What a drift is, for a format with room for some lines: the message, and what else is known.
fn lines(group: &Group, results: &Results) -> Vec<String> {
    let mut lines = vec![group.first.message.clone(), format!("at {}", group.key.at)];
    lines.extend(drift::seen(group));
    if let Some(promise) = &group.first.document {
        lines.push(format!(
            "document: {}:{}:{} at {}",
            promise.file.as_deref().unwrap_or(&results.document),
            promise.position.line,
            promise.position.column,
            promise.pointer
        ));
    }
    lines
}

/// The file, line and column to show a drift at: in the recording, or else in the document.
fn place<'g>(group: &'g Group, results: &'g Results) -> (&'g str, usize, usize) {
    let finding = &group.first;
    if let Some(place) = &finding.place {
        return (&place.file, place.position.line, place.position.column);
    }
    match &finding.document {
        Some(promise) => (
            promise.file.as_deref().unwrap_or(&results.document),
            promise.position.line,
            promise.position.column,
        ),
        None => (&results.document, 1, 1),
    }
}

/// How many were checked, and what was found.
fn sum(results: &Results) -> String {
    let counts = &results.counts;
    format!(
        "{} checked against {}: {}, {}",
        plural(results.interactions, "interaction"),
        results.document,
        plural(counts.errors, "error"),
        plural(counts.warnings, "warning"),
    )
}

/// The word of a level in formats of machines.
fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
