//! The arguments of `status`.

use clap::{ArgMatches, Command};

use super::{Format, format, format_of};

/// The arguments of `status`.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) format: Format,
}

impl Status {
    /// The command if none is named.
    pub(super) const DEFAULT: Self = Self { format: Format::Human };

    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            format: format_of(matches),
        }
    }
}

pub(super) fn status() -> Command {
    Command::new("status")
        .about("Show the state of the workspace, and the next command")
        .long_about(
            "Shows the state of the workspace: whether the document is valid, whether the\n\
             client is generated from it, what recordings there are and how old they are,\n\
             whether they agree with the document, what changed since the last release, and\n\
             the command to run next. `cargo xtask` without a command does the same.\n\n\
             Writes nothing, calls no service and builds nothing.",
        )
        .arg(format(&["human", "json"]))
        .after_long_help(
            "Exit codes:\n  \
               0  nothing needs to be done, or changes wait for a release\n  \
               1  generated files are out of date, there are no recordings, or they\n     \
                  do not agree with the document\n  \
               2  incomplete: an invalid document, or something that could not be\n     \
                  read; 2 takes precedence over 1\n\n\
             Examples:\n  \
               cargo xtask\n  \
               cargo xtask status --format json",
        )
}
