//! From files to the texts of interactions, in batches: bounded memory for any length of input.

use std::error::Error as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use recording::MAX_BYTES;
use recording::har::Entries;
use recording::json::Position;

use super::files::{Source, ending, sources};
use super::kind::{self, Kind, PEEKED};
use crate::contract::Shape;
use crate::workspace::Workspace;

/// How many bytes of texts a batch has at least, unless the input ends before.
const BATCH: usize = 1 << 20;

/// How many texts a batch has at the most, so that many small files are spread as well.
const TEXTS: usize = 4096;

/// A byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What standard input is called.
const INPUT: &str = "stdin";

/// Some texts that occur together, and what could not be read among them.
#[derive(Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    texts: Vec<Text>,
    pub(crate) problems: Vec<String>,
}

/// The text of one interaction.
#[derive(Clone)]
pub(crate) struct Text {
    /// What its file is called.
    pub(crate) file: Arc<str>,
    /// Which one of its file it is, from 0 on; `None` if a file has one alone.
    pub(crate) index: Option<usize>,
    /// Where it begins in the file.
    pub(crate) place: Position,
    /// How it is written.
    pub(crate) shape: Shape,
    start: usize,
    end: usize,
}

impl Text {
    /// What to call the interaction: the file, with its index where the file has several.
    pub(crate) fn name(&self) -> String {
        named(&self.file, self.index)
    }
}

fn named(file: &str, index: Option<usize>) -> String {
    index.map_or_else(|| file.to_owned(), |index| format!("{file}#{index}"))
}

impl Batch {
    /// The texts with their bytes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&Text, &[u8])> {
        self.texts.iter().map(|text| (text, &self.bytes[text.start..text.end]))
    }

    /// The length of its texts in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH || self.texts.len() >= TEXTS
    }

    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.problems.is_empty()
    }
}

struct Reader<'e> {
    batch: Batch,
    each: &'e mut dyn FnMut(Batch) -> ControlFlow<()>,
    /// The receiver of the batches is gone.
    stopped: bool,
}

/// Reads all that `sources` name, and hands over batch after batch in that order, until `each` says to stop.
pub(crate) fn read(
    workspace: &Workspace,
    paths: &[std::path::PathBuf],
    stdin: &mut dyn Read,
    each: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) {
    let mut reader = Reader {
        batch: Batch::default(),
        each,
        stopped: false,
    };
    sources(paths, &mut |source| {
        if reader.stopped {
            return;
        }
        match source {
            Ok(Source::File(path)) => {
                let file: Arc<str> = workspace.name(&path).into();
                match File::open(&path) {
                    Ok(open) => reader.stream(&file, ending(&path).as_deref(), open, false),
                    Err(error) => reader.problem(format!("{file}: cannot be read: {error}")),
                }
            }
            Ok(Source::Input) => reader.stream(&INPUT.into(), None, &mut *stdin, true),
            Err((path, error)) => reader.problem(format!("{}: cannot be read: {error}", workspace.name(path))),
        }
    });
    reader.flush();
}

impl Reader<'_> {
    /// Reads a file, unpacked where it is compressed.
    fn stream(&mut self, file: &Arc<str>, ending: Option<&str>, mut read: impl Read, streamed: bool) {
        let start = match peek(&mut read, |start, ended| (start.len() > 1 || ended).then_some(())) {
            Ok((start, ())) => start,
            Err(error) => return self.problem(format!("{file}: cannot be read: {error}")),
        };
        let packed = start.starts_with(&[0x1F, 0x8B]);
        let read = BufReader::with_capacity(PEEKED, Cursor::new(start).chain(read));
        if packed {
            self.unpacked(file, ending, MultiGzDecoder::new(read), streamed);
        } else {
            self.unpacked(file, ending, read, streamed);
        }
    }

    fn unpacked(&mut self, file: &Arc<str>, ending: Option<&str>, mut read: impl Read, streamed: bool) {
        let (start, kind) = match peek(&mut read, |start, ended| kind::of(ending, start, streamed, ended)) {
            Ok(peeked) => peeked,
            Err(error) => return self.problem(format!("{file}: cannot be read: {error}")),
        };
        if let Some(what) = kind::unreadable(&start) {
            return self.problem(format!("{file}: cannot be read: {what}"));
        }
        let read = BufReader::with_capacity(PEEKED, Cursor::new(start).chain(read));
        match kind {
            Kind::Recording => self.recording(file, read),
            Kind::Lines => self.lines(file, read),
            Kind::Har => self.entries(file, read),
        }
    }

    fn recording(&mut self, file: &Arc<str>, read: impl Read) {
        let start = self.batch.bytes.len();
        // One byte more than is taken, so that a file that grows while it is read cannot pass.
        match read.take(MAX_BYTES + 1).read_to_end(&mut self.batch.bytes) {
            Ok(length) if length as u64 > MAX_BYTES => {
                self.batch.bytes.truncate(start);
                self.problem(format!("{file}: {}", too_long("the file", "record a smaller page")));
            }
            Ok(_) => self.text(file, None, Position { line: 1, column: 1 }, Shape::Recording, start),
            Err(error) => {
                self.batch.bytes.truncate(start);
                self.problem(format!("{file}: cannot be read: {error}"));
            }
        }
    }

    fn lines(&mut self, file: &Arc<str>, mut read: impl BufRead) {
        let (mut line, mut index) = (0, 0);
        while !self.stopped {
            line += 1;
            let start = self.batch.bytes.len();
            let length = match (&mut read).take(MAX_BYTES + 1).read_until(b'\n', &mut self.batch.bytes) {
                Ok(0) => return,
                Ok(length) => length,
                Err(error) => {
                    self.batch.bytes.truncate(start);
                    return self.problem(format!("{file}:{line}: reading failed: {error}"));
                }
            };
            if length as u64 > MAX_BYTES && self.batch.bytes.last() != Some(&b'\n') {
                self.batch.bytes.truncate(start);
                let problem = too_long("the interaction", "record smaller pages");
                self.problem(format!("{}:{line}: {problem}", named(file, Some(index))));
                index += 1;
                if let Err(error) = skip_line(&mut read) {
                    return self.problem(format!("{file}:{line}: reading failed: {error}"));
                }
                continue;
            }
            if line == 1 && self.batch.bytes[start..].starts_with(BOM) {
                self.batch.bytes.drain(start..start + BOM.len());
            }
            if self.batch.bytes[start..].trim_ascii().is_empty() {
                self.batch.bytes.truncate(start);
                continue;
            }
            self.text(file, Some(index), Position { line, column: 1 }, Shape::Line, start);
            index += 1;
        }
    }

    fn entries(&mut self, file: &Arc<str>, read: impl Read) {
        for entry in Entries::new(read) {
            match entry {
                Ok(entry) => {
                    let start = self.batch.bytes.len();
                    self.batch.bytes.extend_from_slice(&entry.text);
                    self.text(file, Some(entry.place.index), entry.place.position, Shape::Entry, start);
                }
                Err(error) => {
                    let error = error.named(file);
                    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
                    self.problem(format!("{error}{cause}"));
                }
            }
            if self.stopped {
                return;
            }
        }
    }

    /// Takes what was added to the bytes since `start` as the text of an interaction.
    fn text(&mut self, file: &Arc<str>, index: Option<usize>, place: Position, shape: Shape, start: usize) {
        let end = self.batch.bytes.len();
        self.batch.texts.push(Text {
            file: Arc::clone(file),
            index,
            place,
            shape,
            start,
            end,
        });
        if self.batch.is_full() {
            self.flush();
        }
    }

    fn problem(&mut self, message: String) {
        self.batch.problems.push(message);
        if self.batch.problems.len() >= TEXTS {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.batch.is_empty() && !self.stopped {
            let next = Batch {
                bytes: Vec::with_capacity(self.batch.bytes.len().min(2 * BATCH)),
                ..Batch::default()
            };
            self.stopped = (self.each)(std::mem::replace(&mut self.batch, next)).is_break();
        }
    }
}

/// Reads the first bytes of a stream, until `decide` returns something: they may come in pieces.
fn peek<T>(read: &mut impl Read, decide: impl Fn(&[u8], bool) -> Option<T>) -> io::Result<(Vec<u8>, T)> {
    let mut start = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let length = match read.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            length => length?,
        };
        start.extend_from_slice(&piece[..length]);
        if let Some(decision) = decide(&start, length == 0 || start.len() >= PEEKED) {
            return Ok((start, decision));
        }
    }
}

fn too_long(what: &str, help: &str) -> String {
    format!("{what} is longer than {} MiB: {help}", MAX_BYTES / 1024 / 1024)
}

/// Reads on to the end of a line, keeping nothing of it.
fn skip_line(read: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (length, ended) = {
            let bytes = match read.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                bytes => bytes?,
            };
            match bytes.iter().position(|byte| *byte == b'\n') {
                Some(end) => (end + 1, true),
                None => (bytes.len(), bytes.is_empty()),
            }
        };
        read.consume(length);
        if ended {
            return Ok(());
        }
    }
}
