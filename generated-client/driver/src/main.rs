//! The program: `driver decode` and `driver call` for xtask, and `driver serve`, the test server by itself.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use driver::{call, decode, server};

const USAGE: &str = "\
Runs the generated client.

Usage:
  driver decode          Decode recorded bodies into the generated types and encode them again: one JSON value per
                         line on standard input and on standard output. Used by `cargo xtask check --client`.
  driver call            Call an operation with the client's connections and credentials: a request in JSON on
                         standard input, the response on standard output. Used by `cargo xtask record`.
  driver serve PATH...   Serve recordings (files, or folders of them) on a free local port. Prints the address, then
                         runs until it is stopped.
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_str()).collect();
    let outcome = match words.as_slice() {
        [Some("decode")] => decode::serve(io::stdin().lock(), io::stdout().lock()).map_err(Into::into),
        [Some("call")] => call::serve(io::stdin().lock(), io::stdout().lock()).map_err(Into::into),
        [Some("serve"), _, ..] => serve(arguments[1..].iter().map(Path::new)),
        [Some("--help" | "-h")] => io::stdout().write_all(USAGE.as_bytes()).map_err(Into::into),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A failure to print cannot be reported.
            drop(writeln!(io::stderr(), "{error}"));
            ExitCode::from(2)
        }
    }
}

fn serve<'a>(paths: impl Iterator<Item = &'a Path>) -> Result<(), Box<dyn std::error::Error>> {
    let mut interactions = Vec::new();
    for path in paths {
        interactions.extend(server::load(path)?);
    }
    let server = server::Server::start(server::Playback::new(interactions))?;
    writeln!(io::stdout(), "{}", server.endpoint())?;
    server.wait();
    Ok(())
}
