//! The commands of this workspace: `cargo xtask regenerate`, `cargo xtask check`.
//!
//! All input and output of the workspace's tools is here; what they compute is elsewhere: how a client is generated in
//! `codegen`, whether recordings hold in [`contract`]. This crate never links the generated client, so that a broken
//! generated file cannot stop the command that fixes it.
//!
//! A command loads, calls an engine, and reports: to `&mut dyn Write`, so that tests see what a person sees.

pub mod contract;
pub mod diff;
pub mod edit;
pub mod writer;

mod accepted;
mod cli;
mod client;
mod cmd;
mod evolve;
mod exit;
mod input;
mod release;
mod report;
mod runner;
mod selftest;
mod standalone;
mod workspace;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

pub use exit::Exit;

/// What a command takes from the process that it runs in.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The working directory.
    pub directory: PathBuf,
    /// The file of the running program; the workspace is searched from there too.
    pub program: Option<PathBuf>,
    /// The program that builds and starts the driver.
    pub cargo: OsString,
    /// Whether people see the report in colour.
    pub colour: bool,
    /// Whether people see how far long work is.
    pub progress: bool,
    /// The day in UTC, as in `2026-12-31`: accepted drift expires by it.
    pub today: String,
}

/// The day of a time in UTC, as in `2026-12-31`.
pub fn day(time: SystemTime) -> String {
    let mut text = humantime::format_rfc3339_seconds(time).to_string();
    text.truncate(10);
    text
}

/// Where a command writes: machines read the one, people the other.
pub(crate) struct Output<'o> {
    pub(crate) out: &'o mut dyn Write,
    pub(crate) err: &'o mut dyn Write,
}

/// Runs a command line, and says how it went.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let mut output = Output { out, err };
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let done = match cli::parse(&arguments) {
        Ok(task) => cmd::run(task, cli::CommandLine::new(&arguments), environment, &mut output),
        Err(message) => message.show(&mut output),
    };
    done.unwrap_or_else(|error| {
        // Where not even that can be written, the code is all that is left to say so.
        _ = writeln!(output.err, "error: the command could not go on: {error}");
        Exit::Incomplete
    })
}

/// A writer that ignores a broken pipe, as with `head`: the exit code stays right.
pub struct Tolerant<W>(pub W);

impl<W: Write> Write for Tolerant<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}
