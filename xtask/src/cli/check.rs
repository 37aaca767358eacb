//! The arguments of `check`.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{
    EXIT_CODES, Format, INPUT, Overlays, all, document, format, format_of, jobs, overlays, path_of, server, servers_of,
};

/// The arguments of `check`.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) document: Option<PathBuf>,
    pub(crate) overlays: Overlays,
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) client: bool,
    /// Addresses at which the API is served, beside the servers of the document.
    pub(crate) servers: Vec<String>,
    /// Whether every place is shown, and not only the first of each rule.
    pub(crate) all: bool,
    /// How many threads work; as many as there are cores if none is given.
    pub(crate) jobs: Option<NonZero<usize>>,
    pub(crate) format: Format,
}

impl Check {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            document: path_of(matches, "document"),
            overlays: Overlays::of(matches),
            paths: matches
                .get_many::<PathBuf>("paths")
                .unwrap_or_default()
                .cloned()
                .collect(),
            client: matches.get_flag("client"),
            servers: servers_of(matches),
            all: matches.get_flag("all"),
            jobs: matches
                .get_one("jobs")
                .and_then(|jobs: &u16| NonZero::new(usize::from(*jobs))),
            format: format_of(matches),
        }
    }
}

pub(super) fn check() -> Command {
    Command::new("check")
        .about("Check traffic of the service against the OpenAPI document")
        .long_about(
            "Checks recorded interactions with the service against the OpenAPI document:\n\
             method, path, server, parameters, credentials, status, media type, headers and\n\
             bodies. What the document does not describe is a warning. What it describes and\n\
             no interaction shows is a note.\n\n\
             Not reported: mistakes in requests that the service refused (4xx), and parts\n\
             that a recording or a capture did not save.\n\n\
             Input is read as a stream and may be of any length. Violations of one rule at\n\
             one place of the document are reported together, under one fingerprint; list\n\
             the fingerprint in spec/accepted.toml to accept them.",
        )
        .arg(
            Arg::new("paths")
                .value_name("PATH")
                .num_args(0..)
                .value_parser(value_parser!(PathBuf))
                .help("Files or folders to check, `-` for standard input [default: spec/recordings]")
                .long_help(INPUT),
        )
        .arg(document())
        .args(overlays())
        .arg(
            server("Another address of the API, such as staging; repeatable").long_help(
                "Another address of the API: staging, localhost or a proxy. Repeatable.\n\
                 The path of the address, if any, replaces that of the document's\n\
                 server. Requests of a capture to other hosts are counted, not checked.",
            ),
        )
        .arg(
            Arg::new("client")
                .long("client")
                .action(ArgAction::SetTrue)
                .help("Also decode every response with the generated client")
                .long_help(
                    "Also decode every response with the generated client and encode it\n\
                     again, and report what the client rejects or loses. Builds the client,\n\
                     which must be generated from the same document.",
                ),
        )
        .arg(jobs())
        .arg(all())
        .arg(format(&["human", "json", "sarif", "github", "gitlab", "junit"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document\n  \
               spec/recordings/         recorded interactions, one in a file\n  \
               spec/accepted.toml       fingerprints of accepted violations\n\n\
             Examples:\n  \
               cargo xtask check\n  \
               cargo xtask check --client --format json\n  \
               cargo xtask check --server https://staging.example.com capture.har\n  \
               zcat traffic.ndjson.gz | cargo xtask check -"
        ))
}
