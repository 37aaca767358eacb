//! `spec/accepted.toml`: what a person accepted, with the reason.

use std::fs;
use std::io;
use std::path::Path;

use recording::json::{Position, position};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The entries, and which of them were needed.
#[derive(Default)]
pub(super) struct Accepted(Vec<Entry>);

/// One entry.
pub(super) struct Entry {
    pub(super) recording: String,
    pub(super) pointer: String,
    pub(super) reason: String,
    /// Where it stands, and the text of that line.
    pub(super) place: (Position, String),
    used: bool,
}

impl Accepted {
    /// Reads the file; nothing is accepted where there is none.
    pub(super) fn read(path: &Path, name: &str) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(|(at, what)| {
                let place = position(text.as_bytes(), at);
                format!("{name}:{place}: {what}")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{name}: cannot be read: {error}")),
        }
    }

    /// Reads the text; of what is wrong, the offset and the words.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let table = DeTable::parse(text)
            .map_err(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut entries = Vec::new();
        for (key, value) in table.get_ref() {
            let wrong = || (key.span().start, "only [[accepted]] stands here".to_owned());
            let list = value
                .get_ref()
                .as_array()
                .filter(|_| key.get_ref() == "accepted")
                .ok_or_else(wrong)?;
            for item in list {
                let table = item.get_ref().as_table().ok_or_else(wrong)?;
                entries.push(entry(text, item, table)?);
            }
        }
        Ok(Self(entries))
    }

    /// Whether a finding is accepted.
    pub(super) fn takes(&mut self, recording: &str, pointer: &str) -> bool {
        let mut taken = false;
        for entry in self
            .0
            .iter_mut()
            .filter(|entry| entry.recording == recording && entry.pointer == pointer)
        {
            entry.used = true;
            taken = true;
        }
        taken
    }

    /// The entries that no finding needed.
    pub(super) fn unused(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(|entry| !entry.used)
    }
}

fn entry(text: &str, item: &Spanned<DeValue<'_>>, table: &DeTable<'_>) -> Result<Entry, (usize, String)> {
    const KEYS: [&str; 3] = ["recording", "pointer", "reason"];
    let start = item.span().start;
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(&key.get_ref().as_ref())) {
        return Err((
            key.span().start,
            format!("`{}` is not known here; known are {}", key.get_ref(), KEYS.join(", ")),
        ));
    }
    let string = |name: &str| {
        let value = table
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map(|(_, value)| value);
        let value = value.ok_or_else(|| (start, format!("`{name}` is missing")))?;
        value
            .get_ref()
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| (value.span().start, format!("`{name}` is no string")))
    };
    let reason = string("reason")?;
    if reason.trim().is_empty() {
        return Err((start, "the reason is empty: say why this may stay".to_owned()));
    }
    let position = position(text.as_bytes(), start);
    let line = text.lines().nth(position.line - 1).unwrap_or_default().to_owned();
    Ok(Entry {
        recording: string("recording")?,
        pointer: string("pointer")?,
        reason,
        place: (position, line),
        used: false,
    })
}

#[cfg(test)]
mod tests {
    use super::Accepted;

    const GOOD: &str = "# why\n[[accepted]]\nrecording = \"a.json\"\npointer = \"/x\"\nreason = \"it is so\"\n";

    #[test]
    fn an_entry_takes_its_finding_and_no_other() {
        let mut accepted = Accepted::parse(GOOD).unwrap();
        assert!(!accepted.takes("a.json", "/y") && !accepted.takes("b.json", "/x"));
        assert_eq!(
            accepted.unused().map(|entry| entry.place.0.line).collect::<Vec<_>>(),
            [2]
        );
        assert!(accepted.takes("a.json", "/x"));
        assert_eq!(accepted.unused().count(), 0);
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (from, to, words) in [
            ("[[accepted]]", "[[acepted]]", "only [[accepted]]"),
            ("[[accepted]]", "[[accepted", ""),
            ("reason =", "why =", "`why` is not known"),
            ("\"/x\"", "1", "`pointer` is no string"),
            ("it is so", " ", "the reason is empty"),
            ("pointer = \"/x\"\n", "", "`pointer` is missing"),
        ] {
            let (_, what) = Accepted::parse(&GOOD.replace(from, to))
                .err()
                .unwrap_or_else(|| panic!("{to} is taken"));
            assert!(what.contains(words), "{to}: {what}");
        }
    }
}
