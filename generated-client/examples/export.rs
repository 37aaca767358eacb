//! Exports all logs of a window of time to a file, as lines of JSON: `cargo run --example export -- --help`.
//!
//! It may be killed at any moment and started again. Two things make that safe: the position beside the output is never
//! behind a log that is missing from the output, and the reader knows the logs that are in the output, and returns none
//! of them again. So only the order of writing matters: first the logs, then the position.

#[path = "export/files.rs"]
mod files;
#[path = "export/options.rs"]
mod options;
#[path = "export/progress.rs"]
mod progress;

use std::{
    env,
    error::Error as StdError,
    fmt,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use huaweicloud_hss::{Client, Error, ErrorKind, Window, WindowPosition, operations::ListContainerImageLogs};
use serde_json::Value;
use tokio::time::timeout;

use self::{
    files::{Checkpoint, Output},
    options::{HELP, Options},
    progress::Progress,
};

/// The position is saved after so many logs, or so long a time, whichever comes first.
const LOGS: usize = 200;
const TIME: Duration = Duration::from_millis(100);

type Failure = Box<dyn StdError + Send + Sync>;

/// A failure that another start would meet again: the arguments have to be changed first.
#[derive(Debug)]
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Refusal {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match Options::read(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return print(io::stdout(), HELP, ExitCode::SUCCESS),
        Err(error) => return print(io::stderr(), &format!("{error}\n\n{HELP}"), ExitCode::from(2)),
    };
    let export = match Export::begin(&options) {
        Ok(export) => export,
        Err(error) => {
            let code = if error.is::<Refusal>() { 2 } else { 1 };
            return print(io::stderr(), &format!("{error:#}\n"), ExitCode::from(code));
        }
    };
    match export.run().await {
        Ok((count, unknown)) => {
            let mut text = format!("{count} logs are in {}\n", options.file.display());
            if unknown > 0 {
                text.push_str(&format!(
                    "{unknown} of those written now are not what this program knows\n"
                ));
            }
            print(io::stderr(), &text, ExitCode::SUCCESS)
        }
        Err(error) => {
            let mut text = format!("{error:#}");
            // Another start would meet the same wrong argument.
            let is_invalid = error.downcast_ref().is_some_and(Error::is_invalid_argument);
            text.push_str(if is_invalid {
                "\n"
            } else {
                "\nStart it again to continue.\n"
            });
            print(io::stderr(), &text, ExitCode::FAILURE)
        }
    }
}

/// Prints a text before the program ends. A failure to print cannot be reported.
fn print(mut to: impl Write, text: &str, code: ExitCode) -> ExitCode {
    drop(to.write_all(text.as_bytes()));
    code
}

fn call(options: &Options) -> Result<ListContainerImageLogs, Failure> {
    let mut builder = Client::builder();
    if let Some(region) = &options.region {
        builder = builder.region(region);
    }
    if let Some(project) = &options.project {
        builder = builder.project_id(project);
    }
    if let Some(endpoint) = &options.endpoint {
        builder = builder.endpoint(endpoint);
    }
    builder = match env::var("HUAWEICLOUD_HSS_TOKEN") {
        Ok(token) => builder.token(token.trim()),
        Err(_) => builder.default_credentials(),
    };
    Ok(builder.build()?.list_container_image_logs().limit(options.limit))
}

/// An export that can begin: the file is locked, and what is in it is known.
struct Export {
    output: Output,
    checkpoint: Checkpoint,
    window: Window<ListContainerImageLogs>,
    /// Where the window begins.
    beginning: String,
    /// How many logs are in the file.
    known: usize,
}

impl Export {
    fn begin(options: &Options) -> Result<Self, Failure> {
        // The lock comes first: without it, another run may change both files.
        let mut output = Output::lock(&options.file)?;
        let mut checkpoint = Checkpoint::open(options)?;
        let keys = output.read_keys(&checkpoint)?;
        let mut window = call(options)?.window(options.from, options.to).lenient();
        let beginning = window.position().to_string();
        let known = keys.len();
        match checkpoint.position() {
            Some(position) => {
                let position = position.parse::<WindowPosition>();
                window = window.resume(position.map_err(|error| checkpoint.describe(error))?, keys);
            }
            None => checkpoint.save(&mut output, beginning.clone())?,
        }
        Ok(Self {
            output,
            checkpoint,
            window,
            beginning,
            known,
        })
    }

    /// Writes what is missing in the file. Returns how many logs are in it then, and how many of those written now are not
    /// what this program knows.
    async fn run(self) -> Result<(usize, usize), Failure> {
        let Self {
            mut output,
            mut checkpoint,
            mut window,
            beginning,
            known,
        } = self;
        let mut progress = Progress::new(known);
        let (mut unsaved, mut saved, mut unknown) = (0, Instant::now(), 0);
        loop {
            let left = TIME.saturating_sub(saved.elapsed());
            // Logs that are in the file already are passed over without a word, so that the time must be looked at while
            // the reader is at it. Nothing is lost: the next call continues with the same request.
            let next = timeout(left, window.next()).await;
            if let Ok(next) = next {
                let Some(log) = next else { break };
                let line = match log {
                    Ok(log) => serde_json::to_vec(&log)?,
                    Err(error) => match as_it_came(&error) {
                        Some(line) => {
                            unknown += 1;
                            line
                        }
                        None => {
                            // If logs arrived in the window meanwhile, it is read from its beginning: known ones are
                            // skipped.
                            let position = match error.kind() {
                                ErrorKind::Paging => beginning,
                                _ => window.position().to_string(),
                            };
                            checkpoint.save(&mut output, position)?;
                            progress.end();
                            return Err(error.into());
                        }
                    },
                };
                output.write(&line)?;
                progress.show(window.count());
                unsaved += 1;
            }
            if unsaved >= LOGS || saved.elapsed() >= TIME {
                let position = window.position().to_string();
                if unsaved > 0 || checkpoint.position() != Some(&position) {
                    checkpoint.save(&mut output, position)?;
                }
                (unsaved, saved) = (0, Instant::now());
            }
        }
        progress.end();
        output.finish()?;
        checkpoint.remove()?;
        Ok((window.count(), unknown))
    }
}

/// The log that an error is about, on one line, if it is about one log alone.
fn as_it_came(error: &Error) -> Option<Vec<u8>> {
    let mut line = error.raw_body()?.to_vec();
    let log: Value = serde_json::from_slice(&line).ok()?;
    // In JSON, line breaks occur only between values.
    for byte in line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    (error.kind() == ErrorKind::Decode && log["event_id"].is_string()).then_some(line)
}
