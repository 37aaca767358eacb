//! The report that can stand as the description of a pull request.

use std::io::{self, Write};

use super::left::{decisions, to_decide};
use super::{Evolved, Verdict, WriteState, next};
use crate::report::diff::texts;
use crate::report::formats::markdown::{code, message};
use crate::report::plural;

/// How many bytes a description may have: GitHub takes 65,536 characters.
const MOST: usize = 65_000;

/// What each part may have, so that the parts after it have room.
const PROPOSALS: usize = 20_000;
const DIFF: usize = 24_000;
const LEFT: usize = 10_000;

/// How many characters of a line are shown.
const LONGEST: usize = 400;

pub(super) fn write(out: &mut dyn Write, evolved: &Evolved<'_>) -> io::Result<()> {
    let mut text = head(evolved);
    let drift: Vec<_> = evolved.proposals.iter().map(proposal).collect();
    section(&mut text, "What drifted", &drift, PROPOSALS, "change");
    if !evolved.diff.is_empty() {
        text.push_str(&diff(&evolved.diff));
    }
    if let Some(verdict) = &evolved.verdict {
        text.push_str(&verdicts(verdict));
    }
    let decisions = decisions(&evolved.left);
    let left = decisions.iter().map(|decision| {
        let mut text = format!(
            "- [ ] **{}**: {}\n",
            message(&short(&decision.first.what)),
            message(&short(&decision.first.reason))
        );
        if let Some(seen) = decision.seen() {
            text.push_str(&format!("  - seen: {}\n", message(&short(&seen))));
        }
        for choice in decision.first.choices.iter().cloned().chain(decision.accept()) {
            text.push_str(&format!("  - {}\n", message(&choice)));
        }
        text
    });
    let left: Vec<_> = left.collect();
    section(&mut text, "Left for a person to decide", &left, LEFT, "question");
    let problems = evolved
        .problems
        .iter()
        .map(|problem| format!("- {}\n", message(&short(problem))));
    let problems: Vec<_> = problems.collect();
    let room = MOST.saturating_sub(text.len() + 400);
    section(&mut text, "Incomplete", &problems, room, "problem");
    out.write_all(text.as_bytes())
}

fn head(evolved: &Evolved<'_>) -> String {
    let read = plural(evolved.interactions, "interaction");
    let changes = match evolved.proposals.len() {
        0 => "Nothing to propose".to_owned(),
        count => format!("{} of {}", plural(count, "change"), code(&evolved.edited)),
    };
    let left = to_decide(&evolved.left);
    let mut text = format!("### {changes}\n\n{read} read, {} drifted{left}.", evolved.drifted);
    if let WriteState::Written(files) = &evolved.state {
        text.push_str(&format!(
            " The document was edited, {} of the client changed; {}.",
            plural(files.generated, "file"),
            message(&files.checked)
        ));
    }
    text.push_str("\n\n");
    text
}

fn proposal(proposal: &crate::evolve::Proposal) -> String {
    let mut text = format!("- **{}**\n", message(&short(&proposal.title)));
    for evidence in &proposal.evidence {
        text.push_str(&format!("  - {}\n", message(&short(evidence))));
    }
    for review in &proposal.review {
        text.push_str(&format!("  - review: {}\n", message(&short(review))));
    }
    text.push_str(&format!("  - fingerprint: {}\n", code(&proposal.fingerprint)));
    text.push_str(&format!("  - or accept {}\n", message(&proposal.accept())));
    text
}

/// A section of entries, as many as it has room for.
fn section(text: &mut String, title: &str, entries: &[String], room: usize, noun: &str) {
    if entries.is_empty() {
        return;
    }
    text.push_str(&format!("#### {title}\n\n"));
    let mut used = 0;
    for (number, entry) in entries.iter().enumerate() {
        used += entry.len();
        if used > room {
            let rest = plural(entries.len() - number, noun);
            text.push_str(&format!("- and {rest} that this description has no room for\n"));
            break;
        }
        text.push_str(entry);
    }
    text.push('\n');
}

/// The edit, in a fence that nothing in it closes.
fn diff(diff: &str) -> String {
    let mut shown = String::new();
    let mut rest = 0;
    for line in diff.lines() {
        if shown.len() + line.len() > DIFF || rest > 0 {
            rest += 1;
        } else {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    let longest = shown
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let more = match rest {
        0 => String::new(),
        rest => format!("and {} that this description has no room for\n\n", plural(rest, "line")),
    };
    format!("#### The edit\n\n{fence}diff\n{shown}{fence}\n\n{more}")
}

fn verdicts(verdict: &Verdict) -> String {
    let mut text = format!(
        "#### What it means\n\n| | | |\n|---|---|---|\n| wire | **{}** | {} |\n| crate | **{}** | {} |\n| version | {} | {} |\n\n",
        verdict.wire.word(),
        texts::wire(verdict.wire),
        texts::bump_word(verdict.bump),
        texts::bump(verdict.bump),
        next(verdict).map_or_else(|| "unknown".to_owned(), |next| format!("**{next}**")),
        verdict
            .versions
            .current
            .as_ref()
            .map_or_else(String::new, |current| format!("after {current}"))
    );
    let entries: Vec<_> = verdict
        .changelog
        .iter()
        .map(|entry| {
            // It is Markdown already: lines that follow belong to the item.
            let text = entry.text.replace('\n', "\n  ").replace("\n  \n", "\n\n");
            format!("- {}: {text}\n", entry.kind.heading())
        })
        .collect();
    section(&mut text, "Draft for the changelog", &entries, 8_000, "entry");
    text
}

/// The beginning of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
