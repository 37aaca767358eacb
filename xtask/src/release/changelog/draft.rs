//! Drafts the entries of a changelog from the changes: what changed for importers, what breaks, and what to do about it.

use std::fmt::Write as _;

use crate::diff::{Bump, Change, Item, Wire};

use super::{Entry, Kind};

/// How many items of the crate an entry names.
const NAMED: usize = 8;

/// Drafts the entries of the changes.
pub(crate) fn draft(changes: &[Change]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut documentation = 0;
    // What breaks comes first, as in the report.
    for change in changes {
        match (change.wire, change.bump) {
            // Nobody who imports the crate sees it.
            (Wire::Safe, Bump::None) => {}
            (Wire::Safe, Bump::Patch) => documentation += 1,
            _ => entries.push(entry(change)),
        }
    }
    if documentation > 0 {
        entries.push(Entry {
            kind: Kind::Changed,
            text: format!(
                "The documentation follows the API: {} of descriptions, bounds or examples.",
                match documentation {
                    1 => "1 change".to_owned(),
                    count => format!("{count} changes"),
                }
            ),
        });
    }
    entries
}

fn entry(change: &Change) -> Entry {
    let mut text = match change.bump {
        Bump::Major => "**Breaking:** ".to_owned(),
        _ => String::new(),
    };
    text.push_str(&sentence(&change.message));
    if let Some(operations) = operations(change) {
        _ = write!(text, " {operations}");
    }
    for line in [behaviour(&change.items), of_wire(change), items(&change.items)]
        .into_iter()
        .flatten()
    {
        _ = write!(text, "\n{line}");
    }
    let action = match (change.bump, change.wire) {
        (Bump::Major, _) | (_, Wire::Breaking | Wire::BreakingIf | Wire::Silent) => {
            change.proposal.as_deref().or(Some(change.rule.action))
        }
        _ => None,
    };
    if let Some(action) = action.filter(|action| !action.is_empty()) {
        _ = write!(text, "\nWhat to do: {}", sentence(action));
    }
    if let Some(code) = code(&change.items) {
        _ = write!(text, "\n\n{code}");
    }
    Entry {
        kind: kind(change.rule.id),
        text,
    }
}

/// The heading of a change, by the name of its rule.
fn kind(rule: &str) -> Kind {
    match rule {
        _ if rule.contains("deprecated") && !rule.ends_with("-removed") => Kind::Deprecated,
        _ if rule.ends_with("-added") => Kind::Added,
        _ if rule.ends_with("-removed") => Kind::Removed,
        _ => Kind::Changed,
    }
}

/// The operations that something shared is used in.
fn operations(change: &Change) -> Option<String> {
    let named: Vec<_> = change.used_in.iter().take(3).map(|name| format!("`{name}`")).collect();
    match change.used_in.len() {
        0 => None,
        all if all <= 3 => Some(format!("Used in {}.", named.join(", "))),
        all => Some(format!("Used in {all} operations, such as {}.", named.join(", "))),
    }
}

/// What released versions of the crate meet when the service changes.
fn of_wire(change: &Change) -> Option<String> {
    match change.wire {
        Wire::Safe => None,
        Wire::Silent => Some("Earlier versions keep working, but are ignored in this, or lose data.".to_owned()),
        Wire::BreakingIf => {
            let condition = change.condition.as_deref().unwrap_or("the service depends on it");
            let condition = condition.strip_prefix("if ").unwrap_or(condition);
            Some(format!("Earlier versions fail if {condition}."))
        }
        Wire::Breaking => Some("Earlier versions fail once the service has this change.".to_owned()),
    }
}

fn behaviour(items: &[Item]) -> Option<String> {
    let found: Vec<_> = items
        .iter()
        .filter(|item| item.behaviour)
        .map(|item| format!("`{}` {}", item.path, item.what))
        .collect();
    (!found.is_empty()).then(|| {
        format!(
            "Code compiles as before, and acts in another way: {}.",
            found.join("; ")
        )
    })
}

/// The items of the crate, those that break first.
fn items(items: &[Item]) -> Option<String> {
    let mut seen: Vec<_> = items
        .iter()
        .filter(|item| item.bump > Bump::Patch && !item.behaviour)
        .collect();
    seen.sort_by_key(|item| std::cmp::Reverse(item.bump));
    if seen.is_empty() {
        return None;
    }
    let named: Vec<_> = seen
        .iter()
        .take(NAMED)
        .map(|item| format!("`{}` {}", item.path, item.what))
        .collect();
    let more = match seen.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Some(format!("In the crate: {}{more}.", named.join("; ")))
}

/// The old and the new code, where both are known.
fn code(_items: &[Item]) -> Option<String> {
    None
}

/// A text as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.trim().chars();
    let mut sentence: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence.push_str(characters.as_str());
    if !sentence.ends_with(['.', '!', '?', ':']) {
        sentence.push('.');
    }
    sentence
}
