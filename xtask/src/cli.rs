//! The command line and its help.

mod check;
mod diff;
mod evolve;
mod line;
mod record;
mod regenerate;
mod release;
mod selftest;
mod status;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use codegen::view::Url;

use crate::{Exit, Output};

pub(crate) use check::Check;
pub(crate) use diff::{Diff, FailOn, Require};
pub(crate) use evolve::Evolve;
pub(crate) use line::CommandLine;
pub(crate) use record::{Arguments, Record, Source};
pub(crate) use regenerate::Regenerate;
pub(crate) use release::Release;
pub(crate) use selftest::SelfTest;
pub(crate) use status::Status;

/// A command with its arguments.
#[derive(Debug)]
pub(crate) enum Task {
    Regenerate(Regenerate),
    Check(Check),
    Record(Record),
    SelfTest(SelfTest),
    Diff(Diff),
    Evolve(Evolve),
    Release(Release),
    Status(Status),
}

/// The overlays that are applied to the document.
#[derive(Debug, Default)]
pub(crate) struct Overlays {
    pub(crate) files: Vec<PathBuf>,
    /// Whether an action that matches nothing is an error.
    pub(crate) strict: bool,
}

impl Overlays {
    fn of(matches: &ArgMatches) -> Self {
        let files = matches.get_many::<PathBuf>("overlay").unwrap_or_default();
        Self {
            files: files.cloned().collect(),
            strict: matches.get_flag("strict-overlay"),
        }
    }
}

/// For whom a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    /// For the comment of a pull request.
    Markdown,
    Sarif,
    Github,
    Gitlab,
    Junit,
}

/// What the command line itself prints: its help, or what is wrong with the arguments.
#[derive(Debug)]
pub(crate) struct Message {
    error: clap::Error,
    /// What users and passwords in addresses are, which are not shown.
    secrets: Vec<String>,
}

impl Message {
    pub(crate) fn show(&self, output: &mut Output<'_>) -> io::Result<Exit> {
        let mut text = self.error.render().to_string();
        for secret in &self.secrets {
            text = text.replace(secret, "…@");
        }
        match self.error.kind() {
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
    let matches = manual().try_get_matches_from(arguments).map_err(|error| Message {
        error,
        secrets: arguments
            .iter()
            .filter_map(|argument| user_of(&argument.to_string_lossy()))
            .collect(),
    })?;
    match matches.subcommand() {
        Some(("regenerate", matches)) => Ok(Task::Regenerate(Regenerate::of(matches))),
        Some(("check", matches)) => Ok(Task::Check(Check::of(matches))),
        Some(("record", matches)) => Ok(Task::Record(Record::of(matches))),
        Some(("diff", matches)) => Ok(Task::Diff(Diff::of(matches))),
        Some(("evolve", matches)) => Ok(Task::Evolve(Evolve::of(matches))),
        Some(("release", matches)) => Ok(Task::Release(Release::of(matches))),
        Some(("selftest", matches)) => Ok(Task::SelfTest(SelfTest::of(matches))),
        Some(("status", matches)) => Ok(Task::Status(Status::of(matches))),
        _ => Ok(Task::Status(Status::DEFAULT)),
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
        Some("markdown") => Format::Markdown,
        Some("github") => Format::Github,
        Some("gitlab") => Format::Gitlab,
        Some("junit") => Format::Junit,
        _ => Format::Human,
    }
}

/// The user of an address in an argument, perhaps with a password, and the `@` behind it.
fn user_of(argument: &str) -> Option<String> {
    let value = match argument.strip_prefix("--") {
        Some(option) => option.split_once('=').map(|(_, value)| value)?,
        None => argument,
    };
    let address = value.split_once("//").map_or(value, |(_, rest)| rest);
    let (user, _) = address.rsplit_once('@').filter(|(user, _)| !user.is_empty())?;
    Some(format!("{user}@"))
}

/// Takes a name that cargo takes for a package.
fn package_name(name: &str) -> Result<String, String> {
    match crate::standalone::is_package_name(name) {
        true => Ok(name.to_owned()),
        false => Err("letters, digits, `-` and `_`, with a letter in front".to_owned()),
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  findings: generated files are out of date, or interactions or the client
     violate the document
  2  incomplete: wrong usage, an invalid document, unreadable input, or nothing
     to check; 2 takes precedence over 1";

fn manual() -> Command {
    Command::new("cargo xtask")
        // Lines are broken by hand, at 80 columns; clap must not break them again, whatever its features.
        .term_width(0)
        .bin_name("cargo xtask")
        .about("Generate a client from an OpenAPI document, and check it against traffic")
        .long_about(
            "Generates a client crate from an OpenAPI document, and checks the document\n\
             against recorded traffic of the service.\n\n\
             Edit spec/hss.openapi.yaml, then run `cargo xtask regenerate`. Without a\n\
             command, it shows the status of the workspace, and the command to run next.",
        )
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Reports for people go to standard error, those for programs to standard output.\n\
             Colours are used on a terminal only, and not if NO_COLOR is set.\n\
             `cargo xtask COMMAND --help` shows the help of a command."
        ))
        .disable_help_subcommand(true)
        .subcommand(regenerate::regenerate())
        .subcommand(check::check())
        .subcommand(diff::diff())
        .subcommand(evolve::evolve())
        .subcommand(record::record())
        .subcommand(release::release())
        .subcommand(selftest::selftest())
        .subcommand(status::status())
}

/// The forms of input.
const INPUT: &str = r#"What to check [default: spec/recordings]:
  recordings   JSON, one interaction in a file
  HAR 1.2      as browsers and proxies save it
  NDJSON       one interaction in a line: a recording, or
               {"request": {"method", "url", "headers", "body"},
                "response": {"status", "headers", "body"}}
               body: "text", {"json": …}, {"text": …}, {"base64": …}
               headers: {"Name": "value"}, {"Name": ["value", …]},
                        [{"name": "Name", "value": "value"}, …]
                        or [["Name", "value"], …]
  access logs  JSON lines of nginx, Apache, Kong, Envoy, Caddy,
               Traefik and others; method, URL and status are checked.
               Fields, also in `request`, `response`, `http`, `url`,
               `req` and `res`:
               method: method, request_method, http_method, verb,
                       requestMethod, RequestMethod,
                       httpMethod
               status: status, status_code, response_code,
                       response_status, http_status,
                       DownstreamStatus, statusCode
               url:    url, request_url, requestUrl, full_url,
                       request_uri, uri, path, request_path,
                       RequestPath
               query:  args, query, query_string
               host:   host, http_host, server_name, vhost,
                       authority, RequestHost, domainName
               scheme: scheme, request_scheme, RequestScheme, https
               or request, as in `GET /path HTTP/1.1`
  folders      with files .json, .har, .ndjson and .jsonl
  -            standard input
Files may be compressed with gzip. Reports name an interaction inside
a file FILE#INDEX, counted from 0."#;

fn jobs() -> Arg {
    Arg::new("jobs")
        .long("jobs")
        .short('j')
        .value_name("N")
        .value_parser(value_parser!(u16).range(1..=256))
        .help("Number of threads [default: the number of cores]")
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
    let host = url.authority.rsplit_once(':').filter(|(_, port)| !port.contains(']'));
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok();
    if host.is_some_and(|(_, port)| !is_port(port))
        || text.contains(|c: char| c.is_whitespace() || "{}<>\"\\".contains(c))
    {
        return Err("the host or the port is not valid".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn all() -> Arg {
    Arg::new("all")
        .long("all")
        .action(ArgAction::SetTrue)
        .help("Show all findings, not only the first three of each rule")
}

fn document() -> Arg {
    Arg::new("document")
        .long("document")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("The OpenAPI document [default: spec/hss.openapi.yaml]")
}

fn overlays() -> [Arg; 2] {
    [
        Arg::new("overlay")
            .long("overlay")
            .value_name("FILE")
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf))
            .help("Apply an OpenAPI Overlay to the document, in memory; repeatable"),
        Arg::new("strict-overlay")
            .long("strict-overlay")
            .action(ArgAction::SetTrue)
            .requires("overlay")
            .help("Refuse an overlay with an action that matches nothing"),
    ]
}

fn format(formats: &[&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(formats))
        .default_value("human")
        .help("Format of the report: human on stderr, the others on stdout")
}
