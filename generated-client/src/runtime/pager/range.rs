//! A range of time, both ends in it.

/// From `from` to `to`, in the unit of the operation's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Range {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Range {
    /// The part up to `end`; none if the range begins behind it.
    pub(super) fn up_to(self, end: Option<i64>) -> Option<Self> {
        let to = end?.min(self.to);
        (self.from <= to).then_some(Self { from: self.from, to })
    }

    /// The two halves, the earlier one first; none for a single instant.
    ///
    /// They overlap by an instant where they can: whether a service takes the ends of a range into it is not always
    /// documented, and a record that comes twice is dropped, while one between two halves would be lost.
    pub(super) fn halves(self) -> Option<[Self; 2]> {
        let Self { from, to } = self;
        match to.checked_sub(from) {
            Some(length) if length < 1 => None,
            Some(1) => Some([Self { from, to: from }, Self { from: to, to }]),
            Some(2) => Some([Self { from, to: from + 1 }, Self { from: from + 1, to }]),
            _ => {
                let middle = i64::midpoint(from, to).max(from + 2);
                Some([Self { from, to: middle }, Self { from: middle - 1, to }])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_between_halves_whichever_ends_belong_to_a_range() {
        // Whether a range holds an instant, if it holds its ends or does not.
        let holds = |range: Range, instant: i64, with_from: bool, with_to: bool| {
            (range.from < instant || with_from && range.from == instant)
                && (instant < range.to || with_to && instant == range.to)
        };
        for length in 2..20 {
            let whole = Range {
                from: -7,
                to: length - 7,
            };
            let halves = whole.halves().expect("it has more than an instant");
            for (with_from, with_to) in [(true, true), (true, false), (false, true), (false, false)] {
                // Of the two ends of two instants, one may be alone: it cannot be halved.
                for instant in whole.from..=whole.to {
                    let lost = holds(whole, instant, with_from, with_to)
                        && !halves.iter().any(|half| holds(*half, instant, with_from, with_to));
                    assert!(!lost || length == 2, "{instant} of {whole:?}");
                }
            }
        }
    }

    #[test]
    fn halves_cover_the_range_and_come_to_an_end() {
        for (from, to) in [(0, 1), (0, 2), (0, 3), (-3, 0), (-5, 9), (i64::MIN, i64::MAX), (7, 9)] {
            let mut waiting = vec![Range { from, to }];
            for _ in 0..200 {
                let Some(range) = waiting.pop() else { break };
                let Some([early, late]) = range.halves() else { continue };
                assert_eq!((early.from, late.to), (range.from, range.to));
                assert!(early.to >= late.from - 1, "{early:?} {late:?}");
                for half in [early, late] {
                    assert!(half != range && half.from <= half.to, "{half:?}");
                }
                waiting.push(early);
            }
            assert!(waiting.is_empty(), "{waiting:?}");
        }
        assert_eq!(Range { from: 3, to: 3 }.halves(), None);
        assert_eq!(Range { from: 4, to: 3 }.halves(), None);
    }
}
