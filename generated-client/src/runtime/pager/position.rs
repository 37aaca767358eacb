//! Where a reader stands, as a text that outlives the process.

use std::{error::Error as StdError, fmt, str::FromStr};

use super::range::Range;

/// Where [`Pages`](super::Pages) or [`Items`](super::Items) stand: how many records lie before the next one.
///
/// Its text (`to_string`, `parse`) can be kept: reading resumes from it after an error, a drop or a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub(super) i64);

/// Where a [`Window`](super::Window) stands: the ranges of time still to be read, and how far the first of them is.
///
/// Its text (`to_string`, `parse`) can be kept, beside the keys of the records that were read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WindowPosition {
    pub(super) offset: i64,
    /// Whether the whole window is to be counted at the end, because it was split.
    pub(super) split: bool,
    /// How many records without a key were given out.
    pub(super) unkeyed: u64,
    /// The next range is the last one.
    pub(super) ranges: Vec<Range>,
}

/// A text that is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsePositionError;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(offset) if offset >= 0 => Ok(Self(offset)),
            _ => Err(ParsePositionError),
        }
    }
}

impl fmt::Display for WindowPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.offset, if self.split { "s" } else { "w" })?;
        if self.unkeyed > 0 {
            write!(f, "{}", self.unkeyed)?;
        }
        self.ranges
            .iter()
            .try_for_each(|Range { from, to }| write!(f, ",{from}..{to}"))
    }
}

impl FromStr for WindowPosition {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(',');
        let head = parts.next().unwrap_or_default();
        let at = head.find(['s', 'w']).ok_or(ParsePositionError)?;
        let (offset, rest) = head.split_at(at);
        let split = rest.starts_with('s');
        let unkeyed = match &rest[1..] {
            "" => 0,
            count => count.parse().map_err(|_| ParsePositionError)?,
        };
        let Position(offset) = offset.parse()?;
        let ranges = parts.map(|part| {
            let (from, to) = part.split_once("..").ok_or(ParsePositionError)?;
            let number = |text: &str| text.parse().map_err(|_| ParsePositionError);
            Ok(Range {
                from: number(from)?,
                to: number(to)?,
            })
        });
        Ok(Self {
            offset,
            split,
            unkeyed,
            ranges: ranges.collect::<Result<_, _>>()?,
        })
    }
}

impl fmt::Display for ParsePositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a position: parse the text that `to_string` of a position gave")
    }
}

impl StdError for ParsePositionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_outlives_its_text() {
        assert_eq!("17".parse(), Ok(Position(17)));
        assert_eq!(Position(17).to_string(), "17");
        let ranges = vec![Range { from: 51, to: 100 }, Range { from: -9, to: 50 }];
        for split in [true, false] {
            let position = WindowPosition {
                offset: 40,
                split,
                unkeyed: u64::from(split) * 7,
                ranges: ranges.clone(),
            };
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        for text in [
            "", "-1", "x", "1", "1x,0..1", "1w,0", "1w,0..", "w,0..1", "1s,a..b", "-1w",
        ] {
            assert_eq!(text.parse::<WindowPosition>(), Err(ParsePositionError), "of {text}");
        }
        assert_eq!("-1".parse::<Position>(), Err(ParsePositionError));
    }
}
