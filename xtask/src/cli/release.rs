//! The arguments of `release`.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use semver::Version;

use super::{Format, format, format_of};

/// The arguments of `release`.
#[derive(Debug)]
pub(crate) struct Release {
    /// Whether everything is prepared and nothing is written.
    pub(crate) dry_run: bool,
    /// The version, instead of the one that the changes need.
    pub(crate) version: Option<Version>,
    pub(crate) format: Format,
}

impl Release {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            dry_run: matches.get_flag("dry-run"),
            version: matches.get_one("version").cloned(),
            format: format_of(matches),
        }
    }
}

pub(super) fn release() -> Command {
    Command::new("release")
        .about("Prepare a release of the client: version, changelog, frozen files")
        .long_about(
            "Prepares a release of the client crate, and prints how to publish it. Nothing is\n\
             committed, tagged or published.\n\n\
             The version is the lowest that the changes since the last release allow, by\n\
             cargo's rules: those of the document, those of the generator, and what\n\
             cargo-semver-checks finds in the whole crate. The first release has the\n\
             version of the manifest.\n\n\
             Refused are generated files that are out of date, recordings that differ from\n\
             the document or the client, changes that are not committed, and a version that\n\
             exists or is too low.\n\n\
             Everything is prepared in a copy under target/, packaged and built there, and\n\
             then written as a whole. If a run fails, nothing changes; if it is interrupted,\n\
             the next one undoes what it wrote.",
        )
        .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(
            "Do everything but write: print the version with its reasons, the\nsection of the changelog, and the files",
        ))
        .arg(
            Arg::new("version")
                .long("version")
                .value_name("V")
                .value_parser(value_parser!(Version))
                .help("Release this version, which must not be lower than needed"),
        )
        .arg(format(&["human", "json"]))
        .after_long_help(
            "Exit codes:\n  \
               0  the release is prepared, or could be (--dry-run)\n  \
               1  refused: something has to be changed first, as the report says\n  \
               2  could not be judged or prepared: wrong usage, an unreadable file, a\n     \
                  missing program, or no network\n\n\
             Needed from the second release on:\n  \
               cargo install cargo-semver-checks --locked\n\n\
             Files:\n  \
               spec/released/V.openapi.yaml    the document of the release\n  \
               spec/released/V.surface.json    the public surface of its crate\n  \
               spec/released/V.accepted.toml   the changes that were accepted for it\n  \
               CHANGELOG.md                    the section of the release\n  \
               generated-client/Cargo.toml, Cargo.lock, README.md   the version\n\n\
             Examples:\n  \
               cargo xtask release --dry-run         what would be released, and why\n  \
               cargo xtask release                   the version that the changes need\n  \
               cargo xtask release --version 1.0.0   a later one\n\n\
             Without a network, set CARGO_NET_OFFLINE=true.",
        )
}
