//! The arguments of `diff`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{EXIT_CODES, Format, format, format_of, path_of};

/// The arguments of `diff`.
#[derive(Debug)]
pub(crate) struct Diff {
    pub(crate) base: Option<PathBuf>,
    pub(crate) revision: Option<PathBuf>,
    pub(crate) format: Format,
}

impl Diff {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            base: path_of(matches, "base"),
            revision: path_of(matches, "revision"),
            format: format_of(matches),
        }
    }
}

pub(super) fn diff() -> Command {
    Command::new("diff")
        .about("Compare two documents: what breaks on the wire, and in the crate")
        .long_about(
            "Compares two OpenAPI documents, and says of every change whether clients that\n\
             are already released still work (the wire verdict), and what the regenerated\n\
             crate does to those who import it (the crate verdict).",
        )
        .arg(
            Arg::new("base")
                .value_name("BASE")
                .value_parser(value_parser!(PathBuf))
                .required(true)
                .help("The earlier document"),
        )
        .arg(
            Arg::new("revision")
                .value_name("REVISION")
                .value_parser(value_parser!(PathBuf))
                .help("The later document [default: spec/hss.openapi.yaml]"),
        )
        .arg(format(&["human", "json"]))
        .after_long_help(EXIT_CODES)
}
