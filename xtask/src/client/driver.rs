//! The conversation with the driver: its first line says from which document its client was generated; then a line for
//! each recorded response, and a line back for each.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::Document;
use serde::{Deserialize, Serialize};

use super::DecodeRequest;
use crate::contract::{Rule, rules};

/// The result of decoding one response.
pub(crate) struct DecodeResult {
    pub(crate) findings: Vec<DriverFinding>,
    /// Whether the client has a type for it.
    pub(crate) typed: bool,
}

/// What the client refuses or loses of a response.
pub(crate) struct DriverFinding {
    pub(crate) rule: &'static Rule,
    pub(crate) pointer: String,
    pub(crate) message: String,
}

/// A driver that was started. It is ended where it is dropped.
pub(super) struct Driver {
    child: Child,
    stdin: Option<BufWriter<ChildStdin>>,
    stdout: BufReader<ChildStdout>,
    stderr: StderrText,
}

#[derive(Deserialize)]
struct Hello {
    version: u32,
    document_sha256: String,
}

#[derive(Serialize)]
struct Line<'r> {
    id: u64,
    operation: &'r str,
    status: u16,
    body: String,
}

#[derive(Deserialize)]
struct Reply {
    id: Option<u64>,
    #[serde(default)]
    findings: Vec<ReplyFinding>,
    #[serde(default)]
    typed: bool,
    error: Option<String>,
}

#[derive(Deserialize)]
struct ReplyFinding {
    rule: String,
    pointer: String,
    message: String,
}

/// The program of the driver, and the ways to and from it.
pub(super) struct Started {
    pub(super) child: Child,
    pub(super) stdin: ChildStdin,
    pub(super) stdout: BufReader<ChildStdout>,
    pub(super) stderr: StderrText,
}

impl Started {
    /// Builds and starts the driver to do what a word says.
    pub(super) fn new(cargo: &OsStr, manifest: &Path, word: &str) -> Result<Self, String> {
        let mut child = Command::new(cargo)
            .args(["run", "--quiet", "--package", "driver", "--manifest-path"])
            .arg(manifest)
            .args(["--", word])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the driver cannot be started with {}: {error}", cargo.display()))?;
        let (Some(stdin), Some(stdout), Some(mut stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err("the driver has no pipes".to_owned());
        };
        let (sender, receiver) = mpsc::channel();
        // Read at the side: a driver that has much to complain of must not wait for us.
        thread::spawn(move || {
            let mut text = Vec::new();
            drop(stderr.read_to_end(&mut text));
            drop(sender.send(String::from_utf8_lossy(&text).into_owned()));
        });
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            stderr: StderrText(receiver),
        })
    }
}

impl Driver {
    /// Builds and starts the driver, and makes sure that its client is the one of this document.
    pub(super) fn start(cargo: &OsStr, manifest: &Path, document: &Document) -> Result<Self, String> {
        let Started {
            child,
            stdin,
            stdout,
            stderr,
        } = Started::new(cargo, manifest, "decode")?;
        let mut driver = Self {
            child,
            stdin: Some(BufWriter::new(stdin)),
            stdout,
            stderr,
        };
        let mut line = String::new();
        if driver.stdout.read_line(&mut line).is_err() || line.is_empty() {
            return Err(
                driver.failed("the driver does not build, or ended at once; try `cargo run -p driver -- --help`")
            );
        }
        let hello: Hello = match serde_json::from_str(&line) {
            Ok(hello) => hello,
            Err(error) => return Err(driver.failed(&format!("the driver's first line is invalid: {error}"))),
        };
        if hello.version != 1 {
            return Err(
                driver.failed("the driver speaks another version of the protocol; build it from this workspace")
            );
        }
        if hello.document_sha256 != document.sha256() {
            let problem = format!(
                "the client was generated from another document than {}: run `cargo xtask regenerate` first",
                document.name()
            );
            return Err(driver.failed(&problem));
        }
        Ok(driver)
    }

    /// Sends these requests, and returns the responses in the same order.
    ///
    /// # Errors
    /// Returns the reason if there are no responses. The driver has ended then.
    pub(super) fn decode(&mut self, requests: &[(u64, &DecodeRequest)]) -> Result<Vec<DecodeResult>, String> {
        let Self {
            child, stdin, stdout, ..
        } = self;
        let Some(stdin) = stdin else {
            return Err("the driver has ended".to_owned());
        };
        let read = thread::scope(|scope| {
            // Written by another thread: the driver responds before it has read everything, and pipes are short.
            let writer = scope.spawn(move || {
                for (id, request) in requests {
                    let line = Line {
                        id: *id,
                        operation: &request.operation,
                        status: request.status,
                        body: STANDARD.encode(&request.body),
                    };
                    serde_json::to_writer(&mut *stdin, &line)?;
                    stdin.write_all(b"\n")?;
                }
                stdin.flush()
            });
            let read = requests
                .iter()
                .map(|(id, _)| read(stdout, *id))
                .collect::<Result<Vec<_>, _>>();
            if read.is_err() {
                // A driver that does not respond would keep the writer waiting.
                end(child);
            }
            let written = writer
                .join()
                .map_err(|_| "the driver could not be reached".to_owned())?;
            let read = read?;
            written.map_err(|error| format!("the driver could not be reached: {error}"))?;
            Ok(read)
        });
        read.map_err(|problem: String| self.failed(&problem))
    }

    /// Ends the driver, which gets no more requests.
    ///
    /// # Errors
    /// It did not end well.
    pub(super) fn finish(mut self) -> Result<(), String> {
        // The end of its input.
        drop(self.stdin.take());
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(with("the driver did not end well", &self.stderr.take())),
        }
    }

    /// Ends the driver, and returns the problem with what the driver printed.
    fn failed(&mut self, problem: &str) -> String {
        drop(self.stdin.take());
        end(&mut self.child);
        with(problem, &self.stderr.take())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.stdin.take().is_some() {
            end(&mut self.child);
        }
    }
}

/// The text that the driver wrote to standard error, once it has ended.
pub(super) struct StderrText(Receiver<String>);

impl StderrText {
    pub(super) fn take(&self) -> String {
        // A process that the driver started may outlive it and keep the pipe open, so the end of the pipe is not awaited.
        self.0.recv_timeout(Duration::from_secs(2)).unwrap_or_default()
    }
}

/// Ends the driver: by itself, if it does so soon.
pub(super) fn end(child: &mut Child) {
    for _ in 0..50 {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    drop(child.kill());
    drop(child.wait());
}

fn read(stdout: &mut BufReader<ChildStdout>, id: u64) -> Result<DecodeResult, String> {
    let mut line = String::new();
    match stdout.read_line(&mut line) {
        Ok(0) => return Err("the driver ended before it responded".to_owned()),
        Ok(_) => {}
        Err(error) => return Err(format!("the driver's response cannot be read: {error}")),
    }
    let reply: Reply =
        serde_json::from_str(&line).map_err(|error| format!("the driver's response is invalid: {error}"))?;
    if let Some(error) = reply.error {
        return Err(format!("the driver could not read a request: {error}"));
    }
    if reply.id != Some(id) {
        return Err("the driver responded to another request".to_owned());
    }
    let finding = |found: ReplyFinding| {
        let rule = [&rules::CLIENT_REFUSES, &rules::CLIENT_LOSES]
            .into_iter()
            .find(|rule| rule.id == found.rule);
        let rule = rule.ok_or_else(|| format!("the driver reported an unknown rule, `{}`", found.rule))?;
        Ok(DriverFinding {
            rule,
            pointer: found.pointer,
            message: found.message,
        })
    };
    let findings = reply.findings.into_iter().map(finding).collect::<Result<_, String>>()?;
    Ok(DecodeResult {
        findings,
        typed: reply.typed,
    })
}

pub(super) fn with(problem: &str, stderr: &str) -> String {
    match stderr.trim_end() {
        "" => problem.to_owned(),
        stderr => format!("{problem}\n{stderr}"),
    }
}
