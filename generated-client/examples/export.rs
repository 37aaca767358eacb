//! All logs of a window of time, as lines of JSON in a file: `cargo run --example export -- --help`.
//!
//! It may be killed at any moment and started again. Two things make that safe: the position beside the output never
//! passes a log that is not in the output, and what is in the output is told to the reader, which gives out no log
//! twice. So the order of writing is all that matters: first the logs, then the position.

use std::{
    env,
    error::Error as StdError,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use huaweicloud_hss::{Client, Error, ErrorKind, WindowPosition, operations::ListContainerImageLogs};
use serde_json::{Value, json};

const HELP: &str = "\
Exports all logs of a window of time to a file, a JSON object a line.

Usage: export --from TIME --to TIME [OPTIONS] FILE

  --from TIME      the least time of the logs, in the unit of their `time`
  --to TIME        the greatest
  --region REGION  the region whose logs they are
  --project ID     the project whose logs they are; without it, that of the credentials
  --endpoint URL   instead of the region's
  --limit N        how many logs to ask for at a time (200)
  -h, --help       prints this

Credentials are a token in HUAWEICLOUD_HSS_TOKEN, or an access key in HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or that
of the provider's credentials file.

Started again with the same window, project and file, it goes on where it was stopped, however that was: no log is lost,
and none is there twice. Where it stands is kept in FILE.position until all logs are there. A log that is not what this
program knows is written as it came, and counted at the end; of others, properties that it does not know are left out. It
ends with 0 if all logs are there, with 1 if not yet, and with 2 if it was told nonsense.
";

/// The position is kept after so many logs, or so long a time.
const LOGS: usize = 200;
const TIME: Duration = Duration::from_millis(500);

type Failure = Box<dyn StdError + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match Options::read(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return tell(io::stdout(), HELP, ExitCode::SUCCESS),
        Err(error) => return tell(io::stderr(), &format!("{error}\n\n{HELP}"), ExitCode::from(2)),
    };
    match export(&options).await {
        Ok((count, odd)) => {
            let mut text = format!("{count} logs are in {}\n", options.file.display());
            if odd > 0 {
                text.push_str(&format!("{odd} of those written now are not what this program knows\n"));
            }
            tell(io::stderr(), &text, ExitCode::SUCCESS)
        }
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(this) = cause {
                text.push_str(&format!(": {this}"));
                cause = this.source();
            }
            tell(
                io::stderr(),
                &format!("{text}\nStart it again to go on.\n"),
                ExitCode::FAILURE,
            )
        }
    }
}

/// Prints a last word. Nobody is left to tell where even this fails.
fn tell(mut to: impl Write, text: &str, code: ExitCode) -> ExitCode {
    drop(to.write_all(text.as_bytes()));
    code
}

struct Options {
    from: i64,
    to: i64,
    region: Option<String>,
    project: Option<String>,
    endpoint: Option<String>,
    limit: i32,
    file: PathBuf,
}

impl Options {
    /// Nothing if help is asked for.
    fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (mut from, mut to, mut limit, mut file) = (None, None, 200, None);
        let (mut region, mut project, mut endpoint) = (None, None, None);
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.to_str().filter(|text| text.starts_with('-')) else {
                if file.replace(PathBuf::from(argument)).is_some() {
                    return Err("one file is enough".to_owned());
                }
                continue;
            };
            if matches!(name, "-h" | "--help") {
                return Ok(None);
            }
            let value = arguments.next().and_then(|value| value.into_string().ok());
            let value = value.ok_or_else(|| format!("{name} is unknown, or lacks its value"))?;
            let wrong = || format!("{name} {value}: this is no number");
            match name {
                "--from" => from = Some(value.parse().map_err(|_| wrong())?),
                "--to" => to = Some(value.parse().map_err(|_| wrong())?),
                "--limit" => limit = value.parse().map_err(|_| wrong())?,
                "--region" => region = Some(value),
                "--project" => project = Some(value),
                "--endpoint" => endpoint = Some(value),
                _ => return Err(format!("{name} is unknown")),
            }
        }
        Ok(Some(Self {
            from: from.ok_or("--from is missing")?,
            to: to.ok_or("--to is missing")?,
            region,
            project,
            endpoint,
            limit,
            file: file.ok_or("the file is missing")?,
        }))
    }

    fn call(&self) -> Result<ListContainerImageLogs, Failure> {
        let mut builder = Client::builder();
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(project) = &self.project {
            builder = builder.project_id(project);
        }
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        builder = match env::var("HUAWEICLOUD_HSS_TOKEN") {
            Ok(token) => builder.token(token),
            Err(_) => builder.default_credentials(),
        };
        Ok(builder.build()?.list_container_image_logs().limit(self.limit))
    }
}

/// Writes what is missing in the file, and returns how many logs are in it then, and how many were written as they came.
async fn export(options: &Options) -> Result<(usize, usize), Failure> {
    let mut kept = Kept::open(options)?;
    let (mut output, keys) = open_output(&options.file, &kept)?;
    let mut window = options.call()?.window(options.from, options.to).lenient();
    let beginning = window.position().to_string();
    let known = keys.len();
    match &kept.position {
        Some(position) => window = window.resume(position.parse::<WindowPosition>()?, keys),
        None => kept.save(&mut output, beginning.clone())?,
    }
    let mut progress = Progress::new(known);
    let (mut unsaved, mut since, mut odd) = (0, Instant::now(), 0);
    while let Some(log) = window.next().await {
        let line = match log {
            Ok(log) => serde_json::to_vec(&log)?,
            Err(error) => match as_it_came(&error) {
                Some(line) => {
                    odd += 1;
                    line
                }
                None => {
                    // If logs arrived in the window meanwhile, it is read from its beginning: what is known is passed over.
                    let again = error.kind() == ErrorKind::Paging;
                    let position = if again {
                        beginning
                    } else {
                        window.position().to_string()
                    };
                    kept.save(&mut output, position)?;
                    progress.end();
                    return Err(error.into());
                }
            },
        };
        output.write_all(&line)?;
        output.write_all(b"\n")?;
        progress.show(window.count());
        unsaved += 1;
        if unsaved >= LOGS || since.elapsed() >= TIME {
            kept.save(&mut output, window.position().to_string())?;
            (unsaved, since) = (0, Instant::now());
        }
    }
    progress.end();
    output.flush()?;
    output.get_ref().sync_all()?;
    fs::remove_file(&kept.path)?;
    Ok((window.count(), odd))
}

/// The log that an error is about, on one line, if it is about one log alone.
fn as_it_came(error: &Error) -> Option<Vec<u8>> {
    let mut line = error.raw_body()?.to_vec();
    let log: Value = serde_json::from_slice(&line).ok()?;
    // In JSON, a line break stands between values alone.
    for byte in line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    (error.kind() == ErrorKind::Decode && log["event_id"].is_string()).then_some(line)
}

/// Opens the output behind its last whole line, and reads the keys of the logs in it.
fn open_output(path: &Path, kept: &Kept) -> Result<(BufWriter<File>, Vec<String>), Failure> {
    let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    if kept.position.is_none() && file.metadata()?.len() > 0 {
        let (path, kept) = (path.display(), kept.path.display());
        return Err(format!("{path} is not empty, and {kept} is not there to go on from").into());
    }
    let mut keys = Vec::new();
    let mut whole = 0;
    let mut lines = BufReader::new(&file);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        let log: Value = serde_json::from_slice(&line)
            .map_err(|error| format!("line {} of {} is no log: {error}", keys.len() + 1, path.display()))?;
        let key = log["event_id"].as_str();
        keys.push(
            key.ok_or_else(|| format!("line {} of {} has no event_id", keys.len() + 1, path.display()))?
                .to_owned(),
        );
        whole += line.len() as u64;
        line.clear();
    }
    // Only half of what comes after was written when it was killed.
    file.set_len(whole)?;
    Ok((BufWriter::new(file), keys))
}

/// The file that says where the export stands.
struct Kept {
    path: PathBuf,
    /// The window, and whose logs they are.
    of: Value,
    /// Nothing before the first start.
    position: Option<String>,
}

impl Kept {
    fn open(options: &Options) -> Result<Self, Failure> {
        let mut name = options.file.clone().into_os_string();
        name.push(".position");
        let Options {
            from,
            to,
            region,
            project,
            endpoint,
            ..
        } = options;
        let of = json!({"window": [from, to], "region": region, "project": project, "endpoint": endpoint});
        let path = PathBuf::from(name);
        let mut text = String::new();
        match File::open(&path) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self {
                    path,
                    of,
                    position: None,
                });
            }
            Err(error) => return Err(format!("{}: {error}", path.display()).into()),
        };
        let wrong = || {
            format!(
                "{} is of another window, project, region or endpoint, or no position",
                path.display()
            )
        };
        let kept: Value = serde_json::from_str(&text).map_err(|_| wrong())?;
        let position = kept["position"].as_str().map(str::to_owned);
        if kept["of"] != of || position.is_none() {
            return Err(wrong().into());
        }
        Ok(Self { path, of, position })
    }

    /// Keeps a position once everything before it is on the disk. A reader sees the old one or the new one, whole.
    fn save(&mut self, output: &mut BufWriter<File>, position: String) -> Result<(), Failure> {
        output.flush()?;
        output.get_ref().sync_data()?;
        let new = self.path.with_extension("position.new");
        let mut file = File::create(&new)?;
        file.write_all(json!({"of": self.of, "position": position}).to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.position = Some(position);
        Ok(())
    }
}

/// A line on the terminal that is written over; nothing where there is none.
struct Progress {
    terminal: bool,
    began: Instant,
    known: usize,
    shown: Option<Instant>,
}

impl Progress {
    fn new(known: usize) -> Self {
        Self {
            terminal: io::stderr().is_terminal(),
            began: Instant::now(),
            known,
            shown: None,
        }
    }

    fn show(&mut self, count: usize) {
        let often = self
            .shown
            .is_some_and(|shown| shown.elapsed() < Duration::from_millis(100));
        if !self.terminal || often {
            return;
        }
        self.shown = Some(Instant::now());
        let rate = (count - self.known) as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        // A terminal that is gone is no reason to stop.
        drop(write!(io::stderr(), "\r{count} logs, {rate:.0} a second \x1b[K"));
    }

    fn end(&self) {
        if self.shown.is_some() {
            drop(io::stderr().write_all(b"\n"));
        }
    }
}
