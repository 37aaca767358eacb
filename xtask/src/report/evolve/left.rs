//! What is left for a person: drift that asks for the same decision is shown once.

use crate::evolve::{Left, natural};
use crate::report::plural;

/// Drift that asks for the same decision.
pub(super) struct Decision<'r> {
    pub(super) first: &'r Left,
    /// The fingerprints of all of it, each once.
    pub(super) fingerprints: Vec<&'r str>,
    seen: Vec<&'r str>,
    count: usize,
}

/// How many interactions are named.
const NAMED: usize = 3;

/// How many fingerprints are shown.
const SHOWN: usize = 10;

/// The decisions, in the order of what is left.
pub(super) fn decisions<'r>(left: &[&'r Left]) -> Vec<Decision<'r>> {
    let mut all: Vec<Decision<'r>> = Vec::new();
    for one in left {
        let is_same = |known: &Decision<'_>| {
            let first = known.first;
            (first.rule, &first.what, &first.reason, &first.choices) == (one.rule, &one.what, &one.reason, &one.choices)
        };
        let index = all.iter().position(is_same).unwrap_or(all.len());
        if index == all.len() {
            all.push(Decision {
                first: one,
                fingerprints: Vec::new(),
                seen: Vec::new(),
                count: 0,
            });
        }
        let known = &mut all[index];
        if !known.fingerprints.contains(&one.fingerprint.as_str()) {
            known.fingerprints.push(&one.fingerprint);
        }
        for name in &one.seen {
            if !known.seen.contains(&name.as_str()) {
                known.seen.push(name);
            }
        }
        known.count = known.count.max(one.count).max(known.seen.len());
    }
    for decision in &mut all {
        decision.seen.sort_by(|one, other| natural(one).cmp(&natural(other)));
        decision.seen.truncate(NAMED);
    }
    all
}

impl Decision<'_> {
    /// Where it was seen: the names of the first interactions.
    pub(super) fn seen(&self) -> Option<String> {
        let names = self.seen.join(", ");
        match self.count.saturating_sub(self.seen.len()) {
            _ if self.seen.is_empty() => None,
            0 => Some(names),
            more => Some(format!("{names} and {more} more")),
        }
    }

    /// How to accept it; none for what `check` does not report.
    pub(super) fn accept(&self) -> Option<String> {
        if matches!(self.first.rule, "left-out" | "accepted-expired") {
            return None;
        }
        let all: Vec<_> = self.fingerprints.iter().take(SHOWN).collect();
        let all: Vec<_> = all
            .iter()
            .map(|fingerprint| format!("`fingerprint = \"{fingerprint}\"`"))
            .collect();
        let more = match self.fingerprints.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more, which `--format json` lists"),
        };
        let entry = match self.fingerprints.len() {
            1 => "a `[[drift]]` with",
            _ => "a `[[drift]]` for each of",
        };
        Some(format!(
            "or accept it: in spec/accepted.toml, {entry} {}{more}, and a `reason`",
            all.join(", ")
        ))
    }
}

/// How many decisions there are, in words.
pub(super) fn to_decide(left: &[&Left]) -> String {
    match left.len() {
        0 => String::new(),
        _ => format!("; {} for a person to decide", plural(decisions(left).len(), "question")),
    }
}
