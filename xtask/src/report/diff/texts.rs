//! What all reports say of a change and of the verdicts, in the same words.

use std::collections::BTreeSet;

use super::{Comparison, Versions};
use crate::diff::{Bump, Cause, Change, Shown, Wire};
use crate::report::plural;

/// How many operations and items of the crate are named, unless all are requested.
pub(super) const NAMED: usize = 5;

/// Whether code that compiles acts in another way, or fails.
pub(super) fn is_behaviour(change: &Change) -> bool {
    change.items.iter().any(|item| item.behaviour)
}

/// Whether a report counts a change rather than shows it: neither released clients nor the code of importers notice it.
pub(super) fn is_folded(change: &Change) -> bool {
    change.wire == Wire::Safe && change.bump < Bump::Major && !is_behaviour(change)
}

/// The verdict on the wire, in words.
pub(in crate::report) fn wire(wire: Wire) -> &'static str {
    match wire {
        Wire::Safe => "released clients keep working",
        Wire::Silent => {
            "no call of released clients fails, but the server ignores a value that they send or reads it in another way, or they miss a value that it returns"
        }
        Wire::BreakingIf => "released clients fail under the conditions stated",
        Wire::Breaking => "released clients fail",
    }
}

/// The verdict on the crate, in words.
pub(in crate::report) fn bump(bump: Option<Bump>) -> &'static str {
    let Some(bump) = bump else {
        return "no client can be made of one of the documents";
    };
    match bump {
        Bump::None => "the client stays as it is",
        Bump::Patch => "only documentation or inner parts of the client change",
        Bump::Minor => "code of importers compiles as before",
        Bump::Major => "code of importers may no longer compile",
    }
}

/// The word for the verdict on the crate.
pub(in crate::report) fn bump_word(bump: Option<Bump>) -> &'static str {
    bump.map_or("unknown", Bump::word)
}

/// The changes after which code compiles and acts in another way, and those of them after which calls that worked may fail.
pub(super) fn behaviours(comparison: &Comparison<'_>) -> (usize, usize) {
    let count = |is: fn(&crate::diff::Item) -> bool| {
        let changes = comparison.changes.iter();
        changes.filter(|change| change.items.iter().any(is)).count()
    };
    (count(|item| item.behaviour), count(|item| item.fails))
}

/// The same in words, to be read behind the verdict on the crate; nothing if there are none.
pub(super) fn behaviour(comparison: &Comparison<'_>) -> Option<String> {
    let (all, failing) = behaviours(comparison);
    let so = match failing {
        0 => "calls do something else".to_owned(),
        _ if failing == all => "calls that worked may fail".to_owned(),
        failing => format!("with {failing} of them, calls that worked may fail"),
    };
    (all > 0).then(|| {
        let changes = plural(all, "change");
        format!("with {changes} of behaviour that no compiler reports ({so})")
    })
}

/// What each cause needs of the crate's version, if that is not the document alone.
pub(super) fn parts(comparison: &Comparison<'_>) -> Option<String> {
    let is_other = |part: &&crate::diff::Part| part.cause != Cause::Document;
    comparison.parts.iter().find(is_other)?;
    let part = |part: &crate::diff::Part| format!("the {} needs {}", part.cause.word(), part.bump.word());
    let parts: Vec<_> = comparison.parts.iter().map(part).collect();
    Some(parts.join(", "))
}

/// The next version of the crate.
pub(super) fn version(versions: &Versions) -> String {
    match (&versions.current, &versions.next) {
        (Some(current), Some(next)) if current == next => format!("{current}: no release is needed"),
        (Some(current), Some(next)) => format!("{next} (the base is {current})"),
        (Some(current), None) => format!("unknown (the base is {current})"),
        _ => "unknown: name the version of the base with `--current-version`".to_owned(),
    }
}

/// How many changes there are of each level, worst first.
pub(super) fn counts(comparison: &Comparison<'_>) -> String {
    let of = |level: Wire| comparison.changes.iter().filter(|change| change.wire == level).count();
    let levels = [Wire::Breaking, Wire::BreakingIf, Wire::Silent, Wire::Safe];
    let counts: Vec<_> = levels
        .into_iter()
        .filter(|level| of(*level) > 0)
        .map(|level| format!("{} {}", of(level), level.word()))
        .collect();
    let mut text = plural(comparison.changes.len(), "change");
    if !counts.is_empty() {
        text = format!("{text}: {}", counts.join(", "));
    }
    match comparison.accepted() {
        0 => text,
        accepted => format!("{text}; {accepted} accepted"),
    }
}

/// The operations in which a change is used: their number, and the first names.
pub(super) fn used_in(change: &Change, most: usize) -> Option<String> {
    let (first, rest) = match change.used_in.split_at_checked(most) {
        Some((first, rest)) if rest.len() > 1 => (first, rest.len()),
        _ => (change.used_in.as_slice(), 0),
    };
    let more = match rest {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    (!first.is_empty()).then(|| {
        format!(
            "{}: {}{more}",
            plural(change.used_in.len(), "operation"),
            first.join(", ")
        )
    })
}

/// The operations of the changes that a report only counts: their number, and the first names.
pub(super) fn operations_of_folded(comparison: &Comparison<'_>, most: usize) -> Option<String> {
    let folded = comparison.changes.iter().filter(|change| is_folded(change));
    let names: BTreeSet<&String> = folded
        .flat_map(|change| change.operation.iter().chain(&change.used_in))
        .collect();
    let first: Vec<_> = names.iter().take(most).map(|name| name.as_str()).collect();
    let more = match names.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| format!("in {}: {}{more}", plural(names.len(), "operation"), first.join(", ")))
}

/// What a change does to the crate, an item in each line: the first ones, and how many more there are.
pub(super) fn items(change: &Change, most: usize) -> Vec<String> {
    let shown = match change.items.len() {
        all if all <= most.saturating_add(1) => all,
        _ => most,
    };
    let mut lines: Vec<_> = change.items.iter().take(shown).map(item).collect();
    match change.items.len() - shown {
        0 => {}
        more => lines.push(format!("and {more} more")),
    }
    lines
}

fn item(item: &crate::diff::Item) -> String {
    let mut marks = vec![item.bump.word()];
    if item.fails {
        marks.push("compiles, and calls that worked may fail");
    } else if item.behaviour {
        marks.push("compiles, and acts in another way");
    }
    if item.only_literals {
        marks.push("breaks only struct literals, exhaustive matches and own conversions");
    }
    format!("`{}`: {} ({})", item.path, item.what, marks.join("; "))
}

/// All that is known of a change, for a format with room for some lines.
pub(super) fn lines(change: &Change) -> Vec<String> {
    let mut lines = vec![format!(
        "{} (wire: {}, crate: {})",
        change.message,
        change.wire.word(),
        change.bump.word()
    )];
    lines.extend(condition(change).map(|condition| format!("breaks if: {condition}")));
    lines.extend(evidence(change).map(|evidence| format!("evidence: {evidence}")));
    lines.extend(used_in(change, NAMED).map(|operations| format!("used in {operations}")));
    lines.extend(items(change, NAMED).into_iter().map(|item| format!("crate: {item}")));
    lines.push(format!("why: {}", change.rule.why));
    lines.push(format!("help: {}", help(change)));
    lines
}

/// Under what condition a change breaks released clients.
pub(super) fn condition(change: &Change) -> Option<&str> {
    let condition = change.condition.as_deref()?;
    Some(condition.strip_prefix("if ").unwrap_or(condition))
}

/// What recordings show of the condition of a change, if they were read.
pub(super) fn evidence(change: &Change) -> Option<String> {
    let observed = change.observed.as_ref()?;
    let so = match observed.shown() {
        Shown::Fulfilled => "; so it is breaking",
        Shown::SyntheticOnly => "; that is no proof",
        _ => "",
    };
    Some(format!("{}{so}", observed.text()))
}

/// The verdicts in one line.
pub(super) fn summary(comparison: &Comparison<'_>) -> String {
    let at_least = match comparison.not_judged.is_empty() {
        true => "",
        false => "at least ",
    };
    format!(
        "{at_least}{} on the wire, {} for the crate{}, next version {}; {}",
        comparison.wire.word(),
        bump_word(comparison.bump),
        behaviour(comparison).map_or_else(String::new, |with| format!(" {with}")),
        version(&comparison.versions),
        counts(comparison)
    )
}

/// What to do about a change.
pub(super) fn help(change: &Change) -> &str {
    change.proposal.as_deref().unwrap_or(change.rule.action)
}
