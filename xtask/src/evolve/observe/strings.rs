//! What the strings that were seen at one place have in common.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::contract::format;
use crate::evolve::words::plural;

/// The formats that are recognised: those that `check` checks, and that no other text has by chance.
const FORMATS: [&str; 5] = ["date-time", "date", "uuid", "ipv4", "ipv6"];

/// How many different strings are counted as different.
const MOST: usize = 1000;

/// How long a string may be to be held as text.
const LONGEST: usize = 64;

/// How many different strings are held as text: more are no list of values.
const TEXTS: usize = 40;

/// The strings that were seen at one place.
#[derive(Clone, Debug, Default)]
pub(in crate::evolve) struct Strings {
    pub(in crate::evolve) count: usize,
    /// How many different ones there are, by the beginnings of their digests, up to a limit.
    different: BTreeSet<[u8; 8]>,
    /// The different ones, if they are few and short.
    texts: BTreeSet<String>,
    has_more_texts: bool,
    /// The least and the greatest number of characters.
    lengths: Option<(usize, usize)>,
    /// How many of them have each of [`FORMATS`].
    formats: [usize; FORMATS.len()],
    /// How many consist of decimal digits.
    pub(in crate::evolve) digits: usize,
    /// How many consist of hexadecimal digits.
    hexadecimal: usize,
    /// How many are `true` or `false`.
    pub(in crate::evolve) booleans: usize,
    /// How many an integer of 64 bits is written as: without a zero in front.
    pub(in crate::evolve) integers: usize,
}

impl Strings {
    pub(super) fn add(&mut self, text: &str) {
        self.count += 1;
        if self.different.len() < MOST {
            let digest = Sha256::digest(text.as_bytes());
            let mut start = [0; 8];
            start.copy_from_slice(&digest[..8]);
            self.different.insert(start);
        }
        self.add_text(text);
        let length = text.chars().count();
        self.measure((length, length));
        for (format, count) in FORMATS.iter().zip(&mut self.formats) {
            *count += usize::from(format::string(format, text));
        }
        let all = |is: fn(&u8) -> bool| usize::from(!text.is_empty() && text.as_bytes().iter().all(is));
        self.digits += all(u8::is_ascii_digit);
        self.hexadecimal += all(u8::is_ascii_hexdigit);
        self.booleans += usize::from(matches!(text, "true" | "false"));
        let plain = text.strip_prefix('-').unwrap_or(text);
        let is_written_so = plain == "0" || !plain.starts_with(['0', '+']);
        self.integers += usize::from(is_written_so && text.parse::<i64>().is_ok());
    }

    fn add_text(&mut self, text: &str) {
        if text.len() > LONGEST || (self.texts.len() >= TEXTS && !self.texts.contains(text)) {
            self.has_more_texts = true;
        }
        if self.has_more_texts {
            self.texts.clear();
        } else {
            self.texts.insert(text.to_owned());
        }
    }

    fn measure(&mut self, (least, greatest): (usize, usize)) {
        self.lengths = Some(match self.lengths {
            None => (least, greatest),
            Some((known_least, known_greatest)) => (known_least.min(least), known_greatest.max(greatest)),
        });
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        for start in &other.different {
            if self.different.len() < MOST {
                self.different.insert(*start);
            }
        }
        self.has_more_texts |= other.has_more_texts;
        for text in &other.texts {
            self.add_text(text);
        }
        if self.has_more_texts {
            self.texts.clear();
        }
        if let Some(lengths) = other.lengths {
            self.measure(lengths);
        }
        for (count, more) in self.formats.iter_mut().zip(other.formats) {
            *count += more;
        }
        self.digits += other.digits;
        self.hexadecimal += other.hexadecimal;
        self.booleans += other.booleans;
        self.integers += other.integers;
    }

    /// How many different strings there are, up to a limit.
    pub(in crate::evolve) fn different(&self) -> usize {
        self.different.len()
    }

    /// The different strings; none if they are many or long.
    pub(in crate::evolve) fn texts(&self) -> Option<&BTreeSet<String>> {
        (!self.has_more_texts).then_some(&self.texts)
    }

    /// The format that all of them have.
    pub(in crate::evolve) fn format(&self) -> Option<&'static str> {
        let all = FORMATS.iter().zip(self.formats).find(|(_, count)| *count == self.count);
        all.filter(|_| self.count > 0).map(|(format, _)| *format)
    }

    /// What they look like, for a report. No part of a value is in it.
    pub(super) fn shape(&self) -> String {
        if let Some(format) = self.format() {
            return match format {
                "uuid" => "a UUID".to_owned(),
                "ipv4" => "an IPv4 address".to_owned(),
                "ipv6" => "an IPv6 address".to_owned(),
                format => format!("a {format}"),
            };
        }
        let (least, greatest) = self.lengths.unwrap_or_default();
        let what = match self.count {
            count if count == self.digits => "digits",
            count if count == self.hexadecimal && least >= 8 => "hex digits",
            _ => "",
        };
        match (what, least, greatest) {
            ("", _, 0) => "an empty string".to_owned(),
            ("", _, _) if least == greatest => format!("a string of {}", plural(least, "character")),
            ("", _, _) => format!("a string of {least} to {greatest} characters"),
            (what, 1, 1) => format!("1 {}", what.trim_end_matches('s')),
            (what, _, _) if least == greatest => format!("{least} {what}"),
            (what, _, _) => format!("{least} to {greatest} {what}"),
        }
    }

    /// The least and the greatest number of characters.
    pub(in crate::evolve) fn lengths(&self) -> Option<(usize, usize)> {
        self.lengths
    }
}
