//! The position of a reader, as a text that can be stored.

use std::{error::Error as StdError, fmt, str::FromStr};

use super::range::Range;

/// The position of [`Pages`](super::Pages) or [`Items`](super::Items): the number of records before the next one.
///
/// Its text (`to_string`, `parse`) can be stored: reading resumes from it after an error, a drop or a restart. See
/// [`Items`](super::Items) for an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub(super) i64);

/// The position of a [`Window`](super::Window).
///
/// It holds the ranges of time that are still to be read, and the offset in the first of them.
///
/// Its text (`to_string`, `parse`) can be stored, together with the keys of the records that were read: see
/// [`resume`](super::Window::resume).
///
/// # Format of the text
///
/// The text is the offset; `s` if the window was split, or else `w`; the number of records without a key that were given out,
/// if there are any, with a `!` if reading cannot be resumed (see [`resume`](super::Window::resume)); behind a `/`, the total
/// of the range, if it is needed to see whether records arrive meanwhile; and, each behind a comma, the end of the
/// ranges that were read, behind a `<`, and the ranges that are still to be read, the next one last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WindowPosition {
    pub(super) offset: i64,
    /// Whether the total of the whole window is requested at the end, because it was split.
    pub(super) split: bool,
    /// How many records without a key were given out.
    pub(super) unkeyed: u64,
    /// Whether records without a key that were given out come again.
    pub(super) pending: bool,
    /// The total of the range, if the position is behind records without a key.
    pub(super) total: Option<i64>,
    /// Up to where the ranges that were read go.
    pub(super) covered: Option<i64>,
    /// The next range is the last one.
    pub(super) ranges: Vec<Range>,
}

/// The error of parsing a text that is not a position.
///
/// Its message names the part that is wrong, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsePositionError {
    part: String,
    expected: &'static str,
}

impl ParsePositionError {
    pub(super) fn new(part: &str, expected: &'static str) -> Self {
        const LONGEST: usize = 40;
        let mut part: String = part.escape_debug().collect();
        if let Some((end, _)) = part.char_indices().nth(LONGEST) {
            part.truncate(end);
            part.push('…');
        }
        Self { part, expected }
    }
}

impl fmt::Display for ParsePositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, expected } = self;
        write!(
            f,
            "not a position: `{part}` is not {expected}; pass the text that `to_string` of a position returned"
        )
    }
}

impl StdError for ParsePositionError {}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(offset(text)?))
    }
}

impl fmt::Display for WindowPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.offset, if self.split { "s" } else { "w" })?;
        if self.unkeyed > 0 || self.pending {
            write!(f, "{}", self.unkeyed)?;
        }
        if self.pending {
            f.write_str("!")?;
        }
        if let Some(total) = self.total {
            write!(f, "/{total}")?;
        }
        if let Some(covered) = self.covered {
            write!(f, ",<{covered}")?;
        }
        self.ranges
            .iter()
            .try_for_each(|Range { from, to }| write!(f, ",{from}..{to}"))
    }
}

impl FromStr for WindowPosition {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (head, mut rest) = match text.split_once(',') {
            Some((head, rest)) => (head, Some(rest)),
            None => (text, None),
        };
        let expected = "an offset followed by `s` or `w`, as in `40s` or `0w`";
        let at = head.find(['s', 'w']);
        let (before, behind) = head.split_at(at.ok_or_else(|| ParsePositionError::new(head, expected))?);
        let (behind, total) = match behind.split_once('/') {
            Some((behind, total)) => {
                let expected = "the total of a range of time";
                let total = total.parse().map_err(|_| ParsePositionError::new(total, expected))?;
                (behind, Some(total))
            }
            None => (behind, None),
        };
        let (pending, unkeyed) = match behind[1..].strip_suffix('!') {
            Some(count) => (true, count),
            None => (false, &behind[1..]),
        };
        let unkeyed = match unkeyed {
            "" => 0,
            count => {
                let expected = "the number of records without a key";
                count.parse().map_err(|_| ParsePositionError::new(count, expected))?
            }
        };
        let mut covered = None;
        if let Some(part) = rest.filter(|rest| rest.starts_with('<')) {
            let (end, ranges) = match part.split_once(',') {
                Some((end, ranges)) => (end, Some(ranges)),
                None => (part, None),
            };
            let expected = "`<` and the time up to which was read, as in `<20`";
            covered = Some(end[1..].parse().map_err(|_| ParsePositionError::new(end, expected))?);
            rest = ranges;
        }
        Ok(Self {
            offset: offset(before)?,
            split: behind.starts_with('s'),
            unkeyed,
            pending,
            total,
            covered,
            ranges: match rest {
                Some(ranges) => ranges.split(',').map(range).collect::<Result<_, _>>()?,
                None => Vec::new(),
            },
        })
    }
}

fn offset(text: &str) -> Result<i64, ParsePositionError> {
    match text.parse() {
        Ok(offset) if offset >= 0 => Ok(offset),
        _ => Err(ParsePositionError::new(text, "a number of records, 0 or more")),
    }
}

fn range(text: &str) -> Result<Range, ParsePositionError> {
    let numbers = text
        .split_once("..")
        .and_then(|(from, to)| from.parse().ok().zip(to.parse().ok()));
    let (from, to) = numbers.ok_or_else(|| ParsePositionError::new(text, "a range of time, as in `10..20`"))?;
    Ok(Range { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_parsed_from_its_text() {
        assert_eq!("17".parse(), Ok(Position(17)));
        assert_eq!(Position(17).to_string(), "17");
        let ranges = [Range { from: 51, to: 100 }, Range { from: -9, to: 50 }];
        for ranges in [&ranges[..], &ranges[..1], &[]] {
            for covered in [None, Some(-7), Some(i64::MAX)] {
                for (split, unkeyed, pending) in [(true, 0, false), (false, 7, false), (true, u64::MAX, true)] {
                    let position = WindowPosition {
                        offset: 40,
                        split,
                        unkeyed,
                        pending,
                        total: covered,
                        covered,
                        ranges: ranges.to_vec(),
                    };
                    assert_eq!(position.to_string().parse(), Ok(position));
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_no_position_is_an_error_that_names_the_part() {
        for (text, part) in [
            ("", "``"),
            ("1", "`1`"),
            ("1x,0..1", "`1x`"),
            ("1w,0", "`0`"),
            ("1w,0..", "`0..`"),
            ("1w,0..1,", "``"),
            ("w,0..1", "``"),
            ("1s,a..b", "`a..b`"),
            ("1sx,1..2", "`x`"),
            ("1s4!!", "`4!`"),
            ("-1w", "`-1`"),
            ("1w2/x", "`x`"),
            ("1/2w", "`1/2`"),
            ("1s,<x,1..2", "`<x`"),
            ("1s,1..2,<3", "`<3`"),
            ("1s,9223372036854775808..1", "`9223372036854775808..1`"),
            ("1s\n,1..2", "`\\n`"),
        ] {
            let error = text.parse::<WindowPosition>().expect_err(text).to_string();
            assert!(error.contains(&format!("{part} is not ")), "{text:?}: {error}");
        }
        for text in ["-1", "x", "", "1w", "9223372036854775808"] {
            let error = text.parse::<Position>().expect_err(text).to_string();
            assert!(
                error.contains(&format!("`{text}` is not a number of records, 0 or more")),
                "{error}"
            );
        }
        let long = "ß".repeat(1000).parse::<Position>().expect_err("no number");
        assert!(long.to_string().len() < 250, "{long}");
    }
}
