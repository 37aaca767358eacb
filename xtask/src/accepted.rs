//! `spec/accepted.toml`: drift and changes that a person accepted, each with the reason and, optionally, the last day.
//!
//! `[[drift]]` (or `[[accepted]]`, its earlier name) is for `check`, `[[change]]` for `diff`. A command reads its own
//! entries only, so that a mistake in the others does not stop it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use recording::json::{Position, position};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What an entry accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Drift, which `check` reports.
    Drift,
    /// A change of the document, which `diff` reports.
    Change,
}

impl Kind {
    /// The names of its tables; the first is the one to use.
    fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Drift => &["drift", "accepted"],
            Self::Change => &["change"],
        }
    }

    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Drift => &["fingerprint", "reason", "expires"],
            Self::Change => &["fingerprint", "rule", "place", "reason", "expires"],
        }
    }
}

/// The entries of a command, and which of them were needed.
#[derive(Default)]
pub(crate) struct Accepted {
    entries: Vec<Entry>,
    /// The name of the file.
    pub(crate) file: String,
}

/// One entry.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The fingerprint of the drift or change.
    pub(crate) fingerprint: String,
    /// The place of a change in the document.
    pub(crate) place: Option<String>,
    pub(crate) reason: String,
    /// Whether its last day has passed.
    pub(crate) expired: bool,
    /// Its last day, as in `2026-12-31`.
    pub(crate) expires: Option<String>,
    /// The position of the entry in the file, and the text of that line.
    pub(crate) line: (Position, String),
    used: bool,
}

impl Accepted {
    /// Reads the entries of a kind; nothing is accepted if there is no file. `today` is the day in UTC, as in `2026-12-31`.
    pub(crate) fn read(path: &Path, name: &str, kind: Kind, today: &str) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => match Self::parse(&text, kind, today) {
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

    /// Parses the entries of a kind; an error is an offset and a message.
    fn parse(text: &str, kind: Kind, today: &str) -> Result<Vec<Entry>, (usize, String)> {
        let table = DeTable::parse(text)
            .map_err(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in table.get_ref() {
            let wrong = || {
                let what = "only [[drift]] and [[change]] are allowed here".to_owned();
                (key.span().start, what)
            };
            let is_of = |kind: Kind| kind.tables().contains(&key.get_ref().as_ref());
            if !is_of(kind) && (is_of(Kind::Drift) || is_of(Kind::Change)) {
                continue;
            }
            let list = value.get_ref().as_array().filter(|_| is_of(kind)).ok_or_else(wrong)?;
            for item in list {
                let table = item.get_ref().as_table().ok_or_else(wrong)?;
                // A release moves the lines of an entry, so it must have lines of its own.
                if kind == Kind::Change && !text[item.span().start..].starts_with('[') {
                    let what = "write each entry as a table of its own, under [[change]]".to_owned();
                    return Err((item.span().start, what));
                }
                let entry = entry(text, item, table, kind, today)?;
                if entries.iter().any(|other| other.fingerprint == entry.fingerprint) {
                    let what = format!("`{}` is accepted twice: keep one entry", entry.fingerprint);
                    return Err((item.span().start, what));
                }
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// The fingerprints of the entries that have not expired.
    pub(crate) fn current(&self) -> BTreeSet<String> {
        let current = self.entries.iter().filter(|entry| !entry.expired);
        current.map(|entry| entry.fingerprint.clone()).collect()
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The reason for which something is accepted, if it is and its day has not passed. The entry counts as needed in
    /// either case.
    pub(crate) fn takes(&mut self, fingerprint: &str) -> Option<&str> {
        self.takes_at(fingerprint, |_| true)
    }

    /// The same for something at a place, which the entry must name.
    pub(crate) fn takes_at(&mut self, fingerprint: &str, is_place: impl Fn(&str) -> bool) -> Option<&str> {
        let here = |entry: &Entry| entry.place.as_deref().is_none_or(&is_place);
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| entry.fingerprint == fingerprint && here(entry))?;
        entry.used = true;
        (!entry.expired).then_some(&entry.reason)
    }

    /// The entries that match nothing.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.used)
    }

    /// The entries whose day has passed, and that still match something.
    pub(crate) fn expired(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.used && entry.expired)
    }
}

fn entry(
    text: &str,
    item: &Spanned<DeValue<'_>>,
    table: &DeTable<'_>,
    kind: Kind,
    today: &str,
) -> Result<Entry, (usize, String)> {
    let (keys, start) = (kind.keys(), item.span().start);
    if let Some((key, _)) = table.iter().find(|(key, _)| !keys.contains(&key.get_ref().as_ref())) {
        return Err((
            key.span().start,
            format!("`{}` is not known here; known are {}", key.get_ref(), keys.join(", ")),
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
    let place = match kind {
        Kind::Drift => None,
        Kind::Change => {
            // The fingerprint begins with the rule, which so cannot be another one.
            let rule = string("rule")?;
            if fingerprint.split(':').next() != Some(&*rule) {
                let what = format!("the fingerprint `{fingerprint}` is not one of the rule `{rule}`");
                return Err((start, what));
            }
            Some(string("place")?)
        }
    };
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
        place,
        reason,
        // Days that are written so compare like texts.
        expired: expires.as_deref().is_some_and(|day| day < today),
        expires,
        line: (position, line),
        used: false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Accepted, Kind};

    const GOOD: &str = "# why\n[[drift]]\nfingerprint = \"type:1\"\nreason = \"it is so\"\nexpires = 2026-06-30\n";

    fn accepted(text: &str, today: &str) -> Accepted {
        Accepted {
            entries: Accepted::parse(text, Kind::Drift, today).unwrap(),
            file: "accepted.toml".to_owned(),
        }
    }

    #[test]
    fn an_entry_accepts_only_its_drift() {
        let mut accepted = accepted(GOOD, "2026-06-30");
        assert_eq!(accepted.takes("type:2"), None);
        let unused: Vec<_> = accepted.unused().map(|entry| entry.line.0.line).collect();
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
        assert!(Accepted::parse(&quoted, Kind::Drift, "2026-07-01").unwrap()[0].expired);
    }

    #[test]
    fn mistakes_are_reported() {
        let twice = GOOD.repeat(2);
        for (from, to, words) in [
            ("[[drift]]", "[[drfit]]", "only [[drift]] and [[change]]"),
            ("[[drift]]", "[drift]", "only [[drift]] and [[change]]"),
            ("[[drift]]", "[[drift", ""),
            ("reason =", "why =", "`why` is not known"),
            ("\"type:1\"", "1", "`fingerprint` is not a string"),
            ("it is so", " ", "the reason is empty"),
            ("fingerprint = \"type:1\"\n", "", "`fingerprint` is missing"),
            ("2026-06-30", "2026-06-30T00:00:00Z", "`expires` is not a date"),
            ("2026-06-30", "7", "`expires` is not a date"),
            (GOOD, &twice, "accepted twice"),
        ] {
            let (_, what) = Accepted::parse(&GOOD.replace(from, to), Kind::Drift, "2026-01-01")
                .err()
                .unwrap_or_else(|| panic!("{to} is taken"));
            assert!(what.contains(words), "{to}: {what}");
        }
    }

    const CHANGE: &str = "[[change]]\nrule = \"x-removed\"\nplace = \"/paths/~1a\"\n\
                          fingerprint = \"x-removed:1\"\nreason = \"nobody calls it\"\n";

    #[test]
    fn each_command_reads_its_own_entries() {
        let earlier = GOOD.replace("[[drift]]", "[[accepted]]");
        let both = format!("{earlier}{CHANGE}");
        let fingerprints = |text: &str, kind| -> Vec<String> {
            let entries = Accepted::parse(text, kind, "2026-01-01").unwrap();
            entries.into_iter().map(|entry| entry.fingerprint).collect()
        };
        assert_eq!(fingerprints(&both, Kind::Drift), ["type:1"]);
        assert_eq!(fingerprints(&both, Kind::Change), ["x-removed:1"]);
        // A mistake in the entries of the other command does not matter.
        let broken = both.replace("reason = \"nobody calls it\"\n", "");
        assert_eq!(fingerprints(&broken, Kind::Drift), ["type:1"]);
        assert!(Accepted::parse(&broken, Kind::Change, "2026-01-01").is_err());
    }

    #[test]
    fn a_change_is_accepted_at_its_place_only() {
        let mut accepted = Accepted {
            entries: Accepted::parse(CHANGE, Kind::Change, "2026-01-01").unwrap(),
            file: "accepted.toml".to_owned(),
        };
        assert_eq!(accepted.takes_at("x-removed:1", |place| place == "/paths/~1b"), None);
        assert_eq!(accepted.unused().count(), 1);
        let reason = accepted.takes_at("x-removed:1", |place| place == "/paths/~1a");
        assert_eq!(reason, Some("nobody calls it"));
        for (from, to, words) in [
            ("place = \"/paths/~1a\"\n", "", "`place` is missing"),
            ("rule = \"x-removed\"\n", "", "`rule` is missing"),
            ("rule = \"x-removed\"", "rule = \"x-*\"", "not one of the rule `x-*`"),
            (CHANGE, "change = [{ rule = \"x-removed\" }]", "under [[change]]"),
        ] {
            let (_, what) = Accepted::parse(&CHANGE.replace(from, to), Kind::Change, "2026-01-01").unwrap_err();
            assert!(what.contains(words), "{to}: {what}");
        }
    }
}
