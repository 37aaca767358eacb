//! The report for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::{Evolved, WriteState, next};
use crate::edit::{Action, Edit};
use crate::report::diff::texts;
use crate::report::write_json;

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    document: &'r str,
    interactions: usize,
    drifted: usize,
    proposals: Vec<Proposed<'r>>,
    left: Vec<Left<'r>>,
    diff: &'r str,
    verdict: Option<Verdict<'r>>,
    written: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    overlay: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<&'r str>,
    /// How many violations the check after writing found.
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<usize>,
    problems: &'r [String],
}

#[derive(Serialize)]
struct Proposed<'r> {
    kind: &'r str,
    fingerprint: &'r str,
    pointer: &'r str,
    title: &'r str,
    evidence: &'r [String],
    review: &'r [String],
    drift: &'r [String],
    edits: Vec<Edited<'r>>,
}

#[derive(Serialize)]
struct Edited<'r> {
    action: &'static str,
    pointer: &'r str,
}

impl<'r> Edited<'r> {
    fn of(edit: &'r Edit) -> Self {
        Self {
            action: match edit.action {
                Action::Insert { .. } => "insert",
                Action::Append(_) => "append",
                Action::Replace(_) => "replace",
                Action::Remove => "remove",
            },
            pointer: &edit.pointer,
        }
    }
}

#[derive(Serialize)]
struct Left<'r> {
    rule: &'r str,
    fingerprint: &'r str,
    pointer: Option<&'r str>,
    message: &'r str,
    reason: &'r str,
    choices: &'r [String],
    /// The first interactions that show it, and how many there are.
    seen: &'r [String],
    count: usize,
}

#[derive(Serialize)]
struct Verdict<'r> {
    wire: &'static str,
    #[serde(rename = "crate")]
    bump: &'static str,
    current: Option<String>,
    next: Option<String>,
    changes: Vec<Change<'r>>,
    changelog: Vec<Entry<'r>>,
}

#[derive(Serialize)]
struct Change<'r> {
    rule: &'r str,
    wire: &'static str,
    #[serde(rename = "crate")]
    bump: &'static str,
    message: &'r str,
}

#[derive(Serialize)]
struct Entry<'r> {
    heading: &'static str,
    text: &'r str,
}

pub(super) fn write(out: &mut dyn Write, evolved: &Evolved<'_>) -> io::Result<()> {
    let proposals = evolved.proposals.iter().map(|proposal| Proposed {
        kind: proposal.kind,
        fingerprint: &proposal.fingerprint,
        pointer: &proposal.place,
        title: &proposal.title,
        evidence: &proposal.evidence,
        review: &proposal.review,
        drift: &proposal.drifts,
        edits: proposal.edits.iter().map(Edited::of).collect(),
    });
    let left = evolved.left.iter().map(|left| Left {
        rule: left.rule,
        fingerprint: &left.fingerprint,
        pointer: left.place.as_deref(),
        message: &left.what,
        reason: &left.reason,
        choices: &left.choices,
        seen: &left.seen,
        count: left.count,
    });
    let verdict = evolved.verdict.as_ref().map(|verdict| Verdict {
        wire: verdict.wire.word(),
        bump: texts::bump_word(verdict.bump),
        current: verdict.versions.current.as_ref().map(ToString::to_string),
        next: next(verdict),
        changes: verdict
            .changes
            .iter()
            .map(|change| Change {
                rule: change.rule.id,
                wire: change.wire.word(),
                bump: change.bump.word(),
                message: &change.message,
            })
            .collect(),
        changelog: verdict
            .changelog
            .iter()
            .map(|entry| Entry {
                heading: entry.kind.heading(),
                text: &entry.text,
            })
            .collect(),
    });
    let report = Report {
        version: 1,
        document: evolved.document,
        interactions: evolved.interactions,
        drifted: evolved.drifted,
        proposals: proposals.collect(),
        left: left.collect(),
        diff: &evolved.diff,
        verdict,
        overlay: evolved.overlay.as_deref(),
        written: evolved.is_written(),
        checked: match &evolved.state {
            WriteState::Written(files) => Some(&files.checked),
            _ => None,
        },
        violations: match &evolved.state {
            WriteState::Written(files) => Some(files.left),
            _ => None,
        },
        problems: evolved.problems,
    };
    write_json(out, &report)
}
