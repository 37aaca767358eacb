//! The report of `record`: for people, and for machines.

use std::io;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;
use similar::TextDiff;

use super::Recorder;
use crate::Output;
use crate::cli::Format;
use crate::report::{self, Human, Next};
use crate::runner::Results;
use crate::writer::Written;

/// What was done.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) done: Vec<Done>,
    /// How many entries a capture has.
    pub(super) entries: usize,
    pub(super) skipped: Skipped,
    pub(super) problems: Vec<String>,
}

/// A recording, and what became of it.
pub(super) struct Done {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) operation: String,
    pub(super) status: u16,
    /// `None` if it was only shown.
    pub(super) written: Option<Written>,
}

/// Of how many entries no recording was made.
#[derive(Default, Serialize)]
pub(super) struct Skipped {
    /// They are of no operation of the document.
    pub(super) foreign: usize,
    /// They are of an operation that was not named.
    pub(super) other: usize,
    /// Redacted, they say the same as another one.
    pub(super) same: usize,
    /// There is no response of a server.
    pub(super) unanswered: usize,
}

#[derive(Serialize)]
struct Json<'o> {
    version: u32,
    document: &'o str,
    recordings: Vec<JsonRecording<'o>>,
    entries: usize,
    skipped: &'o Skipped,
    problems: &'o [String],
    check: Option<&'o Value>,
}

#[derive(Serialize)]
struct JsonRecording<'o> {
    path: &'o str,
    operation: &'o str,
    status: u16,
    state: &'static str,
}

impl<'o> JsonRecording<'o> {
    fn of(done: &'o Done) -> Self {
        Self {
            path: &done.name,
            operation: &done.operation,
            status: done.status,
            state: word(done.written),
        }
    }
}

impl Outcome {
    /// Stores a problem, and reports it.
    pub(super) fn problem(&mut self, problem: String, output: &mut Output<'_>) -> io::Result<()> {
        writeln!(output.err, "error: {problem}")?;
        self.problems.push(problem);
        Ok(())
    }

    pub(super) fn report(
        &self,
        recorder: &Recorder<'_>,
        checked: Option<&(Results, Value)>,
        output: &mut Output<'_>,
    ) -> io::Result<()> {
        if recorder.arguments.dry_run {
            return self.report_skipped(output);
        }
        if recorder.arguments.format != Format::Human {
            let json = Json {
                version: 1,
                document: recorder.document.name(),
                recordings: self.done.iter().map(JsonRecording::of).collect(),
                entries: self.entries,
                skipped: &self.skipped,
                problems: &self.problems,
                check: checked.map(|(_, json)| json),
            };
            return report::write_json(output.out, &json);
        }
        for done in self.done.iter().filter(|done| done.written != Some(Written::Other)) {
            writeln!(output.err, "{} {}", word(done.written), done.name)?;
        }
        self.report_skipped(output)?;
        let paint = recorder.context.paint;
        match checked {
            Some((results, _)) => {
                let read = "read what was recorded, then commit it";
                let human = Human {
                    document: recorder.document,
                    paint,
                    all: false,
                    next: Next {
                        passed: read.to_owned(),
                        failed: format!(
                            "{read}; `cargo xtask evolve` proposes how {} has to change where the service is right",
                            recorder.document.name()
                        ),
                        incomplete: "fix the input that the errors at the top name, then run `cargo xtask check`"
                            .to_owned(),
                    },
                };
                human.write(output.err, results)
            }
            None => writeln!(output.err, "nothing was recorded"),
        }
    }

    fn report_skipped(&self, output: &mut Output<'_>) -> io::Result<()> {
        let Skipped {
            foreign,
            other,
            same,
            unanswered,
        } = self.skipped;
        for (count, why) in [
            (foreign, "of no operation of the document"),
            (other, "of an operation that was not named"),
            (same, "the same as another one, once redacted"),
            (unanswered, "without a response"),
        ] {
            let noun = if count == 1 { "entry" } else { "entries" };
            if count > 0 {
                writeln!(output.err, "skipped {count} {noun}: {why}")?;
            }
        }
        Ok(())
    }
}

fn word(written: Option<Written>) -> &'static str {
    match written {
        None => "shown",
        Some(Written::New) => "wrote",
        Some(Written::Replaced) => "replaced",
        Some(Written::Fresh) => "fresh",
        Some(Written::Other) => "left",
    }
}

/// The nearest of the names that there are, in words.
pub(super) fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    const LIKE: f32 = 0.6;
    const MOST: usize = 3;
    let (small, ratio) = (name.to_lowercase(), |known: &str, name: &str| {
        TextDiff::from_chars(known.to_lowercase().as_str(), name).ratio()
    });
    let mut near: Vec<_> = known
        .map(|known| (ratio(known, &small), known))
        .filter(|(ratio, _)| *ratio >= LIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<_> = near.iter().take(MOST).map(|(_, name)| format!("`{name}`")).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!("; near it: {}", names.join(", ")),
    }
}
