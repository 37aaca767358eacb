//! The two files of an export: the logs, and the position beside them.

use std::{
    fmt::Display,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{Failure, Refusal, options::Options};

/// No log is longer than the client reads at all. Without a bound, a file without line breaks would fill the memory.
const LONGEST_LINE: u64 = 64 << 20;

/// A position is longer than that only by mistake.
const LONGEST_POSITION: u64 = 1 << 20;

/// Refuses what is there and is not a regular file. Opening a pipe waits for a writer, reading from a device
/// may never end, and neither can be resumed.
fn refuse_special(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Refusal(format!("{} is a directory", path.display())).into()),
        Ok(metadata) if !metadata.is_file() => Err(Refusal(format!(
            "{} is not a regular file: an export could not be resumed from it",
            path.display()
        ))
        .into()),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(at(path, error)),
    }
}

/// An error with the file that it is about.
fn at(path: &Path, error: impl Display) -> Failure {
    format!("{}: {error}", path.display()).into()
}

/// The file of the logs.
pub(crate) struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Output {
    /// Opens the file, and locks it for as long as the process lives. The operating system removes the lock even if the
    /// process is killed.
    pub(crate) fn lock(path: &Path) -> Result<Self, Failure> {
        refuse_special(path)?;
        let opened = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = opened.map_err(|error| at(path, error))?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                return Err(format!("another export is writing {}: wait until it has ended", path.display()).into());
            }
            Err(fs4::TryLockError::Error(error)) => {
                return Err(format!("{} cannot be locked: {error}", path.display()).into());
            }
        }
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::new(file),
        })
    }

    /// Reads the keys of the logs that are there, and removes what follows the last whole line.
    pub(crate) fn read_keys(&mut self, checkpoint: &Checkpoint) -> Result<Vec<String>, Failure> {
        let path = self.path.display();
        let file = self.file.get_ref();
        if checkpoint.position.is_none() && file.metadata()?.len() > 0 {
            let position = checkpoint.path.display();
            return Err(format!(
                "{path} is not empty, and {position} is not there to continue from: name another file, or remove this one"
            )
            .into());
        }
        let mut keys = Vec::new();
        let mut whole = 0;
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            let number = keys.len() + 1;
            if !line.ends_with(b"\n") {
                if length as u64 == LONGEST_LINE {
                    return Err(format!("line {number} of {path} is too long for a log").into());
                }
                break;
            }
            let log: Value = serde_json::from_slice(&line).map_err(|error| {
                format!("line {number} of {path} is not a log: {error}; remove the line, or the file")
            })?;
            let key = log["event_id"].as_str();
            keys.push(
                key.ok_or_else(|| format!("line {number} of {path} has no event_id"))?
                    .to_owned(),
            );
            whole += length as u64;
        }
        // What comes after was only half written when the process was killed.
        file.set_len(whole)?;
        Ok(keys)
    }

    /// Adds a log.
    pub(crate) fn write(&mut self, line: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(line).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|error| at(&self.path, error))
    }

    /// Waits until all logs are on the disk.
    fn sync(&mut self) -> Result<(), Failure> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(|error| at(&self.path, error))
    }

    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(|error| at(&self.path, error))
    }
}

/// The file with the position of the export.
pub(crate) struct Checkpoint {
    path: PathBuf,
    /// The window, and whose logs they are.
    of: Value,
    /// `None` before the first start.
    position: Option<String>,
}

impl Checkpoint {
    pub(crate) fn open(options: &Options) -> Result<Self, Failure> {
        let mut name = options.file.clone().into_os_string();
        name.push(".position");
        let path = PathBuf::from(name);
        let of = json!({
            "window": [options.from, options.to],
            "region": options.region,
            "project": options.project,
            "endpoint": options.endpoint,
        });
        refuse_special(&path)?;
        let mut text = String::new();
        match File::open(&path) {
            Ok(file) => file.take(LONGEST_POSITION).read_to_string(&mut text).map(drop),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let position = None;
                return Ok(Self { path, of, position });
            }
            Err(error) => Err(error),
        }
        .map_err(|error| format!("{}: {error}", path.display()))?;
        let wrong = || {
            format!(
                "{} is of another window, project, region or endpoint, or is not a position: repeat the arguments of the \
                 first start, or name another file",
                path.display()
            )
        };
        let stored: Value = serde_json::from_str(&text).map_err(|_| wrong())?;
        let position = stored["position"].as_str().map(str::to_owned);
        if stored["of"] != of || position.is_none() {
            return Err(wrong().into());
        }
        Ok(Self { path, of, position })
    }

    /// The position that was saved last.
    pub(crate) fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Saves a position once everything before it is on the disk. A reader sees the old one or the new one, whole.
    pub(crate) fn save(&mut self, output: &mut Output, position: String) -> Result<(), Failure> {
        output.sync()?;
        let new = self.path.with_extension("position.new");
        // What an earlier run left there may be anything, and is not written through.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", new.display()).into());
            }
            _ => {}
        }
        let text = json!({"of": self.of, "position": position}).to_string();
        let written = File::create_new(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written
            .and_then(|()| fs::rename(&new, &self.path))
            .map_err(|error| at(&new, error))?;
        self.position = Some(position);
        Ok(())
    }

    /// What is wrong with the file.
    pub(crate) fn describe(&self, error: impl Display) -> Failure {
        at(&self.path, error)
    }

    /// Removes the file: there is nothing to continue from.
    pub(crate) fn remove(self) -> Result<(), Failure> {
        fs::remove_file(&self.path).map_err(|error| at(&self.path, error))
    }
}
