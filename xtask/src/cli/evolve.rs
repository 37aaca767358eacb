//! The arguments of `evolve`.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{Format, INPUT, document, format, format_of, jobs, path_of, server, servers_of};

/// The arguments of `evolve`.
#[derive(Debug)]
pub(crate) struct Evolve {
    pub(crate) document: Option<PathBuf>,
    pub(crate) paths: Vec<PathBuf>,
    /// Whether the document is edited, and the client generated from it.
    pub(crate) write: bool,
    /// Where the change is written as an overlay.
    pub(crate) overlay: Option<PathBuf>,
    /// Addresses at which the API is served, beside the servers of the document.
    pub(crate) servers: Vec<String>,
    /// How many different values must have a format before it is stated.
    pub(crate) format_samples: usize,
    /// The number of threads.
    pub(crate) jobs: Option<NonZero<usize>>,
    pub(crate) format: Format,
}

impl Evolve {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let number = |name: &str| matches.get_one::<u16>(name).map(|number| usize::from(*number));
        Self {
            document: path_of(matches, "document"),
            paths: matches
                .get_many::<PathBuf>("paths")
                .unwrap_or_default()
                .cloned()
                .collect(),
            write: matches.get_flag("write"),
            overlay: path_of(matches, "overlay"),
            servers: servers_of(matches),
            format_samples: number("format-samples").unwrap_or(FORMAT_SAMPLES),
            jobs: number("jobs").and_then(NonZero::new),
            format: format_of(matches),
        }
    }
}

/// How many different values must have a format before it is stated, if the command line does not say.
const FORMAT_SAMPLES: usize = 20;

pub(super) fn evolve() -> Command {
    Command::new("evolve")
        .about("Propose the change of the document that recorded traffic asks for")
        .long_about(
            "Proposes the smallest edit of the OpenAPI document after which all recordings\n\
             conform to it: what is not documented is added, what is contradicted is\n\
             loosened. With each change come its evidence, and with all of them both\n\
             verdicts of `diff`, the next version and the entry of the changelog.\n\n\
             Nothing becomes required, and no bound, pattern or list of values is added.\n\
             What a person must decide is listed with the reason and the choices. No value\n\
             of traffic enters the document, and a name or a value of a list only if it is\n\
             a short word that has nothing in common with a credential.\n\n\
             A change is made in the file in which the value is written. Files outside of\n\
             the workspace and of the folder of the document are left alone, and so are\n\
             those that were released or recorded, and drift that spec/accepted.toml lists.",
        )
        .arg(
            Arg::new("paths")
                .value_name("PATH")
                .num_args(0..)
                .value_parser(value_parser!(PathBuf))
                .help("New traffic, beside spec/recordings: files or folders, `-` for standard input")
                .long_help(INPUT),
        )
        .arg(document())
        .arg(
            Arg::new("write")
                .long("write")
                .action(ArgAction::SetTrue)
                .help("Edit the document, regenerate the client, and check again"),
        )
        .arg(
            Arg::new("overlay")
                .long("overlay")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with("write")
                .help("Write the change as an OpenAPI Overlay 1.1, for a document of others")
                .long_help(
                    "Write the change as an OpenAPI Overlay 1.1, for a document of others.\n\
                     Only an overlay that this command wrote is replaced.",
                ),
        )
        .arg(server("Another address of the API, such as staging; repeatable"))
        .arg(
            Arg::new("format-samples")
                .long("format-samples")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=1000))
                .help("How many different values must have a format to state it [default: 20]"),
        )
        .arg(jobs())
        .arg(format(&["human", "json", "markdown"]))
        .after_long_help(
            "Exit codes:\n  \
               0  nothing to propose; drift that only a person can decide is listed, and\n     \
                  the summary says so\n  \
               1  a change is proposed, or was written\n  \
               2  incomplete: wrong usage, an invalid document, unreadable input, or nothing\n     \
                  to read; 2 takes precedence over 1\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document, and the files that it refers to\n  \
               spec/recordings/         recorded interactions, which must conform as well\n  \
               spec/accepted.toml       fingerprints of drift that stays\n  \
               spec/redaction.toml      values and names that may become public\n\n\
             Examples:\n  \
               cargo xtask evolve                               what recordings ask for\n  \
               cargo xtask evolve capture.har > change.patch    for `git apply`\n  \
               cargo xtask evolve --write                       edit, regenerate, check\n  \
               cargo xtask evolve --document api.yaml --overlay api.overlay.yaml new/\n  \
               cargo xtask evolve --format markdown > body.md   for a pull request",
        )
}
