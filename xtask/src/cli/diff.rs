//! The arguments of `diff`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use semver::Version;

use super::{Format, Overlays, all, format, format_of, overlays, path_of};

/// The arguments of `diff`.
#[derive(Debug)]
pub(crate) struct Diff {
    /// The earlier document; the last release, or else the merge base with the default branch, if none is named.
    pub(crate) base: Option<String>,
    /// The later document; that of the working tree, if none is named.
    pub(crate) revision: Option<String>,
    /// The document, where an argument names a revision only.
    pub(crate) document: Option<PathBuf>,
    pub(crate) overlays: Overlays,
    /// Recordings to look into for what fulfils conditions; those of the workspace, if none are named and a document is its
    /// own.
    pub(crate) recordings: Vec<PathBuf>,
    pub(crate) fail_on: Vec<FailOn>,
    pub(crate) require: Option<Require>,
    /// The version of the crate that the base is of.
    pub(crate) current: Option<Version>,
    /// Whether every change is shown.
    pub(crate) all: bool,
    pub(crate) format: Format,
}

/// What makes a comparison fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// A change that breaks released clients, or may.
    Breaking,
    /// A change after which code of importers may not compile.
    Major,
    /// A change that needs more than a patch.
    Minor,
}

impl FailOn {
    /// The word on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }
}

/// The version that must be high enough for the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Require {
    /// That of the client's manifest.
    Manifest,
    /// This one.
    Version(Version),
}

impl Diff {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let fail_on = matches.get_many::<String>("fail-on").unwrap_or_default();
        let require = matches.contains_id("require-version").then(|| {
            let version = matches.get_one::<Version>("require-version").cloned();
            version.map_or(Require::Manifest, Require::Version)
        });
        Self {
            base: text("base"),
            revision: text("revision"),
            document: path_of(matches, "document"),
            overlays: Overlays::of(matches),
            recordings: matches.get_many("recordings").unwrap_or_default().cloned().collect(),
            fail_on: fail_on
                .map(|word| match word.as_str() {
                    "breaking" => FailOn::Breaking,
                    "major" => FailOn::Major,
                    _ => FailOn::Minor,
                })
                .collect(),
            require,
            current: matches.get_one::<Version>("current-version").cloned(),
            all: matches.get_flag("all"),
            format: format_of(matches),
        }
    }
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).map_err(|error| format!("{error}; write it as in 1.2.3, or put BASE before the option"))
}

pub(super) fn diff() -> Command {
    Command::new("diff")
        .about("Compare two documents: what breaks on the wire, and in the crate")
        .long_about(
            "Compares two versions of an OpenAPI document, and gives each change two\n\
             verdicts.\n\n\
             Wire: what clients that are already released meet when the server changes.\n  \
               breaking      calls fail\n  \
               breaking-if   calls fail under a condition, which the report states\n  \
               silent        no call fails, but the server ignores a value that clients send\n                \
                             or reads it in another way, or they miss a value that it returns\n  \
               safe          clients work as before\n\n\
             Crate: what the regenerated client does to code that imports it, as the part of\n\
             the version that has to grow: major (code may no longer compile), minor, patch\n\
             or none. Changes after which code compiles and calls fail or do something else\n\
             are counted beside it.\n\n\
             A change of a shared schema is reported once, with the operations that use it.",
        )
        .arg(
            Arg::new("base")
                .value_name("BASE")
                .help("The earlier document: a file, a released version, or a git revision")
                .long_help(
                    "The earlier document:\n  \
                     api.yaml          a file\n  \
                     0.3.0             a released version, from spec/released\n  \
                     main:             the document as a git revision has it: a branch,\n  \
                     HEAD~1: v0.3.0:   a commit or a tag; also without the colon\n  \
                     main:a/api.yaml   another file of a git revision\n\
                     Files that the document refers to, and overlays, are read from the\n\
                     same revision. [default: the last release that is no\n\
                     pre-release, or the merge base of HEAD and the default branch]",
                ),
        )
        .arg(
            Arg::new("revision")
                .value_name("REVISION")
                .help("The later document, likewise [default: that of the working tree]"),
        )
        .arg(
            Arg::new("document")
                .long("document")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("The document that BASE and REVISION are versions of")
                .long_help(
                    "The document that BASE and REVISION are versions of, where they name\n\
                     a git revision alone, or are not given. Files that BASE and REVISION\n\
                     name are compared as they are. The version of the client is known\n\
                     only if one of the compared documents is that of this workspace\n\
                     [default: spec/hss.openapi.yaml]",
                ),
        )
        .args(overlays())
        .arg(
            Arg::new("recordings")
                .long("recordings")
                .value_name("PATH")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help("Recorded traffic to check conditions of breaking-if with; repeatable")
                .long_help(
                    "Recorded traffic, in the formats that `check` reads: a file, a\n\
                     folder, or - for standard input. A recording that fulfils the\n\
                     condition of a breaking-if change makes it breaking, unless it is\n\
                     synthetic; if none does, the change stays as it is. Of a redacted\n\
                     value, only its type and the number of its digits count.\n\
                     Repeatable [default: spec/recordings, if one of the documents is\n\
                     that of this workspace]",
                ),
        )
        .arg(
            Arg::new("fail-on")
                .long("fail-on")
                .value_name("LEVEL")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .value_parser(["breaking", "major", "minor"])
                .help("Exit with 1 if a change has this level; repeatable")
                .long_help(
                    "Exit with 1 if a change that is not accepted has this level:\n  \
                     breaking   it breaks released clients, or may\n  \
                     major      code of importers may no longer compile\n  \
                     minor      the client needs more than a patch\n\
                     Repeatable. Entries of spec/accepted.toml that have expired, or that\n\
                     the default comparison has no use for, fail as well.",
                ),
        )
        .arg(
            Arg::new("require-version")
                .long("require-version")
                .value_name("VERSION")
                .num_args(0..=1)
                .value_parser(version)
                .help("Exit with 1 if this version is lower than the changes need")
                .long_help(
                    "Exit with 1 if this version is lower than the changes need. Without\n\
                     a value: the version in the client's manifest.",
                ),
        )
        .arg(
            Arg::new("current-version")
                .long("current-version")
                .value_name("VERSION")
                .value_parser(version)
                .help("The version of the client that belongs to BASE")
                .long_help(
                    "The version of the client that belongs to BASE, from which the next\n\
                     one is counted [default: that of the release, or of the client's\n\
                     manifest as the git revision has it; for documents that are not\n\
                     those of this workspace, none]",
                ),
        )
        .arg(all().help("Show every change, and every operation that uses it"))
        .arg(format(&[
            "human", "json", "markdown", "sarif", "github", "gitlab", "junit",
        ]))
        .after_long_help(
            "Exit codes:\n  \
               0  compared\n  \
               1  a change has a level of --fail-on, or the version of --require-version is\n     \
                  too low\n  \
               2  not compared, or not in full: what could not be judged is listed; 2 takes\n     \
                  precedence over 1\n\n\
             To accept a change, add its fingerprint, which the report shows, with a reason\n\
             to spec/accepted.toml:\n  \
               [[change]]\n  \
               rule = \"operation-removed\"\n  \
               place = \"/paths/~1images/get\"              # behind `at:` in the report\n  \
               fingerprint = \"operation-removed:0b1c2d3e4f5a\"\n  \
               reason = \"nobody calls it\"\n  \
               expires = 2027-01-31                       # optional\n\
             A place names the items of a list, as parameters/query:limit; the number of the\n\
             item, as in a JSON pointer, is accepted as well.\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document\n  \
               spec/released/           the documents of the released versions\n  \
               spec/accepted.toml       accepted changes, in entries [[change]]\n  \
               spec/recordings/         recorded traffic, as evidence for conditions\n\n\
             Examples:\n  \
               cargo xtask diff                            since the last release\n  \
               cargo xtask diff main:                      since the branch main\n  \
               cargo xtask diff HEAD~1: HEAD:              what the last commit changed\n  \
               cargo xtask diff 0.3.0 --require-version    in CI, before a release\n  \
               cargo xtask diff --fail-on breaking,major --format github\n  \
               cargo xtask diff main: --recordings traffic.har\n  \
               cargo xtask diff old.yaml new.yaml --format json",
        )
}
