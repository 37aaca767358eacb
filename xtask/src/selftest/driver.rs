//! The program that calls the generated client: built and started with cargo, with tasks on its standard input.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

/// The program, running. It is ended where it is dropped.
pub(super) struct Driver {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

/// How a call of the client went.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    /// Why the client was not called: an argument that cannot be given to it.
    pub(super) not_called: Option<String>,
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) headers: Vec<(String, Value)>,
    pub(super) written: Option<Written>,
    pub(super) error: Option<String>,
    /// The body of an error as it was received, in base64.
    pub(super) raw: Option<String>,
}

/// What the client decoded, written again.
#[derive(Debug, Deserialize)]
pub(super) struct Written {
    /// `json`, `text`, `bytes` (in base64) or `empty`.
    pub(super) kind: String,
    pub(super) text: String,
    /// Whether a value is of no variant that the document has.
    pub(super) unknown: bool,
    /// The variant by status.
    pub(super) variant: Option<String>,
}

/// Builds the program of a crate.
///
/// # Errors
/// What cargo printed.
pub(super) fn build(cargo: &OsStr, manifest: &Path, target: &Path) -> Result<(), String> {
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--offline", "--bins", "--manifest-path"])
        .arg(manifest)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .map_err(|error| format!("{} cannot be started: {error}", cargo.display()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

impl Driver {
    /// Starts a program that was built.
    pub(super) fn start(program: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        for proxy in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(proxy);
        }
        let failed = |error| format!("{} cannot be started: {error}", program.display());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(failed)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the program has no pipes".to_owned());
        };
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
        })
    }

    /// Has the client called, and returns how that went.
    pub(super) fn call(&mut self, order: &Value) -> Result<Reply, String> {
        let mut line = order.to_string().into_bytes();
        line.push(b'\n');
        let failed = |error: std::io::Error| format!("the program of the self-test ended: {error}");
        self.stdin
            .write_all(&line)
            .and_then(|()| self.stdin.flush())
            .map_err(failed)?;
        let mut reply = String::new();
        self.stdout.read_line(&mut reply).map_err(failed)?;
        if reply.is_empty() {
            return Err("the program of the self-test ended during a call".to_owned());
        }
        serde_json::from_str(&reply).map_err(|error| format!("its reply is invalid: {error}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
