//! What was seen at a place, in words. No part of a value is in them.

use super::Observed;

impl Observed {
    /// What the values are: `always 32 hex digits`, or of a single one `an integer`.
    pub(in crate::evolve) fn in_words(&self) -> String {
        let kinds = self.kinds();
        match kinds.as_slice() {
            [] => "never seen".to_owned(),
            [(_, only)] if self.interactions <= 1 => only.clone(),
            [(_, only)] => format!("always {only}"),
            all => counted(all),
        }
    }

    /// What the values are, without how often: `an integer`.
    pub(in crate::evolve) fn what(&self) -> String {
        match self.kinds().as_slice() {
            [] => "no value".to_owned(),
            [(_, only)] => only.clone(),
            all => counted(all),
        }
    }

    /// The kinds of the values, each with their number.
    fn kinds(&self) -> Vec<(usize, String)> {
        let mut kinds = Vec::new();
        if self.strings.count > 0 {
            kinds.push((self.strings.count, self.strings.shape()));
        }
        for (count, word) in [
            (self.integers, "an integer"),
            (self.fractions, "a number with a fraction"),
            (self.booleans, "a boolean"),
            (self.lists, "a list"),
            (self.objects, "an object"),
            (self.nulls, "null"),
        ] {
            if count > 0 {
                kinds.push((count, word.to_owned()));
            }
        }
        kinds
    }
}

fn counted(kinds: &[(usize, String)]) -> String {
    let all: Vec<_> = kinds.iter().map(|(count, what)| format!("{what} ({count})")).collect();
    all.join(", ")
}
