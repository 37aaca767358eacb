//! The reports of `evolve`: what is proposed and why, what it means, and what is left for a person.

mod human;
mod json;
mod left;
mod markdown;

use std::io;

use super::{Paint, Versions};
use crate::Output;
use crate::cli::{CommandLine, Format};
use crate::diff::{Bump, Change, Wire};
use crate::evolve::{Left, Proposal};
use crate::release::Entry;

/// What came of a run.
pub(crate) struct Evolved<'r> {
    /// The name of the document.
    pub(crate) document: &'r str,
    /// What to call the files that are edited.
    pub(crate) edited: String,
    /// How many interactions were read.
    pub(crate) interactions: usize,
    /// How many of them drifted.
    pub(crate) drifted: usize,
    /// Whether some of them came from standard input.
    pub(crate) has_standard_input: bool,
    pub(crate) proposals: &'r [Proposal],
    pub(crate) left: Vec<&'r Left>,
    /// The change of the document as a unified diff.
    pub(crate) diff: String,
    /// What the change means; none if there is none.
    pub(crate) verdict: Option<Verdict>,
    /// What kept it from running in full.
    pub(crate) problems: &'r [String],
    pub(crate) state: WriteState,
    /// The file that the change was written to as an overlay.
    pub(crate) overlay: Option<String>,
    pub(crate) line: &'r CommandLine,
}

/// What `diff` says of a change.
pub(crate) struct Verdict {
    pub(crate) wire: Wire,
    /// None if no crate can be made of one of the documents.
    pub(crate) bump: Option<Bump>,
    pub(crate) versions: Versions,
    pub(crate) changes: Vec<Change>,
    pub(crate) changelog: Vec<Entry>,
}

/// What became of the change.
pub(crate) enum WriteState {
    Proposed,
    Refused,
    Written(WrittenFiles),
}

/// What was written beside the document.
pub(crate) struct WrittenFiles {
    /// How many generated files changed.
    pub(crate) generated: usize,
    /// What the check afterwards found.
    pub(crate) checked: String,
    /// How many violations that are.
    pub(crate) left: usize,
}

impl Evolved<'_> {
    fn is_written(&self) -> bool {
        matches!(self.state, WriteState::Written(_))
    }
}

/// The name of the next version, if it is known.
fn next(verdict: &Verdict) -> Option<String> {
    verdict.versions.next.as_ref().map(ToString::to_string)
}

/// Writes a report.
pub(crate) fn write(output: &mut Output<'_>, evolved: &Evolved<'_>, format: Format, paint: Paint) -> io::Result<()> {
    match format {
        Format::Json => json::write(output.out, evolved)?,
        Format::Markdown => markdown::write(output.out, evolved)?,
        _ => return human::write(output, evolved, paint),
    }
    for problem in evolved.problems {
        writeln!(output.err, "error: {problem}")?;
    }
    Ok(())
}
