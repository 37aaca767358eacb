//! The arguments of `regenerate`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{EXIT_CODES, Format, Overlays, all, document, format, format_of, overlays, package_name, path_of};

/// The arguments of `regenerate`.
#[derive(Debug)]
pub(crate) struct Regenerate {
    pub(crate) check: bool,
    pub(crate) document: Option<PathBuf>,
    pub(crate) overlays: Overlays,
    pub(crate) out: Option<PathBuf>,
    /// The name of the crate to make in `out`.
    pub(crate) crate_name: Option<String>,
    /// Whether a client that lacks a part of the document is an error.
    pub(crate) deny_lossy: bool,
    /// Whether every finding is shown, and not only the first of each rule.
    pub(crate) all: bool,
    pub(crate) format: Format,
}

impl Regenerate {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            check: matches.get_flag("check"),
            document: path_of(matches, "document"),
            overlays: Overlays::of(matches),
            out: path_of(matches, "out"),
            crate_name: matches.get_one::<String>("crate").cloned(),
            deny_lossy: matches.get_flag("deny-lossy"),
            all: matches.get_flag("all"),
            format: format_of(matches),
        }
    }
}

pub(super) fn regenerate() -> Command {
    Command::new("regenerate")
        .about("Write the client's generated files")
        .long_about(
            "Writes the generated files of the client crate from the OpenAPI document, then\n\
             checks the recordings.\n\n\
             Only files that differ are written, and each is replaced as a whole. Generated\n\
             files that are no longer needed are removed; files without the header of\n\
             generated files are never touched. If the document is invalid or a file cannot\n\
             be written, nothing changes. If a run is interrupted, the next one completes\n\
             it.",
        )
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .help("Write nothing: print the differences, and exit with 1 if there are any"),
        )
        .arg(document())
        .args(overlays())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write [default: generated-client/src/generated]")
                .long_help(
                    "Where to write the client's files. With this option the driver's\n\
                     table is not written and the recordings are not checked.\n\
                     [default: generated-client/src/generated]",
                ),
        )
        .arg(
            Arg::new("crate")
                .long("crate")
                .value_name("NAME")
                .requires("out")
                .value_parser(package_name)
                .help("Make a crate of this name in the directory of --out")
                .long_help(
                    "Make a crate of this name in the directory of --out: Cargo.toml,\n\
                     src/lib.rs, README.md, and in src/ the generated files and the\n\
                     runtime. Later runs write src/generated, src/runtime and the marked\n\
                     blocks of Cargo.toml and src/lib.rs; everything else is yours.",
                ),
        )
        .arg(
            Arg::new("deny-lossy")
                .long("deny-lossy")
                .action(ArgAction::SetTrue)
                .help("Refuse a document that the client can offer only in part")
                .long_help(
                    "Refuse a document that the client cannot offer in full. Without this\n\
                     option, parts that the generator does not support are left out or\n\
                     untyped, with a warning, and the summary counts the operations in\n\
                     full, in part and left out. The same applies to invalid OpenAPI in\n\
                     a document named by --document; mistakes in the document of the\n\
                     workspace are always errors.",
                ),
        )
        .arg(all())
        .arg(format(&["human", "json"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               spec/hss.openapi.yaml                    the document\n  \
               spec/recordings/                         recorded interactions\n  \
               generated-client/src/generated/          the client's generated files\n  \
               generated-client/driver/src/generated/   which type each operation returns\n\n\
             Examples:\n  \
               cargo xtask regenerate            after an edit of the document\n  \
               cargo xtask regenerate --check    in CI\n  \
               cargo xtask regenerate --document api.yaml --out ../api --crate api"
        ))
}
