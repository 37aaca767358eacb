//! The arguments of `record`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{EXIT_CODES, Format, document, format, format_of, path_of, server, servers_of};

/// The arguments of `record`.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) source: Source,
    pub(crate) document: Option<PathBuf>,
    pub(crate) endpoint: Option<String>,
    /// Addresses at which a capture was made, beside the servers of the document.
    pub(crate) servers: Vec<String>,
    pub(crate) region: Option<String>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) slug: Option<String>,
    pub(crate) force: bool,
    pub(crate) dry_run: bool,
    pub(crate) format: Format,
}

/// Where interactions come from.
#[derive(Debug)]
pub(crate) enum Source {
    Service(Arguments),
    Capture {
        file: PathBuf,
        /// Only those of these operations, if any is named.
        operations: Vec<String>,
    },
}

/// What to call, and with what.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) operation: String,
    /// Names and values, `NAME=VALUE`. They are taken apart later: what is said of a wrong one must not show it.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Option<PathBuf>,
}

fn slug(text: &str) -> Result<String, String> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    match plain && !text.is_empty() && !text.starts_with('-') {
        true => Ok(text.to_owned()),
        false => Err("write it in small letters, digits and `-`".to_owned()),
    }
}

impl Record {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let texts = |name: &str| matches.get_many::<String>(name).unwrap_or_default().cloned().collect();
        let source = match path_of(matches, "from") {
            Some(file) => Source::Capture {
                file,
                operations: texts("operation"),
            },
            None => Source::Service(Arguments {
                operation: text("id").unwrap_or_default(),
                path: texts("path"),
                query: texts("query"),
                headers: texts("header"),
                body: path_of(matches, "body"),
            }),
        };
        Self {
            source,
            document: path_of(matches, "document"),
            endpoint: text("endpoint"),
            servers: servers_of(matches),
            region: text("region"),
            out: path_of(matches, "out"),
            slug: text("slug"),
            force: matches.get_flag("force"),
            dry_run: matches.get_flag("dry-run"),
            format: format_of(matches),
        }
    }
}

pub(super) fn record() -> Command {
    Command::new("record")
        .about("Record requests and responses of the service, redacted")
        .long_about(
            "Calls an operation of the service with the client's own connections and credentials, and writes the request\n\
             and the response as a recording; or makes recordings of a capture that a browser or a proxy has saved as a HAR.\n\
             Then it checks them. A response with an error is recorded like any other. One attempt is made.\n\n\
             What is written was redacted before: of headers what is on a list, of URL and bodies the values that\n\
             spec/redaction.toml allows. Every other value is replaced by one of the same type and shape. Traffic as it was\n\
             stays in memory: it is never written, logged or shown.\n\n\
             The credentials are those that the client finds by itself, in the environment or in its file: the client's own\n\
             documentation has the particulars. None is taken from the command line.",
        )
        .arg(
            Arg::new("id")
                .value_name("OPERATION")
                .required_unless_present("from")
                .help("The operationId of what to call"),
        )
        .args([
            pairs("path", "A variable of the path, NAME=VALUE. What the client's credentials know may be left out"),
            pairs("query", "A parameter of the query, NAME=VALUE; may be given several times"),
            pairs("header", "A parameter that is a header, NAME=VALUE"),
        ])
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("FILE")
                .conflicts_with("from")
                .value_parser(value_parser!(PathBuf))
                .help("The body to send, from a file or, with `-`, from standard input"),
        )
        .arg(
            Arg::new("endpoint")
                .long("endpoint")
                .value_name("URL")
                .help("The address to call, or that was captured, instead of a server of the document")
                .long_help(
                    "The address to call instead of a server of the document. With --from, the address that a capture was made\n\
                     at. What was sent there is recorded as if it had been sent to the document's server. `http://` is taken\n\
                     for this machine alone.",
                ),
        )
        .arg(
            server("With --from: an address at which the API was served too; may be repeated").requires("from"),
        )
        .arg(
            Arg::new("region")
                .long("region")
                .value_name("REGION")
                .conflicts_with("from")
                .help("The value of the variable `region` of the document's server [default: the document's]"),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("FILE")
                .conflicts_with("id")
                .value_parser(value_parser!(PathBuf))
                .help("Make recordings of a HAR instead, one of each that differs; `-` is standard input"),
        )
        .arg(
            Arg::new("operation")
                .long("operation")
                .value_name("OPERATION")
                .requires("from")
                .action(ArgAction::Append)
                .help("Of a HAR, only what is of this operation; may be given several times"),
        )
        .arg(document())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Write to another folder [default: spec/recordings]"),
        )
        .arg(
            Arg::new("slug")
                .long("slug")
                .value_name("NAME")
                .value_parser(slug)
                .help("What to call it: OPERATION/STATUS-NAME.json [default: `live`, or `capture` with --from]"),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help("Replace another recording of the same name"),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Write nothing: print what would be written on standard output"),
        )
        .arg(format(&["human", "json"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document\n  \
               spec/redaction.toml      the values that are kept; without it, none is\n  \
               spec/recordings/         where recordings are written: OPERATION/STATUS-NAME.json\n\n\
             Examples:\n  \
               cargo xtask record ListThings --query limit=10 --region eu-west-101\n  \
               cargo xtask record ListThings --query limit=10 --dry-run\n  \
               cargo xtask record --from capture.har --operation ListThings"
        ))
}

fn pairs(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("NAME=VALUE")
        .conflicts_with("from")
        .action(ArgAction::Append)
        .help(help)
}
