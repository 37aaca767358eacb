//! The position of a reader, as a text that can be stored.

use std::{fmt, str::FromStr};

use super::super::ParsePositionError;
use crate::runtime::continuation::PageToken;

/// The position of [`ChainedPages`](super::ChainedPages) or [`ChainedItems`](super::ChainedItems).
///
/// Its text (`to_string`, `parse`) can be stored: reading resumes from it after an error, a drop or a restart. It contains
/// what the service named as the next page, which may be valid for a limited time only.
///
/// ```
/// # use huaweicloud_hss::{Error, runtime::generated::pager::{Chained, ChainedItems, ChainedPosition}};
/// # fn example<P: Chained>(items: ChainedItems<P>, again: ChainedItems<P>) -> Result<(), Box<dyn std::error::Error>> {
/// let stored = items.position().to_string();
/// // Later, with a reader of the same call.
/// let rest = again.resume(stored.parse::<ChainedPosition>()?);
/// # let _ = rest;
/// # Ok(())
/// # }
/// ```
///
/// # Format of the text
///
/// `end`, or: the number of records on the pages before, `+`, and the number of records of the page that were returned;
/// then, unless it is the first page, `=` and a cursor or a link, or `#` and a number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChainedPosition(pub(super) Option<Place>);

/// A page, and a record of it.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Place {
    /// What names the page; none for the first one.
    pub(super) token: Option<PageToken>,
    /// The number of records on the pages before.
    pub(super) read: i64,
    /// The number of records of the page that were returned.
    pub(super) skip: i64,
}

impl Place {
    /// The number of records before this one.
    pub(super) fn records(&self) -> i64 {
        self.read.saturating_add(self.skip)
    }
}

impl fmt::Display for ChainedPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Place { token, read, skip }) = &self.0 else {
            return f.write_str("end");
        };
        write!(f, "{read}+{skip}")?;
        match token {
            None => Ok(()),
            Some(token) => write!(f, "{}{}", if token.is_number { '#' } else { '=' }, token.text),
        }
    }
}

impl FromStr for ChainedPosition {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "end" {
            return Ok(Self(None));
        }
        let at = text.find(['=', '#']);
        let (counts, token) = text.split_at(at.unwrap_or(text.len()));
        let expected = "`end`, or two numbers of records as in `200+0`";
        let count = |text: &str| text.parse().ok().filter(|count: &i64| *count >= 0);
        let parts = counts.split_once('+');
        let (read, skip) = parts
            .and_then(|(read, skip)| count(read).zip(count(skip)))
            .ok_or_else(|| ParsePositionError::new(counts, expected))?;
        let token = match token.split_at(at.map_or(0, |_| 1)) {
            ("", _) => None,
            ("#", text) if text.parse::<serde_json::Number>().is_ok() => Some(PageToken::number(text)),
            ("#", text) => return Err(ParsePositionError::new(text, "a number of JSON")),
            (_, "") => return Err(ParsePositionError::new("", "a cursor or a link")),
            (_, text) => Some(PageToken::text(text)),
        };
        Ok(Self(Some(Place { token, read, skip })))
    }
}

/// Without the cursor or the link.
impl fmt::Debug for ChainedPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("ChainedPosition(end)"),
            Some(Place { token, read, skip }) => f
                .debug_struct("ChainedPosition")
                .field("read", read)
                .field("skip", skip)
                .field("is_first_page", &token.is_none())
                .finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_parsed_from_its_text() {
        for text in [
            "end",
            "0+0",
            "17+3",
            "17+3=a=b#c+d",
            "200+0=https://h/?p=2#",
            "200+7#3",
            "1+0#-1.5e3",
        ] {
            let position: ChainedPosition = text.parse().expect(text);
            assert_eq!(position.to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_no_position_is_an_error_that_names_the_part() {
        for (text, part) in [
            ("", "``"),
            ("x", "`x`"),
            ("1", "`1`"),
            ("-1+0", "`-1+0`"),
            ("1+x=y", "`1+x`"),
            ("1+0#y", "`y`"),
            ("1+0=", "``"),
            ("end ", "`end `"),
        ] {
            let error = text.parse::<ChainedPosition>().expect_err(text).to_string();
            assert!(error.contains(&format!("{part} is not ")), "{text:?}: {error}");
        }
    }
}
