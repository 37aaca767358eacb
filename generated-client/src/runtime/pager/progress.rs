//! How far reading is.

use std::fmt;

/// How far a reader is: a position from which reading resumes, and what a user is shown.
///
/// The method `progress` of a reader returns it, also while it is read. Pages and records that were fetched and not taken yet
/// do not count. `to_string` writes it as in `1200 of 4500`, or as in `1200` if the total is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<P> {
    position: P,
    records: u64,
    total: Option<u64>,
}

impl<P> Progress<P> {
    pub(super) fn new(position: P, records: i64, total: Option<i64>) -> Self {
        let records = u64::try_from(records).unwrap_or_default();
        let total = total.and_then(|total| u64::try_from(total).ok());
        Self {
            position,
            records,
            total: total.filter(|total| *total >= records),
        }
    }

    /// Returns the position, from which reading resumes.
    pub fn position(&self) -> &P {
        &self.position
    }

    /// Returns how many records lie before the position, including those before a resumption.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Returns how many records there are in all, as the service stated last. `None` if it states no total, or one that is
    /// less than the number of records so far.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns how many records are still to be read, if the total is known.
    pub fn remaining(&self) -> Option<u64> {
        self.total.map(|total| total.saturating_sub(self.records))
    }
}

impl<P> fmt::Display for Progress<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.records)?;
        match self.total {
            Some(total) => write!(f, " of {total}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_that_the_records_contradict_is_not_shown() {
        for (total, shown, remaining) in [
            (Some(45), "20 of 45", Some(25)),
            (Some(20), "20 of 20", Some(0)),
            (Some(10), "20", None),
            (Some(-1), "20", None),
            (None, "20", None),
        ] {
            let progress = Progress::new((), 20, total);
            assert_eq!(
                (progress.to_string().as_str(), progress.remaining()),
                (shown, remaining)
            );
        }
    }
}
