//! The command line: what can be said, and the manual.

mod line;
mod record;

use std::ffi::OsString;
use std::io;
use std::num::NonZero;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use codegen::view::Url;

use crate::{Exit, Output};

pub(crate) use line::CommandLine;
pub(crate) use record::{Arguments, Record, Source};

/// A command with its arguments.
#[derive(Debug)]
pub(crate) enum Task {
    Regenerate(Regenerate),
    Check(Check),
    Record(Record),
}

/// The arguments of `regenerate`.
#[derive(Debug)]
pub(crate) struct Regenerate {
    pub(crate) check: bool,
    pub(crate) document: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    /// Whether every finding is shown, and not only the first of each rule.
    pub(crate) all: bool,
    pub(crate) format: Format,
}

/// The arguments of `check`.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) document: Option<PathBuf>,
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

/// For whom a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

/// What the command line itself has to say: a manual, or what is wrong with it.
#[derive(Debug)]
pub(crate) struct Message(clap::Error);

impl Message {
    pub(crate) fn show(&self, output: &mut Output<'_>) -> io::Result<Exit> {
        let text = self.0.render();
        match self.0.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                write!(output.out, "{text}")?;
                Ok(Exit::Fine)
            }
            _ => {
                write!(output.err, "{text}")?;
                Ok(Exit::Incomplete)
            }
        }
    }
}

/// Reads a command line; the first argument is the program's name.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Task, Message> {
    let matches = manual().try_get_matches_from(arguments).map_err(Message)?;
    match matches.subcommand() {
        Some(("regenerate", matches)) => Ok(Task::Regenerate(Regenerate {
            check: matches.get_flag("check"),
            document: path_of(matches, "document"),
            out: path_of(matches, "out"),
            all: matches.get_flag("all"),
            format: format_of(matches),
        })),
        Some(("check", matches)) => Ok(Task::Check(Check {
            document: path_of(matches, "document"),
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
        })),
        Some(("record", matches)) => Ok(Task::Record(Record::of(matches))),
        _ => Err(Message(manual().error(
            ErrorKind::MissingSubcommand,
            "name a command: regenerate, check or record",
        ))),
    }
}

fn path_of(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

fn servers_of(matches: &ArgMatches) -> Vec<String> {
    matches
        .get_many::<String>("server")
        .unwrap_or_default()
        .cloned()
        .collect()
}

fn format_of(matches: &ArgMatches) -> Format {
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => Format::Json,
        Some("sarif") => Format::Sarif,
        Some("github") => Format::Github,
        _ => Format::Human,
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  findings: the generated files are stale, or a recording breaks the contract
  2  could not run in full: bad usage, a refused document, a file that cannot be read, nothing to check";

fn manual() -> Command {
    Command::new("cargo xtask")
        // The lines are broken by hand; clap may break them again if another package of a build asks it to.
        .term_width(0)
        .bin_name("cargo xtask")
        .about("Keeps the client crate in step with the OpenAPI document, and the document with the real service.")
        .long_about(
            "Keeps the client crate in step with the OpenAPI document, and the document with the real service.\n\n\
             The document is edited by hand; everything else follows from it. Start with `cargo xtask regenerate`.",
        )
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Reports go to standard error, what machines read to standard output. Colour only on a terminal; NO_COLOR holds.\n\
             `cargo xtask COMMAND --help` is the manual of a command."
        ))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand(regenerate())
        .subcommand(check())
        .subcommand(record::record())
}

fn regenerate() -> Command {
    Command::new("regenerate")
        .about("Write the client crate's generated files from the OpenAPI document")
        .long_about(
            "Writes the client crate's generated files from the OpenAPI document, then checks the recordings.\n\n\
             Everything is generated and staged before the first file changes. Only what differs is written, each file\n\
             whole; generated files that are needed no more are removed, and files without the header of generated ones\n\
             are never touched. A document that is refused, and a file that cannot be written, change nothing. A run that\n\
             was killed is repaired by the next.\n\n\
             Violations found in the recordings do not undo what was written: the client now says what the document says.",
        )
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .help("Write nothing: print what would change as a unified diff, and exit with 1 if anything would"),
        )
        .arg(document())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Write the client's files to another folder [default: generated-client/src/generated]")
                .long_help(
                    "Write the client's files to another folder. Then the driver's table is not written, and the recordings\n\
                     are not checked. [default: generated-client/src/generated]",
                ),
        )
        .arg(all())
        .arg(format(&["human", "json"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               spec/hss.openapi.yaml                    the document, edited by hand\n  \
               spec/recordings/                         what the service answered, checked afterwards\n  \
               generated-client/src/generated/          the client's generated files\n  \
               generated-client/driver/src/generated/   the driver's table from operation to type\n\n\
             Examples:\n  \
               cargo xtask regenerate            after an edit of the document\n  \
               cargo xtask regenerate --check    in CI: are the committed files those of the document?\n  \
               cargo xtask regenerate --document other.yaml --out /tmp/other\n                                    \
               what another document would give"
        ))
}

fn check() -> Command {
    Command::new("check")
        .about("Hold recorded answers of the service against the OpenAPI document")
        .long_about(
            "Holds recorded interactions with the service against the OpenAPI document as it was written: method, path,\n\
             server, parameters, credentials, status, media type, headers, and the body with every keyword of its schema,\n\
             exactly. What the document does not mention is told as a warning; what of the document was not seen, as a note.\n\n\
             What was wrong with a request that the service refused (4xx) is not told, nor anything about what a recording\n\
             lists as unobserved, nor about the values of pointers that it lists as redacted.\n\n\
             Input of any length is read as a stream. Violations of the same kind at the same place of the document are one\n\
             drift, with a fingerprint by which spec/accepted.toml accepts it.",
        )
        .arg(
            Arg::new("paths")
                .value_name("PATH")
                .num_args(0..)
                .value_parser(value_parser!(PathBuf))
                .help("Recordings, HAR, NDJSON, folders of them, `-` for standard input [default: spec/recordings]")
                .long_help(
                    "What to check [default: spec/recordings]:\n  \
                       recordings       one interaction a file, as this workspace keeps them\n  \
                       HAR 1.2          what browsers and proxies save\n  \
                       NDJSON           an interaction a line: a recording, or traffic as it was,\n                   \
                                        {\"request\":{\"method\",\"url\",\"headers\",\"body\"},\"response\":{\"status\",\"headers\",\"body\"}}\n                   \
                                        where a body is its text, or {\"json\": …}, {\"text\": …} or {\"base64\": …},\n                   \
                                        and headers are {\"Name\": \"value\"}, {\"Name\": [\"value\", …]},\n                   \
                                        [{\"name\": \"Name\", \"value\": \"value\"}, …] or [[\"Name\", \"value\"], …]\n  \
                       access logs      lines of JSON of nginx, Apache, Kong, Envoy, Caddy, Traefik and others, of which method,\n                   \
                                        URL and status are checked. Fields, also in `request`, `response`, `http` or `url`:\n                   \
                                        method, request_method, http_method, verb, requestMethod, RequestMethod;\n                   \
                                        status, status_code, response_code, response_status, http_status, DownstreamStatus;\n                   \
                                        url, request_url, requestUrl, full_url, request_uri, uri, path, request_path, RequestPath;\n                   \
                                        args, query, query_string; host, http_host, server_name, vhost, authority, RequestHost;\n                   \
                                        scheme, request_scheme, RequestScheme, https; or request, as in `GET /path HTTP/1.1`\n  \
                       folders          of all these: .json, .har, .ndjson and .jsonl\n  \
                       -                standard input\n\
                     Each may be compressed by gzip. An interaction within a file is called FILE#INDEX, from 0 on.",
                ),
        )
        .arg(document())
        .arg(
            server("An address at which the API is served too, such as staging; may be repeated").long_help(
                "An address at which the API is served too: staging, localhost, a proxy. May be\n\
                 repeated. Its path, if it has one, stands for the path of the document's server.\n\
                 Requests of a capture to any other host are counted in a note, not checked.",
            ),
        )
        .arg(
            Arg::new("client")
                .long("client")
                .action(ArgAction::SetTrue)
                .help("Also decode every recorded answer with the generated client")
                .long_help(
                    "Also decode every recorded answer with the generated client, and encode it again: what the client\n\
                     refuses or loses is told. The client is built for it. It must have been generated from the document in\n\
                     question.",
                ),
        )
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .short('j')
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=256))
                .help("How many threads judge at a time [default: one for each core]"),
        )
        .arg(all())
        .arg(format(&["human", "json", "sarif", "github"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n     Files that cannot be read do not keep the others from being checked; 2 wins over 1.\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document\n  \
               spec/recordings/         the recordings: one interaction a file\n  \
               spec/accepted.toml       drift that is accepted, with the reasons\n\n\
             Examples:\n  \
               cargo xtask check\n  \
               cargo xtask check --client --format json\n  \
               cargo xtask check --document draft.yaml capture.har\n  \
               zcat traffic.ndjson.gz | cargo xtask check -"
        ))
}

fn server(help: &'static str) -> Arg {
    Arg::new("server")
        .long("server")
        .value_name("URL")
        .action(ArgAction::Append)
        .value_parser(address)
        .help(help)
}

/// An address as a server has it: a scheme, a host, and the path that the document's paths follow.
fn address(text: &str) -> Result<String, String> {
    let Some(url) = Url::parse(text).filter(|url| !url.authority.is_empty()) else {
        return Err("write it with its scheme, as in https://staging.example.com/v1".to_owned());
    };
    if !["http", "https"].contains(&url.scheme.to_ascii_lowercase().as_str()) {
        return Err("the scheme must be http or https".to_owned());
    }
    if url.query.is_some() || text.contains('#') || url.authority.contains('@') {
        return Err("leave out the user, the query and the fragment".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn all() -> Arg {
    Arg::new("all")
        .long("all")
        .action(ArgAction::SetTrue)
        .help("Show every place, not only the first three of each rule")
}

fn document() -> Arg {
    Arg::new("document")
        .long("document")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("The OpenAPI document [default: spec/hss.openapi.yaml]")
}

fn format(formats: &[&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(formats))
        .default_value("human")
        .help("For whom the report is: people (on standard error) or machines (on standard output)")
}
