//! A range of time, both ends in it.

/// From `from` to `to`, in the unit of the operation's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Range {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Range {
    /// The two halves, the earlier one first; none for a single instant.
    ///
    /// They share an instant where they can: whether a service takes the ends of a range into it is not always
    /// documented, and a record that comes twice is dropped, while one between two halves would be lost.
    pub(super) fn halves(self) -> Option<[Self; 2]> {
        let Self { from, to } = self;
        let middle = i64::midpoint(from, to);
        match to.checked_sub(from) {
            Some(length) if length < 1 => None,
            Some(1) => Some([Self { from, to: from }, Self { from: to, to }]),
            _ => Some([Self { from, to: middle }, Self { from: middle, to }]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_cover_the_range_and_come_to_an_end() {
        for (from, to) in [(0, 1), (0, 2), (-5, 9), (i64::MIN, i64::MAX), (7, 9)] {
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
