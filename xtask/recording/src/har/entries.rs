//! Splits a HAR into its entries without parsing them.

use std::fmt;
use std::io::Read;
use std::ops::ControlFlow::{self, Break, Continue};

use super::MAX_BYTES;
use super::input::Input;
use super::scan::{self, Value};
use crate::Error;
use crate::json::{self, Node, Position, child, found};

/// The greatest length of a name or of another small value that is looked at.
const SMALL: usize = 64 * 1024;

const HELP: &str = "a HAR is `{\"log\": {\"entries\": […]}}` in UTF-8: save it again from the tool that captured it; name a file with one interaction per line .ndjson";

/// Where an entry is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which entry it is, from 0 on.
    pub index: usize,
    /// The offset of its first byte in the file.
    pub offset: u64,
    /// The line and column of its first byte in the file.
    pub position: Position,
}

/// One element of `log.entries`, as it is in the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it begins.
    pub place: Place,
    /// Its bytes. Whether they are an entry, or JSON at all, is not known yet.
    pub text: Vec<u8>,
}

/// It does not show what it holds, which may be secret.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} bytes)", self.place, self.text.len())
    }
}

/// The entries of a HAR 1.2 of any length, one after the other, with no more of the file in memory than one entry.
///
/// An error in the file itself is reported once, after the entries that are whole, with its place in the file; an
/// entry that is longer than [`MAX_BYTES`] is reported and skipped. The errors do not name the file.
///
/// ```
/// let file = br#"{"log": {"entries": [{"a": 1}, {"b": 2}]}}"#;
/// let entries: Result<Vec<_>, _> = recording::har::Entries::new(&file[..]).collect();
/// assert_eq!(entries.unwrap()[1].text, br#"{"b": 2}"#);
/// ```
pub struct Entries<R> {
    input: Input<R>,
    inside: Inside,
    /// Whether the list or object that is open has nothing yet.
    first: bool,
    index: usize,
    seen: Seen,
    creator: Option<String>,
}

/// What of the file is open.
#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    Root,
    Log,
    Entries,
    /// All was read, or cannot be read on.
    End,
}

/// Which members were seen that may occur once.
#[derive(Default)]
struct Seen {
    log: bool,
    entries: bool,
}

impl<R: Read> Entries<R> {
    /// Begins to read a HAR. The reader need not be buffered.
    pub fn new(reader: R) -> Self {
        Self {
            input: Input::new(reader),
            inside: Inside::Nothing,
            first: true,
            index: 0,
            seen: Seen::default(),
            creator: None,
        }
    }

    /// Name and version of the program that wrote the file, once they were read: they may be behind the entries.
    pub fn creator(&self) -> Option<&str> {
        self.creator.as_deref()
    }

    /// Reads the next entry and appends its bytes to `texts`, so that many of them share one buffer.
    ///
    /// # Errors
    /// As for the iterator. Reading may go on after each: it ends when there is nothing more.
    pub fn read_into(&mut self, texts: &mut Vec<u8>) -> Option<Result<Place, Error>> {
        loop {
            match self.step(texts) {
                Ok(Continue(())) => {}
                Ok(Break(found)) => return found.map(Ok),
                Err(Stop::Skip(error)) => return Some(Err(error)),
                Err(Stop::End(error)) => {
                    self.inside = Inside::End;
                    return Some(Err(error));
                }
            }
        }
    }

    fn step(&mut self, texts: &mut Vec<u8>) -> Result<ControlFlow<Option<Place>>, Stop> {
        match self.inside {
            Inside::Nothing => {
                self.input.skip_mark()?;
                self.open(b'{', Inside::Root, "", "`{`")?;
            }
            Inside::Root => match self.key(b'}')?.as_deref() {
                Some("log") if self.seen.log => return Err(self.wrong("/log", "`log` occurs twice")),
                Some("log") => {
                    self.seen.log = true;
                    self.open(b'{', Inside::Log, "/log", "an object")?;
                }
                Some(_) => self.skip()?,
                None if !self.seen.log => return Err(self.wrong("", "this is not a HAR: `log` is missing")),
                None => self.end()?,
            },
            Inside::Log => match self.key(b'}')?.as_deref() {
                Some("entries") if self.seen.entries => {
                    return Err(self.wrong("/log/entries", "`entries` occurs twice: the second is ignored"));
                }
                Some("entries") => {
                    self.seen.entries = true;
                    self.open(b'[', Inside::Entries, "/log/entries", "a list")?;
                }
                Some("creator") => self.read_creator()?,
                Some(_) => self.skip()?,
                None if !self.seen.entries => {
                    return Err(self.wrong("/log", "this is not a HAR: `entries` is missing"));
                }
                None => self.close(Inside::Root),
            },
            Inside::Entries => match self.more(b']', "`,` or `]`")? {
                true => return self.entry(texts).map(|place| Break(Some(place))),
                false => self.close(Inside::Log),
            },
            Inside::End => return Ok(Break(None)),
        }
        Ok(Continue(()))
    }

    fn entry(&mut self, texts: &mut Vec<u8>) -> Result<Place, Stop> {
        let place = Place {
            index: self.index,
            offset: self.input.offset(),
            position: self.input.position(),
        };
        let length = self.value(MAX_BYTES)?;
        if let Some(length) = length {
            texts.extend_from_slice(self.input.take(length));
            self.index += 1;
            return Ok(place);
        }
        let what = format!(
            "the entry is longer than {} MiB, and passed over",
            MAX_BYTES / 1024 / 1024
        );
        let error = Error::new(self.pointer(), what, "capture it without such bodies");
        self.index += 1;
        Err(Stop::Skip(error.at(place.position)))
    }

    fn read_creator(&mut self) -> Result<(), Stop> {
        let Some(length) = self.value(SMALL)? else {
            return Ok(());
        };
        let parsed = json::parse(self.input.take(length)).ok().map(|parsed| parsed.root);
        let member = |key| parsed.as_ref().and_then(|root| root.get(key)).and_then(Node::as_str);
        self.creator = match (member("name"), member("version")) {
            (Some(name), Some(version)) => Some(format!("{name} {version}")),
            (name, _) => name.map(str::to_owned),
        };
        Ok(())
    }

    /// Opens the next value, which must begin with this byte.
    fn open(&mut self, byte: u8, inside: Inside, pointer: &str, wanted: &str) -> Result<(), Stop> {
        self.input.space()?;
        match self.input.peek()? {
            Some(next) if next == byte => {
                self.input.take(1);
                (self.inside, self.first) = (inside, true);
                Ok(())
            }
            Some(_) => {
                let found = self.found();
                Err(self.wrong(pointer, format!("this is not a HAR: expected {wanted}, found {found}")))
            }
            None if matches!(self.inside, Inside::Nothing) => {
                Err(self.wrong("", "this is not a HAR: the file is empty"))
            }
            None => Err(self.cut()),
        }
    }

    /// Goes back from a list or an object that has ended to what holds it.
    fn close(&mut self, inside: Inside) {
        (self.inside, self.first) = (inside, false);
    }

    /// After the end of the root: nothing may follow.
    fn end(&mut self) -> Result<(), Stop> {
        self.input.space()?;
        match self.input.peek()? {
            None => {
                self.inside = Inside::End;
                Ok(())
            }
            Some(_) => Err(self.wrong("", "there is text after the end of the HAR")),
        }
    }

    /// Whether the open list or object has one more value, which is next then; otherwise its end was read.
    fn more(&mut self, close: u8, wanted: &str) -> Result<bool, Stop> {
        self.input.space()?;
        match self.input.peek()? {
            None => Err(self.cut()),
            Some(byte) if byte == close => {
                self.input.take(1);
                Ok(false)
            }
            Some(_) if std::mem::take(&mut self.first) => Ok(true),
            Some(b',') => {
                self.input.take(1);
                self.input.space()?;
                Ok(true)
            }
            Some(_) => Err(self.unexpected(wanted)),
        }
    }

    /// The name of the next member of the open object, whose value is next then; nothing at its end. What is too long
    /// to be a name that matters is empty.
    fn key(&mut self, close: u8) -> Result<Option<String>, Stop> {
        if !self.more(close, "`,` or `}`")? {
            return Ok(None);
        }
        match self.input.peek()? {
            Some(b'"') => {}
            Some(_) => return Err(self.unexpected("a member's name")),
            None => return Err(self.cut()),
        }
        let (pointer, position) = (self.pointer(), self.input.position());
        let name = match self.value(SMALL)? {
            Some(length) => match json::parse(self.input.take(length)) {
                Ok(parsed) => parsed.root.as_str().unwrap_or_default().to_owned(),
                Err(_) => {
                    let what = "this is not valid JSON: the name of a member is broken";
                    return Err(Stop::End(Error::new(pointer, what, HELP).at(position)));
                }
            },
            None => String::new(),
        };
        self.input.space()?;
        match self.input.peek()? {
            Some(b':') => {
                self.input.take(1);
                self.input.space()?;
                Ok(Some(name))
            }
            Some(_) => Err(self.unexpected("`:`")),
            None => Err(self.cut()),
        }
    }

    /// Passes over the next value.
    fn skip(&mut self) -> Result<(), Stop> {
        self.value(0).map(drop)
    }

    /// The length of the next value, which is next still; `None` if it has more than `limit` bytes and was passed over.
    fn value(&mut self, limit: usize) -> Result<Option<usize>, Stop> {
        match scan::value(&mut self.input, limit)? {
            Value::Whole(length) => Ok(Some(length)),
            Value::TooLong => Ok(None),
            Value::Cut => Err(self.cut()),
            Value::Nothing => Err(self.unexpected("a value")),
        }
    }

    /// The pointer of what is being read.
    fn pointer(&self) -> String {
        match self.inside {
            Inside::Nothing | Inside::Root | Inside::End => String::new(),
            Inside::Log => "/log".to_owned(),
            Inside::Entries => child("/log/entries", &self.index.to_string()),
        }
    }

    fn wrong(&self, pointer: &str, what: impl Into<String>) -> Stop {
        Stop::End(Error::new(pointer, what, HELP).at(self.input.position()))
    }

    fn unexpected(&self, wanted: &str) -> Stop {
        let found = self.found();
        let what = format!("this is not valid JSON: expected {wanted}, found {found}");
        self.wrong(&self.pointer(), what)
    }

    /// The words for what is next: one character of it, for it may be part of a secret.
    fn found(&self) -> String {
        found(self.input.rest().get(..1).unwrap_or_default())
    }

    fn cut(&self) -> Stop {
        let what = match self.index {
            0 => "the file is truncated: it ends before its first entry does".to_owned(),
            1 => "the file is truncated: it ends after one complete entry".to_owned(),
            whole => format!("the file is truncated: it ends after {whole} complete entries"),
        };
        let help = "copy it again, or capture it again";
        Stop::End(Error::new(self.pointer(), what, help).at(self.input.position()))
    }
}

impl<R: Read> Iterator for Entries<R> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        let place = self.read_into(&mut text)?;
        Some(place.map(|place| Entry { place, text }))
    }
}

/// Why the next entry cannot be given.
enum Stop {
    /// This one cannot; the next one may.
    Skip(Error),
    /// Stop: neither this entry nor any after it.
    End(Error),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::End(Error::unreadable(error))
    }
}
