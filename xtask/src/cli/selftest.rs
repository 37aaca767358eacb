//! The arguments of `selftest`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{EXIT_CODES, Format, Overlays, document, format, format_of, overlays, path_of};

/// The arguments of `selftest`.
#[derive(Debug)]
pub(crate) struct SelfTest {
    pub(crate) document: Option<PathBuf>,
    /// The document of the server, if it is another one.
    pub(crate) against: Option<PathBuf>,
    /// The program that calls the client, if it is built already.
    pub(crate) program: Option<PathBuf>,
    pub(crate) overlays: Overlays,
    /// The operations to test, by their operationIds, or by method and path; all if none is named.
    pub(crate) operations: Vec<String>,
    /// How many of them to test.
    pub(crate) sample: Option<usize>,
    pub(crate) seed: u64,
    /// Faults to make in the generator, each with the operation in which to make it.
    pub(crate) mutants: Vec<(String, String)>,
    pub(crate) format: Format,
}

impl SelfTest {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let operations = matches.get_many::<String>("operation").unwrap_or_default();
        Self {
            document: path_of(matches, "document"),
            against: path_of(matches, "against"),
            program: path_of(matches, "program"),
            overlays: Overlays::of(matches),
            operations: operations.cloned().collect(),
            sample: matches.get_one("sample").copied(),
            seed: matches.get_one("seed").copied().unwrap_or_default(),
            mutants: matches
                .get_many::<String>("mutant")
                .unwrap_or_default()
                .filter_map(|text| text.split_once('='))
                .map(|(name, operation)| (name.to_owned(), operation.to_owned()))
                .collect(),
            format: format_of(matches),
        }
    }
}

pub(super) fn selftest() -> Command {
    Command::new("selftest")
        .about("Test the client of a document: call every operation")
        .long_about(
            "Generates the client of a document into target/selftest/, builds it, and calls\n\
             every operation over a socket, with arguments made from the schemas: the\n\
             required ones, then all of them, with the credentials of each alternative.\n\n\
             Each request is checked against the document, and against the arguments. Each\n\
             documented status is sent back with bodies made from its schema and with the\n\
             document's examples; what the client decodes and encodes again must be equal.\n\n\
             What cannot be tested, such as a schema that no value conforms to, is reported\n\
             with the reason. An operation that cannot be called is a failure.",
        )
        .arg(document())
        .args(overlays())
        .arg(
            Arg::new("operation")
                .long("operation")
                .value_name("ID")
                .action(ArgAction::Append)
                .help("Test this operation only; repeatable")
                .long_help(
                    "Test this operation only, by its operationId, or by its method and\n\
                     path as in \"GET /notes/{id}\". Repeatable.",
                ),
        )
        .arg(
            Arg::new("sample")
                .long("sample")
                .value_name("N")
                .value_parser(value_parser!(usize))
                .help("Test N operations, chosen by the seed"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("S")
                .value_parser(value_parser!(u64))
                .help("The seed of the arguments and bodies, and of the sample [default: 0]"),
        )
        .arg(
            // For the proof of `diff`: a client that is released, and a server that has changed.
            Arg::new("against")
                .long("against")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .hide(true),
        )
        .arg(
            // For the same: the program of this document, built with the client of another one.
            Arg::new("program")
                .long("program")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .hide(true),
        )
        .arg(
            // For the tests of the self-test, which must find these faults.
            Arg::new("mutant")
                .long("mutant")
                .value_name("NAME=METHOD PATH")
                .action(ArgAction::Append)
                .hide(true),
        )
        .arg(format(&["human", "json"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               target/selftest/NAME/    the client and the program that calls it\n\n\
             Examples:\n  \
               cargo xtask selftest\n  \
               cargo xtask selftest --document api.yaml --sample 20\n  \
               cargo xtask selftest --document api.yaml --operation createNote"
        ))
}
