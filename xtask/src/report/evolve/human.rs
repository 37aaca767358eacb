//! The report for people. The diff goes to standard output, so that it can be applied.

use std::io;

use super::left::{decisions, to_decide};
use super::{Evolved, Verdict, WriteState, next};
use crate::Output;
use crate::contract::Level;
use crate::report::Paint;
use crate::report::diff::texts;
use crate::report::terminal::{plain, plural};

pub(super) fn write(output: &mut Output<'_>, evolved: &Evolved<'_>, paint: Paint) -> io::Result<()> {
    let err = &mut *output.err;
    for problem in evolved.problems {
        writeln!(err, "{}: {}", paint.level(Level::Error, "error"), plain(problem))?;
    }
    for proposal in evolved.proposals {
        writeln!(err, "{}: {}", paint.good(proposal.kind), plain(&proposal.title))?;
        for evidence in &proposal.evidence {
            writeln!(err, "  = seen: {}", plain(evidence))?;
        }
        for review in &proposal.review {
            writeln!(err, "  = review: {}", plain(review))?;
        }
        writeln!(err, "  = at: {}", plain(&proposal.place))?;
        writeln!(err, "  = fingerprint: {}", proposal.fingerprint)?;
        writeln!(err, "  = accept: {}\n", plain(&proposal.accept()))?;
    }
    for decision in decisions(&evolved.left) {
        let word = paint.level(Level::Warning, &format!("to decide[{}]", decision.first.rule));
        writeln!(err, "{word}: {}", plain(&decision.first.what))?;
        writeln!(err, "  = why: {}", plain(&decision.first.reason))?;
        if let Some(seen) = decision.seen() {
            writeln!(err, "  = seen: {}", plain(&seen))?;
        }
        for choice in decision.first.choices.iter().cloned().chain(decision.accept()) {
            writeln!(err, "  = choose: {}", plain(&choice))?;
        }
        writeln!(err)?;
    }
    write!(output.out, "{}", evolved.diff)?;
    output.out.flush()?;
    if !evolved.diff.is_empty() {
        // On a terminal, the diff and what follows it are read as one text.
        writeln!(output.err)?;
    }
    if let Some(verdict) = &evolved.verdict {
        write_verdict(output, verdict, paint)?;
    }
    summary(output, evolved, paint)
}

fn write_verdict(output: &mut Output<'_>, verdict: &Verdict, paint: Paint) -> io::Result<()> {
    let err = &mut *output.err;
    writeln!(err, "{} {}", paint.bold("wire   "), verdict.wire.word())?;
    writeln!(err, "{} {}", paint.bold("crate  "), texts::bump_word(verdict.bump))?;
    if let Some(next) = next(verdict) {
        let current = verdict.versions.current.as_ref();
        let current = current.map(|version| format!(" after {version}")).unwrap_or_default();
        writeln!(err, "{} {next}{current}", paint.bold("version"))?;
    }
    if !verdict.changelog.is_empty() {
        writeln!(err, "\n{}", paint.bold("CHANGELOG.md"))?;
    }
    for entry in &verdict.changelog {
        let text = entry.text.replace('\n', "\n  ");
        writeln!(err, "- {}: {}", entry.kind.heading(), plain(&text))?;
    }
    writeln!(err)
}

fn summary(output: &mut Output<'_>, evolved: &Evolved<'_>, paint: Paint) -> io::Result<()> {
    let err = &mut *output.err;
    let read = plural(evolved.interactions, "interaction");
    let left = to_decide(&evolved.left);
    if evolved.proposals.is_empty() {
        let word = match (evolved.problems.is_empty(), evolved.left.is_empty()) {
            (false, _) => paint.level(Level::Error, "incomplete"),
            (true, false) => paint.level(Level::Warning, "nothing to propose, and not everything conforms"),
            (true, true) => paint.good("nothing to propose"),
        };
        writeln!(err, "{word}: {read} read, {} drifted{left}", evolved.drifted)?;
        return match evolved.left.is_empty() {
            true => Ok(()),
            false => writeln!(err, "Next: decide what is listed above; each has its choices"),
        };
    }
    if let Some(overlay) = &evolved.overlay {
        writeln!(err, "wrote {overlay}")?;
    }
    let changes = plural(evolved.proposals.len(), "change");
    match &evolved.state {
        WriteState::Proposed => writeln!(
            err,
            "{}: {changes} of {}, from {} of {read}{left}\nNext: {}",
            paint.good("proposed"),
            evolved.edited,
            evolved.drifted,
            after_proposing(evolved)
        ),
        WriteState::Refused => writeln!(
            err,
            "{}: {changes} of {}{left}; nothing was changed\nNext: solve what the errors say, then run {}",
            paint.level(Level::Error, "not written"),
            evolved.edited,
            evolved.line.again()
        ),
        WriteState::Written(files) => {
            let word = match (evolved.problems.is_empty(), files.left) {
                (true, 0) => paint.good("written"),
                (true, _) => paint.level(Level::Warning, "written, and not everything conforms"),
                (false, _) => paint.level(Level::Error, "written, and incomplete"),
            };
            writeln!(
                err,
                "{word}: {changes} of {}, and {} of the client{left}\n{}\nNext: {}",
                evolved.edited,
                plural(files.generated, "file"),
                files.checked,
                match (evolved.problems.is_empty(), evolved.left.is_empty()) {
                    (false, _) => "solve what the errors say",
                    (true, false) =>
                        "decide what is listed above, review the change with `git diff`, then commit what belongs together",
                    (true, true) => "review the change with `git diff`, then commit it",
                }
            )
        }
    }
}

/// What to do with a proposal.
fn after_proposing(evolved: &Evolved<'_>) -> String {
    let line = evolved.line.without_option("--format");
    match &evolved.overlay {
        _ if !evolved.problems.is_empty() && !evolved.has_standard_input => {
            format!("solve what the errors say, then run {}", line.again())
        }
        Some(overlay) => format!("review {overlay}, and give it to the other commands with --overlay"),
        // Standard input is gone once it was read.
        None if evolved.has_standard_input => format!(
            "review the diff, save the traffic to a file, then run {}",
            line.replace("-", "FILE").with("--write")
        ),
        None => format!("review the diff, then run {}", line.with("--write")),
    }
}
