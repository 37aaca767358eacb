//! What was seen at a place, in words. No part of a value is in them.

use super::Observed;

impl Observed {
    /// What all values are, as in `always 32 hex digits`.
    pub(in crate::evolve) fn in_words(&self) -> String {
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
        match kinds.as_slice() {
            [] => "never seen".to_owned(),
            [(_, only)] => format!("always {only}"),
            all => {
                let all: Vec<_> = all.iter().map(|(count, what)| format!("{what} ({count})")).collect();
                all.join(", ")
            }
        }
    }
}
