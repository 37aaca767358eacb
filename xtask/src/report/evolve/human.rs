//! The report for people. The diff goes to standard output, so that it can be applied.

use std::io;

use super::{Evolved, Verdict, WriteState, bump_word, next};
use crate::Output;
use crate::contract::Level;
use crate::report::Paint;
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
        writeln!(err, "  = fingerprint: {}\n", proposal.fingerprint)?;
    }
    for left in &evolved.left {
        let word = paint.level(Level::Warning, &format!("to decide[{}]", left.rule));
        writeln!(err, "{word}: {}", plain(&left.what))?;
        writeln!(err, "  = why: {}", plain(&left.reason))?;
        writeln!(err, "  = accept: {}\n", left.fingerprint)?;
    }
    write!(output.out, "{}", evolved.diff)?;
    output.out.flush()?;
    if let Some(verdict) = &evolved.verdict {
        write_verdict(output, verdict, paint)?;
    }
    summary(output, evolved, paint)
}

fn write_verdict(output: &mut Output<'_>, verdict: &Verdict, paint: Paint) -> io::Result<()> {
    let err = &mut *output.err;
    writeln!(err, "{} {}", paint.bold("wire   "), verdict.wire.word())?;
    writeln!(err, "{} {}", paint.bold("crate  "), bump_word(verdict.bump))?;
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
    let left = match evolved.left.len() {
        0 => String::new(),
        count => format!("; {} to decide", plural(count, "drift")),
    };
    if evolved.proposals.is_empty() {
        let word = match (evolved.problems.is_empty(), evolved.left.is_empty()) {
            (false, _) => paint.level(Level::Error, "incomplete"),
            (true, false) => paint.level(Level::Warning, "nothing to propose"),
            (true, true) => paint.good("nothing to propose"),
        };
        return match evolved.left.is_empty() {
            true => writeln!(err, "{word}: {read} read, {} drifted", evolved.drifted),
            false => writeln!(
                err,
                "{word}: {read} read, {} drifted{left}\nNext: decide what the reasons say, or accept the drift in \
                 spec/accepted.toml",
                evolved.drifted
            ),
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
            evolved.document,
            evolved.drifted,
            match &evolved.overlay {
                Some(overlay) => format!("review {overlay}, and give it to the other commands with --overlay"),
                None => format!("review the diff, then run {}", evolved.line.with("--write")),
            }
        ),
        WriteState::Refused => writeln!(
            err,
            "{}: {changes} of {}{left}; nothing was changed\nNext: solve what the errors say, then run {}",
            paint.level(Level::Error, "not written"),
            evolved.document,
            evolved.line.again()
        ),
        WriteState::Written(files) => writeln!(
            err,
            "{}: {changes} of {}, and {} of the client{left}\n{}\nNext: review the change with `git diff`, then commit it",
            paint.good("written"),
            evolved.document,
            plural(files.generated, "file"),
            files.checked
        ),
    }
}
