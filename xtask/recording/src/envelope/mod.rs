//! A recording on disk: one interaction a file, in a versioned envelope.

mod read;
mod write;

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

pub use read::is_date;

use crate::headers::{HeaderPolicy, header_policy};
use crate::interaction::{Interaction, REDACTED};
use crate::json::{Lines, Node, Position, steps};
use crate::redaction::{self, Policy, Route};
use crate::{Error, Header};

pub(crate) use read::{BODY_DEPTH, of as interaction_of};

/// The version of the envelope. A file of another one is refused.
pub const VERSION: &str = "1";

/// The greatest length of a file that is read.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Where the value of the response's body is in the envelope, if it is there as JSON.
const BODY: &str = "/response/body/json";

/// A redacted interaction, which may be written: it has only what a list allows, and no secret.
///
/// It is the only type that can be written. One is made from an [`Interaction`] by [`Recording::redact`], or read from
/// a file, which is refused if it contains what [`Recording::redact`] would have removed.
#[derive(Clone, Debug)]
pub struct Recording {
    interaction: Interaction,
    text: Vec<u8>,
    lines: Lines,
    root: Node,
}

impl Recording {
    /// Redacts an interaction: [`redaction`](crate::redaction) describes what is kept.
    ///
    /// # Errors
    /// What is left cannot be a recording: for instance it is longer than [`MAX_BYTES`].
    pub fn redact(interaction: Interaction, route: &Route<'_>, policy: &Policy) -> Result<Self, Error> {
        Self::redact_with(interaction, &redaction::Outside::default(), route, policy)
    }

    /// The same for an interaction of a capture that shows more than the interaction has.
    pub(crate) fn redact_with(
        interaction: Interaction,
        outside: &redaction::Outside<'_>,
        route: &Route<'_>,
        policy: &Policy,
    ) -> Result<Self, Error> {
        let text = write::text(&redaction::redact(interaction, outside, route, policy));
        if text.len() as u64 > MAX_BYTES {
            return Err(too_long());
        }
        // What is written is what was read back: nothing that cannot be read again is ever a recording.
        Self::parse(text.as_bytes())
    }

    /// Reads a recording.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place; without the file's name.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let (interaction, root) = read::interaction(text)?;
        Ok(Self {
            interaction,
            text: text.to_owned(),
            lines: Lines::new(text),
            root,
        })
    }

    /// Reads the recording in a file.
    ///
    /// # Errors
    /// The file cannot be read, is longer than [`MAX_BYTES`], or is not a recording.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |error| Error::io(path, error);
        let file = File::open(path).map_err(io)?;
        let mut text = Vec::new();
        // One byte more than is taken, so that a file that grows while it is read cannot pass.
        file.take(MAX_BYTES + 1).read_to_end(&mut text).map_err(io)?;
        if text.len() as u64 > MAX_BYTES {
            return Err(too_long().in_file(path));
        }
        Self::parse(&text).map_err(|error| error.in_file(path))
    }

    /// The interaction.
    pub fn interaction(&self) -> &Interaction {
        &self.interaction
    }

    /// The interaction, for playback.
    pub fn into_interaction(self) -> Interaction {
        self.interaction
    }

    /// The interaction, and the tree of the envelope.
    pub(crate) fn into_parts(self) -> (Interaction, Node) {
        (self.interaction, self.root)
    }

    /// The text of the recording, the same for the same interaction.
    pub fn to_text(&self) -> String {
        write::text(&self.interaction)
    }

    /// The text of a line of the file, from 1 on.
    pub fn line(&self, line: usize) -> Cow<'_, str> {
        self.lines.text(&self.text, line)
    }

    /// Where in the file a part of the envelope is, by its JSON pointer into the file.
    pub fn place(&self, pointer: &str) -> Position {
        self.lines.position(&self.text, self.root.place(pointer))
    }

    /// Where in the file a value of the response's body is, by its JSON pointer into the body. A body that is written
    /// as text or base64 is where its text begins.
    pub fn place_in_body(&self, pointer: &str) -> Position {
        match self.root.at(BODY) {
            Some(_) => self.place(&format!("{BODY}{pointer}")),
            None => self.place("/response/body"),
        }
    }
}

fn too_long() -> Error {
    let what = format!("the file is longer than {} MiB", MAX_BYTES / 1024 / 1024);
    Error::new("", what, "record a smaller page")
}

/// Returns why a header must not be in a recording, if so. The reason never contains the value.
fn forbidden(header: &Header) -> Option<(String, &'static str)> {
    let name = &header.name;
    match header_policy(name) {
        HeaderPolicy::Value => None,
        _ if header.value == REDACTED => None,
        HeaderPolicy::Secret => Some((
            format!("the header `{name}` contains a secret"),
            "write REDACTED in the place of its value; if the value was ever committed or shared, revoke it",
        )),
        HeaderPolicy::Name => Some((
            format!("the value of the header `{name}` changes from call to call, or shows who called"),
            "write REDACTED in the place of its value",
        )),
        HeaderPolicy::Nothing => Some((
            format!("the header `{name}` is not on the list of recorded headers"),
            "remove it, or write REDACTED in the place of its value; the list is in xtask/recording/src/headers.rs",
        )),
    }
}

/// Whether `pointer` is a JSON pointer.
pub(crate) fn is_pointer(pointer: &str) -> bool {
    let escapes = steps(pointer).map(|step| crate::json::escape(&step));
    pointer.is_empty() || (pointer.starts_with('/') && pointer.split('/').skip(1).eq(escapes))
}

#[cfg(test)]
mod tests;
