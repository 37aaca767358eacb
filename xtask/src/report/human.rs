//! The report for people: what, where, why it matters, what to run.

use std::io::{self, Write};

use super::{Finding, InFile, Report};
use crate::contract::Level;
use crate::contract::drift::Drift;

/// How many more places of a group are listed.
const MORE: usize = 3;

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// Colours, or none.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    pub(crate) fn level(self, level: Level, text: &str) -> String {
        match level {
            Level::Error => self.code("1;31", text),
            Level::Warning => self.code("1;33", text),
        }
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.code("1;32", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Writes what was found, one paragraph for what is the same, and a line with the sum of it. `next` is what to run if all
/// is well.
pub(crate) fn write(err: &mut dyn Write, report: &Report, next: &str, paint: Paint) -> io::Result<()> {
    for (drift, members) in report.groups() {
        if let [first, others @ ..] = members.as_slice() {
            group(err, report, &drift, first, others, paint)?;
            writeln!(err)?;
        }
    }
    for note in &report.notes {
        let at = if note.pointer.is_empty() {
            String::new()
        } else {
            format!(" {}", note.pointer)
        };
        writeln!(err, "note: {}", note.message)?;
        writeln!(err, " --> {}", note.recording)?;
        writeln!(err, "  = at: {}{at}\n", note.location)?;
    }
    for message in &report.problems {
        writeln!(err, "{}: {message}\n", paint.level(Level::Error, "error"))?;
    }
    summary(err, report, next, paint)
}

fn group(
    err: &mut dyn Write,
    report: &Report,
    drift: &Drift,
    first: &Finding,
    others: &[&Finding],
    paint: Paint,
) -> io::Result<()> {
    let rule = first.rule;
    let head = paint.level(rule.level, &format!("{}[{}]", rule.level.word(), rule.id));
    writeln!(err, "{head}: {}", first.message)?;
    let gutter = first
        .place
        .as_ref()
        .map_or(1, |place| place.position.line.to_string().len());
    let indent = " ".repeat(gutter);
    writeln!(err, "{indent}--> {}", place(first))?;
    if let Some(InFile { position, line, .. }) = &first.place {
        let (line, caret) = excerpt(line, position.column);
        writeln!(err, "{indent} {}", paint.dim("|"))?;
        writeln!(
            err,
            "{} {} {line}",
            paint.dim(&position.line.to_string()),
            paint.dim("|")
        )?;
        writeln!(err, "{indent} {} {}^", paint.dim("|"), " ".repeat(caret))?;
    }
    let mut at = first.location.to_string();
    if !first.pointer.is_empty() {
        at = format!("{} in {at}", first.pointer);
    }
    if let Some(operation) = &first.operation {
        at = format!("{at} of {operation}");
    }
    if let Some(status) = first.status {
        at = format!("{at}, status {status}");
    }
    writeln!(err, "{indent} = at: {at}")?;
    if let Some(document) = &first.document {
        let pointer = if document.pointer.is_empty() {
            "the whole document"
        } else {
            &document.pointer
        };
        writeln!(
            err,
            "{indent} = document: {}:{}:{} at {pointer}",
            report.document, document.line, document.column
        )?;
    }
    for other in others.iter().take(MORE) {
        writeln!(err, "{indent} = also: {} {}", place(other), other.pointer)?;
    }
    if others.len() > MORE {
        writeln!(
            err,
            "{indent} = also: at {} places more; `--format json` lists them all",
            others.len() - MORE
        )?;
    }
    if drift.of > 1 {
        writeln!(
            err,
            "{indent} = seen: in {} of {} recordings of the operation",
            drift.seen, drift.of
        )?;
    }
    writeln!(err, "{indent} = why: {}", rule.why)?;
    writeln!(err, "{indent} = help: {}", help(report, first))
}

/// How to mend it.
fn help(report: &Report, finding: &Finding) -> String {
    match finding.rule.id {
        "client-refuses" | "client-loses" => {
            "mend the document and run `cargo xtask regenerate`, or accept it in spec/accepted.toml with the reason"
                .to_owned()
        }
        "accepted-unused" => "remove the entry from spec/accepted.toml".to_owned(),
        _ => format!(
            "if the service is right, mend {} and run `cargo xtask regenerate`; if not, mend the recording and run \
             `cargo xtask check`",
            report.document
        ),
    }
}

fn place(finding: &Finding) -> String {
    match &finding.place {
        Some(InFile { file, position, .. }) => format!("{file}:{position}"),
        None => finding.recording.clone(),
    }
}

/// A line as it is shown, and how far to the right the caret stands; of a long line, what is around the place.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let before = column.saturating_sub(1);
    let skipped = if before + 20 > SHOWN {
        before.saturating_sub(SHOWN / 2)
    } else {
        0
    };
    let visible = |character: char| match character {
        '\t' => ' ',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    };
    let mut shown: String = line.chars().skip(skipped).take(SHOWN).map(visible).collect();
    let pad = usize::from(skipped > 0);
    if skipped > 0 {
        shown.insert(0, '…');
    }
    if line.chars().nth(skipped + SHOWN).is_some() {
        shown.push('…');
    }
    (shown, before - skipped + pad)
}

fn summary(err: &mut dyn Write, report: &Report, next: &str, paint: Paint) -> io::Result<()> {
    let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warning));
    let counts = format!(
        "{} checked against {}: {}, {}, {}",
        plural(report.interactions.len(), "interaction"),
        report.document,
        plural(errors, "error"),
        plural(warnings, "warning"),
        plural(report.notes.len(), "note"),
    );
    if !report.problems.is_empty() {
        let problems = plural(report.problems.len(), "problem");
        let word = paint.level(Level::Error, "incomplete");
        writeln!(
            err,
            "{word}: {counts}; {problems} kept it from looking at everything. Next: mend them, and run it again"
        )
    } else if errors + warnings > 0 {
        let word = paint.level(Level::Error, "broken");
        writeln!(
            err,
            "{word}: {counts}. Next: mend the document, then `cargo xtask regenerate`"
        )
    } else {
        writeln!(err, "{}: {counts}. Next: {next}", paint.good("holds"))
    }
}

/// A count with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
