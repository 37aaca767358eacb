//! What was seen, in words: how often, and of which operations. No value of traffic is in them.

use super::{Asked, Proposer};

impl Proposer<'_, '_> {
    /// How often something was seen: `38 of 40 recordings`.
    pub(super) fn times(&self, asked: &Asked<'_>) -> String {
        let seen = asked.interactions().len();
        let of = asked.operations().into_iter();
        let of: usize = of
            .map(|operation| self.totals.get(operation).copied().unwrap_or_default())
            .sum();
        match seen.max(of) {
            1 => "the only recording".to_owned(),
            of => format!("{seen} of {of} recordings"),
        }
    }

    /// How often something was seen that belongs to no operation yet.
    pub(super) fn count(&self, asked: &Asked<'_>) -> String {
        match asked.interactions().len() {
            1 => "1 recording".to_owned(),
            count => format!("{count} recordings"),
        }
    }

    /// The names of the operations, the first few.
    pub(super) fn of_operations(&self, asked: &Asked<'_>) -> String {
        const SHOWN: usize = 3;
        let all: Vec<_> = asked.operations().into_iter().flatten().collect();
        let named: Vec<_> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        match all.len().saturating_sub(SHOWN) {
            0 if all.is_empty() => String::new(),
            0 => format!(" of {}", named.join(", ")),
            more => format!(" of {} and {more} more operations", named.join(", ")),
        }
    }
}
