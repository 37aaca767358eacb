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
    // The heading of the section says that it was added or removed.
    let said = [": it was added", ": it was removed"];
    let name = said.iter().find_map(|said| change.message.strip_suffix(said));
    text.push_str(&sentence(name.unwrap_or(&change.message)));
    if let Some(operations) = operations(change) {
        _ = write!(text, " {operations}");
    }
    for line in [behaviour(&change.items), of_wire(change), in_crate(&change.items)]
        .into_iter()
        .flatten()
    {
        _ = write!(text, "\n{line}");
    }
    let code = code(&change.items);
    if let Some(action) = action(change, code.is_some()) {
        _ = write!(text, "\nWhat to do: {action}");
    }
    if let Some(code) = code {
        _ = write!(text, "\n\n{code}");
    }
    Entry {
        kind: kind(change.rule.id),
        text,
    }
}

/// What importers have to do. What the rule advises is for those who change the API.
fn action(change: &Change, has_code: bool) -> Option<&'static str> {
    let fails = matches!(change.wire, Wire::Breaking | Wire::BreakingIf);
    match (change.bump, fails, has_code) {
        (Bump::Major, true, true) => Some("Upgrade, and change code that uses it as below."),
        (Bump::Major, true, false) => Some("Upgrade, and change code that uses it."),
        (Bump::Major, false, true) => Some("Change code that uses it as below."),
        (Bump::Major, false, false) => Some("Change code that uses it."),
        (_, true, _) => Some("Upgrade to this version."),
        _ => (change.wire == Wire::Silent).then_some("Upgrade to have it."),
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
        Wire::Silent => Some("With earlier versions no call fails because of it, but the service ignores or reads in another way what they send, or they miss what it returns.".to_owned()),
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
fn in_crate(items: &[Item]) -> Option<String> {
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

/// The old and the new code, where both are known: a signature that changed, or a name that another one took the place of.
fn code(items: &[Item]) -> Option<String> {
    let breaking: Vec<_> = items.iter().filter(|item| item.bump == Bump::Major).collect();
    let mut lines = Vec::new();
    for item in &breaking {
        // As the comparison of the surfaces words it.
        if let Some((old, new)) = item.what.split_once("` is now `")
            && let (Some(old), Some(new)) = (old.strip_prefix('`'), new.strip_suffix('`'))
        {
            lines.push((format!("{}: {old}", item.path), format!("{}: {new}", item.path)));
        }
    }
    let removed = breaking.iter().filter(|item| item.what == "removed");
    for old in removed {
        // Of the same owner, and the only one: the other name.
        let owner = |path: &str| path.rsplit_once("::").map(|(owner, _)| owner.to_owned());
        let is_call = |path: &str| path.ends_with("()");
        let like = |item: &&Item, what: &str| {
            item.what.starts_with(what)
                && owner(&item.path) == owner(&old.path)
                && is_call(&item.path) == is_call(&old.path)
        };
        let mut added = items.iter().filter(|item| like(item, "added"));
        let others = items.iter().filter(|item| like(item, "removed")).count();
        if let (Some(new), None, 1) = (added.next(), added.next(), others) {
            lines.push((old.path.clone(), new.path.clone()));
        }
    }
    if lines.is_empty() {
        return None;
    }
    let lines: String = lines
        .iter()
        .take(NAMED)
        .map(|(old, new)| format!("- {old}\n+ {new}\n"))
        .collect();
    Some(format!("```diff\n{lines}```"))
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

#[cfg(test)]
mod tests {
    use super::{Bump, Change, Item, Kind, Wire, draft};
    use crate::diff::{RULES, Rule};

    fn rule(id: &str) -> &'static Rule {
        let mut rules = RULES.iter().flat_map(|rules| rules.iter());
        rules.find(|rule| rule.id == id).unwrap()
    }

    fn change(id: &str, wire: Wire, items: &[(&str, &str, Bump)]) -> Change {
        let mut change = Change::new(rule(id), "the operation `x` changed");
        change.wire = wire;
        change.items = items
            .iter()
            .map(|(path, what, bump)| Item {
                path: (*path).to_owned(),
                what: (*what).to_owned(),
                bump: *bump,
                behaviour: false,
                fails: false,
                only_literals: false,
            })
            .collect();
        change.bump = items.iter().map(|(.., bump)| *bump).max().unwrap_or_default();
        change
    }

    #[test]
    fn entries_say_what_importers_do() {
        let renamed = [
            ("Client::x()", "removed", Bump::Major),
            ("Client::y()", "added", Bump::Minor),
            ("types::A::b", "`i32` is now `String`", Bump::Major),
        ];
        let entries = draft(&[change("operation-id-changed", Wire::Safe, &renamed)]);
        let [entry] = &*entries else { panic!("{entries:?}") };
        assert_eq!(entry.kind, Kind::Changed);
        assert!(
            entry.text.starts_with("**Breaking:** The operation `x` changed.\n"),
            "{}",
            entry.text
        );
        assert!(entry.text.contains("What to do: "), "{}", entry.text);
        let code = "```diff\n- types::A::b: i32\n+ types::A::b: String\n- Client::x()\n+ Client::y()\n```";
        assert!(entry.text.ends_with(code), "{}", entry.text);
    }

    #[test]
    fn entries_are_under_the_heading_of_their_rule() {
        let added = [("Client::y()", "added", Bump::Minor)];
        let removed = [("Client::x()", "removed", Bump::Major)];
        let docs = [("Client::x()", "documentation changed", Bump::Patch)];
        let entries = draft(&[
            change("operation-removed", Wire::Breaking, &removed),
            change("operation-added", Wire::Safe, &added),
            change("operation-deprecated", Wire::Safe, &added),
            change("description-changed", Wire::Safe, &docs),
            change("example-changed", Wire::Safe, &[]),
        ]);
        let kinds: Vec<_> = entries.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [Kind::Removed, Kind::Added, Kind::Deprecated, Kind::Changed]);
        assert!(
            entries[0]
                .text
                .contains("Earlier versions fail once the service has this change.")
        );
        assert!(!entries[1].text.contains("Breaking") && !entries[1].text.contains("What to do"));
        assert!(entries[3].text.contains("1 change"), "{}", entries[3].text);
    }
}
