//! The version in the manifest of the client, with the line of what is no version.

use semver::Version;
use toml::de::{DeTable, DeValue};

use crate::input::{Origin, Revisions};

const CLIENT: &str = "generated-client/Cargo.toml";
const WORKSPACE: &str = "Cargo.toml";

/// The version in the manifest of the client, or in that of the workspace if it refers to it; none if there is no manifest,
/// or no version in it.
///
/// # Errors
/// Returns which file cannot be read, or which line is no version.
pub(super) fn version(revisions: &Revisions<'_>, origin: &Origin) -> Result<Option<Version>, String> {
    let manifest = |path| {
        let bytes = revisions.file(origin, path)?;
        bytes.map(|bytes| Manifest::new(path, origin, bytes)).transpose()
    };
    let Some(client) = manifest(CLIENT)? else {
        return Ok(None);
    };
    match client.find(&["package", "version"])? {
        None => Ok(None),
        Some(Stated::Text(version, line)) => client.parse(&version, line).map(Some),
        Some(Stated::Workspace(line)) => {
            let missing = || client.error(line, "it refers to the version of the workspace, which states none");
            let workspace = manifest(WORKSPACE)?.ok_or_else(missing)?;
            match workspace.find(&["workspace", "package", "version"])? {
                Some(Stated::Text(version, line)) => workspace.parse(&version, line).map(Some),
                Some(Stated::Workspace(line)) => Err(workspace.error(line, "the version is not a text")),
                None => Err(missing()),
            }
        }
    }
}

/// A manifest that can be read as text.
struct Manifest {
    path: &'static str,
    /// Of which revision it is, for messages.
    of: String,
    text: String,
}

/// What a manifest states as a version, with its line.
enum Stated {
    Text(String, usize),
    /// That of the workspace.
    Workspace(usize),
}

impl Manifest {
    fn new(path: &'static str, origin: &Origin, bytes: Vec<u8>) -> Result<Self, String> {
        let of = match origin {
            Origin::Git { revision, .. } => format!(" of `{revision}`"),
            _ => String::new(),
        };
        let (text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let end = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(end))
            }
        };
        let manifest = Self { path, of, text };
        match broken {
            Some(end) => Err(manifest.unreadable(end, "the text is not UTF-8", "save the file as UTF-8")),
            None => Ok(manifest),
        }
    }

    /// The version at a path of keys.
    fn find(&self, path: &[&str]) -> Result<Option<Stated>, String> {
        let table = DeTable::parse(&self.text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            self.unreadable(
                byte,
                &format!("the text is not TOML: {}", error.message()),
                "correct it there",
            )
        })?;
        let mut place = None;
        let mut inner = Some(table.get_ref());
        for step in path {
            place = inner.and_then(|table| table.get(*step));
            inner = place.and_then(|place| place.get_ref().as_table());
        }
        let Some(place) = place else { return Ok(None) };
        let line = self.line(place.span().start);
        match place.get_ref() {
            DeValue::String(version) => Ok(Some(Stated::Text(version.to_string(), line))),
            DeValue::Table(_) => Ok(Some(Stated::Workspace(line))),
            _ => Err(self.error(line, "the version is not a text")),
        }
    }

    fn parse(&self, version: &str, line: usize) -> Result<Version, String> {
        Version::parse(version).map_err(|error| self.error(line, &format!("`{version}` is not a version: {error}")))
    }

    fn line(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().iter().take(byte);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    fn error(&self, line: usize, what: &str) -> String {
        format!(
            "{}:{line}{}: {what}\n  = help: state the version as a text of three numbers, as in `version = \"0.1.0\"`",
            self.path, self.of
        )
    }

    fn unreadable(&self, byte: usize, what: &str, help: &str) -> String {
        format!("{}:{}{}: {what}\n  = help: {help}", self.path, self.line(byte), self.of)
    }
}
