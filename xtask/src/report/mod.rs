//! Writes what was found: for people, for programs, for code scanning, for a pull request.
//!
//! [`formats`] knows what each format requires, such as how a text is escaped and how much a report may have; [`check`] and
//! [`diff`] say with it what their commands found.

mod check;
mod diagnostics;
mod diff;
mod evolve;
mod formats;
mod refused;
mod release;
mod status;
mod table;
mod terminal;

pub(crate) use check::{Human, JsonReport, Next, SarifReport, write_github, write_gitlab, write_json, write_junit};
pub(crate) use diagnostics::{as_problems as document_problems, write as write_diagnostics};
pub(crate) use diff::{AcceptedEntry, Comparison, Side, Versions, write as write_diff};
pub(crate) use evolve::{Evolved, Verdict as EvolvedVerdict, WriteState, WrittenFiles, write as write_evolved};
pub(crate) use refused::{Refusal, write as write_refused};
pub(crate) use release::{write as write_release, write_refused as write_release_refused};
pub(crate) use status::{Client, Next as NextStep, Recordings, Status, Unreleased, write as write_status};
pub(crate) use terminal::{Paint, plural};

/// How many places of a rule are shown, unless all are requested.
pub(crate) const PLACES: usize = 3;
