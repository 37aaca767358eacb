//! `spec/accepted.toml`: drift that a person accepted, with the reason and, where it is to be looked at again, a day.

use std::fs;
use std::io;
use std::path::Path;

use recording::json::{Position, position};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The entries, and which of them were needed.
#[derive(Default)]
pub(crate) struct Accepted {
    entries: Vec<Entry>,
    /// What the file is called.
    pub(super) file: String,
}

/// One entry.
#[derive(Debug)]
pub(super) struct Entry {
    /// The fingerprint of the drift.
    pub(super) fingerprint: String,
    pub(super) reason: String,
    /// Whether its last day has passed.
    pub(super) expired: bool,
    /// Its last day, as in `2026-12-31`.
    pub(super) expires: Option<String>,
    /// Where it is, and the text of that line.
    pub(super) place: (Position, String),
    used: bool,
}

impl Accepted {
    /// Reads the file; nothing is accepted if there is none. `today` is the day in UTC, as in `2026-12-31`.
    pub(crate) fn read(path: &Path, name: &str, today: &str) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => match Self::parse(&text, today) {
                Ok(entries) => Ok(Self {
                    entries,
                    file: name.to_owned(),
                }),
                Err((at, what)) => Err(format!("{name}:{}: {what}", position(text.as_bytes(), at))),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{name}: cannot be read: {error}")),
        }
    }

    /// Reads the text; of what is wrong, the offset and the words.
    fn parse(text: &str, today: &str) -> Result<Vec<Entry>, (usize, String)> {
        let table = DeTable::parse(text)
            .map_err(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in table.get_ref() {
            let wrong = || (key.span().start, "only [[accepted]] is allowed here".to_owned());
            let list = value
                .get_ref()
                .as_array()
                .filter(|_| key.get_ref() == "accepted")
                .ok_or_else(wrong)?;
            for item in list {
                let table = item.get_ref().as_table().ok_or_else(wrong)?;
                let entry = entry(text, item, table, today)?;
                if entries.iter().any(|other| other.fingerprint == entry.fingerprint) {
                    let what = format!("`{}` is accepted twice: keep one entry", entry.fingerprint);
                    return Err((item.span().start, what));
                }
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The reason for which a drift is accepted, if it is and its day has not passed. The entry counts as needed in
    /// either case.
    pub(super) fn takes(&mut self, fingerprint: &str) -> Option<&str> {
        let entry = self.entries.iter_mut().find(|entry| entry.fingerprint == fingerprint)?;
        entry.used = true;
        (!entry.expired).then_some(&entry.reason)
    }

    /// The entries that no drift needed.
    pub(super) fn unused(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.used)
    }

    /// The entries whose day has passed, and whose drift still occurs.
    pub(super) fn expired(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.used && entry.expired)
    }
}

fn entry(text: &str, item: &Spanned<DeValue<'_>>, table: &DeTable<'_>, today: &str) -> Result<Entry, (usize, String)> {
    const KEYS: [&str; 3] = ["fingerprint", "reason", "expires"];
    let start = item.span().start;
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(&key.get_ref().as_ref())) {
        return Err((
            key.span().start,
            format!("`{}` is not known here; known are {}", key.get_ref(), KEYS.join(", ")),
        ));
    }
    let value = |name: &str| {
        table
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map(|(_, value)| value)
    };
    let string = |name: &str| {
        let value = value(name).ok_or_else(|| (start, format!("`{name}` is missing")))?;
        let text = value.get_ref().as_str().map(str::trim).map(str::to_owned);
        text.ok_or_else(|| (value.span().start, format!("`{name}` is not a string")))
    };
    let (fingerprint, reason) = (string("fingerprint")?, string("reason")?);
    if reason.is_empty() {
        return Err((start, "the reason is empty: say why this may stay".to_owned()));
    }
    let expires = match value("expires") {
        None => None,
        // A day of TOML, or one in quotes.
        Some(value) => {
            let day = match value.get_ref() {
                DeValue::Datetime(day) => day.to_string(),
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            if !recording::is_date(&day) {
                let what = "`expires` is not a date: write it as in 2026-12-31".to_owned();
                return Err((value.span().start, what));
            }
            Some(day)
        }
    };
    let position = position(text.as_bytes(), start);
    let line = text.lines().nth(position.line - 1).unwrap_or_default().to_owned();
    Ok(Entry {
        fingerprint,
        reason,
        // Days that are written so compare like texts.
        expired: expires.as_deref().is_some_and(|day| day < today),
        expires,
        place: (position, line),
        used: false,
    })
}

#[cfg(test)]
mod tests {
    use super::Accepted;

    const GOOD: &str = "# why\n[[accepted]]\nfingerprint = \"type:1\"\nreason = \"it is so\"\nexpires = 2026-06-30\n";

    fn accepted(text: &str, today: &str) -> Accepted {
        Accepted {
            entries: Accepted::parse(text, today).unwrap(),
            file: "accepted.toml".to_owned(),
        }
    }

    #[test]
    fn an_entry_accepts_only_its_drift() {
        let mut accepted = accepted(GOOD, "2026-06-30");
        assert_eq!(accepted.takes("type:2"), None);
        let unused: Vec<_> = accepted.unused().map(|entry| entry.place.0.line).collect();
        assert_eq!(unused, [2]);
        assert_eq!(accepted.takes("type:1"), Some("it is so"));
        assert_eq!((accepted.unused().count(), accepted.expired().count()), (0, 0));
    }

    #[test]
    fn an_entry_expires_after_its_day() {
        let mut accepted = accepted(GOOD, "2026-07-01");
        assert_eq!(accepted.takes("type:1"), None);
        assert_eq!((accepted.unused().count(), accepted.expired().count()), (0, 1));
        let quoted = GOOD.replace("2026-06-30", "\"2026-06-30\"");
        assert!(Accepted::parse(&quoted, "2026-07-01").unwrap()[0].expired);
    }

    #[test]
    fn mistakes_are_reported() {
        let twice = GOOD.repeat(2);
        for (from, to, words) in [
            ("[[accepted]]", "[[acepted]]", "only [[accepted]]"),
            ("[[accepted]]", "[[accepted", ""),
            ("reason =", "why =", "`why` is not known"),
            ("\"type:1\"", "1", "`fingerprint` is not a string"),
            ("it is so", " ", "the reason is empty"),
            ("fingerprint = \"type:1\"\n", "", "`fingerprint` is missing"),
            ("2026-06-30", "2026-06-30T00:00:00Z", "`expires` is not a date"),
            ("2026-06-30", "7", "`expires` is not a date"),
            (GOOD, &twice, "accepted twice"),
        ] {
            let (_, what) = Accepted::parse(&GOOD.replace(from, to), "2026-01-01")
                .err()
                .unwrap_or_else(|| panic!("{to} is taken"));
            assert!(what.contains(words), "{to}: {what}");
        }
    }
}
