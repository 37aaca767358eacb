//! The arguments of `record`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{
    EXIT_CODES, Format, Overlays, address, document, format, format_of, overlays, path_of, server, servers_of,
};

/// The arguments of `record`.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) source: Source,
    pub(crate) document: Option<PathBuf>,
    pub(crate) overlays: Overlays,
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
    /// Names and values, `NAME=VALUE`. They are parsed later, because an error must not show them.
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
            overlays: Overlays::of(matches),
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
            "Calls an operation of the service and writes the request and the response as a\n\
             recording; or, with --from, makes recordings from a HAR that a browser or a\n\
             proxy saved. Then checks them. Error responses are recorded like any other. One\n\
             attempt is made.\n\n\
             Everything is redacted before it is written: headers that are not on a list are\n\
             left out, and values that spec/redaction.toml does not allow are replaced by\n\
             others of the same type and length. The original traffic is never written,\n\
             logged or shown.\n\n\
             Credentials come from the client's usual sources: the environment or its file,\n\
             see the documentation of the client. They are never arguments.",
        )
        .arg(
            Arg::new("id")
                .value_name("OPERATION")
                .required_unless_present("from")
                .help("The operationId to call"),
        )
        .args([
            pairs("path", "A path parameter; not needed if the credentials include it"),
            pairs("query", "A query parameter; repeatable"),
            pairs("header", "A header parameter; repeatable"),
        ])
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("FILE")
                .conflicts_with("from")
                .value_parser(value_parser!(PathBuf))
                .help("The body to send; `-` is standard input"),
        )
        .arg(
            Arg::new("endpoint")
                .long("endpoint")
                .value_name("URL")
                .value_parser(address)
                .help("The address to call instead of the document's server")
                .long_help(
                    "The address to call instead of the document's server. The recording\n\
                     names the document's server. `http://` is accepted for this machine\n\
                     only. With --from, the same as --server.",
                ),
        )
        .arg(server("With --from: another address of the API; repeatable").requires("from"))
        .arg(
            Arg::new("region")
                .long("region")
                .value_name("REGION")
                .conflicts_with("from")
                .help("The region, if the document's server has one [default: the document's]"),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("FILE")
                .conflicts_with("id")
                .value_parser(value_parser!(PathBuf))
                .help("Make recordings from a HAR; `-` is standard input"),
        )
        .arg(
            Arg::new("operation")
                .long("operation")
                .value_name("OPERATION")
                .requires("from")
                .action(ArgAction::Append)
                .help("With --from: only this operation; repeatable"),
        )
        .arg(document())
        .args(overlays())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write [default: spec/recordings]"),
        )
        .arg(
            Arg::new("slug")
                .long("slug")
                .value_name("NAME")
                .value_parser(slug)
                .help("NAME in OPERATION/STATUS-NAME.json [default: live, local or capture]"),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help("Replace an existing recording"),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Write nothing: print the recordings on standard output"),
        )
        .arg(format(&["human", "json"]))
        .after_long_help(format!(
            "{EXIT_CODES}\n\n\
             Files:\n  \
               spec/hss.openapi.yaml    the document\n  \
               spec/redaction.toml      the values to keep; without the file, none\n  \
               spec/recordings/         recordings: OPERATION/STATUS-NAME.json\n\n\
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
