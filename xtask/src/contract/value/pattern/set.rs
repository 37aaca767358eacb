//! Sets of characters.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// The largest code point.
const MAX: u32 = 0x10_FFFF;
/// The halves of surrogate pairs, which no text holds by themselves.
const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

/// A set of code points: ranges in ascending order that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Set {
    pub(super) ranges: Vec<(u32, u32)>,
}

impl Set {
    /// The union of some ranges, both ends included.
    pub(super) fn of(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self { ranges: merged }
    }

    /// One character.
    pub(super) fn one(character: u32) -> Self {
        Self::of(vec![(character, character)])
    }

    /// `\d`
    pub(super) fn digits() -> Self {
        Self::of(vec![(0x30, 0x39)])
    }

    /// `\w`
    pub(super) fn word() -> Self {
        Self::of(vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
    }

    /// `\s`: the white space and the line terminators of ECMA-262.
    pub(super) fn space() -> Self {
        Self::of(vec![
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ])
    }

    /// The line terminators of ECMA-262, which `.` does not match.
    pub(super) fn line_ends() -> Self {
        Self::of(vec![(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])
    }

    /// The characters with a Unicode property, as it is between the braces of `\p{…}`; `None` if it is not known.
    pub(super) fn property(name: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=');
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        let hir = regex_syntax::parse(&format!("\\p{{{name}}}")).ok()?;
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => Some(Self::from_class(class)),
            _ => None,
        }
    }

    /// All other characters.
    pub(super) fn inverted(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for (low, high) in &self.ranges {
            if next < *low {
                ranges.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= MAX {
            ranges.push((next, MAX));
        }
        Self { ranges }
    }

    /// The set with the other case of each letter, by simple case folding.
    pub(super) fn any_case(&self) -> Self {
        let mut class = self.to_class();
        // Fails only without the tables, which are compiled in.
        match class.try_case_fold_simple() {
            Ok(()) => Self::from_class(&class),
            Err(_) => self.clone(),
        }
    }

    /// The same set for the linear-time engine. Surrogates are left out: no text holds one.
    pub(super) fn to_class(&self) -> ClassUnicode {
        let (first, last) = SURROGATES;
        let outside = |(low, high): &(u32, u32)| [(*low, (*high).min(first - 1)), ((*low).max(last + 1), *high)];
        let range = |(low, high): (u32, u32)| {
            let ends = (char::from_u32(low)?, char::from_u32(high)?);
            (low <= high).then(|| ClassUnicodeRange::new(ends.0, ends.1))
        };
        ClassUnicode::new(self.ranges.iter().flat_map(outside).filter_map(range))
    }

    fn from_class(class: &ClassUnicode) -> Self {
        Self::of(
            class
                .iter()
                .map(|range| (u32::from(range.start()), u32::from(range.end())))
                .collect(),
        )
    }

    /// Whether a character is in the set.
    pub(super) fn contains(&self, character: u32) -> bool {
        let after = self.ranges.partition_point(|(low, _)| *low <= character);
        after > 0 && character <= self.ranges[after - 1].1
    }
}
